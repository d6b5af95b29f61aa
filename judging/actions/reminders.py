"""Before a round ends, judges with unfinished sheets are reminded by themselves, each mark once for each seat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.actions.rounds import lock_round
from judging.enums import RoundState
from judging.events import Told, emit
from judging.queries.calendars import load_calendar
from judging.queries.coverage import list_seat_progress
from judging.queries.notices import list_warnings
from judging.queries.rounds import find_holder
from judging.rules.deadlines import find_closing_at
from judging.rules.reminders import reminder_due

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.queries.standings import RoundAtHand

JUDGE_REMINDED = "judge.reminded"


def remind_seats(session: Session, at_hand: RoundAtHand, *, now: datetime) -> int:
    """Tell the judge of each seat with unfinished sheets that the round ends soon; how many were told.

    The words are those of the secretary's own reminder: they name neither works nor people. A deadline that an
    amendment moved reminds anew. Raises JudgingStoppedError.
    """
    planned = at_hand.plan.plan.find_round(at_hand.round.key)
    closing_at = find_closing_at(planned.closes) if planned else None
    mark = reminder_due(closing_at, now, load_calendar(session)) if closing_at else None
    if planned is None or closing_at is None or mark is None:
        return 0
    # The round's row is held, so that two workers tell one after the other, and the second finds it told.
    if lock_round(session, at_hand).state != RoundState.OPEN.value:
        return 0
    told = list_warnings(session, JUDGE_REMINDED)
    count = 0
    for line in list_seat_progress(session, at_hand.id):
        holder = find_holder(session, line.seat_id) if line.is_active and not line.is_done else None
        warning = f"{line.seat_id}:{closing_at.isoformat()}:{mark}"
        if holder is None or warning in told:
            continue
        facts = {"round": planned.name, "left": str(line.assigned - line.locked), "warning": warning}
        emit(session, Told(holder.account_id, JUDGE_REMINDED, tuple(facts.items()), "/cham"))
        count += 1
    return count
