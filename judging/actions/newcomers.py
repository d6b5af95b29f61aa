"""Somebody whom the list of people does not know yet, written down at a counter or after he introduced himself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.actions.history import record
from judging.errors import NotFoundError, RefusedError
from judging.models.people import LoginName, Person
from judging.models.units import Unit
from vietnamese.dates import local_day
from vietnamese.errors import LoginError
from vietnamese.folding import fold
from vietnamese.logins import login_key, login_skeleton
from vietnamese.names import sort_key
from vietnamese.phones import find_phone

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import UnitID

MOST_DRAWS = 20


class PersonKnownError(RefusedError):
    """Somebody of the list has this e-mail address already."""

    code = "person_known"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What is known of him; telephone and e-mail may be empty."""

    full_name: str
    unit_id: UnitID
    personnel_kind: str
    position: str = ""
    phone: str = ""
    email: str = ""


def add_newcomer(  # noqa: D417  what is left out says itself
    session: Session,
    newcomer: Newcomer,
    *,
    units: Collection[UnitID] | None,
    draw: Callable[[], str],
    actor: object,
    role: str,
    now: datetime,
) -> Person:
    """A person of a unit, without an account, under a staff code that `draw` makes.

    Args:
        units: those that may be chosen; None for all.
        draw: a fresh random code; it is asked again when somebody has one that looks like it (C15).

    Raises:
        NotFoundError: for a unit that is not among them or has ended.
        PersonKnownError: when the e-mail address is somebody's already.
    """
    unit = session.get(Unit, newcomer.unit_id)
    if unit is None or (units is not None and unit.id not in units):
        raise NotFoundError("unit")
    if unit.valid_to is not None and unit.valid_to < local_day(now):
        raise NotFoundError("unit")
    if newcomer.email and is_email_known(session, newcomer.email):
        raise PersonKnownError
    phone = find_phone(newcomer.phone) if newcomer.phone else None
    person = Person(
        staff_code=_free_code(session, draw),
        full_name=newcomer.full_name,
        name_key=sort_key(newcomer.full_name),
        name_folded=fold(newcomer.full_name),
        position=newcomer.position,
        personnel_kind=newcomer.personnel_kind,
        unit_id=newcomer.unit_id,
        phone=phone.e164 if phone else None,
        email=newcomer.email or None,
    )
    session.add(person)
    session.flush()
    record(
        session, at=now, actor=actor, role=role, action="person.add", subject=f"person:{person.id}",
        unit=str(newcomer.unit_id),
    )  # fmt: skip
    return person


def is_email_known(session: Session, email: str) -> bool:
    """Whether somebody of the list, or an account, has this address."""
    try:
        compared = login_key(email)
    except LoginError:
        return False
    used = select(LoginName.account_id).where(LoginName.kind == "email", LoginName.compared == compared)
    listed = select(Person.id).where(Person.email.is_not(None), Person.email.ilike(_escaped(email), escape="\\"))
    return session.scalar(used.limit(1)) is not None or session.scalar(listed.limit(1)) is not None


def _free_code(session: Session, draw: Callable[[], str]) -> str:
    for _ in range(MOST_DRAWS):
        code = draw()
        taken = select(Person.id).where(Person.code_skeleton == login_skeleton(code))
        if session.scalar(taken.limit(1)) is None:
            return code
    raise PersonKnownError


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
