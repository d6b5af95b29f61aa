"""Money: estimates with their lines, lists of payments, payments, handings-over, winners' sealed numbers, steps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

JSONS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "estimates",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("drafted_by", sa.Uuid(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appraised_by", sa.Uuid(), nullable=True),
        sa.Column("appraised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state <> 'approved' OR approved_by IS NOT NULL", name=op.f("ck_estimates_approved_by_somebody")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'proposed', 'appraised', 'approved')", name=op.f("ck_estimates_state_is_known")
        ),
        sa.CheckConstraint(
            "appraised_by IS NULL OR appraised_by <> proposed_by", name=op.f("ck_estimates_appraised_by_another_person")
        ),
        sa.CheckConstraint(
            "approved_by IS NULL OR (approved_by <> proposed_by AND approved_by <> appraised_by)",
            name=op.f("ck_estimates_approved_by_another_person"),
        ),
        sa.ForeignKeyConstraint(["appraised_by"], ["accounts.id"], name=op.f("fk_estimates_appraised_by_accounts")),
        sa.ForeignKeyConstraint(["approved_by"], ["accounts.id"], name=op.f("fk_estimates_approved_by_accounts")),
        sa.ForeignKeyConstraint(["drafted_by"], ["accounts.id"], name=op.f("fk_estimates_drafted_by_accounts")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_estimates_programme_id_programmes")),
        sa.ForeignKeyConstraint(["proposed_by"], ["accounts.id"], name=op.f("fk_estimates_proposed_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_estimates")),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_estimates_programme_id_number")),
    )
    op.create_index(op.f("ix_estimates_programme_id"), "estimates", ["programme_id"], unique=False)
    op.create_index(
        "uq_estimates_open",
        "estimates",
        ["programme_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'approved'"),
        postgresql_where=sa.text("state <> 'approved'"),
    )
    op.create_table(
        "payee_details",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("shown", JSONS, nullable=False),
        sa.Column("is_changed", sa.Boolean(), nullable=False),
        sa.Column("account_mark", sa.String(length=64), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reconfirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("purged_at IS NULL OR sealed = ''", name=op.f("ck_payee_details_purged_whole")),
        sa.ForeignKeyConstraint(["given_by"], ["accounts.id"], name=op.f("fk_payee_details_given_by_accounts")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_payee_details_person_id_people")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_payee_details_programme_id_programmes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payee_details")),
        sa.UniqueConstraint(
            "programme_id", "person_id", "number", name=op.f("uq_payee_details_programme_id_person_id_number")
        ),
    )
    op.create_index(op.f("ix_payee_details_person_id"), "payee_details", ["person_id"], unique=False)
    op.create_table(
        "estimate_lines",
        sa.Column("estimate_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('prize', 'organising')", name=op.f("ck_estimate_lines_kind_is_known")),
        sa.CheckConstraint("count >= 1 AND amount_vnd >= 0", name=op.f("ck_estimate_lines_costs_something")),
        sa.ForeignKeyConstraint(
            ["estimate_id"], ["estimates.id"], name=op.f("fk_estimate_lines_estimate_id_estimates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_estimate_lines")),
    )
    op.create_index(op.f("ix_estimate_lines_estimate_id"), "estimate_lines", ["estimate_id"], unique=False)
    op.create_table(
        "payee_confirmations",
        sa.Column("details_id", sa.Uuid(), nullable=False),
        sa.Column("done_by", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("how <> ''", name=op.f("ck_payee_confirmations_says_how")),
        sa.ForeignKeyConstraint(
            ["details_id"], ["payee_details.id"], name=op.f("fk_payee_confirmations_details_id_payee_details")
        ),
        sa.ForeignKeyConstraint(["done_by"], ["accounts.id"], name=op.f("fk_payee_confirmations_done_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payee_confirmations")),
        sa.UniqueConstraint("details_id", "done_by", name=op.f("uq_payee_confirmations_details_id_done_by")),
    )
    op.create_index(op.f("ix_payee_confirmations_details_id"), "payee_confirmations", ["details_id"], unique=False)
    op.create_table(
        "payment_lists",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("approval_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("purge_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("state IN ('listed', 'approved', 'replaced')", name=op.f("ck_payment_lists_state_is_known")),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by <> made_by", name=op.f("ck_payment_lists_approved_by_another_person")
        ),
        sa.ForeignKeyConstraint(["approval_id"], ["approvals.id"], name=op.f("fk_payment_lists_approval_id_approvals")),
        sa.ForeignKeyConstraint(["approved_by"], ["accounts.id"], name=op.f("fk_payment_lists_approved_by_accounts")),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_payment_lists_made_by_accounts")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_payment_lists_programme_id_programmes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_lists")),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_payment_lists_programme_id_number")),
    )
    op.create_index(op.f("ix_payment_lists_programme_id"), "payment_lists", ["programme_id"], unique=False)
    op.create_index(
        "uq_payment_lists_present",
        "payment_lists",
        ["programme_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'replaced'"),
        postgresql_where=sa.text("state <> 'replaced'"),
    )
    op.create_table(
        "payments",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("tier_key", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("gross_vnd", sa.BigInteger(), nullable=False),
        sa.Column("tax_vnd", sa.BigInteger(), nullable=False),
        sa.Column("net_vnd", sa.BigInteger(), nullable=False),
        sa.Column("tax_law", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state IN ('listed', 'approved', 'paid', 'signed', 'returned', 'reissued', 'settled', 'void')",
            name=op.f("ck_payments_state_is_known"),
        ),
        sa.CheckConstraint(
            "gross_vnd = tax_vnd + net_vnd AND gross_vnd > 0 AND tax_vnd >= 0", name=op.f("ck_payments_adds_up")
        ),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_payments_award_id_awards")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_payments_entry_id_entries")),
        sa.ForeignKeyConstraint(["list_id"], ["payment_lists.id"], name=op.f("fk_payments_list_id_payment_lists")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_payments_person_id_people")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_payments_programme_id_programmes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
    )
    op.create_index(op.f("ix_payments_entry_id"), "payments", ["entry_id"], unique=False)
    op.create_index(op.f("ix_payments_list_id"), "payments", ["list_id"], unique=False)
    op.create_index(op.f("ix_payments_person_id"), "payments", ["person_id"], unique=False)
    op.create_index(op.f("ix_payments_programme_id"), "payments", ["programme_id"], unique=False)
    op.create_index(
        "uq_payments_award",
        "payments",
        ["award_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'void'"),
        postgresql_where=sa.text("state <> 'void'"),
    )
    op.create_table(
        "money_steps",
        sa.Column("estimate_id", sa.Uuid(), nullable=True),
        sa.Column("list_id", sa.Uuid(), nullable=True),
        sa.Column("payment_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("done_by", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("paper_number", sa.Text(), nullable=False),
        sa.Column("paper_on", sa.Date(), nullable=True),
        sa.Column("scan_key", sa.Text(), nullable=True),
        sa.Column("scan_sha256", sa.String(length=64), nullable=True),
        sa.Column("scan_type", sa.String(length=40), nullable=False),
        sa.Column("scan_bytes", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("act <> 'return' OR reason <> ''", name=op.f("ck_money_steps_returned_with_reason")),
        sa.CheckConstraint(
            "(CASE WHEN estimate_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN list_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN payment_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_money_steps_is_about_one_thing"),
        ),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> done_by", name=op.f("ck_money_steps_confirmed_by_another_person")
        ),
        sa.ForeignKeyConstraint(["confirmed_by"], ["accounts.id"], name=op.f("fk_money_steps_confirmed_by_accounts")),
        sa.ForeignKeyConstraint(["done_by"], ["accounts.id"], name=op.f("fk_money_steps_done_by_accounts")),
        sa.ForeignKeyConstraint(["estimate_id"], ["estimates.id"], name=op.f("fk_money_steps_estimate_id_estimates")),
        sa.ForeignKeyConstraint(["list_id"], ["payment_lists.id"], name=op.f("fk_money_steps_list_id_payment_lists")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_money_steps_payment_id_payments")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_money_steps")),
        sa.UniqueConstraint("scan_key", name=op.f("uq_money_steps_scan_key")),
    )
    op.create_index(op.f("ix_money_steps_estimate_id"), "money_steps", ["estimate_id"], unique=False)
    op.create_index(op.f("ix_money_steps_list_id"), "money_steps", ["list_id"], unique=False)
    op.create_index(op.f("ix_money_steps_payment_id"), "money_steps", ["payment_id"], unique=False)
    op.create_table(
        "payouts",
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("details_id", sa.Uuid(), nullable=True),
        sa.Column("net_vnd", sa.BigInteger(), nullable=False),
        sa.Column("paid_by", sa.Uuid(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_by", sa.Uuid(), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("return_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("method <> 'bank' OR details_id IS NOT NULL", name=op.f("ck_payouts_goes_to_an_account")),
        sa.CheckConstraint("method IN ('bank', 'cash')", name=op.f("ck_payouts_method_is_known")),
        sa.CheckConstraint("returned_at IS NULL OR return_reason <> ''", name=op.f("ck_payouts_returned_with_reason")),
        sa.ForeignKeyConstraint(["details_id"], ["payee_details.id"], name=op.f("fk_payouts_details_id_payee_details")),
        sa.ForeignKeyConstraint(["paid_by"], ["accounts.id"], name=op.f("fk_payouts_paid_by_accounts")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_payouts_payment_id_payments")),
        sa.ForeignKeyConstraint(["returned_by"], ["accounts.id"], name=op.f("fk_payouts_returned_by_accounts")),
        sa.ForeignKeyConstraint(["signed_by"], ["accounts.id"], name=op.f("fk_payouts_signed_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payouts")),
        sa.UniqueConstraint("payment_id", "number", name=op.f("uq_payouts_payment_id_number")),
    )
    op.create_index(op.f("ix_payouts_payment_id"), "payouts", ["payment_id"], unique=False)
    op.create_index(
        "uq_payouts_out",
        "payouts",
        ["payment_id"],
        unique=True,
        sqlite_where=sa.text("returned_at IS NULL"),
        postgresql_where=sa.text("returned_at IS NULL"),
    )
    _freeze_approved(op.get_bind())


def downgrade() -> None:
    op.drop_table("payouts")
    op.drop_table("money_steps")
    op.drop_table("payments")
    op.drop_table("payment_lists")
    op.drop_table("payee_confirmations")
    op.drop_table("estimate_lines")
    op.drop_table("payee_details")
    op.drop_table("estimates")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION IF EXISTS refuse_estimate_change()")


def _freeze_approved(connection: sa.Connection) -> None:
    """What the board approved never changes: the lines of an approved estimate take no change."""
    if connection.dialect.name == "sqlite":
        for verb, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            connection.exec_driver_sql(
                f"CREATE TRIGGER estimate_lines_no_{verb.lower()} BEFORE {verb} ON estimate_lines "  # noqa: S608  fixed words
                f"WHEN (SELECT state FROM estimates WHERE id = {row}.estimate_id) = 'approved' "
                "BEGIN SELECT RAISE(ABORT, 'an approved estimate is frozen'); END"
            )
        return
    connection.exec_driver_sql(
        "CREATE FUNCTION refuse_estimate_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "DECLARE wanted uuid; BEGIN "
        "IF TG_OP = 'INSERT' THEN wanted := NEW.estimate_id; ELSE wanted := OLD.estimate_id; END IF; "
        "IF (SELECT state FROM estimates WHERE id = wanted) = 'approved' THEN "
        "RAISE EXCEPTION 'an approved estimate is frozen'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    connection.exec_driver_sql(
        "CREATE TRIGGER estimate_lines_frozen BEFORE INSERT OR UPDATE OR DELETE ON estimate_lines "
        "FOR EACH ROW EXECUTE FUNCTION refuse_estimate_change()"
    )
