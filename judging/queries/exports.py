"""The lists with personal data that were taken out, for the supervisor; and how much one person took of late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from judging.enums import Role
from judging.ids import AccountID
from judging.models.exports import Export
from judging.models.people import Account, Person, RoleGrant
from judging.models.units import Unit

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

PAGE = 50
WATCHED = timedelta(hours=24)
"""Rows that one person takes within this span count together: many small files are one large one."""


@dataclass(frozen=True, slots=True)
class ExportLine:
    """One file that was taken, and by whom."""

    export: Export
    taken_by: str
    unit_name: str


def list_exports(session: Session, *, page: int = 1, alarmed_only: bool = False) -> tuple[list[ExportLine], int]:
    """A page of what was taken, newest first, and how many there are."""
    where = [Export.alarmed] if alarmed_only else []
    count = session.scalar(select(func.count()).select_from(Export).where(*where)) or 0
    rows = session.execute(
        select(Export, Person.full_name, Unit.name)
        .join(Account, Account.id == Export.account_id)
        .join(Person, Person.id == Account.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(*where)
        .order_by(Export.taken_at.desc(), Export.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return [ExportLine(export, name, unit) for export, name, unit in rows], count


def count_rows_taken(session: Session, account_id: AccountID, *, now: datetime) -> int:
    """How many rows an account took in the last `WATCHED`."""
    return (
        session.scalar(
            select(func.coalesce(func.sum(Export.row_count), 0)).where(
                Export.account_id == account_id, Export.taken_at > now - WATCHED
            )
        )
        or 0
    )


def list_watchers(session: Session, *, now: datetime) -> list[AccountID]:
    """The open accounts that supervise, anywhere, in a fixed order."""
    rows = session.scalars(
        select(RoleGrant.account_id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            RoleGrant.role == Role.SUPERVISOR.value,
            RoleGrant.ended_at.is_(None),
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > now),
            Account.is_active,
        )
        .distinct()
        .order_by(RoleGrant.account_id)
    )
    return [AccountID(row) for row in rows]
