"""Which state may follow which."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging.enums import AssignmentState, EntryState, PlanState, ProgrammeState, ReviewState, RoundState
from judging.errors import MoveRefusedError
from judging.rules.lifecycle import (
    ASSIGNMENT_MOVES,
    ENTRY_MOVES,
    PLAN_MOVES,
    PROGRAMME_MOVES,
    REVIEW_MOVES,
    ROUND_MOVES,
    entry_moves,
    move,
    move_entry,
    queue_state,
)
from judging.spec import Intake

if TYPE_CHECKING:
    from enum import StrEnum

MACHINES = {
    ProgrammeState: PROGRAMME_MOVES,
    PlanState: PLAN_MOVES,
    RoundState: ROUND_MOVES,
    AssignmentState: ASSIGNMENT_MOVES,
    ReviewState: REVIEW_MOVES,
}
E = EntryState


@given(st.data())
def test_a_move_is_either_in_the_table_or_refused_by_name(data: st.DataObject) -> None:
    states = data.draw(st.sampled_from(sorted(MACHINES, key=lambda machine: machine.__name__)))
    state, to = data.draw(st.sampled_from(states)), data.draw(st.sampled_from(states))
    if to in MACHINES[states][state]:
        assert move(state, to) is to
    else:
        with pytest.raises(MoveRefusedError) as refusal:
            move(state, to)
        assert refusal.value.facts["from_state"] == state.value
        assert refusal.value.facts["to_state"] == to.value


@given(st.sampled_from(Intake), st.lists(st.sampled_from(E), max_size=12))
def test_no_walk_reaches_sealed_without_validation(intake: Intake, wishes: list[EntryState]) -> None:
    state, walked = E.DRAFT, []
    for wish in wishes:
        if wish in entry_moves(state, intake=intake):
            state = move_entry(state, wish, intake=intake)
            walked.append(state)
        else:
            with pytest.raises(MoveRefusedError):
                move_entry(state, wish, intake=intake)
    if E.SEALED in walked:
        before = walked[: walked.index(E.SEALED)]
        assert before[-1] is E.VALID
        assert queue_state(intake) in before
        assert walked[walked.index(E.SEALED) + 1 :] in ([], [E.DISQUALIFIED])


@pytest.mark.parametrize(("states", "moves"), [*MACHINES.items()])
def test_every_state_can_be_reached_from_the_first(
    states: type[StrEnum], moves: dict[StrEnum, frozenset[StrEnum]]
) -> None:
    assert _reached(next(iter(states)), moves) == set(states)


@pytest.mark.requirement("S001-R06")
def test_through_a_unit_an_entry_is_forwarded_before_it_is_validated() -> None:
    through = ENTRY_MOVES[Intake.THROUGH_UNIT]
    assert E.VALID not in through[E.SUBMITTED]
    assert E.FORWARDED not in through[E.SUBMITTED]
    assert _reached(E.DRAFT, through) == set(E)
    assert _reached(E.DRAFT, ENTRY_MOVES[Intake.DIRECT]) == set(E) - {E.SELECTED, E.NOT_SELECTED, E.FORWARDED}


def test_without_units_a_selection_is_refused() -> None:
    with pytest.raises(MoveRefusedError):
        move_entry(E.SUBMITTED, E.SELECTED, intake=Intake.DIRECT)
    with pytest.raises(MoveRefusedError):
        move_entry(E.FORWARDED, E.VALID, intake=Intake.DIRECT)


@pytest.mark.parametrize("intake", list(Intake))
def test_an_outcome_is_undone_until_sealing_and_never_after(intake: Intake) -> None:
    for outcome in (E.VALID, E.RETURNED, E.REJECTED):
        assert move_entry(outcome, queue_state(intake), intake=intake) is queue_state(intake)
    assert entry_moves(E.SEALED, intake=intake) == {E.DISQUALIFIED}
    assert entry_moves(E.WITHDRAWN, intake=intake) == frozenset()


@pytest.mark.requirement("S001-R14")
def test_a_locked_review_is_never_simply_in_progress_again() -> None:
    assert ReviewState.IN_PROGRESS not in REVIEW_MOVES[ReviewState.LOCKED]
    assert move(ReviewState.LOCKED, ReviewState.UNLOCKED) is ReviewState.UNLOCKED


def test_an_issued_plan_is_only_replaced() -> None:
    assert PLAN_MOVES[PlanState.ISSUED] == {PlanState.REPLACED}


def _reached(start: StrEnum, moves: dict[StrEnum, frozenset[StrEnum]]) -> set[StrEnum]:
    seen, waiting = {start}, [start]
    while waiting:
        for to in moves[waiting.pop()] - seen:
            seen.add(to)
            waiting.append(to)
    return seen
