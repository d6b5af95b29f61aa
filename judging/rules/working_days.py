"""Counting in working days (ngày làm việc): weekends, holidays and swapped days are data, never code."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

SATURDAY = 5
LONGEST_TERM_DAYS = 400
"""No term counts further: a calendar that names no working day at all must not be searched for ever."""


class NoWorkingDayError(Exception):
    """The calendar has too few working days within reach: somebody entered whole years as free."""


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The days that differ from the ordinary week: `off` (holidays) and `on` (weekend days that are worked)."""

    off: frozenset[date] = field(default_factory=frozenset)
    on: frozenset[date] = field(default_factory=frozenset)

    def is_working(self, day: date) -> bool:
        """Whether offices work on `day`.

        >>> WorkingCalendar(on=frozenset({date(2026, 8, 22)})).is_working(date(2026, 8, 22))
        True
        """
        if day in self.off:
            return False
        return day in self.on or day.weekday() < SATURDAY


def add_working_days(day: date, count: int, calendar: WorkingCalendar) -> date:
    """The `count`-th working day after `day`, which itself does not count.

    Received on Friday 04/9/2026, five working days: the Friday after.

    >>> add_working_days(date(2026, 9, 4), 5, WorkingCalendar())
    datetime.date(2026, 9, 11)

    Raises NoWorkingDayError.
    """
    found, current = 0, day
    for _step in range(LONGEST_TERM_DAYS + count * 7):
        if found == count:
            return current
        current += timedelta(days=1)
        found += calendar.is_working(current)
    if found == count:
        return current
    raise NoWorkingDayError


def working_days_between(first: date, last: date, calendar: WorkingCalendar) -> int:
    """How many working days lie after `first` up to and with `last`; negative when `last` comes before `first`.

    >>> working_days_between(date(2026, 9, 4), date(2026, 9, 8), WorkingCalendar())
    2
    """
    if last < first:
        return -working_days_between(last, first, calendar)
    span = (last - first).days
    return sum(calendar.is_working(first + timedelta(days=number)) for number in range(1, span + 1))
