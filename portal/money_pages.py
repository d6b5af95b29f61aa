"""What the pages of money show: an estimate with its way, a list with its sums, a payment with its handings-over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from judging.actions.money_steps import waiting_signature
from judging.enums import EstimateState, PaymentListState, PaymentState, Role
from judging.ids import EstimateID, PaymentID, PaymentListID, ProgrammeID
from judging.queries.estimates import approved_vnd, find_estimate, lines_of_estimate, list_estimates, list_steps
from judging.queries.payments import find_payment_list, list_payment_lines, list_payouts, payment_line
from judging.queries.programmes import plan_in_force
from judging.queries.recoveries import find_recovery, list_recovery_lines
from judging.queries.standings import find_approval, names_of
from judging.rules.estimates import ORGANISING, EstimateLine, prize_lines, total_vnd
from judging.rules.payments import CONFIRMATIONS, PAYMENT_MOVES
from portal.money_words import ESTIMATE_STATES, LIST_STATES, PAYMENT_STATES
from vietnamese.money import amount_in_words

if TYPE_CHECKING:
    from datetime import datetime

    from flask_babel import LazyString
    from sqlalchemy.orm import Session

    from judging.ids import AccountID
    from judging.models.estimates import Estimate, MoneyStep
    from judging.models.payments import Payment, PaymentList, Payout
    from judging.models.recoveries import Recovery
    from judging.queries.payments import PaymentLine
    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer


@dataclass(frozen=True, slots=True)
class EstimatePage:
    """The newest estimate of a programme; `row` is None before the first, `lines` then are what it would begin with."""

    plan: PlanInForce
    row: Estimate | None
    lines: tuple[EstimateLine, ...]
    earlier: tuple[Estimate, ...]
    steps: tuple[MoneyStep, ...]
    names: dict[AccountID, str]
    waiting: MoneyStep | None
    may: frozenset[str]
    approved_vnd: int
    prizes_known: bool

    @property
    def state(self) -> tuple[LazyString, str] | None:
        """The word of the state and its kind."""
        return ESTIMATE_STATES[EstimateState(self.row.state)] if self.row else None

    @property
    def total_vnd(self) -> int:
        """What all lines come to."""
        return total_vnd(self.lines)

    @property
    def in_words(self) -> str:
        """The total in Vietnamese words, as papers carry it."""
        return amount_in_words(self.total_vnd)

    @property
    def organising(self) -> tuple[EstimateLine, ...]:
        """The costs that are typed."""
        return tuple(one for one in self.lines if one.kind == ORGANISING)


@dataclass(frozen=True, slots=True)
class ListPage:
    """The list of payments that holds now; `row` is None before the first."""

    plan: PlanInForce
    row: PaymentList | None
    lines: tuple[PaymentLine, ...]
    steps: tuple[MoneyStep, ...]
    names: dict[AccountID, str]
    waiting: MoneyStep | None
    may: frozenset[str]
    is_decided: bool
    is_current: bool
    approved_vnd: int

    @property
    def state(self) -> tuple[LazyString, str] | None:
        """The word of the state and its kind."""
        return LIST_STATES[PaymentListState(self.row.state)] if self.row else None

    @property
    def gross_vnd(self) -> int:
        """What the prizes come to."""
        return sum(one.payment.gross_vnd for one in self.lines)

    @property
    def tax_vnd(self) -> int:
        """What is kept back for the tax office."""
        return sum(one.payment.tax_vnd for one in self.lines)

    @property
    def net_vnd(self) -> int:
        """What winners receive."""
        return self.gross_vnd - self.tax_vnd

    @property
    def in_words(self) -> str:
        """The net sum in Vietnamese words."""
        return amount_in_words(self.net_vnd)

    def done(self, *states: PaymentState) -> int:
        """How many payments stand in one of `states`."""
        return sum(one.state in states for one in self.lines)

    @property
    def laws(self) -> tuple[str, ...]:
        """The tax laws by which the payments were reckoned."""
        return tuple(sorted({one.payment.tax_law for one in self.lines}))


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """One payment with its winner's account, masked."""

    plan: PlanInForce
    line: PaymentLine
    listed: PaymentList | None
    payouts: tuple[Payout, ...]
    steps: tuple[MoneyStep, ...]
    names: dict[AccountID, str]
    may: frozenset[str]
    may_be_paid: bool
    recovery: Recovery | None
    owed_vnd: int
    """What the same person still gives back of other prizes, and may be set off when this one is paid."""

    @property
    def state(self) -> tuple[LazyString, str]:
        """The word of the state and its kind."""
        return PAYMENT_STATES[self.line.state]


def look_at_estimate(session: Session, plan: PlanInForce, viewer: Viewer) -> EstimatePage:
    """The newest estimate, and what this viewer can do about it; the actions ask again."""
    row = find_estimate(session, plan.programme_id)
    steps = list_steps(session, estimate_id=EstimateID(row.id)) if row else []
    prizes = prize_lines(plan.plan)
    waiting = waiting_signature(steps)
    return EstimatePage(
        plan=plan,
        row=row,
        lines=lines_of_estimate(row) if row else prizes or (),
        earlier=tuple(one for one in list_estimates(session, plan.programme_id) if row and one.id != row.id),
        steps=tuple(steps),
        names=names_of(session, [name for one in steps for name in (one.done_by, one.confirmed_by)]),
        waiting=waiting,
        may=_may_estimate(row, waiting, viewer, plan.programme_id),
        approved_vnd=approved_vnd(session, plan.programme_id),
        prizes_known=prizes is not None,
    )


