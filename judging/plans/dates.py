"""Checks of the order of a plan's dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from judging.plans.faults import fault, parts_of
from judging.plans.parts import FARTHEST_DAYS
from judging.plans.vote_parts import last_moments, vote_moments
from judging.rules.deadlines import closes_at, opens_at
from judging.spec.deadlines import Deadline, EventAnchor, Milestone, Recurrence, RelativeDay
from judging.spec.rounds import Round
from judging.spec.words import MilestoneKind

if TYPE_CHECKING:
    from judging.plans.faults import Fault, Faults
    from judging.spec.decoding import Path

SOME_DAY = date(2000, 1, 1)
"""Days relative to loading are compared with each other from here; their distances do not depend on it."""

_K = MilestoneKind
_IN_ORDER = (
    (_K.PROGRAMME_START, _K.PROGRAMME_END),
    (_K.PROGRAMME_START, _K.ENTRIES_OPEN),
    (_K.ENTRIES_OPEN, _K.AUTHORS_CLOSE),
    (_K.ENTRIES_OPEN, _K.ENTRIES_CLOSE),
    (_K.AUTHORS_CLOSE, _K.ENTRIES_CLOSE),
    (_K.ENTRIES_CLOSE, _K.RESULTS_BY),
    (_K.RESULTS_BY, _K.AWARDS_BY),
)
_OPENING = frozenset({_K.PROGRAMME_START, _K.ENTRIES_OPEN})
_Moment = tuple["Path", str, Deadline, bool]


def date_faults(parts: tuple[tuple[Path, object], ...]) -> list[Fault]:
    """Every pair of moments that stand in the wrong order.

    Moments that are open, hang on an event or return are not compared.
    """
    moments = {
        stone.kind: ((*path, "deadline"), str(stone.kind), stone.deadline, stone.kind in _OPENING)
        for path, stone in parts_of(Milestone, parts)
        if isinstance(stone.deadline, Deadline)
    }
    found: list[Fault] = []
    for first, second in _IN_ORDER:
        if first in moments and second in moments:
            found += _ordered(moments[first], moments[second])
    return found + _rounds(moments, parts) + _votes(moments, parts)


def _votes(moments: dict[MilestoneKind, _Moment], parts: tuple[tuple[Path, object], ...]) -> list[Fault]:
    """A vote opens after the marking of its works and is over before the result is announced."""
    pairs = vote_moments(parts)
    if _K.RESULTS_BY in moments:
        pairs += [(end, moments[_K.RESULTS_BY]) for end in last_moments(parts)]
    return [one for first, second in pairs for one in _ordered(first, second)]


def _rounds(moments: dict[MilestoneKind, _Moment], parts: tuple[tuple[Path, object], ...]) -> list[Fault]:
    """A round comes after the entries close and after every earlier round of one of its categories.

    Rounds of different categories may run side by side: two panels, and a common final after both.
    """
    found: list[Fault] = []
    entered = moments.get(_K.ENTRIES_CLOSE)
    ends: list[tuple[frozenset[str], _Moment]] = []
    for path, round_ in parts_of(Round, parts):
        categories = frozenset(round_.categories)
        before = [one for judged, one in ends if judged & categories] or ([entered] if entered is not None else [])
        for name, value in (("opens", round_.opens), ("closes", round_.closes)):
            if isinstance(value, Deadline):
                moment = ((*path, name), f"{round_.key}.{name}", value, name == "opens")
                found += [one for earlier in before for one in _ordered(earlier, moment)]
                before = [moment]
        ends += [(categories, moment) for moment in before if moment is not entered]
    if _K.RESULTS_BY in moments:
        last = [moment for _, moment in ends] or ([entered] if entered is not None else [])
        found += [one for moment in last for one in _ordered(moment, moments[_K.RESULTS_BY])]
    return found


def _ordered(first: _Moment, second: _Moment) -> Faults:
    earlier, later = _instant(first), _instant(second)
    is_relative = [isinstance(moment[2].value, RelativeDay) for moment in (first, second)]
    if earlier is None or later is None or is_relative[0] != is_relative[1]:
        return
    if earlier > later:
        yield fault("dates_out_of_order", second[0], first=first[1], second=second[1])


def _instant(moment: _Moment) -> datetime | None:
    _, _, deadline, is_opening = moment
    if isinstance(deadline.value, (EventAnchor, Recurrence)):
        return None
    if isinstance(deadline.value, RelativeDay):
        if abs(deadline.value.offset_days) > FARTHEST_DAYS:
            return None
        day = SOME_DAY + timedelta(days=deadline.value.offset_days)
        deadline = replace(deadline, value=day, at=deadline.value.at or deadline.at)
    if isinstance(deadline.value, datetime):
        return deadline.value.astimezone(UTC)
    return opens_at(deadline) if is_opening else closes_at(deadline)
