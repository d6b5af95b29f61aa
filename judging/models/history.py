"""The chain (nhật ký): one line for each change of state, each carrying the hash of the line before (design 8)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Integer
from sqlalchemy.orm import Mapped, mapped_column

from judging.models.base import Base, Digest, Identified, Word


class HistoryLine(Base):
    """A line of the chain. No foreign keys: what it names may be deleted one day, the line stays.

    Triggers forbid UPDATE and DELETE on both databases.
    """

    __tablename__ = "history"

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(Word)
    role: Mapped[str] = mapped_column(Word)
    action: Mapped[str] = mapped_column(Word, index=True)
    subject: Mapped[str] = mapped_column(index=True)
    data: Mapped[str]
    prev_hash: Mapped[str] = mapped_column(Digest)
    hash: Mapped[str] = mapped_column(Digest, unique=True)


class ChainHead(Base):
    """The last line's number and hash, in the one row whose lock gives the chain a single writer."""

    __tablename__ = "chain_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(Digest)

    __table_args__ = (CheckConstraint("id = 1", name="has_one_row"),)


class HistoryValue(Identified, Base):
    """A personal value before or after a change; it may be deleted, the chain keeps its salted hash."""

    __tablename__ = "history_values"

    seq: Mapped[int] = mapped_column(BigInteger, index=True)
    field: Mapped[str] = mapped_column(Word)
    salt: Mapped[str] = mapped_column(Digest)
    value: Mapped[str]


class Anchor(Identified, Base):
    """The chain's head as it was put outside the database (printed, mailed, written to a file beside it)."""

    __tablename__ = "anchors"

    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(Digest)
    milestone: Mapped[str] = mapped_column(Word)
    channel: Mapped[str] = mapped_column(Word)
    anchored_at: Mapped[datetime]


class Notice(Identified, Base):
    """Something the portal tells one person inside the portal (mail is off by default)."""

    __tablename__ = "notices"

    account: Mapped[str] = mapped_column(Word, index=True)
    kind: Mapped[str] = mapped_column(Word)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    url: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
