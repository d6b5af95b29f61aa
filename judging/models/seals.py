"""The side that knows: who sits on a seat, which code is which entry, who looked, who opened."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from judging.ids import AccountID, CodeID, EntryID, EntryVersionID, RoundID, SeatID
from judging.models.base import Base, Digest, Identified, Word


class SeatHolder(Identified, Base):
    """Which account sits on a seat, and since when; a replaced judge's row is ended, not removed.

    A seat is one person for ever: whoever follows him gets a seat of his own, so that private notes and begun sheets
    are never read by another.
    """

    __tablename__ = "seat_holders"

    seat_id: Mapped[SeatID] = mapped_column(ForeignKey("seats.id"))
    account_id: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"), index=True)
    from_at: Mapped[datetime]
    to_at: Mapped[datetime | None]

    __table_args__ = (Index("uq_seat_holders_seat_id", "seat_id", unique=True),)


class CodeLink(Base):
    """The mapping code ↔ entry, alone in its table (design 6). The desk connection cannot read it."""

    __tablename__ = "code_links"

    code_id: Mapped[CodeID] = mapped_column(ForeignKey("codes.id"), primary_key=True)
    round_id: Mapped[RoundID] = mapped_column(ForeignKey("rounds.id"))
    entry_id: Mapped[EntryID] = mapped_column(ForeignKey("entries.id"), index=True)
    entry_version_id: Mapped[EntryVersionID] = mapped_column(ForeignKey("entry_versions.id"))

    __table_args__ = (UniqueConstraint("round_id", "entry_id"),)


class Sealing(Identified, Base):
    """One act of sealing: how many entries, the digest of the printed list, the chain head it stood at."""

    __tablename__ = "sealings"

    round_id: Mapped[RoundID] = mapped_column(ForeignKey("rounds.id"), index=True)
    batch: Mapped[int]
    count: Mapped[int]
    list_sha256: Mapped[str] = mapped_column(Digest)
    salt: Mapped[str] = mapped_column(Digest)
    """Part of what the list's hash is taken of: without it a short list could be guessed from the hash."""
    chain_head: Mapped[str] = mapped_column(Digest)
    sealed_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    sealed_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("round_id", "batch"),)


class AssignmentRun(Identified, Base):
    """One run of the assignment: its seed (derived from the chain head) and, from the second on, its reason (B25)."""

    __tablename__ = "assignment_runs"

    round_id: Mapped[RoundID] = mapped_column(ForeignKey("rounds.id"), index=True)
    run: Mapped[int]
    seed: Mapped[str] = mapped_column(Digest)
    reason: Mapped[str] = mapped_column(default="")
    summary: Mapped[str] = mapped_column(default="")
    run_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    run_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("round_id", "run"),
        CheckConstraint("run = 1 OR reason <> ''", name="repeated_with_reason"),
    )


class Opening(Identified, Base):
    """A look at the mapping, or its opening for good (ghép phách): asked by one holder, confirmed by another."""

    __tablename__ = "openings"

    round_id: Mapped[RoundID] = mapped_column(ForeignKey("rounds.id"), index=True)
    purpose: Mapped[str] = mapped_column(Word)
    reason: Mapped[str] = mapped_column(default="")
    asked_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[datetime]
    confirmed_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime | None]
    lapsed_at: Mapped[datetime | None]
    round_key: Mapped[UUID | None]
    """Set to the round once an opening for good is confirmed: unique, so that it happens once."""

    __table_args__ = (
        CheckConstraint("purpose IN ('print', 'look', 'open')", name="purpose_is_known"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> asked_by", name="confirmed_by_the_other_holder"),
        UniqueConstraint("round_key"),
    )
