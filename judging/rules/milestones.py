"""Where a contest stands against its milestones: what is reached, what is late, and at whose desk it lies."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from judging.enums import Role, RoundState
from judging.errors import DeadlineNotFixedError
from judging.rules.deadlines import closes_at, opens_at
from judging.spec.unknown import Unknown
from judging.spec.words import MilestoneKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from judging.spec.deadlines import Deadline
    from judging.spec.programme import Programme

FEW = 3
"""Groups of fewer works are never told apart while identity is sealed."""
BEGINNINGS = frozenset({MilestoneKind.PROGRAMME_START, MilestoneKind.ENTRIES_OPEN})


class Stage(StrEnum):
    """The steps of a contest in their order; what is left of one lies with its duty (`STAGE_ROLES`)."""

    FORWARDING = "forwarding"
    MEASURING = "measuring"
    VALIDATING = "validating"
    SEALING = "sealing"
    MARKING = "marking"
    CLOSING = "closing"
    MATCHING = "matching"
    DECIDING = "deciding"
    PUBLISHING = "publishing"
    AWARDING = "awarding"
    ANSWERING = "answering"


STAGE_ROLES: Mapping[Stage, Role] = {
    Stage.FORWARDING: Role.COORDINATOR,
    Stage.MEASURING: Role.ADMIN,
    Stage.VALIDATING: Role.VALIDATOR,
    Stage.SEALING: Role.SECRETARY,
    Stage.MARKING: Role.JUDGE,
    Stage.CLOSING: Role.SECRETARY,
    Stage.MATCHING: Role.HOLDER,
    Stage.DECIDING: Role.BOARD,
    Stage.PUBLISHING: Role.PUBLISHER,
    Stage.AWARDING: Role.SECRETARY,
    Stage.ANSWERING: Role.SECRETARY,
}
_TO_RESULTS = tuple(stage for stage in Stage if stage not in {Stage.AWARDING, Stage.ANSWERING})
_NEEDS: Mapping[MilestoneKind, tuple[Stage, ...]] = {
    MilestoneKind.ENTRIES_CLOSE: (Stage.FORWARDING,),
    MilestoneKind.RESULTS_BY: _TO_RESULTS,
    MilestoneKind.AWARDS_BY: (*_TO_RESULTS, Stage.AWARDING),
    MilestoneKind.QUESTIONS_CLOSE: (Stage.ANSWERING,),
}
_EARLY = frozenset({MilestoneKind.RESULTS_BY, MilestoneKind.AWARDS_BY})
"""What is done for good, and may be done before its day."""


class MilestoneState(StrEnum):
    """How a milestone stands now."""

    REACHED = "reached"
    COMING = "coming"
    LATE = "late"
    AFTER_EVENT = "after_event"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is left of a step: how many things, where they can be counted."""

    stage: Stage
    count: int = 0


@dataclass(frozen=True, slots=True)
class MilestoneStanding:
    """One milestone with its moment (None where none is fixed), its state, and what it still waits for."""

    kind: MilestoneKind
    deadline: Deadline | Unknown
    at: datetime | None
    state: MilestoneState
    waiting: tuple[Waiting, ...]

    @property
    def begins(self) -> bool:
        return self.kind in BEGINNINGS


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a contest is, in counts. `with_units` waits for a unit's decision; `rounds` are those begun."""

    with_units: int = 0
    lacking_units: int = 0
    unmeasured: int = 0
    unvalidated: int = 0
    unsealed: int = 0
    planned_rounds: int = 0
    rounds: tuple[RoundState, ...] = ()
    sheets_left: int = 0
    is_approved: bool = False
    is_published: bool = False
    has_certificates: bool = False
    open_cases: int = 0


def stages_left(progress: Progress) -> list[Waiting]:
    """The steps that still have something to do, in their order; what was published needs none before it.

    Units that sent too little are waited for until the first round begins: then it is too late for them.

    >>> [one.stage.value for one in stages_left(Progress(planned_rounds=1, rounds=(RoundState.OPEN,), sheets_left=4))]
    ['marking', 'deciding', 'publishing', 'awarding']
    >>> stages_left(Progress(is_published=True, has_certificates=True, open_cases=2))
    [Waiting(stage=<Stage.ANSWERING: 'answering'>, count=2)]
    """
    counted: list[tuple[Stage, int]] = []
    if not progress.is_published:
        rounds = progress.rounds
        running = sum(state in {RoundState.SEALED, RoundState.OPEN} for state in rounds)
        counted = [
            (Stage.FORWARDING, progress.with_units + (0 if rounds else progress.lacking_units)),
            (Stage.MEASURING, progress.unmeasured),
            (Stage.VALIDATING, progress.unvalidated),
            (Stage.SEALING, progress.unsealed or max(0, progress.planned_rounds - len(rounds))),
            (Stage.MARKING, progress.sheets_left),
            (Stage.CLOSING, 0 if progress.sheets_left else running),
            (Stage.MATCHING, sum(state is RoundState.CLOSED for state in rounds)),
            (Stage.DECIDING, 0 if progress.is_approved else 1),
            (Stage.PUBLISHING, 1),
        ]
    counted += [(Stage.AWARDING, 0 if progress.has_certificates else 1), (Stage.ANSWERING, progress.open_cases)]
    return [Waiting(stage, count) for stage, count in counted if count]


def milestone_standings(plan: Programme, left: Iterable[Waiting], now: datetime) -> list[MilestoneStanding]:
    """Every milestone of `plan` in the order of time, those without a fixed day last.

    A milestone whose day is over is late while something that it needs is left, and reached when nothing is; results
    and prizes may be there before their day.
    """
    waiting = tuple(left)
    found = [_standing(stone.kind, stone.deadline, waiting, now) for stone in plan.milestones]
    return sorted(found, key=lambda one: (one.at is None, one.at or now, one.kind))


def _standing(
    kind: MilestoneKind, deadline: Deadline | Unknown, left: tuple[Waiting, ...], now: datetime
) -> MilestoneStanding:
    needs = _NEEDS.get(kind, ())
    waiting = tuple(one for one in left if one.stage in needs)
    if isinstance(deadline, Unknown):
        return MilestoneStanding(kind, deadline, None, MilestoneState.UNDECIDED, waiting)
    try:
        at = opens_at(deadline) if kind in BEGINNINGS else closes_at(deadline)
    except DeadlineNotFixedError:
        state = MilestoneState.REACHED if needs and not waiting else MilestoneState.AFTER_EVENT
        return MilestoneStanding(kind, deadline, None, state, waiting)
    is_over = now >= at
    if waiting or not (is_over or kind in _EARLY):
        state = MilestoneState.LATE if is_over else MilestoneState.COMING
    else:
        state = MilestoneState.REACHED
    return MilestoneStanding(kind, deadline, at, state, waiting)


def may_tell_apart(sizes: Iterable[int], *, identity_is_open: bool) -> bool:
    """Whether groups of these sizes may stand beside each other.

    One small group hides all: the others and the sum would give it away.

    >>> may_tell_apart([5, 2], identity_is_open=False), may_tell_apart([5, 3], identity_is_open=False)
    (False, True)
    >>> may_tell_apart([5, 2], identity_is_open=True)
    True
    """
    return identity_is_open or all(size >= FEW for size in sizes if size)
