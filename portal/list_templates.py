"""The Excel files to fill in: empty, or with everything that is known already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import select

from judging.models.people import Person
from judging.models.units import Unit
from judging.queries.units import list_levels, list_unit_codes
from portal.exports import list_workbook
from portal.imports import COLUMNS
from portal.kinds import PERSONNEL_KINDS, UNIT_KINDS, kind_name
from vietnamese.dates import format_day_short
from vietnamese.phones import find_phone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlalchemy.orm import Session


def list_template(session: Session, kind: str, *, filled: bool) -> bytes:
    """The workbook for units or people. What is filled in comes back unchanged when it is uploaded as it is."""
    columns = COLUMNS[kind]
    if kind == "units":
        levels = [(level.code, level.name) for level in list_levels(session)]
        return list_workbook(
            columns,
            _units(session) if filled else (),
            choices={"kind": [str(words) for words in UNIT_KINDS.values()]},
            reference=(_("Levels"), (_("Level code"), _("Name of the level")), levels),
        )
    return list_workbook(
        columns,
        _people(session) if filled else (),
        choices={"personnel_kind": [str(words) for words in PERSONNEL_KINDS.values()]},
        reference=(_("Units"), (_("Unit code"), _("Name of the unit")), list_unit_codes(session)),
    )


def _people(session: Session) -> Iterator[tuple[str, ...]]:
    rows = session.execute(
        select(Person, Unit.code)
        .join(Unit, Unit.id == Person.unit_id)
        .order_by(Unit.name_folded, Person.name_key, Person.full_name, Person.id)
    )
    for person, unit_code in rows:
        phone = find_phone(person.phone or "")
        yield (
            person.staff_code,
            person.full_name,
            person.position,
            kind_name(person.personnel_kind),
            unit_code,
            phone.national if phone else "",
            person.email or "",
        )


def _units(session: Session) -> Iterator[tuple[str, ...]]:
    units = session.scalars(select(Unit).order_by(Unit.name_folded, Unit.code)).all()
    codes = {unit.id: unit.code for unit in units}
    for unit in units:
        yield (
            unit.code,
            unit.name,
            unit.short_name,
            kind_name(unit.kind),
            unit.level_code or "",
            codes.get(unit.parent_id, "") if unit.parent_id else "",
            _day(unit.valid_from),
            _day(unit.valid_to),
            codes.get(unit.successor_id, "") if unit.successor_id else "",
        )


def _day(on: date | None) -> str:
    return format_day_short(on) if on else ""
