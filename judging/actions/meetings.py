"""Running a council's meeting: planning, inviting, who is there, beginning, adjourning, what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.actions.history import record
from judging.enums import Role
from judging.errors import MissingReasonError, MoveRefusedError, NotAllowedError, NotFoundError, RefusedError
from judging.events import Told, emit
from judging.ids import AccountID, CouncilMemberID
from judging.models.councils import Attendance, Meeting
from judging.models.people import RoleGrant
from judging.queries.councils import get_campaign, members_on
from judging.rules.meetings import BEFORE, SITTING, MeetingState, may_move
from vietnamese.dates import format_moment_short, local_day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import ProgrammeID
    from judging.models.councils import Council, CouncilMember
    from judging.queries.meetings import MeetingAtHand
    from judging.rules.viewers import Viewer

RUNS = (Role.COUNCIL_SECRETARY,)


class NoQuorumError(RefusedError):
    """Too few seats are taken. Facts: present, members."""

    code = "no_quorum"


class NobodyPresidesError(RefusedError):
    """Neither the chair nor a vice-chair is there."""

    code = "nobody_presides"


class MembersWithoutDutyError(RefusedError):
    """Members of a standing council have no council's duty in this campaign. Facts: names."""

    code = "members_without_duty"


class EmptyCouncilError(RefusedError):
    """The council has no voting members on that day."""

    code = "empty_council"


class TellersAreTwoError(RefusedError):
    """Printed papers are counted by two different people of the council or its secretaries."""

    code = "tellers_are_two"


def require_secretary(at_hand: MeetingAtHand, by: Viewer) -> None:
    """Only the council's secretary runs a meeting. Raises NotAllowedError."""
    if not by.has(*RUNS, programme_id=at_hand.programme_id):
        raise NotAllowedError


def move(at_hand: MeetingAtHand, to: MeetingState) -> None:
    """Take the meeting to a state. Raises MoveRefusedError."""
    if not may_move(at_hand.state, to):
        raise MoveRefusedError("meeting", at_hand.state.value, to.value)
    at_hand.meeting.state = to.value


def plan_meeting(
    session: Session,
    council: Council,
    *,
    programme_id: ProgrammeID,
    title: str,
    place: str,
    starts_at: datetime,
    by: Viewer,
    now: datetime,
) -> Meeting:
    """Plan a meeting of a council for a campaign. Raises NotFoundError, NotAllowedError."""
    get_campaign(session, programme_id, visible_to=by, roles=RUNS)
    if council.programme_id not in {None, programme_id}:
        raise NotFoundError("programme")
    row = Meeting(
        council_id=council.id,
        programme_id=programme_id,
        title=title.strip(),
        place=place.strip(),
        starts_at=starts_at,
        planned_by=by.account_id,
        planned_at=now,
    )
    session.add(row)
    session.flush()
    tell(session, row, "meeting.plan", by=by, now=now)
    return row


def convene(session: Session, at_hand: MeetingAtHand, *, by: Viewer, now: datetime) -> None:
    """Invite every member. Of a standing council all need the duty in this campaign first.

    Raises NotAllowedError, MoveRefusedError, EmptyCouncilError, MembersWithoutDutyError.
    """
    require_secretary(at_hand, by)
    move(at_hand, MeetingState.CONVENED)
    if not at_hand.roll.members:
        raise EmptyCouncilError
    if lacking := _without_duty(session, at_hand, now=now):
        raise MembersWithoutDutyError(names=", ".join(one.account.person.full_name for one in lacking))
    row = at_hand.meeting
    row.convened_at, row.adjourned_because = now, ""
    for one in at_hand.members:
        facts = (("title", row.title), ("at", format_moment_short(row.starts_at)), ("place", row.place))
        emit(session, Told(AccountID(one.account_id), "council.convened", facts, f"/phien-hop/{row.id}"))
    tell(session, row, "meeting.convene", by=by, now=now, invited=len(at_hand.members))


def postpone(
    session: Session, at_hand: MeetingAtHand, *, starts_at: datetime, place: str, by: Viewer, now: datetime
) -> None:
    """Give a meeting that has not begun another time or place; who was invited is told. Raises MoveRefusedError."""
    require_secretary(at_hand, by)
    row = at_hand.meeting
    if at_hand.state not in BEFORE:
        raise MoveRefusedError("meeting", at_hand.state.value, "postponed")
    row.starts_at, row.place = starts_at, place.strip()
    if row.convened_at is not None and at_hand.state is not MeetingState.ADJOURNED:
        facts = (("title", row.title), ("at", format_moment_short(starts_at)), ("place", row.place))
        for one in members_on(row.council, local_day(starts_at)):
            emit(session, Told(AccountID(one.account_id), "council.postponed", facts, f"/phien-hop/{row.id}"))
    tell(session, row, "meeting.postpone", by=by, now=now, starts_at=starts_at.isoformat())


