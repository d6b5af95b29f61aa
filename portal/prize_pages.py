"""What the board sees beside a result: money left, numbers to choose, prizes by choice, contradictions, the gate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from judging.actions.results import missing_of
from judging.enums import RoundState
from judging.errors import RefusedError
from judging.plans.checker import check
from judging.plans.prize_parts import CONTRADICTIONS
from judging.queries.publications import tier_names
from judging.queries.publishing_gate import gate_lines, given_by_code
from judging.queries.standings import compute_result, find_closing, list_decisions, round_coverage
from judging.rules.budgets import budget_lines, counts_to_choose
from judging.rules.ladder_slots import is_chosen, is_open_count
from judging.rules.prize_outcomes import PendingBecause
from judging.rules.publishing_gate import GatePoint, GateState
from portal.display import money
from portal.plan_problems import shown_problem
from portal.result_words import missing_sentence, remedy_sentence
from portal.vote_words import gate_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from flask_babel import LazyString
    from sqlalchemy.orm import Session

    from judging.queries.standings import RoundAtHand
    from judging.rules.budgets import BudgetLine
    from judging.rules.prize_outcomes import PrizeDecisions
    from judging.rules.publishing_gate import GateLine
    from judging.rules.standings import Standings
    from judging.spec.programme import Programme
    from portal.plan_problems import ShownProblem

POINTS: Mapping[GatePoint, LazyString] = {
    GatePoint.COVERAGE: _l("Every entry has all its marks"),
    GatePoint.CONFLICTS: _l("No conflict of interest is open"),
    GatePoint.DRAFTS: _l("No sheet was begun and left unlocked"),
    GatePoint.GAPS: _l("No gap between judges is open"),
    GatePoint.VOTES: _l("Every vote is over and its count is confirmed"),
    GatePoint.TIES: _l("Nothing waits for a decision (ties, numbers of prizes, prizes by choice)"),
    GatePoint.BUDGET: _l("The prizes stay within the money of the plan"),
    GatePoint.SEALS: _l("Every sheet is the one that was locked"),
    GatePoint.ANCHORS: _l("The history with the approval is kept outside the database"),
}
STATES: Mapping[GateState, tuple[LazyString, str]] = {
    GateState.GREEN: (_l("in order"), "success"),
    GateState.OPEN: (_l("not in order yet"), "danger"),
    GateState.OVERRIDDEN: (_l("closed over, with a reason"), "warning"),
    GateState.LATER: (_l("comes later"), "neutral"),
}


@dataclass(frozen=True, slots=True)
class ShownGate:
    """One point of the gate in words; `told` says what is open and what to do."""

    name: str
    state: str
    kind: str
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownBudget:
    """A line of the money: names and sums, and whether too much was given."""

    name: str
    ceiling: str
    given: str
    left: str
    is_exceeded: bool


@dataclass(frozen=True, slots=True)
class ShownCount:
    """A tier whose number the board decides; `options` are (number, words with what would remain)."""

    key: str
    name: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PrizeBoard:
    """Everything about prizes that the board's page of a result shows."""

    budget: tuple[ShownBudget, ...]
    counts: tuple[ShownCount, ...]
    choices: tuple[tuple[str, str], ...]
    rule_waits: bool
    contradictions: tuple[ShownProblem, ...]
    gate: tuple[ShownGate, ...]

    @property
    def is_gate_open(self) -> bool:
        """Whether anything of the gate wants to be looked at now."""
        return any(one.told for one in self.gate)


def prize_board(session: Session, at_hand: RoundAtHand) -> PrizeBoard:
    """Read it as it stands at this moment; nothing about prizes before the round is closed."""
    standings = _computed(session, at_hand)
    _ties, said = list_decisions(session, at_hand.id)
    pending = standings.prizes.pending if standings else ()
    return PrizeBoard(
        budget=shown_budget(session, at_hand, standings),
        counts=tuple(_counts(at_hand, said)) if standings else (),
        choices=tuple(_choices(at_hand, standings)) if standings else (),
        rule_waits=any(one.because is PendingBecause.AWAITS_OPENING for one in pending),
        contradictions=contradictions(at_hand.plan.plan),
        gate=tuple(_gate(line) for line in gate_lines(session, at_hand, standings, _missing(session, at_hand))),
    )


def contradictions(plan: Programme) -> tuple[ShownProblem, ...]:
    """Where a plan says something about its prizes twice and differently; nothing of it is put right here."""
    return tuple(shown_problem(one, plan) for one in check(plan) if one.code in CONTRADICTIONS)


def money_left(session: Session, at_hand: RoundAtHand) -> str:
    """What remains under the widest ceiling, for the sentence after a decision; empty where there is none."""
    lines = shown_budget(session, at_hand, _computed(session, at_hand))
    return lines[-1].left if lines else ""


