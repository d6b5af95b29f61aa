"""The estimate (dự toán) of a programme: what the plan's prizes cost at most, and what organising costs beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from judging.enums import EstimateState
from judging.errors import MoveRefusedError
from judging.spec.unknown import is_known

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from judging.spec.programme import Programme as Plan

PRIZE, ORGANISING = "prize", "organising"

_S = EstimateState
ESTIMATE_MOVES: Mapping[EstimateState, frozenset[EstimateState]] = {
    _S.DRAFT: frozenset({_S.PROPOSED}),
    _S.PROPOSED: frozenset({_S.APPRAISED, _S.DRAFT}),
    _S.APPRAISED: frozenset({_S.APPROVED, _S.DRAFT}),
    _S.APPROVED: frozenset(),
}
"""Going back to the draft is a return, with its reason. A later need is an estimate of its own."""


@dataclass(frozen=True, slots=True)
class EstimateLine:
    """One line: `count` times `amount_vnd` (whole đồng) for something."""

    kind: str
    name: str
    count: int
    amount_vnd: int

    @property
    def sum_vnd(self) -> int:
        """What the line comes to."""
        return self.count * self.amount_vnd


def prize_lines(plan: Plan) -> tuple[EstimateLine, ...] | None:
    """Each tier with the most prizes that it may give and their amount; None while the plan leaves one open."""
    found = []
    for ladder in plan.ladders:
        for tier in ladder.tiers:
            if not is_known(tier.count) or not is_known(tier.amount_vnd) or tier.count.maximum is None:
                return None
            found.append(EstimateLine(PRIZE, f"{tier.name} ({ladder.name})", tier.count.maximum, tier.amount_vnd))
    return tuple(found)


def total_vnd(lines: Iterable[EstimateLine]) -> int:
    """The sum of all lines in whole đồng.

    >>> total_vnd([EstimateLine(PRIZE, "Nhất", 1, 2_000_000), EstimateLine(ORGANISING, "In ấn", 2, 50_000)])
    2100000
    """
    return sum(one.sum_vnd for one in lines)


def move_estimate(state: EstimateState, to: EstimateState) -> EstimateState:
    """The state after a move. Raises MoveRefusedError."""
    if to not in ESTIMATE_MOVES[state]:
        raise MoveRefusedError("estimate", state.value, to.value)
    return to
