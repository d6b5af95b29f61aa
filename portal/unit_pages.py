"""What the page of a unit shows of one contest: what it owes, what it has, how long is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from judging.enums import EntryState
from judging.ids import ProgrammeID
from judging.queries.forwards import count_unit_drafts, list_unit_entries, list_unit_plans
from judging.rules.deadlines import author_window, entry_window
from judging.rules.forwarding import SENT_ON, WITH_UNIT, owed
from judging.spec.words import Intake
from portal.access import me
from portal.clock import arrived_at

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.queries.forwards import UnitLine
    from judging.queries.programmes import PlanInForce
    from judging.rules.forwarding import Owed


@dataclass(frozen=True, slots=True)
class UnitContest:
    """One contest on the unit's page."""

    plan: PlanInForce
    lines: list[UnitLine]
    drafts: int
    closes_at: datetime
    authors_close_at: datetime

    @property
    def owed(self) -> Owed:
        return owed(self.plan.plan, sum(line.state in SENT_ON for line in self.lines))

    @property
    def is_through_unit(self) -> bool:
        return self.plan.plan.entering.intake is Intake.THROUGH_UNIT

    @property
    def is_over(self) -> bool:
        return arrived_at() >= self.closes_at

    @property
    def may_act(self) -> bool:
        return self.is_through_unit and not self.is_over

    @property
    def waiting(self) -> list[UnitLine]:
        """What waits for the unit's decision."""
        return [line for line in self.lines if line.state in WITH_UNIT]

    @property
    def sent(self) -> list[UnitLine]:
        """What was sent on, in the unit's order."""
        return [line for line in self.lines if line.state in SENT_ON]

    @property
    def rest(self) -> list[UnitLine]:
        """What was not selected, or taken out later."""
        return [line for line in self.lines if line.state not in SENT_ON | WITH_UNIT]

    @property
    def next_place(self) -> int:
        return len(self.sent) + 1

    def category_name(self, key: str) -> str:
        found = self.plan.plan.find_category(key)
        return found.name if found is not None else key


def load_contests(session: Session) -> list[UnitContest]:
    """The contests of the viewer's units, newest first, in three statements."""
    lines = list_unit_entries(session, visible_to=me())
    drafts = count_unit_drafts(session, visible_to=me())
    return [
        UnitContest(
            plan=plan,
            lines=[line for line in lines if line.entry.programme_id == plan.programme_id],
            drafts=drafts.get(ProgrammeID(plan.programme_id), 0),
            closes_at=entry_window(plan.plan).closes_at,
            authors_close_at=author_window(plan.plan).closes_at,
        )
        for plan in list_unit_plans(session, visible_to=me())
    ]


def is_choosable(state: EntryState) -> bool:
    """Whether the unit may still choose the entry."""
    return state in WITH_UNIT | {EntryState.NOT_SELECTED}
