"""Samples that all judges of a round score before their own work, and the sheets about them: no entry, no result."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from judging.ids import CalibrationID, RoundID, SeatID
from judging.models.base import Base, Identified, Word


class CalibrationWork(Identified, Base):
    """A sample text. `reference` are the office's own marks in whole steps by criterion, empty without any."""

    __tablename__ = "calibration_works"

    round_id: Mapped[RoundID] = mapped_column(ForeignKey("rounds.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    text: Mapped[str]
    reference: Mapped[dict[str, Any]] = mapped_column(default=dict)

    __table_args__ = (UniqueConstraint("round_id", "position"),)


class CalibrationSheet(Identified, Base):
    """What one seat gave a sample. It stands in no chain, result, bundle or statistic of the round."""

    __tablename__ = "calibration_sheets"

    work_id: Mapped[CalibrationID] = mapped_column(ForeignKey("calibration_works.id"), index=True)
    seat_id: Mapped[SeatID] = mapped_column(ForeignKey("seats.id"), index=True)
    marks: Mapped[dict[str, Any]]
    comment: Mapped[str] = mapped_column(default="")
    version: Mapped[int]
    save_key: Mapped[str] = mapped_column(Word)
    locked_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("work_id", "seat_id"),)
