"""The days and hours of reminders: working days before a deadline, over weekends, holidays and swapped days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from judging.rules.deadlines import ZONE, closes_at, find_closing_at
from judging.rules.reminders import reminder_due
from judging.rules.working_days import WorkingCalendar
from judging.spec.deadlines import Deadline, EventAnchor
from judging.spec.unknown import Unknown


def at(day: int, hour: int = 10, minute: int = 0, second: int = 0) -> datetime:
    """A moment of September 2026, of which the 7th is a Monday, in Vietnam."""
    return datetime(2026, 9, day, hour, minute, second, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("off", "on", "expected"),
    [
        ((), (), {16: 3, 17: 3, 18: 1, 21: 1}),
        ((17, 18), (), {14: 3, 15: 3, 16: 1, 21: 1}),
        ((), (19,), {17: 3, 18: 3, 19: 1, 21: 1}),
        ((21,), (), {15: 3, 16: 3, 17: 1, 18: 1}),
        ((18, 21), (20,), {15: 3, 16: 3, 17: 1, 20: 1}),
    ],
    ids=["weekend", "holidays", "worked saturday", "last day off", "swapped"],
)
def test_marks_fall_on_working_days_before_the_last_day(
    off: tuple[int, ...], on: tuple[int, ...], expected: dict[int, int]
) -> None:
    calendar = WorkingCalendar(
        off=frozenset(date(2026, 9, day) for day in off), on=frozenset(date(2026, 9, day) for day in on)
    )
    closing_at = at(22, 0)  # the end of Monday the 21st
    found = {day: reminder_due(closing_at, at(day), calendar) for day in range(7, 25)}
    assert {day: mark for day, mark in found.items() if mark} == expected


@pytest.mark.parametrize(
    ("moment", "mark"),
    [(at(18, 7, 59, 59), None), (at(18, 8), 1), (at(18, 16, 59, 59), 1), (at(18, 17), None), (at(18, 0), None)],
)
def test_nobody_is_told_outside_office_hours(moment: datetime, mark: int | None) -> None:
    assert reminder_due(at(22, 0), moment, WorkingCalendar()) == mark


def test_the_deadlines_own_instant_is_too_late() -> None:
    noon = at(21, 12)
    assert reminder_due(noon, noon - timedelta(seconds=1), WorkingCalendar()) == 1
    assert reminder_due(noon, noon, WorkingCalendar()) is None


def test_far_deadlines_are_not_counted_and_a_calendar_without_working_days_tells_nobody() -> None:
    assert reminder_due(at(18) + timedelta(days=900), at(18), WorkingCalendar()) is None
    free = WorkingCalendar(off=frozenset(date(2026, 9, day) for day in range(1, 31)))
    assert reminder_due(at(22, 0), at(18), free) is None


def test_only_a_deadline_with_a_day_closes_at_an_instant() -> None:
    fixed = Deadline(date(2026, 9, 21))
    assert find_closing_at(fixed) == closes_at(fixed) == at(22, 0)
    assert find_closing_at(None) is find_closing_at(Unknown("Ban Tổ chức")) is None
    assert find_closing_at(Deadline(EventAnchor("results_published"))) is None
