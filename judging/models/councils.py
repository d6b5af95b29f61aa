"""Councils (Hội đồng): of one programme or standing, with their members from day to day, and their meetings."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from judging.ids import AccountID, CouncilID, CouncilMemberID, MeetingID, ProgrammeID
from judging.models.base import Base, Digest, Identified, Word, one_of
from judging.models.people import Account
from judging.rules.meetings import CouncilDuty, MeetingState


class Council(Identified, Base):
    """A council and the rules that it gave itself. Without a programme it stands for all campaigns of the office."""

    __tablename__ = "councils"

    programme_id: Mapped[ProgrammeID | None] = mapped_column(ForeignKey("programmes.id"), index=True)
    name: Mapped[str]
    founded_by: Mapped[str] = mapped_column(default="")
    """The decision that set it up, as it is quoted."""
    quorum_numerator: Mapped[int]
    quorum_denominator: Mapped[int]
    allows_substitutes: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    members: Mapped[list[CouncilMember]] = relationship(lazy="selectin", order_by="CouncilMember.added_at")

    __table_args__ = (
        CheckConstraint("name <> ''", name="has_a_name"),
        CheckConstraint(
            "quorum_numerator >= 1 AND quorum_numerator <= quorum_denominator", name="quorum_is_a_part_of_all"
        ),
    )
    __mapper_args__ = {"version_id_col": version}


class CouncilMember(Identified, Base):
    """Somebody's place on a council, from a day until a day. `stands_in_for` names whom a substitute replaces."""

    __tablename__ = "council_members"

    council_id: Mapped[CouncilID] = mapped_column(ForeignKey("councils.id"), index=True)
    account_id: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"), index=True)
    duty: Mapped[str] = mapped_column(Word)
    votes: Mapped[bool] = mapped_column(default=True)
    stands_in_for: Mapped[CouncilMemberID | None] = mapped_column(ForeignKey("council_members.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    added_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[datetime]
    ended_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str] = mapped_column(default="")

    account: Mapped[Account] = relationship(foreign_keys=[account_id], lazy="joined", innerjoin=True)

    __table_args__ = (
        one_of("duty", CouncilDuty),
        CheckConstraint("(duty = 'substitute') = (stands_in_for IS NOT NULL)", name="substitutes_stand_in"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_begins"),
        CheckConstraint("ended_at IS NULL OR ended_because <> ''", name="ended_with_reason"),
        Index(
            "uq_council_members_present",
            "council_id",
            "account_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "uq_council_members_chair",
            "council_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND duty = 'chair'"),
            postgresql_where=text("ended_at IS NULL AND duty = 'chair'"),
        ),
    )


class Meeting(Identified, Base):
    """One meeting of a council for one programme, with the two who count printed papers."""

    __tablename__ = "council_meetings"

    council_id: Mapped[CouncilID] = mapped_column(ForeignKey("councils.id"), index=True)
    programme_id: Mapped[ProgrammeID] = mapped_column(ForeignKey("programmes.id"), index=True)
    title: Mapped[str]
    place: Mapped[str]
    starts_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(Word, default=MeetingState.PLANNED.value)
    planned_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    planned_at: Mapped[datetime]
    convened_at: Mapped[datetime | None]
    began_at: Mapped[datetime | None]
    presided_by: Mapped[CouncilMemberID | None] = mapped_column(ForeignKey("council_members.id"))
    adjourned_because: Mapped[str] = mapped_column(default="")
    first_teller_id: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    second_teller_id: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    discussion: Mapped[str] = mapped_column(default="")
    conclusion: Mapped[str] = mapped_column(default="")
    minutes: Mapped[str] = mapped_column(default="")
    """Canonical JSON of what the minutes say, frozen when they are drafted."""
    minutes_sha256: Mapped[str | None] = mapped_column(Digest)
    drafted_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    drafted_at: Mapped[datetime | None]
    signed_by: Mapped[AccountID | None] = mapped_column(ForeignKey("accounts.id"))
    signed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    council: Mapped[Council] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        one_of("state", MeetingState),
        CheckConstraint("title <> ''", name="has_a_title"),
        CheckConstraint(
            "first_teller_id IS NULL OR second_teller_id IS NULL OR first_teller_id <> second_teller_id",
            name="two_tellers",
        ),
        CheckConstraint("signed_by IS NULL OR signed_by <> drafted_by", name="signed_by_another_person"),
        CheckConstraint("(minutes = '') = (minutes_sha256 IS NULL)", name="drafted_with_its_hash"),
    )
    __mapper_args__ = {"version_id_col": version}


class Attendance(Base):
    """Whether a member is there, with the reason where not."""

    __tablename__ = "meeting_attendance"

    meeting_id: Mapped[MeetingID] = mapped_column(ForeignKey("council_meetings.id"), primary_key=True)
    member_id: Mapped[CouncilMemberID] = mapped_column(ForeignKey("council_members.id"), primary_key=True)
    is_present: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")
    marked_by: Mapped[AccountID] = mapped_column(ForeignKey("accounts.id"))
    marked_at: Mapped[datetime]
