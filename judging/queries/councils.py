"""Councils, their members on a day, and whoever may run or read them. Only campaigns have councils."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from judging.enums import Role
from judging.errors import NotFoundError
from judging.ids import AccountID, CouncilID, CouncilMemberID, ProgrammeID
from judging.models.councils import Council, CouncilMember
from judging.models.people import Account, RoleGrant
from judging.models.programmes import Programme
from judging.rules.meetings import CouncilDuty
from judging.spec.words import ProgrammeKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from judging.rules.viewers import Viewer

OFFICE = (Role.COUNCIL_SECRETARY, Role.BOARD, Role.SECRETARY)
"""Who sets councils up and reads about all of their meetings."""
READERS = (*OFFICE, Role.SUPERVISOR)
DUTIES = tuple(CouncilDuty)


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign that a council may meet for."""

    id: ProgrammeID
    title: str


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A membership as pages list it. `stands_in_for` is the name of whom a substitute replaces."""

    id: CouncilMemberID
    account_id: AccountID
    name: str
    position: str
    unit: str
    duty: CouncilDuty
    votes: bool
    valid_from: date
    valid_to: date | None
    has_ended: bool
    ended_because: str
    stands_in_for: str = ""


def list_campaigns(session: Session, *, visible_to: Viewer, roles: tuple[Role, ...] = OFFICE) -> list[Campaign]:
    """The campaigns in which the viewer has one of `roles`, newest first."""
    held = visible_to.programmes(*roles)
    statement = (
        select(Programme.id, Programme.title)
        .where(Programme.kind == ProgrammeKind.CAMPAIGN.value)
        .order_by(Programme.created_at.desc(), Programme.slug)
    )
    if held is not None:
        statement = statement.where(Programme.id.in_(held))
    return [Campaign(ProgrammeID(row.id), row.title) for row in session.execute(statement)]


def get_campaign(
    session: Session, programme_id: ProgrammeID, *, visible_to: Viewer, roles: tuple[Role, ...] = OFFICE
) -> Campaign:
    """The campaign, or NotFoundError: for others, and for a contest."""
    row = session.get(Programme, programme_id)
    if row is None or row.kind != ProgrammeKind.CAMPAIGN.value or not visible_to.has(*roles, programme_id=programme_id):
        raise NotFoundError("programme")
    return Campaign(programme_id, row.title)


def list_councils(session: Session, *, visible_to: Viewer) -> list[Council]:
    """The councils that the viewer looks after: of his campaigns, and the standing ones."""
    campaigns = [one.id for one in list_campaigns(session, visible_to=visible_to)]
    if not campaigns:
        return []
    return list(
        session.scalars(
            select(Council)
            .where(or_(Council.programme_id.in_(campaigns), Council.programme_id.is_(None)))
            .order_by(Council.created_at.desc(), Council.name, Council.id)
        )
    )


def get_council(session: Session, council_id: CouncilID, *, visible_to: Viewer, lock: bool = False) -> Council:
    """A council for whoever looks after it. Raises NotFoundError."""
    row = session.get(Council, council_id, with_for_update={"of": Council} if lock else None, populate_existing=lock)
    if row is None or row.id not in {one.id for one in list_councils(session, visible_to=visible_to)}:
        raise NotFoundError("council")
    return row


def quorum_of(council: Council) -> Fraction:
    """The part of all seats that has to be taken."""
    return Fraction(council.quorum_numerator, council.quorum_denominator)


def members_on(council: Council, day: date) -> list[CouncilMember]:
    """The memberships that hold on a day: by duty, then by name."""
    there = [
        one
        for one in council.members
        if one.ended_at is None and one.valid_from <= day and (one.valid_to is None or day <= one.valid_to)
    ]
    return sorted(there, key=_by_duty)


def list_members(council: Council) -> list[MemberLine]:
    """Every membership, those in force first."""
    names = {one.id: one.account.person.full_name for one in council.members}
    rows = sorted(council.members, key=lambda one: (one.ended_at is not None, *_by_duty(one)))
    return [
        MemberLine(
            id=CouncilMemberID(one.id),
            account_id=AccountID(one.account_id),
            name=one.account.person.full_name,
            position=one.account.person.position,
            unit=one.account.person.unit.name,
            duty=CouncilDuty(one.duty),
            votes=one.votes,
            valid_from=one.valid_from,
            valid_to=one.valid_to,
            has_ended=one.ended_at is not None,
            ended_because=one.ended_because,
            stands_in_for=names.get(one.stands_in_for, "") if one.stands_in_for else "",
        )
        for one in rows
    ]


def list_candidates(session: Session, council: Council, *, now: datetime) -> list[Account]:
    """Who may become a member: the holders of a council's duty there, who are not members yet, by name."""
    taken = {one.account_id for one in council.members if one.ended_at is None}
    statement = (
        select(Account)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.role.in_((Role.COUNCIL.value, Role.COUNCIL_SECRETARY.value)),
            RoleGrant.ended_at.is_(None),
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > now),
            Account.is_active,
        )
        .distinct()
    )
    if council.programme_id is not None:
        statement = statement.where(RoleGrant.programme_id == council.programme_id)
    found = [one for one in session.scalars(statement) if one.id not in taken]
    return sorted(found, key=lambda one: (one.person.name_key, one.person.full_name, one.id))


def find_member(council: Council, member_id: CouncilMemberID) -> CouncilMember:
    """A membership of this council. Raises NotFoundError."""
    found = next((one for one in council.members if one.id == member_id), None)
    if found is None:
        raise NotFoundError("member")
    return found


def councils_of(session: Session, account_id: AccountID) -> Sequence[CouncilID]:
    """The councils that somebody is or was a member of."""
    rows = session.scalars(select(CouncilMember.council_id).where(CouncilMember.account_id == account_id).distinct())
    return [CouncilID(one) for one in rows]


def _by_duty(member: CouncilMember) -> tuple[int, str, str]:
    person = member.account.person
    return DUTIES.index(CouncilDuty(member.duty)), person.name_key, person.full_name
