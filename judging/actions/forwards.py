"""What a unit's head does: select, not select, send on in an order, take back before the deadline (S001-R06, R26)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.actions.duties import refuse_conflict
from judging.actions.history import record
from judging.actions.receipts import FORWARD, Stamp, issue_receipt
from judging.enums import EntryState, ProgrammeState, Role
from judging.errors import EntriesClosedError, EntriesNotYetOpenError, StaleVersionError
from judging.events import EntryChanged, EntryForwarded, emit
from judging.ids import EntryID, EntryVersionID, ProgrammeID, UnitID
from judging.models.entries import Forward
from judging.models.units import Unit
from judging.queries.entries import find_last_version
from judging.queries.forwards import find_forward, find_forward_receipt, get_unit_entry, list_forwards
from judging.queries.programmes import plan_in_force
from judging.rules.deadlines import entry_window
from judging.rules.entering import UnknownChoiceError, check_taking
from judging.rules.forwarding import NotThroughUnitError, TooManyForwardsError, owed
from judging.rules.lifecycle import move_entry
from judging.rules.validating import HandedInAgainError
from judging.spec.words import Intake

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.models.entries import Entry, EntryVersion, Receipt
    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer


def choose_entry(session: Session, *, entry_id: EntryID, selected: bool, by: Viewer, arrived_at: datetime) -> Entry:
    """Select an entry of the own unit to be sent on, or not.

    Raises:
        NotFoundError: for an entry of another unit.
        EntriesClosedError, ProgrammeNotTakingError, MoveRefusedError.
    """
    entry, plan = _of_unit(session, entry_id, by=by, arrived_at=arrived_at)
    wanted = EntryState.SELECTED if selected else EntryState.NOT_SELECTED
    _move(entry, wanted, plan, at=arrived_at)
    session.flush()
    _record(session, entry, "select" if selected else "not_select", by=by, at=arrived_at)
    emit(session, EntryChanged(EntryID(entry.id), wanted.value))
    return entry


def forward_entry(
    session: Session,
    *,
    entry_id: EntryID,
    version_id: EntryVersionID,
    position: int,
    note: str,
    stamp: Stamp,
    by: Viewer,
    arrived_at: datetime,
) -> Receipt:
    """Send an entry on to the organiser, in the unit's order of preference; the unit's receipt.

    It is this act that must meet the deadline (design 5.6). An entry that was only handed in is selected by it.
    Those at `position` and after it move one place down.

    Raises:
        NotFoundError: for an entry of another unit.
        EntriesClosedError: from the closing instant on.
        HandedInAgainError: when the author handed in again since the page was loaded.
        TooManyForwardsError: when the plan takes no more from one unit.
    """
    entry, plan = _of_unit(session, entry_id, by=by, arrived_at=arrived_at)
    version = find_last_version(session, EntryID(entry.id))
    if version is None or version.id != version_id:
        raise HandedInAgainError
    unit_id, programme_id = UnitID(entry.unit_id), ProgrammeID(entry.programme_id)
    if entry.state in {EntryState.SUBMITTED.value, EntryState.NOT_SELECTED.value}:
        _move(entry, EntryState.SELECTED, plan, at=arrived_at)
    _move(entry, EntryState.FORWARDED, plan, at=arrived_at)
    # The unit's row is held, so that two people of one unit count and number one after the other.
    session.get_one(Unit, unit_id, with_for_update={"of": Unit}, populate_existing=True)
    sent = list_forwards(session, unit_id=unit_id, programme_id=programme_id)
    if not owed(plan.plan, len(sent)).may_send_more:
        raise TooManyForwardsError(maximum=plan.plan.entering.per_unit.maximum)
    place = _make_room(sent, position)
    row = Forward(
        entry_id=EntryID(entry.id),
        unit_id=unit_id,
        position=place,
        forwarded_by=by.account_id,
        forwarded_at=arrived_at,
        note=note.strip(),
    )
    session.add(row)
    session.flush()
    receipt = find_forward_receipt(session, version) or _issue(
        session, entry, version, plan=plan, stamp=stamp, at=arrived_at
    )
    _record(
        session,
        entry,
        "forward",
        by=by,
        at=arrived_at,
        position=place,
        version=version.sha256,
        receipt=receipt.number,
        unit=str(unit_id),
    )
    emit(session, EntryForwarded(EntryID(entry.id), EntryVersionID(version.id)))
    emit(session, EntryChanged(EntryID(entry.id), "forwarded"))
    return receipt


def take_back(session: Session, *, entry_id: EntryID, by: Viewer, arrived_at: datetime) -> Entry:
    """Before the deadline a unit may take back what it sent on, as long as nobody has decided on it."""
    entry, plan = _of_unit(session, entry_id, by=by, arrived_at=arrived_at)
    _move(entry, EntryState.SELECTED, plan, at=arrived_at)
    row = find_forward(session, EntryID(entry.id))
    if row is not None:
        session.delete(row)
        session.flush()
        unit_id, programme_id = UnitID(entry.unit_id), ProgrammeID(entry.programme_id)
        for place, left in enumerate(list_forwards(session, unit_id=unit_id, programme_id=programme_id), start=1):
            left.position = place
    session.flush()
    _record(session, entry, "take_back", by=by, at=arrived_at)
    emit(session, EntryChanged(EntryID(entry.id), "taken_back"))
    return entry


def move_forward(session: Session, *, entry_id: EntryID, position: int, by: Viewer, arrived_at: datetime) -> None:
    """Change the unit's order of preference before the deadline."""
    entry, _ = _of_unit(session, entry_id, by=by, arrived_at=arrived_at)
    unit_id, programme_id = UnitID(entry.unit_id), ProgrammeID(entry.programme_id)
    session.get_one(Unit, unit_id, with_for_update={"of": Unit}, populate_existing=True)
    sent = list_forwards(session, unit_id=unit_id, programme_id=programme_id)
    moved = next((row for row in sent if row.entry_id == entry.id), None)
    if moved is None:
        raise StaleVersionError
    others = [row for row in sent if row is not moved]
    others.insert(max(0, min(position, len(sent)) - 1), moved)
    for place, row in enumerate(others, start=1):
        row.position = place
    session.flush()
    _record(session, entry, "order", by=by, at=arrived_at, position=moved.position)


