"""What a council votes on and how: the agenda, ballots, papers without names, and who has voted, apart from them.

A paper knows its ballot and what it says, nothing else: no time, no order, no version. The rows of both tables are
written anew in a drawn order when their ballot closes (`judging/actions/ballot_boxes.py`), so that neither the place of
a row nor the transaction that wrote it tells whose a paper is.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from judging.ids import AccountID, AgendaItemID, AgendaSectionID, BallotID, CouncilMemberID, MeetingID
from judging.models.base import Base, Digest, Identified, Word, one_of
from judging.rules.ballots import BallotMode, BallotState, Choice, Outcome
from judging.rules.ballots import Base as VoteBase


class AgendaSection(Identified, Base):
    """Items for one award form that compete for the same places under one rule, with the tellers' minutes as a scan."""

    __tablename__ = "agenda_sections"

    meeting_id: Mapped[MeetingID] = mapped_column(ForeignKey("council_meetings.id"), index=True)
    position: Mapped[int]
    award_form_key: Mapped[str] = mapped_column(Word, default="")
    award_form: Mapped[str]
    subject_kind: Mapped[str] = mapped_column(Word)
    places: Mapped[int | None]
    mode: Mapped[str] = mapped_column(Word)
    base: Mapped[str] = mapped_column(Word)
    threshold_numerator: Mapped[int]
    threshold_denominator: Mapped[int]
    is_exclusive: Mapped[bool] = mapped_column(default=False)
    keeps_recused: Mapped[bool] = mapped_column(default=True)
    scan_key: Mapped[str | None] = mapped_column(unique=True)
    scan_sha256: Mapped[str | None] = mapped_column(Digest)
    scan_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    scan_type: Mapped[str] = mapped_column(Word, default="")
    scanned_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    scanned_at: Mapped[datetime | None]

    items: Mapped[list[AgendaItem]] = relationship(
        lazy="selectin", order_by="AgendaItem.position", cascade="all, delete-orphan"
    )

    __table_args__ = (
        UniqueConstraint("meeting_id", "position"),
        one_of("mode", BallotMode),
        one_of("base", VoteBase),
        CheckConstraint("subject_kind IN ('collective', 'individual', 'initiative')", name="subject_kind_is_known"),
        CheckConstraint("places IS NULL OR places >= 0", name="places_are_counted"),
        CheckConstraint(
            "threshold_numerator >= 0 AND threshold_denominator >= 1 AND threshold_numerator <= threshold_denominator",
            name="threshold_is_a_part",
        ),
        CheckConstraint("(scan_key IS NULL) = (scan_sha256 IS NULL)", name="scanned_with_its_hash"),
    )


class AgendaItem(Identified, Base):
    """One subject to vote on. `outcome` stands once it is settled; `chair_reason` where the chair settled it."""

    __tablename__ = "agenda_items"

    section_id: Mapped[AgendaSectionID] = mapped_column(ForeignKey("agenda_sections.id"), index=True)
    position: Mapped[int]
    subject: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str | None] = mapped_column(Word)
    chair_choice: Mapped[bool | None]
    """The chair's voice where votes are equal: for passing, or for one of the last places."""
    chair_id: Mapped[CouncilMemberID | None] = mapped_column(ForeignKey("council_members.id"))
    chair_reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("section_id", "position"),
        one_of("outcome", Outcome),
        CheckConstraint("subject <> ''", name="names_somebody"),
        CheckConstraint("(chair_choice IS NULL) = (chair_id IS NULL)", name="chosen_by_a_chair"),
        CheckConstraint("chair_choice IS NULL OR chair_reason <> ''", name="chosen_with_reason"),
    )


class CouncilRecusal(Base):
    """A member who steps aside for one item (himself, a relative …)."""

    __tablename__ = "council_recusals"

    item_id: Mapped[AgendaItemID] = mapped_column(ForeignKey("agenda_items.id"), primary_key=True)
    member_id: Mapped[CouncilMemberID] = mapped_column(ForeignKey("council_members.id"), primary_key=True)
    reason: Mapped[str]
    declared_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("reason <> ''", name="has_a_reason"),)


