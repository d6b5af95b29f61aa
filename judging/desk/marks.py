"""What a judge submitted, to read again; also after the round was closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from judging.desk.work import SHOWING, sheet_of, total_of
from judging.enums import ReviewState
from judging.models.reviews import Review, ReviewVersion
from judging.models.rounds import Assignment, Code, Round, Seat
from judging.rules.paper_sheets import is_from_paper
from judging.rules.scoring import to_mark

if TYPE_CHECKING:
    from decimal import Decimal

    from sqlalchemy.orm import Session

    from judging.desk.work import Seats
    from judging.rules.round_sheets import RoundSheet


@dataclass(frozen=True, slots=True)
class OwnMarks:
    """One's submitted sheets of a round: code, total, marks by criterion and whether typed from paper, by code."""

    sheet: RoundSheet
    seat_number: int
    rows: tuple[tuple[str, Decimal | None, tuple[Decimal, ...], bool], ...]


def list_own_marks(session: Session, *, seats: Seats) -> list[OwnMarks]:
    """What these seats submitted, to read again; a sheet that was unlocked is not among them."""
    found = session.execute(
        select(Round, Seat, Code.word, ReviewVersion.marks, ReviewVersion.save_key)
        .join(Seat, Seat.round_id == Round.id)
        .join(Assignment, Assignment.seat_id == Seat.id)
        .join(Code, Code.id == Assignment.code_id)
        .join(Review, Review.assignment_id == Assignment.id)
        .join(ReviewVersion, (ReviewVersion.review_id == Review.id) & (ReviewVersion.number == Review.locked_version))
        .where(Seat.id.in_(seats), Round.state.in_(SHOWING), Review.state == ReviewState.LOCKED.value)
        .order_by(Round.position, Round.id, Seat.number, Code.word)
    ).all()
    piles: dict[Any, list[Any]] = {}
    for row, seat, word, steps, save_key in found:
        piles.setdefault((row, seat), []).append((word, steps, is_from_paper(save_key)))
    return [_own_marks(sheet_of(row), seat.number, rows) for (row, seat), rows in piles.items()]


def _own_marks(sheet: RoundSheet, seat_number: int, rows: list[tuple[str, dict[str, int], bool]]) -> OwnMarks:
    rubric = sheet.rubric
    return OwnMarks(
        sheet,
        seat_number,
        tuple(
            (word, total_of(rubric, steps), tuple(to_mark(rubric, steps[one.key]) for one in rubric.criteria), typed)
            for word, steps, typed in rows
        ),
    )
