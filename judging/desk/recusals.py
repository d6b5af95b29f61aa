"""Stepping back from a code (từ chối chấm): it leaves the desk at once; nobody but the office learns who."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from judging.desk.reviews import RoundClosedError, SheetLockedError
from judging.desk.work import get_sheet
from judging.enums import AssignmentState, ReviewState, Role
from judging.errors import MissingReasonError
from judging.models.reviews import Recusal, Review
from judging.models.rounds import Assignment
from judging.recording import record
from judging.rules.lifecycle import move

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.desk.work import Seats
    from judging.ids import AssignmentID


def recuse(session: Session, *, assignment_id: AssignmentID, seats: Seats, reason: str, now: datetime) -> None:
    """The judge steps back, at any time before the sheet is locked; what he marked counts no more (S001-R15).

    Raises:
        MissingReasonError, SheetLockedError, RoundClosedError, NotFoundError.
    """
    sheet = get_sheet(session, assignment_id, seats=seats)
    if not sheet.is_open:
        raise RoundClosedError
    if sheet.state is ReviewState.LOCKED:
        raise SheetLockedError
    if not reason.strip():
        raise MissingReasonError
    session.execute(
        update(Review)
        .where(Review.assignment_id == assignment_id)
        .values(state=move(sheet.state, ReviewState.VOID).value)
    )
    session.execute(
        update(Assignment)
        .where(Assignment.id == assignment_id)
        .values(state=move(AssignmentState.ASSIGNED, AssignmentState.RECUSED).value)
    )
    session.add(Recusal(assignment_id=assignment_id, reason=reason.strip(), recused_at=now))
    session.flush()
    record(
        session,
        at=now,
        actor=sheet.seat_id,
        role=Role.JUDGE.value,
        action="review.recuse",
        subject=f"assignment:{assignment_id}",
        version=sheet.version,
    )