def _may_estimate(
    row: Estimate | None, waiting: MoneyStep | None, viewer: Viewer, here: ProgrammeID
) -> frozenset[str]:  # fmt: skip
    state = EstimateState(row.state) if row else None
    secretary, finance, board = (
        viewer.has(role, programme_id=here) for role in (Role.SECRETARY, Role.FINANCE, Role.BOARD)
    )
    mine = {row.proposed_by, row.appraised_by} if row else set()
    steps = {
        "save": secretary and state in {None, EstimateState.DRAFT},
        "further": secretary and state is EstimateState.APPROVED,
        "propose": secretary and state is EstimateState.DRAFT,
        "appraise": finance and state is EstimateState.PROPOSED and viewer.account_id not in mine,
        "return": (finance or board) and state in {EstimateState.PROPOSED, EstimateState.APPRAISED},
        "approve": board and state is EstimateState.APPRAISED and viewer.account_id not in mine,
        "send": secretary and state is EstimateState.APPRAISED and waiting is None,
        "confirm": board and waiting is not None and waiting.done_by != viewer.account_id,
    }
    return frozenset(step for step, may in steps.items() if may)


def look_at_list(session: Session, plan: PlanInForce, viewer: Viewer) -> ListPage:
    """The list of payments that holds now."""
    row = find_payment_list(session, plan.programme_id)
    approval = find_approval(session, plan.programme_id)
    steps = list_steps(session, list_id=PaymentListID(row.id)) if row else []
    waiting = waiting_signature(steps)
    is_current = row is not None and approval is not None and row.approval_id == approval.id
    return ListPage(
        plan=plan,
        row=row,
        lines=tuple(list_payment_lines(session, plan, PaymentListID(row.id))) if row else (),
        steps=tuple(steps),
        names=names_of(session, [name for one in steps for name in (one.done_by, one.confirmed_by)]),
        waiting=waiting,
        may=_may_list(row, waiting, viewer, plan.programme_id, is_current=is_current),
        is_decided=approval is not None,
        is_current=is_current,
        approved_vnd=approved_vnd(session, plan.programme_id),
    )


def _may_list(
    row: PaymentList | None, waiting: MoneyStep | None, viewer: Viewer, here: ProgrammeID, *, is_current: bool
) -> frozenset[str]:
    secretary, finance, board = (
        viewer.has(role, programme_id=here) for role in (Role.SECRETARY, Role.FINANCE, Role.BOARD)
    )
    listed = row is not None and row.state == PaymentListState.LISTED.value and is_current
    steps = {
        "make": finance,
        "approve": board and listed and waiting is None,
        "return": board and listed,
        "send": secretary and listed and waiting is None,
        "confirm": board and listed and waiting is not None and waiting.done_by != viewer.account_id,
        "export": finance and row is not None,
    }
    return frozenset(step for step, may in steps.items() if may)


def look_at_payment(session: Session, payment: Payment, viewer: Viewer, *, now: datetime) -> PaymentPage:
    """One payment, and what this viewer can do about it."""
    here = ProgrammeID(payment.programme_id)
    plan = plan_in_force(session, here)
    line = payment_line(session, plan, payment)
    steps = list_steps(session, payment_id=PaymentID(payment.id))
    payouts = list_payouts(session, PaymentID(payment.id))
    people = [name for one in steps for name in (one.done_by, one.confirmed_by)]
    people += [one.done_by for one in line.payee.confirmations] if line.payee else []
    may_be_paid = line.payee is not None and line.payee.may_be_paid(now)
    recovery = find_recovery(session, PaymentID(payment.id))
    return PaymentPage(
        plan=plan,
        line=line,
        listed=find_payment_list(session, here),
        payouts=tuple(payouts),
        steps=tuple(steps),
        names=names_of(session, people),
        may=_may_payment(line, viewer, here, is_asked_back=recovery is not None),
        may_be_paid=may_be_paid,
        recovery=recovery,
        owed_vnd=sum(
            one.rest_vnd for one in list_recovery_lines(session, plan) if one.payment.person_id == payment.person_id
        ),
    )


def _may_payment(line: PaymentLine, viewer: Viewer, here: ProgrammeID, *, is_asked_back: bool) -> frozenset[str]:
    finance, board = (viewer.has(role, programme_id=here) for role in (Role.FINANCE, Role.BOARD))
    moves, payee = PAYMENT_MOVES[line.state], line.payee
    has_account = payee is not None and not payee.is_purged
    confirmed = payee is not None and any(one.done_by == viewer.account_id for one in payee.confirmations)
    steps = {
        "pay": finance and PaymentState.PAID in moves,
        "look": finance and PaymentState.PAID in moves and has_account,
        "sign": finance and PaymentState.SIGNED in moves,
        "return": finance and PaymentState.RETURNED in moves and not is_asked_back,
        "reissue": finance and PaymentState.REISSUED in moves,
        "settle": finance and PaymentState.SETTLED in moves and not is_asked_back,
        "confirm": (finance or board) and has_account and payee is not None and payee.given.is_changed
        and len(payee.confirmations) < CONFIRMATIONS and not confirmed,
    }  # fmt: skip
    return frozenset(step for step, may in steps.items() if may)
