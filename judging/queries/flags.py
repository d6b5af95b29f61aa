"""Blocking flags: those about somebody on a day, and the office's list of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import aliased

from judging.enums import FlagKind, Role
from judging.errors import NotFoundError
from judging.models.flags import BlockingFlag
from judging.models.people import Person
from judging.models.units import Unit
from judging.rules.blocking import Flag, open_flags

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from judging.ids import BlockingFlagID, PersonID, UnitID
    from judging.rules.viewers import Viewer

KEEPERS = (Role.VALIDATOR, Role.SECRETARY, Role.BOARD)
"""Whoever raises, lifts and reads flags: they concern people, so that nobody else learns of them."""


@dataclass(frozen=True, slots=True)
class FlagLine:
    """One line of the list: the flag, and whom it is about."""

    flag: BlockingFlag
    about: str
    unit_name: str


def list_open_flags(
    session: Session, *, on: date, unit_id: UnitID | None, person_id: PersonID | None
) -> list[BlockingFlag]:
    """What blocks this unit, or this person, on this day, oldest first."""
    column, wanted = (BlockingFlag.person_id, person_id) if person_id is not None else (BlockingFlag.unit_id, unit_id)
    rows = session.scalars(select(BlockingFlag).where(column == wanted).order_by(BlockingFlag.raised_at)).all()
    return [
        row
        for row in rows
        if open_flags(
            [as_flag(row)],
            on=on,
            unit=str(unit_id) if person_id is None else None,
            person=str(person_id) if person_id is not None else None,
        )
    ]


def as_flag(row: BlockingFlag) -> Flag:
    """The row as the rules read it."""
    return Flag(
        kind=FlagKind(row.kind),
        since=row.since,
        source=row.source,
        unit=str(row.unit_id) if row.unit_id else None,
        person=str(row.person_id) if row.person_id else None,
        until=row.until,
        lifted_on=row.lifted_on,
    )


def list_flags(session: Session, *, visible_to: Viewer) -> list[FlagLine]:
    """Every flag, the newest first. Raises NotFoundError for whoever keeps none."""
    if not visible_to.has(*KEEPERS):
        raise NotFoundError("flags")
    own, of_person = aliased(Unit), aliased(Unit)
    rows = session.execute(
        select(BlockingFlag, own.name, Person.full_name, of_person.name)
        .outerjoin(own, own.id == BlockingFlag.unit_id)
        .outerjoin(Person, Person.id == BlockingFlag.person_id)
        .outerjoin(of_person, of_person.id == Person.unit_id)
        .order_by(BlockingFlag.raised_at.desc(), BlockingFlag.id)
    )
    return [FlagLine(flag, person or unit or "", persons_unit or "") for flag, unit, person, persons_unit in rows]


def get_flag(session: Session, flag_id: BlockingFlagID, *, visible_to: Viewer, lock: bool = False) -> BlockingFlag:
    """A flag, for whoever keeps them. Raises NotFoundError."""
    statement = select(BlockingFlag).where(BlockingFlag.id == flag_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = session.scalars(statement).one_or_none() if visible_to.has(*KEEPERS) else None
    if found is None:
        raise NotFoundError("flag")
    return found
