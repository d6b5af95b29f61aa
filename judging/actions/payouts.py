"""Handing the money over: paid once, signed for, returned with a reason and paid again, settled (B20)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from judging.actions.lost_prizes import refuse_asked_back
from judging.actions.money_steps import NO_PAPER, Doing, OnPaper, add_step, require_reason
from judging.actions.papers import acting_as
from judging.actions.payments import DecisionChangedError
from judging.enums import PaymentListState, PaymentState, PayMethod, Role
from judging.errors import AlreadyDoneError, NotFoundError, RefusedError, StaleVersionError
from judging.ids import PayeeDetailsID, PaymentID, PersonID, ProgrammeID
from judging.models.payments import Payment, PaymentList, Payout
from judging.queries.payees import find_payee_state
from judging.queries.payments import find_payment_list, find_payout_out, get_payment, list_payouts
from judging.queries.standings import find_approval
from judging.rules.payments import move_payment
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from judging.rules.taxes import TaxRule
    from judging.rules.viewers import Viewer


class ListNotApprovedError(RefusedError):
    """The board has not approved the list that this payment stands in."""

    code = "list_not_approved"


class TaxLawChangedError(RefusedError):
    """On the day of payment another law holds than the one the list was reckoned by: the list is made anew."""

    code = "tax_law_changed"


class PaidOnError(RefusedError):
    """The day of payment lies before the approval or after today. Facts: first, last."""

    code = "paid_on"


class NoAccountError(RefusedError):
    """The winner has given no account, or its numbers were deleted."""

    code = "no_account"


class AccountChangedError(RefusedError):
    """The account is not the one that was shown: the winner gave another since."""

    code = "account_changed"


class AccountWaitsError(RefusedError):
    """A changed account waits for its owner, two persons and 24 hours. Facts: until."""

    code = "account_waits"


class NoPaperError(RefusedError):
    """This step needs the number of its paper, or the scan."""

    code = "paper_missing"


@dataclass(frozen=True, slots=True)
class Handover:
    """How money goes out. `details_id` is the account that was shown to who pays; None for cash."""

    method: PayMethod
    paid_on: date
    today: date
    details_id: PayeeDetailsID | None = None


def pay(  # noqa: D417  what is left out says itself
    session: Session,
    payment_id: PaymentID,
    handover: Handover,
    *,
    version: int,
    rule: TaxRule,
    paper: OnPaper,
    by: Viewer,
    now: datetime,
) -> Payout:
    """Finance pays what the board approved, once.

    Args:
        version: the payment's, as the page showed it.
        rule: the tax rule of the day of payment.
        paper: the payment order or cash voucher; its number is required.

    Raises:
        ListNotApprovedError, DecisionChangedError, TaxLawChangedError, PaidOnError, NoPaperError.
        NoAccountError, AccountChangedError, AccountWaitsError: for a transfer (B20).
        AlreadyDoneError, StaleVersionError, MoveRefusedError: somebody paid it a moment ago.
    """
    row, doing = _held(session, payment_id, version, by=by, now=now)
    state = move_payment(PaymentState(row.state), PaymentState.PAID)
    _approved(session, row, handover)
    if row.tax_law != rule.law:
        raise TaxLawChangedError
    if not paper.number.strip():
        raise NoPaperError
    if handover.method is PayMethod.BANK:
        _account(session, row, handover, now)
    payout = Payout(
        payment_id=PaymentID(row.id),
        number=len(list_payouts(session, PaymentID(row.id))) + 1,
        method=handover.method.value,
        details_id=handover.details_id if handover.method is PayMethod.BANK else None,
        net_vnd=row.net_vnd,
        paid_by=by.account_id,
        paid_on=handover.paid_on,
        paid_at=now,
    )
    session.add(payout)
    row.state = state.value
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyDoneError from error
    add_step(
        session, row, "pay", doing=doing, paper=paper, number=payout.number, method=handover.method.value,
        net_vnd=row.net_vnd, tax_vnd=row.tax_vnd, account=str(payout.details_id or ""),
    )  # fmt: skip
    return payout


def sign_for(
    session: Session,
    payment_id: PaymentID,
    *,
    version: int,
    receiver: str,
    paper: OnPaper,
    by: Viewer,
    now: datetime,
) -> Payment:
    """Finance keeps the signed list: by the winner, or by `receiver` with the authorisation in the scan.

    Raises NoPaperError without the scan, MoveRefusedError, StaleVersionError.
    """
    row, doing = _held(session, payment_id, version, by=by, now=now)
    if paper.scan is None:
        raise NoPaperError
    _signed(session, row, doing, receiver=receiver.strip(), paper=paper)
    return row


def sign_own(session: Session, payment_id: PaymentID, *, by: Viewer, now: datetime) -> Payment:
    """The winner says that the money came. Raises NotFoundError for anybody else's, MoveRefusedError."""
    row = session.get(Payment, payment_id, with_for_update=True, populate_existing=True)
    if row is None or row.person_id != by.person_id:
        raise NotFoundError("payment")
    _signed(session, row, Doing(by, Role.ENTRANT, now), receiver="", paper=NO_PAPER)
    return row


