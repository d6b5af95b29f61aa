"""A winning essay for the loudspeaker: its script in items, the slots it is planned for, and what was aired."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from judging.enums import BroadcastState
from judging.ids import AccountID, BroadcastID, ProgrammeID
from judging.models.base import Base, Digest, Identified, Word, one_of


class Broadcast(Identified, Base):
    """The script of one published work, at the place of its prize; a withdrawn one lets go of the place."""

    __tablename__ = "broadcasts"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"))
    award_place: Mapped[str] = mapped_column(Word)
    state: Mapped[str] = mapped_column(Word, default=BroadcastState.DRAFT.value)
    version: Mapped[int] = mapped_column(default=1)
    prepared_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    prepared_at: Mapped[datetime]
    approved_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    approved_at: Mapped[datetime | None]
    work_sha256: Mapped[str] = mapped_column(Digest, default="")
    """The published text that it was made of: the place of a prize may come to hold another work."""
    withdrawn_at: Mapped[datetime | None]
    """Since when its work is public no more: nothing of it is planned or read after that."""
    withdrawn_because: Mapped[str] = mapped_column(default="")
    dropped: Mapped[list[Any]] = mapped_column(default=list)
    """The slots that were taken out when it was withdrawn: item, station, moment."""

    items: Mapped[list[BroadcastItem]] = relationship(
        order_by="BroadcastItem.position", lazy="selectin", cascade="all, delete-orphan"
    )
    slots: Mapped[list[BroadcastSlot]] = relationship(
        order_by="(BroadcastSlot.planned_at, BroadcastSlot.station)", lazy="selectin", cascade="all, delete-orphan"
    )

    __table_args__ = (
        UniqueConstraint("programme_id", "award_place"),
        one_of("state", BroadcastState),
        CheckConstraint("(approved_at IS NULL) = (approved_by IS NULL)", name="approved_by_somebody"),
    )


class BroadcastItem(Identified, Base):
    """What is read in one go. Positions count from 1."""

    __tablename__ = "broadcast_items"

    broadcast_id: Mapped[BroadcastID] = mapped_column(ForeignKey("broadcasts.id"), index=True)
    position: Mapped[int]
    text: Mapped[str]

    __table_args__ = (CheckConstraint("position >= 1 AND text <> ''", name="says_something"),)


class BroadcastSlot(Identified, Base):
    """One airing of one item at one station: when it is planned, and when it was."""

    __tablename__ = "broadcast_slots"

    broadcast_id: Mapped[BroadcastID] = mapped_column(ForeignKey("broadcasts.id"), index=True)
    position: Mapped[int]
    station: Mapped[str]
    planned_at: Mapped[datetime]
    aired_at: Mapped[datetime | None]
    aired_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    note: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("station", "planned_at"),
        CheckConstraint("(aired_at IS NULL) = (aired_by IS NULL)", name="aired_by_somebody"),
    )
