"""What the board decides about prizes themselves: how many, by choice, and the rules that look at the authors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.actions.board_decisions import DecisionNotAskedError, begin_decision, places_of, write_decision
from judging.actions.results import keep_result
from judging.errors import AlreadyDoneError, RefusedError
from judging.queries.standings import compute_result, find_opening_for_good, list_decisions
from judging.queries.stated_facts import list_stated_facts
from judging.rules.author_rules import awaited_rule, order_by_author
from judging.rules.budgets import left_with_count
from judging.rules.ladder_slots import allows_count, bounds_of, is_chosen, is_open_count
from judging.rules.prize_outcomes import PendingBecause
from vietnamese.numbers import format_number

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.models.results import BoardDecision
    from judging.queries.standings import RoundAtHand
    from judging.rules.viewers import Viewer
    from judging.spec.prizes import Ladder, Tier


class CountForbiddenError(RefusedError):
    """The plan does not allow this number of prizes. Facts: tier, least, most (None: no most)."""

    code = "count_forbidden"


class OverBudgetError(RefusedError):
    """So many prizes cost more than the plan's ceiling. Facts: over, đồng as they are written."""

    code = "over_budget"


class ChoiceVoidError(RefusedError):
    """The entry cannot receive this prize. Facts: code."""

    code = "choice_void"


class NotOpenedForRuleError(RefusedError):
    """A rule that looks at authors is applied only once the codes are opened."""

    code = "rule_before_opening"


def decide_count(
    session: Session,
    at_hand: RoundAtHand,
    *,
    ladder: str,
    tier: str,
    count: int,
    reason: str,
    by: Viewer,
    now: datetime,
) -> BoardDecision:
    """Say how many prizes a tier has: inside the plan's range, or more or fewer by quality. Computed again after it.

    Raises:
        DecisionNotAskedError: when the round has no such tier, or the plan fixes its number.
        CountForbiddenError: outside what the plan allows.
        OverBudgetError: when so many prizes would cost more than the ceiling.
        AlreadyDoneError: when its number was decided before: that decision is taken back first.
        MissingReasonError: without a reason.
    """
    acting_as = begin_decision(session, at_hand, reason=reason, by=by)
    found, step = _tier(at_hand, ladder, tier)
    if not (found.adjustable or is_open_count(step)):
        raise DecisionNotAskedError
    _ties, said = list_decisions(session, at_hand.id)
    if any((one.ladder, one.tier) == (ladder, tier) for one in said.counts):
        raise AlreadyDoneError
    if not allows_count(found, step, count):
        least, most = bounds_of(step)
        raise CountForbiddenError(tier=step.name, least=least, most="" if most is None else most)
    left = left_with_count(at_hand.plan.plan, found, step, count, counts=said.counts, vacancies=said.vacancies)
    if left is not None and left < 0:
        raise OverBudgetError(over=format_number(-left))
    subject: dict[str, object] = {"ladder": ladder, "tier": tier, "count": count}
    row = write_decision(session, at_hand, "count", subject, reason=reason, acting_as=acting_as, by=by, now=now)
    keep_result(session, at_hand, by=by, now=now)
    return row


def decide_choice(
    session: Session,
    at_hand: RoundAtHand,
    *,
    ladder: str,
    tier: str,
    place: int,
    code: str,
    reason: str,
    by: Viewer,
    now: datetime,
) -> BoardDecision:
    """Give a prize that no ranking gives (giải đặc biệt) to an entry. The result is computed again.

    Raises:
        DecisionNotAskedError: when there is no such prize, or the ranking gives it.
        ChoiceVoidError: when the entry has no place or too few marks, is of another category, or holds a prize that
            excludes this one.
        AlreadyDoneError: when it was given before: that decision is taken back first.
        MissingReasonError: without a reason.
    """
    acting_as = begin_decision(session, at_hand, reason=reason, by=by)
    found, _step = _tier(at_hand, ladder, tier)
    if not is_chosen(found) or place not in places_of(session, at_hand, found, tier):
        raise DecisionNotAskedError
    where = (ladder, tier, place)
    if any((one.ladder, one.tier, one.place) == where for one in list_decisions(session, at_hand.id)[1].choices):
        raise AlreadyDoneError
    code = code.strip().upper()
    subject: dict[str, object] = {"ladder": ladder, "tier": tier, "place": place, "code": code}
    row = write_decision(session, at_hand, "choice", subject, reason=reason, acting_as=acting_as, by=by, now=now)
    void = PendingBecause.CHOICE_VOID
    if any(
        one.because is void and (one.ladder, one.tier, one.place) == where
        for one in compute_result(session, at_hand).prizes.pending
    ):
        raise ChoiceVoidError(code=code)
    keep_result(session, at_hand, by=by, now=now)
    return row


def apply_author_rules(
    session: Session, at_hand: RoundAtHand, *, reason: str, by: Viewer, now: datetime
) -> list[BoardDecision]:
    """Apply the plan's rules that look at authors to every tie that waits for them, and keep the order of codes only.

    The order follows from what the authors stated with their entries (`judging.rules.author_rules`); nobody chooses it.
    `reason` is the sentence that is printed with it.

    Raises:
        NotOpenedForRuleError: before the codes were opened.
        DecisionNotAskedError: when no tie waits for such a rule.
    """
    acting_as = begin_decision(session, at_hand, reason=reason, by=by)
    opening = find_opening_for_good(session, at_hand.id)
    if opening is None or opening.confirmed_at is None:
        raise NotOpenedForRuleError
    rows: list[BoardDecision] = []
    while True:  # each pass applies a rule to a tie that it was not applied to before
        standings = compute_result(session, at_hand)
        waiting = [one for one in standings.prizes.pending if one.because is PendingBecause.AWAITS_OPENING]
        kind = awaited_rule(standings.ranking, at_hand.rules.tie_chain, waiting[0].codes) if waiting else None
        if kind is None:
            break
        order = order_by_author(kind, list_stated_facts(session, at_hand.id, waiting[0].codes))
        subject: dict[str, object] = {"by": kind.value, "order": [list(group) for group in order]}
        rows.append(
            write_decision(session, at_hand, "tie", subject, reason=reason, acting_as=acting_as, by=by, now=now)
        )
    if not rows:
        raise DecisionNotAskedError
    keep_result(session, at_hand, by=by, now=now)
    return rows


def _tier(at_hand: RoundAtHand, ladder: str, tier: str) -> tuple[Ladder, Tier]:
    found = next((one for one in at_hand.rules.ladders if one.key == ladder), None)
    step = next((one for one in found.tiers if one.key == tier), None) if found else None
    if found is None or step is None:
        raise DecisionNotAskedError
    return found, step
