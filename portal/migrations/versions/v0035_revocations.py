"""Disqualifications and revocations after the decision."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

JSONS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "revocations",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("code_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("choices", JSONS, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("prize", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_because", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('disqualified', 'revoked')", name=op.f("ck_revocations_kind_is_known")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_revocations_has_a_reason")),
        sa.CheckConstraint("undone_at IS NULL OR undone_because <> ''", name=op.f("ck_revocations_undone_with_reason")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_revocations_round_id_rounds")),
        sa.ForeignKeyConstraint(["code_id"], ["codes.id"], name=op.f("fk_revocations_code_id_codes")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_revocations_entry_id_entries")),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_revocations_decided_by_accounts")),
        sa.ForeignKeyConstraint(["undone_by"], ["accounts.id"], name=op.f("fk_revocations_undone_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revocations")),
    )
    for column in ("round_id", "code_id", "entry_id"):
        op.create_index(op.f(f"ix_revocations_{column}"), "revocations", [column], unique=False)
    op.create_index(
        "uq_revocations_code_id_in_force",
        "revocations",
        ["code_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_revocations_code_id_in_force", table_name="revocations")
    for column in ("entry_id", "code_id", "round_id"):
        op.drop_index(op.f(f"ix_revocations_{column}"), table_name="revocations")
    op.drop_table("revocations")
