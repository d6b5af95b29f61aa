"""What is known of the accounts that winners gave: masked, with who confirmed a change; sealed only for its one act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from judging.enums import RetentionKind
from judging.ids import PayeeDetailsID, PersonID
from judging.models.archives import RetentionHold
from judging.models.payments import PayeeConfirmation, PayeeDetails, PaymentList
from judging.rules.payments import CHANGED_WAITS, Given, may_pay_to

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from judging.ids import ProgrammeID


@dataclass(frozen=True, slots=True)
class PayeeState:
    """The newest details of a winner, without anything that could be used."""

    details: PayeeDetails
    confirmations: tuple[PayeeConfirmation, ...]

    @property
    def given(self) -> Given:
        """As the rule of changed accounts reads it."""
        return Given(
            self.details.is_changed,
            self.details.given_at,
            self.details.reconfirmed_at is not None,
            len(self.confirmations),
        )

    @property
    def is_purged(self) -> bool:
        """Whether its numbers were deleted."""
        return self.details.purged_at is not None

    @property
    def waits_until(self) -> datetime:
        """Before which no money goes to a changed account."""
        return self.details.given_at + CHANGED_WAITS

    def may_be_paid(self, now: datetime) -> bool:
        """Whether money may go to it (B20)."""
        return not self.is_purged and may_pay_to(self.given, now=now)


def list_payee_states(session: Session, programme_id: ProgrammeID) -> dict[PersonID, PayeeState]:
    """The newest details of every winner of a programme who gave some."""
    return _states(
        session,
        session.scalars(
            select(PayeeDetails).where(PayeeDetails.programme_id == programme_id).order_by(PayeeDetails.number)
        ),
    )


def find_payee_state(session: Session, programme_id: ProgrammeID, person_id: PersonID) -> PayeeState | None:
    """The newest details of one winner."""
    rows = session.scalars(
        select(PayeeDetails)
        .where(PayeeDetails.programme_id == programme_id, PayeeDetails.person_id == person_id)
        .order_by(PayeeDetails.number)
        .execution_options(populate_existing=True)
    )
    return _states(session, rows).get(person_id)


def _states(session: Session, rows: Iterable[PayeeDetails]) -> dict[PersonID, PayeeState]:
    newest = {PersonID(row.person_id): row for row in rows}
    confirmed: dict[PayeeDetailsID, list[PayeeConfirmation]] = {}
    for one in session.scalars(
        select(PayeeConfirmation)
        .where(PayeeConfirmation.details_id.in_([row.id for row in newest.values()]))
        .order_by(PayeeConfirmation.at)
    ):
        confirmed.setdefault(PayeeDetailsID(one.details_id), []).append(one)
    return {person: PayeeState(row, tuple(confirmed.get(PayeeDetailsID(row.id), ()))) for person, row in newest.items()}


def list_due_purges(session: Session, *, today: date) -> list[PayeeDetails]:
    """The details of programmes whose newest list says that their day of deletion has come; a hold keeps them."""
    held = select(RetentionHold.id).where(
        RetentionHold.programme_id == PayeeDetails.programme_id,
        RetentionHold.released_at.is_(None),
        RetentionHold.kind.in_(("", RetentionKind.PAYEES.value)),
    )
    last = (
        select(PaymentList.programme_id, func.max(PaymentList.number).label("number"))
        .group_by(PaymentList.programme_id)
        .subquery()
    )
    return list(
        session.scalars(
            select(PayeeDetails)
            .join(last, last.c.programme_id == PayeeDetails.programme_id)
            .join(
                PaymentList,
                (PaymentList.programme_id == last.c.programme_id) & (PaymentList.number == last.c.number),
            )
            .where(PaymentList.purge_on <= today, PayeeDetails.purged_at.is_(None), ~held.exists())
            .order_by(PayeeDetails.id)
            .with_for_update(of=PayeeDetails)
        )
    )


def list_sealed(session: Session) -> list[PayeeDetails]:
    """Every row that still holds sealed numbers, for a change of keys."""
    return list(
        session.scalars(
            select(PayeeDetails).where(PayeeDetails.purged_at.is_(None)).order_by(PayeeDetails.id).with_for_update()
        )
    )
