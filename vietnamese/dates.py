"""Days, hours and periods as official papers write them (domain/vietnamese 4.8; NĐ 30/2020).

A zero stands before days 1-9 and months 1-2 only. The zone is Asia/Ho_Chi_Minh, UTC+7, no summer time.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from vietnamese.errors import DayError
from vietnamese.money import number_in_words

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

_SHORT = re.compile(r"([0-9]{1,2})\s*[/.\-]\s*([0-9]{1,2})\s*[/.\-]\s*([0-9]{4})")
_LONG = re.compile(r"(?:ngày\s+)?([0-9]{1,2})\s+tháng\s+([0-9]{1,2})\s+năm\s+([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def to_local(moment_at: datetime) -> datetime:
    """The moment on the clocks of the country. Naive times are a programming error."""
    if moment_at.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return moment_at.astimezone(ZONE)


def local_day(moment_at: datetime) -> date:
    """The calendar day of a moment, here."""
    return to_local(moment_at).date()


def start_of_day(day_on: date) -> datetime:
    """The first moment of a day here, in UTC. The day ends, exclusively, where the next one starts."""
    return datetime.combine(day_on, time.min, tzinfo=ZONE).astimezone(UTC)


def end_of_day(day_on: date) -> datetime:
    """The first moment after a day here, in UTC: `chậm nhất ngày` is met by every moment before it."""
    return start_of_day(day_on + timedelta(days=1))


def _day(number: int) -> str:
    return f"{number:02d}"


def _month(number: int) -> str:
    return f"{number:02d}" if number <= 2 else str(number)  # noqa: PLR2004


def format_day(day_on: date) -> str:
    """`ngày 05 tháng 01 năm 2026`."""
    return f"ngày {_day(day_on.day)} tháng {_month(day_on.month)} năm {day_on.year}"


def format_day_short(day_on: date) -> str:
    """`05/01/2026`, `24/8/2020`."""
    return f"{_day(day_on.day)}/{_month(day_on.month)}/{day_on.year}"


def format_period(first_on: date, last_on: date) -> str:
    """`từ ngày 01 đến ngày 15 tháng 9 năm 2020`; what both days share is said once. Both days belong to it."""
    if first_on == last_on:
        return format_day(first_on)
    if first_on.year != last_on.year:
        return f"từ {format_day(first_on)} đến {format_day(last_on)}"
    if first_on.month != last_on.month:
        first = f"ngày {_day(first_on.day)} tháng {_month(first_on.month)}"
        return f"từ {first} đến {format_day(last_on)}"
    return f"từ ngày {_day(first_on.day)} đến {format_day(last_on)}"


def format_period_short(first_on: date, last_on: date) -> str:
    """`01/9/2020 – 15/9/2020`."""
    return f"{format_day_short(first_on)} – {format_day_short(last_on)}"


def format_time(moment_at: datetime, *, seconds: bool = False) -> str:
    """`10 giờ 32 phút`, local; with `seconds`, `10 giờ 32 phút 05 giây`."""
    here = to_local(moment_at)
    text = f"{here.hour:02d} giờ {here.minute:02d} phút"
    return f"{text} {here.second:02d} giây" if seconds else text


def format_moment(moment_at: datetime, *, seconds: bool = False) -> str:
    """`10 giờ 32 phút, ngày 05 tháng 01 năm 2026`, local."""
    return f"{format_time(moment_at, seconds=seconds)}, {format_day(local_day(moment_at))}"


def format_moment_short(moment_at: datetime) -> str:
    """`10:32 05/01/2026`, local, for tables."""
    here = to_local(moment_at)
    return f"{here.hour:02d}:{here.minute:02d} {format_day_short(here.date())}"


def format_duration(seconds: int) -> str:
    """`5 phút 12 giây`, `1 giờ 00 phút 05 giây`, `45 giây`: how long a video runs."""
    if seconds < 0:
        raise ValueError("a duration is not negative")
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    if hours:
        return f"{hours} giờ {minutes:02d} phút {rest:02d} giây"
    return f"{minutes} phút {rest:02d} giây" if minutes else f"{rest} giây"


def parse_day(text: str) -> date:
    """Read `16/7/2020`, `ngày 24 tháng 8 năm 2020` or `2020-08-24`.

    Raises DayError: form (a year of five digits too: it is marked for a person, never repaired), impossible (31/6).
    """
    cleaned = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    if found := _ISO.fullmatch(cleaned):
        year, month, day = map(int, found.groups())
    elif found := _SHORT.fullmatch(cleaned) or _LONG.fullmatch(cleaned):
        day, month, year = map(int, found.groups())
    else:
        raise DayError("form", text)
    try:
        return date(year, month, day)
    except ValueError as error:
        raise DayError("impossible", text) from error


def day_in_words(day_on: date) -> str:
    """`ngày mùng năm tháng một năm hai nghìn không trăm hai mươi sáu`, as minutes write a day out beside its figures.

    >>> day_in_words(date(2026, 4, 24))
    'ngày hai mươi tư tháng tư năm hai nghìn không trăm hai mươi sáu'
    """
    day = f"mùng {number_in_words(day_on.day)}" if day_on.day <= 10 else number_in_words(day_on.day)  # noqa: PLR2004
    month = "tư" if day_on.month == 4 else number_in_words(day_on.month)  # noqa: PLR2004  never "tháng bốn"
    return f"ngày {day} tháng {month} năm {number_in_words(day_on.year)}"
