"""When people are reminded before a deadline: some working days before, while offices are open, each mark once."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from judging.rules.deadlines import ZONE
from judging.rules.working_days import working_days_between

if TYPE_CHECKING:
    from judging.rules.working_days import WorkingCalendar

MARKS = (3, 1)
"""How many whole working days are left after the day on which people are reminded."""
OFFICE_OPENS, OFFICE_CLOSES = time(8), time(17)
_FAR = timedelta(days=60)
"""No term of three working days reaches further; what closes later needs no counting."""


def reminder_due(closing_at: datetime, now: datetime, calendar: WorkingCalendar) -> int | None:
    """The most urgent mark that `now` calls for; None too early, after the deadline, and while offices are closed.

    `closing_at` is the first instant that is too late. What closes at the end of Friday 25/9 is called for on the
    Tuesday before, and again on the Thursday. Whoever was away on a mark's day gets it on the next working day.

    >>> from datetime import UTC
    >>> from judging.rules.working_days import WorkingCalendar
    >>> end = datetime(2026, 9, 25, 17, tzinfo=UTC)
    >>> [reminder_due(end, datetime(2026, 9, day, 3, tzinfo=UTC), WorkingCalendar()) for day in (21, 22, 23, 24, 25)]
    [None, 3, 3, 1, 1]
    """
    local = now.astimezone(ZONE)
    if not now < closing_at < now + _FAR or not OFFICE_OPENS <= local.time() < OFFICE_CLOSES:
        return None
    today = local.date()
    if not calendar.is_working(today):
        return None
    last = (closing_at - timedelta(microseconds=1)).astimezone(ZONE).date()
    left = working_days_between(today, last, calendar)
    return min((mark for mark in MARKS if left <= mark), default=None)
