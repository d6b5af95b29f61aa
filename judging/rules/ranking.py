"""The order of a round: by exact total, then by the tie chain; equal places share a number (1, 2, 2, 4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import lcm
from operator import itemgetter

from judging.rules.ties import Applied, Contender, Ending, TieDecision, break_tie
from judging.spec.rounds import TieStep


@dataclass(frozen=True, slots=True)
class Place:
    """A rank and who holds it; `rank` counts from 1 and skips as many numbers as the place has further holders."""

    rank: int
    codes: tuple[str, ...]
    ending: Ending
    total: Fraction


@dataclass(frozen=True, slots=True)
class Tie:
    """Codes of one total, and every step that was applied to tell them apart."""

    total: Fraction
    codes: tuple[str, ...]
    steps: tuple[Applied, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """All places, best first; the ties behind them; the decisions that fitted no tie (they are void, and shown)."""

    places: tuple[Place, ...]
    ties: tuple[Tie, ...]
    unused: tuple[TieDecision, ...]


def rank(contenders: Iterable[Contender], chain: Sequence[TieStep], decisions: Sequence[TieDecision] = ()) -> Ranking:
    """Rank a round. The result does not depend on the order of `contenders` or `decisions`.

    A total preorder: every contender holds exactly one place, and a higher total is always a better place.
    """
    given = list(contenders)
    ratios = [one.score.total.as_integer_ratio() for one in given]
    scale = lcm(*{denominator for _numerator, denominator in ratios})
    keyed = [
        (-numerator * (scale // denominator), one.code, one)
        for one, (numerator, denominator) in zip(given, ratios, strict=True)
    ]
    keyed.sort(key=itemgetter(0, 1))
    places: list[Place] = []
    ties: list[Tie] = []
    number = 1
    for _units, group in groupby(keyed, key=itemgetter(0)):
        tied = [one for _key, _code, one in group]
        total = tied[0].score.total
        held, applied = break_tie(tied, chain, decisions)
        if len(tied) > 1:
            ties.append(Tie(total, tuple([one.code for one in tied]), applied))
        for place in held:
            places.append(Place(number, place.codes, place.ending, total))
            number += len(place.codes)
    return Ranking(tuple(places), tuple(ties), _unused(ties, decisions))


def _unused(ties: Iterable[Tie], decisions: Sequence[TieDecision]) -> tuple[TieDecision, ...]:
    """The decisions that no tie took, in the order of their codes."""
    if not decisions:
        return ()
    used = {
        frozenset(code for part in step.groups for code in part) | {step.kind.value}
        for tie in ties
        for step in tie.steps
    }
    unused = [one for one in decisions if one.codes | {one.by.value} not in used]
    return tuple(sorted(unused, key=lambda one: sorted(one.codes)))
