"""Telling everyone concerned of a plan, and keeping who has read it (S001-R01, R03)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from judging.enums import Role
from judging.events import Told, emit
from judging.ids import AccountID
from judging.models.people import Account, RoleGrant
from judging.models.programmes import PlanReceipt, PlanVersion, Programme
from judging.queries.plans import find_base
from judging.queries.programmes import plan_of_text
from judging.rules.amendments import concerned_by
from judging.rules.differences import differences

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import PlanVersionID

TOLD_AT_ONCE = 500


def tell_concerned(session: Session, version_id: PlanVersionID, *, now: datetime) -> int:
    """Tell the next few people concerned of an issued version, once each; how many were told (0: all are).

    A first version concerns everybody of the office (S001-R01, R03). An amendment concerns those whom its changes
    touch: everybody when entrants are among them, else the holders of the duties touched.
    """
    version = session.get_one(PlanVersion, version_id)
    programme = session.get_one(Programme, version.programme_id)
    told = select(PlanReceipt.account_id).where(PlanReceipt.plan_version_id == version_id)
    statement = select(Account.id).where(Account.is_active, Account.id.not_in(told))
    roles = _concerned(session, version, now)
    if roles is not None:
        holders = select(RoleGrant.account_id).where(
            RoleGrant.role.in_([role.value for role in roles]),
            or_(RoleGrant.programme_id == programme.id, RoleGrant.programme_id.is_(None)),
            RoleGrant.ended_at.is_(None),
        )
        statement = statement.where(Account.id.in_(holders))
    accounts = session.scalars(statement.order_by(Account.id).limit(TOLD_AT_ONCE)).all()
    kind = "plan.issued" if version.number == 1 else "plan.amended"
    facts = {"title": programme.title, "number": str(version.number), "reason": version.reason}
    for account_id in accounts:
        session.add(PlanReceipt(plan_version_id=version_id, account_id=AccountID(account_id), told_at=now))
        emit(session, Told(AccountID(account_id), kind, tuple(facts.items()), f"/thong-bao/ke-hoach/{version_id}"))
    session.flush()
    return len(accounts)


def confirm_reading(session: Session, receipt: PlanReceipt, *, now: datetime) -> None:
    """Somebody says that they have read the version they were told of; the first time counts."""
    if receipt.read_at is None:
        receipt.read_at = now
        session.flush()


def _concerned(session: Session, version: PlanVersion, now: datetime) -> frozenset[Role] | None:
    """The roles to be told; None means everybody."""
    base = find_base(session, version, now=now) if version.number > 1 else None
    if base is None:
        return None
    changes = differences(base, plan_of_text(version.canonical))
    roles: frozenset[Role] = frozenset().union(*(concerned_by(change) for change in changes))
    return None if Role.ENTRANT in roles or not changes else roles | {Role.BOARD}
