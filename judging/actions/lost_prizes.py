"""Prizes that a new decision does not give any more: their money is asked back; given back again, nothing is asked.

Part of approving and of making the list of payments: no payment of a lost prize is ever without its recovery (B20).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.actions.money_steps import add_step
from judging.enums import PaymentState, RecoveryState, Role
from judging.errors import MoveRefusedError, RefusedError
from judging.events import Told, emit
from judging.ids import AccountID, PaymentID, ProgrammeID
from judging.models.payments import Payment
from judging.models.programmes import Programme
from judging.models.recoveries import Recovery
from judging.models.results import Approval
from judging.models.revocations import RevocationRow
from judging.queries.grants import list_holders
from judging.queries.payments import find_payment_list, list_living_payments
from judging.queries.recoveries import find_recovery
from judging.rules.payments import Due
from judging.rules.recoveries import ASKING, lost_keys

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from judging.actions.money_steps import Doing
    from judging.rules.payments import DueKey


class PartReturnedError(RefusedError):
    """A part of the money of a prize that is given back has come back: it is handed out again first. Facts: count."""

    code = "part_returned"


def open_recoveries(
    session: Session, programme_id: ProgrammeID, dues: Iterable[Due], *, doing: Doing
) -> list[Recovery]:
    """Ask back what was paid for prizes that `dues` do not give any more; finance sets day and paper afterwards.

    The reason is that of the revocation, or of the approval's withdrawal where another correction took the prize.
    """
    find_payment_list(session, programme_id, lock=True)
    living = {key_of(row): row for row in list_living_payments(session, programme_id, lock=True)}
    lost = lost_keys({key: PaymentState(row.state) for key, row in living.items()}, dues)
    opened = []
    for key in lost:
        payment = living[key]
        row = Recovery(
            programme_id=programme_id, payment_id=PaymentID(payment.id), amount_vnd=payment.net_vnd,
            tax_vnd=payment.tax_vnd, reason=reason_lost(session, payment),
            opened_by=doing.by.account_id, opened_at=doing.now,
        )  # fmt: skip
        session.add(row)
        add_step(
            session, payment, "recover", doing=doing, reason=row.reason, amount_vnd=row.amount_vnd, tax_vnd=row.tax_vnd
        )
        opened.append(row)
    if opened:
        _tell_finance(session, programme_id, len(opened), doing)
    return opened


def cancel_given_back(session: Session, programme_id: ProgrammeID, dues: Iterable[Due], *, doing: Doing) -> None:
    """A prize that the decision gives back: nothing is asked for it any more, and its payment counts again.

    Raises PartReturnedError while something of it is back and was not handed out again.
    """
    given = {due.key for due in dues}
    rows = session.execute(
        select(Recovery, Payment)
        .join(Payment, Payment.id == Recovery.payment_id)
        .where(
            Recovery.programme_id == programme_id,
            Recovery.state.in_([one.value for one in ASKING]),
        )
        .order_by(Recovery.opened_at, Recovery.id)
        .execution_options(populate_existing=True)
    )
    back = [(row, payment) for row, payment in rows if key_of(payment) in given]
    if parts := sum(row.returned_vnd > 0 for row, _payment in back):
        raise PartReturnedError(count=parts)
    for row, payment in back:
        row.state, row.written_off_vnd, row.written_off_by = RecoveryState.CANCELLED.value, 0, None
        add_step(session, payment, "recover_cancel", doing=doing)


def refuse_asked_back(session: Session, payment_id: PaymentID) -> None:
    """Raises MoveRefusedError for a payment whose money is asked back: what comes is written beside the recovery."""
    if find_recovery(session, payment_id) is not None:
        raise MoveRefusedError("payment", "asked_back", "settled")


def reason_lost(session: Session, payment: Payment) -> str:
    """Why a prize is not given any more: the reason of its revocation, else of the approval's last withdrawal."""
    revoked = (
        select(RevocationRow.reason)
        .where(RevocationRow.entry_id == payment.entry_id, RevocationRow.undone_at.is_(None))
        .order_by(RevocationRow.decided_at.desc())
    )
    withdrawn = (
        select(Approval.withdrawal_reason)
        .where(Approval.programme_id == payment.programme_id, Approval.withdrawn_at.is_not(None))
        .order_by(Approval.withdrawn_at.desc(), Approval.id)
    )
    return session.scalars(revoked).first() or session.scalars(withdrawn).first() or ""


def _tell_finance(session: Session, programme_id: ProgrammeID, count: int, doing: Doing) -> None:
    url = f"/kinh-phi/{session.get_one(Programme, programme_id).slug}/chi-tra"
    for holder in list_holders(session, Role.FINANCE, programme_id=programme_id, now=doing.now):
        if AccountID(holder.id) != doing.by.account_id:
            emit(session, Told(AccountID(holder.id), "recovery.opened", (("count", str(count)),), url))


def key_of(row: Payment) -> DueKey:
    """What a payment has in common with the due of its prize."""
    return Due(row.tier_key, row.place, row.share, str(row.person_id), row.gross_vnd).key
