"""Winners' accounts: given by themselves after the decision, changed with two persons, looked at with a line each.

What is given comes sealed: this side never holds a number in clear.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from judging.actions.history import record
from judging.actions.papers import acting_as
from judging.actions.payouts import AccountChangedError, NoAccountError
from judging.enums import PaymentState, Role
from judging.errors import AlreadyDoneError, MissingReasonError, MoveRefusedError, NotFoundError, SamePersonError
from judging.events import Told, emit
from judging.ids import AccountID, PayeeDetailsID, PaymentID, PersonID, ProgrammeID
from judging.models.payments import PayeeConfirmation, PayeeDetails
from judging.queries.grants import list_holders
from judging.queries.payees import find_payee_state, list_due_purges, list_sealed
from judging.queries.payments import get_payment, list_living_payments, list_own_payments
from judging.rules.payments import PAYMENT_MOVES
from judging.rules.retention import MAY_PURGE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from judging.models.entries import Entry
    from judging.models.payments import PaymentList
    from judging.queries.payees import PayeeState
    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer


@dataclass(frozen=True, slots=True)
class SealedDetails:
    """A winner's numbers under a key, what may be shown of them, and the mark of the account."""

    key_id: str
    sealed: str
    shown: Mapping[str, str]
    account_mark: str


