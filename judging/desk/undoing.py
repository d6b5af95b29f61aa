"""Undoing the last change of marks: a new version with the marks of an earlier one. Remarks stay as they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.desk.reviews import StaleSheetError, TypedSheet, save_review
from judging.desk.work import get_sheet
from judging.errors import RefusedError
from judging.models.reviews import Review, ReviewVersion
from judging.rules.scoring import to_mark
from judging.rules.undoing import SavedMarks, find_earlier

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.desk.work import Seats
    from judging.ids import AssignmentID

_KEY = re.compile(r"undo-(\d+)\.(\d+)", re.ASCII)
"""The save's key of an undo: the version that it went back to, and the one that it was asked at."""


class NothingToUndoError(RefusedError):
    """No earlier save of this sheet had other marks."""

    code = "nothing_to_undo"


def undo_marks(session: Session, *, assignment_id: AssignmentID, seats: Seats, version: int, now: datetime) -> int:
    """Go back to the marks before their last change; the new version's number. Asked twice it is done once.

    Raises:
        NothingToUndoError, StaleSheetError, SheetLockedError, RoundClosedError, NotFoundError.
    """
    sheet = get_sheet(session, assignment_id, seats=seats)
    rows = session.execute(
        select(ReviewVersion.number, ReviewVersion.marks, ReviewVersion.save_key)
        .join(Review, Review.id == ReviewVersion.review_id)
        .where(Review.assignment_id == assignment_id)
        .order_by(ReviewVersion.number)
    ).all()
    asked = {number: found for number, _, key in rows if (found := _KEY.fullmatch(key))}
    if (done := asked.get(version + 1)) and int(done[2]) == version:
        return version + 1
    if sheet.version != version:
        raise StaleSheetError(sheet)
    earlier = find_earlier(
        [SavedMarks(number, marks, int(asked[number][1]) if number in asked else None) for number, marks, _ in rows]
    )
    if earlier is None:
        raise NothingToUndoError
    rubric = sheet.sheet.rubric
    saved = save_review(
        session,
        TypedSheet(
            marks={key: str(to_mark(rubric, steps)) for key, steps in earlier.marks.items()},
            comments=sheet.comments,
            comment=sheet.comment,
            version=version,
            save_key=f"undo-{earlier.number}.{version}",
        ),
        assignment_id=assignment_id,
        seats=seats,
        now=now,
    )
    return saved.version
