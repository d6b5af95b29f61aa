"""Score sheets that were filled in on paper: the scan, and what two people typed from it without seeing each other."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from judging.ids import AccountID, AssignmentID, PaperSheetID
from judging.models.base import Base, Digest, Identified, Word


class PaperSheet(Identified, Base):
    """One seat's paper about one code, with its scan. `base_version` is the version of the sheet when it was laid in.

    `live_for` names the assignment while the paper is in hand or has become its sheet, so that there is one; it is
    empty once the paper was withdrawn, with the reason.
    """

    __tablename__ = "paper_sheets"

    assignment_id: Mapped[AssignmentID] = mapped_column(ForeignKey("assignments.id"), index=True)
    live_for: Mapped[AssignmentID | None] = mapped_column(ForeignKey("assignments.id"))
    base_version: Mapped[int]
    scan_key: Mapped[str] = mapped_column(unique=True)
    scan_sha256: Mapped[str] = mapped_column(Digest)
    scan_bytes: Mapped[int] = mapped_column(BigInteger)
    scan_type: Mapped[str] = mapped_column(Word)
    laid_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    laid_at: Mapped[datetime]
    locked_version: Mapped[int | None]
    locked_at: Mapped[datetime | None]
    withdrawn_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str] = mapped_column(default="")

    typings: Mapped[list[PaperTyping]] = relationship(back_populates="sheet", order_by="PaperTyping.number")

    __table_args__ = (
        Index("uq_paper_sheets_live_for", "live_for", unique=True),
        CheckConstraint("(withdrawn_at IS NULL) = (live_for IS NOT NULL)", name="withdrawn_is_not_live"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_because = '')", name="withdrawn_with_a_reason"),
        CheckConstraint("(locked_at IS NULL) = (locked_version IS NULL)", name="locked_as_a_version"),
    )


class PaperTyping(Identified, Base):
    """What one of the two read on the paper: whole steps by criterion. `version` counts its corrections."""

    __tablename__ = "paper_typings"

    sheet_id: Mapped[PaperSheetID] = mapped_column(ForeignKey("paper_sheets.id"), index=True)
    number: Mapped[int]
    account_id: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    marks: Mapped[dict[str, Any]]
    comment: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    typed_at: Mapped[datetime]

    sheet: Mapped[PaperSheet] = relationship(back_populates="typings")

    __table_args__ = (
        UniqueConstraint("sheet_id", "number"),
        UniqueConstraint("sheet_id", "account_id"),
        CheckConstraint("number IN (1, 2)", name="two_people"),
    )
