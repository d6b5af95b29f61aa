"""Rounds by chance whose ladders leave something to the board: ranges, choice, units, least marks, rules of authors."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from judging.rules.ladder_slots import ChoiceDecision, CountDecision, allows_count, is_chosen, is_open_count
from judging.rules.standings import Standings, compute_standings
from judging.rules.ties import TieDecision
from judging.spec.quotas import Quota
from judging.spec.rounds import TieStep
from judging.spec.words import LadderBasis, PrizeScope, QuotaKind, TieKind
from tests.factories.results import Sample, make_ladder, random_sample

if TYPE_CHECKING:
    import random

    from judging.spec.prizes import Ladder, Tier


@dataclass(frozen=True, slots=True)
class RichSample:
    """A sample with what the board said about numbers of prizes and prizes by choice."""

    sample: Sample
    counts: tuple[CountDecision, ...] = ()
    choices: tuple[ChoiceDecision, ...] = ()

    def compute(self, rng: random.Random | None = None) -> Standings:
        """The result; with `rng` from the same things in another order."""
        one = self.sample
        parts = (one.candidates, one.sheets, one.ties, one.vacancies, self.counts, self.choices)
        candidates, sheets, ties, vacancies, counts, choices = (
            parts if rng is None else tuple(tuple(rng.sample(part, len(part))) for part in parts)  # type: ignore[arg-type, misc]
        )
        return compute_standings(
            one.rules, candidates, sheets, ties, vacancies, counts=counts, choices=choices, revocations=one.revocations
        )


def random_rich_sample(rng: random.Random) -> RichSample:
    """See the module: half of what waits for people is decided, now and then against the plan."""
    base = random_sample(rng)
    rules = base.rules
    if rng.random() < 0.5:
        at = rng.randint(0, len(rules.tie_chain))
        step = TieStep(rng.choice([TieKind.WOMEN_FIRST, TieKind.OLDER_FIRST]))
        rules = replace(rules, tie_chain=(*rules.tie_chain[:at], step, *rules.tie_chain[at:]))
    ladders = [_enriched(rng, ladder) for ladder in rules.ladders]
    if rng.random() < 0.5:
        ladders.insert(rng.randint(0, len(ladders)), _special(rng))
    rules = replace(rules, ladders=tuple(ladders))
    codes = [one.code for one in base.candidates]
    rich = RichSample(
        replace(base, rules=rules),
        tuple(_count(rng, ladder, tier) for ladder in ladders for tier in ladder.tiers if _decided(rng, ladder, tier)),
        tuple(
            ChoiceDecision(ladder.key, tier.key, place, rng.choice(codes), "có sức lan tỏa")
            for ladder in ladders
            if is_chosen(ladder)
            for tier in ladder.tiers
            for place in range(1, 3)
            if rng.random() < 0.7
        ),
    )
    for _ in range(3):
        rich = replace(rich, sample=replace(rich.sample, ties=(*rich.sample.ties, *_declared(rng, rich))))
    return rich


def _decided(rng: random.Random, ladder: Ladder, tier: Tier) -> bool:
    return rng.random() < (0.7 if is_open_count(tier) else 0.5 if ladder.adjustable else 0.05)


def _count(rng: random.Random, ladder: Ladder, tier: Tier) -> CountDecision:
    tried = [rng.randint(0, 5) for _ in range(6)]
    fitting = [one for one in tried if allows_count(ladder, tier, one)]
    return CountDecision(ladder.key, tier.key, rng.choice(fitting or tried), "theo chất lượng bài dự thi")


def _enriched(rng: random.Random, ladder: Ladder) -> Ladder:
    return replace(
        ladder,
        tiers=tuple(_enriched_tier(rng, tier) for tier in ladder.tiers),
        scope=PrizeScope.COLLECTIVE if rng.random() < 0.2 else PrizeScope.INDIVIDUAL,
        apart=rng.choice([None, None, True]),
        adjustable=rng.choice([None, None, True]),
        per_unit=rng.choice([None, None, 1, 2]),
    )


def _enriched_tier(rng: random.Random, tier: Tier) -> Tier:
    least = rng.randint(0, 2)
    quota = rng.choice(
        [
            tier.count,
            tier.count,
            Quota(QuotaKind.RANGE, least, least + rng.randint(1, 3)),
            Quota(QuotaKind.MAXIMUM, None, 3),
            Quota(QuotaKind.DISCRETIONARY),
        ]
    )
    minimum = Decimal(rng.choice(["1", "2.25", "4", "6"])) if rng.random() < 0.3 else None
    return replace(tier, count=quota, minimum_mark=minimum)


def _special(rng: random.Random) -> Ladder:
    return make_ladder(
        ("special", rng.randint(1, 2), 300_000),
        key="special",
        categories=rng.choice([("essay", "video"), ("essay",)]),
        basis=LadderBasis.BOARD_CHOOSES,
        apart=rng.choice([None, True]),
    )


def _declared(rng: random.Random, rich: RichSample) -> list[TieDecision]:
    """What the rules of authors came to, for most of the ties that wait for them."""
    kinds = {step.kind for step in rich.sample.rules.tie_chain} & {TieKind.WOMEN_FIRST, TieKind.OLDER_FIRST}
    found = []
    for place in rich.compute().ranking.places:
        if place.ending.value == "awaits_opening" and rng.random() < 0.8:
            codes = rng.sample(place.codes, len(place.codes))
            cut = rng.randint(0, len(codes))
            order = tuple(group for group in (tuple(codes[:cut]), tuple(codes[cut:])) if group)
            found.append(TieDecision(min(kinds), order, "theo dữ liệu đã khai"))
    return found
