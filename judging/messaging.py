"""Messages between a judge's sheet and the office: what both sides read, and the one way to write one.

It stands apart, because the judge's desk and the office's actions both write and neither knows the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from judging.errors import RefusedError
from judging.models.desk_messages import DeskMessage

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import AssignmentID

LONGEST_MESSAGE = 2000
MOST_MESSAGES = 50
"""In one thread, both sides together."""


class EmptyMessageError(RefusedError):
    """A message has to say something."""

    code = "message_empty"


class TooManyMessagesError(RefusedError):
    """The thread has as many messages as one may have."""

    code = "too_many_messages"


@dataclass(frozen=True, slots=True)
class Message:
    """One message, as both sides read it."""

    from_office: bool
    words: str
    sent_at: datetime


def add_message(
    session: Session, *, assignment_id: AssignmentID, from_office: bool, words: str, save_key: str, now: datetime
) -> bool:
    """Write a message into a thread that the caller may write to; whether it is a new one.

    Raises:
        EmptyMessageError, TooManyMessagesError.
    """
    text = words.strip()[:LONGEST_MESSAGE]
    if not text:
        raise EmptyMessageError
    mine = DeskMessage.assignment_id == assignment_id
    if session.scalars(select(DeskMessage.id).where(mine, DeskMessage.save_key == save_key)).first() is not None:
        return False
    if session.scalars(select(func.count()).select_from(DeskMessage).where(mine)).one() >= MOST_MESSAGES:
        raise TooManyMessagesError
    row = DeskMessage(
        assignment_id=assignment_id, from_office=from_office, words=text, sent_at=now, save_key=save_key
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False  # the same request, a moment ago
    return True
