"""Winning essays on the loudspeaker: scripts in items, planned slots, the log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "broadcasts",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("award_place", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("prepared_by", sa.Uuid(), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'approved')", name=op.f("ck_broadcasts_state_is_known")),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by IS NULL)", name=op.f("ck_broadcasts_approved_by_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_broadcasts_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(["prepared_by"], ["accounts.id"], name=op.f("fk_broadcasts_prepared_by_accounts")),
        sa.ForeignKeyConstraint(["approved_by"], ["accounts.id"], name=op.f("fk_broadcasts_approved_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcasts")),
        sa.UniqueConstraint("programme_id", "award_place", name=op.f("uq_broadcasts_programme_id_award_place")),
    )
    op.create_table(
        "broadcast_items",
        sa.Column("broadcast_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("position >= 1 AND text <> ''", name=op.f("ck_broadcast_items_says_something")),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcasts.id"], name=op.f("fk_broadcast_items_broadcast_id_broadcasts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast_items")),
    )
    op.create_index(op.f("ix_broadcast_items_broadcast_id"), "broadcast_items", ["broadcast_id"])
    op.create_table(
        "broadcast_slots",
        sa.Column("broadcast_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("aired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("aired_by", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(aired_at IS NULL) = (aired_by IS NULL)", name=op.f("ck_broadcast_slots_aired_by_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcasts.id"], name=op.f("fk_broadcast_slots_broadcast_id_broadcasts")
        ),
        sa.ForeignKeyConstraint(["aired_by"], ["accounts.id"], name=op.f("fk_broadcast_slots_aired_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast_slots")),
        sa.UniqueConstraint("station", "planned_at", name=op.f("uq_broadcast_slots_station_planned_at")),
    )
    op.create_index(op.f("ix_broadcast_slots_broadcast_id"), "broadcast_slots", ["broadcast_id"])


def downgrade() -> None:
    op.drop_table("broadcast_slots")
    op.drop_table("broadcast_items")
    op.drop_table("broadcasts")