class WrittenOpinion(Base):
    """What an absent member wrote about one item. It bears a name: it is no secret vote."""

    __tablename__ = "written_opinions"

    item_id: Mapped[AgendaItemID] = mapped_column(ForeignKey("agenda_items.id"), primary_key=True)
    member_id: Mapped[CouncilMemberID] = mapped_column(ForeignKey("council_members.id"), primary_key=True)
    choice: Mapped[str] = mapped_column(Word)
    words: Mapped[str] = mapped_column(default="")
    given_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("choice IN ('for', 'against')", name="says_for_or_against"),)


class Ballot(Identified, Base):
    """One vote on one item; a re-vote is the next attempt. Counts stand once it is counted."""

    __tablename__ = "ballots"

    item_id: Mapped[AgendaItemID] = mapped_column(ForeignKey("agenda_items.id"), index=True)
    attempt: Mapped[int]
    mode: Mapped[str] = mapped_column(Word)
    state: Mapped[str] = mapped_column(Word, default=BallotState.OPEN.value)
    members: Mapped[int]
    present: Mapped[int]
    recused: Mapped[int]
    recused_present: Mapped[int]
    electorate: Mapped[int]
    issued: Mapped[int | None]
    collected: Mapped[int | None]
    valid: Mapped[int | None]
    invalid: Mapped[int | None]
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    written_for: Mapped[int] = mapped_column(default=0)
    written_against: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[str | None] = mapped_column(Word)
    opened_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    opened_at: Mapped[datetime]
    closed_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    closed_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("item_id", "attempt"),
        one_of("mode", BallotMode),
        one_of("state", BallotState),
        one_of("outcome", Outcome),
        CheckConstraint("(closed_at IS NULL) = (state = 'open')", name="closed_at_a_moment"),
        CheckConstraint("(state = 'counted') = (outcome IS NOT NULL)", name="counted_has_an_outcome"),
        CheckConstraint(
            "state <> 'counted' OR (issued <= electorate AND collected <= issued AND collected = valid + invalid "
            "AND valid = votes_for + votes_against)",
            name="counts_add_up",
        ),
        Index(
            "uq_ballots_open",
            "item_id",
            unique=True,
            sqlite_where=text("state <> 'counted'"),
            postgresql_where=text("state <> 'counted'"),
        ),
    )


class BallotPaper(Identified, Base):
    """One paper of a secret vote. `choice` is empty until somebody fills it in, and where nobody did."""

    __tablename__ = "ballot_papers"

    ballot_id: Mapped[BallotID] = mapped_column(ForeignKey("ballots.id"), index=True)
    choice: Mapped[str | None] = mapped_column(Word)

    __table_args__ = (one_of("choice", Choice),)


class BallotVoter(Base):
    """Who may vote in a ballot, and whether he has. Nothing here says when, or what."""

    __tablename__ = "ballot_voters"

    ballot_id: Mapped[BallotID] = mapped_column(ForeignKey("ballots.id"), primary_key=True)
    member_id: Mapped[CouncilMemberID] = mapped_column(ForeignKey("council_members.id"), primary_key=True)
    has_voted: Mapped[bool] = mapped_column(default=False)


class NamedVote(Base):
    """A vote by show of hands or in writing: it bears its name."""

    __tablename__ = "named_votes"

    ballot_id: Mapped[BallotID] = mapped_column(ForeignKey("ballots.id"), primary_key=True)
    member_id: Mapped[CouncilMemberID] = mapped_column(ForeignKey("council_members.id"), primary_key=True)
    choice: Mapped[str] = mapped_column(Word)
    words: Mapped[str] = mapped_column(default="")

    __table_args__ = (one_of("choice", Choice),)


class TellerCount(Identified, Base):
    """What one of the two tellers counted; `number` is his place at the table."""

    __tablename__ = "teller_counts"

    ballot_id: Mapped[BallotID] = mapped_column(ForeignKey("ballots.id"), index=True)
    number: Mapped[int]
    account_id: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    issued: Mapped[int]
    collected: Mapped[int]
    valid: Mapped[int]
    invalid: Mapped[int]
    votes_for: Mapped[int]
    votes_against: Mapped[int]
    typed_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("ballot_id", "number"),
        UniqueConstraint("ballot_id", "account_id"),
        CheckConstraint("number IN (1, 2)", name="two_people"),
        CheckConstraint(
            "issued >= collected AND collected = valid + invalid AND valid = votes_for + votes_against "
            "AND invalid >= 0 AND votes_for >= 0 AND votes_against >= 0",
            name="adds_up",
        ),
    )
