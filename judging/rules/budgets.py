"""What prizes may cost and what is left: for each ladder, and for all of them under the plan's ceiling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from judging.rules.ladder_slots import allows_count, bounds_of, slots_of
from judging.spec.unknown import is_known, known

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from judging.rules.ladder_slots import CountDecision, VacancyDecision
    from judging.spec.prizes import Ladder, Tier
    from judging.spec.programme import Programme

MOST_MORE = 10
"""So many prizes more than planned are offered where quality may raise a number."""


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A ceiling in đồng and what was given under it. `ladder` is empty for all ladders together."""

    ladder: str
    name: str
    ceiling_vnd: int | None
    given_vnd: int

    @property
    def left_vnd(self) -> int | None:
        """What remains; negative where more was given than the ceiling allows. None without a ceiling."""
        return None if self.ceiling_vnd is None else self.ceiling_vnd - self.given_vnd

    @property
    def is_exceeded(self) -> bool:
        return self.left_vnd is not None and self.left_vnd < 0


def ceiling_of(ladder: Ladder) -> int | None:
    """The most that a ladder may cost in đồng: the sum that the plan prints, or else that of all its prizes.

    None where the plan leaves a number of prizes open to the top. Raises StillUnknownError.
    """
    if ladder.stated_total_vnd is not None:
        return ladder.stated_total_vnd
    if any(bounds_of(tier)[1] is None for tier in ladder.tiers):
        return None
    return sum(slot.amount_vnd for slot in slots_of(ladder))


def budget_lines(plan: Programme, given: Iterable[tuple[str, int]]) -> tuple[BudgetLine, ...]:
    """Ladder by ladder, then all together where there are several ladders or the plan sets a ceiling of its own.

    `given` are stable keys of tiers (`ladder/tier`) with đồng. Ladders that the plan has not decided are left out.
    """
    spent: dict[str, int] = {}
    for tier, amount in given:
        key = tier.partition("/")[0]
        spent[key] = spent.get(key, 0) + amount
    decided = [one for one in plan.ladders if _is_decided(one)]
    lines = [BudgetLine(one.key, one.name, ceiling_of(one), spent.get(one.key, 0)) for one in decided]
    if len(decided) > 1 or plan.prize_budget_vnd is not None:
        ceilings = [one.ceiling_vnd for one in lines]
        summed = None if None in ceilings else sum(one or 0 for one in ceilings)
        ceiling = summed if plan.prize_budget_vnd is None else plan.prize_budget_vnd
        lines.append(BudgetLine("", "", ceiling, sum(spent.values())))
    return tuple(lines)


def _is_decided(ladder: Ladder) -> bool:
    return all(is_known(tier.count) and is_known(tier.amount_vnd) for tier in ladder.tiers)


def left_with_count(
    plan: Programme,
    ladder: Ladder,
    tier: Tier,
    count: int,
    *,
    counts: Iterable[CountDecision],
    vacancies: Iterable[VacancyDecision],
) -> int | None:
    """What remains of the tightest ceiling if `tier` had `count` prizes and every prize were given.

    Numbers that nobody has decided count with their least. None where there is no ceiling.
    """
    said = {(one.ladder, one.tier): one.count for one in counts} | {(ladder.key, tier.key): count}
    empty = [(one.ladder, one.tier, one.place) for one in vacancies]
    costs = {one.key: _cost(one, said, empty) for one in plan.ladders if _is_decided(one)}
    left = [
        one.left_vnd
        for one in budget_lines(plan, [(f"{key}/", cost) for key, cost in costs.items()])
        if one.left_vnd is not None and one.ladder in {"", ladder.key}
    ]
    return min(left, default=None)


def _cost(ladder: Ladder, said: Mapping[tuple[str, str], int], empty: list[tuple[str, str, int]]) -> int:
    cost = 0
    for tier in ladder.tiers:
        number = said.get((ladder.key, tier.key), bounds_of(tier)[0])
        kept = sum((ladder.key, tier.key, place) not in empty for place in range(1, number + 1))
        cost += kept * known(tier.amount_vnd)
    return cost


def counts_to_choose(
    plan: Programme,
    ladder: Ladder,
    tier: Tier,
    *,
    counts: Iterable[CountDecision],
    vacancies: Iterable[VacancyDecision],
) -> list[tuple[int, int | None]]:
    """Every number of prizes that plan and money allow for a tier, with what would remain."""
    least, most = bounds_of(tier)
    top = (most if most is not None else least) + (MOST_MORE if most is None or ladder.adjustable else 0)
    counts, vacancies = tuple(counts), tuple(vacancies)
    found = [
        (count, left_with_count(plan, ladder, tier, count, counts=counts, vacancies=vacancies))
        for count in range(top + 1)
        if allows_count(ladder, tier, count)
    ]
    return [(count, left) for count, left in found if left is None or left >= 0]
