"""Prizes by vote: polls, their works, the votes, what was struck; and the board's decisions on a count."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.migrations import guards

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

JSONS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
KINDS = "ck_board_decisions_kind_is_known"
BEFORE = "'tie', 'vacancy', 'shared', 'pass', 'count', 'choice'"


def upgrade() -> None:
    op.create_table(
        "polls",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("ladder_key", sa.String(length=40), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_polls_round_id_rounds")),
        sa.ForeignKeyConstraint(["opened_by"], ["accounts.id"], name=op.f("fk_polls_opened_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_polls")),
        sa.UniqueConstraint("round_id", "ladder_key", name=op.f("uq_polls_round_id_ladder_key")),
    )
    op.create_table(
        "poll_works",
        sa.Column("poll_id", sa.Uuid(), nullable=False),
        sa.Column("code_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_poll_works_counts_from_one")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_works_poll_id_polls")),
        sa.ForeignKeyConstraint(["code_id"], ["codes.id"], name=op.f("fk_poll_works_code_id_codes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_works")),
        sa.UniqueConstraint("poll_id", "number", name=op.f("uq_poll_works_poll_id_number")),
        sa.UniqueConstraint("poll_id", "code_id", name=op.f("uq_poll_works_poll_id_code_id")),
    )
    op.create_index(op.f("ix_poll_works_code_id"), "poll_works", ["code_id"], unique=False)
    _votes()
    _strikes()
    _decisions(f"{BEFORE}, 'vote', 'vote_order'")


def _votes() -> None:
    op.create_table(
        "votes",
        sa.Column("poll_id", sa.Uuid(), nullable=False),
        sa.Column("work_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("network", sa.String(length=40), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("slot >= 1", name=op.f("ck_votes_slot_counts_from_one")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_votes_poll_id_polls")),
        sa.ForeignKeyConstraint(["work_id"], ["poll_works.id"], name=op.f("fk_votes_work_id_poll_works")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_votes_account_id_accounts")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_votes_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_votes")),
        sa.UniqueConstraint("poll_id", "account_id", "slot", name=op.f("uq_votes_poll_id_account_id_slot")),
        sa.UniqueConstraint("poll_id", "account_id", "work_id", name=op.f("uq_votes_poll_id_account_id_work_id")),
    )
    for column in ("work_id", "account_id", "unit_id"):
        op.create_index(op.f(f"ix_votes_{column}"), "votes", [column], unique=False)


def _strikes() -> None:
    op.create_table(
        "vote_strikes",
        sa.Column("poll_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", JSONS, nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('burst', 'unit', 'network', 'newcomers')", name=op.f("ck_vote_strikes_kind_is_known")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_vote_strikes_has_a_reason")),
        sa.CheckConstraint("votes >= 1", name=op.f("ck_vote_strikes_names_a_vote")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_vote_strikes_poll_id_polls")),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_vote_strikes_decided_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote_strikes")),
    )
    op.create_index(op.f("ix_vote_strikes_poll_id"), "vote_strikes", ["poll_id"], unique=False)


def downgrade() -> None:
    op.execute("DELETE FROM board_decisions WHERE kind IN ('vote', 'vote_order')")
    _decisions(BEFORE)
    op.drop_index(op.f("ix_vote_strikes_poll_id"), table_name="vote_strikes")
    op.drop_table("vote_strikes")
    for column in ("unit_id", "account_id", "work_id"):
        op.drop_index(op.f(f"ix_votes_{column}"), table_name="votes")
    op.drop_table("votes")
    op.drop_index(op.f("ix_poll_works_code_id"), table_name="poll_works")
    op.drop_table("poll_works")
    op.drop_table("polls")


def _decisions(kinds: str) -> None:
    with op.batch_alter_table("board_decisions") as batch:
        batch.drop_constraint(op.f(KINDS), type_="check")
        batch.create_check_constraint(op.f(KINDS), f"kind IN ({kinds})")
    guards.grant_desk(op.get_bind())
