"""The way of an estimate: the office proposes, finance appraises, the board decides, three persons (S001-R40)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from judging.actions.money_steps import (
    NO_PAPER,
    SIGNED,
    Doing,
    OnPaper,
    add_step,
    confirm_step,
    require_reason,
    require_scan,
    waiting_signature,
)
from judging.actions.papers import acting_as
from judging.enums import EstimateState, Role
from judging.errors import (
    AlreadyDoneError,
    MoveRefusedError,
    NotFoundError,
    RefusedError,
    SamePersonError,
    StaleVersionError,
)
from judging.events import MilestoneReached, emit
from judging.ids import EstimateID
from judging.models.estimates import Estimate, EstimateLineRow
from judging.queries.estimates import find_estimate, lines_of_estimate, list_steps
from judging.rules.estimates import ORGANISING, PRIZE, move_estimate, prize_lines, total_vnd

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.queries.programmes import PlanInForce
    from judging.rules.estimates import EstimateLine
    from judging.rules.viewers import Viewer


class AmountsOpenError(RefusedError):
    """The plan leaves open how many prizes there are or what they are worth."""

    code = "amounts_open"


class EstimatePlanChangedError(RefusedError):
    """The plan's prizes are not those of the estimate any more: it goes back and is made anew."""

    code = "estimate_plan_changed"


def save_estimate(
    session: Session,
    plan: PlanInForce,
    organising: Sequence[EstimateLine],
    *,
    version: int | None,
    by: Viewer,
    now: datetime,
) -> Estimate:
    """Begin the estimate, or change its draft: prizes from the plan in force, organising costs as they were typed.

    Raises:
        AmountsOpenError: the plan does not say what the prizes cost.
        StaleVersionError: somebody saved since (`version` is that of the page; None without a draft).
        MoveRefusedError: it was proposed meanwhile.
    """
    role = acting_as(session, plan.programme_id, by=by, roles=(Role.SECRETARY,))
    prizes = prize_lines(plan.plan)
    if prizes is None:
        raise AmountsOpenError
    newest = find_estimate(session, plan.programme_id, lock=True)
    row = newest if newest is not None and newest.state != EstimateState.APPROVED.value else None
    if row is None:
        row = Estimate(
            programme_id=plan.programme_id,
            number=newest.number + 1 if newest else 1,
            state=EstimateState.DRAFT.value,
            drafted_by=by.account_id,
            drafted_at=now,
        )
        session.add(row)
        act = "draft"
    else:
        _stands(row, version, EstimateState.DRAFT)
        act = "change"
    if newest is not None and newest.state == EstimateState.APPROVED.value:
        prizes = ()  # the prizes were approved before: what is needed later are further costs
    wanted = [*prizes, *organising]
    row.lines = [
        EstimateLineRow(position=at, kind=one.kind, name=one.name, count=one.count, amount_vnd=one.amount_vnd)
        for at, one in enumerate(wanted, start=1)
    ]
    row.drafted_at = now
    flag_modified(row, "drafted_at")  # the version goes up when only lines changed
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyDoneError from error
    add_step(session, row, act, doing=Doing(by, role, now), total_vnd=total_vnd(wanted))
    return row


def propose_estimate(
    session: Session, plan: PlanInForce, *, version: int, by: Viewer, now: datetime, paper: OnPaper = NO_PAPER
) -> Estimate:
    """The office hands it to finance. Raises StaleVersionError, MoveRefusedError, EstimatePlanChangedError."""
    role = acting_as(session, plan.programme_id, by=by, roles=(Role.SECRETARY,))
    row = _held(session, plan, version)
    _move(row, EstimateState.PROPOSED)
    _fits(row, plan)
    row.proposed_by, row.proposed_at = by.account_id, now
    _tell(session, row, "propose", Doing(by, role, now), paper)
    return row


def appraise_estimate(
    session: Session,
    plan: PlanInForce,
    *,
    version: int,
    opinion: str,
    by: Viewer,
    now: datetime,
    paper: OnPaper = NO_PAPER,
) -> Estimate:
    """Finance, another person than who proposed, appraises it. Raises SamePersonError, EstimatePlanChangedError."""
    role = acting_as(session, plan.programme_id, by=by, roles=(Role.FINANCE,))
    row = _held(session, plan, version)
    _move(row, EstimateState.APPRAISED)
    if by.account_id == row.proposed_by:
        raise SamePersonError
    _fits(row, plan)
    row.appraised_by, row.appraised_at = by.account_id, now
    _tell(session, row, "appraise", Doing(by, role, now), paper, reason=opinion)
    return row


