"""Which changes of an issued plan are still allowed, and whom each of them concerns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from judging.enums import ProgrammeState, Role
from judging.rules.deadlines import closes_at, opens_at
from judging.rules.differences import Change, ChangeKind, differences
from judging.rules.round_order import feeders
from judging.spec.deadlines import Deadline
from judging.spec.words import MilestoneKind

if TYPE_CHECKING:
    from datetime import datetime

    from judging.spec.programme import Programme

_P = ProgrammeState
_FREE = frozenset({_P.DRAFT, _P.SUBMITTED, _P.APPROVED, _P.ISSUED})
_TAKING_ENTRIES = frozenset({_P.OPEN})
_SETTLED = frozenset({_P.DECIDED, _P.PUBLISHED, _P.ARCHIVED, _P.CANCELLED})
_ALWAYS = frozenset({"contacts", "channels", "responsibilities", "retention", "document", "answering"})
_ENTERING = frozenset({"categories", "topics", "entering", "eligibility"})
_ROUND_MAY_STILL = frozenset({"rounds.closes", "rounds.cap_per_judge", "rounds.panel.name", "rounds.panel.seats"})
_VOTE_DAYS = {"ladders.vote.opens": opens_at, "ladders.vote.closes": closes_at}
_FEEDING = frozenset({"rounds", "rounds.categories", "rounds.passing"})
_OPENS = f"milestones[{MilestoneKind.ENTRIES_OPEN}]"
_CLOSES = f"milestones[{MilestoneKind.ENTRIES_CLOSE}]"
_SETTLED_MAY_STILL = (f"milestones[{MilestoneKind.AWARDS_BY}]", f"milestones[{MilestoneKind.QUESTIONS_CLOSE}]")


class Objection(StrEnum):
    """Why a change is not allowed any more; the portal words it."""

    NEVER_CHANGES = "never_changes"
    ENTRIES_REST_ON_IT = "entries_rest_on_it"
    ENTERING_HAS_BEGUN = "entering_has_begun"
    ENTERING_IS_OVER = "entering_is_over"
    CLOSES_IN_THE_PAST = "closes_in_the_past"
    ROUND_HAS_OPENED = "round_has_opened"
    RESULT_IS_DECIDED = "result_is_decided"
    VOTE_HAS_TURNED = "vote_has_turned"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a programme stands when somebody amends its plan; `opened_rounds` are the keys of those opened."""

    state: ProgrammeState
    opened_rounds: frozenset[str]
    now: datetime


@dataclass(frozen=True, slots=True)
class Amendment:
    """The changes from one version to the next, what objects to them, and the roles to be told."""

    changes: tuple[Change, ...]
    objections: tuple[tuple[Change, Objection], ...]
    concerned: frozenset[Role]


def amendment(old: Programme, new: Programme, standing: Standing) -> Amendment:
    """Compare two versions and judge every change by where the programme stands."""
    changes = differences(old, new)
    judged = ((change, objection_to(change, old, standing)) for change in changes)
    objections = tuple((change, objection) for change, objection in judged if objection is not None)
    objections += tuple(_feeding(changes, old, new, standing, [change for change, _ in objections]))
    told: frozenset[Role] = frozenset().union(*(concerned_by(change) for change in changes))
    return Amendment(changes, objections, told)


def _feeding(
    changes: tuple[Change, ...], old: Programme, new: Programme, standing: Standing, objected: list[Change]
) -> list[tuple[Change, Objection]]:
    """Changes of other rounds that would give an opened one other entries than those that it was sealed from."""
    both = [key for key in standing.opened_rounds if old.find_round(key) and new.find_round(key)]
    if standing.state in _FREE or all(feeders(old, key) == feeders(new, key) for key in both):
        return []
    return [
        (change, Objection.ROUND_HAS_OPENED)
        for change in changes
        if change.section == "rounds" and change not in objected and change.pattern in _FEEDING
    ]


def objection_to(change: Change, old: Programme, standing: Standing) -> Objection | None:
    """Why `change` of the version `old` is refused now; None when it is allowed.

    Until it opens a plan may change in everything but its key and kind. Then nothing that entries rest on may
    go; after the close entering is history, but for a later close; a round that opened keeps its rubric and
    its rules; what the result rests on stays when it is decided.
    """
    if change.path in {"key", "kind"}:
        return None if standing.state is _P.DRAFT else Objection.NEVER_CHANGES
    if standing.state in _FREE or change.section in _ALWAYS:
        return None
    if standing.state in _SETTLED:
        return None if change.path.startswith(_SETTLED_MAY_STILL) else Objection.RESULT_IS_DECIDED
    return _objection_on_the_way(change, old, standing)


