"""How fast a seat locks its sheets, and when it would be done at that pace: counts of sheets, never a mark."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

FEW_LOCKED = 2
"""Under two locked sheets nothing is said of a pace."""
_TENTHS, _HUNDREDTHS = Decimal("0.1"), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Pace:
    """Sheets locked a day, rounded for reading, and the day on which the last would be locked."""

    per_day: Decimal
    finished_on: date


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
