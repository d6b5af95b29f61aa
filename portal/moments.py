"""Moments of a film as people write them: `1:23`, `0:01:23,5`, `83`; and as they are shown."""

from __future__ import annotations

import re

_MOMENT = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5})(?:[.,](\d{1,3}))?")
_SIXTY = 60


def read_moment(text: str) -> int | None:
    """Milliseconds from the beginning; None for what is no moment.

    >>> read_moment("1:23"), read_moment("0:01:23,5"), read_moment("83"), read_moment("1:75"), read_moment("giữa")
    (83000, 83500, 83000, None, None)
    """
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds = (int(found[at] or 0) for at in (1, 2, 3))
    if (found[2] and seconds >= _SIXTY) or (found[1] and minutes >= _SIXTY):
        return None
    thousandths = int((found[4] or "0").ljust(3, "0"))
    return ((hours * _SIXTY + minutes) * _SIXTY + seconds) * 1000 + thousandths


def show_moment(milliseconds: int) -> str:
    """A moment with tenths where it has some; it can be read back.

    >>> show_moment(83_000), show_moment(83_500), show_moment(3_723_000)
    ('1:23', '1:23,5', '1:02:03')
    """
    tenths = round(milliseconds / 100)
    seconds, tenth = divmod(tenths, 10)
    minutes, second = divmod(seconds, _SIXTY)
    hours, minute = divmod(minutes, _SIXTY)
    whole = f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
    return f"{whole},{tenth}" if tenth else whole
