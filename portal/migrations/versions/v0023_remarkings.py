"""Re-marking on request: the requests, and the rounds that mark entries of another round anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "remark_rounds",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("of_round_id", sa.Uuid(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("begun_by", sa.Uuid(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("closes_on >= opens_on", name=op.f("ck_remark_rounds_closes_after_it_opens")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_remark_rounds_round_id_rounds")),
        sa.ForeignKeyConstraint(["of_round_id"], ["rounds.id"], name=op.f("fk_remark_rounds_of_round_id_rounds")),
        sa.ForeignKeyConstraint(["begun_by"], ["accounts.id"], name=op.f("fk_remark_rounds_begun_by_accounts")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_remark_rounds")),
        sa.UniqueConstraint("of_round_id", name=op.f("uq_remark_rounds_of_round_id")),
    )
    op.create_table(
        "remark_requests",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("before", sa.String(length=40), nullable=False),
        sa.Column("new", sa.String(length=40), nullable=False),
        sa.Column("after", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("state IN ('asked', 'marking', 'settled')", name=op.f("ck_remark_requests_state_is_known")),
        sa.CheckConstraint(
            "state <> 'settled' OR (settled_at IS NOT NULL AND after <> '')",
            name=op.f("ck_remark_requests_settled_with_its_total"),
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_remark_requests_entry_id_entries")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_remark_requests_round_id_rounds")),
        sa.ForeignKeyConstraint(["asked_by"], ["accounts.id"], name=op.f("fk_remark_requests_asked_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark_requests")),
        sa.UniqueConstraint("entry_id", "round_id", name=op.f("uq_remark_requests_entry_id_round_id")),
    )
    op.create_index(op.f("ix_remark_requests_entry_id"), "remark_requests", ["entry_id"], unique=False)
    op.create_index(op.f("ix_remark_requests_round_id"), "remark_requests", ["round_id"], unique=False)


def downgrade() -> None:
    op.drop_table("remark_requests")
    op.drop_table("remark_rounds")
