"""Questions of judges about an entry, and the office's answers: by code, between one sheet and the secretary."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from judging.ids import AssignmentID
from judging.models.base import Base, Identified, Word


class DeskMessage(Identified, Base):
    """One message of the thread that belongs to one sheet. Who of the office wrote it stands in the history alone."""

    __tablename__ = "desk_messages"

    assignment_id: Mapped[AssignmentID] = mapped_column(ForeignKey("assignments.id"), index=True)
    from_office: Mapped[bool]
    words: Mapped[str]
    sent_at: Mapped[datetime]
    save_key: Mapped[str] = mapped_column(Word)
    told_at: Mapped[datetime | None]
    """When the office was told that there is a question; a judge's request cannot tell it (design 6)."""

    __table_args__ = (
        UniqueConstraint("assignment_id", "save_key"),
        CheckConstraint("words <> ''", name="message_says_something"),
    )
