"""Incident mode (dừng chấm khẩn cấp): when judging was stopped, by whom, and what stood then."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from judging.ids import AccountID
from judging.models.base import Base, Digest, Identified


class Stop(Base):
    """Its one row stands while judging is stopped. The judge's side reads it, and nothing of who stopped it or why."""

    __tablename__ = "stops"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    since: Mapped[datetime]

    __table_args__ = (CheckConstraint("id = 1", name="has_one_row"),)


class Freeze(Identified, Base):
    """One stop: the chain's head and the hash of all sheets when it began, and again when it ended."""

    __tablename__ = "freezes"

    began_at: Mapped[datetime]
    began_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    reason: Mapped[str]
    head_seq: Mapped[int] = mapped_column(BigInteger)
    head_hash: Mapped[str] = mapped_column(Digest)
    sheets: Mapped[int]
    sheets_sha256: Mapped[str] = mapped_column(Digest)
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    end_reason: Mapped[str] = mapped_column(default="")
    end_sheets_sha256: Mapped[str | None] = mapped_column(Digest)

    __table_args__ = (
        CheckConstraint("reason <> ''", name="begun_with_reason"),
        CheckConstraint("ended_at IS NULL OR end_reason <> ''", name="ended_with_reason"),
    )
