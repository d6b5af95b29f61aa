"""Prize money that is asked back after its prize was taken away, and each part of it that came back."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from judging.enums import RecoveryState, ReturnMethod
from judging.ids import AccountID, PaymentID, ProgrammeID, RecoveryID
from judging.models.base import Base, Identified, Word, one_of

IN_FORCE = "state IN ('open', 'written_off')"


class Recovery(Identified, Base):
    """What the winner of a prize that was taken away gives back: what he received, never the tax that was withheld.

    `tax_vnd` is what was withheld from it; the office puts that right with the tax office, by `tax_paper`.
    """

    __tablename__ = "recoveries"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), index=True)
    payment_id: Mapped[PaymentID] = mapped_column(ForeignKey("payments.id"), index=True)
    amount_vnd: Mapped[int] = mapped_column(BigInteger)
    tax_vnd: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(Word, default=RecoveryState.OPEN.value)
    opened_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    opened_at: Mapped[datetime]
    asked_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    paper_number: Mapped[str] = mapped_column(default="")
    """The paper by which it is asked back; empty until finance asked."""
    returned_vnd: Mapped[int] = mapped_column(BigInteger, default=0)
    written_off_vnd: Mapped[int] = mapped_column(BigInteger, default=0)
    written_off_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    tax_paper: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    returns: Mapped[list[RecoveryReturn]] = relationship(
        order_by="RecoveryReturn.number", lazy="selectin", cascade="all, delete-orphan"
    )

    __table_args__ = (
        one_of("state", RecoveryState),
        CheckConstraint("reason <> ''", name="has_a_reason"),
        CheckConstraint("amount_vnd > 0 AND tax_vnd >= 0", name="is_some_money"),
        CheckConstraint(
            "returned_vnd >= 0 AND written_off_vnd >= 0 AND returned_vnd + written_off_vnd <= amount_vnd",
            name="never_more_than_was_paid",
        ),
        CheckConstraint("state <> 'returned' OR returned_vnd = amount_vnd", name="returned_whole"),
        CheckConstraint(
            "state <> 'written_off' OR (written_off_vnd > 0 AND returned_vnd + written_off_vnd = amount_vnd)",
            name="written_off_whole",
        ),
        CheckConstraint("(written_off_vnd > 0) = (written_off_by IS NOT NULL)", name="written_off_by_somebody"),
        CheckConstraint(
            "written_off_by IS NULL OR asked_by IS NULL OR written_off_by <> asked_by",
            name="written_off_by_another_person",
        ),
        CheckConstraint("asked_by IS NULL OR (due_on IS NOT NULL AND paper_number <> '')", name="asked_by_a_paper"),
        Index(
            "uq_recoveries_in_force",
            "payment_id",
            unique=True,
            sqlite_where=text(IN_FORCE),
            postgresql_where=text(IN_FORCE),
        ),
    )
    __mapper_args__ = {"version_id_col": version}


class RecoveryReturn(Identified, Base):
    """A part that came back. One that was handed out again, because the prize was given back, counts no more."""

    __tablename__ = "recovery_returns"

    recovery_id: Mapped[RecoveryID] = mapped_column(ForeignKey("recoveries.id"), index=True)
    number: Mapped[int]
    amount_vnd: Mapped[int] = mapped_column(BigInteger)
    method: Mapped[str] = mapped_column(Word)
    returned_on: Mapped[date]
    paper_number: Mapped[str]
    noted_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    noted_at: Mapped[datetime]
    against_id: Mapped[PaymentID | None] = mapped_column(ForeignKey("payments.id"))
    """The prize of the same person that it was set off against."""
    handed_back_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("recovery_id", "number"),
        one_of("method", ReturnMethod),
        CheckConstraint("(method = 'set_off') = (against_id IS NOT NULL)", name="set_off_against_a_prize"),
        CheckConstraint("amount_vnd > 0", name="is_some_money"),
        CheckConstraint("paper_number <> ''", name="names_its_paper"),
    )
