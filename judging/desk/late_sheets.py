"""Marks that came too late: refused with the reason, kept aside, taken over only after B03 opened the sheet (X26)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from judging.desk.reviews import RoundClosedError, Saved, SheetLockedError, TypedSheet, read_marks, save_review
from judging.desk.unlockings import list_headed
from judging.desk.work import get_sheet
from judging.enums import LateReason, ReviewState, Role
from judging.errors import NotFoundError
from judging.ids import LateSheetID, RoundID
from judging.models.late_sheets import LateSheet
from judging.models.reviews import Review, Unlocking
from judging.models.rounds import Assignment, Code, Seat
from judging.recording import record
from judging.rules.canonical import sha256_of
from judging.rules.review_texts import FORMAT, marks_text
from judging.rules.scoring import to_mark

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.desk.work import Seats, SheetAtHand
    from judging.ids import AssignmentID
    from judging.rules.viewers import Viewer

MOST_KEPT = 20
"""For one sheet; a device that sends more has its answer, and nothing more is kept."""


@dataclass(frozen=True, slots=True)
class OwnLateSheet:
    """What came too late, for its own judge. `steps` are whole steps of the rubric by criterion."""

    id: LateSheetID
    reason: LateReason
    received_at: datetime
    steps: Mapping[str, int]
    comments: Mapping[str, str]
    comment: str


@dataclass(frozen=True, slots=True)
class LateArrival:
    """What the head of the panel learns of it: no mark. `asked`: opening the sheet was asked for since."""

    round_id: RoundID
    word: str
    seat_number: int
    reason: LateReason
    received_at: datetime
    asked: bool


def keep_late_sheet(
    session: Session, typed: TypedSheet, *, assignment_id: AssignmentID, seats: Seats, now: datetime
) -> bool:
    """Keep what a locked sheet or a closed round refused; whether anything is kept.

    What says the same as the sheet is nothing to keep. The same request again is kept once. A mark that is none of
    the rubric is left out, as on the sheet itself.

    Raises:
        NotFoundError: for somebody else's sheet.
    """
    sheet = get_sheet(session, assignment_id, seats=seats)
    steps, _wrong = read_marks(sheet.sheet.rubric, typed.marks)
    remarks, comment = typed.remarks_of(sheet.sheet.rubric), typed.comment.strip()
    if (steps, remarks, comment) == (dict(sheet.steps), dict(sheet.comments), sheet.comment):
        return False
    review_id, salt = session.execute(select(Review.id, Review.salt).where(Review.assignment_id == assignment_id)).one()
    kept = session.scalars(select(LateSheet.save_key).where(LateSheet.review_id == review_id)).all()
    if typed.save_key in kept:
        return True
    if len(kept) >= MOST_KEPT:
        return False
    reason = LateReason.CLOSED if not sheet.is_open else LateReason.LOCKED
    row = LateSheet(
        review_id=review_id, reason=reason.value, base_version=max(typed.version, 0), marks=steps, comments=remarks,
        comment=comment, received_at=now, save_key=typed.save_key,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return True  # the same request, a moment ago
    record(
        session,
        at=now,
        actor=sheet.seat_id,
        role=Role.JUDGE.value,
        action="review.late",
        subject=f"review:{review_id}",
        reason=reason.value,
        format=FORMAT,
        sha256=sha256_of(marks_text(salt=salt, of=f"late:{row.id}", steps=steps, comments=remarks, comment=comment)),
    )
    return True


def list_own_late(session: Session, sheet: SheetAtHand) -> list[OwnLateSheet]:
    """What came too late for a sheet that was found through its judge, newest first."""
    rows = session.scalars(
        select(LateSheet)
        .join(Review, Review.id == LateSheet.review_id)
        .where(Review.assignment_id == sheet.assignment_id)
        .order_by(LateSheet.received_at.desc(), LateSheet.id)
    )
    return [
        OwnLateSheet(
            id=LateSheetID(row.id),
            reason=LateReason(row.reason),
            received_at=row.received_at,
            steps=row.marks,
            comments=row.comments,
            comment=row.comment,
        )
        for row in rows
    ]


def take_late_sheet(
    session: Session,
    late_id: LateSheetID,
    *,
    assignment_id: AssignmentID,
    seats: Seats,
    version: int,
    now: datetime,
) -> Saved:
    """After the sheet was opened again its judge takes over what had come too late, as a new version of the sheet.

    Raises:
        NotFoundError: when nothing of that id came for this sheet.
        SheetLockedError: while it is locked, or when it was never opened again.
        RoundClosedError, StaleSheetError.
    """
    sheet = get_sheet(session, assignment_id, seats=seats)
    late = next((one for one in list_own_late(session, sheet) if one.id == late_id), None)
    if late is None:
        raise NotFoundError("late sheet")
    if not sheet.is_open:
        raise RoundClosedError
    if sheet.state is not ReviewState.UNLOCKED:
        raise SheetLockedError
    return save_review(
        session,
        TypedSheet(
            marks={key: str(to_mark(sheet.sheet.rubric, steps)) for key, steps in late.steps.items()},
            comments=late.comments,
            comment=late.comment,
            version=version,
            save_key=f"late-{late_id.hex}",
        ),
        assignment_id=assignment_id,
        seats=seats,
        now=now,
    )


def list_late_arrivals(session: Session, *, by: Viewer) -> list[LateArrival]:
    """What came too late in the open rounds that the viewer heads: of each sheet the newest, newest first."""
    headed = [one.round_id for one in list_headed(session, by=by)]
    if not headed:
        return []
    asked = (
        select(Unlocking.id)
        .where(Unlocking.review_id == LateSheet.review_id, Unlocking.asked_at >= LateSheet.received_at)
        .exists()
    )
    rows = session.execute(
        select(Code.round_id, Code.word, Seat.number, LateSheet.reason, LateSheet.received_at, asked)
        .join(Review, Review.id == LateSheet.review_id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .join(Code, Code.id == Assignment.code_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .where(Code.round_id.in_(headed))
        .order_by(LateSheet.received_at.desc(), Code.word, Seat.number)
    )
    newest: dict[tuple[object, str, int], LateArrival] = {}
    for round_id, word, number, reason, received_at, is_asked in rows:
        line = LateArrival(RoundID(round_id), word, number, LateReason(reason), received_at, is_asked)
        newest.setdefault((round_id, word, number), line)
    return list(newest.values())