def return_estimate(
    session: Session, plan: PlanInForce, *, version: int, reason: str, by: Viewer, now: datetime
) -> Estimate:
    """Finance or the board sends it back to the office, with a reason. Raises MissingReasonError."""
    role = acting_as(session, plan.programme_id, by=by, roles=(Role.FINANCE, Role.BOARD))
    row = _held(session, plan, version)
    _move(row, EstimateState.DRAFT)
    why = require_reason(reason)
    row.proposed_by = row.proposed_at = row.appraised_by = row.appraised_at = None
    _tell(session, row, "return", Doing(by, role, now), NO_PAPER, reason=why)
    return row


def approve_estimate(
    session: Session, plan: PlanInForce, *, version: int, by: Viewer, now: datetime, paper: OnPaper = NO_PAPER
) -> Estimate:
    """The board decides; neither who proposed nor who appraised. Raises SamePersonError, EstimatePlanChangedError."""
    role = acting_as(session, plan.programme_id, by=by, roles=(Role.BOARD,))
    row = _held(session, plan, version)
    _approve(session, row, plan, Doing(by, role, now), paper)
    return row


def send_signed_estimate(
    session: Session, plan: PlanInForce, *, version: int, paper: OnPaper, by: Viewer, now: datetime
) -> Estimate:
    """The clerk sends the scan of a decision that somebody signed on paper. Raises NoScanError, MoveRefusedError."""
    role = acting_as(session, plan.programme_id, by=by, roles=(Role.SECRETARY,))
    row = _held(session, plan, version)
    move_estimate(EstimateState(row.state), EstimateState.APPROVED)
    require_scan(paper)
    _fits(row, plan)
    _tell(session, row, SIGNED, Doing(by, role, now), paper)
    return row


def confirm_signed_estimate(
    session: Session, plan: PlanInForce, *, version: int, typed: str, by: Viewer, now: datetime
) -> Estimate:
    """Another person of the board compared the scan with the estimate, and types the number that he reads on it.

    Raises SamePersonError, PaperNumberDiffersError, AlreadyDoneError where no scan waits.
    """
    role = acting_as(session, plan.programme_id, by=by, roles=(Role.BOARD,))
    row = _held(session, plan, version)
    doing = Doing(by, role, now)
    confirm_step(waiting_signature(list_steps(session, estimate_id=EstimateID(row.id))), typed=typed, doing=doing)
    _approve(session, row, plan, doing, NO_PAPER)
    return row


def _approve(session: Session, row: Estimate, plan: PlanInForce, doing: Doing, paper: OnPaper) -> None:
    _move(row, EstimateState.APPROVED)
    if doing.by.account_id in {row.proposed_by, row.appraised_by}:
        raise SamePersonError
    _fits(row, plan)
    row.approved_by, row.approved_at = doing.by.account_id, doing.now
    _tell(session, row, "approve", doing, paper)
    emit(session, MilestoneReached("estimate.approve"))


def _held(session: Session, plan: PlanInForce, version: int) -> Estimate:
    row = find_estimate(session, plan.programme_id, lock=True)
    if row is None:
        raise NotFoundError("estimate")
    if row.version != version:
        raise StaleVersionError
    return row


def _stands(row: Estimate, version: int | None, state: EstimateState) -> None:
    if row.version != version:
        raise StaleVersionError
    if row.state != state.value:
        raise MoveRefusedError("estimate", row.state, state.value)


def _move(row: Estimate, to: EstimateState) -> None:
    row.state = move_estimate(EstimateState(row.state), to).value


def _fits(row: Estimate, plan: PlanInForce) -> None:
    """The prizes of the first estimate are those of the plan in force."""
    kept = tuple(one for one in lines_of_estimate(row) if one.kind == PRIZE)
    if row.number == 1 and kept != (prize_lines(plan.plan) or ()):
        raise EstimatePlanChangedError
    if not kept and not any(one.kind == ORGANISING for one in lines_of_estimate(row)):
        raise AmountsOpenError


def _tell(session: Session, row: Estimate, act: str, doing: Doing, paper: OnPaper, *, reason: str = "") -> None:
    total = total_vnd(lines_of_estimate(row))
    add_step(session, row, act, doing=doing, paper=paper, reason=reason, number=row.number, total_vnd=total)
