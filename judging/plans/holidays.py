"""The holidays that fall on the same day of every year, read from the data beside this module."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any


def fixed_holidays(year: int) -> list[tuple[date, str]]:
    """(day, name) of each fixed holiday of `year`, in order.

    >>> fixed_holidays(2026)[0]
    (datetime.date(2026, 1, 1), 'Tết Dương lịch')
    """
    return [(date(year, one["month"], one["day"]), one["name"]) for one in _fixed()]


@cache
def _fixed() -> list[dict[str, Any]]:
    text = files("judging.plans").joinpath("holidays.toml").read_text(encoding="utf-8")
    return list(tomllib.loads(text)["fixed"])
