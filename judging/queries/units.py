"""Finding units: the tree, one unit, the levels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from judging.errors import NotFoundError
from judging.ids import UnitID
from judging.models.people import Person
from judging.models.units import Unit, UnitLevel
from vietnamese.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One line of the unit tree. `depth` counts from 0; `people` are those of this unit alone."""

    unit_id: UnitID
    code: str
    name: str
    short_name: str
    kind: str
    level_name: str
    depth: int
    people: int
    valid_from: date | None
    valid_to: date | None
    successor_name: str
    has_ended: bool


def list_units(session: Session, *, today: date) -> list[UnitLine]:
    """The whole tree, each unit under the one above it, siblings by name."""
    units = session.scalars(select(Unit)).all()
    counted = session.execute(select(Person.unit_id, func.count()).group_by(Person.unit_id))
    counts: dict[UUID, int] = {row[0]: row[1] for row in counted}
    levels = {level.code: level.name for level in session.scalars(select(UnitLevel))}
    names = {unit.id: unit.name for unit in units}
    return [
        UnitLine(
            unit_id=UnitID(unit.id),
            code=unit.code,
            name=unit.name,
            short_name=unit.short_name,
            kind=unit.kind,
            level_name=levels.get(unit.level_code or "", ""),
            depth=depth,
            people=counts.get(unit.id, 0),
            valid_from=unit.valid_from,
            valid_to=unit.valid_to,
            successor_name=names.get(unit.successor_id, "") if unit.successor_id else "",
            has_ended=unit.valid_to is not None and unit.valid_to < today,
        )
        for depth, unit in _as_tree(units)
    ]


def get_unit(session: Session, unit_id: UnitID) -> Unit:
    """The unit, or NotFoundError."""
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFoundError("unit")
    return unit


def find_unit_by_code(session: Session, code: str) -> Unit | None:
    """The unit with exactly this code."""
    return session.scalars(select(Unit).where(Unit.code == code)).one_or_none()


def list_unit_choices(session: Session) -> list[tuple[str, str]]:
    """(id, name with code) of every unit, by name, for a form."""
    return [(str(unit_id), f"{name} ({code})") for unit_id, code, name in _named(session)]


def list_unit_codes(session: Session) -> list[tuple[str, str]]:
    """(code, name with code) of every unit, by name, for a form or a list."""
    return [(code, f"{name} ({code})") for _, code, name in _named(session)]


def _named(session: Session) -> list[tuple[UUID, str, str]]:
    rows = [(row.id, row.code, row.name) for row in session.execute(select(Unit.id, Unit.code, Unit.name))]
    return sorted(rows, key=lambda row: (fold(row[2]), row[2], row[1]))


def list_levels(session: Session) -> list[UnitLevel]:
    """The levels, highest first."""
    return list(session.scalars(select(UnitLevel).order_by(UnitLevel.rank, UnitLevel.code)))


def _as_tree(units: Iterable[Unit]) -> list[tuple[int, Unit]]:
    """Depth and unit, parents before children. A unit whose parent is missing stands at the top."""
    listed = sorted(units, key=lambda unit: (unit.name_folded, unit.name, unit.code))
    present = {unit.id for unit in listed}
    children: dict[UUID | None, list[Unit]] = {}
    for unit in listed:
        children.setdefault(unit.parent_id if unit.parent_id in present else None, []).append(unit)
    ordered: list[tuple[int, Unit]] = []
    waiting = [(0, unit) for unit in reversed(children.get(None, []))]
    while waiting:
        depth, unit = waiting.pop()
        ordered.append((depth, unit))
        waiting += [(depth + 1, child) for child in reversed(children.get(unit.id, []))]
    return ordered
