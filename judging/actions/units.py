"""Units and their levels: applying a checked list, keeping the dated levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.actions.history import record
from judging.enums import Role
from judging.errors import NotAllowedError, RefusedError
from judging.ids import UnitID
from judging.models.units import Unit, UnitLevel
from judging.rules.list_rows import UnitRow, code_key
from vietnamese.folding import fold

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from judging.queries.unit_lists import UnitListCheck
    from judging.rules.viewers import Viewer


class ListHasFaultsError(RefusedError):
    """A list with a fault in any row changes nothing."""

    code = "list_has_faults"


class LevelDatesError(RefusedError):
    """A level ends before it starts, or would end under units that go on."""

    code = "level_dates"


def apply_unit_list(session: Session, check: UnitListCheck, *, by: Viewer, now: datetime) -> None:
    """Add and change every unit of a faultless list, or nothing."""
    if not by.has(Role.ADMIN):
        raise NotAllowedError
    if check.faults:
        raise ListHasFaultsError(count=len(check.faults))
    units = {code_key(unit.code): unit for unit in session.scalars(select(Unit))}
    added = [(_new(read), read) for read in check.additions]
    session.add_all(unit for unit, _ in added)
    session.flush()
    units |= {code_key(unit.code): unit for unit, _ in added}
    changed = [(session.get_one(Unit, change.unit_id), change.read) for change in check.changes]
    levels = {level.code.casefold(): level.code for level in session.scalars(select(UnitLevel))}
    for unit, read in (*added, *changed):
        _write(unit, read, units, levels)
    session.flush()
    if added or changed:
        record(
            session,
            at=now,
            actor=by.account_id,
            role=Role.ADMIN.value,
            action="units.import",
            subject="units",
            added=len(added),
            changed=len(changed),
            sha256=check.sha256,
        )


def save_level(
    session: Session,
    *,
    code: str,
    name: str,
    rank: int,
    active_from: date | None,
    active_to: date | None,
    by: Viewer,
    now: datetime,
) -> None:
    """Add or change a level: its name, its rank (1 stands highest) and the days between which it exists."""
    if not by.has(Role.ADMIN):
        raise NotAllowedError
    if active_from and active_to and active_to < active_from:
        raise LevelDatesError(code=code)
    level = session.get(UnitLevel, code)
    if level is None:
        level = UnitLevel(code=code, name=name, rank=rank)
        session.add(level)
    level.name, level.rank, level.active_from, level.active_to = name, rank, active_from, active_to
    session.flush()
    record(session, at=now, actor=by.account_id, role=Role.ADMIN.value, action="level.save", subject=f"level:{code}")


def _new(read: UnitRow) -> Unit:
    return Unit(code=read.code, name=read.name, name_folded=fold(read.name), kind=read.kind)


def _write(unit: Unit, read: UnitRow, units: dict[str, Unit], levels: dict[str, str]) -> None:
    unit.name, unit.short_name, unit.kind = read.name, read.short_name, read.kind
    unit.name_folded = fold(f"{read.name} {read.short_name}")
    unit.level_code = levels[read.level_code.casefold()] if read.level_code else None
    unit.parent_id = _id_of(read.parent_code, units)
    unit.successor_id = _id_of(read.successor_code, units)
    unit.valid_from, unit.valid_to = read.valid_from, read.valid_to


def _id_of(code: str | None, units: dict[str, Unit]) -> UnitID | None:
    return UnitID(units[code_key(code)].id) if code else None
