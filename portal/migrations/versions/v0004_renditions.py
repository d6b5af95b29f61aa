"""Renditions of a part before its sealing; lighter films, strips and captions for judges and the public."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JSONS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
FORMER_KINDS = ("essay", "video", "image", "poster")
KINDS = ("essay", "video", "video_small", "image", "poster", "strip", "captions")


def upgrade() -> None:
    op.create_table(
        "part_renditions",
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("store_key", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("tool", sa.String(length=40), nullable=False),
        sa.Column("facts", JSONS, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(f"kind IN {KINDS}", name=op.f("ck_part_renditions_kind_is_known")),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_part_renditions_part_id_parts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_renditions")),
        sa.UniqueConstraint("part_id", "kind", name=op.f("uq_part_renditions_part_id_kind")),
        sa.UniqueConstraint("store_key", name=op.f("uq_part_renditions_store_key")),
    )
    with op.batch_alter_table("renditions") as batch:
        batch.add_column(sa.Column("part_number", sa.Integer(), nullable=False, server_default="1"))
        batch.add_column(sa.Column("facts", JSONS, nullable=False, server_default="{}"))
        batch.drop_constraint(op.f("ck_renditions_kind_is_known"), type_="check")
        batch.create_check_constraint(op.f("ck_renditions_kind_is_known"), f"kind IN {KINDS}")
    # Until now a poster followed its film, and every other rendition was a part of its own.
    op.execute(
        "UPDATE renditions SET part_number = position - (SELECT count(*) FROM renditions AS earlier "
        "WHERE earlier.code_id = renditions.code_id AND earlier.kind = 'poster' "
        "AND earlier.position <= renditions.position)"
    )
    with op.batch_alter_table("renditions") as batch:
        batch.alter_column("part_number", server_default=None)
        batch.alter_column("facts", server_default=None)
    op.add_column("published_works", sa.Column("small_key", sa.Text(), nullable=True))
    op.add_column("published_works", sa.Column("captions_key", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("published_works", "captions_key")
    op.drop_column("published_works", "small_key")
    op.execute("DELETE FROM renditions WHERE kind IN ('video_small', 'strip', 'captions')")
    with op.batch_alter_table("renditions") as batch:
        batch.drop_constraint(op.f("ck_renditions_kind_is_known"), type_="check")
        batch.create_check_constraint(op.f("ck_renditions_kind_is_known"), f"kind IN {FORMER_KINDS}")
        batch.drop_column("facts")
        batch.drop_column("part_number")
    op.drop_table("part_renditions")
