"""Meetings: which step follows which, who sits on which seat, when there are enough."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging.rules.meetings import (
    MOVES,
    Chair,
    CouncilDuty,
    MeetingState,
    MemberAtMeeting,
    Roll,
    call_roll,
    has_quorum,
    may_move,
    presiding,
    state_after,
)


def member(key: str, *, there: bool, duty: CouncilDuty = CouncilDuty.MEMBER, **values: object) -> MemberAtMeeting:
    return MemberAtMeeting(key, duty, is_present=there, **values)  # type: ignore[arg-type]


def seats(taken: int, empty: int) -> Roll:
    return Roll((*(Chair(f"t{at}", f"t{at}") for at in range(taken)), *(Chair(f"e{at}", "") for at in range(empty))))


def test_nobody_votes_without_a_quorum_and_nothing_is_signed_before_it_is_drafted() -> None:
    """Every way from the first state to an open ballot goes through quorum_ok; to signed, through drafted."""
    for target, gate in (
        (MeetingState.BALLOTS_OPEN, MeetingState.QUORUM_OK),
        (MeetingState.MINUTES_SIGNED, MeetingState.MINUTES_DRAFTED),
    ):
        reached, waiting = {MeetingState.PLANNED}, [MeetingState.PLANNED]
        while waiting:
            fresh = MOVES[waiting.pop()] - reached - {gate}
            reached |= fresh
            waiting += sorted(fresh)
        assert target not in reached
    assert all(may_move(one, other) == (other in MOVES[one]) for one in MeetingState for other in MeetingState)


@pytest.mark.parametrize(
    ("taken", "empty", "quorum", "is_enough"),
    [
        (6, 3, Fraction(2, 3), True),
        (5, 4, Fraction(2, 3), False),
        (7, 3, Fraction(2, 3), True),
        (6, 4, Fraction(2, 3), False),
        (8, 2, Fraction(8, 10), True),
        (7, 3, Fraction(7, 10), True),
        (0, 0, Fraction(2, 3), False),
    ],
)
def test_quorum_is_a_share_of_all_seats(taken: int, empty: int, quorum: Fraction, *, is_enough: bool) -> None:
    assert has_quorum(seats(taken, empty), quorum) is is_enough


def test_a_substitute_votes_only_while_the_member_is_absent() -> None:
    chair = member("a", there=True, duty=CouncilDuty.CHAIR)
    sub = member("s", there=True, duty=CouncilDuty.SUBSTITUTE, stands_in_for="b")
    assert call_roll([chair, member("b", there=False), sub]).voters == ("a", "s")
    both = call_roll([chair, member("b", there=True), sub])
    assert (both.voters, both.members) == (("a", "b"), 2)
    nobody = call_roll([chair, member("b", there=False)])
    assert (nobody.voters, nobody.absent) == (("a",), ("b",))


def test_who_has_no_vote_has_no_seat() -> None:
    clerk = member("c", there=True, duty=CouncilDuty.SECRETARY, votes=False)
    assert call_roll([member("a", there=True), clerk]).seats == (Chair("a", "a"),)


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), max_size=20))
def test_nobody_sits_on_two_seats(people: list[tuple[bool, bool, bool]]) -> None:
    """Each seat has at most one voter, and every voter is there."""
    members = []
    for at, (there, has_sub, sub_there) in enumerate(people):
        members.append(member(f"m{at}", there=there))
        if has_sub:
            members.append(member(f"s{at}", there=sub_there, duty=CouncilDuty.SUBSTITUTE, stands_in_for=f"m{at}"))
    roll = call_roll(members)
    assert len(set(roll.voters)) == len(roll.voters) <= roll.members == len(people)
    assert set(roll.voters) <= {one.key for one in members if one.is_present}


def test_a_vice_chair_presides_while_the_chair_is_absent() -> None:
    chair, vice = (member("c", there=True, duty=CouncilDuty.CHAIR), member("v", there=True, duty=CouncilDuty.VICE))
    assert presiding([vice, chair]) == "c"
    assert presiding([member("c", there=False, duty=CouncilDuty.CHAIR), vice]) == "v"
    assert presiding([member("m", there=True)]) == ""


def test_a_meeting_stays_open_while_a_ballot_is() -> None:
    assert state_after([1]) is MeetingState.BALLOTS_OPEN
    assert state_after([]) is MeetingState.BALLOTS_CLOSED
