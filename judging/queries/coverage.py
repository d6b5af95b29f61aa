"""How far the marking of a round is: counts per seat and per code. No mark is read here before the round closes.

It is longer than 300 lines: what one page counts is asked in as few questions as can be.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from judging.enums import AssignmentState, ReviewState
from judging.errors import NotFoundError
from judging.ids import AccountID, AssignmentID, SeatID
from judging.models.entries import Entry
from judging.models.gaps import GapDecider
from judging.models.people import Account
from judging.models.reviews import Recusal, Review, ReviewVersion, Unlocking
from judging.models.rounds import Assignment, Code, Seat
from judging.models.seals import AssignmentRun, CodeLink, SeatHolder
from judging.queries.rounds import LIVING, planned
from judging.rules.deadlines import ZONE
from judging.rules.pace import Pace, pace_of
from judging.rules.subpanels import reach_of_seat, subpanels_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.ids import RoundID
    from judging.queries.standings import RoundAtHand


@dataclass(frozen=True, slots=True)
class SeatProgress:
    """One seat's sheets: how many it was given, began, locked."""

    seat_id: SeatID
    number: int
    is_active: bool
    account_id: AccountID | None
    holder_name: str
    assigned: int
    begun: int
    locked: int

    @property
    def is_done(self) -> bool:
        return self.locked >= self.assigned


@dataclass(frozen=True, slots=True)
class CodeProgress:
    """One code's sheets: how many judges it has, how many of them locked theirs."""

    word: str
    category_key: str
    assigned: int
    locked: int


@dataclass(frozen=True, slots=True)
class RecusalLine:
    """A judge stepped back from a code. `replaced`: another judge was found."""

    assignment_id: AssignmentID
    word: str
    seat_number: int
    reason: str
    recused_at: datetime
    replaced: bool


@dataclass(frozen=True, slots=True)
class UnlockingLine:
    """A wish to open a locked sheet again."""

    unlocking: Unlocking
    word: str
    seat_number: int
    asked_by: str
    is_open: bool


def list_seat_progress(session: Session, round_id: RoundID) -> list[SeatProgress]:
    """Every seat that is active or holds locked sheets, by number."""
    counts = _seat_counts(session, round_id)
    rows = session.execute(
        select(Seat, SeatHolder.account_id)
        .outerjoin(SeatHolder, SeatHolder.seat_id == Seat.id)
        .where(Seat.round_id == round_id)
        .order_by(Seat.number)
    ).all()
    names = _names(session, {row[1] for row in rows} - {None})
    lines = []
    for seat, account_id in rows:
        assigned, begun, locked = counts.get(seat.id, (0, 0, 0))
        if seat.is_active or assigned:
            lines.append(
                SeatProgress(
                    seat_id=SeatID(seat.id),
                    number=seat.number,
                    is_active=seat.is_active,
                    account_id=account_id,
                    holder_name=names.get(account_id, ""),
                    assigned=assigned,
                    begun=begun,
                    locked=locked,
                )
            )
    return lines


def _seat_counts(session: Session, round_id: RoundID) -> dict[UUID, tuple[int, int, int]]:
    rows = session.execute(
        select(
            Assignment.seat_id,
            func.count(),
            func.count(Review.id).filter(Review.version > 0),
            func.count(Review.id).filter(Review.state == ReviewState.LOCKED.value),
        )
        .join(Code, Code.id == Assignment.code_id)
        .outerjoin(Review, Review.assignment_id == Assignment.id)
        .where(Code.round_id == round_id, ~Code.is_void, Assignment.state.in_(LIVING))
        .group_by(Assignment.seat_id)
    )
    return {seat: (assigned, begun, locked) for seat, assigned, begun, locked in rows}


def list_paces(
    session: Session, round_id: RoundID, seats: Iterable[SeatProgress], *, now: datetime
) -> dict[SeatID, Pace]:
    """The pace of each seat that locked enough sheets for one and has some left; counted from its first save."""
    begun = session.execute(
        select(Assignment.seat_id, func.min(ReviewVersion.saved_at))
        .join(Review, Review.assignment_id == Assignment.id)
        .join(ReviewVersion, ReviewVersion.review_id == Review.id)
        .join(Code, Code.id == Assignment.code_id)
        .where(Code.round_id == round_id, ~Code.is_void, Assignment.state.in_(LIVING))
        .group_by(Assignment.seat_id)
    )
    began_on = {seat_id: began_at.astimezone(ZONE).date() for seat_id, began_at in begun}
    today = now.astimezone(ZONE).date()
    found = {
        seat.seat_id: pace_of(
            locked=seat.locked, left=seat.assigned - seat.locked, began_on=began_on[seat.seat_id], today=today
        )
        for seat in seats
        if seat.seat_id in began_on and not seat.is_done
    }
    return {seat_id: pace for seat_id, pace in found.items() if pace is not None}


def count_locked_by_day(session: Session, round_id: RoundID) -> dict[date, int]:
    """How many of the sheets that count now were locked on which day, in Vietnam's days."""
    rows = session.scalars(
        select(Review.locked_at)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .join(Code, Code.id == Assignment.code_id)
        .where(
            Code.round_id == round_id,
            ~Code.is_void,
            Assignment.state.in_(LIVING),
            Review.state == ReviewState.LOCKED.value,
        )
    )
    return dict(Counter(locked_at.astimezone(ZONE).date() for locked_at in rows if locked_at is not None))


