"""Which state may follow which. Everything else is refused by name."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from judging.enums import (
    AssignmentState,
    EntryState,
    PlanState,
    ProgrammeState,
    ReviewState,
    RoundState,
)
from judging.errors import MoveRefusedError
from judging.spec.words import Intake

if TYPE_CHECKING:
    from collections.abc import Mapping

S = TypeVar("S", bound=StrEnum)

_P = ProgrammeState
_RUNNING = (_P.ISSUED, _P.OPEN, _P.CLOSED, _P.EVALUATING, _P.DECIDED)
PROGRAMME_MOVES: Mapping[ProgrammeState, frozenset[ProgrammeState]] = {
    # An office whose signing happens on paper issues its draft at once.
    _P.DRAFT: frozenset({_P.SUBMITTED, _P.ISSUED, _P.CANCELLED}),
    _P.SUBMITTED: frozenset({_P.DRAFT, _P.APPROVED, _P.CANCELLED}),
    _P.APPROVED: frozenset({_P.ISSUED, _P.CANCELLED}),
    _P.ISSUED: frozenset({_P.OPEN, _P.SUSPENDED, _P.CANCELLED}),
    # An amendment that moves the deadline opens a closed programme again.
    _P.OPEN: frozenset({_P.CLOSED, _P.SUSPENDED, _P.CANCELLED}),
    _P.CLOSED: frozenset({_P.OPEN, _P.EVALUATING, _P.SUSPENDED, _P.CANCELLED}),
    _P.EVALUATING: frozenset({_P.DECIDED, _P.SUSPENDED, _P.CANCELLED}),
    _P.DECIDED: frozenset({_P.EVALUATING, _P.PUBLISHED, _P.SUSPENDED, _P.CANCELLED}),
    _P.PUBLISHED: frozenset({_P.DECIDED, _P.ARCHIVED}),
    _P.SUSPENDED: frozenset({*_RUNNING, _P.CANCELLED}),
    _P.CANCELLED: frozenset({_P.ARCHIVED}),
    _P.ARCHIVED: frozenset(),
}

PLAN_MOVES: Mapping[PlanState, frozenset[PlanState]] = {
    PlanState.DRAFT: frozenset({PlanState.SUBMITTED, PlanState.ISSUED}),
    PlanState.SUBMITTED: frozenset({PlanState.DRAFT, PlanState.APPROVED}),
    PlanState.APPROVED: frozenset({PlanState.ISSUED}),
    PlanState.ISSUED: frozenset({PlanState.REPLACED}),
    PlanState.REPLACED: frozenset(),
}

_E = EntryState
_OUTCOMES = frozenset({_E.VALID, _E.RETURNED, _E.REJECTED})
_ALWAYS = frozenset({_E.DISQUALIFIED})
_DIRECT: Mapping[EntryState, frozenset[EntryState]] = {
    _E.DRAFT: frozenset({_E.SUBMITTED, _E.WITHDRAWN}),
    # Submitting again replaces; the earlier version stays in the record.
    _E.SUBMITTED: frozenset({_E.SUBMITTED, _E.WITHDRAWN}) | _OUTCOMES | _ALWAYS,
    # An outcome may be undone until sealing: the entry goes back to the queue.
    _E.RETURNED: frozenset({_E.SUBMITTED, _E.REJECTED, _E.WITHDRAWN}) | _ALWAYS,
    _E.REJECTED: frozenset({_E.SUBMITTED}) | _ALWAYS,
    _E.VALID: frozenset({_E.SUBMITTED, _E.SEALED, _E.WITHDRAWN}) | _ALWAYS,
    _E.SEALED: _ALWAYS,
    _E.WITHDRAWN: frozenset(),
    _E.DISQUALIFIED: frozenset(),
}
_CHOICE = frozenset({_E.SELECTED, _E.NOT_SELECTED})
_THROUGH_UNIT: Mapping[EntryState, frozenset[EntryState]] = {
    _E.DRAFT: frozenset({_E.SUBMITTED, _E.WITHDRAWN}),
    _E.SUBMITTED: frozenset({_E.SUBMITTED, _E.WITHDRAWN}) | _CHOICE | _ALWAYS,
    _E.SELECTED: frozenset({_E.SUBMITTED, _E.NOT_SELECTED, _E.FORWARDED, _E.WITHDRAWN}) | _ALWAYS,
    _E.NOT_SELECTED: frozenset({_E.SUBMITTED, _E.SELECTED, _E.WITHDRAWN}) | _ALWAYS,
    # Before the deadline the unit may take back what it forwarded.
    _E.FORWARDED: frozenset({_E.SELECTED, _E.WITHDRAWN}) | _OUTCOMES | _ALWAYS,
    # What the author completes after a return is back with the board: the unit has already chosen it.
    _E.RETURNED: frozenset({_E.FORWARDED, _E.REJECTED, _E.WITHDRAWN}) | _ALWAYS,
    _E.REJECTED: frozenset({_E.FORWARDED}) | _ALWAYS,
    _E.VALID: frozenset({_E.FORWARDED, _E.SEALED, _E.WITHDRAWN}) | _ALWAYS,
    _E.SEALED: _ALWAYS,
    _E.WITHDRAWN: frozenset(),
    _E.DISQUALIFIED: frozenset(),
}
ENTRY_MOVES: Mapping[Intake, Mapping[EntryState, frozenset[EntryState]]] = {
    Intake.DIRECT: _DIRECT,
    Intake.THROUGH_UNIT: _THROUGH_UNIT,
}

ROUND_MOVES: Mapping[RoundState, frozenset[RoundState]] = {
    RoundState.PLANNED: frozenset({RoundState.SEALED}),
    RoundState.SEALED: frozenset({RoundState.OPEN}),
    RoundState.OPEN: frozenset({RoundState.CLOSED}),
    RoundState.CLOSED: frozenset({RoundState.REVEALED}),
    RoundState.REVEALED: frozenset(),
}

ASSIGNMENT_MOVES: Mapping[AssignmentState, frozenset[AssignmentState]] = {
    AssignmentState.ASSIGNED: frozenset({AssignmentState.DONE, AssignmentState.RECUSED, AssignmentState.REPLACED}),
    AssignmentState.DONE: frozenset({AssignmentState.ASSIGNED, AssignmentState.REPLACED}),
    AssignmentState.RECUSED: frozenset({AssignmentState.REPLACED}),
    AssignmentState.REPLACED: frozenset(),
}

_R = ReviewState
REVIEW_MOVES: Mapping[ReviewState, frozenset[ReviewState]] = {
    _R.ASSIGNED: frozenset({_R.IN_PROGRESS, _R.VOID}),
    _R.IN_PROGRESS: frozenset({_R.LOCKED, _R.VOID}),
    _R.LOCKED: frozenset({_R.UNLOCKED, _R.VOID}),
    _R.UNLOCKED: frozenset({_R.LOCKED, _R.VOID}),
    _R.VOID: frozenset(),
}

_MACHINES: Mapping[type[StrEnum], tuple[str, Mapping[StrEnum, frozenset[StrEnum]]]] = {
    ProgrammeState: ("programme", PROGRAMME_MOVES),  # type: ignore[dict-item] # a mapping is invariant in its key
    PlanState: ("plan", PLAN_MOVES),  # type: ignore[dict-item]
    RoundState: ("round", ROUND_MOVES),  # type: ignore[dict-item]
    AssignmentState: ("assignment", ASSIGNMENT_MOVES),  # type: ignore[dict-item]
    ReviewState: ("review", REVIEW_MOVES),  # type: ignore[dict-item]
}


def move(state: S, to: S) -> S:
    """`to`, if it may follow `state`. Entries have `move_entry`. Raises MoveRefusedError."""
    noun, moves = _MACHINES[type(state)]
    if to not in moves[state]:
        raise MoveRefusedError(noun, state.value, to.value)
    return to


def entry_moves(state: EntryState, *, intake: Intake) -> frozenset[EntryState]:
    """Every state that may follow `state` under the plan's intake."""
    return ENTRY_MOVES[intake].get(state, frozenset())


def move_entry(state: EntryState, to: EntryState, *, intake: Intake) -> EntryState:
    """`to`, if it may follow `state` under the plan's intake. Raises MoveRefusedError."""
    if to not in entry_moves(state, intake=intake):
        raise MoveRefusedError("entry", state.value, to.value)
    return to


def queue_state(intake: Intake) -> EntryState:
    """The state in which an entry waits for its validation."""
    return EntryState.SUBMITTED if intake is Intake.DIRECT else EntryState.FORWARDED
