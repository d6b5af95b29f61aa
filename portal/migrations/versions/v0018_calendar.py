"""Holidays and days worked in exchange, for terms in working days."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_days",
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('off', 'worked')", name=op.f("ck_calendar_days_kind_is_known")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_calendar_days_day_has_a_name")),
        sa.ForeignKeyConstraint(["set_by"], ["accounts.id"], name=op.f("fk_calendar_days_set_by_accounts")),
        sa.PrimaryKeyConstraint("day_on", name=op.f("pk_calendar_days")),
    )


def downgrade() -> None:
    op.drop_table("calendar_days")
