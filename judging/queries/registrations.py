"""Who registered himself, as far as the viewer may say whether he belongs to his unit; and who he may be already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from judging.enums import ProgrammeState, RegistrationState, Role
from judging.errors import NotFoundError
from judging.ids import PersonID, ProgrammeID, UnitID
from judging.models.people import Account, Person
from judging.models.registrations import Registration, RegistrationDetails, RegistrationDoor
from judging.models.units import Unit
from judging.queries.people import coordinated_units
from judging.queries.programmes import find_programme, plan_in_force
from vietnamese.phones import find_phone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from judging.ids import RegistrationID
    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer

RUNNING = frozenset({ProgrammeState.ISSUED.value, ProgrammeState.OPEN.value})
"""While a programme is in one of these, people may register themselves for it."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody of the list whom a registration may mean. `person_id` is empty for people of a foreign unit."""

    person_id: PersonID | None
    full_name: str
    staff_code: str
    unit_name: str
    has_password: bool
    same_name: bool
    same_phone: bool
    same_email: bool


@dataclass(frozen=True, slots=True)
class RegistrationLine:
    """A registration with the people it may mean, and how many others wait that tell the same of themselves."""

    row: Registration
    alike: tuple[Alike, ...] = ()
    twins: int = 0


def confirmer_role(plan: PlanInForce, *, by: Viewer) -> Role | None:
    """As what `by` confirms registrations of a programme; None for whoever does not, and for judges always."""
    programme_id = plan.programme_id
    if by.has(Role.JUDGE, Role.HEAD, programme_id=programme_id):
        return None
    return next((role for role in (Role.SECRETARY, Role.COORDINATOR) if by.has(role, programme_id=programme_id)), None)


def get_confirmer(session: Session, slug: str, *, visible_to: Viewer) -> PlanInForce:
    """The plan of a programme whose registrations the viewer confirms, or NotFoundError."""
    programme = find_programme(session, slug)
    if programme is None:
        raise NotFoundError("programme")
    plan = plan_in_force(session, ProgrammeID(programme.id))
    if confirmer_role(plan, by=visible_to) is None:
        raise NotFoundError("programme")
    return plan


def find_door(session: Session, programme_id: ProgrammeID) -> RegistrationDoor | None:
    """The row that says whether people may register themselves; None where nobody ever decided."""
    return session.get(RegistrationDoor, programme_id)


def is_door_open(session: Session, plan: PlanInForce) -> bool:
    """Whether somebody may register himself now: the office allows it, and entries are still to come."""
    door = find_door(session, plan.programme_id)
    return door is not None and door.is_open and plan.programme.state in RUNNING


def list_units_to_choose(session: Session, *, today: date) -> Sequence[Unit]:
    """Every unit of the tree that exists today, by name."""
    return session.scalars(
        select(Unit)
        .where(
            or_(Unit.valid_to.is_(None), Unit.valid_to >= today),
            or_(Unit.valid_from.is_(None), Unit.valid_from <= today),
        )
        .order_by(Unit.name, Unit.id)
    ).all()


def list_registrations(
    session: Session, plan: PlanInForce, *, visible_to: Viewer, waiting: bool = True, most: int = 200
) -> list[RegistrationLine]:
    """Those that wait, oldest first, or those that were decided, newest first."""
    rows = session.scalars(
        select(Registration)
        .where(
            Registration.programme_id == plan.programme_id,
            (Registration.state == RegistrationState.WAITING.value) == waiting,
            *_served(plan, visible_to),
        )
        .order_by(Registration.received_at if waiting else Registration.received_at.desc(), Registration.id)
        .limit(most)
    ).all()
    if not waiting:
        return [RegistrationLine(row) for row in rows]
    return _with_alike(session, rows, plan, visible_to)


def get_registration(
    session: Session, registration_id: RegistrationID, plan: PlanInForce, *, visible_to: Viewer, lock: bool = False
) -> RegistrationLine:
    """A registration that the viewer decides, with whom it may mean, or NotFoundError."""
    statement = select(Registration).where(
        Registration.id == registration_id,
        Registration.programme_id == plan.programme_id,
        *_served(plan, visible_to),
    )
    if lock:
        statement = statement.with_for_update(of=Registration).execution_options(populate_existing=True)
    row = session.scalars(statement).one_or_none()
    if row is None:
        raise NotFoundError("registration")
    return _with_alike(session, [row], plan, visible_to)[0]


