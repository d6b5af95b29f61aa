"""The pace of a seat: sheets a day, and the day on which it would be done."""

from __future__ import annotations

import doctest
from datetime import date
from decimal import Decimal

import pytest

from judging.rules import pace
from judging.rules.pace import Pace, marking_days, pace_of

TODAY = date(2026, 9, 10)


@pytest.mark.parametrize(
    ("locked", "left", "began", "per_day", "finished"),
    [
        (2, 2, 10, "2", date(2026, 9, 11)),
        (2, 1, 10, "2", date(2026, 9, 11)),
        (2, 1, 9, "1", date(2026, 9, 11)),
        (3, 4, 9, "1.5", date(2026, 9, 13)),
        (2, 3, 1, "0.2", date(2026, 9, 25)),
        (2, 0, 9, "1", TODAY),
        (2, 1, 12, "2", date(2026, 9, 11)),
    ],
    ids=["one day", "part of a day", "two days", "rounded up", "slow", "nothing left", "clock fell back"],
)
def test_the_pace_tells_when_the_rest_would_be_done(
    locked: int, left: int, began: int, per_day: str, finished: date
) -> None:
    found = pace_of(locked=locked, left=left, began_on=date(2026, 9, began), today=TODAY)
    assert found == Pace(Decimal(per_day), finished)


def test_a_very_slow_pace_is_not_rounded_to_nothing() -> None:
    found = pace_of(locked=2, left=1, began_on=date(2026, 8, 12), today=TODAY)
    assert found is not None
    assert found.per_day == Decimal("0.07")


@pytest.mark.parametrize("locked", [0, 1])
def test_under_two_locked_sheets_nothing_is_said(locked: int) -> None:
    assert pace_of(locked=locked, left=3, began_on=TODAY, today=TODAY) is None


def test_the_examples_of_the_rule_hold() -> None:
    assert doctest.testmod(pace).failed == 0


FIRST, LAST = date(2026, 9, 7), date(2026, 9, 16)


def test_every_day_has_its_share_of_the_plan_and_days_without_a_sheet_stand_there_too() -> None:
    found = marking_days({date(2026, 9, 8): 2, TODAY: 1}, wanted=20, opens_on=FIRST, last_on=LAST, today=TODAY)
    assert [(one.day.day, one.locked, one.so_far, one.planned) for one in found] == [
        (7, 0, 0, 2), (8, 2, 2, 4), (9, 0, 2, 6), (10, 1, 3, 8),
    ]  # fmt: skip


def test_marking_before_the_first_and_after_the_last_day_of_the_plan_is_shown_as_it_was() -> None:
    early = marking_days({date(2026, 9, 5): 1}, wanted=20, opens_on=FIRST, last_on=LAST, today=FIRST)
    assert [(one.day.day, one.so_far, one.planned) for one in early] == [(5, 1, 0), (6, 1, 0), (7, 1, 2)]
    late = marking_days({FIRST: 1}, wanted=20, opens_on=FIRST, last_on=LAST, today=date(2026, 9, 18))
    assert [one.planned for one in late][-3:] == [20, 20, 20]


@pytest.mark.parametrize("known", [{"opens_on": FIRST}, {"last_on": LAST}, {"opens_on": LAST, "last_on": FIRST}])
def test_without_both_days_the_plan_wants_nothing_by_a_day(known: dict[str, date]) -> None:
    days = {"opens_on": None, "last_on": None, **known}
    found = marking_days({TODAY: 4}, wanted=20, today=TODAY, **days)
    assert {one.planned for one in found} == {None}
    assert found[-1].so_far == 4


def test_before_anything_began_there_is_no_day() -> None:
    assert marking_days({}, wanted=20, opens_on=LAST, last_on=LAST, today=TODAY) == ()
    assert marking_days({}, wanted=20, opens_on=None, last_on=None, today=TODAY) == ()


def test_a_pace_is_too_late_only_after_a_last_day_that_the_plan_fixes() -> None:
    found = Pace(Decimal(1), date(2026, 9, 20))
    assert found.is_too_late(date(2026, 9, 19))
    assert not found.is_too_late(date(2026, 9, 20))
    assert not found.is_too_late(None)
