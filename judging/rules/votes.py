"""A prize by vote (giải bình chọn): the order of the works by counted votes, apart from the judges' ranking.

A vote never decides alone. What is counted a person of the board confirmed, with a reason; only works that the judges
ranked take part; and the places, marks and prizes of every other ladder are the same whatever the votes are.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from judging.rules.ladder_slots import is_voted
from judging.rules.ranking import Place
from judging.rules.ties import Ending
from judging.spec.words import VoteTie

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from judging.rules.canonical import Plain
    from judging.spec.prizes import Ladder


@dataclass(frozen=True, slots=True)
class VoteCount:
    """What the board confirmed: the votes for each code, how many were struck before, and the printed reason."""

    ladder: str
    votes: tuple[tuple[str, int], ...]
    struck: int
    reason: str


@dataclass(frozen=True, slots=True)
class VoteOrder:
    """Codes with equally many votes, put in order by the board for a printed reason; a group shares its place."""

    ladder: str
    groups: tuple[tuple[str, ...], ...]
    reason: str


@dataclass(frozen=True, slots=True)
class VotePlaces:
    """The order of one ladder's works by votes. The total of a place is its number of votes."""

    ladder: str
    places: tuple[Place, ...]


def tie_rule_of(ladder: Ladder) -> VoteTie:
    """What tells equal works of a ladder apart."""
    return ladder.vote.ties if ladder.vote is not None else VoteTie.BOARD_DECIDES


def least_votes_of(ladder: Ladder) -> int:
    """How many votes a work of a ladder needs at least."""
    return ladder.vote.least_votes if ladder.vote is not None else 1


def vote_places(
    ladder: Ladder,
    ranked: Sequence[Place],
    categories: Mapping[str, str],
    counts: Iterable[VoteCount],
    orders: Iterable[VoteOrder],
) -> VotePlaces | None:
    """The works of a ladder by their votes, most first; None while no count, or more than one, was confirmed.

    `ranked` are the judges' places: who holds none is not voted for, and where the plan says so the better place goes
    first among equally many votes. `categories` gives the category of each code.
    """
    said = [one for one in counts if one.ladder == ladder.key]
    if len(said) != 1:
        return None
    ranks = {code: place.rank for place in ranked for code in place.codes if categories[code] in ladder.categories}
    by_votes: dict[int, list[str]] = {}
    for code, votes in said[0].votes:
        if code in ranks and votes >= max(1, least_votes_of(ladder)):
            by_votes.setdefault(votes, []).append(code)
    own = [one for one in orders if one.ladder == ladder.key]
    places: list[Place] = []
    number = 1
    for votes in sorted(by_votes, reverse=True):
        for codes, ending in _split(sorted(by_votes[votes]), ranks, tie_rule_of(ladder), own):
            places.append(Place(number, codes, ending, Fraction(votes)))
            number += len(codes)
    return VotePlaces(ladder.key, tuple(places))


def _split(
    codes: Sequence[str], ranks: Mapping[str, int], rule: VoteTie, orders: Sequence[VoteOrder]
) -> list[tuple[tuple[str, ...], Ending]]:
    """The codes of one number of votes in their places."""
    if rule is VoteTie.JUDGES_PLACE:
        groups = [tuple(one for one in codes if ranks[one] == rank) for rank in sorted({ranks[one] for one in codes})]
        return [part for group in groups for part in _decided(group, orders)]
    if rule is VoteTie.SHARED_PLACE:
        return [(tuple(codes), Ending.SHARED if len(codes) > 1 else Ending.SINGLE)]
    return _decided(tuple(codes), orders)


def _decided(codes: tuple[str, ...], orders: Sequence[VoteOrder]) -> list[tuple[tuple[str, ...], Ending]]:
    """Equal codes as the board ordered exactly them; waiting for it where it said nothing, or two things."""
    if len(codes) == 1:
        return [(codes, Ending.SINGLE)]
    fitting = {one.groups for one in orders if sorted(code for group in one.groups for code in group) == sorted(codes)}
    if len(fitting) != 1:
        return [(codes, Ending.AWAITS_BOARD)]
    return [
        (tuple(sorted(group)), Ending.SHARED_BY_DECISION if len(group) > 1 else Ending.SINGLE)
        for group in next(iter(fitting))
    ]


def plain_vote_rule(ladder: Ladder) -> dict[str, Plain]:
    """What the bundle says of a ladder whose prizes votes give; nothing of any other."""
    return {"vote": {"ties": tie_rule_of(ladder).value, "least": least_votes_of(ladder)}} if is_voted(ladder) else {}


def plain_vote_decisions(counts: Iterable[VoteCount], orders: Iterable[VoteOrder]) -> dict[str, Plain]:
    """What the board confirmed of votes: numbers by code, never who voted."""
    return {
        "votes": [
            {
                "ladder": one.ladder,
                "counts": [{"code": code, "votes": votes} for code, votes in sorted(one.votes)],
                "struck": one.struck,
                "reason": one.reason,
            }
            for one in counts
        ],
        "vote_orders": [
            {"ladder": one.ladder, "order": [list(group) for group in one.groups], "reason": one.reason}
            for one in orders
        ],
    }


def plain_vote_places(found: Iterable[VotePlaces]) -> Plain:
    """The order by votes, as the bundle tells it."""
    return [
        {
            "ladder": one.ladder,
            "places": [
                {
                    "rank": place.rank,
                    "codes": list(place.codes),
                    "votes": int(place.total),
                    "ending": place.ending.value,
                }
                for place in one.places
            ],
        }
        for one in found
    ]
