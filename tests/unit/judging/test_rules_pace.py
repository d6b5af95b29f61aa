"""The pace of a seat: sheets a day, and the day on which it would be done."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from judging.rules.pace import Pace, pace_of

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
