"""Counting votes after the close, and what looks unlike people who vote one by one (E22).

A finding is a figure for a person to judge: an office behind one address looks like a crowd, and a popular work is
popular first at home. Nothing is struck by itself. Findings name a work and a group, never a voter; the smallest group
that is named has `LEAST` votes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from judging.enums import StrikeKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

LEAST = 5
"""Fewer votes than these are never told apart."""
BURST = timedelta(minutes=10)
BURST_VOTES = 10
ONE_IN = 2
"""A group is a finding when it casts at least one vote in so many of a work's votes."""
NEW_DAYS = 7


@dataclass(frozen=True, slots=True)
class Cast:
    """One vote as the count sees it: for which work, when, from which unit and network, by how old an account."""

    work: str
    at: datetime
    unit: str
    network: str
    account_made_at: datetime
    has_duty: bool = False
    """Whether its voter holds a duty of the contest by now, or wrote the work: such a vote counts for nothing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A group of votes for one work that stands out: of `total` votes `votes` have `subject` in common."""

    kind: StrikeKind
    subject: Mapping[str, Any]
    votes: int
    total: int

    @property
    def work(self) -> str:
        return str(self.subject["work"])

    @property
    def percent(self) -> int:
        """Its part of the work's votes, rounded down."""
        return self.votes * 100 // self.total


@dataclass(frozen=True, slots=True)
class Strike:
    """Votes that are left out: those that have `subject` in common."""

    kind: StrikeKind
    subject: Mapping[str, Any]


def matches(strike: Strike | Finding, vote: Cast) -> bool:
    """Whether a vote is one of those that a finding names or a strike leaves out."""
    said = strike.subject
    if vote.work != said["work"]:
        return False
    match strike.kind:
        case StrikeKind.BURST:
            return datetime.fromisoformat(said["from"]) <= vote.at <= datetime.fromisoformat(said["to"])
        case StrikeKind.UNIT:
            return vote.unit == str(said["unit"])
        case StrikeKind.NETWORK:
            return vote.network == str(said["network"])
        case StrikeKind.NEWCOMERS:
            return vote.account_made_at > datetime.fromisoformat(said["after"])


def counted(votes: Iterable[Cast], strikes: Sequence[Strike]) -> list[Cast]:
    """The votes that count: of people without a duty, and struck by nobody."""
    return [one for one in votes if not one.has_duty and not any(matches(strike, one) for strike in strikes)]


def tally(votes: Iterable[Cast], strikes: Sequence[Strike], works: Iterable[str]) -> dict[str, int]:
    """How many votes each of `works` has; a work without any has 0.

    >>> from datetime import UTC
    >>> at = datetime(2026, 10, 1, tzinfo=UTC)
    >>> votes = [Cast("a", at, "u", "n", at), Cast("a", at, "v", "n", at)]
    >>> tally(votes, [Strike(StrikeKind.UNIT, {"work": "a", "unit": "v"})], "ab")
    {'a': 1, 'b': 0}
    """
    found = Counter(one.work for one in counted(votes, strikes))
    return {work: found[work] for work in works}


def findings(votes: Iterable[Cast], *, opened_at: datetime) -> list[Finding]:
    """What stands out, the largest groups first: bursts in time, one unit, one network, accounts made for the vote."""
    by_work: dict[str, list[Cast]] = defaultdict(list)
    for one in votes:
        if not one.has_duty:
            by_work[one.work].append(one)
    found: list[Finding] = []
    for work, own in sorted(by_work.items()):
        found += _burst(work, own)
        found += _groups(StrikeKind.UNIT, "unit", work, own, lambda one: one.unit)
        found += _groups(StrikeKind.NETWORK, "network", work, own, lambda one: one.network)
        found += _newcomers(work, own, opened_at - timedelta(days=NEW_DAYS))
    return sorted(found, key=lambda one: (-one.votes, one.kind.value, one.work, sorted(map(str, one.subject.values()))))


def _burst(work: str, own: Sequence[Cast]) -> list[Finding]:
    """The densest stretch of `BURST`, where it holds many votes and a good part of all that the work has."""
    moments = sorted(one.at for one in own)
    start, best = 0, (0, 0)
    for end, at in enumerate(moments):
        while at - moments[start] > BURST:
            start += 1
        best = max(best, (end - start + 1, -start))
    votes, first = best[0], -best[1]
    if votes < BURST_VOTES or votes * ONE_IN < len(own):
        return []
    subject = {"work": work, "from": moments[first].isoformat(), "to": moments[first + votes - 1].isoformat()}
    return [Finding(StrikeKind.BURST, subject, votes, len(own))]


def _groups(kind: StrikeKind, name: str, work: str, own: Sequence[Cast], key: Callable[[Cast], str]) -> list[Finding]:
    return [
        Finding(kind, {"work": work, name: group}, votes, len(own))
        for group, votes in sorted(Counter(map(key, own)).items())
        if group and votes >= BURST_VOTES and votes * ONE_IN >= len(own)
    ]


def _newcomers(work: str, own: Sequence[Cast], after: datetime) -> list[Finding]:
    votes = sum(one.account_made_at > after for one in own)
    if votes < LEAST:
        return []
    return [Finding(StrikeKind.NEWCOMERS, {"work": work, "after": after.isoformat()}, votes, len(own))]


def per_unit(votes: Iterable[Cast]) -> list[tuple[str, int]]:
    """How many votes came from each unit, most first; units of fewer than `LEAST` together under an empty name."""
    found = Counter(one.unit for one in votes)
    told = [(unit, count) for unit, count in found.items() if count >= LEAST]
    rest = sum(count for count in found.values() if count < LEAST)
    ordered = sorted(told, key=lambda one: (-one[1], one[0]))
    return [*ordered, *([("", rest)] if rest else [])]


def plain_strikes(strikes: Iterable[tuple[StrikeKind, int, str]]) -> Sequence[Mapping[str, Any]]:
    """What was struck, as the board's decision keeps it: kind, number and reason."""
    return [{"kind": kind.value, "votes": votes, "reason": reason} for kind, votes, reason in strikes]
