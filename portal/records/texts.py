"""Short messages on their way to telephones, and who asked for them under which number."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from judging.ids import AccountID
from judging.models.base import Base, Digest, Identified, Word


class Text(Identified, Base):
    """One message to one account: what it tells as kind and facts, never its words or number.

    The states are those of letters (`portal.records.mails`), without those of batches and digests.
    """

    __tablename__ = "texts"

    account_id: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"), index=True)
    kind: Mapped[str] = mapped_column(Word)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(Word, default="waiting")
    reason: Mapped[str] = mapped_column(Word, default="")
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sending', 'sent', 'failed', 'dropped')", name="state_is_known"),
        Index("ix_texts_state", "state", "due_at"),
    )


class TextNumber(Base):
    """The number under which somebody wants short messages. Nothing but the code goes there before it is confirmed.

    `tries` counts wrong codes of the present asking, `asks` how often a code was sent since the last confirmation.
    """

    __tablename__ = "text_numbers"

    account_id: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    number: Mapped[str] = mapped_column(Word)
    asked_at: Mapped[datetime]
    asks: Mapped[int] = mapped_column(default=1)
    tries: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime | None]
    stop_sha256: Mapped[str | None] = mapped_column(Digest, unique=True)
    """The SHA-256 of the code in the messages that ends them."""
