"""A council's meeting from the plan to the signed minutes: its states, who is there, whether there are enough."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from fractions import Fraction


class MeetingState(StrEnum):
    """Where a meeting stands (domain/model 2.3)."""

    PLANNED = "planned"
    CONVENED = "convened"
    QUORUM_OK = "quorum_ok"
    NO_QUORUM = "no_quorum"
    ADJOURNED = "adjourned"
    DELIBERATING = "deliberating"
    BALLOTS_OPEN = "ballots_open"
    BALLOTS_CLOSED = "ballots_closed"
    MINUTES_DRAFTED = "minutes_drafted"
    MINUTES_SIGNED = "minutes_signed"
    ARCHIVED = "archived"


class CouncilDuty(StrEnum):
    """What a member is on a council, in the order of minutes."""

    CHAIR = "chair"
    VICE = "vice"
    STANDING = "standing"
    SECRETARY = "secretary"
    MEMBER = "member"
    SUBSTITUTE = "substitute"


S = MeetingState
MOVES: dict[MeetingState, frozenset[MeetingState]] = {
    S.PLANNED: frozenset({S.CONVENED}),
    S.CONVENED: frozenset({S.QUORUM_OK, S.NO_QUORUM, S.ADJOURNED}),
    # Somebody comes late, or leaves before the meeting began.
    S.NO_QUORUM: frozenset({S.QUORUM_OK, S.ADJOURNED}),
    S.QUORUM_OK: frozenset({S.NO_QUORUM, S.DELIBERATING, S.ADJOURNED}),
    S.ADJOURNED: frozenset({S.CONVENED}),
    S.DELIBERATING: frozenset({S.BALLOTS_OPEN}),
    S.BALLOTS_OPEN: frozenset({S.BALLOTS_CLOSED}),
    S.BALLOTS_CLOSED: frozenset({S.BALLOTS_OPEN, S.MINUTES_DRAFTED}),
    # The chair sends a draft back.
    S.MINUTES_DRAFTED: frozenset({S.BALLOTS_CLOSED, S.MINUTES_SIGNED}),
    S.MINUTES_SIGNED: frozenset({S.ARCHIVED}),
    S.ARCHIVED: frozenset(),
}
BEFORE = frozenset({S.PLANNED, S.CONVENED, S.QUORUM_OK, S.NO_QUORUM, S.ADJOURNED})
"""The meeting has not begun."""
SITTING = frozenset({S.DELIBERATING, S.BALLOTS_OPEN, S.BALLOTS_CLOSED})
"""The council sits: it may vote."""


@dataclass(frozen=True, slots=True)
class MemberAtMeeting:
    """One membership as a meeting finds it. `stands_in_for` names the member whom a substitute replaces."""

    key: str
    duty: CouncilDuty
    is_present: bool
    votes: bool = True
    stands_in_for: str = ""


@dataclass(frozen=True, slots=True)
class Chair:
    """A voting seat and who votes on it: the member, a substitute, or nobody (empty)."""

    member: str
    voter: str


@dataclass(frozen=True, slots=True)
class Roll:
    """The voting seats of a council at a meeting."""

    seats: tuple[Chair, ...]

    @property
    def members(self) -> int:
        """How many seats there are."""
        return len(self.seats)

    @property
    def voters(self) -> tuple[str, ...]:
        """Who votes, one for each seat that is taken."""
        return tuple(seat.voter for seat in self.seats if seat.voter)

    @property
    def absent(self) -> tuple[str, ...]:
        """The members whose seats nobody takes."""
        return tuple(seat.member for seat in self.seats if not seat.voter)


def may_move(state: MeetingState, to: MeetingState) -> bool:
    """Whether a meeting may go from one state to another.

    >>> may_move(MeetingState.NO_QUORUM, MeetingState.DELIBERATING)
    False
    """
    return to in MOVES[state]


def call_roll(members: Iterable[MemberAtMeeting]) -> Roll:
    """Who sits on which seat. A substitute votes only while the member whom he stands in for is absent.

    >>> people = [
    ...     MemberAtMeeting("a", CouncilDuty.CHAIR, is_present=True),
    ...     MemberAtMeeting("b", CouncilDuty.MEMBER, is_present=False),
    ...     MemberAtMeeting("s", CouncilDuty.SUBSTITUTE, is_present=True, stands_in_for="b"),
    ... ]
    >>> call_roll(people).voters
    ('a', 's')
    """
    there = list(members)
    substitutes = {one.stands_in_for: one.key for one in there if one.duty is CouncilDuty.SUBSTITUTE and one.is_present}
    seats = (
        Chair(one.key, one.key if one.is_present else substitutes.get(one.key, ""))
        for one in there
        if one.votes and one.duty is not CouncilDuty.SUBSTITUTE
    )
    return Roll(tuple(seats))


def has_quorum(roll: Roll, quorum: Fraction) -> bool:
    """Whether enough seats are taken: at least `quorum` of all.

    >>> from fractions import Fraction
    >>> has_quorum(Roll((Chair("a", "a"), Chair("b", "b"), Chair("c", ""))), Fraction(2, 3))
    True
    """
    return roll.members > 0 and len(roll.voters) >= quorum * roll.members


def presiding(members: Sequence[MemberAtMeeting]) -> str:
    """Who presides: the chair, else the first vice-chair who is there; empty when neither is."""
    order = (CouncilDuty.CHAIR, CouncilDuty.VICE)
    there = [one for one in members if one.is_present and one.duty in order]
    return next((one.key for one in sorted(there, key=lambda one: order.index(one.duty))), "")


def state_after(open_ballots: Collection[object]) -> MeetingState:
    """Where a sitting meeting stands once some ballots were closed."""
    return MeetingState.BALLOTS_OPEN if open_ballots else MeetingState.BALLOTS_CLOSED