def give_details(session: Session, entry: Entry, details: SealedDetails, *, by: Viewer, now: datetime) -> PayeeDetails:
    """A winner gives account and numbers, or changes them. Told to him by notice and mail, so that he sees a theft.

    Raises NotFoundError where nothing is to be paid to him, AlreadyDoneError.
    """
    if entry.author_id != by.person_id or not _owed(session, entry):
        raise NotFoundError("payment")
    programme_id = ProgrammeID(entry.programme_id)
    before = find_payee_state(session, programme_id, by.person_id)
    other = before is not None and (before.details.is_changed or before.details.account_mark != details.account_mark)
    row = PayeeDetails(
        programme_id=programme_id,
        person_id=by.person_id,
        number=before.details.number + 1 if before else 1,
        key_id=details.key_id,
        sealed=details.sealed,
        shown=dict(details.shown),
        is_changed=other,
        account_mark=details.account_mark,
        given_by=by.account_id,
        given_at=now,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyDoneError from error
    _record(session, "give", row, by=by, role=Role.ENTRANT, now=now, number=row.number, changed=other)
    if other:
        url = f"/bai-du-thi/{entry.id}/nhan-thuong"
        emit(session, Told(by.account_id, "payee.changed", (), url))
        _tell_finance(session, entry, "payee.change_waits", now)
    return row


def reconfirm_details(session: Session, entry: Entry, details_id: PayeeDetailsID, *, by: Viewer, now: datetime) -> None:
    """The owner says once more that the changed account is his. Raises NotFoundError, AlreadyDoneError."""
    payee = _own(session, entry, details_id, by)
    if not payee.details.is_changed or payee.details.reconfirmed_at is not None:
        raise AlreadyDoneError
    payee.details.reconfirmed_at = now
    _record(session, "reconfirm", payee.details, by=by, role=Role.ENTRANT, now=now)


def confirm_change(
    session: Session, payment_id: PaymentID, details_id: PayeeDetailsID, *, how: str, by: Viewer, now: datetime
) -> None:
    """One of two persons of finance or the board asked the winner himself, and says how.

    Raises MissingReasonError, AccountChangedError, SamePersonError for who confirmed it before.
    """
    payment = get_payment(session, payment_id, visible_to=by, lock=True)
    programme_id = ProgrammeID(payment.programme_id)
    role = acting_as(session, programme_id, by=by, roles=(Role.FINANCE, Role.BOARD))
    payee = find_payee_state(session, programme_id, PersonID(payment.person_id))
    if payee is None or payee.is_purged:
        raise NoAccountError
    if payee.details.id != details_id:
        raise AccountChangedError
    if not payee.details.is_changed:
        raise AlreadyDoneError
    if not how.strip():
        raise MissingReasonError
    if by.person_id == payment.person_id or any(one.done_by == by.account_id for one in payee.confirmations):
        raise SamePersonError
    session.add(
        PayeeConfirmation(details_id=details_id, done_by=by.account_id, role=role.value, at=now, how=how.strip())
    )
    try:
        session.flush()
    except IntegrityError as error:
        raise SamePersonError from error
    _record(session, "confirm", payee.details, by=by, role=role, now=now, how=how.strip())


def look_at_details(session: Session, payment_id: PaymentID, *, by: Viewer, now: datetime) -> PayeeDetails:
    """The sealed numbers for whoever is about to pay; the look stays in the history.

    Raises MoveRefusedError when the payment is not to be paid now, NoAccountError.
    """
    payment = get_payment(session, payment_id, visible_to=by, lock=True)
    programme_id = ProgrammeID(payment.programme_id)
    role = acting_as(session, programme_id, by=by, roles=(Role.FINANCE,))
    if PaymentState.PAID not in PAYMENT_MOVES[PaymentState(payment.state)]:
        raise MoveRefusedError("payment", payment.state, PaymentState.PAID.value)
    payee = find_payee_state(session, programme_id, PersonID(payment.person_id))
    if payee is None or payee.is_purged:
        raise NoAccountError
    _record(session, "look", payee.details, by=by, role=role, now=now, payment=str(payment_id))
    return payee.details


def export_payments(
    session: Session, plan: PlanInForce, row: PaymentList, *, by: Viewer, now: datetime
) -> dict[PersonID, PayeeDetails]:
    """The sealed numbers of a list for a file that leaves the portal; its reason and alarm are the export's (E19)."""
    role = acting_as(session, plan.programme_id, by=by, roles=(Role.FINANCE,))
    living = list_living_payments(session, plan.programme_id)
    found = {}
    for person in {PersonID(one.person_id) for one in living}:
        payee = find_payee_state(session, plan.programme_id, person)
        if payee is not None and not payee.is_purged:
            found[person] = payee.details
    record(
        session, at=now, actor=by.account_id, role=role.value, action="payment_list.export",
        subject=f"payment_list:{row.id}", rows=len(living), numbers=len(found),
    )  # fmt: skip
    return found


def purge_details(session: Session, *, today: date, now: datetime) -> int:
    """Delete the numbers whose day has come, each with a line; how many rows."""
    rows = list_due_purges(session, today=today)
    for row in rows:
        purge_row(session, row, now=now)
    session.flush()
    return len(rows)


def purge_row(session: Session, row: PayeeDetails, *, now: datetime) -> None:
    """Empty what is sealed and shown of one row, with its line."""
    session.info[MAY_PURGE] = True
    row.sealed, row.shown, row.account_mark, row.purged_at = "", {}, "", now
    record(session, at=now, actor="system", role="system", action="payee.purge", subject=f"payee:{row.id}")


def reseal_details(
    session: Session, reseal: Callable[[PayeeDetails], tuple[str, str, str]], *, key_id: str, now: datetime
) -> int:
    """Seal every row anew, whose key is not `key_id`; `reseal` gives (key id, sealed, mark). How many rows."""
    rows = [row for row in list_sealed(session) if row.key_id != key_id]
    for row in rows:
        row.key_id, row.sealed, row.account_mark = reseal(row)
    if rows:
        record(
            session, at=now, actor="system", role="system", action="payee.reseal", subject=f"key:{key_id}",
            rows=len(rows),
        )  # fmt: skip
    session.flush()
    return len(rows)


def _owed(session: Session, entry: Entry) -> bool:
    """Whether something for this entry is still to be paid, or may come back."""
    return any(PaymentState(one.state) is not PaymentState.SETTLED for one in list_own_payments(session, entry))


def _own(session: Session, entry: Entry, details_id: PayeeDetailsID, by: Viewer) -> PayeeState:
    payee = find_payee_state(session, ProgrammeID(entry.programme_id), by.person_id)
    if entry.author_id != by.person_id or payee is None or payee.details.id != details_id:
        raise NotFoundError("payee")
    return payee


def _tell_finance(session: Session, entry: Entry, kind: str, now: datetime) -> None:
    payment = list_own_payments(session, entry)[0]
    for account in list_holders(session, Role.FINANCE, programme_id=ProgrammeID(entry.programme_id), now=now):
        emit(session, Told(AccountID(account.id), kind, (), f"/kinh-phi/chi/{payment.id}"))


def _record(
    session: Session, act: str, row: PayeeDetails, *, by: Viewer, role: Role, now: datetime, **facts: object
) -> None:
    session.flush()
    record(
        session, at=now, actor=by.account_id, role=role.value, action=f"payee.{act}", subject=f"payee:{row.id}",
        **facts,
    )  # fmt: skip
