"""How fast sheets are locked, against the days of the plan, and when they would be done: counts, never a mark."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FEW_LOCKED = 2
"""Under two locked sheets nothing is said of a pace."""
_TENTHS, _HUNDREDTHS = Decimal("0.1"), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Pace:
    """Sheets locked a day, rounded for reading, and the day on which the last would be locked."""

    per_day: Decimal
    finished_on: date

    def is_too_late(self, last_on: date | None) -> bool:
        """Whether the last sheet would be locked after the round's last day; never where the plan fixes none."""
        return last_on is not None and self.finished_on > last_on


def pace_of(*, locked: int, left: int, began_on: date, today: date) -> Pace | None:
    """The pace over all days from the first save to today, both counted, rest days too; None while too few are locked.

    Six sheets locked in three days, five left: two a day, and done three days from now.

    >>> pace_of(locked=6, left=5, began_on=date(2026, 9, 7), today=date(2026, 9, 9))
    Pace(per_day=Decimal('2.0'), finished_on=datetime.date(2026, 9, 12))
    """
    if locked < FEW_LOCKED:
        return None
    days = max((today - began_on).days, 0) + 1
    ahead = -(-left * days // locked)
    per_day = Decimal(locked) / days
    step = _TENTHS if per_day >= 1 else _HUNDREDTHS
    return Pace(per_day.quantize(step, ROUND_HALF_UP), today + timedelta(days=ahead))


@dataclass(frozen=True, slots=True)
class MarkingDay:
    """One day: sheets locked on it, all up to its end, and how many the plan's days would want by then.

    `planned` is None where the plan fixes no first or no last day.
    """

    day: date
    locked: int
    so_far: int
    planned: int | None


def marking_days(
    locked_on: Mapping[date, int], *, wanted: int, opens_on: date | None, last_on: date | None, today: date
) -> tuple[MarkingDay, ...]:
    """Every day from the first of marking to today or the last day that a sheet was locked on, in order.

    `wanted` sheets over the days of the plan, each day its equal share, rounded down: 10 sheets in 4 days want 2, 5, 7
    and 10. Days before the plan's first one want none, days after its last one all.

    >>> days = marking_days({date(2026, 9, 8): 3}, wanted=10, opens_on=date(2026, 9, 7), last_on=date(2026, 9, 10),
    ...                     today=date(2026, 9, 8))
    >>> [(one.day.day, one.locked, one.so_far, one.planned) for one in days]
    [(7, 0, 0, 2), (8, 3, 3, 5)]
    """
    begins = [one for one in (opens_on, *locked_on) if one is not None and one <= today]
    if not begins:
        return ()
    days, so_far = [], 0
    first, last = min(begins), max(today, *locked_on) if locked_on else today
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        so_far += locked_on.get(day, 0)
        days.append(MarkingDay(day, locked_on.get(day, 0), so_far, planned_by(day, wanted, opens_on, last_on)))
    return tuple(days)


def planned_by(day: date, wanted: int, opens_on: date | None, last_on: date | None) -> int | None:
    """How many of `wanted` sheets the plan's days want at the end of `day`."""
    if opens_on is None or last_on is None or last_on < opens_on:
        return None
    over = min(max((day - opens_on).days + 1, 0), (last_on - opens_on).days + 1)
    return wanted * over // ((last_on - opens_on).days + 1)