def _computed(session: Session, at_hand: RoundAtHand) -> Standings | None:
    if find_closing(session, at_hand.id) is None:
        return None
    try:
        return compute_result(session, at_hand)
    except RefusedError:
        return None


def _missing(session: Session, at_hand: RoundAtHand) -> list[dict[str, Any]]:
    closing = find_closing(session, at_hand.id)
    if closing is not None:
        return list(closing.missing)
    if RoundState(at_hand.round.state) is not RoundState.OPEN:
        return []
    return missing_of(round_coverage(session, at_hand))


def shown_budget(session: Session, at_hand: RoundAtHand, standings: Standings | None) -> tuple[ShownBudget, ...]:
    """The money ladder by ladder, then together; empty while there is no result."""
    if standings is None:
        return ()
    lines = budget_lines(at_hand.plan.plan, given_by_code(session, at_hand, standings))
    return tuple(_budget(line) for line in lines)


def _budget(line: BudgetLine) -> ShownBudget:
    left = line.left_vnd
    return ShownBudget(
        name=line.name or str(_("All prizes together")),
        ceiling=str(_("no ceiling")) if line.ceiling_vnd is None else money(line.ceiling_vnd),
        given=money(line.given_vnd),
        left="–" if left is None else money(left),
        is_exceeded=line.is_exceeded,
    )


def _counts(at_hand: RoundAtHand, said: PrizeDecisions) -> list[ShownCount]:
    decided = {(one.ladder, one.tier) for one in said.counts}
    plan, found = at_hand.plan.plan, []
    for ladder in at_hand.rules.ladders:
        for tier in ladder.tiers:
            if (ladder.key, tier.key) in decided or not (ladder.adjustable or is_open_count(tier)):
                continue
            offered = counts_to_choose(plan, ladder, tier, counts=said.counts, vacancies=said.vacancies)
            options = tuple((str(count), _option(count, left)) for count, left in offered)
            found.append(ShownCount(f"{ladder.key}/{tier.key}", f"{ladder.name}: {tier.name}", options))
    return found


def _option(count: int, left: int | None) -> str:
    if left is None:
        return f"{count:02d}"
    return str(_("%(count)s, then %(left)s are left", count=f"{count:02d}", left=money(left)))


def _choices(at_hand: RoundAtHand, standings: Standings) -> list[tuple[str, str]]:
    names = tier_names(at_hand.plan)
    chosen = {ladder.key for ladder in at_hand.rules.ladders if is_chosen(ladder)}
    return [
        (f"{one.ladder}/{one.tier}/{one.place}", f"{names[f'{one.ladder}/{one.tier}']} {one.place:02d}")
        for one in standings.prizes.pending
        if one.because is PendingBecause.AWAITS_CHOICE and one.ladder in chosen
    ]


def _gate(line: GateLine) -> ShownGate:
    word, kind = STATES[line.state]
    return ShownGate(str(POINTS[line.point]), str(word), kind, tuple(_told(line)))


_MARKING = frozenset({GatePoint.COVERAGE, GatePoint.CONFLICTS, GatePoint.DRAFTS, GatePoint.GAPS})


def _told(line: GateLine) -> list[str]:
    """What is open at a point, and what to do about it."""
    if line.point in _MARKING:
        is_open = line.state is GateState.OPEN
        return [
            f"{missing_sentence(dict(one))} {remedy_sentence(dict(one))}" if is_open else missing_sentence(dict(one))
            for one in line.facts
        ]
    return [_sentence(line.point, one) for one in line.facts]


def _sentence(point: GatePoint, fact: Mapping[str, Any]) -> str:
    if point is GatePoint.VOTES:
        return gate_words(fact)
    if point is GatePoint.TIES:
        return str(_("%(count)s decisions are missing; they stand below under “To be decided”.", count=fact["count"]))
    if point is GatePoint.BUDGET:
        over = money(fact["over_vnd"])
        named = fact["ladder"] or _("All prizes together")
        return str(
            _("%(ladder)s: %(over)s too much. Lower a number of prizes or leave one empty, or have the plan amended.",
              ladder=named, over=over)
        )  # fmt: skip
    if point is GatePoint.SEALS:
        return str(
            _("%(code)s: the sheet of seat %(seat)s is not the one that was locked. Approve nothing before the"
              " administrator has verified the history.", code=fact["code"], seat=fact["seat"])
        )  # fmt: skip
    return str(
        _("%(lines)s lines of the history wait. It happens by itself within minutes; if it lasts, ask the administrator"
          " to look at the anchors.", lines=fact["lines"])
    )  # fmt: skip
