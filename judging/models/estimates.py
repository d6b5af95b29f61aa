"""Estimates of costs (dự toán), and the steps that estimates, lists and payments went through, each with its paper."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from judging.enums import EstimateState
from judging.ids import AccountID, EstimateID, PaymentID, PaymentListID, ProgrammeID
from judging.models.base import Base, Digest, Identified, Word, one_of


class Estimate(Identified, Base):
    """What a programme costs: the plan's prizes and organising. Who proposes does not appraise, nor either decide.

    Numbers go up by one: what is needed later is an estimate of its own, and what was approved never changes.
    """

    __tablename__ = "estimates"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(Word, default=EstimateState.DRAFT.value)
    drafted_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    drafted_at: Mapped[datetime]
    proposed_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    proposed_at: Mapped[datetime | None]
    appraised_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    appraised_at: Mapped[datetime | None]
    approved_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    approved_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    lines: Mapped[list[EstimateLineRow]] = relationship(
        order_by="EstimateLineRow.position", lazy="selectin", cascade="all, delete-orphan"
    )

    __table_args__ = (
        one_of("state", EstimateState),
        UniqueConstraint("programme_id", "number"),
        CheckConstraint("appraised_by IS NULL OR appraised_by <> proposed_by", name="appraised_by_another_person"),
        CheckConstraint(
            "approved_by IS NULL OR (approved_by <> proposed_by AND approved_by <> appraised_by)",
            name="approved_by_another_person",
        ),
        CheckConstraint("state <> 'approved' OR approved_by IS NOT NULL", name="approved_by_somebody"),
        Index(
            "uq_estimates_open",
            "programme_id",
            unique=True,
            sqlite_where=text("state <> 'approved'"),
            postgresql_where=text("state <> 'approved'"),
        ),
    )
    __mapper_args__ = {"version_id_col": version}


class EstimateLineRow(Identified, Base):
    """One line of an estimate."""

    __tablename__ = "estimate_lines"

    estimate_id: Mapped[EstimateID] = mapped_column(ForeignKey("estimates.id"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(Word)
    name: Mapped[str]
    count: Mapped[int]
    amount_vnd: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (
        CheckConstraint("kind IN ('prize', 'organising')", name="kind_is_known"),
        CheckConstraint("count >= 1 AND amount_vnd >= 0", name="costs_something"),
    )


class MoneyStep(Identified, Base):
    """A step of an estimate, a list or a payment: who, when, why, and the paper that it rests on.

    A decision that was signed on paper by somebody who never logs in waits until another person compared the scan.
    """

    __tablename__ = "money_steps"

    estimate_id: Mapped[EstimateID | None] = mapped_column(ForeignKey("estimates.id"), index=True)
    list_id: Mapped[PaymentListID | None] = mapped_column(ForeignKey("payment_lists.id"), index=True)
    payment_id: Mapped[PaymentID | None] = mapped_column(ForeignKey("payments.id"), index=True)
    position: Mapped[int]
    act: Mapped[str] = mapped_column(Word)
    done_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    role: Mapped[str] = mapped_column(Word)
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(default="")
    paper_number: Mapped[str] = mapped_column(default="")
    paper_on: Mapped[date | None]
    scan_key: Mapped[str | None] = mapped_column(unique=True)
    scan_sha256: Mapped[str | None] = mapped_column(Digest)
    scan_type: Mapped[str] = mapped_column(Word, default="")
    scan_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    confirmed_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN estimate_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN list_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN payment_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="is_about_one_thing",
        ),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> done_by", name="confirmed_by_another_person"),
        CheckConstraint("act <> 'return' OR reason <> ''", name="returned_with_reason"),
    )
