"""What validators covered before sealing, and what they read where no machine could. Both stay beside the work."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from judging.ids import AccountID, EntryID, PartID
from judging.models.base import Base, Identified, Word, one_of
from judging.rules.redactions import RedactionKind, RedactionReason


class Redaction(Identified, Base):
    """One cover (che thông tin): where, what, why, by whom. The bytes that were handed in are never touched."""

    __tablename__ = "redactions"

    entry_id: Mapped[EntryID] = mapped_column(ForeignKey("entries.id"), index=True)
    part_id: Mapped[PartID | None] = mapped_column(ForeignKey("parts.id"), index=True)
    """The file that it was made for; another file of the author needs its own. None for the title."""
    kind: Mapped[str] = mapped_column(Word)
    place: Mapped[str] = mapped_column(Word)
    passage: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(Word)
    words: Mapped[str] = mapped_column(default="")
    made_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    made_at: Mapped[datetime]
    undone_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    undone_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("kind", RedactionKind),
        one_of("reason", RedactionReason),
        CheckConstraint("(kind IN ('passage', 'title')) = (passage <> '')", name="covers_something"),
        CheckConstraint("(kind = 'title') = (part_id IS NULL)", name="has_its_part"),
        CheckConstraint("(undone_by IS NULL) = (undone_at IS NULL)", name="undone_by_somebody"),
    )


class UnreadConfirmation(Identified, Base):
    """A validator read, watched or heard what the scan for names could not, and found nobody named in it."""

    __tablename__ = "unread_confirmations"

    part_id: Mapped[PartID] = mapped_column(ForeignKey("parts.id"), index=True)
    reason: Mapped[str] = mapped_column(Word)
    """What was unread (`film`, `pictures` …), as the measurement's finding names it."""
    confirmed_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime]
    undone_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    undone_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("(undone_by IS NULL) = (undone_at IS NULL)", name="undone_by_somebody"),
        Index(
            "uq_unread_confirmations_in_force",
            "part_id",
            "reason",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )
