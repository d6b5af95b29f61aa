"""Requests of people about their own data, and the values of corrections apart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_requests",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("term_days", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'correct') = (field <> '')", name=op.f("ck_data_requests_correction_names_a_field")
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_data_requests_somebody_decided")
        ),
        sa.CheckConstraint(
            "field IN ('', 'full_name', 'position', 'phone', 'email')", name=op.f("ck_data_requests_field_is_known")
        ),
        sa.CheckConstraint("kind IN ('correct', 'export', 'delete')", name=op.f("ck_data_requests_kind_is_known")),
        sa.CheckConstraint("state <> 'declined' OR answer <> ''", name=op.f("ck_data_requests_declined_with_reason")),
        sa.CheckConstraint(
            "state IN ('waiting', 'done', 'declined', 'withdrawn')", name=op.f("ck_data_requests_state_is_known")
        ),
        sa.CheckConstraint("term_days > 0", name=op.f("ck_data_requests_term_is_positive")),
        sa.ForeignKeyConstraint(["asked_by"], ["accounts.id"], name=op.f("fk_data_requests_asked_by_accounts")),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_data_requests_decided_by_accounts")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_data_requests_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_requests")),
    )
    op.create_index(op.f("ix_data_requests_person_id"), "data_requests", ["person_id"], unique=False)
    op.create_index("ix_data_requests_state_due_on", "data_requests", ["state", "due_on"], unique=False)
    op.create_index(
        "uq_data_requests_waiting",
        "data_requests",
        ["person_id", "kind", "field"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "data_request_values",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["data_requests.id"], name=op.f("fk_data_request_values_request_id_data_requests")
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_data_request_values")),
    )


def downgrade() -> None:
    op.drop_table("data_request_values")
    op.drop_index(
        "uq_data_requests_waiting",
        table_name="data_requests",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_index("ix_data_requests_state_due_on", table_name="data_requests")
    op.drop_index(op.f("ix_data_requests_person_id"), table_name="data_requests")
    op.drop_table("data_requests")
