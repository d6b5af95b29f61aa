"""Finding people: everybody for the administrator, a coordinator's own unit for a coordinator."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, func, or_, select

from judging.enums import Role
from judging.errors import NotFoundError
from judging.ids import AccountID, PersonID, UnitID
from judging.models.people import Account, Person, RoleGrant
from judging.models.units import Unit
from vietnamese.folding import fold
from vietnamese.phones import find_phone

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from judging.rules.viewers import Viewer

PEOPLE_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One line of a list of people. `duties` are the values of the duties in force."""

    person_id: PersonID
    staff_code: str
    full_name: str
    position: str
    unit_name: str
    account_id: AccountID | None
    is_active: bool
    has_password: bool
    duties: frozenset[str]


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A page of a list: its lines, and how many there are on all pages."""

    lines: tuple[PersonLine, ...]
    total: int
    page: int

    @property
    def page_count(self) -> int:
        return max(1, -(-self.total // PEOPLE_PER_PAGE))


def coordinated_units(viewer: Viewer) -> frozenset[UnitID]:
    """The units whose people a coordinator looks after. A grant without a unit means the own one, never all."""
    units = viewer.units(Role.COORDINATOR)
    if units is None:
        return frozenset({viewer.unit_id})
    return units


def get_person(session: Session, person_id: PersonID, *, visible_to: Viewer) -> Person:
    """The person, when the viewer looks after people and this one is among them; else NotFoundError (A20)."""
    person = session.get(Person, person_id)
    if person is None or not (visible_to.has(Role.ADMIN) or person.unit_id in coordinated_units(visible_to)):
        raise NotFoundError("person")
    return person


def find_account_of(session: Session, person_id: PersonID) -> Account | None:
    """The account of a person."""
    return session.scalars(select(Account).where(Account.person_id == person_id)).one_or_none()


def get_account_of(session: Session, person_id: PersonID) -> Account:
    """The account of a person, or NotFoundError."""
    account = find_account_of(session, person_id)
    if account is None:
        raise NotFoundError("account")
    return account


def list_people(
    session: Session,
    *,
    visible_to: Viewer,
    now: datetime,
    search: str = "",
    unit_id: UnitID | None = None,
    page: int = 1,
) -> PersonPage:
    """A page of people in the order of an office list (given name first); exact accents come first in a search."""
    where = [_visible(visible_to), *matching(search)]
    if unit_id is not None:
        where.append(Person.unit_id == unit_id)
    total = session.scalar(select(func.count()).select_from(Person).where(*where)) or 0
    page = max(1, min(page, -(-total // PEOPLE_PER_PAGE)))
    rows: list[Any] = list(  # an outer join's account columns may be None, which their types do not say
        session.execute(
            select(Person, Unit.name, Unit.short_name, Account.id, Account.is_active, Account.password_hash)
            .join(Unit, Unit.id == Person.unit_id)
            .outerjoin(Account, Account.person_id == Person.id)
            .where(*where)
            .order_by(*_order(search), Person.name_key, Person.full_name, Person.id)
            .limit(PEOPLE_PER_PAGE)
            .offset((page - 1) * PEOPLE_PER_PAGE)
        )
    )
    duties = duties_in_force(session, [AccountID(row[3]) for row in rows if row[3] is not None], now=now)
    lines = tuple(
        PersonLine(
            person_id=PersonID(person.id),
            staff_code=person.staff_code,
            full_name=person.full_name,
            position=person.position,
            unit_name=short or name,
            account_id=None if account is None else AccountID(account),
            is_active=bool(active),
            has_password=password is not None,
            duties=frozenset() if account is None else duties.get(AccountID(account), frozenset()),
        )
        for person, name, short, account, active, password in rows
    )
    return PersonPage(lines, total, page)


def duties_in_force(
    session: Session, account_ids: Iterable[AccountID], *, now: datetime
) -> Mapping[AccountID, frozenset[str]]:
    """The duties that hold now, by account."""
    found: dict[AccountID, set[str]] = {}
    rows = session.execute(
        select(RoleGrant.account_id, RoleGrant.role).where(
            RoleGrant.account_id.in_(list(account_ids)),
            RoleGrant.ended_at.is_(None),
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > now),
        )
    )
    for account_id, role in rows:
        found.setdefault(account_id, set()).add(role)
    return {account_id: frozenset(roles) for account_id, roles in found.items()}


def list_person_ids_without_password(session: Session, *, visible_to: Viewer, unit_id: UnitID) -> list[PersonID]:
    """Everybody of a unit who never signed in, in the order of the office list.

    Who was granted a duty is left out: those codes are the administrator's to give.
    """
    return [
        PersonID(person_id)
        for person_id in session.scalars(
            select(Person.id)
            .outerjoin(Account, Account.person_id == Person.id)
            .where(
                _visible(visible_to),
                Person.unit_id == unit_id,
                or_(Account.id.is_(None), and_(Account.is_active, Account.password_hash.is_(None))),
                ~select(RoleGrant.id)
                .where(RoleGrant.account_id == Account.id, RoleGrant.role != Role.COORDINATOR.value)
                .exists(),
            )
            .order_by(Person.name_key, Person.full_name, Person.id)
        )
    ]


def _visible(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.has(Role.ADMIN):
        return Person.id.is_not(None)
    return Person.unit_id.in_(coordinated_units(viewer))


def matching(search: str) -> list[ColumnElement[bool]]:
    """Every word must be in the name (with or without accents), the staff code or the telephone number."""
    phone = find_phone(search)
    if phone is not None:
        return [Person.phone.in_((phone.e164, phone.national))]
    return [
        or_(
            Person.name_folded.contains(word, autoescape=True),
            func.lower(Person.staff_code).contains(word, autoescape=True),
        )
        for word in fold(search).split()
    ]


def _order(search: str) -> list[ColumnElement[int]]:
    """Names that hold the searched words with their accents come before those that only look like it."""
    text = " ".join(unicodedata.normalize("NFC", search).split())
    if not text or text.casefold() == fold(text):
        return []
    exact = or_(
        Person.full_name.contains(text, autoescape=True), Person.full_name.contains(text.title(), autoescape=True)
    )
    return [case((exact, 0), else_=1)]
