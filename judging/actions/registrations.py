"""Registering oneself where the office allows it, and who of the office says whether the person is theirs.

Registering asks nobody's list: whether a name or an address is known changes nothing of what happens, so nobody learns
it (C03). It opens no account either; only a confirmation does, and it never touches an account that exists (C07).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from judging.actions.history import record
from judging.actions.invitations import open_door
from judging.actions.newcomers import Newcomer, add_newcomer
from judging.enums import RegistrationState, Role
from judging.errors import AlreadyDoneError, MissingReasonError, NotAllowedError, NotFoundError, RefusedError
from judging.events import RegistrationReceived, Told, emit
from judging.ids import AccountID, PersonID, RegistrationID, UnitID
from judging.models.history import Notice
from judging.models.people import Person
from judging.models.registrations import Registration, RegistrationDetails, RegistrationDoor
from judging.models.units import Unit
from judging.queries.grants import list_coordinators, list_holders
from judging.queries.registrations import (
    confirmer_role,
    count_waiting,
    find_door,
    find_registration_by_code,
    get_registration,
    is_door_open,
)
from vietnamese.dates import local_day
from vietnamese.folding import fold
from vietnamese.phones import find_phone

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.models.invitations import Invitation
    from judging.models.people import Account, OneTimeCode
    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer

LINK_LASTS = timedelta(hours=48)
KEPT = timedelta(days=30)
"""How long the details of a decided registration stay: who was confirmed stands in the list of people."""
MOST_WAITING = 500
NOTICE = "registration-1"
"""The wording of the privacy notice that the page shows; another wording is another word here."""
WAITING = "registration.waiting"


class RegistrationClosedError(RefusedError):
    """People do not register themselves for this programme, or not any more."""

    code = "registration_closed"


class RegistrationQueueFullError(RefusedError):
    """More registrations wait than anybody can look at; fact `most`."""

    code = "registration_queue_full"


class AlikeNotThereError(RefusedError):
    """The person chosen as meant by the registration is none of those that are alike."""

    code = "alike_not_there"


@dataclass(frozen=True, slots=True)
class Registrant:
    """What somebody tells of himself; `form_digest` names the form that it came by."""

    full_name: str
    unit_id: UnitID
    personnel_kind: str
    position: str
    phone: str
    email: str
    form_digest: str


def set_door(session: Session, plan: PlanInForce, *, is_open: bool, by: Viewer, now: datetime) -> None:
    """Let people register themselves, or let them no more. Raises NotAllowedError, AlreadyDoneError."""
    if confirmer_role(plan, by=by) is not Role.SECRETARY:
        raise NotAllowedError
    door = find_door(session, plan.programme_id)
    if (door is not None and door.is_open) is is_open:
        raise AlreadyDoneError
    if door is None:
        door = RegistrationDoor(programme_id=plan.programme_id)
        session.add(door)
    door.is_open, door.changed_by, door.changed_at = is_open, by.account_id, now
    record(
        session, at=now, actor=by.account_id, role=Role.SECRETARY.value,
        action="registration.open" if is_open else "registration.close", subject=f"programme:{plan.programme_id}",
    )  # fmt: skip


def register(session: Session, plan: PlanInForce, told: Registrant, *, now: datetime) -> Registration:
    """Keep what somebody told, for the unit that he chose; nothing is compared with what is known.

    Raises:
        RegistrationClosedError: where nobody registers himself.
        NotFoundError: for a unit that is none, or has ended.
        RegistrationQueueFullError: when too many wait already (E21).
        AlreadyDoneError: when this form was sent a moment ago.
    """
    if not is_door_open(session, plan):
        raise RegistrationClosedError
    unit = session.get(Unit, told.unit_id)
    if unit is None or (unit.valid_to is not None and unit.valid_to < local_day(now)):
        raise NotFoundError("unit")
    if count_waiting(session, plan.programme_id) >= MOST_WAITING:
        raise RegistrationQueueFullError(most=MOST_WAITING)
    row = Registration(
        programme_id=plan.programme_id,
        unit_id=told.unit_id,
        form_digest=told.form_digest,
        received_at=now,
        notice=NOTICE,
    )
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        raise AlreadyDoneError from None
    phone = find_phone(told.phone) if told.phone else None
    row.details = RegistrationDetails(
        registration_id=RegistrationID(row.id),
        full_name=told.full_name,
        name_folded=fold(told.full_name),
        position=told.position,
        personnel_kind=told.personnel_kind,
        phone=phone.e164 if phone else "",
        email=told.email,
    )
    session.flush()
    record(
        session, at=now, actor="registrant", role="", action="registration.receive",
        subject=f"registration:{row.id}", unit=str(told.unit_id), notice=NOTICE,
    )  # fmt: skip
    _tell_confirmers(session, plan, told.unit_id, now=now)
    if told.email:
        emit(session, RegistrationReceived(RegistrationID(row.id)))
    return row


def expect_code(session: Session, row: Registration, digest: str, *, now: datetime) -> None:
    """The letter of this registration carries a code (known here as its SHA-256) that works once, for two days."""
    row.code_digest, row.code_expires_at, row.letter_given_at = digest, now + LINK_LASTS, now
    session.flush()


def confirm_address(session: Session, digest: str, *, now: datetime) -> Registration | None:
    """The holder of the code has the address; None for a code that is unknown, used or over."""
    row = find_registration_by_code(session, digest, now=now)
    if row is None:
        return None
    row.email_confirmed_at = now
    record(
        session, at=now, actor="registrant", role="", action="registration.confirm_address",
        subject=f"registration:{row.id}",
    )  # fmt: skip
    session.flush()
    return row


def confirm_registration(  # noqa: D417  what is left out says itself
    session: Session,
    plan: PlanInForce,
    registration_id: RegistrationID,
    *,
    draw: Callable[[], str],
    make: Callable[[Session, Account, Invitation], OneTimeCode],
    by_letter: bool,
    by: Viewer,
    now: datetime,
) -> Invitation:
    """He belongs to the unit and is new: he gets an account and the code that opens it, on a slip or by letter.

    An address that he has not confirmed is not taken into the list: nobody knows whose it is.

    Args:
        draw: a fresh random staff code.
        make: draws and keeps the code, as `judging.actions.invitations.invite` takes it.
        by_letter: whether a letter is possible; it is written where the address is confirmed.

    Raises:
        PersonKnownError: when somebody of the list has his confirmed address: then he is that person, or it is his.
    """
    line = get_registration(session, registration_id, plan, visible_to=by, lock=True)
    row, details, role = line.row, _details(line.row), _role(plan, by)
    email = details.email if row.email_confirmed_at is not None else ""
    newcomer = Newcomer(
        details.full_name, UnitID(row.unit_id), details.personnel_kind, details.position, details.phone, email
    )
    units = None if role is Role.SECRETARY else frozenset({UnitID(row.unit_id)})
    person = add_newcomer(session, newcomer, units=units, draw=draw, actor=by.account_id, role=role.value, now=now)
    _decide(session, row, RegistrationState.CONFIRMED, person=person, by=by, role=role, now=now)
    return open_door(session, plan, person, make=make, by_letter=by_letter and bool(email), by=by, role=role, now=now)


def recognise_registration(
    session: Session, plan: PlanInForce, registration_id: RegistrationID, person_id: PersonID, *, by: Viewer,
    now: datetime,
) -> Person:  # fmt: skip
    """He is somebody of the list already. Nothing of that person changes and no code is given out (C07).

    Raises AlikeNotThereError for somebody whom the viewer was not shown as alike.
    """
    line = get_registration(session, registration_id, plan, visible_to=by, lock=True)
    _details(line.row)
    if person_id not in {one.person_id for one in line.alike}:
        raise AlikeNotThereError
    person = session.get_one(Person, person_id)
    _decide(session, line.row, RegistrationState.CONFIRMED, person=person, by=by, role=_role(plan, by), now=now)
    return person


def refuse_registration(
    session: Session, plan: PlanInForce, registration_id: RegistrationID, *, reason: str, by: Viewer, now: datetime
) -> Registration:
    """He is not theirs, for a reason that he reads where he can be written to. Raises MissingReasonError."""
    row = get_registration(session, registration_id, plan, visible_to=by, lock=True).row
    _details(row)
    if not reason.strip():
        raise MissingReasonError
    row.reason = reason.strip()
    _decide(session, row, RegistrationState.REFUSED, person=None, by=by, role=_role(plan, by), now=now)
    if row.email_confirmed_at is not None:
        emit(session, RegistrationReceived(RegistrationID(row.id)))
    return row


def _details(row: Registration) -> RegistrationDetails:
    if row.state != RegistrationState.WAITING.value or row.details is None:
        raise AlreadyDoneError
    return row.details


def _role(plan: PlanInForce, by: Viewer) -> Role:
    role = confirmer_role(plan, by=by)
    if role is None:
        raise NotAllowedError
    return role


def _decide(
    session: Session, row: Registration, state: RegistrationState, *, person: Person | None, by: Viewer, role: Role,
    now: datetime,
) -> None:  # fmt: skip
    row.decided_by, row.decided_at = by.account_id, now
    row.person_id = None if person is None else PersonID(person.id)
    row.state = state.value
    session.flush()
    record(
        session, at=now, actor=by.account_id, role=role.value,
        action=f"registration.{'confirm' if person is not None else 'refuse'}", subject=f"registration:{row.id}",
        **({"person": str(person.id)} if person is not None else {}),
    )  # fmt: skip


def _tell_confirmers(session: Session, plan: PlanInForce, unit_id: UnitID, *, now: datetime) -> None:
    """One unread notice for the unit's coordinators, or for the secretaries where it has none."""
    accounts = list_coordinators(session, unit_id, programme_id=plan.programme_id, now=now)
    accounts = accounts or [
        AccountID(one.id) for one in list_holders(session, Role.SECRETARY, programme_id=plan.programme_id, now=now)
    ]
    told = set(session.scalars(select(Notice.account).where(Notice.kind == WAITING, Notice.read_at.is_(None))))
    for account_id in accounts:
        if str(account_id) not in told:
            facts = (("title", plan.plan.title),)
            emit(session, Told(account_id, WAITING, facts, f"/tiep-nhan/{plan.programme.slug}/dang-ky"))


def forget_registrations(session: Session, *, now: datetime) -> int:
    """Delete what decided registrants told of themselves, thirty days after the decision; how many."""
    over = select(Registration.id).where(Registration.decided_at < now - KEPT)
    ids = session.scalars(
        delete(RegistrationDetails)
        .where(RegistrationDetails.registration_id.in_(over))
        .returning(RegistrationDetails.registration_id)
    ).all()
    for one in sorted(ids):
        record(
            session, at=now, actor="system", role="system", action="registration.forget", subject=f"registration:{one}"
        )
    return len(ids)
