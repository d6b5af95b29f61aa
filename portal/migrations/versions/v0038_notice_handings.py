"""Notices that were handed over on paper."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice_handings",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("handed_by", sa.Uuid(), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_notice_handings_notice_id_notices"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["handed_by"], ["accounts.id"], name=op.f("fk_notice_handings_handed_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_handings")),
        sa.UniqueConstraint("notice_id", name=op.f("uq_notice_handings_notice_id")),
    )
    op.create_index(op.f("ix_notice_handings_handed_by"), "notice_handings", ["handed_by"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_notice_handings_handed_by"), table_name="notice_handings")
    op.drop_table("notice_handings")
