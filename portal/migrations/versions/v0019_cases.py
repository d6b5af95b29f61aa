"""Questions, petitions, complaints and denunciations about a contest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("code_digest", sa.String(length=64), nullable=True),
        sa.Column("form_digest", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("term_days", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("referred_to", sa.Text(), nullable=False),
        sa.Column("referred_by_paper", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('question', 'petition', 'complaint', 'denunciation')", name=op.f("ck_cases_kind_is_known")
        ),
        sa.CheckConstraint(
            "state IN ('received', 'taken', 'answered', 'referred', 'declined')", name=op.f("ck_cases_state_is_known")
        ),
        sa.CheckConstraint(
            "kind <> 'denunciation' OR account_id IS NULL", name=op.f("ck_cases_denunciation_names_no_account")
        ),
        sa.CheckConstraint(
            "account_id IS NOT NULL OR code_digest IS NOT NULL", name=op.f("ck_cases_sender_can_look_it_up")
        ),
        sa.CheckConstraint("state <> 'referred' OR referred_to <> ''", name=op.f("ck_cases_referral_names_its_body")),
        sa.CheckConstraint(
            "state NOT IN ('answered', 'declined') OR answer <> ''", name=op.f("ck_cases_answer_says_something")
        ),
        sa.CheckConstraint("state = 'received' OR taken_by IS NOT NULL", name=op.f("ck_cases_somebody_took_it")),
        sa.CheckConstraint("term_days > 0", name=op.f("ck_cases_term_is_positive")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_cases_programme_id_programmes")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_cases_account_id_accounts")),
        sa.ForeignKeyConstraint(["taken_by"], ["accounts.id"], name=op.f("fk_cases_taken_by_accounts")),
        sa.ForeignKeyConstraint(["closed_by"], ["accounts.id"], name=op.f("fk_cases_closed_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_cases_code_digest")),
        sa.UniqueConstraint("form_digest", name=op.f("uq_cases_form_digest")),
    )
    op.create_index(op.f("ix_cases_account_id"), "cases", ["account_id"], unique=False)
    op.create_index("ix_cases_programme_id_state", "cases", ["programme_id", "state"], unique=False)
    op.create_table(
        "case_senders",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_senders_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_senders")),
    )
    op.create_table(
        "case_counters",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("book", sa.String(length=40), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_case_counters_programme_id_programmes")
        ),
        sa.PrimaryKeyConstraint("programme_id", "book", name=op.f("pk_case_counters")),
    )


def downgrade() -> None:
    op.drop_table("case_counters")
    op.drop_table("case_senders")
    op.drop_table("cases")
