"""Photographs of a ceremony: pixels that were encoded anew, what they show in words, and whose faces."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from judging.ids import AccountID, PersonID, PhotographID, ProgrammeID
from judging.models.base import Base, Identified, Word


class Photograph(Identified, Base):
    """One photograph in two sizes. It is public while nobody on it withholds his face and it was not removed."""

    __tablename__ = "photographs"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), index=True)
    store_key: Mapped[str]
    small_key: Mapped[str]
    media_type: Mapped[str] = mapped_column(Word)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    small_bytes: Mapped[int] = mapped_column(BigInteger)
    width: Mapped[int]
    height: Mapped[int]
    alt: Mapped[str]
    """What there is to see, for those who cannot."""
    caption: Mapped[str] = mapped_column(default="")
    added_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[datetime]
    removed_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    removed_at: Mapped[datetime | None]

    people: Mapped[list[PhotographPerson]] = relationship(lazy="selectin")

    __table_args__ = (CheckConstraint("alt <> ''", name="says_what_it_shows"),)


class PhotographPerson(Base):
    """Somebody who can be recognised on a photograph."""

    __tablename__ = "photograph_people"

    photograph_id: Mapped[PhotographID] = mapped_column(ForeignKey("photographs.id"), primary_key=True)
    person_id: Mapped[PersonID] = mapped_column(ForeignKey("people.id"), primary_key=True)