def mark_roll(
    session: Session,
    at_hand: MeetingAtHand,
    said: Mapping[CouncilMemberID, tuple[bool, str]],
    *,
    by: Viewer,
    now: datetime,
) -> None:
    """Say of members whether they are there, and why not. Before the meeting began this settles its quorum, too.

    Raises NotAllowedError, NotFoundError, MoveRefusedError (not convened, or over).
    """
    require_secretary(at_hand, by)
    if at_hand.state not in (BEFORE | SITTING) - {MeetingState.PLANNED, MeetingState.ADJOURNED}:
        raise MoveRefusedError("meeting", at_hand.state.value, "attendance")
    if not set(said) <= {CouncilMemberID(one.id) for one in at_hand.members}:
        raise NotFoundError("member")
    there = dict(at_hand.attendance)
    for member_id, (is_present, words) in said.items():
        row, reason = there.get(member_id), "" if is_present else words.strip()
        if row is not None and (row.is_present, row.reason) == (is_present, reason):
            continue
        if row is None:
            row = there[member_id] = Attendance(meeting_id=at_hand.id, member_id=member_id)
            session.add(row)
        row.is_present, row.reason, row.marked_by, row.marked_at = is_present, reason, by.account_id, now
        tell(session, at_hand.meeting, "meeting.attendance", by=by, now=now, member=str(member_id), present=is_present)
    session.flush()
    if at_hand.state in BEFORE:
        _follow_quorum(at_hand, there)


def begin(session: Session, at_hand: MeetingAtHand, *, by: Viewer, now: datetime) -> None:
    """Begin the meeting with whoever presides. Raises NoQuorumError, NobodyPresidesError, MoveRefusedError."""
    require_secretary(at_hand, by)
    if at_hand.state in {MeetingState.CONVENED, MeetingState.NO_QUORUM}:
        raise no_quorum(at_hand)
    presides = at_hand.presiding
    move(at_hand, MeetingState.DELIBERATING)
    if presides is None:
        raise NobodyPresidesError
    at_hand.meeting.began_at, at_hand.meeting.presided_by = now, CouncilMemberID(presides.id)
    roll = at_hand.roll
    tell(
        session, at_hand.meeting, "meeting.begin", by=by, now=now, present=len(roll.voters), members=roll.members,
        presided_by=str(presides.id),
    )  # fmt: skip


def adjourn(session: Session, at_hand: MeetingAtHand, *, reason: str, by: Viewer, now: datetime) -> None:
    """Adjourn a meeting that has not begun (no quorum, the chair is away …), with a reason; it is convened again."""
    require_secretary(at_hand, by)
    if not reason.strip():
        raise MissingReasonError
    move(at_hand, MeetingState.ADJOURNED)
    row = at_hand.meeting
    row.adjourned_because = reason.strip()
    for one in at_hand.attendance.values():
        session.delete(one)  # who was there then says nothing of another day; the history keeps it
    facts = (("title", row.title), ("reason", reason.strip()))
    for member in at_hand.members:
        emit(session, Told(AccountID(member.account_id), "council.adjourned", facts, f"/phien-hop/{row.id}"))
    tell(session, row, "meeting.adjourn", by=by, now=now, reason=reason.strip())


def name_tellers(
    session: Session, at_hand: MeetingAtHand, first: AccountID, second: AccountID, *, by: Viewer, now: datetime
) -> None:
    """Name the two who count printed papers. Raises TellersAreTwoError, MoveRefusedError (over)."""
    require_secretary(at_hand, by)
    if at_hand.state not in BEFORE | SITTING:
        raise MoveRefusedError("meeting", at_hand.state.value, "tellers")
    if first == second or not {first, second} <= {AccountID(one.account_id) for one in at_hand.members}:
        raise TellersAreTwoError
    at_hand.meeting.first_teller_id, at_hand.meeting.second_teller_id = first, second
    tell(session, at_hand.meeting, "meeting.tellers", by=by, now=now, first=str(first), second=str(second))


def keep_notes(
    session: Session, at_hand: MeetingAtHand, *, discussion: str, conclusion: str, by: Viewer, now: datetime
) -> None:
    """Keep what was discussed and concluded, for the minutes. Raises MoveRefusedError once they are drafted."""
    require_secretary(at_hand, by)
    if at_hand.state not in SITTING:
        raise MoveRefusedError("meeting", at_hand.state.value, "notes")
    at_hand.meeting.discussion, at_hand.meeting.conclusion = discussion.strip(), conclusion.strip()
    tell(session, at_hand.meeting, "meeting.notes", by=by, now=now)


def no_quorum(at_hand: MeetingAtHand) -> NoQuorumError:
    """The refusal with its figures."""
    roll = at_hand.roll
    return NoQuorumError(present=len(roll.voters), members=roll.members)


def tell(session: Session, row: Meeting, action: str, *, by: Viewer, now: datetime, **facts: object) -> None:
    """A line of the chain about a meeting."""
    role = Role.COUNCIL_SECRETARY if by.has(*RUNS, programme_id=row.programme_id) else Role.COUNCIL
    record(session, at=now, actor=by.account_id, role=role.value, action=action, subject=f"meeting:{row.id}", **facts)


def _follow_quorum(at_hand: MeetingAtHand, attendance: dict[CouncilMemberID, Attendance]) -> None:
    fresh = type(at_hand)(at_hand.meeting, at_hand.programme_title, at_hand.members, attendance)
    to = MeetingState.QUORUM_OK if fresh.has_quorum else MeetingState.NO_QUORUM
    if fresh.state is not to:
        move(fresh, to)


def _without_duty(session: Session, at_hand: MeetingAtHand, *, now: datetime) -> list[CouncilMember]:
    held = set(
        session.scalars(
            select(RoleGrant.account_id).where(
                RoleGrant.role.in_((Role.COUNCIL.value, Role.COUNCIL_SECRETARY.value)),
                RoleGrant.programme_id == at_hand.programme_id,
                RoleGrant.ended_at.is_(None),
                (RoleGrant.valid_to.is_(None)) | (RoleGrant.valid_to > now),
            )
        )
    )
    return [one for one in at_hand.members if one.account_id not in held]
