"""Prize money that is asked back, scoped to those whose business the money of a programme is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from judging.enums import RecoveryState
from judging.errors import NotFoundError
from judging.ids import ProgrammeID
from judging.models.entries import Entry
from judging.models.payments import Payment
from judging.models.recoveries import Recovery
from judging.queries.estimates import MONEY
from judging.queries.publications import tier_names
from judging.rules.recoveries import ASKING, is_overdue, rest_vnd

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from judging.ids import PaymentID, RecoveryID
    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer


@dataclass(frozen=True, slots=True)
class RecoveryLine:
    """A recovery as a list shows it: whose, of which prize, and what is still to come."""

    row: Recovery
    payment: Payment
    name: str
    unit: str
    prize: str

    @property
    def state(self) -> RecoveryState:
        """Where it stands."""
        return RecoveryState(self.row.state)

    @property
    def rest_vnd(self) -> int:
        """What is still to come back; nothing where it was cancelled."""
        if self.state is RecoveryState.CANCELLED:
            return 0
        return rest_vnd(
            self.row.amount_vnd, returned_vnd=self.row.returned_vnd, written_off_vnd=self.row.written_off_vnd
        )

    @property
    def tax_waits(self) -> bool:
        """Whether the tax that was withheld has not been put right yet."""
        return self.row.tax_vnd > 0 and not self.row.tax_paper and self.state is not RecoveryState.CANCELLED

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed."""
        return is_overdue(self.state, due_on=self.row.due_on, today=today)


def asked_back() -> Select[PaymentID]:
    """The payments that stand for no prize any more, because their money is asked back."""
    return select(Recovery.payment_id).where(Recovery.state.in_([one.value for one in ASKING]))


def find_recovery(session: Session, payment_id: PaymentID, *, lock: bool = False) -> Recovery | None:
    """The recovery of a payment that asks now."""
    statement = select(Recovery).where(
        Recovery.payment_id == payment_id, Recovery.state.in_([one.value for one in ASKING])
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.scalars(statement).one_or_none()


def list_recovery_lines(session: Session, plan: PlanInForce) -> list[RecoveryLine]:
    """The recoveries of a programme as its list shows them, those that were cancelled too."""
    return _lines(session, plan, Recovery.programme_id == plan.programme_id)


def recovery_line(session: Session, plan: PlanInForce, row: Recovery) -> RecoveryLine:
    """One recovery as a list shows it."""
    return _lines(session, plan, Recovery.id == row.id)[0]


def _lines(session: Session, plan: PlanInForce, which: ColumnElement[bool]) -> list[RecoveryLine]:
    names = tier_names(plan)
    rows = session.execute(
        select(Recovery, Payment, Entry)
        .join(Payment, Payment.id == Recovery.payment_id)
        .join(Entry, Entry.id == Payment.entry_id)
        .where(which)
        .options(joinedload(Entry.author), joinedload(Entry.unit))
        .order_by(Recovery.opened_at, Recovery.id)
    )
    return [
        RecoveryLine(row, payment, entry.author.full_name, entry.unit.name,
                     names.get(payment.tier_key, payment.tier_key))
        for row, payment, entry in rows
    ]  # fmt: skip


def get_recovery(session: Session, recovery_id: RecoveryID, *, visible_to: Viewer, lock: bool = False) -> Recovery:
    """A recovery of a programme whose money is the viewer's business, or NotFoundError."""
    row = session.get(Recovery, recovery_id, with_for_update={"of": Recovery} if lock else None, populate_existing=lock)
    if row is None or not visible_to.has(*MONEY, programme_id=ProgrammeID(row.programme_id)):
        raise NotFoundError("recovery")
    return row


def list_own_recoveries(session: Session, entry: Entry) -> list[Recovery]:
    """What is asked back of the author of an entry, who was found through it: only what finance has asked him for."""
    return list(
        session.scalars(
            select(Recovery)
            .join(Payment, Payment.id == Recovery.payment_id)
            .where(
                Payment.entry_id == entry.id,
                Recovery.asked_at.is_not(None),
                Recovery.state != RecoveryState.CANCELLED.value,
            )
            .order_by(Recovery.opened_at, Recovery.id)
        )
    )
