"""Deadlines of campaigns: days that return, days that follow an event, and days off.

A returning deadline makes *rounds*: what arrives belongs to the first occurrence that still takes it. "Trước ngày 05
hằng tháng" (S004-R14) makes one bucket for each month, from the 5th of the month before to the end of the 4th.
"""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from judging.rules.deadlines import ZONE, closes_at, last_day
from judging.rules.working_days import LONGEST_TERM_DAYS, NoWorkingDayError, add_working_days
from judging.spec.campaign_words import FreeDayRule
from judging.spec.deadlines import Deadline, EventAnchor, Recurrence
from judging.spec.words import Every

if TYPE_CHECKING:
    from collections.abc import Mapping

    from judging.rules.working_days import WorkingCalendar
    from judging.spec.unknown import Unknown

MONTHS_OF = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}
REACH_DAYS = 800
"""How far an occurrence is looked for: two years and more, whatever the period."""

LATE_DAYS = 40
"""How long after its own day an occurrence may still close: no run of days off is longer."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a returning deadline falls due: the day as the plan says it, and the first refused instant."""

    day: date
    closes_at: datetime


def occurrence_days(again: Recurrence, first: date, last: date) -> tuple[date, ...]:
    """The days from `first` to `last`, both included, on which `again` falls.

    >>> occurrence_days(Recurrence(Every.MONTH, day=31), date(2024, 1, 1), date(2024, 3, 31))
    (datetime.date(2024, 1, 31), datetime.date(2024, 2, 29), datetime.date(2024, 3, 31))
    """
    start = max(first, again.since or first)
    end = min(last, again.until or last)
    length = MONTHS_OF[again.every]
    found = (
        _day_of(year, before + (again.month or length), again.day)
        for year in range(start.year, end.year + 1)
        for before in range(0, 12, length)
    )
    return tuple(day for day in found if start <= day <= end)


def occurrences(
    deadline: Deadline, *, first: date, last: date, calendar: WorkingCalendar, on_free_day: FreeDayRule
) -> tuple[Occurrence, ...]:
    """Every occurrence of a returning deadline whose own day lies from `first` to `last`; none if it does not return.

    Raises NoWorkingDayError where the calendar has no working day within reach.
    """
    if not isinstance(deadline.value, Recurrence):
        return ()
    return tuple(
        Occurrence(day, closing_on(deadline, day, calendar=calendar, on_free_day=on_free_day))
        for day in occurrence_days(deadline.value, first, last)
    )


def bucket_of(
    deadline: Deadline, arrived_at: datetime, *, calendar: WorkingCalendar, on_free_day: FreeDayRule
) -> Occurrence | None:
    """The occurrence to which something that arrived at `arrived_at` belongs: the first that still takes it.

    What comes after one deadline is not late: it is in time for the next. None where no other follows.
    """
    today = arrived_at.astimezone(ZONE).date()
    found = occurrences(
        deadline,
        first=today - timedelta(days=LATE_DAYS),
        last=today + timedelta(days=REACH_DAYS),
        calendar=calendar,
        on_free_day=on_free_day,
    )
    return next((one for one in found if arrived_at < one.closes_at), None)


def closing_on(deadline: Deadline, day: date, *, calendar: WorkingCalendar, on_free_day: FreeDayRule) -> datetime:
    """The first refused instant of `deadline` when it falls on `day`, in UTC.

    A last day that is a day off moves as `on_free_day` says, with its hour. "Trước ngày 05" lasts through the 4th: it
    is the 4th that may be a Sunday. Raises NoWorkingDayError.
    """
    fixed = replace(deadline, value=day)
    closing, last = closes_at(fixed), last_day(fixed)
    if on_free_day is FreeDayRule.STAYS or calendar.is_working(last):
        return closing
    moved = _next(last, calendar) if on_free_day is FreeDayRule.NEXT_WORKING_DAY else _before(last, calendar)
    return closing + (moved - last)


def day_after_event(anchor: EventAnchor, happened_on: date, calendar: WorkingCalendar) -> date:
    """The day that `anchor` names once its event has happened, in calendar or in working days.

    Raises NoWorkingDayError.
    """
    if not anchor.in_working_days:
        return happened_on + timedelta(days=anchor.offset_days)
    return add_working_days(happened_on, anchor.offset_days, calendar)


def begins_at(deadline: Deadline, *, events: Mapping[str, date], calendar: WorkingCalendar) -> datetime | None:
    """The first instant of what begins with an event ("sau khi công bố"), in UTC; None before it has happened.

    `events` are the local days on which events happened. Raises NoWorkingDayError.
    """
    if not isinstance(deadline.value, EventAnchor) or deadline.value.event not in events:
        return None
    day = day_after_event(deadline.value, events[deadline.value.event], calendar)
    return datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC)


def next_closing(
    deadline: Deadline | Unknown | None,
    *,
    now: datetime,
    events: Mapping[str, date],
    calendar: WorkingCalendar,
    on_free_day: FreeDayRule | Unknown,
) -> datetime | None:
    """The first refused instant of whatever kind of deadline: once, returning (the next after `now`), or by event.

    None where the plan leaves it open, its event has not happened, or nothing returns any more. As long as nobody has
    decided what becomes of a day off, days stay as they are written. Raises NoWorkingDayError.
    """
    if not isinstance(deadline, Deadline):
        return None
    rule = on_free_day if isinstance(on_free_day, FreeDayRule) else FreeDayRule.STAYS
    value = deadline.value
    if isinstance(value, datetime):
        return closes_at(deadline)
    if isinstance(value, date):
        return closing_on(deadline, value, calendar=calendar, on_free_day=rule)
    if isinstance(value, Recurrence):
        found = bucket_of(deadline, now, calendar=calendar, on_free_day=rule)
        return None if found is None else found.closes_at
    if isinstance(value, EventAnchor) and value.event in events:
        day = day_after_event(value, events[value.event], calendar)
        return closing_on(deadline, day, calendar=calendar, on_free_day=rule)
    return None


def _day_of(year: int, month: int, day: int | None) -> date:
    last = months.monthrange(year, month)[1]
    return date(year, month, min(day or last, last))


def _next(day: date, calendar: WorkingCalendar) -> date:
    return add_working_days(day, 1, calendar)


def _before(day: date, calendar: WorkingCalendar) -> date:
    for back in range(1, LONGEST_TERM_DAYS):
        if calendar.is_working(day - timedelta(days=back)):
            return day - timedelta(days=back)
    raise NoWorkingDayError
