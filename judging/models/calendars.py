"""Days on which offices do not work, and weekend days on which they do: each as its notice announces it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from judging.enums import CalendarDayKind
from judging.ids import AccountID
from judging.models.base import Base, Word, one_of


class CalendarDay(Base):
    """A day that differs from the ordinary week (Tết, 02/9, a Saturday worked in exchange)."""

    __tablename__ = "calendar_days"

    day_on: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Word)
    name: Mapped[str]
    set_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    set_at: Mapped[datetime]

    __table_args__ = (one_of("kind", CalendarDayKind), CheckConstraint("name <> ''", name="day_has_a_name"))
