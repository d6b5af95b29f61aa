"""People who registered themselves: what they told stands apart, so that it can go while the decision stays."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from judging.enums import RegistrationState
from judging.ids import AccountID, PersonID, ProgrammeID, RegistrationID, UnitID
from judging.models.base import Base, Digest, Identified, Word, one_of
from judging.models.units import Unit


class RegistrationDoor(Base):
    """Whether people may register themselves for a programme; without a row they may not."""

    __tablename__ = "registration_doors"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    is_open: Mapped[bool] = mapped_column(default=False)
    changed_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    changed_at: Mapped[datetime]


class Registration(Identified, Base):
    """One registration. It opens no account and gives no right until somebody of the office confirms it."""

    __tablename__ = "registrations"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"))
    unit_id: Mapped[UnitID] = mapped_column(ForeignKey("units.id"))
    state: Mapped[str] = mapped_column(Word, default=RegistrationState.WAITING.value)
    form_digest: Mapped[str] = mapped_column(Digest, unique=True)
    """Of the form that it came by: a form that is sent twice is one registration."""
    received_at: Mapped[datetime]
    notice: Mapped[str] = mapped_column(Word)
    """Which wording of the privacy notice was read and agreed to."""
    code_digest: Mapped[str | None] = mapped_column(Digest, unique=True)
    """Of the link in the letter that shows that the address is his; None where no letter was asked for."""
    code_expires_at: Mapped[datetime | None]
    letter_given_at: Mapped[datetime | None]
    email_confirmed_at: Mapped[datetime | None]
    decided_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    person_id: Mapped[PersonID | None] = mapped_column(ForeignKey("people.id"))
    """Who he is in the list of people, once that is decided."""

    unit: Mapped[Unit] = relationship(lazy="joined", innerjoin=True)
    details: Mapped[RegistrationDetails | None] = relationship(lazy="joined")

    __table_args__ = (
        one_of("state", RegistrationState),
        CheckConstraint("state <> 'confirmed' OR person_id IS NOT NULL", name="confirmed_names_a_person"),
        CheckConstraint("state <> 'refused' OR reason <> ''", name="refused_with_reason"),
        CheckConstraint("(state = 'waiting') = (decided_by IS NULL)", name="somebody_decided"),
        Index("ix_registrations_programme_id_state", "programme_id", "state"),
    )


class RegistrationDetails(Base):
    """What he told of himself. Deleted some time after the decision; the registration stays without it."""

    __tablename__ = "registration_details"

    registration_id: Mapped[RegistrationID] = mapped_column(ForeignKey("registrations.id"), primary_key=True)
    full_name: Mapped[str]
    name_folded: Mapped[str] = mapped_column(index=True)
    position: Mapped[str] = mapped_column(default="")
    personnel_kind: Mapped[str] = mapped_column(Word)
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")

    __table_args__ = (CheckConstraint("phone <> '' OR email <> ''", name="can_be_reached"),)
