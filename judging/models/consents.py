"""What people said about themselves in public: each statement is a row, the last one of a field holds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from judging.enums import ConsentField
from judging.ids import AccountID, PersonID, ProgrammeID
from judging.models.base import Base, Identified, Word, one_of


class Consent(Identified, Base):
    """One statement of a person (or of the office on his paper) about one field in one programme."""

    __tablename__ = "consents"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), index=True)
    person_id: Mapped[PersonID] = mapped_column(ForeignKey("people.id"), index=True)
    field: Mapped[str] = mapped_column(Word)
    number: Mapped[int]
    """Counts the statements of a person about a field from 1; the highest holds."""
    is_given: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")
    """Where the paper lies on which the office states it for him; empty for his own statement."""
    stated_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    stated_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("programme_id", "person_id", "field", "number"),
        one_of("field", ConsentField),
        CheckConstraint("number >= 1", name="counts_from_one"),
    )
