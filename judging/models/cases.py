"""Cases (đơn): what people write to the office about a contest, and what became of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from judging.enums import CaseKind, CaseState
from judging.ids import AccountID, CaseID, ProgrammeID
from judging.models.base import Base, Digest, Identified, Word, one_of


class Case(Identified, Base):
    """One question, petition, complaint or denunciation. Whoever has no account looks it up by its code.

    A denunciation never names an account, also when its sender was signed in.
    """

    __tablename__ = "cases"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"))
    kind: Mapped[str] = mapped_column(Word)
    state: Mapped[str] = mapped_column(Word, default=CaseState.RECEIVED.value)
    number: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    code_digest: Mapped[str | None] = mapped_column(Digest, unique=True)
    form_digest: Mapped[str] = mapped_column(Digest, unique=True)
    """Of the form that it came by: a form that is sent twice is one case."""
    title: Mapped[str]
    text: Mapped[str]
    sha256: Mapped[str] = mapped_column(Digest)
    received_at: Mapped[datetime]
    term_days: Mapped[int]
    due_on: Mapped[date]
    taken_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    taken_at: Mapped[datetime | None]
    closed_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    closed_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")
    referred_to: Mapped[str] = mapped_column(default="")
    referred_by_paper: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        one_of("kind", CaseKind),
        one_of("state", CaseState),
        CheckConstraint("kind <> 'denunciation' OR account_id IS NULL", name="denunciation_names_no_account"),
        CheckConstraint("account_id IS NOT NULL OR code_digest IS NOT NULL", name="sender_can_look_it_up"),
        CheckConstraint("state <> 'referred' OR referred_to <> ''", name="referral_names_its_body"),
        CheckConstraint("state NOT IN ('answered', 'declined') OR answer <> ''", name="answer_says_something"),
        CheckConstraint("state = 'received' OR taken_by IS NOT NULL", name="somebody_took_it"),
        CheckConstraint("term_days > 0", name="term_is_positive"),
        Index("ix_cases_programme_id_state", "programme_id", "state"),
    )


class CaseSender(Base):
    """Who wrote, as he named himself: apart from the case, so that no list of cases ever carries it."""

    __tablename__ = "case_senders"

    case_id: Mapped[CaseID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    name: Mapped[str]
    contact: Mapped[str]


class CaseCounter(Base):
    """The last number of a programme's book of cases; denunciations have a book of their own."""

    __tablename__ = "case_counters"

    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    book: Mapped[str] = mapped_column(Word, primary_key=True)
    last_number: Mapped[int] = mapped_column(default=0)
