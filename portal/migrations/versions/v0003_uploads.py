"""An upload remembers which content its addresses were signed for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JSONS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("uploads", sa.Column("part_sums", JSONS, nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("uploads", "part_sums")
