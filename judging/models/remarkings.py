"""Re-marking on request: who asked for what, and which round marks it anew. The judge's desk knows none of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from judging.enums import RemarkState
from judging.ids import AccountID, EntryID, RoundID
from judging.models.base import Base, Identified, Word, one_of
from judging.models.entries import Entry


class RemarkRound(Base):
    """A round that marks some entries of another round anew; each round has at most one."""

    __tablename__ = "remark_rounds"

    round_id: Mapped[RoundID] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    of_round_id: Mapped[RoundID] = mapped_column(ForeignKey("rounds.id"), unique=True)
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    begun_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    begun_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("closes_on >= opens_on", name="closes_after_it_opens"),)


class RemarkRequest(Identified, Base):
    """An author asks to have the marks of one entry in one round given anew; once."""

    __tablename__ = "remark_requests"

    entry_id: Mapped[EntryID] = mapped_column(ForeignKey("entries.id"), index=True)
    round_id: Mapped[RoundID] = mapped_column(ForeignKey("rounds.id"), index=True)
    state: Mapped[str] = mapped_column(Word, default=RemarkState.ASKED.value)
    reason: Mapped[str]
    asked_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    before: Mapped[str] = mapped_column(Word, default="")
    new: Mapped[str] = mapped_column(Word, default="")
    after: Mapped[str] = mapped_column(Word, default="")
    """The totals as they are printed: of the first panel, of the new one, and what counts."""

    entry: Mapped[Entry] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        UniqueConstraint("entry_id", "round_id"),
        one_of("state", RemarkState),
        CheckConstraint(
            "state <> 'settled' OR (settled_at IS NOT NULL AND after <> '')", name="settled_with_its_total"
        ),
    )
