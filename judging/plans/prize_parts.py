"""Checks of ladders and tiers, each looked at alone.

What a document says twice and differently is shown, never put right here: which of the two holds, people must say.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from judging.plans.faults import doubt, fault
from judging.rules.ladder_slots import is_chosen
from judging.spec.quotas import Quota
from judging.spec.unknown import Unknown
from judging.spec.words import VacancyRule
from vietnamese.money import amount_in_words

if TYPE_CHECKING:
    from judging.plans.faults import Faults
    from judging.spec.decoding import Path
    from judging.spec.prizes import Ladder, Tier

CONTRADICTIONS = frozenset(
    {
        "total_contradicts",
        "count_contradicts",
        "words_contradict",
        "lower_tier_worth_more",
        "minimum_never_vacant",
        "budget_below_prizes",
        "sharing_contradicts",
        "vote_sharing_contradicts",
        "vote_stands_apart",
    }
)
"""The codes of doubts that say: the plan contradicts itself about prizes."""


def check_tier(path: Path, tier: Tier) -> Faults:
    """A prize is worth nothing or more, there is at least one to win, and its words say what its figure says."""
    if not isinstance(tier.amount_vnd, Unknown) and tier.amount_vnd < 0:
        yield fault("negative", path, "amount_vnd", key="amount_vnd", value=tier.amount_vnd)
    elif not isinstance(tier.amount_vnd, Unknown):
        yield from _words(path, "amount_words", tier.amount_vnd, tier.amount_words)
    if isinstance(tier.count, Quota) and tier.count.maximum is not None and tier.count.maximum < 1:
        yield fault("not_positive", path, "count", key="count", value=tier.count.maximum)
    if tier.minimum_mark is not None and tier.minimum_mark < 0:
        yield fault("negative", path, "minimum_mark", key="minimum_mark", value=tier.minimum_mark)


def _words(path: Path, name: str, amount_vnd: int, words: str | None) -> Faults:
    """The words beside a figure say the same amount, in the north's or the south's way of speaking."""
    if words is None or amount_vnd < 0:
        return
    spoken = {_bare(amount_in_words(amount_vnd, region="north")), _bare(amount_in_words(amount_vnd, region="south"))}
    if _bare(words) not in spoken:
        yield doubt("words_contradict", path, name, amount=amount_vnd, words=words, right=amount_in_words(amount_vnd))


def _bare(words: str) -> str:
    """Words without case, commas, brackets and the closing *chẵn* or full stop."""
    kept = "".join(" " if one in ",.;:()/" else one for one in words.casefold())
    told = kept.split()
    return " ".join(told[:-1] if told[-1:] == ["chẵn"] else told)


def check_ladder(path: Path, ladder: Ladder) -> Faults:
    """Tiers stand best first; what the document prints a second time must agree, or a person must look."""
    for name in ("categories", "tiers"):
        if not getattr(ladder, name):
            yield fault("empty_list", path, name, key=name)
    if ladder.per_unit is not None and ladder.per_unit < 1:
        yield fault("not_positive", path, "per_unit", key="per_unit", value=ladder.per_unit)
    for index, (better, worse) in enumerate(pairwise(ladder.tiers), start=1):
        amounts = (better.amount_vnd, worse.amount_vnd)
        is_lower = isinstance(amounts[0], int) and isinstance(amounts[1], int) and amounts[0] < amounts[1]
        if is_lower and not is_chosen(ladder):
            yield doubt("lower_tier_worth_more", path, "tiers", index, better=better.name, worse=worse.name)
    for index, tier in enumerate(ladder.tiers):
        if tier.minimum_mark is not None and ladder.vacancy is VacancyRule.NEVER_VACANT:
            yield doubt("minimum_never_vacant", path, "tiers", index, tier=tier.name, mark=tier.minimum_mark)
    yield from _stated_sum(path, ladder)
    yield from _stated_count(path, ladder)


def _stated_sum(path: Path, ladder: Ladder) -> Faults:
    """The sum that the document prints, in figures and in words, is that of its tiers."""
    total = total_vnd(ladder)
    if ladder.stated_total_vnd is not None and total is not None and ladder.stated_total_vnd != total:
        yield doubt("total_contradicts", path, "stated_total_vnd", stated=ladder.stated_total_vnd, total=total)
    if ladder.stated_total_vnd is not None or total is not None:
        stated = total if ladder.stated_total_vnd is None else ladder.stated_total_vnd
        yield from _words(path, "stated_words", stated or 0, ladder.stated_words)


def _stated_count(path: Path, ladder: Ladder) -> Faults:
    """The number of prizes that the document prints lies within what its tiers come to."""
    quotas = [tier.count for tier in ladder.tiers if isinstance(tier.count, Quota)]
    if ladder.stated_count is None or len(quotas) < len(ladder.tiers):
        return
    least = sum(quota.minimum or 0 for quota in quotas)
    most = None if any(quota.maximum is None for quota in quotas) else sum(quota.maximum or 0 for quota in quotas)
    if ladder.stated_count < least or (most is not None and ladder.stated_count > most):
        counted = least if most in {least, None} else f"{least}–{most}"
        yield doubt("count_contradicts", path, "stated_count", stated=ladder.stated_count, total=counted)


def total_vnd(ladder: Ladder) -> int | None:
    """What all prizes of a ladder come to, in đồng: 4.500.000 in S001; None where the plan leaves a figure open."""
    total = 0
    for tier in ladder.tiers:
        count = tier.count.maximum if isinstance(tier.count, Quota) else None
        if count is None or isinstance(tier.amount_vnd, Unknown):
            return None
        total += count * tier.amount_vnd
    return total
