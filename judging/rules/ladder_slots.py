"""How many prizes a ladder has (cơ cấu giải): what the plan fixes, what it leaves to the board, what the board said.

A plan says "01 giải nhất", "05 đến 10 giải" or "theo chất lượng bài dự thi". Where it leaves room, the number is a
decision of the board with a reason; until it is there, only the prizes that are certain are laid out, and whatever
comes below them waits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from judging.errors import RefusedError
from judging.spec.prizes import Ladder, Tier
from judging.spec.unknown import known
from judging.spec.words import LadderBasis, PrizeScope

PEOPLE = "people"
"""The group of all prizes that people win and that do not stand apart."""


class LadderUnclearError(RefusedError):
    """A tier does not say how many prizes it has at most; somebody must decide. Facts: ladder, tier, kind."""

    code = "ladder_unclear"


@dataclass(frozen=True, slots=True)
class VacancyDecision:
    """The board leaves a place of the ladder empty (để trống), for a reason that is printed."""

    ladder: str
    tier: str
    place: int
    reason: str


@dataclass(frozen=True, slots=True)
class CountDecision:
    """The board says how many prizes a tier has: inside the plan's range, or more or fewer by quality."""

    ladder: str
    tier: str
    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class ChoiceDecision:
    """The board gives a prize that no ranking gives (giải đặc biệt) to an entry, for a reason that is printed."""

    ladder: str
    tier: str
    place: int
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One prize of the ladder: the tier, its number within the tier from 1, its money, its least mark."""

    ladder: str
    tier: str
    place: int
    amount_vnd: int
    minimum_mark: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """The prizes that a ladder has by the plan and the board, best first.

    `awaited` is the first place whose existence the board has yet to decide: nothing below it is in `slots`.
    `forbidden` are tiers for which a number was decided that the plan does not allow; it is not followed.
    """

    slots: tuple[Slot, ...]
    awaited: Slot | None
    forbidden: tuple[Slot, ...]


def bounds_of(tier: Tier) -> tuple[int, int | None]:
    """The least and the most prizes of a tier; None where the plan sets no most. Raises StillUnknownError."""
    quota = known(tier.count)
    return quota.minimum or 0, quota.maximum


def is_open_count(tier: Tier) -> bool:
    """Whether the plan leaves the number of prizes of a tier to the board."""
    least, most = bounds_of(tier)
    return least != most


def allows_count(ladder: Ladder, tier: Tier, count: int) -> bool:
    """Whether the board may decide for `count` prizes: inside the range, or any number where quality may move it."""
    least, most = bounds_of(tier)
    return count >= 0 and (bool(ladder.adjustable) or (least <= count and (most is None or count <= most)))


def slots_of(ladder: Ladder) -> tuple[Slot, ...]:
    """The most prizes that a plan foresees, best first. Raises LadderUnclearError, and StillUnknownError."""
    slots: list[Slot] = []
    for tier in ladder.tiers:
        quota = known(tier.count)
        if quota.maximum is None:
            raise LadderUnclearError(ladder=ladder.key, tier=tier.key, kind=quota.kind)
        slots += [slot_of(ladder, tier, place) for place in range(1, quota.maximum + 1)]
    return tuple(slots)


def slot_of(ladder: Ladder, tier: Tier, place: int) -> Slot:
    """One prize of a tier. Raises StillUnknownError where its worth is not decided."""
    return Slot(ladder.key, tier.key, place, known(tier.amount_vnd), tier.minimum_mark)


def count_slots(ladder: Ladder, counts: Iterable[CountDecision]) -> Counted:
    """Every prize of a ladder as plan and board have it now, best first; see `Counted`."""
    said = {one.tier: one.count for one in counts if one.ladder == ladder.key}
    slots: list[Slot] = []
    forbidden: list[Slot] = []
    for tier in ladder.tiers:
        count = said.get(tier.key)
        if count is not None and not allows_count(ladder, tier, count):
            forbidden.append(slot_of(ladder, tier, 1))
            count = None
        certain = bounds_of(tier)[0] if count is None else count
        slots += [slot_of(ladder, tier, place) for place in range(1, certain + 1)]
        if count is None and is_open_count(tier):
            return Counted(tuple(slots), slot_of(ladder, tier, certain + 1), tuple(forbidden))
    return Counted(tuple(slots), None, tuple(forbidden))


def is_chosen(ladder: Ladder) -> bool:
    """Whether the board names who wins, whatever the ranking."""
    return ladder.basis is LadderBasis.BOARD_CHOOSES


def is_voted(ladder: Ladder) -> bool:
    """Whether the votes of many give these prizes (bình chọn)."""
    return ladder.basis is LadderBasis.PUBLIC_VOTE


def stands_apart(ladder: Ladder) -> bool:
    """Whether what is won here excludes nobody elsewhere. A prize by vote always does: it changes no other prize."""
    return bool(ladder.apart) or is_voted(ladder)


def is_for_units(ladder: Ladder) -> bool:
    """Whether units win here, not people (giải tập thể)."""
    return ladder.scope is PrizeScope.COLLECTIVE


def group_of(ladder: Ladder) -> str:
    """Under which name winners are held against each other: prizes of one group exclude each other as the plan says."""
    if stands_apart(ladder):
        return f"only {ladder.key}"
    return "units" if is_for_units(ladder) else PEOPLE


def asks_more(ladder: Ladder) -> bool:
    """Whether a ladder needs more than a fixed list of prizes given by rank: the bundle then writes it out in full."""
    return (
        ladder.basis is not None
        or ladder.per_unit is not None
        or bool(ladder.adjustable)
        or bool(ladder.apart)
        or is_for_units(ladder)
        or any(is_open_count(tier) or tier.minimum_mark is not None for tier in ladder.tiers)
    )
