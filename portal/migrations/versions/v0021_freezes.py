"""Incident mode: the stop that judges' connections read, and every stop so far."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.migrations import guards

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stops",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_stops_has_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stops")),
    )
    op.create_table(
        "freezes",
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_by", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("head_seq", sa.BigInteger(), nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.Column("sheets_sha256", sa.String(length=64), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("end_sheets_sha256", sa.String(length=64), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_freezes_begun_with_reason")),
        sa.CheckConstraint("ended_at IS NULL OR end_reason <> ''", name=op.f("ck_freezes_ended_with_reason")),
        sa.ForeignKeyConstraint(["began_by"], ["accounts.id"], name=op.f("fk_freezes_began_by_accounts")),
        sa.ForeignKeyConstraint(["ended_by"], ["accounts.id"], name=op.f("fk_freezes_ended_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_freezes")),
    )
    guards.grant_desk(op.get_bind())


def downgrade() -> None:
    op.drop_table("freezes")
    op.drop_table("stops")
