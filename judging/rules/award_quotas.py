"""How many awards may be given: bounds, what is left, and who comes in.

An upper bound is never exceeded, by nothing and nobody. A lower bound warns and never forces (S004-R23): nobody is
commended to fill a number. What a plan does not state is not zero: there is then no bound, and who must say one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_FLOOR
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

from judging.spec.quotas import Quota
from judging.spec.words import QuotaKind

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from judging.spec.unknown import Unknown

T = TypeVar("T")


class Ruling(StrEnum):
    """Who limits a number: the plan by a figure, a person each time, or somebody who has not said it yet."""

    FIGURE = "figure"
    DISCRETION = "discretion"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Room:
    """How many may be given: at least `least` (a wish), at most `most` (a wall); None where there is no such bound.

    `per_unit` is the most that one unit may have.
    """

    ruling: Ruling
    least: int | None = None
    most: int | None = None
    per_unit: int | None = None


@dataclass(frozen=True, slots=True)
class Remainder:
    """Where a quota stands: `left` may still be given (None: without bound), `lacking` are missing to the minimum."""

    given: int
    left: int | None
    lacking: int


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """Who comes in by rank.

    `tied` stand equal at the border, for `places` places that are left: the chair says who. `reserve` is the ranked
    reserve list: who moves up, best first, when somebody drops out. `lacking` are missing to the minimum.
    """

    chosen: tuple[T, ...]
    tied: tuple[T, ...]
    places: int
    reserve: tuple[T, ...]
    lacking: int


def room_of(quota: Quota | Unknown, *, base: int | None = None, figure: int | None = None) -> Room:
    """The bounds that `quota` sets.

    `base` is the number that a percent quota is a share of; as long as nobody knows it, the quota is open. The share
    is rounded down: 20 % of 14 are 2, for 3 would be more than 20 %. `figure` is the number that another document or
    a higher level was found to state, for quotas that leave it to them.
    """
    if not isinstance(quota, Quota) or quota.kind in {QuotaKind.NOT_STATED, QuotaKind.OTHER_DOCUMENT}:
        return Room(Ruling.OPEN) if figure is None else Room(Ruling.FIGURE, most=figure)
    if quota.kind is QuotaKind.DISCRETIONARY:
        return Room(Ruling.DISCRETION)
    if quota.kind is QuotaKind.PER_UNIT:
        return Room(Ruling.FIGURE, per_unit=quota.maximum)
    if quota.kind is QuotaKind.PERCENT:
        if base is None or quota.percent is None:
            return Room(Ruling.OPEN)
        share = int((quota.percent * base / 100).to_integral_value(ROUND_FLOOR))
        most = share if quota.maximum is None else min(share, quota.maximum)
        return Room(Ruling.FIGURE, least=quota.minimum, most=most)
    return Room(Ruling.FIGURE, least=quota.minimum, most=quota.maximum)


def remainder_of(room: Room, given: int) -> Remainder:
    """What is left of `room` when `given` have been given: of 5 to 10, after 3, 7 may be given and 2 are lacking."""
    left = None if room.most is None else max(0, room.most - given)
    return Remainder(given, left, max(0, (room.least or 0) - given))


def may_give(room: Room, given: int, more: int = 1, *, given_to_unit: int = 0) -> bool:
    """Whether `more` may be given beside `given`, all to one unit that has `given_to_unit` of them."""
    fits = room.most is None or given + more <= room.most
    return fits and (room.per_unit is None or given_to_unit + more <= room.per_unit)


def choose(ranked: Iterable[Sequence[T]], room: Room, *, unit_of: Callable[[T], Hashable] | None = None) -> Choice[T]:
    """Take from the best down as many as there is room for.

    `ranked` are groups of equals, best first: those with most votes, then those with the next number. A group that
    has room only in part is not cut by chance: it is `tied`, and after it nobody comes in by himself. `unit_of` says
    whose each one is, for a bound per unit: whoever finds his unit full is passed over and stands on the reserve list.
    """
    places = _Places(room, unit_of)
    chosen: list[T] = []
    tied: list[T] = []
    reserve: list[T] = []
    for group in ranked:
        fitting = [one for one in group if places.unit_room(one) > 0]
        reserve += [one for one in group if places.unit_room(one) == 0]
        if tied or (room_for := places.room_for(fitting)) == 0:
            reserve += fitting
        elif room_for < len(fitting):
            tied += fitting
        else:
            chosen += fitting
            places.take(fitting)
    left = places.room_for(tied)
    lacking = max(0, (room.least or 0) - len(chosen) - left)
    return Choice(tuple(chosen), tuple(tied), left, tuple(reserve), lacking)


class _Places(Generic[T]):
    """What is left while places are filled: in all, and in each unit."""

    def __init__(self, room: Room, unit_of: Callable[[T], Hashable] | None) -> None:
        self._room = room
        self._unit_of = unit_of if room.per_unit is not None else None
        self._taken = 0
        self._units: Counter[Hashable] = Counter()

    def unit_room(self, one: T) -> int:
        """How many of the unit of `one` may still come in; 1 stands for any number where units have no bound."""
        if self._unit_of is None or self._room.per_unit is None:
            return 1
        return max(0, self._room.per_unit - self._units[self._unit_of(one)])

    def room_for(self, group: Sequence[T]) -> int:
        """How many of `group` may come in together."""
        left = len(group) if self._room.most is None else max(0, self._room.most - self._taken)
        if self._unit_of is None:
            return min(left, len(group))
        units: dict[Hashable, list[T]] = {}
        for one in group:
            units.setdefault(self._unit_of(one), []).append(one)
        return min(left, sum(min(len(members), self.unit_room(members[0])) for members in units.values()))

    def take(self, group: Sequence[T]) -> None:
        self._taken += len(group)
        if self._unit_of is not None:
            self._units.update(self._unit_of(one) for one in group)
