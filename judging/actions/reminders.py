"""Before a deadline people are reminded by themselves: judges of unfinished sheets, authors of drafts, each once."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from judging.actions.rounds import lock_round
from judging.enums import RoundState
from judging.events import Told, emit
from judging.models.programmes import Programme
from judging.queries.calendars import load_calendar
from judging.queries.coverage import list_seat_progress
from judging.queries.notices import list_warnings
from judging.queries.reminders import list_draft_authors
from judging.queries.rounds import find_holder
from judging.rules.deadlines import ZONE, find_closing_at
from judging.rules.reminders import reminder_due
from judging.spec.words import MilestoneKind
from vietnamese.dates import format_day_short

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.queries.programmes import PlanInForce
    from judging.queries.standings import RoundAtHand

JUDGE_REMINDED = "judge.reminded"
DRAFT_WAITS = "entry.draft_waits"


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


def remind_draft_authors(session: Session, plan: PlanInForce, *, now: datetime) -> int:
    """Tell everybody with a draft that was not handed in until when it can be; how many were told.

    Who began today knows, and hears of it on the next working day. The day is the authors' own where the plan sets
    one before that of the units.
    """
    closes = plan.plan.find_milestone(MilestoneKind.AUTHORS_CLOSE)
    closing_at = find_closing_at(closes or plan.plan.find_milestone(MilestoneKind.ENTRIES_CLOSE))
    mark = reminder_due(closing_at, now, load_calendar(session)) if closing_at else None
    if closing_at is None or mark is None:
        return 0
    # The programme's row is held, so that two workers tell one after the other, and the second finds it told.
    session.get_one(Programme, plan.programme_id, with_for_update=True, populate_existing=True)
    told = list_warnings(session, DRAFT_WAITS)
    until = format_day_short((closing_at - timedelta(microseconds=1)).astimezone(ZONE).date())
    count = 0
    today = datetime.combine(now.astimezone(ZONE), time(), tzinfo=ZONE)
    for account_id in list_draft_authors(session, plan.programme_id, before=today):
        warning = f"{account_id}:{plan.programme_id}:{closing_at.isoformat()}:{mark}"
        if warning in told:
            continue
        facts = {"title": plan.plan.title, "until": until, "warning": warning}
        emit(session, Told(account_id, DRAFT_WAITS, tuple(facts.items()), "/bai-du-thi"))
        count += 1
    return count
