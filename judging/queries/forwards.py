"""What a unit has, chose and sent on; what was left when time ran out; how every unit stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, false, func, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from judging.enums import EntryState, Role
from judging.errors import NotFoundError
from judging.ids import EntryID, ProgrammeID, UnitID
from judging.models.entries import Entry, EntryVersion, Forward, LateDecision, Part, Receipt
from judging.models.people import Person
from judging.queries.entries import HANDED_IN, Slip
from judging.queries.programmes import list_plans_in_force
from judging.rules.deadlines import entry_window
from judging.rules.forwarding import SENT_ON, WITH_UNIT
from judging.spec.words import Intake, ProgrammeKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One entry on the unit's page."""

    entry: Entry
    author_name: str
    position: int | None
    note: str
    forwarded_at: datetime | None
    receipt_id: UUID | None
    receipt_number: str | None
    late_outcome: str | None

    @property
    def state(self) -> EntryState:
        return EntryState(self.entry.state)


@dataclass(frozen=True, slots=True)
class LateLine:
    """An entry that was handed in to its unit and not forwarded in time."""

    entry: Entry
    plan: PlanInForce


def coordinated(viewer: Viewer) -> ColumnElement[bool]:
    """The entries of the units that the viewer coordinates; a grant without a unit means his own."""
    grants = [grant for grant in viewer.grants if grant.role is Role.COORDINATOR]
    return or_(
        false(),
        *(
            and_(
                Entry.unit_id == (grant.unit_id or viewer.unit_id),
                Entry.programme_id == grant.programme_id if grant.programme_id else Entry.programme_id.is_not(None),
            )
            for grant in grants
        ),
    )


def coordinates(viewer: Viewer, *, programme_id: ProgrammeID, unit_id: UnitID) -> bool:
    """Whether the viewer coordinates this unit in this programme. Who judges there coordinates nothing."""
    if viewer.has(Role.JUDGE, Role.HEAD, programme_id=programme_id):
        return False
    return any(
        grant.role is Role.COORDINATOR
        and (grant.unit_id or viewer.unit_id) == unit_id
        and grant.programme_id in {None, programme_id}
        for grant in viewer.grants
    )


def list_unit_plans(session: Session, *, visible_to: Viewer) -> list[PlanInForce]:
    """The contests in which the viewer coordinates, newest first."""
    mine = visible_to.programmes(Role.COORDINATOR)
    return [
        plan
        for plan in list_plans_in_force(session, kind=ProgrammeKind.CONTEST)
        if (mine is None or plan.programme_id in mine)
        and not visible_to.has(Role.JUDGE, Role.HEAD, programme_id=plan.programme_id)
    ]


def list_unit_entries(session: Session, *, visible_to: Viewer) -> list[UnitLine]:
    """What people of the viewer's units handed in, by contest, in the unit's order, then by time.

    Drafts are nobody's but their author's.
    """
    last = (
        select(func.max(EntryVersion.number))
        .where(EntryVersion.entry_id == Entry.id)
        .correlate(Entry)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Entry,
            Person.full_name,
            Forward.position,
            Forward.note,
            Forward.forwarded_at,
            Receipt.id,
            Receipt.number,
            LateDecision.outcome,
        )
        .join(Entry.author)
        .outerjoin(Forward, Forward.entry_id == Entry.id)
        .outerjoin(EntryVersion, and_(EntryVersion.entry_id == Entry.id, EntryVersion.number == last))
        .outerjoin(Receipt, and_(Receipt.entry_version_id == EntryVersion.id, Receipt.kind == "forward"))
        .outerjoin(LateDecision, LateDecision.entry_id == Entry.id)
        .options(contains_eager(Entry.author))
        .where(coordinated(visible_to), Entry.state.in_(HANDED_IN))
        .order_by(Forward.position.is_(None), Forward.position, Entry.submitted_at, Entry.id)
    )
    return [
        UnitLine(entry, name, position, note or "", at, receipt_id, number, outcome)
        for entry, name, position, note, at, receipt_id, number, outcome in rows
    ]


def count_unit_drafts(session: Session, *, visible_to: Viewer) -> dict[ProgrammeID, int]:
    """How many people of the viewer's units have begun and not handed in, by contest; never who."""
    rows = session.execute(
        select(Entry.programme_id, func.count())
        .where(coordinated(visible_to), Entry.state == EntryState.DRAFT.value)
        .group_by(Entry.programme_id)
    )
    return {ProgrammeID(row[0]): row[1] for row in rows}


def get_unit_entry(session: Session, entry_id: EntryID, *, visible_to: Viewer, lock: bool = False) -> Entry:
    """An entry that somebody of the viewer's unit handed in; any other is as if it were not there (A04)."""
    statement = (
        select(Entry)
        .where(Entry.id == entry_id, coordinated(visible_to), Entry.state.in_(HANDED_IN))
        .options(selectinload(Entry.parts).selectinload(Part.measurements))
    )
    if lock:
        statement = statement.with_for_update(of=Entry).execution_options(populate_existing=True)
    entry = session.scalars(statement).one_or_none()
    if entry is None or not coordinates(
        visible_to, programme_id=ProgrammeID(entry.programme_id), unit_id=UnitID(entry.unit_id)
    ):
        raise NotFoundError("entry")
    return entry


