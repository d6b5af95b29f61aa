"""Nominations for awards (đề nghị khen thưởng), their papers and answers, and the proposals that carry them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from judging.enums import NominationState, StandardOutcome
from judging.ids import AccountID, NominationID, PersonID, PlanVersionID, ProgrammeID, ProposalID, UnitID
from judging.models.base import Base, Digest, Identified, Word, one_of
from judging.models.units import Unit
from judging.spec.campaign_words import Subject

_STANDING = "state NOT IN ('withdrawn', 'unit_rejected', 'council_failed', 'ineligible', 'revoked', 'higher_rejected')"


class Proposal(Identified, Base):
    """What a unit hands in at once: its letter (tờ trình), the minutes of its own meeting, and who is proposed.

    `stated_count` is the number of subjects that the letter names. A proposal that was handed in never changes; what
    comes later is another one.
    """

    __tablename__ = "proposals"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), index=True)
    unit_id: Mapped[UnitID] = mapped_column(ForeignKey("units.id"), index=True)
    stated_count: Mapped[int | None]
    created_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    number: Mapped[int | None]
    """Its place in the office's book of proposals, given when it is handed in."""
    handed_in_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    handed_in_at: Mapped[datetime | None]
    bucket: Mapped[str] = mapped_column(Word, default="")
    """The round of a deadline that returns to which it belongs ("2024-05"); empty where none does."""
    is_late: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="joined", innerjoin=True)
    nominations: Mapped[list[Nomination]] = relationship(back_populates="proposal", order_by="Nomination.position")

    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        CheckConstraint("stated_count IS NULL OR stated_count >= 1", name="names_somebody"),
        CheckConstraint("(handed_in_at IS NULL) = (number IS NULL)", name="numbered_when_handed_in"),
        CheckConstraint("(handed_in_at IS NULL) = (handed_in_by IS NULL)", name="handed_in_by_somebody"),
        Index(
            "uq_proposals_open",
            "programme_id",
            "unit_id",
            unique=True,
            sqlite_where=text("handed_in_at IS NULL"),
            postgresql_where=text("handed_in_at IS NULL"),
        ),
    )
    __mapper_args__ = {"version_id_col": version}


class Nomination(Identified, Base):
    """One subject proposed for one award form, as its unit names it.

    `unit_id` is the collective itself, or the unit of the person. `achievements` is the short summary of merit that
    stands in the merged list (trích ngang).
    """

    __tablename__ = "nominations"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), index=True)
    plan_version_id: Mapped[PlanVersionID] = mapped_column(ForeignKey("plan_versions.id"))
    proposal_id: Mapped[ProposalID | None] = mapped_column(ForeignKey("proposals.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    form: Mapped[str] = mapped_column(Word)
    subject: Mapped[str] = mapped_column(Word)
    track: Mapped[str | None] = mapped_column(Word)
    proposed_by: Mapped[UnitID] = mapped_column(ForeignKey("units.id"), index=True)
    unit_id: Mapped[UnitID] = mapped_column(ForeignKey("units.id"), index=True)
    person_id: Mapped[PersonID | None] = mapped_column(ForeignKey("people.id"), index=True)
    subject_name: Mapped[str]
    name_folded: Mapped[str] = mapped_column(index=True)
    subject_position: Mapped[str] = mapped_column(default="")
    heads_unit: Mapped[bool] = mapped_column(default=False)
    achievements: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(Word, index=True)
    reserve_place: Mapped[int | None]
    created_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    proposal: Mapped[Proposal | None] = relationship(back_populates="nominations")
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id], lazy="joined", innerjoin=True)
    parts: Mapped[list[DossierPart]] = relationship(order_by="DossierPart.added_at", back_populates="nomination")
    answers: Mapped[list[StandardAnswer]] = relationship(back_populates="nomination")
    steps: Mapped[list[NominationStep]] = relationship(order_by="NominationStep.number")

    __table_args__ = (
        one_of("state", NominationState),
        one_of("subject", Subject),
        CheckConstraint("subject_name <> ''", name="names_somebody"),
        CheckConstraint("(subject = 'individual') = (person_id IS NOT NULL)", name="individuals_are_persons"),
        CheckConstraint("(state = 'waitlist') = (reserve_place IS NOT NULL)", name="the_reserve_is_ranked"),
        Index(
            "uq_nominations_standing_collective",
            "programme_id",
            "form",
            "unit_id",
            "subject_name",
            unique=True,
            sqlite_where=text(f"person_id IS NULL AND {_STANDING}"),
            postgresql_where=text(f"person_id IS NULL AND {_STANDING}"),
        ),
        Index(
            "uq_nominations_standing_person",
            "programme_id",
            "form",
            "person_id",
            unique=True,
            sqlite_where=text(_STANDING),
            postgresql_where=text(_STANDING),
        ),
    )
    __mapper_args__ = {"version_id_col": version}


