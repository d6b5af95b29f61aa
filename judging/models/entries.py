"""Entries, their parts, what was measured, and the receipts that prove them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from judging.enums import EntryState, PartKind, Verdict
from judging.ids import (
    AccountID,
    EntryID,
    EntryVersionID,
    PartID,
    PersonID,
    PlanVersionID,
    ProgrammeID,
    UnitID,
)
from judging.models.base import Base, Digest, Identified, Word, one_of
from judging.models.people import Person
from judging.models.units import Unit


class Entry(Identified, Base):
    """A work that somebody enters in a category (bài dự thi). `version` guards every save against a stale tab."""

    __tablename__ = "entries"

    programme_id: Mapped[ProgrammeID] = mapped_column(index=True)
    category_key: Mapped[str] = mapped_column(Word)
    plan_version_id: Mapped[PlanVersionID] = mapped_column(ForeignKey("plan_versions.id"))
    author_id: Mapped[PersonID] = mapped_column(ForeignKey("people.id"), index=True)
    unit_id: Mapped[UnitID] = mapped_column(ForeignKey("units.id"), index=True)
    state: Mapped[str] = mapped_column(Word, default=EntryState.DRAFT.value)
    title: Mapped[str] = mapped_column(default="")
    title_folded: Mapped[str] = mapped_column(default="")
    topic_key: Mapped[str | None] = mapped_column(Word)
    cover: Mapped[dict[str, Any]] = mapped_column(default=dict)
    declarations: Mapped[dict[str, Any]] = mapped_column(default=dict)
    ai_help: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the author says of help by AI tools, as `judging.rules.ai_help` keeps it; empty: nothing was said."""
    typed_text: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    may_change: Mapped[list[Any]] = mapped_column(default=list)
    """After a return: the keys of what the author may still change (design 5.7)."""
    return_until: Mapped[datetime | None]
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the author changed since he handed in, not handed in yet: the other columns stay what was handed in."""

    author: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    unit: Mapped[Unit] = relationship(lazy="joined", innerjoin=True)
    parts: Mapped[list[Part]] = relationship(
        back_populates="entry",
        order_by="Part.created_at",
        primaryjoin="and_(Part.entry_id == Entry.id, Part.staged_at.is_(None))",
    )
    """What was handed in (of a draft: what would be), and what was removed from it; never what is only staged."""

    __table_args__ = (
        ForeignKeyConstraint(["programme_id", "category_key"], ["categories.programme_id", "categories.key"]),
        one_of("state", EntryState),
        Index("ix_entries_programme_id_state", "programme_id", "state"),
        Index("ix_entries_programme_id_unit_id", "programme_id", "unit_id"),
    )
    __mapper_args__ = {"version_id_col": version}


class Part(Identified, Base):
    """A file or a typed text of an entry. Its bytes never change; replacing it removes it and adds another."""

    __tablename__ = "parts"

    entry_id: Mapped[EntryID] = mapped_column(ForeignKey("entries.id"), index=True)
    kind: Mapped[str] = mapped_column(Word)
    attachment_key: Mapped[str | None] = mapped_column(Word)
    store_key: Mapped[str] = mapped_column(unique=True)
    file_name: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(Digest)
    upload_began_at: Mapped[datetime]
    is_typed: Mapped[bool] = mapped_column(default=False)
    """Written in the browser: the bytes are the text that was typed, as UTF-8."""
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    staged_at: Mapped[datetime | None]
    """Set while the part waits for its author to hand in again: until then nobody else is shown it."""

    entry: Mapped[Entry] = relationship(back_populates="parts")
    measurements: Mapped[list[Measurement]] = relationship(back_populates="part", order_by="Measurement.measured_at")

    __table_args__ = (
        one_of("kind", PartKind),
        CheckConstraint("size_bytes >= 0", name="size_is_not_negative"),
        Index(
            "uq_parts_one_content",
            "entry_id",
            unique=True,
            sqlite_where=text("kind = 'content' AND removed_at IS NULL AND staged_at IS NULL"),
            postgresql_where=text("kind = 'content' AND removed_at IS NULL AND staged_at IS NULL"),
        ),
        Index(
            "uq_parts_one_staged_content",
            "entry_id",
            unique=True,
            sqlite_where=text("kind = 'content' AND removed_at IS NULL AND staged_at IS NOT NULL"),
            postgresql_where=text("kind = 'content' AND removed_at IS NULL AND staged_at IS NOT NULL"),
        ),
    )


class Measurement(Identified, Base):
    """What the server measured in a part, by which version of the measurer, and the verdict under which plan."""

    __tablename__ = "measurements"

    part_id: Mapped[PartID] = mapped_column(ForeignKey("parts.id"), index=True)
    measurer_version: Mapped[str] = mapped_column(Word)
    plan_version_id: Mapped[PlanVersionID] = mapped_column(ForeignKey("plan_versions.id"))
    report: Mapped[dict[str, Any]]
    verdict: Mapped[str] = mapped_column(Word)
    verdicts: Mapped[list[Any]]
    is_acceptable: Mapped[bool] = mapped_column(default=True)
    """False for what is unreadable or unsafe; never because of a length."""
    identity: Mapped[list[Any]] = mapped_column(default=list)
    measured_at: Mapped[datetime]

    part: Mapped[Part] = relationship(back_populates="measurements")

    __table_args__ = (
        one_of("verdict", Verdict),
        UniqueConstraint("part_id", "measurer_version", "plan_version_id"),
    )


class EntryVersion(Identified, Base):
    """What exactly was handed in at one moment: cover, declarations and the hash of every part."""

    __tablename__ = "entry_versions"

    entry_id: Mapped[EntryID] = mapped_column(ForeignKey("entries.id"), index=True)
    number: Mapped[int]
    canonical: Mapped[str]
    sha256: Mapped[str] = mapped_column(Digest)
    submitted_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    submitted_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    entry: Mapped[Entry] = relationship()

    __table_args__ = (
        UniqueConstraint("entry_id", "number"),
        CheckConstraint("number >= 1", name="counts_from_one"),
    )


class Receipt(Identified, Base):
    """A signed slip (phiếu tiếp nhận): its first part at once, its second (hashes, measurement) from the job."""

    __tablename__ = "receipts"

    number: Mapped[str] = mapped_column(Word, unique=True)
    entry_version_id: Mapped[EntryVersionID] = mapped_column(ForeignKey("entry_versions.id"), index=True)
    kind: Mapped[str] = mapped_column(Word)
    unit_id: Mapped[UnitID | None] = mapped_column(ForeignKey("units.id"))
    issued_at: Mapped[datetime]
    payload: Mapped[str]
    signature: Mapped[str]
    second_payload: Mapped[str | None]
    second_signature: Mapped[str | None]
    key_id: Mapped[str] = mapped_column(Word)
    check_code: Mapped[str] = mapped_column(Word, unique=True)
    """The unguessable word in the QR's address (not a key to anything but the slip's own facts)."""

    entry_version: Mapped[EntryVersion] = relationship()

    __table_args__ = (
        CheckConstraint("kind IN ('submit', 'forward')", name="kind_is_known"),
        UniqueConstraint("entry_version_id", "kind"),
    )


class ReceiptCounter(Base):
    """The last number given in a programme's receipt book; the row's lock makes numbers gapless."""

    __tablename__ = "receipt_counters"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    last_number: Mapped[int] = mapped_column(default=0)


class Refusal(Identified, Base):
    """A submit or forward that was refused, with its reason: the answer to "I did press the button"."""

    __tablename__ = "refusals"

    entry_id: Mapped[EntryID] = mapped_column(ForeignKey("entries.id"), index=True)
    account_id: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    action: Mapped[str] = mapped_column(Word)
    reason: Mapped[str] = mapped_column(Word)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    arrived_at: Mapped[datetime]


class Forward(Identified, Base):
    """The unit's head sends an entry on to the board, in the unit's order of preference."""

    __tablename__ = "forwards"

    entry_id: Mapped[EntryID] = mapped_column(ForeignKey("entries.id"), unique=True)
    unit_id: Mapped[UnitID] = mapped_column(ForeignKey("units.id"), index=True)
    position: Mapped[int]
    forwarded_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    forwarded_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")


class LateDecision(Identified, Base):
    """The board's decision on an entry that its unit had not forwarded when time ran out."""

    __tablename__ = "late_decisions"

    entry_id: Mapped[EntryID] = mapped_column(ForeignKey("entries.id"), unique=True)
    outcome: Mapped[str] = mapped_column(Word)
    reason: Mapped[str]
    decided_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("outcome IN ('admit', 'leave_out')", name="outcome_is_known"),)
