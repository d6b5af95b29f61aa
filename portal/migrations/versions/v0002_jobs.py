"""Jobs say what they are about, when they began, and how far they have come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("subject", sa.Text(), nullable=True))
    op.add_column("jobs", sa.Column("started_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("jobs", sa.Column("progress_percent", sa.Integer(), nullable=True))
    op.add_column("jobs", sa.Column("progress_step", sa.String(length=40), nullable=True))
    op.create_index("ix_jobs_subject", "jobs", ["subject", "kind"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_jobs_subject", table_name="jobs")
    for name in ("progress_step", "progress_percent", "started_at", "subject"):
        op.drop_column("jobs", name)
