"""Counting a council's ballots: what the papers must add up to, who counts in the base, what passes, what is equal.

Fractions are exact. Of twelve members, 90 % need eleven votes; of ten, nine: nothing is rounded to a percentage first.
Sources: Nghị định 98/2023/NĐ-CP Điều 30 (the rate is taken of all members, absent ones give their opinion in writing);
domain/practice 3.5 and 3.8 (more passed than places: by votes, then the chair).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction


class BallotMode(StrEnum):
    """How a council votes on something."""

    OPEN = "open"
    SECRET = "secret"  # noqa: S105  a way of voting
    """On screen, by papers that bear no name."""
    PRINTED = "printed"
    """On printed papers that two tellers count."""
    WRITTEN = "written"
    """By opinions in writing of all members, present or not."""


class BallotState(StrEnum):
    """Where a ballot stands (domain/model 2.3). Printed papers wait, closed, for their two tellers."""

    OPEN = "open"
    CLOSED = "closed"
    COUNTED = "counted"


class Base(StrEnum):
    """Of whom the threshold is a part."""

    ALL = "all"
    PRESENT = "present"


class Choice(StrEnum):
    """What a paper says. A blank paper is invalid."""

    FOR = "for"
    AGAINST = "against"
    BLANK = "blank"


class Outcome(StrEnum):
    """What became of one item of the agenda."""

    PASSED = "passed"
    FAILED = "failed"
    TIE = "tie"


class CountProblem(StrEnum):
    """Why the counts of a ballot cannot be right."""

    NEGATIVE = "negative"
    ISSUED_TO_MORE_THAN_MAY_VOTE = "issued_to_more_than_may_vote"
    COLLECTED_MORE_THAN_ISSUED = "collected_more_than_issued"
    COLLECTED_IS_NOT_VALID_AND_INVALID = "collected_is_not_valid_and_invalid"
    VALID_IS_NOT_FOR_AND_AGAINST = "valid_is_not_for_and_against"


@dataclass(frozen=True, slots=True)
class VoteRule:
    """What an award form asks of a vote.

    Attributes:
        base: of whom `threshold` is a part.
        threshold: the part that has to agree.
        is_exclusive: more than the threshold, not just as much ("quá bán": more than 1/2).
        keeps_recused: whether who steps aside still counts in the base. The decree knows no exception, so they do
            unless the council's own rules say otherwise.
    """

    base: Base
    threshold: Fraction
    is_exclusive: bool = False
    keeps_recused: bool = True


@dataclass(frozen=True, slots=True)
class Counts:
    """Papers, as minutes tell them."""

    issued: int
    collected: int
    valid: int
    invalid: int
    votes_for: int
    votes_against: int

    @property
    def not_returned(self) -> int:
        """Papers that were issued and did not come back."""
        return self.issued - self.collected


@dataclass(frozen=True, slots=True)
class Voters:
    """Who could vote on an item: seats of the council, seats with a voter there, and those who stepped aside."""

    members: int
    present: int
    recused: int = 0
    recused_present: int = 0

    @property
    def electorate(self) -> int:
        """Who is there and has not stepped aside."""
        return self.present - self.recused_present


@dataclass(frozen=True, slots=True)
class Opinions:
    """What absent members wrote."""

    votes_for: int = 0
    votes_against: int = 0


@dataclass(frozen=True, slots=True)
class Decided:
    """How a ballot ended: the base, the votes that count in it, and how many were needed."""

    outcome: Outcome
    base: int
    votes_for: int
    votes_against: int
    needed: int


@dataclass(frozen=True, slots=True)
class Standing:
    """One item that passed, with the votes for it."""

    key: str
    votes: int


@dataclass(frozen=True, slots=True)
class Selection:
    """Which of the passed items get a place. `tied` compete for `open_places`: the chair says which."""

    chosen: tuple[str, ...]
    reserve: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    open_places: int = 0


def count_problems(counts: Counts, *, electorate: int) -> tuple[CountProblem, ...]:
    """What does not add up: issued = collected + not returned, collected = valid + invalid, valid = for + against.

    >>> count_problems(Counts(9, 9, 8, 1, 6, 2), electorate=9)
    ()
    >>> count_problems(Counts(9, 9, 8, 0, 6, 2), electorate=9)
    (<CountProblem.COLLECTED_IS_NOT_VALID_AND_INVALID: 'collected_is_not_valid_and_invalid'>,)
    """
    figures = (counts.issued, counts.collected, counts.valid, counts.invalid, counts.votes_for, counts.votes_against)
    wrong = {
        CountProblem.NEGATIVE: min(figures) < 0,
        CountProblem.ISSUED_TO_MORE_THAN_MAY_VOTE: counts.issued > electorate,
        CountProblem.COLLECTED_MORE_THAN_ISSUED: counts.collected > counts.issued,
        CountProblem.COLLECTED_IS_NOT_VALID_AND_INVALID: counts.collected != counts.valid + counts.invalid,
        CountProblem.VALID_IS_NOT_FOR_AND_AGAINST: counts.valid != counts.votes_for + counts.votes_against,
    }
    return tuple(problem for problem, is_so in wrong.items() if is_so)


def count_papers(choices: Sequence[Choice | None]) -> Counts:
    """The counts of papers that were filled in on screen; None is a paper that nobody filled in.

    >>> count_papers([Choice.FOR, Choice.FOR, Choice.BLANK, None])
    Counts(issued=4, collected=3, valid=2, invalid=1, votes_for=2, votes_against=0)
    """
    found = [one for one in choices if one is not None]
    votes_for, votes_against = found.count(Choice.FOR), found.count(Choice.AGAINST)
    invalid = found.count(Choice.BLANK)
    return Counts(len(choices), len(found), votes_for + votes_against, invalid, votes_for, votes_against)


def base_of(rule: VoteRule, voters: Voters) -> int:
    """Of how many the threshold is taken.

    >>> from fractions import Fraction
    >>> base_of(VoteRule(Base.ALL, Fraction(9, 10)), Voters(members=11, present=8, recused=1, recused_present=1))
    11
    """
    if rule.base is Base.ALL:
        return voters.members - (0 if rule.keeps_recused else voters.recused)
    return voters.present - (0 if rule.keeps_recused else voters.recused_present)


def votes_needed(rule: VoteRule, base: int) -> int:
    """The fewest votes that pass.

    >>> from fractions import Fraction
    >>> votes_needed(VoteRule(Base.ALL, Fraction(9, 10)), 11)
    10
    >>> votes_needed(VoteRule(Base.PRESENT, Fraction(1, 2), is_exclusive=True), 8)
    5
    """
    share = rule.threshold * base
    whole = share.numerator // share.denominator
    if rule.is_exclusive:
        return whole + 1
    return max(whole + (1 if whole < share else 0), 1)


def decide(rule: VoteRule, counts: Counts, voters: Voters, opinions: Opinions | None = None) -> Decided:
    """What a ballot comes to. Written opinions of absent members count where all members are the base.

    Nothing passes without a single vote for it. Equal votes are a tie only where one more would have passed.

    >>> from fractions import Fraction
    >>> rule = VoteRule(Base.ALL, Fraction(8, 10))
    >>> decide(rule, Counts(8, 8, 8, 0, 7, 1), Voters(members=10, present=8), Opinions(votes_for=1)).outcome
    <Outcome.PASSED: 'passed'>
    >>> decide(rule, Counts(8, 8, 8, 0, 7, 1), Voters(members=10, present=8)).outcome
    <Outcome.FAILED: 'failed'>
    """
    written = opinions if opinions is not None and rule.base is Base.ALL else Opinions()
    votes_for = counts.votes_for + written.votes_for
    votes_against = counts.votes_against + written.votes_against
    base = base_of(rule, voters)
    needed = votes_needed(rule, base)
    if votes_for >= needed:
        outcome = Outcome.PASSED
    elif rule.is_exclusive and votes_for == votes_against > 0 and votes_for + 1 == needed:
        outcome = Outcome.TIE
    else:
        outcome = Outcome.FAILED
    return Decided(outcome, base, votes_for, votes_against, needed)


def select_places(passed: Sequence[Standing], *, places: int | None, chair: Sequence[str] = ()) -> Selection:
    """Who gets a place: by votes, and among equal votes at the last place whomever the chair named.

    Args:
        passed: what reached the threshold.
        places: how many there are; None where nothing limits them.
        chair: the tied ones that the chair chose; others are not looked at.

    >>> three = (Standing("a", 9), Standing("b", 8), Standing("c", 8))
    >>> select_places(three, places=2)
    Selection(chosen=('a',), reserve=(), tied=('b', 'c'), open_places=1)
    >>> select_places(three, places=2, chair=("c",))
    Selection(chosen=('a', 'c'), reserve=('b',), tied=(), open_places=0)
    """
    ranked = sorted(passed, key=lambda one: (-one.votes, one.key))
    if places is None or len(ranked) <= places:
        return Selection(tuple(one.key for one in ranked))
    if places <= 0:
        return Selection((), tuple(one.key for one in ranked))
    at_the_line = ranked[places - 1].votes
    above = tuple(one.key for one in ranked if one.votes > at_the_line)
    equal = tuple(one.key for one in ranked if one.votes == at_the_line)
    below = tuple(one.key for one in ranked if one.votes < at_the_line)
    left = places - len(above)
    if len(equal) <= left:
        return Selection((*above, *equal), below)
    named = tuple(key for key in equal if key in chair)
    if len(named) != left:
        return Selection(above, below, equal, left)
    return Selection((*above, *named), (*(key for key in equal if key not in named), *below))
