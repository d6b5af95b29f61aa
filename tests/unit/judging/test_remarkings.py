"""What the new marks of a re-marking do, by the plan's rule; and the round in which they are given."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging.plans.loader import check_text
from judging.plans.shipped import shipped_plan, shipped_text
from judging.rules.remarkings import counted_sheets, outcomes, remark_key, remark_plan, remark_until
from judging.rules.round_rules import rules_of
from judging.rules.scoring import Sheet, maximum_steps
from judging.rules.working_days import WorkingCalendar
from judging.spec.after import Remarking
from judging.spec.unknown import is_known
from judging.spec.words import RemarkEffect

PLAN = shipped_plan("dakrong-demo")
RULES = rules_of(PLAN, PLAN.rounds[0].key, "0" * 64)
REPLACES = Remarking(5, RemarkEffect.REPLACES)
TOGETHER = Remarking(5, RemarkEffect.TOGETHER)
IF_TEN = Remarking(5, RemarkEffect.IF_DIFFERS, Decimal(10))


def sheet(code: str, seat: int, total: int, *, deciding: bool = False) -> Sheet:
    """A sheet whose first criteria make `total`."""
    left, steps = int(total / RULES.rubric.step), {}
    for criterion in RULES.rubric.criteria:
        steps[criterion.key] = min(left, maximum_steps(RULES.rubric, criterion))
        left -= steps[criterion.key]
    return Sheet(code, seat, steps, deciding=deciding)


OLD = [sheet("A", 1, 70), sheet("A", 2, 70), sheet("B", 1, 80), sheet("B", 2, 80)]


@pytest.mark.parametrize(
    ("rule", "new", "seats", "after"),
    [
        (REPLACES, 60, [4, 5], "60.00"),
        (TOGETHER, 60, [1, 2, 4, 5], "65.00"),
        (IF_TEN, 79, [1, 2], "70.00"),
        (IF_TEN, 80, [4, 5], "80.00"),
        (IF_TEN, 60, [4, 5], "60.00"),
    ],
)
def test_the_rule_chooses_the_sheets_that_count(rule: Remarking, new: int, seats: list[int], after: str) -> None:
    remarked = {"A": [sheet("A", 4, new), sheet("A", 5, new)]}
    counted = counted_sheets(RULES, rule, OLD, remarked)
    assert [one.seat for one in counted if one.code == "A"] == seats
    assert [one for one in counted if one.code == "B"] == OLD[2:], "nobody else's marks are touched"
    (told,) = outcomes(RULES, rule, OLD, remarked)
    assert (str(told.before), str(told.new), str(told.after)) == ("70.00", f"{new}.00", after)
    assert told.counts is (seats != [1, 2])


def test_beside_a_third_marker_the_new_marks_count_as_his_does() -> None:
    old = [sheet("A", 1, 50), sheet("A", 2, 90), sheet("A", 3, 70, deciding=True)]
    remarked = {"A": [sheet("A", 4, 80), sheet("A", 5, 90)]}
    (told,) = outcomes(RULES, TOGETHER, old, remarked)
    assert str(told.after) == "80.00"


def test_an_entry_that_nobody_had_marked_has_its_new_marks() -> None:
    (told,) = outcomes(RULES, IF_TEN, [], {"A": [sheet("A", 4, 80)]})
    assert (told.before, str(told.after), told.counts) == (None, "80.00", True)


@given(st.permutations(OLD))
def test_the_order_of_the_sheets_changes_nothing(sheets: list[Sheet]) -> None:
    remarked = {"A": [sheet("A", 4, 90), sheet("A", 5, 88)]}
    for rule in (REPLACES, TOGETHER, IF_TEN):
        assert counted_sheets(RULES, rule, sheets, remarked) == counted_sheets(RULES, rule, OLD, remarked)


def test_the_new_round_differs_only_in_what_judges_must_not_connect() -> None:
    plan = replace(PLAN, remarking=Remarking(5, RemarkEffect.REPLACES, markers=2))
    key = PLAN.rounds[0].key
    own = remark_plan(plan, key, f"{key}_2", opens_on=date(2026, 10, 1), closes_on=date(2026, 10, 9))
    (round_,) = own.rounds
    assert (round_.name, round_.rubric, round_.blindness) == (
        PLAN.rounds[0].name,
        PLAN.rounds[0].rubric,
        PLAN.rounds[0].blindness,
    )
    assert (round_.marks_per_entry, own.ladders) == (2, ())
    assert is_known(round_.panel.seats)
    assert round_.panel.seats.minimum == 2
    assert remark_plan(PLAN, key, "x", opens_on=date(2026, 10, 1), closes_on=date(2026, 10, 9)) == PLAN


def test_the_window_ends_with_its_last_working_day() -> None:
    published = datetime(2026, 9, 7, 3, 0, tzinfo=UTC)
    assert remark_until(published, REPLACES, WorkingCalendar()) == datetime(2026, 9, 14, 17, 0, tzinfo=UTC)
    off = WorkingCalendar(off=frozenset({date(2026, 9, 14)}))
    assert remark_until(published, REPLACES, off) == datetime(2026, 9, 15, 17, 0, tzinfo=UTC)


def test_the_key_of_the_new_round_is_free_and_short() -> None:
    assert remark_key("final", []) == "final_2"
    assert remark_key("final", ["final", "final_2", "final_3"]) == "final_4"
    assert len(remark_key("x" * 40, [])) <= 40


@pytest.mark.parametrize(
    ("told", "code", "place"),
    [
        ('{ days = 0, effect = "replaces" }', "not_positive", "remarking.days"),
        ('{ days = 5, effect = "if_differs" }', "remark_limit", "remarking.limit"),
        ('{ days = 5, effect = "replaces", limit = 5.0 }', "remark_limit", "remarking.limit"),
        ('{ days = 5, effect = "together", markers = 61 }', "out_of_range", "remarking.markers"),
    ],
)
def test_a_plan_with_an_impossible_rule_is_refused(told: str, code: str, place: str) -> None:
    head, rest = shipped_text("dakrong-demo").split("retention =", 1)
    found = check_text(f"{head}remarking = {told}\nretention ={rest}").problems
    assert [(one.code, one.place) for one in found if one.place.startswith("remarking")] == [(code, place)]
