"""What has to hold before an entry is handed in, by its author or at a counter for him."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from judging.enums import EntryState, ProgrammeState, Verdict
from judging.errors import RefusedError
from judging.ids import EntryID, PersonID
from judging.queries.entries import count_versions, list_duties_held
from judging.queries.handovers import door_time, find_handover_of, may_write
from judging.queries.scans import check_none_infected
from judging.rules import entering
from judging.rules.ai_help import check_allowed
from judging.spec.words import OnFail

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.models.entries import Entry
    from judging.models.people import Person
    from judging.queries.programmes import PlanInForce
    from judging.queries.working_copies import WorkingCopy
    from judging.rules.viewers import Viewer
    from judging.spec.categories import Category


class NothingChangedError(RefusedError):
    """Handing in again needs something new."""

    code = "entry_unchanged"


class UnconfirmedArrivalError(RefusedError):
    """The line says that it came before the deadline, and was written after it: a second person confirms first."""

    code = "unconfirmed_arrival"


@dataclass(frozen=True, slots=True)
class CounterFacts:
    """When an entry counts as received, and what its receipt tells of the counter; nothing for an author's own."""

    received_at: datetime
    told: Mapping[str, str] = field(default_factory=dict)


def counter_facts(session: Session, entry: Entry, *, by: Viewer, arrived_at: datetime) -> CounterFacts:
    """What the line of the counter's book says, for a receipt of what is handed in by its hand.

    Raises:
        UnconfirmedArrivalError: when a second person has still to confirm the arrival (B04).
    """
    handover = find_handover_of(session, EntryID(entry.id)) if by.acts_as is not None else None
    if handover is None:
        return CounterFacts(arrived_at)
    told = {"way": handover.way, "book_number": handover.full_number}
    if entry.state != EntryState.DRAFT.value:
        return CounterFacts(arrived_at, told)
    if handover.needs_second and handover.confirmed_at is None:
        raise UnconfirmedArrivalError
    return CounterFacts(handover.arrived_at, told)


def check_hand(entry: Entry, *, by: Viewer) -> None:
    """A clerk's hand leaves an entry when it is handed in: from then on only its author changes it. FrozenError."""
    if not may_write(entry, by=by) and by.acts_as is not None:
        raise entering.FrozenError(key=entering.CONTENT)


def category_of(plan: PlanInForce, key: str) -> Category:
    """The plan's category with this key, or UnknownChoiceError."""
    category = plan.plan.find_category(key)
    if category is None:
        raise entering.UnknownChoiceError(key=key)
    return category


def check_person(session: Session, plan: PlanInForce, person: Person) -> None:
    """Whether the plan lets this person enter (S001-R04, R05)."""
    entering.check_eligible(
        plan.plan,
        duties=list_duties_held(session, person_id=PersonID(person.id), programme_id=plan.programme_id),
        personnel_kind=person.personnel_kind,
        unit_kind=person.unit.kind,
    )


def check_may_submit(
    session: Session, entry: Entry, copy: WorkingCopy, plan: PlanInForce, *, by: Viewer, arrived_at: datetime
) -> None:
    """Whether the state, the time, the author's duties and the number of versions let it be handed in now."""
    state = EntryState(entry.state)
    entering.check_taking(ProgrammeState(plan.programme.state))
    if state not in entering.EDITABLE_STATES:
        raise entering.FrozenError(key=entering.CONTENT)
    entering.check_time(
        plan.plan,
        arrived_at=door_time(session, entry, by=by, arrived_at=arrived_at),
        return_until=entry.return_until if state is EntryState.RETURNED else None,
        began_at=max((part.upload_began_at for part in copy.parts), default=None),
    )
    check_person(session, plan, entry.author)
    if state is not EntryState.RETURNED:
        entering.check_versions(plan.plan, present=count_versions(session, entry))
        if state is not EntryState.DRAFT and not copy.has_changes:
            raise NothingChangedError


def check_complete(session: Session, copy: WorkingCopy, plan: PlanInForce, category: Category) -> None:
    """Whether nothing is missing, unreadable or unsafe. Never for a length, unless the plan blocks for it."""
    check_allowed(plan.plan.entering.ai_help, copy.ai_help)
    if missing := entering.list_missing(plan.plan, category, copy.as_work()):
        raise entering.EntryIncompleteError(missing)
    check_none_infected(session, copy.parts)
    if unfit := tuple(p.file_name for p in copy.parts if p.measurements and not p.measurements[-1].is_acceptable):
        raise entering.PartsNotAcceptableError(unfit)
    if (
        plan.plan.entering.on_fail is OnFail.BLOCK
        and (content := copy.content) is not None
        and content.measurements
        and content.measurements[-1].verdict == Verdict.FAIL.value
    ):
        raise entering.FormFailsError