def list_code_progress(session: Session, round_id: RoundID) -> list[CodeProgress]:
    """Every code with its counts, by word. A sheet that decides a gap is none of the marks that the plan wants."""
    deciding = select(GapDecider.assignment_id)
    rows = session.execute(
        select(
            Code.word,
            Code.category_key,
            func.count(Assignment.id),
            func.count(Review.id).filter(Review.state == ReviewState.LOCKED.value),
        )
        .select_from(Code)
        .outerjoin(
            Assignment,
            (Assignment.code_id == Code.id) & Assignment.state.in_(LIVING) & Assignment.id.not_in(deciding),
        )
        .outerjoin(Review, Review.assignment_id == Assignment.id)
        .where(Code.round_id == round_id, ~Code.is_void)
        .group_by(Code.id, Code.word, Code.category_key)
        .order_by(Code.word)
    )
    return [CodeProgress(word, category, assigned, locked) for word, category, assigned, locked in rows]


def list_shortfalls(session: Session, round_id: RoundID, *, marks_per_entry: int) -> list[CodeProgress]:
    """The codes that have fewer judges than the plan wants."""
    return [line for line in list_code_progress(session, round_id) if line.assigned < marks_per_entry]


def list_strayed(session: Session, at_hand: RoundAtHand) -> list[tuple[str, int]]:
    """Living sheets (code, seat number) whose seat the plan lets mark other works only, by code.

    There are some when the plan was amended, or a seat moved, after they had been given out.
    """
    panel = planned(at_hand).panel
    if not subpanels_of(panel):
        return []
    rows = session.execute(
        select(Code.word, Code.category_key, Entry.topic_key, Seat.number, Seat.panel_key)
        .select_from(Assignment)
        .join(Code, Code.id == Assignment.code_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .join(CodeLink, CodeLink.code_id == Code.id)
        .join(Entry, Entry.id == CodeLink.entry_id)
        .where(Code.round_id == at_hand.id, ~Code.is_void, Assignment.state.in_(LIVING))
        .order_by(Code.word, Seat.number)
    )
    return [
        (word, number)
        for word, category, topic, number, key in rows
        if not reach_of_seat(panel, key).takes(category, topic or "")
    ]


def list_recusals(session: Session, round_id: RoundID) -> list[RecusalLine]:
    """Who stepped back from what, newest first: for the secretary and the head, nobody else."""
    rows = session.execute(
        select(Recusal, Assignment.id, Assignment.state, Code.word, Seat.number)
        .join(Assignment, Assignment.id == Recusal.assignment_id)
        .join(Code, Code.id == Assignment.code_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .where(Code.round_id == round_id)
        .order_by(Recusal.recused_at.desc(), Recusal.id)
    )
    return [
        RecusalLine(
            assignment_id=AssignmentID(assignment),
            word=word,
            seat_number=number,
            reason=recusal.reason,
            recused_at=recusal.recused_at,
            replaced=state == AssignmentState.REPLACED.value,
        )
        for recusal, assignment, state, word, number in rows
    ]


def list_runs(session: Session, round_id: RoundID) -> list[AssignmentRun]:
    """The runs of the assignment, first to last."""
    return list(
        session.scalars(select(AssignmentRun).where(AssignmentRun.round_id == round_id).order_by(AssignmentRun.run))
    )


def list_unlockings(session: Session, round_id: RoundID) -> list[UnlockingLine]:
    """The wishes to open locked sheets, newest first."""
    rows = session.execute(
        select(Unlocking, Code.word, Seat.number)
        .join(Review, Review.id == Unlocking.review_id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .join(Code, Code.id == Assignment.code_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .where(Code.round_id == round_id)
        .order_by(Unlocking.asked_at.desc(), Unlocking.id)
    ).all()
    heads = {seat for row, _, _ in rows if (seat := row.asked_by_seat) is not None}
    seated = select(SeatHolder.seat_id, SeatHolder.account_id).where(SeatHolder.seat_id.in_(heads))
    holders = dict(session.execute(seated).all())
    names = _names(session, set(holders.values()))
    return [
        UnlockingLine(
            unlocking=row,
            word=word,
            seat_number=number,
            asked_by=names.get(holders.get(row.asked_by_seat), "") if row.asked_by_seat else "",
            is_open=row.granted_at is None and row.refused_at is None,
        )
        for row, word, number in rows
    ]


def get_unlocking(session: Session, unlocking_id: UUID, *, round_id: RoundID, lock: bool = False) -> Unlocking:
    """A wish of the round, or NotFoundError."""
    statement = (
        select(Unlocking)
        .join(Review, Review.id == Unlocking.review_id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .join(Code, Code.id == Assignment.code_id)
        .where(Unlocking.id == unlocking_id, Code.round_id == round_id)
    )
    if lock:
        statement = statement.with_for_update(of=Unlocking).execution_options(populate_existing=True)
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFoundError("unlocking")
    return found


def _names(session: Session, accounts: set[AccountID]) -> dict[AccountID | None, str]:
    return {
        AccountID(one.id): one.person.full_name
        for one in session.scalars(select(Account).where(Account.id.in_(accounts)))
    }
