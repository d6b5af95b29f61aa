"""The book of the counter, and whose hand may work on an entry that came by it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from judging.enums import EntryState, ProgrammeState, Role
from judging.errors import NotFoundError
from judging.ids import EntryID, HandoverID, PersonID, PhysicalCopyID, ProgrammeID, UnitID
from judging.models.entries import Entry, EntryVersion, Receipt
from judging.models.handovers import Handover, PhysicalCopy
from judging.models.people import DeclaredTie, Person
from judging.models.units import Unit
from judging.queries.people import coordinated_units, matching
from judging.queries.programmes import PlanInForce, list_plans_in_force, plan_in_force
from judging.rules.entering import EDITABLE_STATES
from judging.spec.words import Intake, ProgrammeKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from judging.rules.viewers import Viewer

WRITABLE = frozenset({EntryState.DRAFT, EntryState.RETURNED})
"""While an entry is in one of these, the counter works on it; later only its author does, as long as he may."""


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """One line of the book with its entry and the receipt that the entry got."""

    handover: Handover
    entry: Entry
    receipt_number: str | None


def counter_role(plan: PlanInForce, *, by: Viewer) -> Role | None:
    """As what `by` stands at the counter of a programme; None for whoever does not, and for judges always."""
    programme_id = plan.programme_id
    if by.has(Role.JUDGE, Role.HEAD, programme_id=programme_id):
        return None
    if by.has(Role.SECRETARY, programme_id=programme_id):
        return Role.SECRETARY
    through_unit = plan.plan.entering.intake is Intake.THROUGH_UNIT
    if through_unit and by.has(Role.COORDINATOR, programme_id=programme_id):
        return Role.COORDINATOR
    return None


def counter_units(plan: PlanInForce, *, by: Viewer) -> frozenset[UnitID] | None:
    """The units whose people `by` serves at the counter; None for all of them."""
    return None if counter_role(plan, by=by) is Role.SECRETARY else coordinated_units(by)


def get_counter(session: Session, programme_id: ProgrammeID, *, visible_to: Viewer) -> PlanInForce:
    """The plan of a programme at whose counter the viewer stands, or NotFoundError."""
    plan = plan_in_force(session, programme_id)
    if counter_role(plan, by=visible_to) is None:
        raise NotFoundError("programme")
    return plan


def list_counters(session: Session, *, visible_to: Viewer) -> list[PlanInForce]:
    """The programmes at whose counter the viewer stands, newest first."""
    states = tuple(state.value for state in ProgrammeState if state is not ProgrammeState.DRAFT)
    plans = list_plans_in_force(session, states=states, kind=ProgrammeKind.CONTEST)
    return [plan for plan in plans if counter_role(plan, by=visible_to) is not None]


def has_tie(session: Session, *, by: Viewer, person_id: PersonID) -> bool:
    """Whether `by` is this person, or declared a tie with him."""
    declared = select(DeclaredTie.id).where(DeclaredTie.account_id == by.account_id, DeclaredTie.person_id == person_id)
    return by.person_id == person_id or session.scalar(declared.limit(1)) is not None


def get_author(session: Session, person_id: PersonID, *, plan: PlanInForce, visible_to: Viewer) -> Person:
    """A person whom the viewer's counter serves, or NotFoundError."""
    person = session.get(Person, person_id)
    units = counter_units(plan, by=visible_to)
    if person is None or counter_role(plan, by=visible_to) is None or not (units is None or person.unit_id in units):
        raise NotFoundError("person")
    return person


def search_people(
    session: Session, plan: PlanInForce, search: str, *, visible_to: Viewer, most: int = 30
) -> list[Person]:
    """People whom the viewer's counter serves, by a name (with or without accents), staff code or telephone."""
    units = counter_units(plan, by=visible_to)
    chosen: list[ColumnElement[bool]] = [] if units is None else [Person.unit_id.in_(units)]
    rows = session.scalars(
        select(Person)
        .where(*matching(search), *chosen)
        .order_by(Person.name_key, Person.full_name, Person.id)
        .limit(most)
    )
    return list(rows)


def list_counter_units(session: Session, plan: PlanInForce, *, visible_to: Viewer, today: date) -> list[Unit]:
    """The units to choose from at the viewer's counter, by name; those that have ended apart."""
    units = counter_units(plan, by=visible_to)
    chosen: list[ColumnElement[bool]] = [] if units is None else [Unit.id.in_(units)]
    rows = session.scalars(
        select(Unit).where(or_(Unit.valid_to.is_(None), Unit.valid_to >= today), *chosen).order_by(Unit.name, Unit.id)
    )
    return list(rows)


