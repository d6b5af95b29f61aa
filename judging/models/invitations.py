"""Invitations to open an account: on paper or by letter, each with a code that works once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from judging.ids import AccountID, PersonID, ProgrammeID
from judging.models.base import Base, Identified
from judging.models.people import OneTimeCode, Person


class Invitation(Identified, Base):
    """That somebody was invited: by which code (known as its SHA-256 alone), on paper or by letter."""

    __tablename__ = "invitations"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), index=True)
    person_id: Mapped[PersonID] = mapped_column(ForeignKey("people.id"), index=True)
    code_id: Mapped[UUID | None] = mapped_column(ForeignKey("one_time_codes.id"), unique=True)
    by_letter: Mapped[bool]
    invited_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    invited_at: Mapped[datetime]
    revoked_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    code: Mapped[OneTimeCode | None] = relationship(lazy="joined")
