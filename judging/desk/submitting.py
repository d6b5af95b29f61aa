"""Handing in at once all that is finished: what is, what is not and why, and the locking sheet by sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.desk.work import DESK_ORDER, sheet_of, takes_marks, total_of
from judging.ids import AssignmentID
from judging.models.disclosures import Disclosure
from judging.models.reviews import Review, ReviewVersion
from judging.models.rounds import Assignment, Code, Round, Seat
from judging.rules.scoring import missing_criteria

if TYPE_CHECKING:
    from decimal import Decimal

    from sqlalchemy.orm import Session

    from judging.desk.work import Seats
    from judging.rules.round_sheets import RoundSheet


@dataclass(frozen=True, slots=True)
class ReadySheet:
    """A sheet with every mark, in the version that the list shows."""

    assignment_id: AssignmentID
    word: str
    title: str
    version: int
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class UnfinishedSheet:
    """A sheet that cannot be locked: criteria without a mark, by name, or a decision without its reason."""

    assignment_id: AssignmentID
    word: str
    title: str
    missing: tuple[str, ...]
    lacks_reason: bool


@dataclass(frozen=True, slots=True)
class Handful:
    """What of one seat's pile in an open round is not locked yet."""

    sheet: RoundSheet
    seat_number: int
    ready: tuple[ReadySheet, ...]
    unfinished: tuple[UnfinishedSheet, ...]


def list_handfuls(session: Session, *, seats: Seats) -> list[Handful]:
    """All sheets of one's own in open rounds that are not locked, by round, in the order of the desk."""
    rows = session.execute(
        select(
            Round, Seat, Assignment.id, Code, Review.version, ReviewVersion.marks, ReviewVersion.comment, Disclosure.id
        )
        .select_from(Assignment)
        .join(Code, Code.id == Assignment.code_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .join(Round, Round.id == Seat.round_id)
        .join(Review, Review.assignment_id == Assignment.id)
        .outerjoin(ReviewVersion, (ReviewVersion.review_id == Review.id) & (ReviewVersion.number == Review.version))
        .outerjoin(Disclosure, Disclosure.assignment_id == Assignment.id)
        .where(*takes_marks(seats))
        .order_by(*DESK_ORDER)
    ).all()
    found: dict[object, tuple[RoundSheet, int, list[ReadySheet], list[UnfinishedSheet]]] = {}
    for row, seat, assignment_id, code, version, marks, comment, decision in rows:
        sheet, _number, ready, unfinished = found.setdefault(seat.id, (sheet_of(row), seat.number, [], []))
        steps = marks or {}
        missing = set(missing_criteria(sheet.rubric, steps))
        lacks_reason = decision is not None and not (comment or "").strip()
        own = AssignmentID(assignment_id)
        if missing or lacks_reason:
            names = tuple(one.name for one in sheet.rubric.criteria if one.key in missing)
            unfinished.append(UnfinishedSheet(own, code.word, code.title, names, lacks_reason))
        else:
            ready.append(ReadySheet(own, code.word, code.title, version, total_of(sheet.rubric, steps)))
    return [
        Handful(sheet, number, tuple(ready), tuple(unfinished)) for sheet, number, ready, unfinished in found.values()
    ]