def get_handover(session: Session, handover_id: HandoverID, *, visible_to: Viewer, lock: bool = False) -> HandoverLine:
    """A line of a book that the viewer keeps or oversees, or NotFoundError."""
    statement = select(Handover).where(Handover.id == handover_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    handover = session.scalars(statement).one_or_none()
    if handover is None:
        raise NotFoundError("handover")
    plan = plan_in_force(session, ProgrammeID(handover.programme_id))
    entry = session.get_one(Entry, handover.entry_id)
    if not _sees(plan, entry, by=visible_to):
        raise NotFoundError("handover")
    return HandoverLine(handover, entry, receipt_numbers(session, [handover]).get(EntryID(entry.id)))


def get_copy(session: Session, copy_id: PhysicalCopyID, *, visible_to: Viewer) -> PhysicalCopy:
    """A physical copy of such a line, held until the transaction ends, or NotFoundError."""
    found = session.scalars(
        select(PhysicalCopy)
        .where(PhysicalCopy.id == copy_id)
        .with_for_update(of=PhysicalCopy)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFoundError("copy")
    get_handover(session, HandoverID(found.handover_id), visible_to=visible_to)
    return found


def list_handovers(session: Session, plan: PlanInForce, *, visible_to: Viewer) -> list[HandoverLine]:
    """The book as far as the viewer may read it, newest number first."""
    if counter_role(plan, by=visible_to) is None:
        raise NotFoundError("programme")
    units = counter_units(plan, by=visible_to)
    chosen: list[ColumnElement[bool]] = [] if units is None else [Entry.unit_id.in_(units)]
    rows = session.execute(
        select(Handover, Entry)
        .join(Entry, Entry.id == Handover.entry_id)
        .where(Handover.programme_id == plan.programme_id, *chosen)
        .options(selectinload(Handover.copies), selectinload(Handover.consent))
        .order_by(Handover.number.desc())
    ).all()
    numbers = receipt_numbers(session, [row[0] for row in rows])
    return [HandoverLine(handover, entry, numbers.get(EntryID(entry.id))) for handover, entry in rows]


def find_handover_of(session: Session, entry_id: EntryID) -> Handover | None:
    """The line of the book by which an entry came; None when its author sent it himself."""
    return session.scalars(select(Handover).where(Handover.entry_id == entry_id)).one_or_none()


def find_handover_by_code(session: Session, check_code: str) -> HandoverLine | None:
    """The line whose slip holds this code."""
    row = session.execute(
        select(Handover, Entry).join(Entry, Entry.id == Handover.entry_id).where(Handover.check_code == check_code)
    ).one_or_none()
    if row is None:
        return None
    return HandoverLine(row[0], row[1], receipt_numbers(session, [row[0]]).get(EntryID(row[1].id)))


def find_hand(session: Session, entry_id: EntryID, *, by: Viewer) -> Viewer | None:
    """`by` as he works on an entry for its author, when it came by a counter at which he stands; else None.

    The viewer has the author's person and unit, so that whatever an author may do or may not is the same here; the
    account stays the clerk's, and stands in the history.
    """
    if not by.has(Role.SECRETARY, Role.COORDINATOR):
        return None  # an author's request pays nothing for the counter
    handover = find_handover_of(session, entry_id)
    if handover is None or handover.voided_at is not None:
        return None
    entry = session.get_one(Entry, entry_id)
    plan = plan_in_force(session, ProgrammeID(entry.programme_id))
    role = counter_role(plan, by=by)
    if role is None or not _serves(plan, entry, by=by):
        return None
    if has_tie(session, by=by, person_id=PersonID(entry.author_id)):
        return None
    return replace(by, person_id=PersonID(entry.author_id), unit_id=UnitID(entry.unit_id), acts_as=role)


def hand_for(session: Session, entry_id: EntryID, *, by: Viewer) -> Viewer:
    """Whose hand works on an entry: `by` for its author, at the counter by which it came, else `by` himself."""
    return find_hand(session, entry_id, by=by) or by


def door_time(session: Session, entry: Entry, *, by: Viewer, arrived_at: datetime) -> datetime:
    """The moment that deadlines are compared with: what came by a counter counts as of when it stood there.

    Only the first handing in does; what a return asks for afterwards has its own time limit.
    """
    if by.acts_as is None or entry.state != EntryState.DRAFT.value:
        return arrived_at
    handover = find_handover_of(session, EntryID(entry.id))
    return arrived_at if handover is None else handover.counts_at


def may_write(entry: Entry, *, by: Viewer) -> bool:
    """Whether `by` may change the entry by its state: a clerk less long than its author."""
    state = EntryState(entry.state)
    return state in EDITABLE_STATES if by.acts_as is None else state in WRITABLE


def _serves(plan: PlanInForce, entry: Entry, *, by: Viewer) -> bool:
    units = counter_units(plan, by=by)
    return units is None or entry.unit_id in units


def _sees(plan: PlanInForce, entry: Entry, *, by: Viewer) -> bool:
    if counter_role(plan, by=by) is not None:
        return _serves(plan, entry, by=by)
    if by.has(Role.JUDGE, Role.HEAD, programme_id=plan.programme_id):
        return False
    return by.has(Role.VALIDATOR, Role.BOARD, Role.SUPERVISOR, programme_id=plan.programme_id)


def receipt_numbers(session: Session, handovers: Iterable[Handover]) -> dict[EntryID, str]:
    """The newest receipt of each entry that came by these lines; nothing of those not handed in yet."""
    rows = session.execute(
        select(EntryVersion.entry_id, Receipt.number)
        .join(EntryVersion, EntryVersion.id == Receipt.entry_version_id)
        .where(EntryVersion.entry_id.in_([one.entry_id for one in handovers]), Receipt.kind == "submit")
        .order_by(EntryVersion.number)
    )
    return {EntryID(row[0]): row[1] for row in rows}
