"""Meetings of councils: for the council's secretary, for its members, for whoever may read its minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from judging.enums import Role
from judging.errors import NotFoundError
from judging.ids import AccountID, CouncilID, CouncilMemberID, MeetingID, ProgrammeID
from judging.models.councils import Attendance, CouncilMember, Meeting
from judging.models.programmes import Programme
from judging.queries.councils import READERS, councils_of, members_on, quorum_of
from judging.rules.meetings import (
    CouncilDuty,
    MeetingState,
    MemberAtMeeting,
    Roll,
    call_roll,
    has_quorum,
    presiding,
)
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.rules.viewers import Viewer


@dataclass(frozen=True, slots=True)
class MeetingAtHand:
    """A meeting with its members on its day, who is there, and what follows from that."""

    meeting: Meeting
    programme_title: str
    members: tuple[CouncilMember, ...]
    attendance: Mapping[CouncilMemberID, Attendance]

    @property
    def id(self) -> MeetingID:
        return MeetingID(self.meeting.id)

    @property
    def programme_id(self) -> ProgrammeID:
        return ProgrammeID(self.meeting.programme_id)

    @property
    def state(self) -> MeetingState:
        return MeetingState(self.meeting.state)

    @property
    def people(self) -> tuple[MemberAtMeeting, ...]:
        """The members as the rules see them."""
        return tuple(
            MemberAtMeeting(
                key=str(one.id),
                duty=CouncilDuty(one.duty),
                is_present=self.is_present(CouncilMemberID(one.id)),
                votes=one.votes,
                stands_in_for=str(one.stands_in_for or ""),
            )
            for one in self.members
        )

    @property
    def roll(self) -> Roll:
        """Who sits on which seat now."""
        return call_roll(self.people)

    @property
    def has_quorum(self) -> bool:
        """Whether enough seats are taken now."""
        return has_quorum(self.roll, quorum_of(self.meeting.council))

    @property
    def presiding(self) -> CouncilMember | None:
        """Who presides: as fixed at the beginning, before that whoever would."""
        key = str(self.meeting.presided_by or presiding(self.people))
        return next((one for one in self.members if str(one.id) == key), None)

    def is_present(self, member_id: CouncilMemberID) -> bool:
        """Whether this member was marked as there."""
        found = self.attendance.get(member_id)
        return found is not None and found.is_present

    def member_of(self, account_id: AccountID) -> CouncilMember | None:
        """The membership of an account in this meeting."""
        return next((one for one in self.members if one.account_id == account_id), None)

    def is_teller(self, account_id: AccountID) -> bool:
        """Whether this account counts printed papers."""
        return account_id in {self.meeting.first_teller_id, self.meeting.second_teller_id}


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting in a list."""

    id: MeetingID
    council_id: CouncilID
    programme_id: ProgrammeID
    title: str
    council: str
    programme_title: str
    starts_at: datetime
    state: MeetingState
    is_mine: bool = False
    """Whether the viewer sits on its council."""


def get_meeting(
    session: Session, meeting_id: MeetingID, *, visible_to: Viewer, roles: tuple[Role, ...], lock: bool = False
) -> MeetingAtHand:
    """A meeting for whoever has one of `roles` in its programme, or is a member with that duty. NotFoundError.

    COUNCIL lets in members of this council alone: the duty for the programme makes nobody a member.
    """
    row = session.get(Meeting, meeting_id, with_for_update={"of": Meeting} if lock else None, populate_existing=lock)
    if row is None:
        raise NotFoundError("meeting")
    found = _at_hand(session, row)
    here = found.programme_id
    by_office = visible_to.has(*(role for role in roles if role is not Role.COUNCIL), programme_id=here)
    by_place = (
        Role.COUNCIL in roles
        and visible_to.acts_as is None
        and visible_to.has(Role.COUNCIL, Role.COUNCIL_SECRETARY, programme_id=here)
        and (found.member_of(visible_to.account_id) is not None or found.is_teller(visible_to.account_id))
    )
    if not by_office and not by_place:
        raise NotFoundError("meeting")
    return found


def list_meetings(session: Session, *, visible_to: Viewer) -> list[MeetingLine]:
    """The meetings that the viewer runs, reads about, or is a member of; the newest first."""
    held = visible_to.programmes(*READERS)
    my_councils = councils_of(session, visible_to.account_id)
    mine = and_(
        Meeting.council_id.in_(my_councils),
        *(
            [Meeting.programme_id.in_(programmes)]
            if (programmes := visible_to.programmes(Role.COUNCIL, Role.COUNCIL_SECRETARY)) is not None
            else []
        ),
    )
    rows = session.execute(
        select(Meeting, Programme.title)
        .join(Programme, Programme.id == Meeting.programme_id)
        .where(or_(mine, Meeting.programme_id.in_(held)) if held is not None else Meeting.id.is_not(None))
        .order_by(Meeting.starts_at.desc(), Meeting.id)
    )
    return [
        MeetingLine(
            MeetingID(row.id),
            CouncilID(row.council_id),
            ProgrammeID(row.programme_id),
            row.title,
            row.council.name,
            programme_title,
            row.starts_at,
            MeetingState(row.state),
            is_mine=row.council_id in my_councils,
        )
        for row, programme_title in rows
    ]


def list_meetings_of(session: Session, programme_id: ProgrammeID) -> list[MeetingAtHand]:
    """The meetings of a programme in the order of their days, for its papers."""
    rows = session.scalars(
        select(Meeting).where(Meeting.programme_id == programme_id).order_by(Meeting.starts_at, Meeting.id)
    )
    return [_at_hand(session, row) for row in rows]


def _at_hand(session: Session, row: Meeting) -> MeetingAtHand:
    title = session.scalar(select(Programme.title).where(Programme.id == row.programme_id)) or ""
    # A membership that ended later still sat in this meeting.
    marked = {
        CouncilMemberID(one.member_id): one
        for one in session.scalars(select(Attendance).where(Attendance.meeting_id == row.id))
    }
    there = members_on(row.council, local_day(row.starts_at))
    kept = [one for one in row.council.members if one.id in marked and one not in there]
    return MeetingAtHand(row, title, (*there, *kept), marked)
