"""Before the deadline, units that still owe something are told: 48, 24 and 2 hours before, each time once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.events import Told, emit
from judging.models.programmes import Programme
from judging.queries.unit_standings import list_standings, list_unit_coordinators, list_warned
from judging.rules.deadlines import ZONE, entry_window, warning_due
from judging.spec.words import Intake

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.queries.programmes import PlanInForce

WARNING = "unit.warning"


def warn_units(session: Session, plan: PlanInForce, *, now: datetime) -> int:
    """Tell the coordinators of every unit with entries not forwarded, or without its minimum; how many were told.

    Only the most urgent warning that is due is given. A deadline that an amendment moved warns anew.
    """
    if plan.plan.entering.intake is not Intake.THROUGH_UNIT:
        return 0
    closes_at = entry_window(plan.plan).closes_at
    hours = warning_due(closes_at, now)
    if hours is None:
        return 0
    # The programme's row is held, so that two workers tell one after the other, and the second finds it told.
    session.get_one(Programme, plan.programme_id, with_for_update=True, populate_existing=True)
    warning = f"{plan.programme_id}:{closes_at.isoformat()}:{hours}"
    told = list_warned(session, kind=WARNING, warning=warning)
    coordinators = list_unit_coordinators(session, programme_id=plan.programme_id, now=now)
    (standing,) = list_standings(session, [plan], today=now.astimezone(ZONE).date())
    count = 0
    for unit in standing.units:
        for account_id in coordinators.get(unit.unit_id, []) if unit.is_lacking else []:
            if str(account_id) in told:
                continue
            told.add(str(account_id))
            facts = {
                "warning": warning,
                "hours": str(hours),
                "title": plan.plan.title,
                "sent": str(unit.owed.sent),
                "minimum": str(unit.owed.minimum or 0),
                "waiting": str(unit.waiting),
            }
            emit(session, Told(account_id, WARNING, tuple(facts.items()), "/don-vi"))
            count += 1
    return count
