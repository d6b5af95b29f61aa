"""Payments of prizes: lists made from a decision, one payment for each award, each handing-over, winners' accounts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from judging.enums import PaymentListState, PaymentState, PayMethod
from judging.ids import AccountID, AwardID, EntryID, PayeeDetailsID, PaymentID, PaymentListID, PersonID, ProgrammeID
from judging.models.base import Base, Digest, Identified, Word, one_of


class PaymentList(Identified, Base):
    """The payments of one approved result. `purge_on` is the day on which winners' numbers are deleted."""

    __tablename__ = "payment_lists"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), index=True)
    number: Mapped[int]
    approval_id: Mapped[UUID] = mapped_column(ForeignKey("approvals.id"))
    state: Mapped[str] = mapped_column(Word, default=PaymentListState.LISTED.value)
    made_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    made_at: Mapped[datetime]
    approved_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    approved_at: Mapped[datetime | None]
    purge_on: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        one_of("state", PaymentListState),
        UniqueConstraint("programme_id", "number"),
        CheckConstraint("approved_by IS NULL OR approved_by <> made_by", name="approved_by_another_person"),
        Index(
            "uq_payment_lists_present",
            "programme_id",
            unique=True,
            sqlite_where=text("state <> 'replaced'"),
            postgresql_where=text("state <> 'replaced'"),
        ),
    )
    __mapper_args__ = {"version_id_col": version}


class Payment(Identified, Base):
    """What one award brings. The unique award lets nobody pay it by two payments (B20)."""

    __tablename__ = "payments"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), index=True)
    list_id: Mapped[PaymentListID] = mapped_column(ForeignKey("payment_lists.id"), index=True)
    award_id: Mapped[AwardID] = mapped_column(ForeignKey("awards.id"))
    person_id: Mapped[PersonID] = mapped_column(ForeignKey("people.id"), index=True)
    entry_id: Mapped[EntryID] = mapped_column(ForeignKey("entries.id"), index=True)
    tier_key: Mapped[str] = mapped_column(Word)
    place: Mapped[int]
    share: Mapped[int]
    gross_vnd: Mapped[int] = mapped_column(BigInteger)
    tax_vnd: Mapped[int] = mapped_column(BigInteger)
    net_vnd: Mapped[int] = mapped_column(BigInteger)
    tax_law: Mapped[str]
    state: Mapped[str] = mapped_column(Word, default=PaymentState.LISTED.value)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        one_of("state", PaymentState),
        CheckConstraint("gross_vnd = tax_vnd + net_vnd AND gross_vnd > 0 AND tax_vnd >= 0", name="adds_up"),
        Index(
            "uq_payments_award",
            "award_id",
            unique=True,
            sqlite_where=text("state <> 'void'"),
            postgresql_where=text("state <> 'void'"),
        ),
    )
    __mapper_args__ = {"version_id_col": version}


class Payout(Identified, Base):
    """One handing-over of a payment's money. Only one that came back leaves room for another (B20)."""

    __tablename__ = "payouts"

    payment_id: Mapped[PaymentID] = mapped_column(ForeignKey("payments.id"), index=True)
    number: Mapped[int]
    method: Mapped[str] = mapped_column(Word)
    details_id: Mapped[PayeeDetailsID | None] = mapped_column(ForeignKey("payee_details.id"))
    net_vnd: Mapped[int] = mapped_column(BigInteger)
    paid_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    paid_on: Mapped[date]
    paid_at: Mapped[datetime]
    receiver: Mapped[str] = mapped_column(default="")
    """Who was authorised to receive it; empty where the winner received it himself."""
    signed_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    signed_at: Mapped[datetime | None]
    returned_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    returned_at: Mapped[datetime | None]
    return_reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        one_of("method", PayMethod),
        UniqueConstraint("payment_id", "number"),
        CheckConstraint("method <> 'bank' OR details_id IS NOT NULL", name="goes_to_an_account"),
        CheckConstraint("returned_at IS NULL OR return_reason <> ''", name="returned_with_reason"),
        Index(
            "uq_payouts_out",
            "payment_id",
            unique=True,
            sqlite_where=text("returned_at IS NULL"),
            postgresql_where=text("returned_at IS NULL"),
        ),
    )


class PayeeDetails(Identified, Base):
    """A winner's account and numbers, sealed under a key that is not in the database; a change is a new row.

    `shown` is what may be seen of it: names of banks and last signs. Purging empties what is sealed and shown.
    """

    __tablename__ = "payee_details"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"))
    person_id: Mapped[PersonID] = mapped_column(ForeignKey("people.id"), index=True)
    number: Mapped[int]
    key_id: Mapped[str] = mapped_column(Word)
    sealed: Mapped[str]
    shown: Mapped[dict[str, Any]] = mapped_column(default=dict)
    is_changed: Mapped[bool] = mapped_column(default=False)
    """Whether its account is another than the one given before."""
    account_mark: Mapped[str] = mapped_column(Digest)
    """Tells whether two rows name the same account, without telling which."""
    given_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    given_at: Mapped[datetime]
    reconfirmed_at: Mapped[datetime | None]
    purged_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("programme_id", "person_id", "number"),
        CheckConstraint("purged_at IS NULL OR sealed = ''", name="purged_whole"),
    )


class PayeeConfirmation(Identified, Base):
    """One of the two persons who asked the winner whether a changed account is his; how, in words."""

    __tablename__ = "payee_confirmations"

    details_id: Mapped[PayeeDetailsID] = mapped_column(ForeignKey("payee_details.id"), index=True)
    done_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    role: Mapped[str] = mapped_column(Word)
    at: Mapped[datetime]
    how: Mapped[str]

    __table_args__ = (UniqueConstraint("details_id", "done_by"), CheckConstraint("how <> ''", name="says_how"))
