"""Asking for one's own data to be corrected, given out or deleted; what needs nobody's decision is done at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from judging.actions.accounts import write_login_names
from judging.actions.consents import withdraw_all
from judging.actions.erasures import erase_person
from judging.actions.history import record
from judging.actions.newcomers import PersonKnownError, is_email_known
from judging.enums import DataRequestKind, DataRequestState, PersonField, Role
from judging.errors import AlreadyDoneError, MissingReasonError, NotFoundError, RefusedError
from judging.events import Told, emit
from judging.ids import AccountID, DataRequestID, PersonID
from judging.models.data_requests import DataRequest, DataRequestValues
from judging.models.people import Person
from judging.plans.personal_data import term_on
from judging.queries.calendars import load_calendar
from judging.queries.data_requests import get_data_request, get_own_request, may_decide
from judging.queries.people import find_account_of
from judging.rules.cases import due_day
from judging.rules.data_requests import is_typing_mistake, salted_hash
from vietnamese.dates import local_day
from vietnamese.folding import fold
from vietnamese.names import sort_key
from vietnamese.phones import find_phone

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.rules.viewers import Viewer

OWN_PAGE = "/tai-khoan/du-lieu"


class SameValueError(RefusedError):
    """A correction that changes nothing."""

    code = "same_value"


class BadValueError(RefusedError):
    """A value that the field cannot have: no telephone number, no address, or nothing where something must stand."""

    code = "bad_value"


class RequestWaitsError(RefusedError):
    """The same thing is asked for already and waits for its decision."""

    code = "request_waits"


def ask_correction(
    session: Session, field: PersonField, value: str, *, salt: str, by: Viewer, now: datetime
) -> DataRequest:
    """Ask for a field of one's own to be corrected; a typing mistake is corrected at once.

    `salt` is a fresh random word: the chain keeps what was asked for as a hash with it.
    Raises SameValueError, BadValueError, RequestWaitsError.
    """
    person = session.get_one(Person, by.person_id)
    before, after = _value(person, field), _checked(field, value)
    if before == after:
        raise SameValueError
    row = _ask(session, PersonID(person.id), DataRequestKind.CORRECT, field=field.value, by=by, now=now)
    row.values = DataRequestValues(request_id=DataRequestID(row.id), salt=salt, before=before, after=after)
    session.flush()
    _record(session, "ask", row, by=by, role=Role.ENTRANT, now=now, values=salted_hash(salt, before, after))
    if is_typing_mistake(field, before, after):
        _write(session, person, field, after)
        _close(session, row, DataRequestState.DONE, answer="", by=by, role=Role.ENTRANT, now=now)
    return row


def note_export(session: Session, *, by: Viewer, now: datetime) -> DataRequest:
    """Somebody takes his own data away: nobody has to decide that, and the log says when."""
    row = _ask(session, by.person_id, DataRequestKind.EXPORT, by=by, now=now)
    _close(session, row, DataRequestState.DONE, answer="", by=by, role=Role.ENTRANT, now=now)
    return row


def ask_deletion(session: Session, *, by: Viewer, now: datetime) -> DataRequest:
    """Ask for everything to be deleted that may be. What one agreed to be public is withdrawn at once.

    Raises RequestWaitsError.
    """
    row = _ask(session, by.person_id, DataRequestKind.DELETE, by=by, now=now)
    withdraw_all(session, by.person_id, by=by, role=Role.ENTRANT, reason="", now=now)
    _record(session, "ask", row, by=by, role=Role.ENTRANT, now=now)
    return row


def ask_for_person(
    session: Session, person_id: PersonID, kind: DataRequestKind, *, case_number: str, by: Viewer, now: datetime
) -> DataRequest:
    """Write down what somebody without an account asked for by a letter. Raises MissingReasonError, RequestWaitsError.

    What is to be corrected is corrected in the list of people; a letter asks for export or deletion.
    """
    if not may_decide(session, person_id, by=by) or kind is DataRequestKind.CORRECT:
        raise NotFoundError("person")
    if not case_number.strip():
        raise MissingReasonError
    row = _ask(session, person_id, kind, by=by, now=now)
    row.case_number = case_number.strip()
    _record(session, "ask", row, by=by, role=_role(by), now=now, case=row.case_number)
    return row


def note_copy(session: Session, request_id: DataRequestID, *, by: Viewer, now: datetime) -> PersonID:
    """Who of the office takes a copy for somebody who asked by letter; the history keeps each (E19).

    Raises AlreadyDoneError once the request is closed, NotFoundError for a request of another kind.
    """
    row = get_data_request(session, request_id, visible_to=by, lock=True)
    if row.kind != DataRequestKind.EXPORT.value:
        raise NotFoundError("data_request")
    _open(row)
    _record(session, "copy", row, by=by, role=_role(by), now=now, case=row.case_number)
    return PersonID(row.person_id)


def withdraw_request(session: Session, request_id: DataRequestID, *, by: Viewer, now: datetime) -> DataRequest:
    """Whoever asked does not want it any more. Raises AlreadyDoneError."""
    row = get_own_request(session, request_id, visible_to=by)
    _close(session, row, DataRequestState.WITHDRAWN, answer="", by=by, role=Role.ENTRANT, now=now)
    return row


def grant_request(
    session: Session, request_id: DataRequestID, *, answer: str, draw: Callable[[], str], by: Viewer, now: datetime
) -> DataRequest:
    """Do what was asked for. `draw` makes the staff code of somebody whose name goes.

    Raises AlreadyDoneError, PersonKnownError when the new address is somebody else's.
    """
    row = get_data_request(session, request_id, visible_to=by, lock=True)
    _open(row)
    if row.kind == DataRequestKind.CORRECT.value and row.values is not None:
        _write(session, row.person, PersonField(row.field), row.values.after)
        _tell(session, row, "data.done")
    elif row.kind == DataRequestKind.DELETE.value:
        erase_person(session, row.person, draw=draw, by=by, role=_role(by), now=now)
        _forget_values(session, PersonID(row.person_id))
    _close(session, row, DataRequestState.DONE, answer=answer.strip(), by=by, role=_role(by), now=now)
    return row


def decline_request(
    session: Session, request_id: DataRequestID, *, reason: str, by: Viewer, now: datetime
) -> DataRequest:
    """Say why it is not done; the person reads it. Raises AlreadyDoneError, MissingReasonError."""
    row = get_data_request(session, request_id, visible_to=by, lock=True)
    _open(row)
    if not reason.strip():
        raise MissingReasonError
    _tell(session, row, "data.declined")
    _close(session, row, DataRequestState.DECLINED, answer=reason.strip(), by=by, role=_role(by), now=now)
    return row


def _ask(
    session: Session, person_id: PersonID, kind: DataRequestKind, *, by: Viewer, now: datetime, field: str = ""
) -> DataRequest:
    today = local_day(now)
    days = term_on(today).days[kind]
    row = DataRequest(
        person_id=person_id,
        kind=kind.value,
        field=field,
        asked_by=by.account_id,
        received_at=now,
        term_days=days,
        due_on=due_day(today, days, load_calendar(session)),
    )
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        raise RequestWaitsError from None
    return row


def _open(row: DataRequest) -> None:
    if row.state != DataRequestState.WAITING.value:
        raise AlreadyDoneError


def _close(
    session: Session, row: DataRequest, state: DataRequestState, *, answer: str, by: Viewer, role: Role, now: datetime
) -> None:
    _open(row)
    row.state, row.answer, row.decided_by, row.decided_at = state.value, answer, by.account_id, now
    _record(session, state.value, row, by=by, role=role, now=now)


def _record(
    session: Session, act: str, row: DataRequest, *, by: Viewer, role: Role, now: datetime, **facts: object
) -> None:
    session.flush()
    record(
        session, at=now, actor=by.account_id, role=role.value, action=f"data_request.{act}",
        subject=f"data_request:{row.id}", kind=row.kind, field=row.field, **facts,
    )  # fmt: skip


def _tell(session: Session, row: DataRequest, kind: str) -> None:
    account = find_account_of(session, PersonID(row.person_id))
    if account is not None:
        emit(session, Told(AccountID(account.id), kind, (), OWN_PAGE))


def _role(by: Viewer) -> Role:
    return Role.ADMIN if by.has(Role.ADMIN) else Role.SECRETARY


def _value(person: Person, field: PersonField) -> str:
    return str(getattr(person, field.value) or "")


def _checked(field: PersonField, value: str) -> str:
    """The value as it is kept. Raises BadValueError."""
    found = find_phone(value) if field is PersonField.PHONE else None
    name, at, host = value.partition("@")
    is_address = bool(name and at and "." in host and not set(value) & set(" ,;<>") and "@" not in host)
    if field is PersonField.FULL_NAME and not value:
        raise BadValueError
    if field is PersonField.PHONE and value and found is None:
        raise BadValueError
    if field is PersonField.EMAIL and value and not is_address:
        raise BadValueError
    return found.e164 if found is not None else value


def _write(session: Session, person: Person, field: PersonField, value: str) -> None:
    is_other = (person.email or "").lower() != value.lower()
    if field is PersonField.EMAIL and value and is_other and is_email_known(session, value):
        raise PersonKnownError
    if field is PersonField.FULL_NAME:
        person.full_name, person.name_key, person.name_folded = value, sort_key(value), fold(value)
    else:
        setattr(person, field.value, value if field is PersonField.POSITION else value or None)
    session.flush()
    account = find_account_of(session, PersonID(person.id))
    if account is not None and field in {PersonField.PHONE, PersonField.EMAIL}:
        write_login_names(session, account)


def _forget_values(session: Session, person_id: PersonID) -> None:
    """The values of his corrections go with the rest; the chain keeps their salted hashes, and verifies."""
    rows = select(DataRequest.id).where(DataRequest.person_id == person_id)
    session.execute(
        delete(DataRequestValues)
        .where(DataRequestValues.request_id.in_(rows))
        .execution_options(synchronize_session=False)
    )