def return_payout(
    session: Session, payment_id: PaymentID, *, version: int, reason: str, by: Viewer, now: datetime
) -> Payment:
    """The money came back: the bank refused it, nobody fetched it, or it was paid back. Raises MissingReasonError."""
    row, doing = _held(session, payment_id, version, by=by, now=now)
    refuse_asked_back(session, payment_id)
    row.state = move_payment(PaymentState(row.state), PaymentState.RETURNED).value
    out = find_payout_out(session, payment_id)
    if out is None:
        raise AlreadyDoneError
    out.return_reason = require_reason(reason)
    out.returned_by, out.returned_at = by.account_id, now
    add_step(session, row, "return", doing=doing, reason=reason, number=out.number)
    return row


def reissue(
    session: Session, payment_id: PaymentID, *, version: int, reason: str, by: Viewer, now: datetime
) -> Payment:
    """What came back is to be paid again. Raises MissingReasonError, ListNotApprovedError."""
    row, doing = _held(session, payment_id, version, by=by, now=now)
    row.state = move_payment(PaymentState(row.state), PaymentState.REISSUED).value
    why = require_reason(reason)
    _decided(session, row)
    add_step(session, row, "reissue", doing=doing, reason=why)
    return row


def settle(
    session: Session, payment_id: PaymentID, *, version: int, by: Viewer, now: datetime, paper: OnPaper = NO_PAPER
) -> Payment:
    """The papers are complete and the money is accounted for. Raises MoveRefusedError."""
    row, doing = _held(session, payment_id, version, by=by, now=now)
    refuse_asked_back(session, payment_id)
    row.state = move_payment(PaymentState(row.state), PaymentState.SETTLED).value
    add_step(session, row, "settle", doing=doing, paper=paper, net_vnd=row.net_vnd, tax_vnd=row.tax_vnd)
    return row


def _held(session: Session, payment_id: PaymentID, version: int, *, by: Viewer, now: datetime) -> tuple[Payment, Doing]:
    """The payment, held after its list: whoever makes a list holds them in the same order."""
    programme_id = ProgrammeID(get_payment(session, payment_id, visible_to=by).programme_id)
    role = acting_as(session, programme_id, by=by, roles=(Role.FINANCE,))
    find_payment_list(session, programme_id, lock=True)
    row = get_payment(session, payment_id, visible_to=by, lock=True)
    if row.version != version:
        raise StaleVersionError
    return row, Doing(by, role, now)


def _decided(session: Session, row: Payment) -> PaymentList:
    """The list of a payment, approved, by the decision in force."""
    listed = session.get_one(PaymentList, row.list_id)
    approval = find_approval(session, ProgrammeID(row.programme_id))
    if approval is None or approval.id != listed.approval_id:
        raise DecisionChangedError
    if listed.state != PaymentListState.APPROVED.value:
        raise ListNotApprovedError
    return listed


def _approved(session: Session, row: Payment, handover: Handover) -> None:
    listed = _decided(session, row)
    approved_on = local_day(listed.approved_at) if listed.approved_at else handover.today
    if not approved_on <= handover.paid_on <= handover.today:
        raise PaidOnError(first=approved_on, last=handover.today)


def _account(session: Session, row: Payment, handover: Handover, now: datetime) -> None:
    """The account stands as it was shown, and money may go to it."""
    payee = find_payee_state(session, ProgrammeID(row.programme_id), PersonID(row.person_id))
    if payee is None or payee.is_purged:
        raise NoAccountError
    if payee.details.id != handover.details_id:
        raise AccountChangedError
    if not payee.may_be_paid(now):
        raise AccountWaitsError(until=payee.waits_until)


def _signed(session: Session, row: Payment, doing: Doing, *, receiver: str, paper: OnPaper) -> None:
    row.state = move_payment(PaymentState(row.state), PaymentState.SIGNED).value
    out = find_payout_out(session, PaymentID(row.id))
    if out is None:
        raise AlreadyDoneError
    out.receiver, out.signed_by, out.signed_at = receiver, doing.by.account_id, doing.now
    add_step(session, row, "sign", doing=doing, paper=paper, number=out.number, authorised=bool(receiver))
