"""A plan of another year: the same contest or campaign with every day moved."""

from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any, TypeVar

from judging.spec.contents import IndexReference
from judging.spec.deadlines import Deadline, Recurrence
from judging.spec.programme import Programme
from judging.spec.shapes import is_spec

D = TypeVar("D", date, datetime)


def moved(programme: Programme, years: int) -> Programme:
    """The programme with every fixed deadline `years` later, to the same day and hour; 29/2 becomes 28/2.

    A returning day keeps its day and moves its first and last year; an index of the year becomes that of the new one.

    The words that the old document used for a day are left out, for they name the old one. Days that follow an event
    or today stay as they are, and so do the days of laws and papers, which are facts of the past.
    """
    found: Programme = _moved(programme, years) if years else programme
    return found


def _moved(value: Any, years: int) -> Any:  # noqa: ANN401  any spec value
    if isinstance(value, Deadline) and isinstance(value.value, date):
        return replace(value, value=_later(value.value, years), text=None)
    if isinstance(value, Recurrence):
        ends = {name: _later(day, years) for name in ("since", "until") if (day := getattr(value, name)) is not None}
        return replace(value, **ends)
    if isinstance(value, IndexReference) and value.year is not None:
        return replace(value, year=value.year + years)
    if isinstance(value, tuple):
        return tuple(_moved(item, years) for item in value)
    if is_spec(value):
        return replace(value, **{f.name: _moved(getattr(value, f.name), years) for f in fields(value)})
    return value


def _later(day: D, years: int) -> D:
    """The same day of another year.

    >>> _later(date(2024, 2, 29), 1), _later(date(2026, 9, 15), 2)
    (datetime.date(2025, 2, 28), datetime.date(2028, 9, 15))
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
