"""Assignment (phân công): who marks which code, by a seed that nobody chose; replacing who stepped back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from judging.actions.history import record
from judging.actions.rounds import RoundOverError, lock_round, require_office
from judging.enums import AssignmentState, ReviewState, Role, RoundState
from judging.errors import AlreadyDoneError, MissingReasonError, RefusedError, UndecidedError
from judging.events import Told, emit
from judging.ids import AssignmentID, CodeID, SeatID
from judging.models.reviews import Review
from judging.models.rounds import Assignment, Code, Seat
from judging.models.seals import AssignmentRun
from judging.queries.assignments import list_offers, list_works
from judging.queries.coverage import list_runs, list_seat_progress, list_shortfalls
from judging.queries.rounds import find_holder, planned
from judging.queries.seals import list_codes_lacking_renditions, list_sealings
from judging.rules.assignment import AssignmentImpossible, assign
from judging.rules.lifecycle import move
from judging.rules.round_rules import related_units_of
from judging.rules.seals import place_of, seed_from
from judging.spec.unknown import Unknown, is_known

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.queries.standings import RoundAtHand
    from judging.rules.assignment import AssignmentPlan, Work
    from judging.rules.viewers import Viewer

ASSIGNING = (RoundState.SEALED, RoundState.OPEN)


class NothingToAssignError(RefusedError):
    """Every code has the judges that the plan wants; what was drawn is not drawn again (B25)."""

    code = "nothing_to_assign"


class NothingSealedError(RefusedError):
    """Assignment comes after sealing."""

    code = "nothing_sealed"


class RenditionsMissingError(RefusedError):
    """Some codes have no rendition yet: no rendition, no assignment."""

    code = "renditions_missing"


class NoSeatsError(RefusedError):
    """Nobody sits in the panel."""

    code = "no_seats"


class AssignmentImpossibleError(RefusedError):
    """No assignment satisfies the plan; `why` names codes, seats and what stands between them."""

    code = "assignment_impossible"

    def __init__(self, why: AssignmentImpossible) -> None:
        super().__init__()
        self.why = why


def assign_round(
    session: Session, at_hand: RoundAtHand, *, run: int, reason: str = "", by: Viewer, now: datetime
) -> AssignmentRun:
    """Give every code the judges that it lacks. What is assigned already stays; nothing is ever drawn a second time.

    Args:
        session: the transaction.
        at_hand: the round with its plan.
        run: the number that this run would have, as the page showed it: who comes second is told so (B13).
        reason: from the second run on; it is kept.
        by: the secretary.
        now: the moment.

    Raises:
        AssignmentImpossibleError: naming every obstacle.
        AlreadyDoneError, NothingToAssignError, NothingSealedError, RenditionsMissingError, NoSeatsError,
        MissingReasonError, UndecidedError, RoundOverError.
    """
    require_office(session, at_hand, by=by, roles=(Role.SECRETARY,))
    row = lock_round(session, at_hand)
    if row.state == RoundState.PLANNED.value:
        raise NothingSealedError
    if RoundState(row.state) not in ASSIGNING:
        raise RoundOverError
    if run != len(list_runs(session, at_hand.id)) + 1:
        raise AlreadyDoneError
    marks = marks_wanted(at_hand)
    if not list_shortfalls(session, at_hand.id, marks_per_entry=marks):
        raise NothingToAssignError
    if run > 1 and not reason.strip():
        raise MissingReasonError
    if lacking := list_codes_lacking_renditions(session, at_hand.id):
        raise RenditionsMissingError(count=len(lacking))
    seed = seed_from(list_sealings(session, at_hand.id)[-1].chain_head, row.key, run)
    plan = draw(session, at_hand, marks=marks, seed=seed)
    return write_run(session, at_hand, plan, run=run, seed=seed, reason=reason, by=by, now=now)


def write_run(
    session: Session,
    at_hand: RoundAtHand,
    plan: AssignmentPlan,
    *,
    run: int,
    seed: str,
    reason: str,
    by: Viewer,
    now: datetime,
    roles: tuple[Role, ...] = (Role.SECRETARY,),
) -> AssignmentRun:
    """Write down a draw that was made: its pairs, its seed and reason, and its line in the history."""
    acting_as = require_office(session, at_hand, by=by, roles=roles)
    _write(session, at_hand, plan, run=run, seed=seed)
    drawn = AssignmentRun(
        round_id=at_hand.id,
        run=run,
        seed=seed,
        reason=reason.strip(),
        summary=f"{len(plan.pairs)}/{plan.spread}",
        run_by=by.account_id,
        run_at=now,
    )
    session.add(drawn)
    session.flush()
    if at_hand.round.state == RoundState.OPEN.value:
        _tell_added(session, at_hand, plan)
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action="round.assign",
        subject=f"round:{at_hand.id}",
        run=run,
        seed=seed,
        pairs=len(plan.pairs),
        spread=plan.spread,
        reason=reason.strip(),
    )
    return drawn


def marks_wanted(at_hand: RoundAtHand) -> int:
    """How many marks the plan wants of each entry. Raises UndecidedError."""
    marks = planned(at_hand).marks_per_entry
    if isinstance(marks, Unknown):
        raise UndecidedError(f"rounds[{at_hand.round.key}].marks_per_entry", marks.decided_by)
    return marks


def draw(
    session: Session, at_hand: RoundAtHand, *, marks: int, seed: str, works: Sequence[Work] | None = None
) -> AssignmentPlan:
    """Who gets what is still wanted, of `works` (None: as they stand); nothing is written.

    Raises:
        NoSeatsError, AssignmentImpossibleError.
    """
    spec = planned(at_hand)
    cap = spec.cap_per_judge if spec.cap_per_judge is not None and is_known(spec.cap_per_judge) else None
    offers = list_offers(session, at_hand.id, panel=spec.panel, cap=cap, related=related_units_of(spec))
    if not offers:
        raise NoSeatsError
    drawn = assign(
        list_works(session, at_hand.id) if works is None else works,
        offers,
        marks_per_entry=marks,
        seed=seed,
        own_unit_excluded=spec.own_unit_excluded is not False,  # what the plan leaves open is excluded
    )
    if isinstance(drawn, AssignmentImpossible):
        raise AssignmentImpossibleError(drawn)
    return drawn


def _write(session: Session, at_hand: RoundAtHand, plan: AssignmentPlan, *, run: int, seed: str) -> None:
    codes = {one.word: CodeID(one.id) for one in session.scalars(select(Code).where(Code.round_id == at_hand.id))}
    seats = {str(one.id): SeatID(one.id) for one in session.scalars(select(Seat).where(Seat.round_id == at_hand.id))}
    given = set()
    for word, seat in plan.pairs:
        assignment = Assignment(code_id=codes[word], seat_id=seats[seat], position=place_of(word, seed, seat), run=run)
        session.add(assignment)
        session.flush()
        session.add(Review(assignment_id=AssignmentID(assignment.id), state=ReviewState.ASSIGNED.value))
        given.add(codes[word])
    session.flush()
    left = session.scalars(
        select(Assignment).where(Assignment.code_id.in_(given), Assignment.state == AssignmentState.RECUSED.value)
    )
    for assignment in left:
        assignment.state = move(AssignmentState.RECUSED, AssignmentState.REPLACED).value


def _tell_added(session: Session, at_hand: RoundAtHand, plan: AssignmentPlan) -> None:
    """Whose list has grown while the round is open learns that it has, in words that do not say why."""
    for seat_id in sorted({UUID(seat) for _, seat in plan.pairs}):
        if (holder := find_holder(session, SeatID(seat_id))) is not None:
            emit(session, Told(holder.account_id, "judge.added", (("round", planned(at_hand).name),), "/cham"))


def remind_judges(session: Session, at_hand: RoundAtHand, *, by: Viewer, now: datetime) -> int:
    """Tell every judge with unfinished sheets that time runs; how many were told. Nobody learns of the others."""
    acting_as = require_office(session, at_hand, by=by)
    if at_hand.round.state != RoundState.OPEN.value:
        raise RoundOverError
    slow = [line for line in list_seat_progress(session, at_hand.id) if line.is_active and not line.is_done]
    for line in slow:
        if line.account_id is not None:
            facts = (("round", planned(at_hand).name), ("left", str(line.assigned - line.locked)))
            emit(session, Told(line.account_id, "judge.reminded", facts, "/cham"))
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action="round.remind",
        subject=f"round:{at_hand.id}",
        seats=len(slow),
    )
    return len(slow)
