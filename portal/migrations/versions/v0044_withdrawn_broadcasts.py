"""Broadcasts remember the text that they were made of, and stay with their log when it is public no more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

JSONS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("broadcasts", sa.Column("work_sha256", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("broadcasts", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("broadcasts", sa.Column("withdrawn_because", sa.Text(), nullable=False, server_default=""))
    op.add_column("broadcasts", sa.Column("dropped", JSONS, nullable=False, server_default="[]"))
    op.execute(
        "UPDATE broadcasts SET work_sha256 = COALESCE((SELECT sha256 FROM published_works "
        "WHERE published_works.programme_id = broadcasts.programme_id "
        "AND published_works.award_place = broadcasts.award_place AND published_works.removed_at IS NULL), '')"
    )


def downgrade() -> None:
    for column in ("dropped", "withdrawn_because", "withdrawn_at", "work_sha256"):
        op.drop_column("broadcasts", column)
