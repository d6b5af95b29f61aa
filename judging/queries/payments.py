"""Payments of prizes, scoped to those who list, decide and pay in a programme; one's own for a winner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.enums import PaymentListState, PaymentState
from judging.errors import NotFoundError
from judging.ids import AccountID, PaymentID, PersonID, ProgrammeID
from judging.models.entries import Entry
from judging.models.payments import Payment, PaymentList, Payout
from judging.models.people import Account, Person
from judging.queries.estimates import MONEY
from judging.queries.payees import list_payee_states
from judging.queries.publications import tier_names
from judging.queries.recoveries import asked_back

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from judging.ids import PaymentListID
    from judging.queries.payees import PayeeState
    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """A payment as a list shows it: whose, for which prize, and what is known of the account, masked."""

    payment: Payment
    name: str
    position: str
    unit: str
    prize: str
    payee: PayeeState | None

    @property
    def state(self) -> PaymentState:
        """Where it stands."""
        return PaymentState(self.payment.state)


def find_payment_list(session: Session, programme_id: ProgrammeID, *, lock: bool = False) -> PaymentList | None:
    """The list that holds now, the one that no later one replaced."""
    statement = select(PaymentList).where(
        PaymentList.programme_id == programme_id, PaymentList.state != PaymentListState.REPLACED.value
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.scalars(statement).one_or_none()


def last_list_number(session: Session, programme_id: ProgrammeID) -> int:
    """How many lists there were."""
    numbers = session.scalars(select(PaymentList.number).where(PaymentList.programme_id == programme_id))
    return max(numbers, default=0)


def list_living_payments(session: Session, programme_id: ProgrammeID, *, lock: bool = False) -> list[Payment]:
    """The payments of a programme's prizes, in their order: neither void nor asked back."""
    statement = (
        select(Payment)
        .where(
            Payment.programme_id == programme_id,
            Payment.state != PaymentState.VOID.value,
            Payment.id.not_in(asked_back()),
        )
        .order_by(Payment.tier_key, Payment.place, Payment.share, Payment.id)
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(statement))


def list_payment_lines(session: Session, plan: PlanInForce, list_id: PaymentListID) -> list[PaymentLine]:
    """The payments of a list in the order of the ladders. Names come from the entry, as the decision has them."""
    return _lines(
        session,
        plan,
        session.scalars(
            select(Payment).where(
                Payment.list_id == list_id,
                Payment.state != PaymentState.VOID.value,
                Payment.id.not_in(asked_back()),
            )
        ).all(),
    )


def payment_line(session: Session, plan: PlanInForce, payment: Payment) -> PaymentLine:
    """One payment as a list shows it."""
    return _lines(session, plan, [payment])[0]


def _lines(session: Session, plan: PlanInForce, payments: Sequence[Payment]) -> list[PaymentLine]:
    names = tier_names(plan)
    entries = {
        one.id: one for one in session.scalars(select(Entry).where(Entry.id.in_([row.entry_id for row in payments])))
    }
    payees = list_payee_states(session, plan.programme_id)
    order = {key: at for at, key in enumerate(names)}
    lines = [
        PaymentLine(
            payment=row,
            name=entries[row.entry_id].author.full_name,
            position=entries[row.entry_id].author.position,
            unit=entries[row.entry_id].unit.name,
            prize=names.get(row.tier_key, row.tier_key),
            payee=payees.get(PersonID(row.person_id)),
        )
        for row in payments
    ]
    return sorted(
        lines, key=lambda one: (order.get(one.payment.tier_key, len(order)), one.payment.place, one.payment.share)
    )


def get_payment(session: Session, payment_id: PaymentID, *, visible_to: Viewer, lock: bool = False) -> Payment:
    """A payment of a programme whose money is the viewer's business, or NotFoundError."""
    row = session.get(Payment, payment_id, with_for_update=lock or None, populate_existing=lock)
    if row is None or not visible_to.has(*MONEY, programme_id=ProgrammeID(row.programme_id)):
        raise NotFoundError("payment")
    return row


def list_payouts(session: Session, payment_id: PaymentID) -> list[Payout]:
    """Every handing-over of a payment, oldest first."""
    return list(session.scalars(select(Payout).where(Payout.payment_id == payment_id).order_by(Payout.number)))


def find_payout_out(session: Session, payment_id: PaymentID) -> Payout | None:
    """The handing-over that did not come back."""
    return session.scalars(
        select(Payout).where(Payout.payment_id == payment_id, Payout.returned_at.is_(None))
    ).one_or_none()


def list_own_payments(session: Session, entry: Entry) -> list[Payment]:
    """The payments for an entry, which was found through its author."""
    return list(
        session.scalars(
            select(Payment)
            .where(Payment.entry_id == entry.id, Payment.state != PaymentState.VOID.value)
            .order_by(Payment.tier_key, Payment.place, Payment.share)
        )
    )


def accounts_of_people(session: Session, people: Sequence[PersonID]) -> dict[PersonID, AccountID]:
    """The accounts that people sign in with."""
    rows = session.execute(
        select(Person.id, Account.id).join(Account, Account.person_id == Person.id).where(Person.id.in_(people))
    )
    return {PersonID(person): AccountID(account) for person, account in rows}
