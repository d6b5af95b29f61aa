"""What a malware scanner said of a part. A part without a row was attached where no scanner was set up."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from judging.ids import PartID
from judging.models.base import Base, Word, one_of
from judging.rules.scans import ScanState


class Scan(Base):
    """A part's scan: it waits from the transaction that attached the part on, until a scanner has answered.

    `finding` is the signature that matched. `is_whole` is False for a file that the scanner took in pieces only.
    """

    __tablename__ = "scans"

    part_id: Mapped[PartID] = mapped_column(ForeignKey("parts.id"), primary_key=True)
    state: Mapped[str] = mapped_column(Word, default=ScanState.WAITING.value)
    finding: Mapped[str] = mapped_column(default="")
    scanner: Mapped[str] = mapped_column(default="")
    is_whole: Mapped[bool] = mapped_column(default=True)
    asked_at: Mapped[datetime]
    scanned_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("state", ScanState),
        CheckConstraint("(state = 'found') = (finding <> '')", name="found_says_what"),
        CheckConstraint("(state = 'waiting') = (scanned_at IS NULL)", name="scanned_says_when"),
        Index("ix_scans_state", "state"),
    )
