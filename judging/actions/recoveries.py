"""Prize money asked back after its prize was taken away: asked for by a paper, closed to the last đồng.

Whoever lost a prize that was paid owes what he received; the tax that was withheld is the office's to put right.
A prize that is given back cancels what was asked; what had come back by then is handed out again first.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.actions.lost_prizes import key_of
from judging.actions.money_steps import Doing, OnPaper, add_step, require_reason
from judging.actions.papers import acting_as
from judging.enums import PaymentListState, PaymentState, RecoveryState, ReturnMethod, Role
from judging.errors import AlreadyDoneError, MoveRefusedError, RefusedError, SamePersonError, StaleVersionError
from judging.events import Told, emit
from judging.ids import PaymentID, PersonID, ProgrammeID, RecoveryID
from judging.models.payments import Payment, PaymentList
from judging.models.recoveries import Recovery, RecoveryReturn
from judging.queries.payments import accounts_of_people, find_payment_list, find_payout_out, list_living_payments
from judging.queries.recoveries import get_recovery
from judging.queries.standings import find_approval
from judging.rules.payments import WITH_WINNER, dues_of, move_payment
from judging.rules.recoveries import rest_vnd

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from judging.rules.viewers import Viewer

CLOSED = frozenset({RecoveryState.RETURNED, RecoveryState.WRITTEN_OFF, RecoveryState.CANCELLED})


class RecoveryDueError(RefusedError):
    """Money is asked back by a day that has not passed yet."""

    code = "recovery_due"


class RecoveryPaperError(RefusedError):
    """This step of a recovery needs the number of its paper."""

    code = "recovery_paper"


class TooMuchReturnedError(RefusedError):
    """More than what is still to come back, or nothing. Facts: rest_vnd."""

    code = "too_much_returned"


class ReturnedOnError(RefusedError):
    """Money comes back between the day on which it was paid and today. Facts: first, last."""

    code = "returned_on"


class NothingToSetOffError(RefusedError):
    """The person was paid no other prize of this programme that covers the amount. Facts: most_vnd."""

    code = "nothing_to_set_off"


class PrizeStillLostError(RefusedError):
    """The decision in force does not give the prize back."""

    code = "prize_still_lost"


@dataclass(frozen=True, slots=True)
class ComeBack:
    """A part that came back: how much, how, on which day; `today` bounds the day."""

    amount_vnd: int
    method: ReturnMethod
    on: date
    today: date


def ask_back(
    session: Session, recovery_id: RecoveryID, *, version: int, due_on: date, today: date, paper: OnPaper, by: Viewer,
    now: datetime,
) -> Recovery:  # fmt: skip
    """Finance asks for the money by a paper, until a day; asking again sets another day. The winner is told.

    Raises RecoveryDueError, RecoveryPaperError, StaleVersionError, MoveRefusedError once it is closed.
    """
    row, payment, doing = _held(session, recovery_id, version, by=by, now=now)
    if due_on < today:
        raise RecoveryDueError
    row.due_on, row.paper_number = due_on, _number(paper)
    row.asked_by, row.asked_at = by.account_id, now
    add_step(session, payment, "recover_ask", doing=doing, paper=paper, due_on=due_on.isoformat())
    account = accounts_of_people(session, [PersonID(payment.person_id)]).get(PersonID(payment.person_id))
    if account is not None:
        amount = f"{row.amount_vnd - row.returned_vnd:,}".replace(",", ".")
        facts = (("amount", amount), ("day", f"{due_on:%d/%m/%Y}"))
        emit(session, Told(account, "recovery.asked", facts, f"/bai-du-thi/{payment.entry_id}/nhan-thuong"))
    return row


def take_back(
    session: Session, recovery_id: RecoveryID, come: ComeBack, *, version: int, paper: OnPaper, by: Viewer,
    now: datetime,
) -> Recovery:  # fmt: skip
    """A part came back, or all. With the last đồng the payment counts as returned.

    Raises:
        TooMuchReturnedError, ReturnedOnError, RecoveryPaperError.
        NothingToSetOffError: a set-off without another prize that was paid to the same person.
    """
    row, payment, doing = _held(session, recovery_id, version, by=by, now=now)
    rest = rest_vnd(row.amount_vnd, returned_vnd=row.returned_vnd, written_off_vnd=row.written_off_vnd)
    if not 1 <= come.amount_vnd <= rest:
        raise TooMuchReturnedError(rest_vnd=rest)
    out = find_payout_out(session, PaymentID(payment.id))
    if out is None:
        raise AlreadyDoneError
    if not out.paid_on <= come.on <= come.today:
        raise ReturnedOnError(first=out.paid_on, last=come.today)
    number = _number(paper)
    row.returns.append(
        RecoveryReturn(
            number=len(row.returns) + 1, amount_vnd=come.amount_vnd, method=come.method.value, returned_on=come.on,
            paper_number=number, noted_by=by.account_id, noted_at=now,
            against_id=_set_off(session, payment, come) if come.method is ReturnMethod.SET_OFF else None,
        )
    )  # fmt: skip
    row.returned_vnd += come.amount_vnd
    add_step(
        session, payment, "recover_part", doing=doing, paper=paper, amount_vnd=come.amount_vnd,
        method=come.method.value, rest_vnd=rest - come.amount_vnd,
    )  # fmt: skip
    if row.returned_vnd == row.amount_vnd:
        row.state = RecoveryState.RETURNED.value
        out.returned_by, out.returned_at, out.return_reason = by.account_id, now, row.reason
        _let_go(session, payment, row.reason, doing)
    return row


def write_off(
    session: Session, recovery_id: RecoveryID, *, version: int, reason: str, paper: OnPaper, by: Viewer, now: datetime
) -> Recovery:
    """The board decides that the rest is not asked for any more: with a reason, by a decision.

    Raises MissingReasonError, RecoveryPaperError, SamePersonError (who asked for it does not let it go).
    """
    row, payment, doing = _held(session, recovery_id, version, by=by, now=now, roles=(Role.BOARD,))
    why, number = require_reason(reason), _number(paper)
    if row.asked_by == by.account_id:
        raise SamePersonError
    rest = rest_vnd(row.amount_vnd, returned_vnd=row.returned_vnd, written_off_vnd=0)
    row.state, row.written_off_vnd, row.written_off_by = RecoveryState.WRITTEN_OFF.value, rest, by.account_id
    add_step(
        session, payment, "recover_write_off", doing=doing, reason=why, paper=paper, amount_vnd=rest, decision=number
    )
    return row


def hand_back(
    session: Session, recovery_id: RecoveryID, *, version: int, paper: OnPaper, by: Viewer, now: datetime
) -> Recovery:
    """The prize was given back: what had come back of its money is handed out again, by a voucher.

    Raises PrizeStillLostError, RecoveryPaperError, TooMuchReturnedError where nothing had come back.
    """
    row, payment, doing = _held(session, recovery_id, version, by=by, now=now, closed=True)
    approval = find_approval(session, ProgrammeID(row.programme_id))
    if approval is None or key_of(payment) not in {due.key for due in dues_of(json.loads(approval.bundle)["awards"])}:
        raise PrizeStillLostError
    if not row.returned_vnd:
        raise TooMuchReturnedError(rest_vnd=0)
    _number(paper)
    amount, row.returned_vnd = row.returned_vnd, 0
    if row.state == RecoveryState.WRITTEN_OFF.value:
        row.state, row.written_off_vnd, row.written_off_by = RecoveryState.OPEN.value, 0, None
    for one in row.returns:
        one.handed_back_at = one.handed_back_at or now
    add_step(session, payment, "recover_hand_back", doing=doing, paper=paper, amount_vnd=amount)
    return row


def note_tax(
    session: Session, recovery_id: RecoveryID, *, version: int, paper: OnPaper, by: Viewer, now: datetime
) -> Recovery:
    """The tax that was withheld was put right with the tax office. Raises AlreadyDoneError, RecoveryPaperError."""
    row, payment, doing = _held(session, recovery_id, version, by=by, now=now, closed=True)
    if not row.tax_vnd or row.tax_paper:
        raise AlreadyDoneError
    row.tax_paper = _number(paper)
    add_step(session, payment, "recover_tax", doing=doing, paper=paper, tax_vnd=row.tax_vnd)
    return row


def _held(
    session: Session,
    recovery_id: RecoveryID,
    version: int,
    *,
    by: Viewer,
    now: datetime,
    roles: tuple[Role, ...] = (Role.FINANCE,),
    closed: bool = False,
) -> tuple[Recovery, Payment, Doing]:
    """The recovery, held after its list and payment, as whoever makes a list holds them."""
    row = get_recovery(session, recovery_id, visible_to=by)
    programme_id = ProgrammeID(row.programme_id)
    role = acting_as(session, programme_id, by=by, roles=roles)
    find_payment_list(session, programme_id, lock=True)
    payment = session.get_one(Payment, row.payment_id, with_for_update=True, populate_existing=True)
    row = get_recovery(session, recovery_id, visible_to=by, lock=True)
    if row.version != version:
        raise StaleVersionError
    if not closed and RecoveryState(row.state) in CLOSED:
        raise MoveRefusedError("recovery", row.state, RecoveryState.OPEN.value)
    return row, payment, Doing(by, role, now)


def _let_go(session: Session, payment: Payment, reason: str, doing: Doing) -> None:
    """All is back: the payment is void, or returned while the list that it stands on has not been made again."""
    payment.state = move_payment(PaymentState(payment.state), PaymentState.RETURNED).value
    add_step(session, payment, "return", doing=doing, reason=reason)
    if session.get_one(PaymentList, payment.list_id).state == PaymentListState.REPLACED.value:
        payment.state = move_payment(PaymentState.RETURNED, PaymentState.VOID).value
        add_step(session, payment, "void", doing=doing, reason=reason)


def _set_off(session: Session, payment: Payment, come: ComeBack) -> PaymentID:
    """The prize that it is set off against: one of the same person that was paid, with enough of it left."""
    most, chosen = 0, None
    for one in list_living_payments(session, ProgrammeID(payment.programme_id), lock=True):
        if one.person_id != payment.person_id or one.id == payment.id or PaymentState(one.state) not in WITH_WINNER:
            continue
        parts = session.scalars(
            select(RecoveryReturn.amount_vnd).where(
                RecoveryReturn.against_id == one.id, RecoveryReturn.handed_back_at.is_(None)
            )
        )
        left = one.net_vnd - sum(parts)
        if left > most:
            most, chosen = left, one
    if chosen is None or come.amount_vnd > most:
        raise NothingToSetOffError(most_vnd=most)
    return PaymentID(chosen.id)


def _number(paper: OnPaper) -> str:
    if not paper.number.strip():
        raise RecoveryPaperError
    return paper.number.strip()
