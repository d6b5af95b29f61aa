"""Setting a council up and changing who is on it. Who voted once stays on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from judging.actions.history import record
from judging.errors import AlreadyDoneError, MissingReasonError, NotAllowedError, NotFoundError, RefusedError
from judging.events import Told, emit
from judging.ids import AccountID, CouncilMemberID
from judging.models.councils import Council, CouncilMember
from judging.queries.councils import OFFICE, find_member, get_campaign, list_campaigns, list_candidates
from judging.rules.meetings import CouncilDuty

if TYPE_CHECKING:
    from datetime import date, datetime
    from fractions import Fraction

    from sqlalchemy.orm import Session

    from judging.enums import Role
    from judging.ids import ProgrammeID
    from judging.rules.viewers import Viewer


class NotACandidateError(RefusedError):
    """The person has no council's duty in this campaign, or is on the council already."""

    code = "not_a_candidate"


class SecondChairError(RefusedError):
    """A council has one chair: the first one's place ends before."""

    code = "second_chair"


class SubstitutesNotAllowedError(RefusedError):
    """This council's rules know no substitutes, or the member cannot be replaced."""

    code = "substitutes_not_allowed"


class EndsBeforeItBeginsError(RefusedError):
    """A place on a council cannot end before it begins."""

    code = "ends_before_it_begins"


def found_council(
    session: Session,
    *,
    programme_id: ProgrammeID | None,
    name: str,
    founded_by: str,
    quorum: Fraction,
    allows_substitutes: bool,
    by: Viewer,
    now: datetime,
) -> Council:
    """Set a council up: for one campaign, or (without one) standing, for all.

    Args:
        session: the transaction.
        programme_id: the campaign, or None.
        name: what minutes call it.
        founded_by: the decision that set it up, as it is quoted; may be empty.
        quorum: the part of all seats that has to be taken.
        allows_substitutes: whether a member may send somebody in writing.
        by: of the office.
        now: the moment.

    Raises:
        NotFoundError: for a contest, or somebody else's campaign. NotAllowedError: without a campaign of one's own.
    """
    if programme_id is not None:
        get_campaign(session, programme_id, visible_to=by)
    elif not list_campaigns(session, visible_to=by):
        raise NotAllowedError
    row = Council(
        programme_id=programme_id,
        name=name.strip(),
        founded_by=founded_by.strip(),
        quorum_numerator=quorum.numerator,
        quorum_denominator=quorum.denominator,
        allows_substitutes=allows_substitutes,
        created_by=by.account_id,
        created_at=now,
    )
    session.add(row)
    session.flush()
    _record(session, row, "council.found", by=by, now=now, quorum=str(quorum), programme=str(programme_id or ""))
    return row


def add_member(
    session: Session,
    council: Council,
    *,
    account_id: AccountID,
    duty: CouncilDuty,
    votes: bool,
    stands_in_for: CouncilMemberID | None,
    valid_from: date,
    valid_to: date | None,
    by: Viewer,
    now: datetime,
) -> CouncilMember:
    """Give somebody a place. The duty itself an administrator granted before, so that no conflict slips through.

    Raises:
        NotACandidateError, SecondChairError, SubstitutesNotAllowedError, EndsBeforeItBeginsError.
        AlreadyDoneError: when somebody else added the same person a moment ago.
    """
    if account_id not in {AccountID(one.id) for one in list_candidates(session, council, now=now)}:
        raise NotACandidateError
    if duty is CouncilDuty.CHAIR and any(one.duty == duty.value and one.ended_at is None for one in council.members):
        raise SecondChairError
    if duty is CouncilDuty.SUBSTITUTE:
        _refuse_substitute(council, stands_in_for)
    elif stands_in_for is not None:
        raise SubstitutesNotAllowedError
    if valid_to is not None and valid_to < valid_from:
        raise EndsBeforeItBeginsError
    row = CouncilMember(
        council_id=council.id,
        account_id=account_id,
        duty=duty.value,
        # Whoever presides has a voice; a substitute has the voice of whom he replaces.
        votes=votes or duty in {CouncilDuty.CHAIR, CouncilDuty.VICE, CouncilDuty.SUBSTITUTE},
        stands_in_for=stands_in_for,
        valid_from=valid_from,
        valid_to=valid_to,
        added_by=by.account_id,
        added_at=now,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyDoneError from error
    session.expire(council, ["members"])
    _record(session, council, "council.add_member", by=by, now=now, account=str(account_id), duty=duty.value)
    emit(session, Told(account_id, "council.member", (("council", council.name),), "/hoi-dong"))
    return row


def end_member(
    session: Session, council: Council, member_id: CouncilMemberID, *, reason: str, by: Viewer, now: datetime
) -> CouncilMember:
    """End somebody's place, with a reason; of a member who has a substitute, the substitute's place ends with it.

    Raises NotFoundError, AlreadyDoneError, MissingReasonError.
    """
    row = find_member(council, member_id)
    if row.ended_at is not None:
        raise AlreadyDoneError
    if not reason.strip():
        raise MissingReasonError
    going = [row, *(one for one in council.members if one.stands_in_for == row.id and one.ended_at is None)]
    for one in going:
        one.ended_by, one.ended_at, one.ended_because = by.account_id, now, reason.strip()
        _record(
            session, council, "council.end_member", by=by, now=now, account=str(one.account_id), reason=reason.strip()
        )
    session.flush()
    return row


def acting_for(by: Viewer, programme_id: ProgrammeID | None, roles: tuple[Role, ...] = OFFICE) -> Role:
    """In which of the office's duties somebody acts on a council. Raises NotAllowedError."""
    found = next((role for role in roles if by.has(role, programme_id=programme_id)), None)
    if found is None:
        raise NotAllowedError
    return found


def _refuse_substitute(council: Council, stands_in_for: CouncilMemberID | None) -> None:
    if not council.allows_substitutes or stands_in_for is None:
        raise SubstitutesNotAllowedError
    try:
        member = find_member(council, stands_in_for)
    except NotFoundError as error:
        raise SubstitutesNotAllowedError from error
    others = [one for one in council.members if one.stands_in_for == member.id and one.ended_at is None]
    if others or member.ended_at is not None or member.stands_in_for is not None or not member.votes:
        raise SubstitutesNotAllowedError


def _record(session: Session, council: Council, action: str, *, by: Viewer, now: datetime, **facts: object) -> None:
    role = acting_for(by, council.programme_id)
    record(
        session, at=now, actor=by.account_id, role=role.value, action=action, subject=f"council:{council.id}", **facts
    )
