"""What is counted of one contest, for the board's page and the interim report alike, and how its milestones stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from judging.enums import EntryState, RoundState
from judging.errors import DeadlineNotFixedError, UndecidedError
from judging.queries.board_standing import (
    Queue,
    RoundCoverage,
    Waits,
    count_waits,
    round_coverage,
    unmeasured,
    unvalidated,
)
from judging.queries.unit_standings import ContestStanding, list_standings
from judging.rules.deadlines import entry_window
from judging.rules.milestones import MilestoneStanding, Progress, Waiting, milestone_standings, stages_left
from judging.spec.words import Intake
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.queries.programmes import PlanInForce


@dataclass(frozen=True, slots=True)
class StandingCounts:
    """How far a contest is, in counts. `late` are entries that their units did not send on in time."""

    standing: ContestStanding
    measuring: Queue
    validating: Queue
    rounds: list[RoundCoverage]
    waits: Waits
    with_units: int
    late: int
    left: list[Waiting]
    milestones: list[MilestoneStanding]


def count_standing(session: Session, plan: PlanInForce, *, now: datetime) -> StandingCounts:
    """Count a contest in a fixed number of statements. No mark, no code and no name is among what is read."""
    today = local_day(now)
    (standing,) = list_standings(session, [plan], today=today)
    measuring, validating = unmeasured(session, plan.programme_id), unvalidated(session, plan)
    rounds, waits = round_coverage(session, plan), count_waits(session, plan, today=today)
    through_unit = plan.plan.entering.intake is Intake.THROUGH_UNIT
    is_over = _is_over(plan, now)
    with_units = sum(one.waiting for one in standing.units) if through_unit else 0
    late = standing.undecided_late if through_unit and is_over else 0
    progress = Progress(
        with_units=late if is_over else with_units,
        lacking_units=len(standing.lacking),
        unmeasured=measuring.count,
        unvalidated=validating.count + standing.proposed,
        unsealed=standing.states.get(EntryState.VALID, 0),
        planned_rounds=len(plan.plan.rounds),
        rounds=tuple(one.state for one in rounds),
        sheets_left=sum(one.left for one in rounds if one.state is RoundState.OPEN),
        is_approved=bool(waits.approvals),
        is_published=bool(waits.publications),
        has_certificates=bool(waits.certificates),
        open_cases=waits.cases,
    )
    left = stages_left(progress)
    return StandingCounts(
        standing=standing,
        measuring=measuring,
        validating=validating,
        rounds=rounds,
        waits=waits,
        with_units=with_units,
        late=late,
        left=left,
        milestones=milestone_standings(plan.plan, left, now),
    )


def _is_over(plan: PlanInForce, now: datetime) -> bool:
    try:
        return now >= entry_window(plan.plan).closes_at
    except (UndecidedError, DeadlineNotFixedError):
        return False
