"""The days that differ from the ordinary week."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.enums import CalendarDayKind
from judging.models.calendars import CalendarDay
from judging.rules.working_days import WorkingCalendar

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def load_calendar(session: Session) -> WorkingCalendar:
    """Every day that was entered, for counting."""
    rows = session.execute(select(CalendarDay.day_on, CalendarDay.kind)).all()
    return WorkingCalendar(
        off=frozenset(day for day, kind in rows if kind == CalendarDayKind.OFF.value),
        on=frozenset(day for day, kind in rows if kind == CalendarDayKind.WORKED.value),
    )


def list_days(session: Session, year: int) -> list[CalendarDay]:
    """The days entered for a year, in order."""
    return list(
        session.scalars(
            select(CalendarDay)
            .where(CalendarDay.day_on >= date(year, 1, 1), CalendarDay.day_on <= date(year, 12, 31))
            .order_by(CalendarDay.day_on)
        )
    )
