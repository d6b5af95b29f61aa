"""What is told of a video before and after its measurement: the claims of its header, and the second, longer look."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from judging.ids import PartID
from judging.models.base import Base, Identified, Word


class Glance(Base):
    """What the header of a part claims, kept only until the part is measured. It is no evidence of anything."""

    __tablename__ = "glances"

    part_id: Mapped[PartID] = mapped_column(ForeignKey("parts.id"), primary_key=True)
    claims: Mapped[dict[str, Any]]
    read_at: Mapped[datetime]


class Examination(Identified, Base):
    """How loud a video is and where it is black, still or silent, as far as it was looked at until now.

    `found` is the media side's own; it grows slice by slice until `is_done`, and then never changes. No verdict
    depends on it.
    """

    __tablename__ = "examinations"

    part_id: Mapped[PartID] = mapped_column(ForeignKey("parts.id"))
    examiner_version: Mapped[str] = mapped_column(Word)
    until_ms: Mapped[int]
    slices: Mapped[int]
    found: Mapped[dict[str, Any]]
    is_done: Mapped[bool]
    changed_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("part_id", "examiner_version"),
        CheckConstraint("until_ms >= 0 AND slices >= 1", name="goes_forward"),
    )