def _objection_on_the_way(change: Change, old: Programme, standing: Standing) -> Objection | None:
    if change.pattern in _VOTE_DAYS:
        return _objection_to_vote_day(change, standing)
    if _touches_opened_round(change, old, standing.opened_rounds):
        return Objection.ROUND_HAS_OPENED
    if change.path.startswith(_CLOSES):
        return _objection_to_close(change, standing)
    if change.path.startswith(_OPENS):
        return Objection.ENTERING_HAS_BEGUN
    return _objection_to_entering(change, standing.state) if change.section in _ENTERING else None


def _objection_to_close(change: Change, standing: Standing) -> Objection | None:
    if standing.opened_rounds:
        return Objection.ROUND_HAS_OPENED
    closing = change.new
    if not isinstance(closing, Deadline) or closes_at(closing) <= standing.now:
        return Objection.CLOSES_IN_THE_PAST
    return None


def _objection_to_vote_day(change: Change, standing: Standing) -> Objection | None:
    """A day of a vote may move until it has come, to one that has not: nobody prolongs a vote that is counted."""
    instant = _VOTE_DAYS[change.pattern]
    days = [one for one in (change.old, change.new) if isinstance(one, Deadline)]
    return Objection.VOTE_HAS_TURNED if any(instant(one) <= standing.now for one in days) else None


def _objection_to_entering(change: Change, state: ProgrammeState) -> Objection | None:
    if change.pattern == "entering.late" and change.kind is ChangeKind.DECIDED:
        return None
    if state not in _TAKING_ENTRIES:
        return Objection.ENTERING_IS_OVER
    is_part = change.pattern in {"categories", "topics"} and change.kind is ChangeKind.REMOVED
    if is_part or change.pattern == "categories.form":
        return Objection.ENTRIES_REST_ON_IT
    return Objection.ENTERING_HAS_BEGUN if change.pattern == "entering.intake" else None


def _touches_opened_round(change: Change, old: Programme, opened: frozenset[str]) -> bool:
    rounds = [round_ for round_ in old.rounds if round_.key in opened]
    if not rounds:
        return False
    if change.section == "rounds":
        is_order = change.kind is ChangeKind.REORDERED
        return is_order or (change.key in opened and change.pattern not in _ROUND_MAY_STILL)
    if change.section == "rubrics":
        return change.key in {round_.rubric for round_ in rounds}
    if change.kind is ChangeKind.DECIDED:
        return False
    if change.section == "ladders":
        resting = {ladder.key for ladder in old.ladders if ladder.round in opened}
        return change.key is None or change.key in resting
    return change.section == "exclusivity"


_ENTRANTS = frozenset({Role.ENTRANT, Role.COORDINATOR})
_JUDGES = frozenset({Role.JUDGE, Role.HEAD, Role.SECRETARY})
_CONCERNED = {
    "categories": _ENTRANTS | {Role.VALIDATOR},
    "topics": _ENTRANTS | {Role.VALIDATOR},
    "entering": _ENTRANTS | {Role.VALIDATOR},
    "eligibility": _ENTRANTS | {Role.VALIDATOR},
    "rounds": _JUDGES,
    "rubrics": _JUDGES | _ENTRANTS,
    "ladders": _ENTRANTS | {Role.BOARD, Role.FINANCE},
    "exclusivity": _ENTRANTS | {Role.BOARD},
    "channels": frozenset({Role.ENTRANT, Role.PUBLISHER}),
    "responsibilities": frozenset({Role.BOARD}),
}
_CONCERNED_BY_MILESTONE = {
    MilestoneKind.RESULTS_BY: _ENTRANTS | {Role.BOARD, Role.PUBLISHER},
    MilestoneKind.AWARDS_BY: _ENTRANTS | {Role.BOARD, Role.FINANCE},
}


def concerned_by(change: Change) -> frozenset[Role]:
    """The roles whose holders in the programme are told of `change`: entrants and coordinators unless said else."""
    if change.section == "milestones":
        named = {str(kind): roles for kind, roles in _CONCERNED_BY_MILESTONE.items()}
        return named.get(change.key or "", _ENTRANTS | {Role.VALIDATOR, Role.BOARD})
    return _CONCERNED.get(change.section, _ENTRANTS)
