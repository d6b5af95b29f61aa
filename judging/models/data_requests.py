"""What people ask about their own data, and what became of it; the values themselves stand apart, to be deleted."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from judging.enums import DataRequestKind, DataRequestState, PersonField
from judging.ids import AccountID, DataRequestID, PersonID
from judging.models.base import Base, Digest, Identified, Word, one_of
from judging.models.people import Person


class DataRequest(Identified, Base):
    """One request of one person. The chain keeps that it was made and decided, never the values."""

    __tablename__ = "data_requests"

    person_id: Mapped[PersonID] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(Word)
    field: Mapped[str] = mapped_column(Word, default="")
    """Of a correction: which field."""
    state: Mapped[str] = mapped_column(Word, default=DataRequestState.WAITING.value)
    asked_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    """The person, or who of the office wrote it down from a letter."""
    case_number: Mapped[str] = mapped_column(default="")
    """The number of the letter by which somebody without an account asked."""
    received_at: Mapped[datetime]
    term_days: Mapped[int]
    due_on: Mapped[date]
    decided_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    values: Mapped[DataRequestValues | None] = relationship(lazy="joined")

    __table_args__ = (
        one_of("kind", DataRequestKind),
        one_of("state", DataRequestState),
        CheckConstraint("(kind = 'correct') = (field <> '')", name="correction_names_a_field"),
        CheckConstraint(f"field IN ('', {', '.join(repr(one.value) for one in PersonField)})", name="field_is_known"),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="somebody_decided"),
        CheckConstraint("state <> 'declined' OR answer <> ''", name="declined_with_reason"),
        CheckConstraint("term_days > 0", name="term_is_positive"),
        Index(
            "uq_data_requests_waiting",
            "person_id",
            "kind",
            "field",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_data_requests_state_due_on", "state", "due_on"),
    )


class DataRequestValues(Base):
    """A correction's value before and after. It may be deleted; the chain keeps its salted hash (design 8)."""

    __tablename__ = "data_request_values"

    request_id: Mapped[DataRequestID] = mapped_column(ForeignKey("data_requests.id"), primary_key=True)
    salt: Mapped[str] = mapped_column(Digest)
    before: Mapped[str]
    after: Mapped[str]