def _of_unit(session: Session, entry_id: EntryID, *, by: Viewer, arrived_at: datetime) -> tuple[Entry, PlanInForce]:
    """The entry, held until the transaction ends, if the viewer's unit may act on it at this moment."""
    entry = get_unit_entry(session, entry_id, visible_to=by, lock=True)
    programme_id = ProgrammeID(entry.programme_id)
    refuse_conflict(session, by=by, acting_as=Role.COORDINATOR, programme_id=programme_id)
    plan = plan_in_force(session, programme_id)
    if plan.plan.entering.intake is not Intake.THROUGH_UNIT:
        raise NotThroughUnitError
    check_taking(ProgrammeState(plan.programme.state))
    window = entry_window(plan.plan)
    if arrived_at < window.opens_at:
        raise EntriesNotYetOpenError
    if arrived_at >= window.closes_at:
        raise EntriesClosedError(window.closes_at)
    return entry, plan


def _move(entry: Entry, to: EntryState, plan: PlanInForce, *, at: datetime) -> None:
    entry.state = move_entry(EntryState(entry.state), to, intake=plan.plan.entering.intake).value
    entry.changed_at = at


def _make_room(sent: list[Forward], position: int) -> int:
    """The place of a new forward among those sent: the one asked for, at most the last; the others follow on."""
    place = max(1, min(position, len(sent) + 1))
    for number, row in enumerate(sent, start=1):
        row.position = number if number < place else number + 1
    return place


def _issue(
    session: Session, entry: Entry, version: EntryVersion, *, plan: PlanInForce, stamp: Stamp, at: datetime
) -> Receipt:
    category = plan.plan.find_category(entry.category_key)
    if category is None:
        raise UnknownChoiceError(key=entry.category_key)
    return issue_receipt(
        session,
        entry=entry,
        version=version,
        plan=plan,
        category=category,
        parts=[part for part in entry.parts if part.removed_at is None],
        stamp=stamp,
        received_at=at,
        kind=FORWARD,
        unit_id=UnitID(entry.unit_id),
    )


def _record(session: Session, entry: Entry, action: str, *, by: Viewer, at: datetime, **facts: object) -> None:
    record(
        session,
        at=at,
        actor=by.account_id,
        role=Role.COORDINATOR.value,
        action=f"entry.{action}",
        subject=f"entry:{entry.id}",
        programme=str(entry.programme_id),
        **facts,
    )
