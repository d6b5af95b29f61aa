"""At the counter: writing down what was brought, the copies in the hand, taking a line back, the author's objection.

It is longer than 300 lines: the acts on one line of the book share its lock and its checks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from judging.actions.changes import drop_staged
from judging.actions.duties import refuse_conflict
from judging.actions.entries import start_entry
from judging.actions.history import record
from judging.enums import ConsentForm, EntryState, HandoverWay, Role
from judging.errors import AlreadyDoneError, MissingReasonError, NotAllowedError, RefusedError, SamePersonError
from judging.events import Told, emit
from judging.ids import AccountID, EntryID, HandoverID, PersonID, ProgrammeID, UnitID
from judging.models.handovers import Handover, HandoverBook, HandoverConsent
from judging.queries.entries import find_last_version, own_cover_values
from judging.queries.grants import list_holders
from judging.queries.handovers import (
    HandoverLine,
    counter_role,
    find_handover_by_code,
    get_author,
    get_handover,
    has_tie,
)
from judging.queries.people import find_account_of
from judging.queries.programmes import plan_in_force
from judging.rules.counter import Arrival, count_arrival
from judging.rules.lifecycle import move_entry
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from judging.actions.papers import StoredFile
    from judging.models.entries import Entry
    from judging.models.people import Person
    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer

LONGEST_SLUG = 24


class OwnConflictError(RefusedError):
    """Nobody writes down a work of his own, or of somebody with whom he declared a tie."""

    code = "counter_own_conflict"


class ConsentMissingError(RefusedError):
    """Files are handed in for somebody only with his recorded consent, and its scan."""

    code = "consent_missing"


class HandoverVoidedError(RefusedError):
    """The line was taken back."""

    code = "handover_voided"


class TooLateToObjectError(RefusedError):
    """The entry is sealed or decided: it cannot simply be taken out any more."""

    code = "too_late_to_object"


@dataclass(frozen=True, slots=True)
class Consent:
    """That the author agreed: in which form, who signed, on which day, and the scan in the store."""

    form: ConsentForm
    given_by: str
    given_on: date
    scan: StoredFile


@dataclass(frozen=True, slots=True)
class Brought:
    """What the clerk writes down: which category, how it came, who brought it when."""

    category_key: str
    way: HandoverWay
    brought_by: str
    brought_phone: str
    arrival: Arrival
    note: str = ""
    consent: Consent | None = None


def record_handover(
    session: Session,
    brought: Brought,
    *,
    programme_id: ProgrammeID,
    author_id: PersonID,
    check_code: str,
    by: Viewer,
    now: datetime,
) -> Handover:
    """A line of the book and the author's draft, in one transaction; the number comes last, under the book's lock.

    Raises:
        NotFoundError: when the viewer does not stand at this counter, or it does not serve this person.
        OwnConflictError, DutyConflictError: for one's own work or a tie; ConsentMissingError: files without consent.
        whatever `count_arrival` and `start_entry` raise: the deadline and the plan hold here as anywhere.
    """
    plan = plan_in_force(session, programme_id)
    author = get_author(session, author_id, plan=plan, visible_to=by)
    role = counter_role(plan, by=by) or Role.SECRETARY
    refuse_conflict(session, by=by, acting_as=role, programme_id=programme_id)
    if has_tie(session, by=by, person_id=author_id):
        raise OwnConflictError
    if brought.way is HandoverWay.BEHALF and (brought.consent is None or brought.consent.given_on > local_day(now)):
        raise ConsentMissingError
    counted = count_arrival(plan.plan, brought.arrival, now=now)
    hand = replace(by, person_id=author_id, unit_id=UnitID(author.unit_id), acts_as=role)
    entry = start_entry(
        session,
        plan=plan,
        category_key=brought.category_key,
        cover=own_cover_values(session, author_id),
        by=hand,
        arrived_at=now,
        counts_at=counted.counts_at,
    )
    number = _next_number(session, programme_id)
    row = Handover(
        programme_id=programme_id,
        number=number,
        full_number=_full_number(plan, number),
        check_code=check_code,
        way=brought.way.value,
        entry_id=EntryID(entry.id),
        brought_by=brought.brought_by,
        brought_phone=brought.brought_phone,
        arrived_at=brought.arrival.arrived_at,
        waiting_since=brought.arrival.waiting_since,
        counts_at=counted.counts_at,
        late_reason=brought.arrival.reason.strip(),
        recorded_by=by.account_id,
        recorded_as=role.value,
        recorded_at=now,
        needs_second=counted.needs_second,
        note=brought.note,
    )
    session.add(row)
    session.flush()
    if brought.way is HandoverWay.BEHALF and brought.consent is not None:
        _keep_consent(session, row, brought.consent)
    _record(
        session, row, "handover.record", by=by, now=now, role=role,
        number=row.full_number, way=row.way, entry=str(entry.id), came=brought.arrival.arrived_at.isoformat(),
        reason_given=bool(row.late_reason), needs_second=row.needs_second,
    )  # fmt: skip
    _tell_author(session, author, row, plan)
    if row.needs_second:
        _tell_office(session, row, "handover.waits", roles=(Role.SECRETARY, Role.BOARD), by=by, now=now)
    return row


def confirm_arrival(session: Session, handover_id: HandoverID, *, by: Viewer, now: datetime) -> Handover:
    """A second person of the office confirms that the work came when the line says (B04).

    Raises:
        SamePersonError: for whoever wrote the line. AlreadyDoneError: when nothing waits.
    """
    line = get_handover(session, handover_id, visible_to=by, lock=True)
    row = line.handover
    roles = (Role.SECRETARY, Role.VALIDATOR, Role.BOARD)
    role = next((one for one in roles if by.has(one, programme_id=ProgrammeID(row.programme_id))), None)
    if role is None:
        raise NotAllowedError
    refuse_conflict(session, by=by, acting_as=role, programme_id=ProgrammeID(row.programme_id))
    if row.recorded_by == by.account_id:
        raise SamePersonError
    if row.voided_at is not None:
        raise HandoverVoidedError
    if not row.needs_second or row.confirmed_at is not None:
        raise AlreadyDoneError
    row.confirmed_by, row.confirmed_at = by.account_id, now
    session.flush()
    _record(session, row, "handover.confirm", by=by, now=now, role=role, number=row.full_number)
    return row


def void_handover(session: Session, handover_id: HandoverID, *, reason: str, by: Viewer, now: datetime) -> Handover:
    """Take a line back that was written by mistake, as long as nothing was handed in: it stays, with its reason."""
    line = get_handover(session, handover_id, visible_to=by, lock=True)
    row, entry = line.handover, line.entry
    role = counter_role(plan_in_force(session, ProgrammeID(row.programme_id)), by=by)
    if role is None:
        raise NotAllowedError
    if not reason.strip():
        raise MissingReasonError
    if row.voided_at is not None:
        raise AlreadyDoneError
    if entry.state != EntryState.DRAFT.value:
        raise AlreadyDoneError
    row.voided_by, row.voided_at, row.void_reason = by.account_id, now, reason.strip()
    _withdraw(session, entry, now=now)
    _record(session, row, "handover.void", by=by, now=now, role=role, number=row.full_number)
    return row


def object_to_handover(session: Session, check_code: str, *, reason: str, now: datetime) -> HandoverLine | None:
    """The author says, by the code of his slip, that he did not agree: his entry is taken out at once.

    None for an unknown code, and for what he brought himself. It does not wait for a deadline, since nobody's work is
    in a contest against his will; the counter is told.

    Raises:
        MissingReasonError; AlreadyDoneError: said before; TooLateToObjectError: sealed or decided.
    """
    line = find_handover_by_code(session, check_code)
    if line is None:
        return None
    row = session.get_one(Handover, line.handover.id, with_for_update=True, populate_existing=True)
    consent = session.get(HandoverConsent, row.id)
    if consent is None:
        return None
    if not reason.strip():
        raise MissingReasonError
    if consent.objected_at is not None or row.voided_at is not None:
        raise AlreadyDoneError
    entry = line.entry
    session.refresh(entry, with_for_update=True)
    if entry.state != EntryState.WITHDRAWN.value:
        plan = plan_in_force(session, ProgrammeID(row.programme_id))
        try:
            move_entry(EntryState(entry.state), EntryState.WITHDRAWN, intake=plan.plan.entering.intake)
        except RefusedError as error:
            raise TooLateToObjectError from error
        _withdraw(session, entry, now=now)
    consent.objected_at, consent.objection = now, reason.strip()
    session.flush()
    record(
        session, at=now, actor="system", role="", action="handover.object", subject=f"handover:{row.id}",
        number=row.full_number, entry=str(entry.id),
    )  # fmt: skip
    _tell_office(session, row, "handover.objected", roles=(Role.SECRETARY,), by=None, now=now)
    return line


def _withdraw(session: Session, entry: Entry, *, now: datetime) -> None:
    drop_staged(session, entry, now=now)
    entry.state, entry.changed_at = EntryState.WITHDRAWN.value, now
    last = find_last_version(session, EntryID(entry.id))
    if last is not None:
        last.withdrawn_at = now
    session.flush()


def _keep_consent(session: Session, row: Handover, consent: Consent) -> None:
    session.add(
        HandoverConsent(
            handover_id=HandoverID(row.id),
            form=consent.form.value,
            given_by=consent.given_by,
            given_on=consent.given_on,
            scan_key=consent.scan.key,
            scan_sha256=consent.scan.sha256,
            scan_type=consent.scan.media_type,
            scan_bytes=consent.scan.size_bytes,
        )
    )
    session.flush()


def _tell_author(session: Session, author: Person, row: Handover, plan: PlanInForce) -> None:
    """An author with an account is told at once; to the others the slip and the invitation go on paper."""
    account = find_account_of(session, PersonID(author.id))
    if account is None:
        return
    kind = "handover.behalf" if row.way == HandoverWay.BEHALF.value else "handover.recorded"
    facts = (("number", row.full_number), ("title", plan.plan.title))
    emit(session, Told(AccountID(account.id), kind, facts, f"/phieu-nhan/{row.check_code}"))


def _tell_office(
    session: Session, row: Handover, kind: str, *, roles: tuple[Role, ...], by: Viewer | None, now: datetime
) -> None:
    """Tell the office of a line: whoever holds one of `roles`, or wrote the line; but not him who acts."""
    programme_id = ProgrammeID(row.programme_id)
    told = {AccountID(row.recorded_by)}
    for role in roles:
        told |= {AccountID(one.id) for one in list_holders(session, role, programme_id=programme_id, now=now)}
    for account_id in sorted(told - ({by.account_id} if by else set()), key=str):
        emit(session, Told(account_id, kind, (("number", row.full_number),), f"/tiep-nhan/dong/{row.id}"))


def _next_number(session: Session, programme_id: ProgrammeID) -> int:
    """The next number of the book. Its row is held until the transaction ends: what is rolled back leaves no gap."""
    taken = (
        update(HandoverBook)
        .where(HandoverBook.programme_id == programme_id)
        .values(last_number=HandoverBook.last_number + 1)
        .returning(HandoverBook.last_number)
        .execution_options(synchronize_session=False)
    )
    number = session.scalar(taken)
    if number is None:
        try:
            with session.begin_nested():
                session.add(HandoverBook(programme_id=programme_id, last_number=0))
                session.flush()
        except IntegrityError:
            pass  # somebody else wrote the book's first line at the same moment
        number = session.scalar(taken)
    if number is None:
        raise AlreadyDoneError
    return number


def _full_number(plan: PlanInForce, number: int) -> str:
    slug = plan.programme.slug
    if len(slug) > LONGEST_SLUG:  # two long names may begin alike
        slug = f"{slug[: LONGEST_SLUG - 9]}-{plan.programme.id.hex[:8]}"
    return f"{number:05d}/STN-{slug.upper()}"


def _record(
    session: Session, row: Handover, action: str, *, by: Viewer, now: datetime, role: Role, **facts: object
) -> None:
    record(
        session, at=now, actor=by.account_id, role=role.value, action=action, subject=f"handover:{row.id}",
        programme=str(row.programme_id), **facts,
    )  # fmt: skip
