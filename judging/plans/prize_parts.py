"""Checks of ladders and tiers, each looked at alone."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from judging.plans.faults import doubt, fault
from judging.spec.quotas import Quota
from judging.spec.unknown import Unknown

if TYPE_CHECKING:
    from judging.plans.faults import Faults
    from judging.spec.decoding import Path
    from judging.spec.prizes import Ladder, Tier


def check_tier(path: Path, tier: Tier) -> Faults:
    """A prize is worth nothing or more, and there is at least one to win."""
    if not isinstance(tier.amount_vnd, Unknown) and tier.amount_vnd < 0:
        yield fault("negative", path, "amount_vnd", key="amount_vnd", value=tier.amount_vnd)
    if isinstance(tier.count, Quota) and tier.count.maximum is not None and tier.count.maximum < 1:
        yield fault("not_positive", path, "count", key="count", value=tier.count.maximum)


def check_ladder(path: Path, ladder: Ladder) -> Faults:
    """Tiers stand best first; a total that the document prints must agree, or a person must look."""
    for name in ("categories", "tiers"):
        if not getattr(ladder, name):
            yield fault("empty_list", path, name, key=name)
    for index, (better, worse) in enumerate(pairwise(ladder.tiers), start=1):
        amounts = (better.amount_vnd, worse.amount_vnd)
        if isinstance(amounts[0], int) and isinstance(amounts[1], int) and amounts[0] < amounts[1]:
            yield doubt("lower_tier_worth_more", path, "tiers", index, better=better.name, worse=worse.name)
    total = total_vnd(ladder)
    if ladder.stated_total_vnd is not None and total is not None and ladder.stated_total_vnd != total:
        yield doubt("total_contradicts", path, "stated_total_vnd", stated=ladder.stated_total_vnd, total=total)


def total_vnd(ladder: Ladder) -> int | None:
    """What all prizes of a ladder come to, in đồng: 4.500.000 in S001; None where the plan leaves a figure open."""
    total = 0
    for tier in ladder.tiers:
        count = tier.count.maximum if isinstance(tier.count, Quota) else None
        if count is None or isinstance(tier.amount_vnd, Unknown):
            return None
        total += count * tier.amount_vnd
    return total
