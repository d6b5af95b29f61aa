"""Score sheets (phiếu chấm): every save is a version of its own; a lock freezes one by its hash."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from judging.enums import ReviewState
from judging.ids import AssignmentID, ReviewID, SeatID
from judging.models.base import Base, Digest, Identified, Word, new_salt, one_of
from judging.models.rounds import Assignment
from judging.rules.review_texts import FORMAT, UNSALTED


class Review(Identified, Base):
    """One seat's sheet for one code. `version` counts its saves; what they were stands in `review_versions`."""

    __tablename__ = "reviews"

    assignment_id: Mapped[AssignmentID] = mapped_column(ForeignKey("assignments.id"), unique=True)
    state: Mapped[str] = mapped_column(Word, default=ReviewState.ASSIGNED.value)
    version: Mapped[int] = mapped_column(default=0)
    locked_at: Mapped[datetime | None]
    locked_version: Mapped[int | None]
    locked_sha256: Mapped[str | None] = mapped_column(Digest)
    salt: Mapped[str] = mapped_column(Digest, default=new_salt)
    """Goes into the hash of every lock of this sheet; on no page, in no file and not in the chain."""
    hash_format: Mapped[int] = mapped_column(default=FORMAT)
    """How `locked_sha256` was taken (judging/rules/review_texts.py)."""

    assignment: Mapped[Assignment] = relationship(lazy="joined", innerjoin=True)
    versions: Mapped[list[ReviewVersion]] = relationship(back_populates="review", order_by="ReviewVersion.number")

    __table_args__ = (
        one_of("state", ReviewState),
        CheckConstraint("(locked_at IS NULL) = (locked_sha256 IS NULL)", name="locked_with_its_hash"),
    )

    @property
    def hashed_with(self) -> str | None:
        """The salt of `locked_sha256`; None where it was taken without."""
        return None if self.hash_format == UNSALTED else self.salt


class ReviewVersion(Identified, Base):
    """One save of a sheet: marks as whole steps of the rubric, by criterion; append-only (a trigger forbids more)."""

    __tablename__ = "review_versions"

    review_id: Mapped[ReviewID] = mapped_column(ForeignKey("reviews.id"), index=True)
    number: Mapped[int]
    marks: Mapped[dict[str, Any]]
    comments: Mapped[dict[str, Any]] = mapped_column(default=dict)
    comment: Mapped[str] = mapped_column(default="")
    saved_at: Mapped[datetime]
    save_key: Mapped[str] = mapped_column(Word)
    """The browser's key for this save, so that a repeated request is answered and not saved again (B12)."""

    review: Mapped[Review] = relationship(back_populates="versions")

    __table_args__ = (UniqueConstraint("review_id", "number"), UniqueConstraint("review_id", "save_key"))


class Recusal(Identified, Base):
    """A seat steps back from a code (từ chối chấm). The reason is the head's and secretary's to read."""

    __tablename__ = "recusals"

    assignment_id: Mapped[AssignmentID] = mapped_column(ForeignKey("assignments.id"), unique=True)
    reason: Mapped[str]
    recused_at: Mapped[datetime]


class Unlocking(Identified, Base):
    """A locked sheet is opened again: the head asks with a reason, a second person grants it (B03)."""

    __tablename__ = "unlockings"

    review_id: Mapped[ReviewID] = mapped_column(ForeignKey("reviews.id"), index=True)
    asked_by_seat: Mapped[SeatID | None] = mapped_column(ForeignKey("seats.id"))
    asked_by: Mapped[str] = mapped_column(Word)
    reason: Mapped[str]
    asked_at: Mapped[datetime]
    granted_by: Mapped[str | None] = mapped_column(Word)
    granted_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("granted_by IS NULL OR granted_by <> asked_by", name="granted_by_another_person"),
    )
