"""The first administrator of an installation: nobody is there yet who could grant it (C14: no account is built in)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.actions.accounts import open_account
from judging.actions.grants import grant_role
from judging.actions.history import record
from judging.enums import Role
from judging.errors import NotFoundError, RefusedError
from judging.ids import UnitID
from judging.models.people import Account, Person
from judging.models.units import Unit
from judging.rules.list_rows import read_person
from vietnamese.folding import fold
from vietnamese.logins import login_skeleton
from vietnamese.names import sort_key

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


KIND = "cadre"


class CellsWrongError(RefusedError):
    """What was given for the administrator is wrong; facts: column and what."""

    code = "cells_wrong"


class CodeTakenError(RefusedError):
    """Somebody has this staff code, or one that looks like it (C15)."""

    code = "code_taken"


def create_admin(
    session: Session, *, staff_code: str, full_name: str, unit_code: str, unit_name: str, now: datetime
) -> Account:
    """An account with the duty ADMIN, its person, and its unit where that is missing and named.

    Raises:
        NotFoundError: when the unit does not exist and no name was given to make it.
        CellsWrongError: when a value is wrong.
    """
    cells = {
        "staff_code": staff_code,
        "full_name": full_name,
        "unit_code": unit_code,
        "personnel_kind": "civil servant",
    }
    read, faults = read_person(1, cells, {"civil servant": "civil_servant"})
    if read is None:
        raise CellsWrongError(column=faults[0].column, what=faults[0].code)
    skeleton = login_skeleton(read.staff_code)
    if session.scalars(select(Person.id).where(Person.code_skeleton == skeleton)).first() is not None:
        raise CodeTakenError(staff_code=read.staff_code)
    unit = session.scalars(select(Unit).where(Unit.code == read.unit_code)).one_or_none()
    if unit is None:
        if not unit_name:
            raise NotFoundError("unit")
        unit = Unit(code=read.unit_code, name=unit_name, name_folded=fold(unit_name), kind="other")
        session.add(unit)
        session.flush()
    person = Person(
        staff_code=read.staff_code,
        full_name=read.full_name,
        name_key=sort_key(read.full_name),
        name_folded=fold(read.full_name),
        personnel_kind=read.personnel_kind,
        unit_id=UnitID(unit.id),
    )
    person.unit = unit
    session.add(person)
    session.flush()
    account = open_account(session, person=person, now=now, by=None)
    record(session, at=now, actor="system", role="", action="admin.create", subject=f"account:{account.id}")
    grant_role(
        session, account=account, role=Role.ADMIN, programme_id=None, unit_id=None, valid_to=None, by=None, now=now
    )
    return account
