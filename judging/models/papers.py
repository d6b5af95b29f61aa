"""Papers (văn bản) as rows: what the office says once, registers of numbers, each paper's way, certificates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from judging.enums import PaperState
from judging.ids import AccountID, AwardID, PaperID, ProgrammeID, RegisterID
from judging.models.base import Base, Digest, Identified, Word, one_of


class PaperWords(Base):
    """What the office says once for the papers of a programme: organs, signers, place (asked on one page)."""

    __tablename__ = "paper_words"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    words: Mapped[dict[str, Any]] = mapped_column(default=dict)
    changed_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    changed_at: Mapped[datetime]


class Register(Identified, Base):
    """A register of numbers (sổ văn bản đi): one for each organ, symbol and year; its row's lock makes it gapless.

    `first_number` is where the portal goes on from a book that the office kept before.
    """

    __tablename__ = "registers"

    organ: Mapped[str]
    symbol: Mapped[str] = mapped_column(Word)
    year: Mapped[int]
    first_number: Mapped[int] = mapped_column(default=1)
    last_number: Mapped[int] = mapped_column(default=0)
    last_day: Mapped[date | None]

    __table_args__ = (
        UniqueConstraint("organ", "symbol", "year"),
        CheckConstraint("first_number >= 1", name="counts_from_one"),
        CheckConstraint("last_number >= first_number - 1", name="goes_on"),
    )


class Paper(Identified, Base):
    """One paper on its way: drafted, reviewed (its content freezes), signed, numbered, issued, perhaps revoked.

    `content` is the canonical JSON of what it says, with places for number and day; `content_sha256` is printed on it.
    What was issued never changes: a trigger refuses it, and the bytes lie in the store under their hash.
    """

    __tablename__ = "papers"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), index=True)
    kind: Mapped[str] = mapped_column(Word)
    subject: Mapped[str] = mapped_column(Word, default="")
    """The round's key for a paper of one round; a random word where a kind may have several papers."""
    state: Mapped[str] = mapped_column(Word, default=PaperState.DRAFT.value)
    said: Mapped[dict[str, Any]] = mapped_column(default=dict)
    drafted_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    drafted_at: Mapped[datetime]
    content: Mapped[str] = mapped_column(default="")
    content_sha256: Mapped[str | None] = mapped_column(Digest)
    reviewed_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    reviewed_at: Mapped[datetime | None]
    scan_key: Mapped[str | None] = mapped_column(unique=True)
    scan_sha256: Mapped[str | None] = mapped_column(Digest)
    scan_type: Mapped[str] = mapped_column(Word, default="")
    scan_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    scanned_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    scanned_at: Mapped[datetime | None]
    signed_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    signed_at: Mapped[datetime | None]
    register_id: Mapped[RegisterID | None] = mapped_column(ForeignKey("registers.id"))
    number: Mapped[int | None]
    full_number: Mapped[str] = mapped_column(default="")
    dated_on: Mapped[date | None]
    numbered_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    numbered_at: Mapped[datetime | None]
    pdf_key: Mapped[str | None] = mapped_column(unique=True)
    pdf_sha256: Mapped[str | None] = mapped_column(Digest)
    pdf_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    docx_key: Mapped[str | None] = mapped_column(unique=True)
    docx_sha256: Mapped[str | None] = mapped_column(Digest)
    docx_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    issued_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    issued_at: Mapped[datetime | None]
    revoked_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    revoked_at: Mapped[datetime | None]
    revocation_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        one_of("state", PaperState),
        UniqueConstraint("register_id", "number"),
        CheckConstraint("(register_id IS NULL) = (number IS NULL)", name="numbered_in_a_register"),
        CheckConstraint("reviewed_by IS NULL OR reviewed_by <> drafted_by", name="reviewed_by_another_person"),
        CheckConstraint("signed_by IS NULL OR signed_by <> drafted_by", name="signed_by_another_person"),
        CheckConstraint("signed_by IS NULL OR scanned_by IS NULL OR signed_by <> scanned_by", name="scan_is_confirmed"),
        CheckConstraint("revoked_at IS NULL OR revocation_reason <> ''", name="revoked_with_reason"),
        CheckConstraint(
            "issued_at IS NULL OR (pdf_sha256 IS NOT NULL AND docx_sha256 IS NOT NULL)", name="issued_whole"
        ),
        Index(
            "uq_papers_present",
            "programme_id",
            "kind",
            "subject",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )
    __mapper_args__ = {"version_id_col": version}


class CertificateRow(Identified, Base):
    """One certificate of an issued sheet of certificates: what its public page tells by its code."""

    __tablename__ = "certificates"

    paper_id: Mapped[PaperID] = mapped_column(ForeignKey("papers.id"), index=True)
    award_id: Mapped[AwardID] = mapped_column(ForeignKey("awards.id"), index=True)
    code: Mapped[str] = mapped_column(Word, unique=True)
    book_number: Mapped[int]
    name: Mapped[str]
    unit: Mapped[str]
    prize: Mapped[str]
    revoked_at: Mapped[datetime | None]
    revocation_reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("paper_id", "book_number"),
        UniqueConstraint("paper_id", "award_id"),
        CheckConstraint("revoked_at IS NULL OR revocation_reason <> ''", name="revoked_with_reason"),
    )


class PaperTemplate(Identified, Base):
    """An office's own Word template of a kind of paper, in versions that never change."""

    __tablename__ = "paper_templates"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), index=True)
    kind: Mapped[str] = mapped_column(Word)
    number: Mapped[int]
    file_name: Mapped[str]
    store_key: Mapped[str] = mapped_column(unique=True)
    sha256: Mapped[str] = mapped_column(Digest)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sent_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    sent_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("programme_id", "kind", "number"),
        CheckConstraint("number >= 1", name="counts_from_one"),
    )


class TemplateUse(Identified, Base):
    """From when to when a template was in use; a paper keeps the one in use when it was reviewed."""

    __tablename__ = "template_uses"

    template_id: Mapped[UUID] = mapped_column(ForeignKey("paper_templates.id"), index=True)
    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"))
    kind: Mapped[str] = mapped_column(Word)
    begun_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    begun_at: Mapped[datetime]
    ended_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "uq_template_uses_present",
            "programme_id",
            "kind",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
