"""Blocking flags: why a unit or a person cannot be commended for a time."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from judging.enums import FlagKind
from judging.ids import AccountID, PersonID, UnitID
from judging.models.base import Base, Identified, Word, one_of


class BlockingFlag(Identified, Base):
    """One flag about a unit or a person, for every programme of the office. It is lifted, never taken out."""

    __tablename__ = "blocking_flags"

    kind: Mapped[str] = mapped_column(Word)
    unit_id: Mapped[UnitID | None] = mapped_column(ForeignKey("units.id"), index=True)
    person_id: Mapped[PersonID | None] = mapped_column(ForeignKey("people.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]
    source: Mapped[str]
    """The document that says so: "Quyết định số 05/QĐ-UBND ngày 02/5/2024"."""
    raised_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    raised_at: Mapped[datetime]
    lifted_on: Mapped[date | None]
    lifted_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    lifted_at: Mapped[datetime | None]
    lifted_because: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        one_of("kind", FlagKind),
        CheckConstraint("(unit_id IS NULL) <> (person_id IS NULL)", name="is_about_one"),
        CheckConstraint("source <> ''", name="has_a_source"),
        CheckConstraint("until IS NULL OR until >= since", name="ends_after_it_begins"),
        CheckConstraint("(lifted_on IS NULL) = (lifted_at IS NULL)", name="lifted_at_a_moment"),
        CheckConstraint("lifted_on IS NULL OR lifted_because <> ''", name="lifted_with_reason"),
    )
