"""What papers say of money: the lines of the estimate as it was proposed, the list of payments as finance made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.enums import EstimateState
from judging.ids import PaymentListID
from judging.queries.estimates import find_estimate, lines_of_estimate
from judging.queries.payments import find_payment_list, list_payment_lines
from judging.queries.standings import find_approval
from judging.rules.estimates import PRIZE
from portal.papers.drafting import capital, prize_words
from portal.papers.facts import CostLine, PaymentFacts

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.queries.programmes import PlanInForce


def cost_lines(session: Session, plan: PlanInForce) -> tuple[tuple[CostLine, ...], bool]:
    """The lines of the newest estimate, and whether it is still being drafted: then no paper says them."""
    row = find_estimate(session, plan.programme_id)
    if row is None or row.state == EstimateState.DRAFT.value:
        return (), row is not None
    return tuple(
        CostLine(capital(prize_words(one.name)) if one.kind == PRIZE else one.name, one.count, one.amount_vnd)
        for one in lines_of_estimate(row)
    ), False


def payment_facts(session: Session, plan: PlanInForce) -> tuple[tuple[PaymentFacts, ...], str]:
    """The payments of the list that rests on the decision in force, and the law that they were reckoned by."""
    row, approval = find_payment_list(session, plan.programme_id), find_approval(session, plan.programme_id)
    if row is None or approval is None or row.approval_id != approval.id:
        return (), ""
    lines = list_payment_lines(session, plan, PaymentListID(row.id))
    return tuple(
        PaymentFacts(
            one.payment.award_id,
            one.payment.tax_vnd,
            one.payee.details.shown["account"] if one.payee and not one.payee.is_purged else "",
        )
        for one in lines
    ), "; ".join(sorted({one.payment.tax_law for one in lines}))
