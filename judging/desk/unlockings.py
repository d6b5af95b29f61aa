"""The head of a panel asks for a locked sheet to be opened again; a second person decides (B03)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.desk.work import sheet_of
from judging.enums import ReviewState, Role, RoundState
from judging.errors import AlreadyDoneError, MissingReasonError, NotAllowedError, NotFoundError
from judging.ids import ProgrammeID, ReviewID, RoundID, SeatID
from judging.models.reviews import Review, Unlocking
from judging.models.rounds import Assignment, Code, Round, Seat
from judging.recording import record
from judging.rules.seals import normalise_code

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.rules.viewers import Viewer


@dataclass(frozen=True, slots=True)
class HeadedRound:
    """An open round whose panel the viewer heads."""

    round_id: RoundID
    name: str
    seat_id: SeatID
    seat_numbers: tuple[int, ...]
    finish_before: datetime | None


@dataclass(frozen=True, slots=True)
class Wish:
    """What the head asked for, and what became of it: asked, granted or refused."""

    word: str
    seat_number: int
    reason: str
    asked_at: datetime
    outcome: str


def list_headed(session: Session, *, by: Viewer) -> list[HeadedRound]:
    """The open rounds in which the viewer sits as head of the panel."""
    rows = session.execute(
        select(Round, Seat)
        .join(Seat, Seat.round_id == Round.id)
        .where(Seat.id.in_(by.seats), Seat.is_head, Round.state == RoundState.OPEN.value)
        .order_by(Round.position, Round.id)
    ).all()
    return [
        HeadedRound(
            round_id=RoundID(row.id),
            name=row.sheet["round_name"],
            seat_id=SeatID(seat.id),
            seat_numbers=tuple(
                session.scalars(select(Seat.number).where(Seat.round_id == row.id).order_by(Seat.number))
            ),
            finish_before=sheet_of(row).finish_before,
        )
        for row, seat in rows
        if by.has(Role.HEAD, programme_id=ProgrammeID(row.programme_id))
    ]


def ask_unlocking(
    session: Session, *, round_id: RoundID, word: str, seat_number: int, reason: str, by: Viewer, now: datetime
) -> Unlocking:
    """The head asks to open the sheet of one seat for one code, naming why.

    Raises:
        NotAllowedError: for anybody but the head of this panel.
        NotFoundError: when that seat has no locked sheet for that code (or there is no such seat or code).
        MissingReasonError, AlreadyDoneError (asked for and not decided yet).
    """
    headed = next((one for one in list_headed(session, by=by) if one.round_id == round_id), None)
    if headed is None:
        raise NotAllowedError
    if not reason.strip():
        raise MissingReasonError
    review_id = session.scalars(
        select(Review.id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .join(Code, Code.id == Assignment.code_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .where(
            Code.round_id == round_id,
            Code.word == normalise_code(word),
            Seat.number == seat_number,
            Review.state == ReviewState.LOCKED.value,
        )
    ).one_or_none()
    if review_id is None:
        raise NotFoundError("sheet")
    waiting = session.scalars(
        select(Unlocking.id).where(
            Unlocking.review_id == review_id, Unlocking.granted_at.is_(None), Unlocking.refused_at.is_(None)
        )
    ).first()
    if waiting is not None:
        raise AlreadyDoneError
    wish = Unlocking(
        review_id=ReviewID(review_id),
        asked_by_seat=headed.seat_id,
        asked_by=str(by.account_id),
        reason=reason.strip(),
        asked_at=now,
    )
    session.add(wish)
    session.flush()
    record(
        session,
        at=now,
        actor=headed.seat_id,
        role=Role.HEAD.value,
        action="unlocking.ask",
        subject=f"review:{review_id}",
        unlocking=str(wish.id),
        reason=wish.reason,
    )
    return wish


def list_wishes(session: Session, *, by: Viewer) -> list[Wish]:
    """What this head asked for, newest first."""
    rows = session.execute(
        select(Unlocking, Code.word, Seat.number)
        .join(Review, Review.id == Unlocking.review_id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .join(Code, Code.id == Assignment.code_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .where(Unlocking.asked_by_seat.in_(by.seats))
        .order_by(Unlocking.asked_at.desc(), Unlocking.id)
    )
    return [
        Wish(
            word=word,
            seat_number=number,
            reason=wish.reason,
            asked_at=wish.asked_at,
            outcome="granted" if wish.granted_at else "refused" if wish.refused_at else "asked",
        )
        for wish, word, number in rows
    ]
