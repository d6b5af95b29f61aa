"""The verification of form (kiểm tra thể thức): who holds an entry, what was decided, who confirmed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from judging.enums import ValidationOutcome
from judging.ids import AccountID, EntryID, EntryVersionID
from judging.models.base import Base, Identified, Word, one_of
from judging.models.entries import Entry


class Claim(Base):
    """A validator has this entry open, visibly to the others, until the claim lapses (15 minutes)."""

    __tablename__ = "claims"

    entry_id: Mapped[EntryID] = mapped_column(ForeignKey("entries.id"), primary_key=True)
    account_id: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"), index=True)
    expires_at: Mapped[datetime]


class Validation(Identified, Base):
    """One decision about form: accept, return (with deficiencies) or reject (which a second person confirms)."""

    __tablename__ = "validations"

    entry_id: Mapped[EntryID] = mapped_column(ForeignKey("entries.id"), index=True)
    entry_version_id: Mapped[EntryVersionID] = mapped_column(ForeignKey("entry_versions.id"))
    outcome: Mapped[str] = mapped_column(Word)
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    words: Mapped[str] = mapped_column(default="")
    evidence: Mapped[dict[str, Any]] = mapped_column(default=dict)
    batch: Mapped[str | None] = mapped_column(Word)
    decided_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime]
    confirmed_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime | None]
    undone_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    undone_at: Mapped[datetime | None]
    undone_reason: Mapped[str] = mapped_column(default="")

    entry: Mapped[Entry] = relationship()

    __table_args__ = (
        one_of("outcome", ValidationOutcome),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> decided_by", name="confirmed_by_another_person"),
        Index(
            "uq_validations_in_force",
            "entry_version_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )
