"""Asking the secretary about an entry: by code, from one's own sheet; neither side learns who the other speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.desk.reviews import RoundClosedError
from judging.desk.work import get_sheet
from judging.enums import Role
from judging.messaging import Message, add_message
from judging.models.desk_messages import DeskMessage
from judging.recording import record

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.desk.work import Seats, SheetAtHand
    from judging.ids import AssignmentID


def list_messages(session: Session, sheet: SheetAtHand) -> list[Message]:
    """The thread of a sheet that was found through its judge, oldest first."""
    rows = session.scalars(
        select(DeskMessage)
        .where(DeskMessage.assignment_id == sheet.assignment_id)
        .order_by(DeskMessage.sent_at, DeskMessage.from_office, DeskMessage.id)
    )
    return [Message(row.from_office, row.words, row.sent_at) for row in rows]


def ask_office(
    session: Session, *, assignment_id: AssignmentID, seats: Seats, words: str, save_key: str, now: datetime
) -> None:
    """Put a question into the thread, as long as the round is open. The same request again is kept once (B12).

    Raises:
        EmptyMessageError, TooManyMessagesError, RoundClosedError, NotFoundError (somebody else's sheet).
    """
    sheet = get_sheet(session, assignment_id, seats=seats)
    if not sheet.is_open:
        raise RoundClosedError
    if add_message(
        session, assignment_id=assignment_id, from_office=False, words=words, save_key=save_key, now=now
    ):  # fmt: skip
        record(
            session,
            at=now,
            actor=sheet.seat_id,
            role=Role.JUDGE.value,
            action="message.ask",
            subject=f"assignment:{assignment_id}",
        )
