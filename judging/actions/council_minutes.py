"""Minutes of a council's meeting: drafted by its secretary, signed by whoever presided, then archived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.actions.ballots import my_place
from judging.actions.meetings import move, require_secretary, tell
from judging.errors import MissingReasonError, NotAllowedError, RefusedError, SamePersonError, StaleVersionError
from judging.events import MilestoneReached, Told, emit
from judging.ids import AccountID
from judging.queries.ballots import list_sections
from judging.queries.council_minutes import tell_meeting
from judging.rules.ballots import BallotMode
from judging.rules.canonical import canonical_json, sha256_of
from judging.rules.meetings import MeetingState

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.queries.meetings import MeetingAtHand
    from judging.rules.viewers import Viewer


class NotSettledError(RefusedError):
    """Something on the agenda is not decided. Facts: section."""

    code = "not_settled"


class ScanMissingError(RefusedError):
    """Printed papers were counted; the tellers' signed minutes are not attached. Facts: section."""

    code = "tellers_scan_missing"


class NoConclusionError(RefusedError):
    """Minutes end with a conclusion."""

    code = "no_conclusion"


def draft_minutes(session: Session, at_hand: MeetingAtHand, *, by: Viewer, now: datetime) -> None:
    """Freeze what the meeting came to, with its hash; whoever presided is asked to sign.

    Raises NotAllowedError, NotSettledError, ScanMissingError, NoConclusionError, MoveRefusedError.
    """
    require_secretary(at_hand, by)
    move(at_hand, MeetingState.MINUTES_DRAFTED)
    for section in list_sections(session, at_hand.id):
        if not section.is_settled:
            raise NotSettledError(section=section.section.award_form)
        if section.mode is BallotMode.PRINTED and section.section.scan_key is None:
            raise ScanMissingError(section=section.section.award_form)
    row = at_hand.meeting
    if not row.conclusion:
        raise NoConclusionError
    row.drafted_by, row.drafted_at = by.account_id, now
    text = canonical_json({**tell_meeting(session, at_hand), "drafted_at": now.isoformat()})
    row.minutes, row.minutes_sha256 = text, sha256_of(text)
    session.flush()
    presided = at_hand.presiding
    if presided is not None:
        facts = (("title", row.title),)
        emit(
            session,
            Told(AccountID(presided.account_id), "council.minutes_wait", facts, f"/phien-hop/{row.id}/bien-ban"),
        )
    tell(session, row, "minutes.draft", by=by, now=now, sha256=row.minutes_sha256)


def send_minutes_back(session: Session, at_hand: MeetingAtHand, *, reason: str, by: Viewer, now: datetime) -> None:
    """Take a draft back before it is signed: whoever presided asks for it, or the secretary sees a mistake.

    Raises NotAllowedError, MissingReasonError, MoveRefusedError.
    """
    presided = at_hand.presiding
    if presided is None or presided.account_id != by.account_id:
        require_secretary(at_hand, by)
    if not reason.strip():
        raise MissingReasonError
    move(at_hand, MeetingState.BALLOTS_CLOSED)
    row = at_hand.meeting
    drafted_by, row.drafted_by, row.drafted_at, row.minutes, row.minutes_sha256 = row.drafted_by, None, None, "", None
    session.flush()
    if drafted_by is not None and drafted_by != by.account_id:
        facts = (("title", row.title), ("reason", reason.strip()))
        emit(session, Told(drafted_by, "council.minutes_back", facts, f"/phien-hop/{row.id}"))
    tell(session, row, "minutes.back", by=by, now=now, reason=reason.strip())


def sign_minutes(session: Session, at_hand: MeetingAtHand, *, seen_sha256: str, by: Viewer, now: datetime) -> None:
    """Whoever presided confirms exactly the minutes that were shown.

    Raises NotAllowedError, NotFoundError, StaleVersionError (drafted anew since), SamePersonError, MoveRefusedError.
    """
    member = my_place(at_hand, by)
    if at_hand.meeting.presided_by != member.id:
        raise NotAllowedError
    move(at_hand, MeetingState.MINUTES_SIGNED)
    row = at_hand.meeting
    if row.minutes_sha256 != seen_sha256:
        raise StaleVersionError
    if row.drafted_by == by.account_id:
        raise SamePersonError
    row.signed_by, row.signed_at = by.account_id, now
    session.flush()
    tell(session, row, "minutes.sign", by=by, now=now, sha256=row.minutes_sha256)
    emit(session, MilestoneReached("minutes.sign"))


def archive_meeting(session: Session, at_hand: MeetingAtHand, *, by: Viewer, now: datetime) -> None:
    """Put a meeting whose minutes are signed into the files. Raises NotAllowedError, MoveRefusedError."""
    require_secretary(at_hand, by)
    move(at_hand, MeetingState.ARCHIVED)
    tell(session, at_hand.meeting, "meeting.archive", by=by, now=now)
