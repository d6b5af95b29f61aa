"""Decisions of the board on prizes: how many a tier has, and which entry receives a prize that no ranking gives."""

from __future__ import annotations

from alembic import op

from portal.migrations import guards

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

KINDS = "ck_board_decisions_kind_is_known"


def upgrade() -> None:
    _decisions("'tie', 'vacancy', 'shared', 'pass', 'count', 'choice'")


def downgrade() -> None:
    op.execute("DELETE FROM board_decisions WHERE kind IN ('count', 'choice')")
    _decisions("'tie', 'vacancy', 'shared', 'pass'")


def _decisions(kinds: str) -> None:
    with op.batch_alter_table("board_decisions") as batch:
        batch.drop_constraint(op.f(KINDS), type_="check")
        batch.create_check_constraint(op.f(KINDS), f"kind IN ({kinds})")
    guards.grant_desk(op.get_bind())
