"""What was brought to a counter for its author: the receipt book, the copies in the hand, the author's consent."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from judging.enums import ConsentForm, CopyKind, CopyState, HandoverWay, Role
from judging.ids import AccountID, EntryID, HandoverID, PhysicalCopyID, ProgrammeID
from judging.models.base import Base, Digest, Identified, Word, one_of


class HandoverBook(Base):
    """The last number given in a programme's book of the counter; the row's lock makes numbers gapless."""

    __tablename__ = "handover_books"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    last_number: Mapped[int] = mapped_column(default=0)


class Handover(Identified, Base):
    """One line of the book: a work on paper, on a disc, or as files for somebody else. A line is never taken out.

    `arrived_at` is when it reached the counter, which may lie before `recorded_at`; `counts_at` is the moment that the
    plan's deadline is compared with.
    """

    __tablename__ = "handovers"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), index=True)
    number: Mapped[int]
    full_number: Mapped[str] = mapped_column(Word, unique=True)
    check_code: Mapped[str] = mapped_column(Word, unique=True)
    """The unguessable word in the slip's QR."""
    way: Mapped[str] = mapped_column(Word)
    entry_id: Mapped[EntryID] = mapped_column(ForeignKey("entries.id"), unique=True)
    brought_by: Mapped[str]
    brought_phone: Mapped[str] = mapped_column(default="")
    arrived_at: Mapped[datetime]
    waiting_since: Mapped[datetime | None]
    counts_at: Mapped[datetime]
    late_reason: Mapped[str] = mapped_column(default="")
    """Why it was written down later than it came; empty when it was written down at once."""
    recorded_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    recorded_as: Mapped[str] = mapped_column(Word)
    recorded_at: Mapped[datetime]
    needs_second: Mapped[bool] = mapped_column(default=False)
    """Written down after the deadline as having come before it: a second person has to confirm that (B04)."""
    confirmed_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
    voided_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str] = mapped_column(default="")

    copies: Mapped[list[PhysicalCopy]] = relationship(order_by="PhysicalCopy.position", back_populates="handover")
    consent: Mapped[HandoverConsent | None] = relationship()

    __table_args__ = (
        one_of("way", HandoverWay),
        one_of("recorded_as", (Role.SECRETARY, Role.COORDINATOR)),
        UniqueConstraint("programme_id", "number"),
        CheckConstraint("number >= 1", name="counts_from_one"),
        CheckConstraint("arrived_at <= recorded_at", name="came_before_it_was_recorded"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> recorded_by", name="confirmed_by_another_person"),
        CheckConstraint("voided_at IS NULL OR void_reason <> ''", name="voided_with_reason"),
    )


class PhysicalCopy(Identified, Base):
    """A booklet or a disc in its sleeve: what is written on it, and where it is now."""

    __tablename__ = "physical_copies"

    handover_id: Mapped[HandoverID] = mapped_column(ForeignKey("handovers.id"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(Word)
    pages: Mapped[int | None]
    is_whole: Mapped[bool]
    """A booklet is bound (đóng thành quyển); a disc lies in a sleeve."""
    label: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Of author, title, unit and phone: whether it stands on it rightly, wrongly or not at all."""
    note: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(Word, default=CopyState.HERE.value)
    place: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    handover: Mapped[Handover] = relationship(back_populates="copies")
    moves: Mapped[list[CopyMove]] = relationship(order_by="CopyMove.number")

    __table_args__ = (
        one_of("kind", CopyKind),
        one_of("state", CopyState),
        UniqueConstraint("handover_id", "position"),
        CheckConstraint("pages IS NULL OR pages >= 1", name="has_pages"),
    )
    __mapper_args__ = {"version_id_col": version}


class CopyMove(Identified, Base):
    """One step of a physical copy: put somewhere, handed on, given back, filed. Steps are only added."""

    __tablename__ = "copy_moves"

    copy_id: Mapped[PhysicalCopyID] = mapped_column(ForeignKey("physical_copies.id"), index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(Word)
    place: Mapped[str]
    received_by: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    moved_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    moved_at: Mapped[datetime]

    __table_args__ = (
        one_of("state", CopyState),
        UniqueConstraint("copy_id", "number"),
        CheckConstraint("state = 'here' OR state = 'kept' OR received_by <> ''", name="somebody_received_it"),
    )


class HandoverConsent(Base):
    """That the author agreed to have his work handed in for him: how, when, the scan; and that he objected later."""

    __tablename__ = "handover_consents"

    handover_id: Mapped[HandoverID] = mapped_column(ForeignKey("handovers.id"), primary_key=True)
    form: Mapped[str] = mapped_column(Word)
    given_by: Mapped[str]
    given_on: Mapped[date]
    scan_key: Mapped[str] = mapped_column(unique=True)
    scan_sha256: Mapped[str] = mapped_column(Digest)
    scan_type: Mapped[str] = mapped_column(Word)
    scan_bytes: Mapped[int] = mapped_column(BigInteger)
    objected_at: Mapped[datetime | None]
    objection: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        one_of("form", ConsentForm),
        CheckConstraint("objected_at IS NULL OR objection <> ''", name="objected_with_reason"),
    )
