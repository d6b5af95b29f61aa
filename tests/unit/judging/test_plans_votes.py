"""The plan of a prize by vote: what it must say, what contradicts, that it survives writing, and what may change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from judging.enums import ProgrammeState
from judging.plans.checker import check
from judging.plans.loader import load
from judging.plans.problems import Severity
from judging.plans.sentences import sentence
from judging.plans.shipped import DEMONSTRATION, shipped_plan
from judging.plans.writer import write
from judging.rules.amendments import Objection, Standing, amendment
from judging.rules.openings import prize_blockers
from judging.spec.canonical import from_canonical, to_canonical
from judging.spec.deadlines import Deadline
from judging.spec.prizes import VoteRule
from judging.spec.walking import resolve
from judging.spec.words import MilestoneKind, SharedRule, Voters, VoteTie
from tests.factories.votes import OPEN, with_vote

if TYPE_CHECKING:
    from judging.spec.programme import Programme

NOW = datetime(2026, 10, 1, tzinfo=UTC)


def _plan(**rule: Any) -> Programme:
    return with_vote(resolve(shipped_plan(DEMONSTRATION), date(2026, 9, 1)), **rule)


def _popular(plan: Programme, **changes: Any) -> Programme:
    return replace(plan, ladders=(plan.ladders[0], replace(plan.ladders[1], **changes)))


def _codes(plan: Programme) -> list[tuple[str, str]]:
    problems = check(plan)
    assert all("{" not in sentence(one) for one in problems)
    return [(one.code, one.place) for one in problems]


def test_a_plan_with_a_vote_is_whole_and_survives_writing_and_canonical_text() -> None:
    plan = _plan(works_each=3, least_votes=5, account_hours=48, ties=VoteTie.BOARD_DECIDES, voters=Voters.PUBLIC)
    assert _codes(plan) == []
    again = load(write(plan))
    assert again == plan
    assert from_canonical(to_canonical(plan)) == plan
    assert "vote" not in to_canonical(shipped_plan(DEMONSTRATION)), "who has no vote keeps the text that he had"


def test_what_the_office_has_not_said_of_a_vote_keeps_the_prizes_waiting() -> None:
    plan = _plan(voters=OPEN, opens=OPEN, closes=OPEN)
    assert _codes(plan) == []
    assert [path for path, _ in prize_blockers(plan)] == [
        f"ladders[popular].vote.{name}" for name in ("voters", "opens", "closes")
    ]


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ({"vote": None}, "vote_without_rule", "basis"),
        ({"basis": None}, "vote_rule_without_vote", "basis"),
        ({"apart": False}, "vote_stands_apart", "apart"),
        ({"shared": SharedRule.NEVER}, "vote_sharing_contradicts", "shared"),
    ],
)
def test_contradictions_of_a_vote_are_shown(changes: dict[str, Any], code: str, place: str) -> None:
    plan = _popular(_plan(ties=VoteTie.SHARED_PLACE), shared=SharedRule.ALLOWED)
    assert _codes(plan) == []
    assert (code, f"ladders[popular].{place}") in _codes(_popular(plan, **changes))


def test_E22_votes_alone_decide_no_contest() -> None:
    plan = _plan()
    assert _codes(replace(plan, ladders=plan.ladders[1:])) == [("only_votes", "ladders[popular].basis")]


def test_a_prize_by_vote_has_no_least_mark_and_sensible_numbers() -> None:
    plan = _plan()
    tier = replace(plan.ladders[1].tiers[0], minimum_mark=Decimal(70))
    found = _codes(_popular(plan, tiers=(tier,)))
    assert ("vote_least_mark", "ladders[popular].tiers[popular_first].minimum_mark") in found
    for name, value in (("works_each", 0), ("least_votes", 0), ("account_hours", -1)):
        assert [place for _, place in _codes(_plan(**{name: value}))] == [f"ladders[popular].vote.{name}"]


def test_E22_a_vote_lies_between_the_marking_and_the_result() -> None:
    plan = _plan()
    rule = plan.ladders[1].vote
    assert rule is not None
    final, stone = plan.find_round(plan.ladders[1].round), plan.find_milestone(MilestoneKind.RESULTS_BY)
    assert final is not None
    assert isinstance(final.closes, Deadline)
    assert isinstance(stone, Deadline)
    early = replace(final.closes, value=_day(final.closes) - timedelta(days=3))
    late = replace(stone, value=_day(stone) + timedelta(days=2))
    assert [code for code, _ in _codes(_plan(opens=early))] == ["dates_out_of_order"]
    assert [code for code, _ in _codes(_plan(closes=late))] == ["dates_out_of_order"]
    assert [code for code, _ in _codes(_plan(opens=late))][:1] == ["dates_out_of_order"]


def _day(deadline: Deadline) -> date:
    assert isinstance(deadline.value, date)
    return deadline.value


def test_no_judge_marks_the_works_after_the_vote() -> None:
    plan = _plan()
    first = plan.rounds[0]
    later = replace(first, key="again", name="Vòng sau", panel=replace(first.panel, key="again"))
    found = check(replace(plan, rounds=(first, later)))
    assert ("vote_before_final", Severity.ERROR) in [(one.code, one.severity) for one in found]


def test_E22_nobody_prolongs_a_vote_that_is_over_or_shifts_one_that_began() -> None:
    old = _plan()
    rule = old.ladders[1].vote
    assert isinstance(rule, VoteRule)
    assert isinstance(rule.opens, Deadline)
    assert isinstance(rule.closes, Deadline)
    opens, closes = _day(rule.opens), _day(rule.closes)

    def objections(now: date, **changes: date) -> list[Objection]:
        days = {name: replace(getattr(rule, name), value=value) for name, value in changes.items()}
        new = _popular(old, vote=replace(rule, **days))
        at = datetime(now.year, now.month, now.day, tzinfo=UTC)
        standing = Standing(ProgrammeState.EVALUATING, frozenset({old.ladders[1].round}), at)
        return [one for _, one in amendment(old, new, standing).objections]

    week = timedelta(days=7)
    assert objections(opens - week, opens=opens + timedelta(days=1)) == []
    assert objections(opens - week, opens=opens - 2 * week) == [Objection.VOTE_HAS_TURNED]
    assert objections(opens + timedelta(days=1), opens=closes) == [Objection.VOTE_HAS_TURNED]
    assert objections(closes - timedelta(days=1), closes=closes + week) == []
    assert objections(closes + timedelta(days=2), closes=closes + week) == [Objection.VOTE_HAS_TURNED]
    new = _popular(old, vote=replace(rule, least_votes=9))
    standing = Standing(ProgrammeState.EVALUATING, frozenset({old.ladders[1].round}), NOW)
    assert [one for _, one in amendment(old, new, standing).objections] == [Objection.ROUND_HAS_OPENED]
