"""Which round takes its entries from which, and what the checker says of rounds that lead nowhere."""

from dataclasses import replace
from decimal import Decimal

import pytest

from judging.errors import NotFoundError
from judging.plans.checker import check
from judging.plans.loader import load
from judging.rules.round_order import earlier_rounds, feeders, later_rounds
from judging.rules.round_rules import rules_of
from judging.spec.programme import Programme
from judging.spec.rounds import PassRule
from judging.spec.words import PassKind
from tests.factories.two_rounds import two_rounds_plan, two_rounds_text


def _three() -> Programme:
    """Essays and films apart, then one common final."""
    plan = two_rounds_plan()
    first, final = plan.rounds
    essays, films = (replace(first, key=f"first_{key}", categories=(key,)) for key in ("essay", "video"))
    return replace(plan, rounds=(essays, films, final))


def test_a_round_takes_the_best_of_the_last_one_that_judges_the_category() -> None:
    plan = two_rounds_plan()
    assert feeders(plan, "first") == {"essay": None, "video": None}
    assert feeders(plan, "final") == {"essay": "first", "video": "first"}
    assert (earlier_rounds(plan, "final"), later_rounds(plan, "first")) == (("first",), ("final",))
    assert (earlier_rounds(plan, "first"), later_rounds(plan, "final")) == ((), ())
    with pytest.raises(NotFoundError):
        feeders(plan, "absent")


def test_two_panels_feed_one_common_final() -> None:
    plan = _three()
    assert feeders(plan, "final") == {"essay": "first_essay", "video": "first_video"}
    assert earlier_rounds(plan, "final") == ("first_essay", "first_video")
    assert later_rounds(plan, "first_video") == ("final",)
    assert [one.code for one in check(plan)] == []


def test_a_round_that_says_nothing_of_going_on_feeds_none() -> None:
    first, final = two_rounds_plan().rounds
    plan = replace(two_rounds_plan(), rounds=(replace(first, passing=None), final))
    assert feeders(plan, "final") == {"essay": None, "video": None}
    assert [one.code for one in check(plan)] == ["passing_not_said"]


def test_going_on_to_nowhere_is_a_doubt() -> None:
    first, final = two_rounds_plan().rounds
    plan = replace(two_rounds_plan(), rounds=(first, replace(final, passing=PassRule(PassKind.ALL))))
    assert [(one.code, one.place) for one in check(plan)] == [("passing_leads_nowhere", "rounds[final].passing")]


def test_a_plan_of_two_rounds_is_read_with_its_rule() -> None:
    plan = load(two_rounds_text('{ kind = "percent", percent = 12.5, border = "all_pass", each_category = true }'))
    assert isinstance(plan, Programme)
    rules = rules_of(plan, "first", "0" * 64)
    assert rules.passing is not None
    assert (rules.passing.kind, rules.passing.percent) == (PassKind.PERCENT, Decimal("12.5"))
    assert rules.ladders == ()
    assert rules_of(plan, "final", "0" * 64).passing is None
