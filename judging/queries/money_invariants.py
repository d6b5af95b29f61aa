"""What must hold of money at every moment: lists are what was decided, and money is out once or not at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.enums import PaymentListState, PaymentState
from judging.models.payments import PayeeDetails, Payment, PaymentList, Payout
from judging.models.recoveries import Recovery
from judging.models.results import Approval
from judging.queries.recoveries import asked_back
from judging.rules.payments import WITH_WINNER, Due, dues_of

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session


def payments_are_what_was_decided(session: Session) -> list[str]:
    """I13: the living payments of a list are the awards of its decision, each once, with the decided sum."""
    wrong = []
    living: dict[UUID, list[Payment]] = {}
    for row in session.scalars(select(Payment).where(Payment.state != PaymentState.VOID.value)):
        living.setdefault(row.list_id, []).append(row)
    for list_id, bundle in session.execute(
        select(PaymentList.id, Approval.bundle)
        .join(Approval, Approval.id == PaymentList.approval_id)
        .where(PaymentList.state != PaymentListState.REPLACED.value)
    ):
        decided = dues_of(json.loads(bundle)["awards"])
        listed = living.pop(list_id, [])
        if sorted(due.key for due in decided) != sorted(_due(row).key for row in listed):
            wrong.append(
                f"list {list_id}: decided {sum(one.amount_vnd for one in decided)} in {len(decided)}, "
                f"listed {sum(row.gross_vnd for row in listed)} in {len(listed)}"
            )
    asked = set(session.scalars(asked_back()))
    left = [list_id for list_id, rows in living.items() if any(row.id not in asked for row in rows)]
    return wrong + [f"list {list_id} was replaced and still has payments" for list_id in left]


def money_is_out_once(session: Session) -> list[str]:
    """B20: a payment that is with its winner went out once, with its net sum, to an account of that winner."""
    out: dict[UUID, list[Payout]] = {}
    for one in session.scalars(select(Payout).where(Payout.returned_at.is_(None))):
        out.setdefault(one.payment_id, []).append(one)
    wrong = []
    for row in session.scalars(select(Payment)):
        gone = out.get(row.id, [])
        wanted = [row.net_vnd] if PaymentState(row.state) in WITH_WINNER else []
        if [one.net_vnd for one in gone] != wanted:
            wrong.append(f"payment {row.id} is {row.state}, and {len(gone)} handings-over are out")
    foreign = session.scalars(
        select(Payout.id)
        .join(Payment, Payment.id == Payout.payment_id)
        .join(PayeeDetails, PayeeDetails.id == Payout.details_id)
        .where(PayeeDetails.person_id != Payment.person_id)
    )
    return wrong + [f"payout {one} went to somebody else's account" for one in foreign]


def lost_prizes_are_asked_back(session: Session) -> list[str]:
    """B20: money of a prize that the decision in force does not give is asked back, and recoveries add up."""
    asked = set(session.scalars(asked_back()))
    decided = {
        row.programme_id: {due.key for due in dues_of(json.loads(row.bundle)["awards"])}
        for row in session.scalars(select(Approval).where(Approval.withdrawn_at.is_(None)))
    }
    wrong = []
    for row in session.scalars(select(Payment).where(Payment.state.in_([one.value for one in WITH_WINNER]))):
        keys = decided.get(row.programme_id)
        if keys is not None and _due(row).key not in keys and row.id not in asked:
            wrong.append(f"payment {row.id} is {row.state}, its prize was taken away, and nobody asks it back")
    for one in session.scalars(select(Recovery)):
        parts = sum(part.amount_vnd for part in one.returns if part.handed_back_at is None)
        payment = session.get_one(Payment, one.payment_id)
        is_out = PaymentState(payment.state) in WITH_WINNER
        if parts != one.returned_vnd:
            wrong.append(f"recovery {one.id}: {one.returned_vnd} returned, its parts come to {parts}")
        if one.amount_vnd != payment.net_vnd and one.payment_id in asked:
            wrong.append(f"recovery {one.id} asks {one.amount_vnd} of {payment.net_vnd} that were paid")
        if one.payment_id in asked and not is_out:
            wrong.append(f"recovery {one.id} asks for payment {payment.id}, which is {payment.state}")
    return wrong


def _due(row: Payment) -> Due:
    return Due(row.tier_key, row.place, row.share, str(row.person_id), row.gross_vnd)
