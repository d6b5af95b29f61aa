"""Checks of prizes by vote (giải bình chọn): that the rule is whole, stands apart, and that its days fit."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from judging.plans.faults import doubt, fault, parts_of
from judging.rules.ladder_slots import is_voted
from judging.spec.deadlines import Deadline
from judging.spec.prizes import Ladder
from judging.spec.rounds import Round
from judging.spec.words import SharedRule, VoteTie

if TYPE_CHECKING:
    from judging.plans.faults import Fault, Faults
    from judging.spec.decoding import Path
    from judging.spec.prizes import VoteRule

Moment = tuple["Path", str, Deadline, bool]
"""A place, its word, the deadline, and whether something begins with it; as `judging.plans.dates` compares them."""


def check_vote_rule(path: Path, rule: VoteRule) -> Faults:
    """Its numbers can be meant."""
    for name, value in (("works_each", rule.works_each), ("least_votes", rule.least_votes)):
        if value < 1:
            yield fault("not_positive", path, name, key=name, value=value)
    if rule.account_hours < 0:
        yield fault("negative", path, "account_hours", key="account_hours", value=rule.account_hours)


def vote_faults(parts: tuple[tuple[Path, object], ...]) -> list[Fault]:
    """Everything in which prizes by vote do not fit themselves, each other or the rounds."""
    rounds = [round_ for _, round_ in parts_of(Round, parts)]
    ladders = parts_of(Ladder, parts)
    found: list[Fault] = []
    for path, ladder in ladders:
        found += _ladder(path, ladder)
        if is_voted(ladder):
            found += _round(path, ladder, rounds)
    if ladders and all(is_voted(ladder) for _, ladder in ladders):
        found.append(fault("only_votes", ladders[0][0], "basis"))
    return found


def _ladder(path: Path, ladder: Ladder) -> Faults:
    if not is_voted(ladder):
        if ladder.vote is not None:
            yield fault("vote_rule_without_vote", path, "basis")
        return
    if ladder.vote is None:
        yield fault("vote_without_rule", path, "basis")
    elif ladder.vote.ties is VoteTie.SHARED_PLACE and ladder.shared in {SharedRule.NEVER, SharedRule.BOARD_DECIDES}:
        yield doubt("vote_sharing_contradicts", path, "shared")
    if ladder.apart is False:
        yield doubt("vote_stands_apart", path, "apart")
    for index, tier in enumerate(ladder.tiers):
        if tier.minimum_mark is not None:
            yield fault("vote_least_mark", path, "tiers", index, "minimum_mark", tier=tier.name)


def _round(path: Path, ladder: Ladder, rounds: list[Round]) -> Faults:
    """No judge marks after a vote on the same works: what people like would be known to him."""
    keys = [one.key for one in rounds]
    if ladder.round not in keys:
        return
    later = rounds[keys.index(ladder.round) + 1 :]
    for round_ in later:
        if set(round_.categories) & set(ladder.categories):
            yield fault("vote_before_final", path, "round", round=round_.name)
            return


def vote_moments(parts: tuple[tuple[Path, object], ...]) -> list[tuple[Moment, Moment]]:
    """Which moments of a vote come before which: the marking ends, the vote opens, it closes."""
    ends = {
        round_.key: ((*path, "closes"), f"rounds[{round_.key}].closes", round_.closes, False)
        for path, round_ in parts_of(Round, parts)
        if isinstance(round_.closes, Deadline)
    }
    found: list[tuple[Moment, Moment]] = []
    for path, ladder in parts_of(Ladder, parts):
        if not is_voted(ladder) or ladder.vote is None:
            continue
        days = [
            ((*path, "vote", name), f"ladders[{ladder.key}].vote.{name}", value, name == "opens")
            for name, value in (("opens", ladder.vote.opens), ("closes", ladder.vote.closes))
            if isinstance(value, Deadline)
        ]
        if ladder.round in ends:
            days.insert(0, ends[ladder.round])
        found += pairwise(days)
    return found


def last_moments(parts: tuple[tuple[Path, object], ...]) -> list[Moment]:
    """The ends of all votes: the result is announced after them."""
    return [
        ((*path, "vote", "closes"), f"ladders[{ladder.key}].vote.closes", ladder.vote.closes, False)
        for path, ladder in parts_of(Ladder, parts)
        if is_voted(ladder) and ladder.vote is not None and isinstance(ladder.vote.closes, Deadline)
    ]