def get_unit_part(session: Session, part_id: UUID, *, entry_id: EntryID, visible_to: Viewer) -> Part:
    """A part that was handed in with an entry of the viewer's unit. Raises NotFoundError."""
    entry = get_unit_entry(session, entry_id, visible_to=visible_to)
    found = next((part for part in entry.parts if part.id == part_id and part.removed_at is None), None)
    if found is None:
        raise NotFoundError("part")
    return found


def find_forward(session: Session, entry_id: EntryID) -> Forward | None:
    """The forward of an entry that stands."""
    return session.scalars(select(Forward).where(Forward.entry_id == entry_id)).one_or_none()


def list_forwards(session: Session, *, unit_id: UnitID, programme_id: ProgrammeID) -> list[Forward]:
    """What a unit sent on in a contest, in its order."""
    return list(
        session.scalars(
            select(Forward)
            .join(Entry, Entry.id == Forward.entry_id)
            .where(
                Forward.unit_id == unit_id,
                Entry.programme_id == programme_id,
                Entry.state.in_([state.value for state in SENT_ON]),
            )
            .order_by(Forward.position, Forward.forwarded_at, Forward.id)
        )
    )


def get_forward_slip(session: Session, receipt_id: UUID, *, visible_to: Viewer) -> Slip:
    """The receipt of a forward, for the unit that sent on and for the author. Raises NotFoundError."""
    row = session.execute(
        select(Receipt, EntryVersion, Entry)
        .join(EntryVersion, EntryVersion.id == Receipt.entry_version_id)
        .join(Entry, Entry.id == EntryVersion.entry_id)
        .where(Receipt.id == receipt_id, Receipt.kind == "forward")
    ).one_or_none()
    if row is None:
        raise NotFoundError("receipt")
    receipt, version, entry = row
    unit_id, programme_id = UnitID(entry.unit_id), ProgrammeID(entry.programme_id)
    if entry.author_id != visible_to.person_id and not coordinates(
        visible_to, programme_id=programme_id, unit_id=unit_id
    ):
        raise NotFoundError("receipt")
    return Slip(receipt, version)


def find_forward_receipt(session: Session, version: EntryVersion) -> Receipt | None:
    """The receipt with which a version was sent on before."""
    return session.scalars(
        select(Receipt).where(Receipt.entry_version_id == version.id, Receipt.kind == "forward")
    ).one_or_none()


def list_late(session: Session, *, visible_to: Viewer, now: datetime) -> list[LateLine]:
    """What was handed in to units and not forwarded when time ran out, for the board, oldest first."""
    plans = list_plans_over(session, visible_to=visible_to, now=now)
    by_id = {plan.programme_id: plan for plan in plans}
    entries = session.scalars(
        select(Entry)
        .outerjoin(LateDecision, LateDecision.entry_id == Entry.id)
        .where(
            Entry.programme_id.in_(list(by_id)),
            Entry.state.in_([state.value for state in WITH_UNIT]),
            LateDecision.id.is_(None),
        )
        .order_by(Entry.submitted_at, Entry.id)
    )
    return [LateLine(entry, by_id[ProgrammeID(entry.programme_id)]) for entry in entries]


def get_late_entry(session: Session, entry_id: EntryID, *, visible_to: Viewer, now: datetime) -> Entry:
    """An entry that waits for the board's decision, to be read before deciding. Raises NotFoundError."""
    found = next(
        (line.entry for line in list_late(session, visible_to=visible_to, now=now) if line.entry.id == entry_id), None
    )
    if found is None:
        raise NotFoundError("entry")
    return found


def get_late_part(session: Session, part_id: UUID, *, entry_id: EntryID, visible_to: Viewer, now: datetime) -> Part:
    """A part of an entry that waits for the board's decision. Raises NotFoundError."""
    entry = get_late_entry(session, entry_id, visible_to=visible_to, now=now)
    found = next((part for part in entry.parts if part.id == part_id and part.removed_at is None), None)
    if found is None:
        raise NotFoundError("part")
    return found


def list_late_decisions(session: Session, *, visible_to: Viewer) -> Sequence[tuple[LateDecision, Entry]]:
    """What the board decided on late entries, newest first."""
    mine = visible_to.programmes(Role.BOARD)
    rows = session.execute(
        select(LateDecision, Entry)
        .join(Entry, Entry.id == LateDecision.entry_id)
        .where(Entry.programme_id.in_(mine) if mine is not None else Entry.id.is_not(None))
        .order_by(LateDecision.decided_at.desc(), LateDecision.id)
    )
    return [(row[0], row[1]) for row in rows]


def list_plans_over(session: Session, *, visible_to: Viewer, now: datetime) -> list[PlanInForce]:
    """The contests of the viewer's boards whose units can forward no more."""
    mine = visible_to.programmes(Role.BOARD)
    return [
        plan
        for plan in list_plans_in_force(session, kind=ProgrammeKind.CONTEST)
        if (mine is None or plan.programme_id in mine)
        and plan.plan.entering.intake is Intake.THROUGH_UNIT
        and now >= entry_window(plan.plan).closes_at
    ]
