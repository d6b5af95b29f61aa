"""Estimates and the steps of money, scoped to those who propose, appraise and decide in a programme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.enums import EstimateState, Role
from judging.errors import NotFoundError
from judging.ids import ProgrammeID
from judging.models.estimates import Estimate, MoneyStep
from judging.models.payments import Payment, PaymentList
from judging.models.programmes import Programme
from judging.queries.programmes import find_plan_in_force
from judging.rules.estimates import EstimateLine

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.ids import MoneyStepID
    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer

MONEY = (Role.SECRETARY, Role.FINANCE, Role.BOARD)
"""Who proposes, who appraises and pays, who decides (S001-R40)."""


def list_money_programmes(session: Session, *, visible_to: Viewer) -> list[PlanInForce]:
    """The programmes about whose money the viewer has something to do, newest first, those with a plan in force."""
    wanted = visible_to.programmes(*MONEY)
    statement = select(Programme.id).order_by(Programme.created_at.desc(), Programme.slug)
    if wanted is not None:
        statement = statement.where(Programme.id.in_(wanted))
    found = (find_plan_in_force(session, ProgrammeID(one)) for one in session.scalars(statement))
    return [one for one in found if one is not None]


def get_money_programme(session: Session, slug: str, *, visible_to: Viewer) -> PlanInForce:
    """A programme about whose money the viewer has something to do, or NotFoundError."""
    row = session.scalars(select(Programme).where(Programme.slug == slug)).one_or_none()
    if row is None or not visible_to.has(*MONEY, programme_id=ProgrammeID(row.id)):
        raise NotFoundError("programme")
    found = find_plan_in_force(session, ProgrammeID(row.id))
    if found is None:
        raise NotFoundError("programme")
    return found


def list_estimates(session: Session, programme_id: ProgrammeID) -> list[Estimate]:
    """Every estimate of a programme, newest first."""
    return list(
        session.scalars(select(Estimate).where(Estimate.programme_id == programme_id).order_by(Estimate.number.desc()))
    )


def find_estimate(session: Session, programme_id: ProgrammeID, *, lock: bool = False) -> Estimate | None:
    """The newest estimate of a programme."""
    statement = select(Estimate).where(Estimate.programme_id == programme_id).order_by(Estimate.number.desc()).limit(1)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.scalars(statement).one_or_none()


def approved_vnd(session: Session, programme_id: ProgrammeID) -> int:
    """What the board approved so far, over all estimates."""
    rows = list_estimates(session, programme_id)
    return sum(
        line.sum_vnd for row in rows if row.state == EstimateState.APPROVED.value for line in lines_of_estimate(row)
    )


def lines_of_estimate(row: Estimate) -> tuple[EstimateLine, ...]:
    """The lines of an estimate as values."""
    return tuple(EstimateLine(one.kind, one.name, one.count, one.amount_vnd) for one in row.lines)


def list_steps(
    session: Session,
    *,
    estimate_id: UUID | None = None,
    list_id: UUID | None = None,
    payment_id: UUID | None = None,
) -> list[MoneyStep]:
    """What happened to an estimate, a list or a payment, oldest first."""
    return list(
        session.scalars(
            select(MoneyStep)
            .where(
                MoneyStep.estimate_id == estimate_id if estimate_id else MoneyStep.estimate_id.is_(None),
                MoneyStep.list_id == list_id if list_id else MoneyStep.list_id.is_(None),
                MoneyStep.payment_id == payment_id if payment_id else MoneyStep.payment_id.is_(None),
            )
            .order_by(MoneyStep.position)
        )
    )


def get_step(session: Session, step_id: MoneyStepID, *, visible_to: Viewer) -> MoneyStep:
    """A step with a scan, of a programme whose money is the viewer's business, or NotFoundError."""
    row = session.get(MoneyStep, step_id)
    if row is None or row.scan_key is None or not visible_to.has(*MONEY, programme_id=_programme_of(session, row)):
        raise NotFoundError("step")
    return row


def _programme_of(session: Session, row: MoneyStep) -> ProgrammeID:
    found: UUID
    if row.estimate_id is not None:
        found = session.get_one(Estimate, row.estimate_id).programme_id
    elif row.list_id is not None:
        found = session.get_one(PaymentList, row.list_id).programme_id
    else:
        found = session.get_one(Payment, row.payment_id).programme_id
    return ProgrammeID(found)
