"""From the words of a plan to instants: when something opens, and the first instant that is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from judging.errors import DeadlineNotFixedError, UndecidedError
from judging.spec.deadlines import ZONE_NAME, Deadline
from judging.spec.unknown import Unknown
from judging.spec.words import Bound, MilestoneKind, Precision

if TYPE_CHECKING:
    from judging.spec.programme import Programme

ZONE = ZoneInfo(ZONE_NAME)
WARNING_HOURS = (48, 24, 2)
"""How long before a deadline those concerned are warned."""

_INSTANT = timedelta(microseconds=1)
_MONTHS = {Precision.MONTH: 1, Precision.QUARTER: 3, Precision.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Window:
    """From `opens_at` (allowed) to `closes_at` (the first refused instant), both aware UTC."""

    opens_at: datetime
    closes_at: datetime


def opens_at(deadline: Deadline) -> datetime:
    """The first instant that belongs to what begins with `deadline`, in UTC.

    "từ ngày 01/9/2020" is 01/9 00:00 in Asia/Ho_Chi_Minh, which is 31/8 17:00 UTC (S001-R25).
    Raises DeadlineNotFixedError.
    """
    return _first_instant(deadline).astimezone(UTC)


def closes_at(deadline: Deadline) -> datetime:
    """The first instant that `deadline` refuses, in UTC.

    Inclusive (chậm nhất, đến hết ngày): the day lasts until its end, so 15/9 refuses from 16/9 00:00 local.
    Exclusive (trước ngày): the day itself is refused, so 21/9 refuses from 21/9 00:00 local.
    With a time of day the instant itself is allowed when inclusive, and refused when exclusive.
    Raises DeadlineNotFixedError.
    """
    first = _first_instant(deadline)
    if deadline.bound is Bound.EXCLUSIVE:
        return first.astimezone(UTC)
    if isinstance(deadline.value, datetime) or deadline.at is not None:
        return first.astimezone(UTC) + _INSTANT
    if deadline.precision in _MONTHS:
        return _midnight(_months_later(first.date(), _MONTHS[deadline.precision])).astimezone(UTC)
    return _midnight(first.date() + timedelta(days=1)).astimezone(UTC)


def find_closing_at(deadline: Deadline | Unknown | None) -> datetime | None:
    """Like `closes_at`; None where the plan has no such deadline, leaves it open, or hangs it on an event."""
    if deadline is None or isinstance(deadline, Unknown):
        return None
    try:
        return closes_at(deadline)
    except DeadlineNotFixedError:
        return None


def last_day(deadline: Deadline) -> date:
    """The last local day on which something is still in time: 20/9 for "trước ngày 21/9" (S001-R27)."""
    return (closes_at(deadline) - _INSTANT).astimezone(ZONE).date()


def entry_window(programme: Programme) -> Window:
    """When entries reach the organiser: through a unit, its forward must fall into this window.

    Raises UndecidedError where the plan leaves one of the two moments open or does not name it.
    """
    return Window(
        opens_at(_decided(programme, MilestoneKind.ENTRIES_OPEN)),
        closes_at(_decided(programme, MilestoneKind.ENTRIES_CLOSE)),
    )


def author_window(programme: Programme) -> Window:
    """When authors may submit: until the units' own earlier deadline where the plan sets one."""
    window = entry_window(programme)
    if programme.find_milestone(MilestoneKind.AUTHORS_CLOSE) is None:
        return window
    return Window(window.opens_at, closes_at(_decided(programme, MilestoneKind.AUTHORS_CLOSE)))


def is_open(window: Window, now: datetime) -> bool:
    """Whether `now` lies inside: the opening instant does, the closing one does not."""
    return window.opens_at <= now < window.closes_at


def may_finish_after_deadline(window: Window, *, grace_seconds: int, upload_began_at: datetime, now: datetime) -> bool:
    """Whether an upload that began in time may be completed and submitted at `now` (design 5.5).

    With no grace nothing may: the deadline is the deadline.
    """
    in_grace = window.closes_at <= now < window.closes_at + timedelta(seconds=grace_seconds)
    return in_grace and is_open(window, upload_began_at)


def is_on_time(
    window: Window, *, arrived_at: datetime, grace_seconds: int = 0, upload_began_at: datetime | None = None
) -> bool:
    """Whether a submit that arrived at `arrived_at` counts, by the window or by grace."""
    if is_open(window, arrived_at):
        return True
    return upload_began_at is not None and may_finish_after_deadline(
        window, grace_seconds=grace_seconds, upload_began_at=upload_began_at, now=arrived_at
    )


def warning_moments(closing_at: datetime) -> tuple[tuple[int, datetime], ...]:
    """The warnings before a deadline: hours before it, and the instant at which each falls due."""
    return tuple((hours, closing_at - timedelta(hours=hours)) for hours in WARNING_HOURS)


def warning_due(closing_at: datetime, now: datetime) -> int | None:
    """The most urgent warning that `now` calls for, in hours; None too early and after the deadline.

    Whoever was away at 48 and 24 hours gets only the one that still says something.
    """
    due = [hours for hours, due_at in warning_moments(closing_at) if due_at <= now < closing_at]
    return min(due) if due else None


def _first_instant(deadline: Deadline) -> datetime:
    value = deadline.value
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(_first_day(value, deadline.precision), deadline.at or time(), tzinfo=ZONE)
    raise DeadlineNotFixedError


def _first_day(day: date, precision: Precision) -> date:
    if precision not in _MONTHS:
        return day
    months = _MONTHS[precision]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def _months_later(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZONE)


def _decided(programme: Programme, kind: MilestoneKind) -> Deadline:
    deadline = programme.find_milestone(kind)
    if isinstance(deadline, Deadline):
        return deadline
    decided_by = deadline.decided_by if isinstance(deadline, Unknown) else programme.organiser
    raise UndecidedError(path=f"milestones[{kind}].deadline", decided_by=decided_by)
