"""A plan's draft as it was before a round was taken out, so that this can be undone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("plan_versions", sa.Column("former", sa.Text(), nullable=True))


def downgrade() -> None:
    op.execute("ALTER TABLE plan_versions DROP COLUMN former")
