"""Programmes and the immutable versions of their plan; the stable keys that other rows point at."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from judging.enums import PlanState, ProgrammeState
from judging.ids import AccountID, PlanVersionID, ProgrammeID, UnitID
from judging.models.base import Base, Digest, Identified, Word, one_of


class Programme(Identified, Base):
    """A contest or a campaign. What it says and allows stands in the plan version in force."""

    __tablename__ = "programmes"

    slug: Mapped[str] = mapped_column(Word, unique=True)
    kind: Mapped[str] = mapped_column(Word)
    title: Mapped[str]
    state: Mapped[str] = mapped_column(Word, default=ProgrammeState.DRAFT.value)
    owner_unit_id: Mapped[UnitID | None] = mapped_column(ForeignKey("units.id"))
    parent_id: Mapped[ProgrammeID | None] = mapped_column(ForeignKey("programmes.id"))
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    plan_versions: Mapped[list[PlanVersion]] = relationship(back_populates="programme", order_by="PlanVersion.number")

    __table_args__ = (
        one_of("state", ProgrammeState),
        CheckConstraint("kind IN ('contest', 'campaign')", name="kind_is_known"),
    )
    __mapper_args__ = {"version_id_col": version}


class PlanVersion(Identified, Base):
    """One version of a programme's plan: canonical JSON and its SHA-256; frozen by a trigger once issued."""

    __tablename__ = "plan_versions"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(Word, default=PlanState.DRAFT.value)
    canonical: Mapped[str]
    sha256: Mapped[str] = mapped_column(Digest)
    reason: Mapped[str] = mapped_column(default="")
    created_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    based_on: Mapped[str] = mapped_column(default="")
    """What a first draft was cloned from: "sample:<name>" or "version:<id>"."""
    submitted_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    submitted_at: Mapped[datetime | None]
    issued_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    issued_at: Mapped[datetime | None]
    edition: Mapped[int] = mapped_column(default=1)
    former: Mapped[str | None]
    """A draft as it was before its last change took a round out, so that this can be undone until the next one."""

    programme: Mapped[Programme] = relationship(back_populates="plan_versions")

    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        one_of("state", PlanState),
        CheckConstraint("number >= 1", name="counts_from_one"),
        CheckConstraint(
            "submitted_by IS NULL OR issued_by IS NULL OR submitted_by <> issued_by", name="issued_by_another_person"
        ),
    )
    __mapper_args__ = {"version_id_col": edition}


class Category(Base):
    """The stable key of a category (thể loại) of a programme."""

    __tablename__ = "categories"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    key: Mapped[str] = mapped_column(Word, primary_key=True)


class Tier(Base):
    """The stable key of a prize tier (hạng giải) of a programme."""

    __tablename__ = "tiers"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    key: Mapped[str] = mapped_column(Word, primary_key=True)


class PlanReceipt(Base):
    """Who has read which version of a plan: the reading receipt of S001-R03 and of every amendment."""

    __tablename__ = "plan_receipts"

    plan_version_id: Mapped[PlanVersionID] = mapped_column(ForeignKey("plan_versions.id"), primary_key=True)
    account_id: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    told_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    summary: Mapped[dict[str, Any]] = mapped_column(default=dict)
