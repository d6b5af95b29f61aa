"""What a video's header claims until it is measured, and what the second look at it finds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

JSONS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "glances",
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.Column("claims", JSONS, nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_glances_part_id_parts")),
        sa.PrimaryKeyConstraint("part_id", name=op.f("pk_glances")),
    )
    op.create_table(
        "examinations",
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.Column("examiner_version", sa.String(length=40), nullable=False),
        sa.Column("until_ms", sa.Integer(), nullable=False),
        sa.Column("slices", sa.Integer(), nullable=False),
        sa.Column("found", JSONS, nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("until_ms >= 0 AND slices >= 1", name=op.f("ck_examinations_goes_forward")),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_examinations_part_id_parts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_examinations")),
        sa.UniqueConstraint("part_id", "examiner_version", name=op.f("uq_examinations_part_id_examiner_version")),
    )


def downgrade() -> None:
    op.drop_table("examinations")
    op.drop_table("glances")
