"""What an author says of help by AI tools."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

JSONS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    # What was handed in before has said nothing of it.
    op.add_column("entries", sa.Column("ai_help", JSONS, nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("entries", "ai_help")
