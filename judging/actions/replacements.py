"""A judge who falls ill is replaced in one act: his seat ends, a successor sits down, unfinished work finds its marker.

What moves is a plan of its own, made before anything is written, so that the page can show exactly what will happen.
The successor has a seat of his own: he never reads the notes or begun sheets of the judge before him.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from judging.actions.assignments import ASSIGNING, AssignmentImpossibleError, write_run
from judging.actions.rounds import SEATING, RoundOverError, lock_round, require_office, seat_judge, vacate_seat
from judging.enums import AssignmentState, ReviewState, Role, RoundState
from judging.errors import AlreadyDoneError, MissingReasonError
from judging.models.gaps import GapDecider
from judging.models.reviews import Review
from judging.models.rounds import Assignment, Code
from judging.queries.assignments import list_offers, list_works, offer_of
from judging.queries.coverage import list_runs
from judging.queries.rounds import LIVING, get_seat, planned
from judging.queries.seals import list_sealings
from judging.rules.assignment import AssignmentImpossible, AssignmentPlan, assign, bar_between
from judging.rules.lifecycle import move
from judging.rules.round_rules import related_units_of
from judging.rules.seals import seed_from
from judging.rules.subpanels import reach_of_seat
from judging.spec.unknown import is_known
from judging.spec.words import FinishedSheets

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import SeatID
    from judging.models.people import Account
    from judging.queries.standings import RoundAtHand
    from judging.rules.assignment import SeatOffer, Work
    from judging.rules.viewers import Viewer

SUCCESSOR = "successor"
"""The name of the successor's seat while it does not exist yet."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """What replacing a judge moves. `to_seats` counts new sheets by seat (SUCCESSOR among them); `plan` None: nothing.

    `open_codes` are codes with an unfinished sheet of his, `finished` those he locked; `remarks` says that the plan has
    them marked anew. `barred` are codes that the successor may not mark: the panel takes them.
    """

    seat_number: int
    is_head: bool
    open_codes: tuple[str, ...]
    finished: tuple[str, ...]
    remarks: bool
    barred: tuple[str, ...]
    plan: AssignmentPlan | None
    impossible: AssignmentImpossible | None = None

    @property
    def to_seats(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for _, seat in self.plan.pairs if self.plan else ():
            counts[seat] = counts.get(seat, 0) + 1
        return counts


def plan_replacement(
    session: Session, at_hand: RoundAtHand, *, seat_id: SeatID, successor: Account | None
) -> Replacement:
    """What would move if the judge of a seat left now; nothing is written.

    Raises NotFoundError (no such seat), AlreadyDoneError (it is empty).
    """
    seat = get_seat(session, seat_id, round_id=at_hand.id)
    if not seat.is_active:
        raise AlreadyDoneError
    spec = planned(at_hand)
    remarks = spec.finished_sheets is FinishedSheets.REMARK
    held = _held(session, seat_id)
    unfinished = tuple(word for word, is_done, _ in held if not is_done)
    finished = tuple(word for word, is_done, decides in held if is_done and not decides)
    lost = {word for word, is_done, decides in held if not decides and (remarks or not is_done)}
    found = Replacement(seat.number, seat.is_head, unfinished, finished, remarks, (), None)
    marks = spec.marks_per_entry
    if not lost or not is_known(marks) or RoundState(at_hand.round.state) not in ASSIGNING:
        return found
    works = [_without(work, str(seat_id), is_lost=work.code in lost) for work in list_works(session, at_hand.id)]
    cap = spec.cap_per_judge if spec.cap_per_judge is not None and is_known(spec.cap_per_judge) else None
    related = related_units_of(spec)
    everybody = list_offers(session, at_hand.id, panel=spec.panel, cap=cap, related=related)
    offers = [one for one in everybody if one.seat != str(seat_id)]
    own_unit_excluded = spec.own_unit_excluded is not False
    taken: frozenset[str] = frozenset()
    if successor is not None:
        new = offer_of(
            session,
            successor,
            seat=SUCCESSOR,
            cap=seat.cap if seat.cap is not None else cap,
            related=related,
            reach=reach_of_seat(spec.panel, seat.panel_key),
        )
        taken = _taken_over([work for work in works if work.code in lost], new, own_unit_excluded=own_unit_excluded)
        works = [replace(work, held=work.held | {SUCCESSOR}) if work.code in taken else work for work in works]
        offers.append(new)
    drawn = assign(
        works, offers, marks_per_entry=marks, seed=_seed(session, at_hand), own_unit_excluded=own_unit_excluded
    )
    barred = tuple(sorted(lost - taken)) if successor is not None else ()
    if isinstance(drawn, AssignmentImpossible):
        return replace(found, barred=barred, impossible=drawn)
    pairs = sorted([*drawn.pairs, *((code, SUCCESSOR) for code in taken)])
    return replace(found, barred=barred, plan=replace(drawn, pairs=tuple(pairs)))


def _taken_over(works: Sequence[Work], new: SeatOffer, *, own_unit_excluded: bool) -> frozenset[str]:
    """The codes that the successor takes over: all that no conflict bars, up to his cap."""
    free = [work.code for work in works if bar_between(work, new, own_unit_excluded=own_unit_excluded) is None]
    return frozenset(free if new.cap is None else free[: new.cap])


def replace_judge(
    session: Session,
    at_hand: RoundAtHand,
    *,
    seat_id: SeatID,
    successor: Account | None,
    reason: str,
    run: int,
    by: Viewer,
    now: datetime,
) -> Replacement:
    """End a judge's seat, seat the successor (None: nobody) and give the unfinished work away, in one act (B18).

    What he locked counts on, or is marked anew, as the plan says (`finished_sheets`). `run` is the number that the draw
    would have, as the page showed it: who comes second is told so (B13).

    Raises:
        AssignmentImpossibleError: when nobody can take some of the work; nothing is changed then.
        AlreadyDoneError, MissingReasonError, RoundOverError, and what `seat_judge` raises for the successor.
    """
    require_office(session, at_hand, by=by, roles=(Role.SECRETARY,))
    row = lock_round(session, at_hand)
    if RoundState(row.state) not in SEATING:
        raise RoundOverError
    if not reason.strip():
        raise MissingReasonError
    if run != len(list_runs(session, at_hand.id)) + 1:
        raise AlreadyDoneError
    found = plan_replacement(session, at_hand, seat_id=seat_id, successor=successor)
    if found.impossible is not None:
        raise AssignmentImpossibleError(found.impossible)
    left = get_seat(session, seat_id, round_id=at_hand.id)
    vacate_seat(session, at_hand, seat_id=seat_id, reason=reason, by=by, now=now)
    if found.remarks:
        _void_finished(session, seat_id)
    seat = (
        seat_judge(
            session,
            at_hand,
            account=successor,
            is_head=found.is_head,
            cap=left.cap,
            panel_key=left.panel_key,
            by=by,
            now=now,
        )
        if successor is not None
        else None
    )
    if found.plan is not None and found.plan.pairs:
        pairs = [
            (code, str(seat.id) if one == SUCCESSOR and seat is not None else one) for code, one in found.plan.pairs
        ]
        plan = replace(found.plan, pairs=tuple(sorted(pairs)))
        write_run(session, at_hand, plan, run=run, seed=_seed(session, at_hand), reason=reason, by=by, now=now)
    return found


def _void_finished(session: Session, seat_id: SeatID) -> None:
    """The locked sheets are marked anew: they stay in the record, and count no more. One that decides a gap stands."""
    deciding = select(GapDecider.assignment_id)
    ids = list(
        session.scalars(
            select(Assignment.id).where(
                Assignment.seat_id == seat_id,
                Assignment.state == AssignmentState.DONE.value,
                Assignment.id.not_in(deciding),
            )
        )
    )
    replaced = move(AssignmentState.DONE, AssignmentState.REPLACED).value
    session.execute(update(Assignment).where(Assignment.id.in_(ids)).values(state=replaced))
    void = move(ReviewState.LOCKED, ReviewState.VOID).value
    session.execute(update(Review).where(Review.assignment_id.in_(ids)).values(state=void))


def _seed(session: Session, at_hand: RoundAtHand) -> str:
    """Fixed by the chain head at sealing and the number of the run: nobody chooses it (B25)."""
    sealings = list_sealings(session, at_hand.id)
    run = len(list_runs(session, at_hand.id)) + 1
    return seed_from(sealings[-1].chain_head, at_hand.round.key, run) if sealings else ""


def _held(session: Session, seat_id: SeatID) -> list[tuple[str, bool, bool]]:
    """The living sheets of a seat by code: (code, whether it is locked, whether it decides a gap)."""
    rows = session.execute(
        select(Code.word, Assignment.state, GapDecider.assignment_id)
        .select_from(Assignment)
        .join(Code, Code.id == Assignment.code_id)
        .outerjoin(GapDecider, GapDecider.assignment_id == Assignment.id)
        .where(Assignment.seat_id == seat_id, Assignment.state.in_(LIVING), ~Code.is_void)
        .order_by(Code.word)
    )
    return [(word, state == AssignmentState.DONE.value, decides is not None) for word, state, decides in rows]


def _without(work: Work, seat: str, *, is_lost: bool) -> Work:
    return replace(work, held=work.held - {seat}, barred=work.barred | {seat}) if is_lost else work
