"""Redactions: what validators cover before sealing, and what they confirm that no machine could read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "redactions",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("part_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("passage", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('passage', 'title', 'part')", name=op.f("ck_redactions_kind_is_known")),
        sa.CheckConstraint(
            "reason IN ('name', 'unit', 'phone', 'email', 'staff_code', 'other')",
            name=op.f("ck_redactions_reason_is_known"),
        ),
        sa.CheckConstraint("(kind = 'part') = (passage = '')", name=op.f("ck_redactions_covers_something")),
        sa.CheckConstraint("(kind = 'title') = (part_id IS NULL)", name=op.f("ck_redactions_has_its_part")),
        sa.CheckConstraint("(undone_by IS NULL) = (undone_at IS NULL)", name=op.f("ck_redactions_undone_by_somebody")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_redactions_entry_id_entries")),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_redactions_part_id_parts")),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_redactions_made_by_accounts")),
        sa.ForeignKeyConstraint(["undone_by"], ["accounts.id"], name=op.f("fk_redactions_undone_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redactions")),
    )
    op.create_index(op.f("ix_redactions_entry_id"), "redactions", ["entry_id"], unique=False)
    op.create_index(op.f("ix_redactions_part_id"), "redactions", ["part_id"], unique=False)
    op.create_table(
        "unread_confirmations",
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(undone_by IS NULL) = (undone_at IS NULL)", name=op.f("ck_unread_confirmations_undone_by_somebody")
        ),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_unread_confirmations_part_id_parts")),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["accounts.id"], name=op.f("fk_unread_confirmations_confirmed_by_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by"], ["accounts.id"], name=op.f("fk_unread_confirmations_undone_by_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unread_confirmations")),
    )
    op.create_index(op.f("ix_unread_confirmations_part_id"), "unread_confirmations", ["part_id"], unique=False)
    op.create_index(
        "uq_unread_confirmations_in_force",
        "unread_confirmations",
        ["part_id", "reason"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("unread_confirmations")
    op.drop_table("redactions")
