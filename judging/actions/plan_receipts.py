"""The reading receipt of a plan: somebody of the staff says that he has read the version in force (S001-R01, R03)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.actions.history import record
from judging.models.programmes import PlanReceipt
from judging.queries.publications import find_plan_receipt

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer


def read_plan(session: Session, plan: PlanInForce, *, by: Viewer, now: datetime) -> PlanReceipt:
    """Note that `by` has read the version in force; the first time counts."""
    row = find_plan_receipt(session, plan.version_id, by.account_id)
    if row is None:
        row = PlanReceipt(plan_version_id=plan.version_id, account_id=by.account_id, told_at=now)
        session.add(row)
    if row.read_at is None:
        row.read_at = now
        record(
            session,
            at=now,
            actor=by.account_id,
            role="",
            action="plan.read",
            subject=f"programme:{plan.programme_id}",
            version=plan.version.number,
        )
    session.flush()
    return row
