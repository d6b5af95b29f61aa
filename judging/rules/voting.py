"""Who may vote for a prize by vote, and when; apart from what anybody voted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from judging.enums import Role
from judging.rules.deadlines import Window, closes_at, opens_at
from judging.spec.unknown import is_known
from judging.spec.words import Voters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from judging.spec.prizes import VoteRule
    from judging.spec.programme import Programme

MAY_VOTE = frozenset({Role.ENTRANT, Role.COORDINATOR})
"""Whoever holds any other duty of the contest, or ever held it, judges or organises it and does not vote."""


class VoteState(StrEnum):
    """Where a vote stands."""

    COMING = "coming"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Voter:
    """What the right to vote depends on. `duties` are all that the person ever held in the contest."""

    duties: frozenset[Role]
    unit_kind: str
    account_made_at: datetime
    is_address_proven: bool


def vote_window(rule: VoteRule) -> Window | None:
    """From when until when votes are taken; None while the plan leaves it open."""
    if not is_known(rule.opens) or not is_known(rule.closes):
        return None
    return Window(opens_at(rule.opens), closes_at(rule.closes))


def vote_state(window: Window, now: datetime) -> VoteState:
    """Where a vote stands at `now`: the opening instant belongs to it, the closing one does not."""
    if now < window.opens_at:
        return VoteState.COMING
    return VoteState.OPEN if now < window.closes_at else VoteState.OVER


def holds_duty(duties: Iterable[Role]) -> bool:
    """Whether somebody with these duties organises or judges the contest."""
    return not MAY_VOTE.issuperset(duties)


def may_vote(plan: Programme, rule: VoteRule, voter: Voter) -> bool:
    """Whether somebody belongs to those who vote, however old his account is."""
    if not is_known(rule.voters) or holds_duty(voter.duties):
        return False
    kinds = {kind.key for kind in plan.eligibility.unit_kinds}
    if not kinds or voter.unit_kind in kinds:
        return True
    return rule.voters is Voters.PUBLIC and voter.is_address_proven


def votes_from(rule: VoteRule, voter: Voter) -> datetime:
    """The moment from which an account is old enough to vote."""
    return voter.account_made_at + timedelta(hours=rule.account_hours)
