"""A list of people against the record: whom it would add and change, and everything that is wrong with it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.models.base import canonical
from judging.models.people import Person
from judging.models.units import Unit
from judging.rules.list_rows import PersonRow, RowFault, code_key, read_person
from vietnamese.logins import login_key, login_skeleton

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

COMPARED = ("full_name", "position", "personnel_kind", "unit_code", "phone", "email")


@dataclass(frozen=True, slots=True)
class PersonChange:
    """A person whom the list describes differently. `before` and `after` hold only what differs."""

    person_id: UUID
    read: PersonRow
    before: Mapping[str, str]
    after: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PersonListCheck:
    """What a list of people would do. Nothing may be applied while there are faults."""

    additions: tuple[PersonRow, ...]
    changes: tuple[PersonChange, ...]
    unchanged: int
    faults: tuple[RowFault, ...]
    notes: tuple[RowFault, ...]
    unit_ids: Mapping[str, UUID]

    @property
    def sha256(self) -> str:
        """Of what would change: the same digest later means that the preview still holds."""
        told = [
            [[str(getattr(row, field.name)) for field in fields(row)] for row in self.additions],
            [[str(change.person_id), dict(change.before), dict(change.after)] for change in self.changes],
        ]
        return hashlib.sha256(canonical(told).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Present:
    """What the record knows, by the keys that a list is compared under."""

    people: Mapping[str, tuple[UUID, Mapping[str, str]]]
    by_skeleton: Mapping[str, str]
    by_email: Mapping[str, str]
    units: Mapping[str, tuple[UUID, str, date | None]]


def check_person_list(
    session: Session, rows: Iterable[tuple[int, Mapping[str, str]]], *, kinds: Mapping[str, str], today: date
) -> PersonListCheck:
    """Read every row and compare it with the others and with the record; nothing is changed."""
    reads: list[PersonRow] = []
    faults: list[RowFault] = []
    for number, cells in rows:
        read, found = read_person(number, cells, kinds)
        faults += found
        if read is not None:
            reads.append(read)
    present = _present(session)
    faults += _within_list(reads)
    listed = {login_key(read.staff_code): login_key(read.email) if read.email else None for read in reads}
    for read in reads:
        faults += _against_record(read, present, listed, today)
    additions, changes = [], []
    for read in reads:
        known = present.people.get(login_key(read.staff_code))
        if known is None:
            additions.append(read)
        elif (change := _change(*known, read)) is not None:
            changes.append(change)
    return PersonListCheck(
        additions=tuple(additions),
        changes=tuple(changes),
        unchanged=len(reads) - len(additions) - len(changes),
        faults=tuple(sorted((f for f in faults if not f.is_note), key=lambda fault: fault.row)),
        notes=tuple(f for f in faults if f.is_note),
        unit_ids={key: unit[0] for key, unit in present.units.items()},
    )


def _present(session: Session) -> _Present:
    units = {
        code_key(code): (unit_id, code, to)
        for unit_id, code, to in session.execute(select(Unit.id, Unit.code, Unit.valid_to))
    }
    codes = {unit_id: code for unit_id, code, _ in units.values()}
    columns = (Person.id, Person.staff_code, Person.full_name, Person.position, Person.personnel_kind)
    people: dict[str, tuple[UUID, Mapping[str, str]]] = {}
    by_skeleton, by_email = {}, {}
    for row in session.execute(select(*columns, Person.unit_id, Person.phone, Person.email, Person.code_skeleton)):
        key = login_key(row.staff_code)
        values = (row.full_name, row.position, row.personnel_kind, codes[row.unit_id], row.phone or "", row.email or "")
        people[key] = (row.id, dict(zip(COMPARED, values, strict=True)))
        by_skeleton[row.code_skeleton] = key
        if row.email:
            by_email[login_key(row.email)] = key
    return _Present(people, by_skeleton, by_email, units)


def _within_list(reads: Iterable[PersonRow]) -> Iterator[RowFault]:
    """Codes that repeat or look alike, and addresses that repeat, inside the list."""
    codes: dict[str, PersonRow] = {}
    emails: dict[str, int] = {}
    for read in reads:
        first = codes.setdefault(login_skeleton(read.staff_code), read)
        if first is not read:
            same = login_key(first.staff_code) == login_key(read.staff_code)
            facts = (("row", str(first.row)), ("other", first.staff_code))
            yield RowFault(read.row, "staff_code", "repeated" if same else "twin", facts)
        if read.email:
            row = emails.setdefault(login_key(read.email), read.row)
            if row != read.row:
                yield RowFault(read.row, "email", "repeated", (("row", str(row)),))


def _against_record(
    read: PersonRow, present: _Present, listed: Mapping[str, str | None], today: date
) -> Iterator[RowFault]:
    """What the record forbids; an address that its owner gives up in the same list is free."""
    key = login_key(read.staff_code)
    twin = present.by_skeleton.get(login_skeleton(read.staff_code))
    if twin is not None and twin != key:
        yield RowFault(read.row, "staff_code", "twin", (("other", twin),))
    if read.email:
        email = login_key(read.email)
        owner = present.by_email.get(email, key)
        if owner != key and listed.get(owner, email) == email:
            yield RowFault(read.row, "email", "email_taken", (("other", owner),))
    unit = present.units.get(code_key(read.unit_code))
    if unit is None:
        yield RowFault(read.row, "unit_code", "unknown_unit", (("found", read.unit_code),))
    elif unit[2] is not None and unit[2] < today:
        yield RowFault(read.row, "unit_code", "ended_unit", (("found", read.unit_code), ("ended", str(unit[2]))))


def _change(person_id: UUID, known: Mapping[str, str], read: PersonRow) -> PersonChange | None:
    after = {name: str(getattr(read, name) or "") for name in COMPARED}
    differing = [
        name
        for name in COMPARED
        if known[name] != after[name] and not (name == "unit_code" and code_key(known[name]) == code_key(after[name]))
    ]
    if not differing:
        return None
    before = {name: known[name] for name in differing}
    return PersonChange(person_id, read, before, {name: after[name] for name in differing})
