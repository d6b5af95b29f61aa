"""Prize money that is asked back after its prize was taken away, with each part that came back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

IN_FORCE = "state IN ('open', 'written_off')"


def upgrade() -> None:
    op.create_table(
        "recoveries",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("tax_vnd", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("paper_number", sa.Text(), nullable=False),
        sa.Column("returned_vnd", sa.BigInteger(), nullable=False),
        sa.Column("written_off_vnd", sa.BigInteger(), nullable=False),
        sa.Column("written_off_by", sa.Uuid(), nullable=True),
        sa.Column("tax_paper", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'returned', 'written_off', 'cancelled')", name=op.f("ck_recoveries_state_is_known")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_recoveries_has_a_reason")),
        sa.CheckConstraint("amount_vnd > 0 AND tax_vnd >= 0", name=op.f("ck_recoveries_is_some_money")),
        sa.CheckConstraint(
            "returned_vnd >= 0 AND written_off_vnd >= 0 AND returned_vnd + written_off_vnd <= amount_vnd",
            name=op.f("ck_recoveries_never_more_than_was_paid"),
        ),
        sa.CheckConstraint(
            "state <> 'returned' OR returned_vnd = amount_vnd", name=op.f("ck_recoveries_returned_whole")
        ),
        sa.CheckConstraint(
            "state <> 'written_off' OR (written_off_vnd > 0 AND returned_vnd + written_off_vnd = amount_vnd)",
            name=op.f("ck_recoveries_written_off_whole"),
        ),
        sa.CheckConstraint(
            "(written_off_vnd > 0) = (written_off_by IS NOT NULL)", name=op.f("ck_recoveries_written_off_by_somebody")
        ),
        sa.CheckConstraint(
            "written_off_by IS NULL OR asked_by IS NULL OR written_off_by <> asked_by",
            name=op.f("ck_recoveries_written_off_by_another_person"),
        ),
        sa.CheckConstraint(
            "asked_by IS NULL OR (due_on IS NOT NULL AND paper_number <> '')",
            name=op.f("ck_recoveries_asked_by_a_paper"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_recoveries_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_recoveries_payment_id_payments")),
        sa.ForeignKeyConstraint(["opened_by"], ["accounts.id"], name=op.f("fk_recoveries_opened_by_accounts")),
        sa.ForeignKeyConstraint(["asked_by"], ["accounts.id"], name=op.f("fk_recoveries_asked_by_accounts")),
        sa.ForeignKeyConstraint(
            ["written_off_by"], ["accounts.id"], name=op.f("fk_recoveries_written_off_by_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recoveries")),
    )
    for column in ("programme_id", "payment_id"):
        op.create_index(op.f(f"ix_recoveries_{column}"), "recoveries", [column], unique=False)
    op.create_index(
        "uq_recoveries_in_force",
        "recoveries",
        ["payment_id"],
        unique=True,
        sqlite_where=sa.text(IN_FORCE),
        postgresql_where=sa.text(IN_FORCE),
    )
    op.create_table(
        "recovery_returns",
        sa.Column("recovery_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=False),
        sa.Column("paper_number", sa.Text(), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("against_id", sa.Uuid(), nullable=True),
        sa.Column("handed_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("method IN ('bank', 'cash', 'set_off')", name=op.f("ck_recovery_returns_method_is_known")),
        sa.CheckConstraint(
            "(method = 'set_off') = (against_id IS NOT NULL)", name=op.f("ck_recovery_returns_set_off_against_a_prize")
        ),
        sa.CheckConstraint("amount_vnd > 0", name=op.f("ck_recovery_returns_is_some_money")),
        sa.CheckConstraint("paper_number <> ''", name=op.f("ck_recovery_returns_names_its_paper")),
        sa.ForeignKeyConstraint(
            ["recovery_id"], ["recoveries.id"], name=op.f("fk_recovery_returns_recovery_id_recoveries")
        ),
        sa.ForeignKeyConstraint(["against_id"], ["payments.id"], name=op.f("fk_recovery_returns_against_id_payments")),
        sa.ForeignKeyConstraint(["noted_by"], ["accounts.id"], name=op.f("fk_recovery_returns_noted_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_returns")),
        sa.UniqueConstraint("recovery_id", "number", name=op.f("uq_recovery_returns_recovery_id_number")),
    )
    op.create_index(op.f("ix_recovery_returns_recovery_id"), "recovery_returns", ["recovery_id"], unique=False)


def downgrade() -> None:
    op.drop_table("recovery_returns")
    op.drop_table("recoveries")
