"""Makes units, people, accounts and grants. Names are plainly demonstration names."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from judging.actions.accounts import open_account
from judging.enums import Role
from judging.models.people import Account, Person, RoleGrant
from judging.models.units import Unit
from portal.passwords import hash_password
from vietnamese.folding import fold
from vietnamese.names import sort_key

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.models.programmes import Programme

PASSWORD = "một câu dài dễ nhớ"
_numbers = itertools.count(1)
_hash: list[str] = []


def make_unit(
    session: Session, name: str = "", *, kind: str = "specialised_agency", parent: Unit | None = None
) -> Unit:
    number = next(_numbers)
    name = name or f"Phòng Thử nghiệm {number}"
    unit = Unit(
        code=f"DV{number:04d}",
        name=name,
        short_name=name,
        name_folded=fold(name),
        kind=kind,
        parent_id=parent.id if parent else None,
    )
    session.add(unit)
    session.flush()
    return unit


def make_person(session: Session, name: str = "", *, unit: Unit | None = None, **values: str) -> Person:
    number = next(_numbers)
    name = name or f"Người Thử nghiệm {number}"
    person = Person(
        staff_code=values.pop("staff_code", f"NV{number:04d}"),
        full_name=name,
        name_key=sort_key(name),
        name_folded=fold(name),
        unit=unit or make_unit(session),
        personnel_kind=values.pop("personnel_kind", "civil_servant"),
        position=values.pop("position", "Chuyên viên"),
        phone=values.pop("phone", f"09{number:08d}"),
        email=values.pop("email", None),
    )
    session.add(person)
    session.flush()
    return person


def make_account(
    session: Session,
    name: str = "",
    *,
    now: datetime,
    roles: tuple[Role, ...] = (),
    programme: Programme | None = None,
    unit: Unit | None = None,
    with_password: bool = False,
) -> Account:
    """An account with the given duties (coordinators get theirs for their own unit)."""
    person = make_person(session, name, unit=unit)
    account = open_account(session, person=person, now=now, by=None, is_demonstration=True)
    if with_password:
        if not _hash:
            _hash.append(hash_password(PASSWORD))
        account.password_hash = _hash[0]
    for role in roles:
        session.add(
            RoleGrant(
                account_id=account.id,
                role=role.value,
                programme_id=programme.id if programme else None,
                unit_id=person.unit_id if role is Role.COORDINATOR else None,
                granted_at=now,
            )
        )
    session.flush()
    return account
