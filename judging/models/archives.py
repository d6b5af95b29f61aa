"""Archived programmes, what keeps their data from being deleted, and what was deleted when."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from judging.enums import PurgeState, RetentionKind
from judging.ids import AccountID, ProgrammeID
from judging.models.base import Base, Identified, Word, one_of

_ALL = f"kind IN ('', {', '.join(repr(one.value) for one in RetentionKind)})"


class Archiving(Base):
    """That a programme is finished and put away. Retention counts from `archived_on`."""

    __tablename__ = "archivings"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    archived_on: Mapped[date]
    archived_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    archived_at: Mapped[datetime]


class RetentionHold(Identified, Base):
    """While it is not released, nothing of its kind (empty: nothing at all) is deleted, whatever the day."""

    __tablename__ = "retention_holds"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), index=True)
    kind: Mapped[str] = mapped_column(Word, default="")
    reason: Mapped[str]
    held_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    held_at: Mapped[datetime]
    released_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    released_at: Mapped[datetime | None]
    release_reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        CheckConstraint(_ALL, name="kind_is_known"),
        CheckConstraint("reason <> ''", name="says_why"),
        CheckConstraint("released_at IS NULL OR release_reason <> ''", name="released_with_reason"),
        Index(
            "uq_retention_holds_in_force",
            "programme_id",
            "kind",
            unique=True,
            sqlite_where=text("released_at IS NULL"),
            postgresql_where=text("released_at IS NULL"),
        ),
    )


class Purge(Identified, Base):
    """One deletion of one kind of data: on its day by the clock, or earlier by two persons."""

    __tablename__ = "purges"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), index=True)
    kind: Mapped[str] = mapped_column(Word)
    state: Mapped[str] = mapped_column(Word)
    due_on: Mapped[date]
    law: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    proposed_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    proposed_at: Mapped[datetime | None]
    confirmed_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime | None]
    rows: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("kind", RetentionKind),
        one_of("state", PurgeState),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> proposed_by", name="confirmed_by_another_person"),
        CheckConstraint("proposed_by IS NULL OR reason <> ''", name="proposed_with_reason"),
        CheckConstraint(
            "proposed_by IS NULL OR state IN ('proposed', 'dropped') OR confirmed_by IS NOT NULL",
            name="two_persons_before_the_day",
        ),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_at_a_moment"),
        Index(
            "uq_purges_living",
            "programme_id",
            "kind",
            unique=True,
            sqlite_where=text("state IN ('proposed', 'confirmed')"),
            postgresql_where=text("state IN ('proposed', 'confirmed')"),
        ),
    )