def find_registration_by_code(session: Session, digest: str, *, now: datetime) -> Registration | None:
    """The registration whose letter carried this code, while the code is good; locked."""
    return session.scalars(
        select(Registration)
        .where(
            Registration.code_digest == digest,
            Registration.code_expires_at > now,
            Registration.email_confirmed_at.is_(None),
        )
        .with_for_update(of=Registration)
    ).one_or_none()


def count_waiting(session: Session, programme_id: ProgrammeID) -> int:
    """How many registrations of a programme nobody decided yet."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Registration)
            .where(Registration.programme_id == programme_id, Registration.state == RegistrationState.WAITING.value)
        )
        or 0
    )


def _served(plan: PlanInForce, viewer: Viewer) -> list[ColumnElement[bool]]:
    role = confirmer_role(plan, by=viewer)
    if role is Role.SECRETARY:
        return []
    return [Registration.unit_id.in_(coordinated_units(viewer) if role else ())]


def _with_alike(
    session: Session, rows: Sequence[Registration], plan: PlanInForce, viewer: Viewer
) -> list[RegistrationLine]:
    """Two queries for any number of rows: people with the same address, telephone, or name in the unit; and twins."""
    told = [row.details for row in rows if row.details is not None]
    phones = {one.phone for one in told if one.phone}
    found = session.execute(
        select(Person, Account.password_hash)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(
            or_(
                Person.name_folded.in_({one.name_folded for one in told}),
                func.lower(Person.email).in_({one.email.lower() for one in told if one.email}),
                Person.phone.in_({writing for phone in phones for writing in _writings(phone)}),
            )
        )
        .order_by(Person.name_key, Person.full_name, Person.id)
    ).all()
    others = session.execute(
        select(RegistrationDetails, Registration.id, Registration.unit_id)
        .join(Registration, Registration.id == RegistrationDetails.registration_id)
        .where(Registration.programme_id == plan.programme_id, Registration.state == RegistrationState.WAITING.value)
    ).all()
    sees_all = confirmer_role(plan, by=viewer) is Role.SECRETARY
    units = coordinated_units(viewer)
    lines = []
    for row in rows:
        alike = [
            one
            for person, password in found
            if (one := _compare(row, person, has_password=password is not None, sees_all=sees_all, units=units))
        ]
        twins = sum(_tells_same(row, details, UnitID(unit)) for details, id_, unit in others if id_ != row.id)
        lines.append(RegistrationLine(row, tuple(alike), twins))
    return lines


def _compare(
    row: Registration, person: Person, *, has_password: bool, sees_all: bool, units: frozenset[UnitID]
) -> Alike | None:
    details = row.details
    if details is None:
        return None
    same_email = bool(details.email) and (person.email or "").lower() == details.email.lower()
    same_phone = bool(details.phone) and person.phone in _writings(details.phone)
    same_name = person.name_folded == details.name_folded and person.unit_id == row.unit_id
    if not (same_email or same_phone or same_name):
        return None
    if not (sees_all or person.unit_id in units):
        return Alike(None, "", "", "", False, same_name, same_phone, same_email)
    return Alike(
        PersonID(person.id), person.full_name, person.staff_code, person.unit.name, has_password,
        same_name, same_phone, same_email,
    )  # fmt: skip


def _tells_same(row: Registration, other: RegistrationDetails, unit_id: UnitID) -> bool:
    mine = row.details
    if mine is None:
        return False
    return (
        (bool(mine.email) and mine.email.lower() == other.email.lower())
        or (bool(mine.phone) and mine.phone == other.phone)
        or (mine.name_folded == other.name_folded and row.unit_id == unit_id)
    )


def _writings(phone: str) -> tuple[str, ...]:
    found = find_phone(phone)
    return () if found is None else (found.e164, found.national)
