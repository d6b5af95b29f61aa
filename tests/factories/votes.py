"""Rounds by chance in which votes give prizes of their own, counted or not, with the board's order or without."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from judging.rules.standings import Standings, compute_standings
from judging.rules.votes import VoteCount, VoteOrder
from judging.spec.deadlines import Deadline
from judging.spec.prizes import Tier, VoteRule
from judging.spec.quotas import Quota
from judging.spec.unknown import Unknown
from judging.spec.words import LadderBasis, Voters, VoteTie
from tests.factories.results import make_ladder
from tests.factories.rich_ladders import RichSample, random_rich_sample

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence
    from typing import Any

    from judging.spec.prizes import Ladder
    from judging.spec.programme import Programme

OPEN = Unknown("Ban tổ chức")


def make_vote_ladder(
    *tiers: tuple[str, int, int], key: str = "popular", vote: VoteRule | None = None, **more: Any
) -> Ladder:
    """A ladder whose prizes votes give, by default one prize."""
    rule = vote or VoteRule(Voters.STAFF, OPEN, OPEN)
    ladder = make_ladder(*(tiers or (("popular_first", 1, 500_000),)), key=key, basis=LadderBasis.PUBLIC_VOTE, **more)
    return replace(ladder, vote=rule)


@dataclass(frozen=True, slots=True)
class VotedSample:
    """A rich sample with votes."""

    rich: RichSample
    votes: tuple[VoteCount, ...] = ()
    orders: tuple[VoteOrder, ...] = ()

    def compute(self, rng: random.Random | None = None) -> Standings:
        """The result; with `rng` from the same things in another order."""
        one = self.rich.sample

        def mixed(part: Sequence[Any]) -> Sequence[Any]:
            return part if rng is None else rng.sample(part, len(part))

        return compute_standings(
            one.rules,
            mixed(one.candidates),
            mixed(one.sheets),
            mixed(one.ties),
            mixed(one.vacancies),
            counts=mixed(self.rich.counts),
            choices=mixed(self.rich.choices),
            votes=mixed(self.votes),
            vote_orders=mixed(self.orders),
            revocations=mixed(one.revocations),
        )


def random_voted_sample(rng: random.Random) -> VotedSample:
    """See the module: few votes for each work, so that equal numbers are many."""
    rich = random_rich_sample(rng)
    ladders = list(rich.sample.rules.ladders)
    for number in range(rng.choice([1, 1, 2])):
        ladders.insert(rng.randint(0, len(ladders)), _ladder(rng, number))
    rich = replace(rich, sample=replace(rich.sample, rules=replace(rich.sample.rules, ladders=tuple(ladders))))
    found = VotedSample(rich, tuple(_count(rng, one.key, rich) for one in ladders if one.vote and rng.random() < 0.85))
    for _ in range(2):
        found = replace(found, orders=(*found.orders, *_orders(rng, found)))
    return found


def _ladder(rng: random.Random, number: int) -> Ladder:
    rule = VoteRule(Voters.STAFF, OPEN, OPEN, ties=rng.choice(list(VoteTie)), least_votes=rng.choice([1, 1, 2]))
    drawn = rng.choice(make_random_ladders(rng))
    return replace(
        make_vote_ladder((f"v{number}a", rng.randint(1, 2), 300_000), (f"v{number}b", rng.randint(1, 2), 200_000)),
        key=f"popular-{number}",
        vote=rule,
        shared=drawn.shared,
        vacancy=drawn.vacancy,
        categories=rng.choice([("essay", "video"), ("video",)]),
        per_unit=rng.choice([None, None, 1]),
    )


def make_random_ladders(rng: random.Random) -> tuple[Ladder, ...]:
    """The ladders of a sample by chance, for their rules of sharing and vacancy."""
    return random_rich_sample(rng).sample.rules.ladders


def _count(rng: random.Random, key: str, rich: RichSample) -> VoteCount:
    votes = {one.code: rng.randint(0, 2) for one in rich.sample.candidates if rng.random() < 0.9}
    return VoteCount(key, tuple(sorted(votes.items())), rng.randint(0, 9), "đã xem báo cáo bất thường")


def _orders(rng: random.Random, sample: VotedSample) -> list[VoteOrder]:
    found = []
    for voted in sample.compute().prizes.votes:
        for place in voted.places:
            if place.ending.value == "awaits_board" and rng.random() < 0.6:
                codes = rng.sample(place.codes, len(place.codes))
                cut = rng.randint(0, len(codes))
                order = tuple(group for group in (tuple(codes[:cut]), tuple(codes[cut:])) if group)
                found.append(VoteOrder(voted.ladder, order, "hội ý"))
    return found


def with_vote(plan: Programme, *, days: tuple[int, int] = (1, 3), **rule: Any) -> Programme:
    """A plan with a second ladder: one prize by vote, from `days` after the marking ends to before the result."""
    first = plan.ladders[0]
    judged = plan.find_round(first.round)
    closes = judged.closes if judged else None
    if not isinstance(closes, Deadline) or not isinstance(closes.value, date):
        raise TypeError(closes)
    opens_on, closes_on = (closes.value + timedelta(days=one) for one in days)
    told: dict[str, Any] = {"voters": Voters.STAFF, "opens": Deadline(opens_on), "closes": Deadline(closes_on)}
    ladder = replace(
        first,
        key="popular",
        name="Giải bình chọn",
        tiers=(Tier("popular_first", "Giải bình chọn", Quota.exactly(1), 500_000),),
        stated_total_vnd=None,
        stated_count=None,
        stated_words=None,
        basis=LadderBasis.PUBLIC_VOTE,
        vote=VoteRule(**{**told, **rule}),
    )
    return replace(plan, ladders=(first, ladder))
