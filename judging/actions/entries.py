"""What an author does with an entry: begin, save, hand in, withdraw. Nobody else's entry can be named here.

It is longer than 300 lines, as these acts share one frame (lock, right, version, history) that reads best in one place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.actions.changes import Draft, adopt, changed_fields, drop_staged, keys_of, put_fields
from judging.actions.history import record
from judging.actions.receipts import Stamp, issue_receipt
from judging.actions.submit_checks import (
    NothingChangedError,
    category_of,
    check_complete,
    check_hand,
    check_may_submit,
    check_person,
    counter_facts,
)
from judging.actions.versions import write_version
from judging.enums import EntryState, ProgrammeState, Role
from judging.errors import AlreadyDoneError, RefusedError, StaleVersionError
from judging.events import EntryChanged, EntrySubmitted, emit
from judging.ids import EntryID, EntryVersionID, PersonID, ProgrammeID
from judging.models.entries import Entry, Refusal
from judging.models.people import Person
from judging.queries.entries import (
    count_own_entries,
    find_last_version,
    get_own_entry,
)
from judging.queries.handovers import door_time
from judging.queries.working_copies import WorkingCopy, working_copy
from judging.rules import entering
from judging.rules.lifecycle import move_entry

__all__ = [
    "Draft",
    "NothingChangedError",
    "StaleDraftError",
    "discard_changes",
    "log_refusal",
    "save_draft",
    "start_entry",
    "submit_entry",
    "withdraw_entry",
]

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.models.entries import Receipt
    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer


class StaleDraftError(StaleVersionError):
    """The draft was saved elsewhere since this page was loaded; carries what stands there now (B12)."""

    def __init__(self, version: int, copy: WorkingCopy) -> None:
        super().__init__(version=version)
        self.version = version
        self.copy = copy


def start_entry(
    session: Session,
    *,
    plan: PlanInForce,
    category_key: str,
    cover: Mapping[str, str],
    by: Viewer,
    arrived_at: datetime,
    counts_at: datetime | None = None,
) -> Entry:
    """A draft in a category. Whoever judges or organises is refused, and whom the plan does not name (S001-R04, R05).

    Args:
        session: the transaction.
        plan: the plan in force.
        category_key: one of the plan's categories (S001-R07).
        cover: what is known of the author, for the cover fields that the plan has.
        by: who begins; he is the author and his unit is the entry's.
        arrived_at: when the request reached the door.
        counts_at: for what came by a counter, the moment that the window is compared with.
    """
    entering.check_taking(ProgrammeState(plan.programme.state))
    entering.check_time(plan.plan, arrived_at=counts_at or arrived_at)
    category = category_of(plan, category_key)
    # The person's row is held, so that two clicks at once are counted one after the other.
    person = session.get_one(Person, by.person_id, with_for_update={"of": Person}, populate_existing=True)
    check_person(session, plan, person)
    entering.check_count(
        plan.plan,
        present=count_own_entries(session, author_id=PersonID(person.id), programme_id=plan.programme_id),
    )
    fields = {field.key for field in category.cover_fields} - {entering.TITLE, entering.TOPIC}
    entry = Entry(
        programme_id=plan.programme_id,
        category_key=category.key,
        plan_version_id=plan.version_id,
        author_id=PersonID(person.id),
        unit_id=person.unit_id,
        cover={key: value for key, value in cover.items() if key in fields},
        declarations={},
        ai_help={},
        may_change=[],
        changes={},
        created_at=arrived_at,
        changed_at=arrived_at,
    )
    session.add(entry)
    session.flush()
    _record(session, entry, "entry.start", by=by, at=arrived_at, category=category.key)
    return entry


def save_draft(
    session: Session,
    *,
    entry_id: EntryID,
    version: int,
    draft: Draft,
    plan: PlanInForce,
    by: Viewer,
    arrived_at: datetime,
) -> Entry:
    """Save what a page holds. After handing in, changes wait aside until they are handed in too.

    Raises:
        StaleDraftError: when the entry was saved since `version`; nothing is overwritten.
        FrozenError, EntriesClosedError: when it may not change now.
    """
    entry = get_own_entry(session, entry_id, visible_to=by, lock=True)
    copy = working_copy(session, entry)
    if entry.version != version:
        raise StaleDraftError(entry.version, copy)
    entering.check_taking(ProgrammeState(plan.programme.state))
    category = category_of(plan, entry.category_key)
    check_hand(entry, by=by)
    changed = changed_fields(draft, copy, plan, category)
    if not changed:
        return entry
    for key in keys_of(changed, copy):
        entering.check_may_change(
            plan.plan,
            key,
            state=EntryState(entry.state),
            listed=entry.may_change,
            arrived_at=door_time(session, entry, by=by, arrived_at=arrived_at),
            return_until=entry.return_until,
            began_at=entry.created_at,
        )
    put_fields(entry, changed)
    entry.changed_at = arrived_at
    session.flush()
    return entry


def submit_entry(
    session: Session,
    *,
    entry_id: EntryID,
    version: int,
    plan: PlanInForce,
    stamp: Stamp,
    by: Viewer,
    arrived_at: datetime,
) -> Receipt:
    """Hand in what stands now; the earlier versions stay in the record.

    It never refuses for length or duration unless the plan says `on_fail = block`; it refuses what is missing,
    unreadable or unsafe, and what arrived too late (design 5.4, 5.5). Version, receipt and history are one.
    """
    entry = get_own_entry(session, entry_id, visible_to=by, lock=True)
    copy = working_copy(session, entry)
    if entry.version != version:
        raise StaleDraftError(entry.version, copy)
    check_hand(entry, by=by)
    state = EntryState(entry.state)
    category = category_of(plan, entry.category_key)
    counter = counter_facts(session, entry, by=by, arrived_at=arrived_at)
    check_may_submit(session, entry, copy, plan, by=by, arrived_at=arrived_at)
    check_complete(session, copy, plan, category)
    adopt(session, entry, copy, now=arrived_at)
    intake = plan.plan.entering.intake
    entry.state = move_entry(state, entering.handed_in_state(intake, state), intake=intake).value
    entry.plan_version_id = plan.version_id
    entry.submitted_at, entry.changed_at = counter.received_at, arrived_at
    entry.may_change, entry.return_until = [], None
    session.flush()
    row = write_version(session, entry, copy, plan, by=by, at=counter.received_at)
    receipt = issue_receipt(
        session,
        entry=entry,
        version=row,
        plan=plan,
        category=category,
        parts=copy.parts,
        stamp=stamp,
        received_at=counter.received_at,
        counter=counter.told,
    )
    _record(
        session,
        entry,
        "entry.submit",
        by=by,
        at=arrived_at,
        number=row.number,
        version=row.sha256,
        receipt=receipt.number,
        plan=plan.version.sha256,
        after_return=state is EntryState.RETURNED,
        **counter.told,
    )
    emit(session, EntrySubmitted(EntryID(entry.id), EntryVersionID(row.id)))
    return receipt


def withdraw_entry(
    session: Session, *, entry_id: EntryID, version: int, plan: PlanInForce, by: Viewer, arrived_at: datetime
) -> Entry:
    """Take the entry back for good, before the deadline. What was handed in stays in the record (B09)."""
    entry = get_own_entry(session, entry_id, visible_to=by, lock=True)
    if entry.version != version:
        raise StaleDraftError(entry.version, working_copy(session, entry))
    if entry.state != EntryState.DRAFT.value:
        entering.check_time(plan.plan, arrived_at=arrived_at)
    state = move_entry(EntryState(entry.state), EntryState.WITHDRAWN, intake=plan.plan.entering.intake)
    drop_staged(session, entry, now=arrived_at)
    entry.state = state.value
    entry.changed_at = arrived_at
    last = find_last_version(session, EntryID(entry.id))
    if last is not None:
        last.withdrawn_at = arrived_at
    session.flush()
    _record(session, entry, "entry.withdraw", by=by, at=arrived_at, number=last.number if last else 0)
    if last is not None:
        emit(session, EntryChanged(EntryID(entry.id), "withdrawn"))
    return entry


def discard_changes(session: Session, *, entry_id: EntryID, version: int, by: Viewer, arrived_at: datetime) -> Entry:
    """Drop what was changed since handing in: what was handed in stands as it is."""
    entry = get_own_entry(session, entry_id, visible_to=by, lock=True)
    if entry.version != version:
        raise StaleDraftError(entry.version, working_copy(session, entry))
    if not entry.changes:
        raise AlreadyDoneError
    drop_staged(session, entry, now=arrived_at)
    entry.changed_at = arrived_at
    session.flush()
    _record(session, entry, "entry.discard_changes", by=by, at=arrived_at)
    return entry


def log_refusal(
    session: Session,
    *,
    entry_id: EntryID,
    action: str,
    error: RefusedError,
    by: Viewer,
    arrived_at: datetime,
    role: Role = Role.ENTRANT,
) -> None:
    """Keep that a submit or forward was refused and why: the answer to "I did press the button" (S001-R43)."""
    facts = {name: str(value) for name, value in error.facts.items()}
    session.add(
        Refusal(
            entry_id=entry_id,
            account_id=by.account_id,
            action=action,
            reason=error.code,
            facts=facts,
            arrived_at=arrived_at,
        )
    )
    record(
        session,
        at=arrived_at,
        actor=by.account_id,
        role=role.value,
        action=f"entry.{action}_refused",
        subject=f"entry:{entry_id}",
        reason=error.code,
    )


def _record(session: Session, entry: Entry, action: str, *, by: Viewer, at: datetime, **facts: object) -> None:
    record(
        session,
        at=at,
        actor=by.account_id,
        role=(by.acts_as or Role.ENTRANT).value,
        action=action,
        subject=f"entry:{entry.id}",
        programme=str(ProgrammeID(entry.programme_id)),
        **facts,
    )
