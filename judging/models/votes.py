"""Prizes by vote: the poll, the works that are voted for, the votes, and which of them the board struck.

Nothing of it lies on the judges' side: the desk connection cannot read these tables. No row counts votes, and no line
of the history tells of one: who looks before the vote closes finds no number anywhere.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from judging.enums import StrikeKind
from judging.ids import AccountID, CodeID, PollID, PollWorkID, RoundID, UnitID
from judging.models.base import Base, Digest, Identified, Word, one_of
from judging.models.rounds import Code


class Poll(Identified, Base):
    """The works of one ladder put to the vote. `salt` hides whose network a vote came from; it is told nobody."""

    __tablename__ = "polls"

    round_id: Mapped[RoundID] = mapped_column(ForeignKey("rounds.id"))
    ladder_key: Mapped[str] = mapped_column(Word)
    salt: Mapped[str] = mapped_column(Digest)
    opened_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    opened_at: Mapped[datetime]

    works: Mapped[list[PollWork]] = relationship(back_populates="poll", order_by="PollWork.number")

    __table_args__ = (UniqueConstraint("round_id", "ladder_key"),)


class PollWork(Identified, Base):
    """A work that may be voted for, under a number drawn for this poll: voters never learn its sealed code."""

    __tablename__ = "poll_works"

    poll_id: Mapped[PollID] = mapped_column(ForeignKey("polls.id"))
    code_id: Mapped[CodeID] = mapped_column(ForeignKey("codes.id"), index=True)
    number: Mapped[int]

    poll: Mapped[Poll] = relationship(back_populates="works")
    code: Mapped[Code] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        UniqueConstraint("poll_id", "number"),
        UniqueConstraint("poll_id", "code_id"),
        CheckConstraint("number >= 1", name="counts_from_one"),
    )


class Vote(Identified, Base):
    """One vote of one account. The two unique constraints decide, whoever posts at the same moment (E22, B12).

    `unit_id` is the voter's unit when he voted, `network` a keyed hash of the part of his address that many share.
    """

    __tablename__ = "votes"

    poll_id: Mapped[PollID] = mapped_column(ForeignKey("polls.id"))
    work_id: Mapped[PollWorkID] = mapped_column(ForeignKey("poll_works.id"), index=True)
    account_id: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"), index=True)
    slot: Mapped[int]
    unit_id: Mapped[UnitID] = mapped_column(ForeignKey("units.id"), index=True)
    network: Mapped[str] = mapped_column(Word)
    cast_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("poll_id", "account_id", "slot"),
        UniqueConstraint("poll_id", "account_id", "work_id"),
        CheckConstraint("slot >= 1", name="slot_counts_from_one"),
    )


class VoteStrike(Identified, Base):
    """Votes that the board left out of the count, named by what they have in common and never by who cast them."""

    __tablename__ = "vote_strikes"

    poll_id: Mapped[PollID] = mapped_column(ForeignKey("polls.id"), index=True)
    kind: Mapped[str] = mapped_column(Word)
    subject: Mapped[dict[str, Any]]
    votes: Mapped[int]
    reason: Mapped[str]
    decided_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("kind", StrikeKind),
        CheckConstraint("reason <> ''", name="has_a_reason"),
        CheckConstraint("votes >= 1", name="names_a_vote"),
    )
