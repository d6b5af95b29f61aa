"""What texts and films look like, which of them look alike, and what people made of it.

None of these tables is on the judge's desk: nobody who marks learns that an entry was compared with anything.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from judging.enums import SuspicionOutcome
from judging.ids import AccountID, ArticleID, EntryID, LookalikeID, PartID
from judging.models.base import Base, Digest, Identified, Word, one_of
from judging.models.entries import Entry

Number = BigInteger().with_variant(Integer(), "sqlite")


class Article(Identified, Base):
    """A published text that entries are compared with. One that evidence names stays, marked as removed."""

    __tablename__ = "articles"

    title: Mapped[str]
    title_folded: Mapped[str]
    source: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(deferred=True)
    syllables: Mapped[int]
    sha256: Mapped[str] = mapped_column(Digest)
    added_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[datetime]
    removed_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    removed_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "uq_articles_present",
            "sha256",
            unique=True,
            sqlite_where=sql("removed_at IS NULL"),
            postgresql_where=sql("removed_at IS NULL"),
        ),
    )


class Print(Base):
    """What was taken of one part or article to compare it by. `version` names the way it was taken.

    Of a text: `signature` is its MinHash. Of a film: `signature` holds a hash of one frame a second, `sounds` the
    fingerprint of its sound. `problem` is set, and nothing else, when none could be taken: that is not "unlike".
    """

    __tablename__ = "prints"

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    part_id: Mapped[PartID | None] = mapped_column(ForeignKey("parts.id"), index=True)
    article_id: Mapped[ArticleID | None] = mapped_column(ForeignKey("articles.id"), index=True)
    form: Mapped[str] = mapped_column(Word)
    version: Mapped[str] = mapped_column(Word)
    text: Mapped[str] = mapped_column(default="", deferred=True)
    signature: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    sounds: Mapped[bytes] = mapped_column(LargeBinary, default=b"", deferred=True)
    sound: Mapped[str] = mapped_column(Word, default="none")
    problem: Mapped[str] = mapped_column(Word, default="")
    made_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("form IN ('text', 'film')", name="form_is_known"),
        CheckConstraint("(part_id IS NULL) <> (article_id IS NULL)", name="is_of_a_part_or_an_article"),
        UniqueConstraint("part_id", "version"),
        UniqueConstraint("article_id", "version"),
        {"sqlite_autoincrement": True},
    )


class Band(Base):
    """One of the numbers under which a print is looked up; prints that share some are compared exactly."""

    __tablename__ = "bands"

    band: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    print_id: Mapped[int] = mapped_column(ForeignKey("prints.id", ondelete="CASCADE"), primary_key=True, index=True)

    __table_args__ = ({"sqlite_with_rowid": False},)


class Lookalike(Identified, Base):
    """Two prints that have much in common, with the figures. Evidence, never a verdict.

    `entry_id` is the entry of the first print; the other side is an entry or an article.
    """

    __tablename__ = "lookalikes"

    print_id: Mapped[int] = mapped_column(ForeignKey("prints.id"))
    other_print_id: Mapped[int] = mapped_column(ForeignKey("prints.id"), index=True)
    entry_id: Mapped[EntryID] = mapped_column(ForeignKey("entries.id"), index=True)
    other_entry_id: Mapped[EntryID | None] = mapped_column(ForeignKey("entries.id"), index=True)
    article_id: Mapped[ArticleID | None] = mapped_column(ForeignKey("articles.id"), index=True)
    percent: Mapped[int]
    other_percent: Mapped[int]
    evidence: Mapped[dict[str, Any]]
    comparer_version: Mapped[str] = mapped_column(Word)
    found_at: Mapped[datetime]
    dismissed_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    dismissed_at: Mapped[datetime | None]
    dismissed_reason: Mapped[str] = mapped_column(default="")

    print: Mapped[Print] = relationship(foreign_keys=[print_id])
    other_print: Mapped[Print] = relationship(foreign_keys=[other_print_id])
    entry: Mapped[Entry] = relationship(foreign_keys=[entry_id])
    other_entry: Mapped[Entry | None] = relationship(foreign_keys=[other_entry_id])
    article: Mapped[Article | None] = relationship()

    __table_args__ = (
        UniqueConstraint("print_id", "other_print_id"),
        CheckConstraint("(other_entry_id IS NULL) <> (article_id IS NULL)", name="other_is_an_entry_or_an_article"),
        CheckConstraint("percent BETWEEN 0 AND 100 AND other_percent BETWEEN 0 AND 100", name="percent_is_a_share"),
    )


class Suspicion(Identified, Base):
    """Somebody of the office asks an author about a look-alike; he explains; the board decides with its reason.

    An outcome that refuses the entry holds only once a second person confirmed it.
    """

    __tablename__ = "suspicions"

    lookalike_id: Mapped[LookalikeID] = mapped_column(ForeignKey("lookalikes.id"), index=True)
    entry_id: Mapped[EntryID] = mapped_column(ForeignKey("entries.id"), index=True)
    opened_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    opened_at: Mapped[datetime]
    question: Mapped[str]
    explain_until: Mapped[datetime]
    explanation: Mapped[str] = mapped_column(default="")
    explained_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(Word)
    reason: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
    confirmed_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime | None]
    declined_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    declined_at: Mapped[datetime | None]
    declined_reason: Mapped[str] = mapped_column(default="")

    lookalike: Mapped[Lookalike] = relationship()
    entry: Mapped[Entry] = relationship()

    __table_args__ = (
        one_of("outcome", SuspicionOutcome),
        UniqueConstraint("lookalike_id", "entry_id"),
        CheckConstraint("(outcome IS NULL) = (decided_by IS NULL)", name="outcome_has_who_decided"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> decided_by", name="confirmed_by_another_person"),
    )
