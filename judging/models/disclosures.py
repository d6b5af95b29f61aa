"""Sheets of one entry shown to other seats by number, because their totals lie too far apart (chênh lệch).

Two occasions: *dialogue*, in which those who marked see each other's sheets and answer; *decision*, in which the head
of the panel reads all of them before filing the sheet that counts. Work-side keys only: the desk reads these tables.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from judging.ids import AssignmentID, CodeID, DisclosureID, ReviewID
from judging.models.base import Base, Identified, Word, one_of
from judging.rules.gaps import DisclosureKind, GapAnswer


class Disclosure(Identified, Base):
    """The sheets of a code are shown. `assignment_id` is the head's own for a decision, and nobody's for a dialogue."""

    __tablename__ = "disclosures"

    code_id: Mapped[CodeID] = mapped_column(ForeignKey("codes.id"))
    kind: Mapped[str] = mapped_column(Word)
    assignment_id: Mapped[AssignmentID | None] = mapped_column(ForeignKey("assignments.id"), unique=True)
    opened_at: Mapped[datetime]

    sheets: Mapped[list[DisclosedSheet]] = relationship(back_populates="disclosure")

    __table_args__ = (
        UniqueConstraint("code_id", "kind"),
        one_of("kind", DisclosureKind),
        CheckConstraint("(kind = 'decision') = (assignment_id IS NOT NULL)", name="decision_has_its_sheet"),
    )


class DisclosedSheet(Identified, Base):
    """One of the sheets, as it was locked when the disclosure began; in a dialogue with what its judge answered.

    `answered_version` is the version that counts from then on: the same one, or the new one that he filed.
    """

    __tablename__ = "disclosed_sheets"

    disclosure_id: Mapped[DisclosureID] = mapped_column(ForeignKey("disclosures.id"))
    review_id: Mapped[ReviewID] = mapped_column(ForeignKey("reviews.id"), index=True)
    version: Mapped[int]
    answer: Mapped[str | None] = mapped_column(Word)
    reason: Mapped[str] = mapped_column(default="")
    answered_version: Mapped[int | None]
    answered_at: Mapped[datetime | None]

    disclosure: Mapped[Disclosure] = relationship(back_populates="sheets")

    __table_args__ = (
        UniqueConstraint("disclosure_id", "review_id"),
        one_of("answer", GapAnswer),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_with_its_time"),
    )
