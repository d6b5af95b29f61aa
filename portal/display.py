"""Values as an office writes them: numbers, money, days, moments, durations. Jinja filters of every template.

The Vietnamese forms are those of `vietnamese/`; the English interface follows English habit. Times are read in the
office's zone in both.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from babel.dates import format_date
from flask_babel import get_locale

from vietnamese.dates import format_day, format_day_short, format_duration, format_time, local_day, to_local
from vietnamese.money import format_vnd
from vietnamese.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from jinja2 import Environment

NBSP = "\u00a0"
_KILO = 1_000
_LARGE = (("GB", _KILO**3), ("MB", _KILO**2))


def _is_vietnamese() -> bool:
    locale = get_locale()
    return locale is None or locale.language == "vi"


def number(value: Decimal | int) -> str:
    """`1463` → `1.463` (English `1,463`); decimals are kept as they are: `Decimal("8.25")` → `8,25`."""
    return format_number(value) if _is_vietnamese() else f"{value:,}"


def mark(value: Decimal | str | int) -> str:
    """A mark given as decimal text: `"8.50"` → `8,5`, `"10"` → `10`; what is no number stays as typed."""
    text = str(value)
    try:
        amount = Decimal(text)
    except ArithmeticError:
        return text
    if not amount.is_finite():
        return text
    whole = amount.to_integral_value()
    return number(int(whole)) if amount == whole else number(amount.normalize())


def money(vnd: int) -> str:
    """Whole đồng: `2000000` → `2.000.000 đồng`, held together by a no-break space."""
    return format_vnd(vnd) if _is_vietnamese() else f"{vnd:,}{NBSP}VND"


def day(on: date) -> str:
    """`16/7/2020`, `05/01/2021`: as official papers write a short date, in both languages."""
    return format_day_short(on)


def long_day(on: date) -> str:
    """`ngày 05 tháng 11 năm 2020`; English `5 November 2020`."""
    return format_day(on) if _is_vietnamese() else format_date(on, "d MMMM y", locale="en")


def moment(at: datetime, *, seconds: bool = False) -> str:
    """An aware time, in the office's zone: `10 giờ 32 phút, ngày 05/11/2020`; with seconds where they decide."""
    on = day(local_day(at))
    if _is_vietnamese():
        return f"{format_time(at, seconds=seconds)}, ngày {on}"
    here = to_local(at)
    return f"{here:%H:%M:%S}, {on}" if seconds else f"{here:%H:%M}, {on}"


def deadline(closes_at: datetime) -> str:
    """A closing moment as people say it: the end of the last day where it is a midnight (`hết ngày 05/12/2026`)."""
    here = to_local(closes_at)
    if (here.hour, here.minute, here.second, here.microsecond) != (0, 0, 0, 0):
        return moment(closes_at)
    last = day(local_day(closes_at - timedelta(microseconds=1)))
    return f"hết ngày {last}" if _is_vietnamese() else f"end of {last}"


def clock_time(at: datetime) -> str:
    """The hour alone, in the office's zone: `10:32`."""
    return f"{to_local(at):%H:%M}"


def duration(seconds: Decimal | float) -> str:
    """Seconds, rounded to the nearest: `312` → `5 phút 12 giây`, `360` → `6 phút 00 giây`; English `5 min 12 s`."""
    total = int(Decimal(str(seconds)).quantize(Decimal(1), ROUND_HALF_UP))
    if _is_vietnamese():
        return format_duration(total)
    minutes, rest = divmod(total, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min {rest} s" if hours else f"{minutes} min {rest} s" if minutes else f"{rest} s"


def byte_size(count: int) -> str:
    """A size in bytes, decimal units: `146300000` → `146,3 MB`, `12500` → `13 kB`, `300` → `300 byte`."""
    for unit, size in _LARGE:
        if count >= size:
            shown = (Decimal(count) / size).quantize(Decimal("0.1"), ROUND_HALF_UP)
            return f"{mark(shown)}{NBSP}{unit}"
    if count >= _KILO:
        return f"{number(int((Decimal(count) / _KILO).quantize(Decimal(1), ROUND_HALF_UP)))}{NBSP}kB"
    return f"{count}{NBSP}byte"


def capitalize(text: str) -> str:
    """The first letter large and the rest as written: `đĩa CD` → `Đĩa CD`, where Jinja's own says `Đĩa cd`."""
    return text[:1].upper() + text[1:]


_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("coc_coc", "Cốc Cốc"), ("SamsungBrowser", "Samsung Internet"),
             ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("Chrome", "Chrome"), ("CriOS", "Chrome"),
             ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
            ("Mac OS X", "macOS"), ("Linux", "Linux"))  # fmt: skip


def browser(user_agent: str) -> str:
    """What a person calls a browser, from what it calls itself: `Chrome · Android`; unknown ones as they are."""
    names = [next((name for sign, name in signs if sign in user_agent), "") for signs in (_BROWSERS, _SYSTEMS)]
    return " · ".join(filter(None, names)) or user_agent


FILTERS: dict[str, Callable[..., Any]] = {
    "number": number,
    "mark": mark,
    "money": money,
    "day": day,
    "long_day": long_day,
    "moment": moment,
    "deadline": deadline,
    "clock_time": clock_time,
    "duration": duration,
    "byte_size": byte_size,
    "capitalize": capitalize,
    "browser": browser,
}


def install(environment: Environment) -> None:
    """Give the filters to every template of the environment."""
    environment.filters.update(FILTERS)