class DossierPart(Identified, Base):
    """One paper of a dossier: of a nomination, or of the whole proposal (letter, minutes, list).

    A paper that is replaced stays, with the moment of its replacement: what was handed in can always be shown.
    """

    __tablename__ = "dossier_parts"

    nomination_id: Mapped[NominationID | None] = mapped_column(ForeignKey("nominations.id"), index=True)
    proposal_id: Mapped[ProposalID | None] = mapped_column(ForeignKey("proposals.id"), index=True)
    item: Mapped[str] = mapped_column(Word)
    number: Mapped[str] = mapped_column(default="")
    issued_on: Mapped[date | None]
    file_name: Mapped[str]
    store_key: Mapped[str] = mapped_column(unique=True)
    sha256: Mapped[str] = mapped_column(Digest)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(Word)
    added_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[datetime]
    confirmed_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]

    nomination: Mapped[Nomination | None] = relationship(back_populates="parts")

    __table_args__ = (
        CheckConstraint("(nomination_id IS NULL) <> (proposal_id IS NULL)", name="belongs_to_one"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by IS NULL)", name="confirmed_by_somebody"),
        CheckConstraint("size_bytes >= 1", name="is_not_empty"),
        Index(
            "uq_dossier_parts_of_nomination",
            "nomination_id",
            "item",
            unique=True,
            sqlite_where=text("replaced_at IS NULL AND nomination_id IS NOT NULL"),
            postgresql_where=text("replaced_at IS NULL AND nomination_id IS NOT NULL"),
        ),
        Index(
            "uq_dossier_parts_of_proposal",
            "proposal_id",
            "item",
            unique=True,
            sqlite_where=text("replaced_at IS NULL AND proposal_id IS NOT NULL"),
            postgresql_where=text("replaced_at IS NULL AND proposal_id IS NOT NULL"),
        ),
    )


class StandardAnswer(Base):
    """What the unit says for one standard of the plan, and what the appraiser found."""

    __tablename__ = "standard_answers"

    nomination_id: Mapped[NominationID] = mapped_column(ForeignKey("nominations.id"), primary_key=True)
    standard: Mapped[str] = mapped_column(Word, primary_key=True)
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Decimal texts by target key."""
    alternative: Mapped[str | None] = mapped_column(Word)
    claims_not_applicable: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str] = mapped_column(default="")
    found: Mapped[str | None] = mapped_column(Word)
    found_because: Mapped[str] = mapped_column(default="")
    found_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    found_at: Mapped[datetime | None]

    nomination: Mapped[Nomination] = relationship(back_populates="answers")

    __table_args__ = (
        one_of("found", (StandardOutcome.MET, StandardOutcome.UNMET, StandardOutcome.NOT_APPLICABLE)),
        CheckConstraint("(found IS NULL) = (found_at IS NULL)", name="found_at_a_moment"),
        CheckConstraint("found IS NULL OR found <> 'unmet' OR found_because <> ''", name="unmet_with_reason"),
    )


class NominationStep(Identified, Base):
    """One step of a nomination's way. Steps are only added."""

    __tablename__ = "nomination_steps"

    nomination_id: Mapped[NominationID] = mapped_column(ForeignKey("nominations.id"), index=True)
    number: Mapped[int]
    from_state: Mapped[str | None] = mapped_column(Word)
    to_state: Mapped[str] = mapped_column(Word)
    reason: Mapped[str] = mapped_column(default="")
    made_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    made_at: Mapped[datetime]

    __table_args__ = (
        one_of("to_state", NominationState),
        UniqueConstraint("nomination_id", "number"),
        CheckConstraint("number >= 1", name="counts_from_one"),
    )
