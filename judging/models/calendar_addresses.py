"""The secret address under which a person's own programs read the milestones."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from judging.ids import AccountID
from judging.models.base import Base, Digest


class CalendarAddress(Base):
    """One for each account; only the SHA-256 of its word is kept. Taking it back deletes the row."""

    __tablename__ = "calendar_addresses"

    account_id: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(Digest, unique=True)
    made_at: Mapped[datetime]
