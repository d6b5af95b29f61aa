"""Where the pages of the demonstration are: the ids that its addresses need, looked up by names a person can write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.models.entries import Entry, EntryVersion, Receipt
from judging.models.lookalikes import Lookalike
from judging.models.people import Account, Person
from judging.models.programmes import Programme
from judging.models.results import PublishedWork
from judging.models.rounds import Assignment, Code, Round
from judging.models.seals import SeatHolder
from judging.models.units import Unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Executable, Select
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class MissingFactError(Exception):
    """The demonstration holds nothing of that name (yet)."""

    name: str

    def __str__(self) -> str:
        return f"there is no {self.name}"


def look_up(session: Session, name: str) -> str:
    """The value of `kind:who` (entry:duthi3 → the id of that author's entry); other words stand for themselves.

    Raises:
        MissingFactError: when the demonstration has none.
    """
    kind, colon, who = name.partition(":")
    if not colon:
        return name
    found = session.scalars(FINDERS[kind](who)).first()
    if found is None:
        raise MissingFactError(name)
    return str(found)


def _entry(staff_code: str) -> Executable:
    return select(Entry.id).join(Person, Person.id == Entry.author_id).where(Person.staff_code == staff_code)


def _receipt(staff_code: str) -> Executable:
    return _receipts_of(staff_code).where(Receipt.kind == "submit").with_only_columns(Receipt.id)


def _forwarded(staff_code: str) -> Executable:
    return _receipts_of(staff_code).where(Receipt.kind == "forward").with_only_columns(Receipt.id)


def _check_code(staff_code: str) -> Executable:
    return _receipts_of(staff_code).with_only_columns(Receipt.check_code)


def _receipts_of(staff_code: str) -> Select[Receipt]:
    return (
        select(Receipt)
        .join(EntryVersion, EntryVersion.id == Receipt.entry_version_id)
        .join(Entry, Entry.id == EntryVersion.entry_id)
        .join(Person, Person.id == Entry.author_id)
        .where(Person.staff_code == staff_code)
        .order_by(Receipt.issued_at)
    )


def _person(staff_code: str) -> Executable:
    return select(Person.id).where(Person.staff_code == staff_code)


def _unit(code: str) -> Executable:
    return select(Unit.id).where(Unit.code == code)


def _round(_any: str) -> Executable:
    return select(Round.id)


def _programme(_any: str) -> Executable:
    return select(Programme.slug)


def _sheet(category: str) -> Callable[[str], Executable]:
    """The first assignment of a judge in a category."""

    def find(staff_code: str) -> Executable:
        return (
            select(Assignment.id)
            .join(Code, Code.id == Assignment.code_id)
            .join(SeatHolder, SeatHolder.seat_id == Assignment.seat_id)
            .join(Account, Account.id == SeatHolder.account_id)
            .join(Person, Person.id == Account.person_id)
            .where(Person.staff_code == staff_code, Code.category_key == category)
            .order_by(Assignment.position)
        )

    return find


def _address(kind: str) -> Executable:
    return select(PublishedWork.award_place).where(PublishedWork.kind == kind, PublishedWork.removed_at.is_(None))


def _lookalike(_any: str) -> Executable:
    """The pair that has most in common."""
    return select(Lookalike.id).order_by(Lookalike.percent.desc(), Lookalike.id)


FINDERS: dict[str, Callable[[str], Executable]] = {
    "entry": _entry,
    "receipt": _receipt,
    "check": _check_code,
    "person": _person,
    "unit": _unit,
    "round": _round,
    "programme": _programme,
    "forwarded": _forwarded,
    "essay": _sheet("essay"),
    "video": _sheet("video"),
    "address": _address,
    "lookalike": _lookalike,
}
