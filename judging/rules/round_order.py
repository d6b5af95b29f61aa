"""How the rounds of a plan follow one another: where the entries of a round come from, and where they go.

A round takes the entries of a category from the last round before it that judges this category and says who goes on;
where there is none, it takes every valid entry. So two panels may judge essays and films apart and one common final
takes the best of both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from judging.errors import NotFoundError
from judging.rules.subpanels import marked_apart

if TYPE_CHECKING:
    from judging.spec.programme import Programme


@dataclass(frozen=True, slots=True)
class LadderApart:
    """A ladder whose categories are not all judged in its round, or there by other seats: nobody can compare the marks.

    `categories` are left out of the round, or marked there by another subpanel than the rest.
    """

    ladder: str
    round: str
    categories: tuple[str, ...]


def ladders_apart(plan: Programme, round_key: str) -> tuple[LadderApart, ...]:
    """The ladders of a round that span categories not judged together there: they need one panel or a common final.

    The checker refuses such a plan; the gate asks again, because a plan may have been issued before it was checked so.
    """
    found = plan.find_round(round_key)
    judged = found.categories if found is not None else ()
    name = found.name if found is not None else round_key
    own = [ladder for ladder in plan.ladders if ladder.round == round_key]
    apart = [
        LadderApart(ladder.name, name, missing)
        for ladder in own
        if (missing := tuple(category for category in ladder.categories if category not in judged))
    ]
    divided = [
        LadderApart(ladder.name, name, others)
        for ladder in own
        if found is not None and (others := marked_apart(found, ladder.categories))
    ]
    return (*apart, *divided)


def feeders(plan: Programme, round_key: str) -> dict[str, str | None]:
    """For each category of a round the round whose best it takes; None where it takes every valid entry.

    Raises NotFoundError for a round that the plan has not.
    """
    keys = [one.key for one in plan.rounds]
    if round_key not in keys:
        raise NotFoundError("round")
    at = keys.index(round_key)
    earlier = [one for one in plan.rounds[:at] if one.passing is not None]
    return {
        category: next((one.key for one in reversed(earlier) if category in one.categories), None)
        for category in plan.rounds[at].categories
    }


def earlier_rounds(plan: Programme, round_key: str) -> tuple[str, ...]:
    """The rounds that a round takes entries from, in the plan's order."""
    found = set(feeders(plan, round_key).values())
    return tuple(one.key for one in plan.rounds if one.key in found)


def later_rounds(plan: Programme, round_key: str) -> tuple[str, ...]:
    """The rounds that take entries from a round, in the plan's order."""
    return tuple(one.key for one in plan.rounds if round_key in feeders(plan, one.key).values())
