"""Marks that came after their sheet was locked, kept for the head of the panel."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.migrations import guards

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

JSONS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "late_sheets",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("marks", JSONS, nullable=False),
        sa.Column("comments", JSONS, nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("save_key", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("reason IN ('locked', 'closed')", name=op.f("ck_late_sheets_reason_is_known")),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_late_sheets_review_id_reviews")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_sheets")),
        sa.UniqueConstraint("review_id", "save_key", name=op.f("uq_late_sheets_review_id_save_key")),
    )
    op.create_index(op.f("ix_late_sheets_review_id"), "late_sheets", ["review_id"], unique=False)
    guards.forbid_changes(op.get_bind(), "late_sheets")
    guards.grant_desk(op.get_bind())


def downgrade() -> None:
    op.drop_index(op.f("ix_late_sheets_review_id"), table_name="late_sheets")
    op.drop_table("late_sheets")
