"""The portal's operational tables: they serve running, not the record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from judging.ids import AccountID, EntryID, PartID
from judging.models.base import Base, Digest, Identified, Word


class Installation(Base):
    """What this installation is, fixed by its first migration: a demonstration or production (design 9)."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(Word)
    installed_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("id = 1", name="has_one_row"),
        CheckConstraint("kind IN ('demonstration', 'production')", name="kind_is_known"),
    )


class SignInSession(Identified, Base):
    """A signed-in browser. The cookie holds the token, the row only its SHA-256."""

    __tablename__ = "sign_in_sessions"

    digest: Mapped[str] = mapped_column(Digest, unique=True)
    account_id: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"), index=True)
    credential_version: Mapped[int]
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    confirmed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    browser: Mapped[str] = mapped_column(default="")


class Throttle(Base):
    """Tries within a window, by account and by source (C01). Keys are hashed, so no address is kept."""

    __tablename__ = "throttles"

    key: Mapped[str] = mapped_column(Digest, primary_key=True)
    began_at: Mapped[datetime]
    tries: Mapped[int]


class Job(Identified, Base):
    """Work to be done outside a request; the row is the truth, whatever transport carries its id (design 7).

    `subject` is what a page knows the work by (the id of a part, a code …); progress is the present try's own.
    """

    __tablename__ = "jobs"

    kind: Mapped[str] = mapped_column(Word)
    arguments: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(Word, default="queued")
    priority: Mapped[int] = mapped_column(default=5)
    run_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str | None] = mapped_column(Word)
    lease_until: Mapped[datetime | None]
    unique_key: Mapped[str | None] = mapped_column(unique=True)
    last_error: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    subject: Mapped[str | None]
    started_at: Mapped[datetime | None]
    progress_percent: Mapped[int | None]
    progress_step: Mapped[str | None] = mapped_column(Word)

    __table_args__ = (
        CheckConstraint("state IN ('queued', 'running', 'done', 'poison')", name="state_is_known"),
        Index("ix_jobs_due", "state", "run_at"),
        Index("ix_jobs_subject", "subject", "kind"),
    )


class Upload(Identified, Base):
    """A resumable upload in progress (design 5.2). `part_id` is set once its bytes became a part."""

    __tablename__ = "uploads"

    account_id: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"), index=True)
    entry_id: Mapped[EntryID] = mapped_column(ForeignKey("entries.id"), index=True)
    purpose: Mapped[str] = mapped_column(Word)
    attachment_key: Mapped[str | None] = mapped_column(Word)
    file_name: Mapped[str]
    media_type: Mapped[str] = mapped_column(default="")
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    part_bytes: Mapped[int]
    store_key: Mapped[str] = mapped_column(unique=True)
    store_ref: Mapped[str]
    state: Mapped[str] = mapped_column(Word, default="open")
    began_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    part_id: Mapped[PartID | None] = mapped_column(ForeignKey("parts.id"))
    part_sums: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """By number, the SHA-256 that an address was signed for, where the store cannot tell it afterwards."""

    __table_args__ = (
        CheckConstraint("state IN ('open', 'complete', 'aborted')", name="state_is_known"),
        CheckConstraint("size_bytes > 0", name="size_is_positive"),
    )


class Answer(Base):
    """The answer once given to an idempotency key: a repeated request gets it again, and nothing happens twice."""

    __tablename__ = "answers"

    account_id: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    key: Mapped[str] = mapped_column(Word, primary_key=True)
    endpoint: Mapped[str] = mapped_column(Word)
    body: Mapped[dict[str, Any]]
    given_at: Mapped[datetime]


class SigningKey(Base):
    """The public half of a key that signed receipts; old ones stay, so that old receipts verify."""

    __tablename__ = "signing_keys"

    key_id: Mapped[str] = mapped_column(Word, primary_key=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]


class TableImport(Identified, Base):
    """An uploaded list of units or people between its check and its application; its rows go when it is applied."""

    __tablename__ = "table_imports"

    kind: Mapped[str] = mapped_column(Word)
    account_id: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"), index=True)
    file_name: Mapped[str]
    rows: Mapped[list[Any]]
    faults: Mapped[list[Any]]
    preview: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(Digest)
    """Of what the preview showed would change: the list is applied only while that still holds."""
    created_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("kind IN ('units', 'people')", name="kind_is_known"),)
