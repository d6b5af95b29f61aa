"""Several rounds: decisions on who goes on, late changes of a sealed list, and one person for each seat for ever."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.migrations import guards

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KINDS = "ck_board_decisions_kind_is_known"
PRESENT = sa.text("to_at IS NULL")
IN_FORCE = sa.text("refused_at IS NULL AND what = 'removed'")


def upgrade() -> None:
    _decisions("'tie', 'vacancy', 'shared', 'pass'")
    op.create_table(
        "list_changes",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("code_id", sa.Uuid(), nullable=True),
        sa.Column("asked_by_seat", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_by", sa.String(length=40), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_because", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("what IN ('added', 'removed')", name=op.f("ck_list_changes_what_is_known")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_list_changes_has_a_reason")),
        sa.CheckConstraint(
            "done_by IS NULL OR done_by <> asked_by", name=op.f("ck_list_changes_done_by_another_person")
        ),
        sa.CheckConstraint("done_at IS NULL OR refused_at IS NULL", name=op.f("ck_list_changes_done_or_refused")),
        sa.CheckConstraint(
            "(done_at IS NULL AND what = 'added') = (code_id IS NULL)", name=op.f("ck_list_changes_names_its_code")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_list_changes_round_id_rounds")),
        sa.ForeignKeyConstraint(["code_id"], ["codes.id"], name=op.f("fk_list_changes_code_id_codes")),
        sa.ForeignKeyConstraint(["asked_by_seat"], ["seats.id"], name=op.f("fk_list_changes_asked_by_seat_seats")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_changes")),
    )
    op.create_index(op.f("ix_list_changes_round_id"), "list_changes", ["round_id"], unique=False)
    op.create_index(
        "uq_list_changes_code_id_in_force",
        "list_changes",
        ["code_id"],
        unique=True,
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )
    # A seat is one person for ever: what he noted and began there is nobody else's to read.
    op.drop_index("uq_seat_holders_present", table_name="seat_holders")
    op.drop_index(op.f("ix_seat_holders_seat_id"), table_name="seat_holders")
    op.create_index("uq_seat_holders_seat_id", "seat_holders", ["seat_id"], unique=True)
    guards.grant_desk(op.get_bind())


def downgrade() -> None:
    op.drop_index("uq_seat_holders_seat_id", table_name="seat_holders")
    op.create_index(op.f("ix_seat_holders_seat_id"), "seat_holders", ["seat_id"], unique=False)
    op.create_index(
        "uq_seat_holders_present",
        "seat_holders",
        ["seat_id"],
        unique=True,
        sqlite_where=PRESENT,
        postgresql_where=PRESENT,
    )
    op.drop_index("uq_list_changes_code_id_in_force", table_name="list_changes")
    op.drop_index(op.f("ix_list_changes_round_id"), table_name="list_changes")
    op.drop_table("list_changes")
    op.execute("DELETE FROM board_decisions WHERE kind = 'pass'")
    _decisions("'tie', 'vacancy', 'shared'")


def _decisions(kinds: str) -> None:
    with op.batch_alter_table("board_decisions") as batch:
        batch.drop_constraint(op.f(KINDS), type_="check")
        batch.create_check_constraint(op.f(KINDS), f"kind IN ({kinds})")
