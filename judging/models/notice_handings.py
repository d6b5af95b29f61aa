"""Notices that were handed over on paper, where no mail goes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from judging.ids import AccountID
from judging.models.base import Base, Identified


class NoticeHanding(Identified, Base):
    """Somebody gave a printed notice to its reader, who signed for it on the list."""

    __tablename__ = "notice_handings"

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notices.id", ondelete="CASCADE"), unique=True)
    handed_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"), index=True)
    handed_at: Mapped[datetime]
