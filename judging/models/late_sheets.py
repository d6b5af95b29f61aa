"""Marks that reached the server after their sheet was locked or their round closed (X26)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from judging.enums import LateReason
from judging.ids import ReviewID
from judging.models.base import Base, Identified, Word, one_of


class LateSheet(Identified, Base):
    """What a judge's device sent too late: refused, never merged, kept as it came; append-only.

    Its judge reads it, and may take it over once the sheet was opened again (B03). The head of the panel learns
    that it is there, and no mark of it.
    """

    __tablename__ = "late_sheets"

    review_id: Mapped[ReviewID] = mapped_column(ForeignKey("reviews.id"), index=True)
    reason: Mapped[str] = mapped_column(Word)
    base_version: Mapped[int]
    """The saved version that the device knew when these marks were given."""
    marks: Mapped[dict[str, Any]]
    comments: Mapped[dict[str, Any]] = mapped_column(default=dict)
    comment: Mapped[str] = mapped_column(default="")
    received_at: Mapped[datetime]
    save_key: Mapped[str] = mapped_column(Word)

    __table_args__ = (one_of("reason", LateReason), UniqueConstraint("review_id", "save_key"))
