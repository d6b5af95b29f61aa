"""Levels of government are dated data: which exist on a day, where a route leads then, who signs.

The district level ended on 1 July 2025 (domain/practice 3.10): a commune proposes to the province since. What was
given before keeps its issuer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from judging.spec.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from judging.spec.award_forms import AwardForm
    from judging.spec.campaign_words import LevelCode
    from judging.spec.ways import Route


@dataclass(frozen=True, slots=True)
class Level:
    """A level as long as it exists: from `from_on` (None: as long as one can tell) to the day before `until_on`.

    `successor` is the level that took over what it did.
    """

    code: LevelCode
    name: str
    order: int
    from_on: date | None = None
    until_on: date | None = None
    successor: LevelCode | None = None
    law: str | None = None


@dataclass(frozen=True, slots=True)
class RouteOnDay:
    """Where a route leads on a day.

    `destination` and `receives` are Unknown where the office ended with its level: a person names the one that took
    over, for no plan of that time could.
    """

    route: Route
    level: LevelCode
    destination: str | Unknown
    receives: str | Unknown
    is_remapped: bool


def exists(levels: Sequence[Level], code: LevelCode, day: date) -> bool:
    """Whether there is that level on `day`: the district is there on 30/6/2025 and not on 01/7/2025."""
    found = _find(levels, code)
    began = found.from_on is None or found.from_on <= day
    return began and (found.until_on is None or day < found.until_on)


def level_on(levels: Sequence[Level], code: LevelCode, day: date) -> LevelCode:
    """The level that does on `day` what `code` did: itself while it exists, then whoever took over."""
    here = _find(levels, code)
    passed = {here.code}
    while here.until_on is not None and day >= here.until_on and here.successor not in {None, *passed}:
        here = _find(levels, here.successor)  # type: ignore[arg-type] # None was just excluded
        passed.add(here.code)
    return here.code


def route_on(levels: Sequence[Level], route: Route, day: date, *, organiser: str) -> RouteOnDay:
    """Where `route` leads when papers leave on `day` (S004-R24).

    A route to a level that has ended goes to its successor; `organiser` must name the offices there.
    """
    level = level_on(levels, route.level, day)
    if level == route.level:
        return RouteOnDay(route, level, route.destination, route.receives, is_remapped=False)
    ended = _find(levels, route.level)
    note = f"{route.destination}: {ended.name} → {_find(levels, level).name}"
    return RouteOnDay(route, level, Unknown(organiser, note), Unknown(organiser, note), is_remapped=True)


def giver_on(levels: Sequence[Level], form: AwardForm, decided_on: date) -> str | None:
    """Who signs an award decided on `decided_on`; None where that level does not exist then.

    The day of the decision counts and never today: a certificate of 30/6/2025 keeps its district chairman.
    """
    return form.giver if exists(levels, form.level, decided_on) else None


def _find(levels: Sequence[Level], code: LevelCode) -> Level:
    return next(level for level in levels if level.code == code)
