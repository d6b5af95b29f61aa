"""Page pictures of scanned works, covers over pages and stretches of film, the strip and pages of published works."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

JSONS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
FORMER_KINDS = ("essay", "video", "video_small", "image", "poster", "strip", "captions")
KINDS = (*FORMER_KINDS, "page")
FORMER_COVERS = ("passage", "title", "part")
COVERS = (*FORMER_COVERS, "page", "stretch")


def upgrade() -> None:
    with op.batch_alter_table("part_renditions") as batch:
        batch.add_column(sa.Column("number", sa.Integer(), nullable=False, server_default="1"))
        batch.add_column(sa.Column("covers", sa.String(length=64), nullable=False, server_default=""))
        batch.drop_constraint(op.f("uq_part_renditions_part_id_kind"), type_="unique")
        batch.create_unique_constraint(
            op.f("uq_part_renditions_part_id_kind_number_covers"), ["part_id", "kind", "number", "covers"]
        )
        batch.drop_constraint(op.f("ck_part_renditions_kind_is_known"), type_="check")
        batch.create_check_constraint(op.f("ck_part_renditions_kind_is_known"), f"kind IN {KINDS}")
    with op.batch_alter_table("part_renditions") as batch:
        batch.alter_column("number", server_default=None)
        batch.alter_column("covers", server_default=None)
    _limit_kinds("renditions", KINDS)
    _limit_covers(COVERS, "(kind IN ('passage', 'title')) = (passage <> '')")
    with op.batch_alter_table("published_works") as batch:
        batch.add_column(sa.Column("strip_key", sa.Text(), nullable=True))
        batch.add_column(sa.Column("scenes", JSONS, nullable=False, server_default="{}"))
    with op.batch_alter_table("published_works") as batch:
        batch.alter_column("scenes", server_default=None)
    op.create_table(
        "published_pages",
        sa.Column("work_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("store_key", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["work_id"], ["published_works.id"], name=op.f("fk_published_pages_work_id_published_works")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_pages")),
        sa.UniqueConstraint("work_id", "number", name=op.f("uq_published_pages_work_id_number")),
    )


def downgrade() -> None:
    op.drop_table("published_pages")
    with op.batch_alter_table("published_works") as batch:
        batch.drop_column("scenes")
        batch.drop_column("strip_key")
    op.execute("DELETE FROM redactions WHERE kind IN ('page', 'stretch')")
    _limit_covers(FORMER_COVERS, "(kind = 'part') = (passage = '')")
    op.execute("DELETE FROM renditions WHERE kind = 'page'")
    _limit_kinds("renditions", FORMER_KINDS)
    op.execute("DELETE FROM part_renditions WHERE kind = 'page' OR covers <> ''")
    with op.batch_alter_table("part_renditions") as batch:
        batch.drop_constraint(op.f("uq_part_renditions_part_id_kind_number_covers"), type_="unique")
        batch.create_unique_constraint(op.f("uq_part_renditions_part_id_kind"), ["part_id", "kind"])
        batch.drop_column("covers")
        batch.drop_column("number")
    _limit_kinds("part_renditions", FORMER_KINDS)


def _limit_kinds(table: str, kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(f"ck_{table}_kind_is_known"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{table}_kind_is_known"), f"kind IN {kinds}")


def _limit_covers(kinds: tuple[str, ...], with_passage: str) -> None:
    with op.batch_alter_table("redactions") as batch:
        batch.drop_constraint(op.f("ck_redactions_kind_is_known"), type_="check")
        batch.create_check_constraint(op.f("ck_redactions_kind_is_known"), f"kind IN {kinds}")
        batch.drop_constraint(op.f("ck_redactions_covers_something"), type_="check")
        batch.create_check_constraint(op.f("ck_redactions_covers_something"), with_passage)
