"""Letters on their way out of the portal. What they tell stands in a notice anyway: a lost letter loses nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from judging.ids import AccountID
from judging.models.base import Base, Identified, Word


class Mail(Identified, Base):
    """One letter to one account: what it tells as kind and facts, never its text or address.

    `held` waits for somebody to look it through, `waiting` for its moment, `sending` was given to the mail server and
    has no answer yet. `reason` says why it was dropped, failed or is tried again. Letters of one `batch` tell many
    people the same.
    """

    __tablename__ = "mails"

    account_id: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"), index=True)
    kind: Mapped[str] = mapped_column(Word)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    url: Mapped[str] = mapped_column(default="")
    batch: Mapped[str | None] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(Word, default="waiting")
    reason: Mapped[str] = mapped_column(Word, default="")
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(
            "state IN ('held', 'waiting', 'digest', 'sending', 'sent', 'failed', 'dropped')", name="state_is_known"
        ),
        Index("ix_mails_state", "state", "due_at"),
    )


class MailChoice(Base):
    """What letters a person wants beside those of his duties: each at once, one a day, or none."""

    __tablename__ = "mail_choices"

    account_id: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    wanted: Mapped[str] = mapped_column(Word)
    chosen_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("wanted IN ('each', 'daily', 'duty')", name="wanted_is_known"),)
