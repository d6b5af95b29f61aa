"""A list of units against the record: what it would add and change, and everything that is wrong with it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.models.base import canonical
from judging.models.units import Unit, UnitLevel
from judging.rules.list_rows import RowFault, UnitRow, code_key, read_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A unit that the list says differently. `before` and `after` hold only what differs, as texts."""

    unit_id: UUID
    read: UnitRow
    before: Mapping[str, str]
    after: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class UnitListCheck:
    """What a list of units would do. Nothing may be applied while there are faults."""

    additions: tuple[UnitRow, ...]
    changes: tuple[UnitChange, ...]
    unchanged: int
    faults: tuple[RowFault, ...]
    notes: tuple[RowFault, ...]

    @property
    def sha256(self) -> str:
        """Of what would change: the same digest later means that the preview still holds."""
        told = [
            [[str(getattr(row, field.name)) for field in fields(row)] for row in self.additions],
            [[str(change.unit_id), dict(change.before), dict(change.after)] for change in self.changes],
        ]
        return hashlib.sha256(canonical(told).encode()).hexdigest()


def check_unit_list(
    session: Session, rows: Iterable[tuple[int, Mapping[str, str]]], *, kinds: Mapping[str, str]
) -> UnitListCheck:
    """Read every row and compare it with the others and with the record; nothing is changed."""
    reads: list[UnitRow] = []
    faults: list[RowFault] = []
    for number, cells in rows:
        read, found = read_unit(number, cells, kinds)
        faults += found
        if read is not None:
            reads.append(read)
    present = {code_key(unit.code): unit for unit in session.scalars(select(Unit))}
    by_id = {unit.id: unit for unit in present.values()}
    levels = {level.code.casefold(): level for level in session.scalars(select(UnitLevel))}
    faults += _repeated(reads)
    for read in reads:
        faults += _references(read, reads, present, levels)
    faults += _circles(reads, present, by_id)
    additions = tuple(read for read in reads if code_key(read.code) not in present)
    changes = []
    for read in reads:
        unit = present.get(code_key(read.code))
        if unit is not None and (change := _change(unit, read, by_id)) is not None:
            changes.append(change)
    wrong = tuple(sorted((f for f in faults if not f.is_note), key=lambda fault: fault.row))
    notes = tuple(f for f in faults if f.is_note)
    return UnitListCheck(additions, tuple(changes), len(reads) - len(additions) - len(changes), wrong, notes)


def _repeated(reads: Iterable[UnitRow]) -> Iterable[RowFault]:
    first: dict[str, int] = {}
    for read in reads:
        row = first.setdefault(code_key(read.code), read.row)
        if row != read.row:
            yield RowFault(read.row, "code", "repeated", (("row", str(row)),))


def _references(
    read: UnitRow, reads: list[UnitRow], present: Mapping[str, Unit], levels: Mapping[str, UnitLevel]
) -> Iterable[RowFault]:
    known = present.keys() | {code_key(one.code) for one in reads}
    for column, code in (("parent_code", read.parent_code), ("successor_code", read.successor_code)):
        if code is not None and code_key(code) not in known:
            yield RowFault(read.row, column, "unknown_unit", (("found", code),))
    if read.level_code is None:
        return
    level = levels.get(read.level_code.casefold())
    if level is None:
        yield RowFault(read.row, "level_code", "unknown_level", (("found", read.level_code),))
    elif not _within(read.valid_from, read.valid_to, level):
        yield RowFault(read.row, "level_code", "level_not_active", (("found", level.name),))


def _within(valid_from: date | None, valid_to: date | None, level: UnitLevel) -> bool:
    """A unit stands on a level only while the level exists (districts ended on 30/6/2025)."""
    begins_late_enough = level.active_from is None or valid_from is None or valid_from >= level.active_from
    ends_in_time = level.active_to is None or (valid_to is not None and valid_to <= level.active_to)
    return begins_late_enough and ends_in_time


def _circles(reads: Iterable[UnitRow], present: Mapping[str, Unit], by_id: Mapping[UUID, Unit]) -> Iterable[RowFault]:
    """Units that would stand above themselves."""
    above = {key: code_key(by_id[unit.parent_id].code) for key, unit in present.items() if unit.parent_id}
    for read in reads:
        above.pop(code_key(read.code), None)
        if read.parent_code:
            above[code_key(read.code)] = code_key(read.parent_code)
    for read in reads:
        start = code_key(read.code)
        if above.get(start) == start:
            continue  # told already
        here, seen = above.get(start), {start}
        while here is not None and here not in seen:
            seen.add(here)
            here = above.get(here)
        if here == start:
            yield RowFault(read.row, "parent_code", "parent_circle", (("found", read.parent_code or ""),))


def _change(unit: Unit, read: UnitRow, by_id: Mapping[UUID, Unit]) -> UnitChange | None:
    before = {
        "name": unit.name,
        "short_name": unit.short_name,
        "kind": unit.kind,
        "level_code": unit.level_code or "",
        "parent_code": by_id[unit.parent_id].code if unit.parent_id else "",
        "successor_code": by_id[unit.successor_id].code if unit.successor_id else "",
        "valid_from": str(unit.valid_from or ""),
        "valid_to": str(unit.valid_to or ""),
    }
    after = {name: str(getattr(read, name) or "") for name in before}
    differing = [name for name in before if code_key(before[name]) != code_key(after[name])]
    differing += [name for name in ("name", "short_name") if name not in differing and before[name] != after[name]]
    if not differing:
        return None
    return UnitChange(unit.id, read, {n: before[n] for n in differing}, {n: after[n] for n in differing})
