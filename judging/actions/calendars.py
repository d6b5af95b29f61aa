"""Keeping the calendar of holidays and swapped days; the open cases' days move with it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from judging.actions.history import record
from judging.enums import CalendarDayKind, Role
from judging.errors import AlreadyDoneError, NotAllowedError, RefusedError
from judging.ids import AccountID
from judging.models.calendars import CalendarDay
from judging.models.cases import Case
from judging.queries.calendars import load_calendar
from judging.rules.cases import OPEN, due_day
from judging.rules.working_days import SATURDAY
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from judging.rules.viewers import Viewer

LONGEST_HOLIDAY_DAYS = 31


class CalendarSpanError(RefusedError):
    """The last day comes before the first, or the span is longer than any holiday."""

    code = "calendar_span"


class WorkedAnywayError(RefusedError):
    """A day from Monday to Friday is worked anyway: only a weekend day can be worked in exchange."""

    code = "worked_anyway"


def save_days(
    session: Session, *, first: date, last: date, kind: CalendarDayKind, name: str, by: Viewer, now: datetime
) -> int:
    """Enter the days from `first` to `last` (both belong); a day that stood there is replaced. How many days.

    Raises:
        CalendarSpanError: for a span that ends before it begins, or is longer than a month.
        WorkedAnywayError: when a working day is said to be worked in exchange.
    """
    span = (last - first).days
    if not 0 <= span < LONGEST_HOLIDAY_DAYS:
        raise CalendarSpanError(most=LONGEST_HOLIDAY_DAYS)
    days = [first + timedelta(days=number) for number in range(span + 1)]
    if kind is CalendarDayKind.WORKED and any(day.weekday() < SATURDAY for day in days):
        raise WorkedAnywayError
    _write(session, [(day, kind, name) for day in days], by=by, now=now)
    return len(days)


def add_fixed_days(session: Session, days: Iterable[tuple[date, str]], *, by: Viewer, now: datetime) -> int:
    """Enter the holidays that fall on the same day each year, where nothing stands yet; how many were added."""
    wanted = dict(days)
    present = set(session.scalars(select(CalendarDay.day_on).where(CalendarDay.day_on.in_(list(wanted)))))
    added = [(day, CalendarDayKind.OFF, name) for day, name in wanted.items() if day not in present]
    _write(session, added, by=by, now=now)
    return len(added)


def remove_day(session: Session, *, day: date, by: Viewer, now: datetime) -> None:
    """The day is as every other of the week again. Raises AlreadyDoneError when it was removed before."""
    if not by.has(Role.ADMIN):
        raise NotAllowedError
    row = session.get(CalendarDay, day)
    if row is None:
        raise AlreadyDoneError
    session.delete(row)
    session.flush()
    _record(session, "calendar.remove", by=by, at=now, day=day.isoformat(), moved=_redate_cases(session))


def _write(session: Session, days: list[tuple[date, CalendarDayKind, str]], *, by: Viewer, now: datetime) -> None:
    if not by.has(Role.ADMIN):
        raise NotAllowedError
    if not days:
        return
    session.execute(
        delete(CalendarDay)
        .where(CalendarDay.day_on.in_([day for day, _, _ in days]))
        .execution_options(synchronize_session=False)
    )
    session.add_all(
        CalendarDay(day_on=day, kind=kind.value, name=name, set_by=AccountID(by.account_id), set_at=now)
        for day, kind, name in days
    )
    session.flush()
    told = [f"{day.isoformat()} {kind.value}" for day, kind, _ in days]
    _record(session, "calendar.save", by=by, at=now, days=told, moved=_redate_cases(session))


def _redate_cases(session: Session) -> int:
    """The last day of every open case anew by the calendar that stands now; how many moved."""
    calendar = load_calendar(session)
    moved = 0
    for case in session.scalars(select(Case).where(Case.state.in_([state.value for state in OPEN])).order_by(Case.id)):
        due_on = due_day(local_day(case.received_at), case.term_days, calendar)
        if due_on != case.due_on:
            case.due_on, moved = due_on, moved + 1
    session.flush()
    return moved


def _record(session: Session, action: str, *, by: Viewer, at: datetime, **facts: object) -> None:
    record(session, at=at, actor=by.account_id, role=Role.ADMIN.value, action=action, subject="calendar", **facts)
