"""From standings to the published board: results, awards, decisions, publications."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from judging.ids import AccountID, CodeID, EntryID, PersonID, ProgrammeID, ResultID, RoundID
from judging.models.base import Base, Digest, Identified, Word


class Closing(Identified, Base):
    """A round was closed: by whom and, where marks were missing, by whose override and why (printed)."""

    __tablename__ = "closings"

    round_id: Mapped[RoundID] = mapped_column(ForeignKey("rounds.id"), unique=True)
    closed_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    closed_at: Mapped[datetime]
    override_reason: Mapped[str] = mapped_column(default="")
    missing: Mapped[list[Any]] = mapped_column(default=list)


class Result(Identified, Base):
    """The canonical result of a round: marks → totals → ranks → ties → prizes, one text and its hash."""

    __tablename__ = "results"

    round_id: Mapped[RoundID] = mapped_column(ForeignKey("rounds.id"), index=True)
    number: Mapped[int]
    input_sha256: Mapped[str] = mapped_column(Digest)
    canonical: Mapped[str]
    sha256: Mapped[str] = mapped_column(Digest)
    computed_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    computed_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("round_id", "number"),)


class BoardDecision(Identified, Base):
    """What only people decide about a result, always with a reason.

    A tie (by a person, or by a rule of the plan that looks at the authors), a vacancy, a shared place, who goes on, how
    many prizes a tier has, which entry receives a prize that no ranking gives, how many votes each work has and the
    order of those with equally many.
    """

    __tablename__ = "board_decisions"

    round_id: Mapped[RoundID] = mapped_column(ForeignKey("rounds.id"), index=True)
    kind: Mapped[str] = mapped_column(Word)
    subject: Mapped[dict[str, Any]]
    reason: Mapped[str]
    decided_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(
            "kind IN ('tie', 'vacancy', 'shared', 'pass', 'count', 'choice', 'vote', 'vote_order')",
            name="kind_is_known",
        ),
        CheckConstraint("reason <> ''", name="has_a_reason"),
    )


class Award(Identified, Base):
    """A place of the ladder and who holds it. The unique place lets two hands never give it twice (B14)."""

    __tablename__ = "awards"

    programme_id: Mapped[ProgrammeID]
    result_id: Mapped[ResultID] = mapped_column(ForeignKey("results.id"), index=True)
    tier_key: Mapped[str] = mapped_column(Word)
    place: Mapped[int]
    share: Mapped[int] = mapped_column(default=1)
    """Which part of a shared prize this is; a prize that is not shared has one."""
    code_id: Mapped[CodeID | None] = mapped_column(ForeignKey("codes.id"))
    entry_id: Mapped[EntryID | None] = mapped_column(ForeignKey("entries.id"))
    person_id: Mapped[PersonID | None] = mapped_column(ForeignKey("people.id"))
    amount_vnd: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(default="")
    exclusive_group: Mapped[str | None] = mapped_column(Word)
    revoked_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(["programme_id", "tier_key"], ["tiers.programme_id", "tiers.key"]),
        CheckConstraint("amount_vnd >= 0", name="amount_is_not_negative"),
        CheckConstraint("place >= 1", name="counts_from_one"),
        Index(
            "uq_awards_place",
            "programme_id",
            "tier_key",
            "place",
            "share",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
        Index(
            "uq_awards_exclusive",
            "programme_id",
            "person_id",
            "exclusive_group",
            unique=True,
            sqlite_where=text("revoked_at IS NULL AND exclusive_group IS NOT NULL"),
            postgresql_where=text("revoked_at IS NULL AND exclusive_group IS NOT NULL"),
        ),
    )


class Approval(Identified, Base):
    """The board approves one bundle, named by its hash; publishing takes that bundle and no other (B21).

    One approval of a programme is in force at a time; one that was withdrawn stays, with its reason.
    """

    __tablename__ = "approvals"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), index=True)
    bundle: Mapped[str]
    bundle_sha256: Mapped[str] = mapped_column(Digest, index=True)
    approved_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    approved_at: Mapped[datetime]
    withdrawn_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        CheckConstraint("withdrawn_at IS NULL OR withdrawal_reason <> ''", name="withdrawn_with_reason"),
        Index(
            "uq_approvals_present",
            "programme_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )


class Publication(Identified, Base):
    """What the public reads, in versions: a correction is a new one and the old stays visible (B22)."""

    __tablename__ = "publications"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), index=True)
    number: Mapped[int]
    bundle_sha256: Mapped[str] = mapped_column(Digest)
    page: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(default="")
    published_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    published_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        CheckConstraint("number = 1 OR reason <> ''", name="corrected_with_reason"),
    )


class PublishedWork(Identified, Base):
    """A winning work as the public sees it: an article in the row, or a video object under a public key."""

    __tablename__ = "published_works"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), index=True)
    award_place: Mapped[str] = mapped_column(Word)
    kind: Mapped[str] = mapped_column(Word)
    title: Mapped[str]
    html: Mapped[str | None]
    store_key: Mapped[str | None]
    poster_key: Mapped[str | None]
    small_key: Mapped[str | None]
    captions_key: Mapped[str | None]
    strip_key: Mapped[str | None]
    scenes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Of the strip `count`, `columns` and `every_ms`; empty where there is none."""
    media_type: Mapped[str] = mapped_column(Word)
    size_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    sha256: Mapped[str] = mapped_column(Digest)
    removed_at: Mapped[datetime | None]

    pages: Mapped[list[PublishedPage]] = relationship(back_populates="work", order_by="PublishedPage.number")

    __table_args__ = (
        Index(
            "uq_published_works_present",
            "programme_id",
            "award_place",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
    )


class PublishedPage(Identified, Base):
    """A page of a published article that is a picture; `number` is its place in the file that was handed in."""

    __tablename__ = "published_pages"

    work_id: Mapped[UUID] = mapped_column(ForeignKey("published_works.id"))
    number: Mapped[int]
    store_key: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(Digest)
    width: Mapped[int]
    height: Mapped[int]

    work: Mapped[PublishedWork] = relationship(back_populates="pages")

    __table_args__ = (UniqueConstraint("work_id", "number"),)
