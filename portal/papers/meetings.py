"""What the papers of councils are built from: the meetings of a campaign as their minutes tell them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.queries.council_minutes import frozen_minutes, tell_meeting
from judging.queries.meetings import list_meetings_of
from judging.queries.standings import names_of
from judging.rules.meetings import SITTING
from portal.papers.facts import MeetingFacts

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.ids import AccountID, ProgrammeID


def meeting_facts(session: Session, programme_id: ProgrammeID) -> tuple[MeetingFacts, ...]:
    """Every meeting that has begun; once its minutes are drafted, exactly what they say."""
    return tuple(
        MeetingFacts(
            key=one.id.hex,
            starts_at=one.meeting.starts_at,
            began_at=one.meeting.began_at,
            drafted_at=one.meeting.drafted_at,
            signed_at=one.meeting.signed_at,
            sha256=one.meeting.minutes_sha256 or "",
            secretary=_secretary(session, one.meeting.drafted_by),
            told=frozen_minutes(one) or tell_meeting(session, one),
        )
        for one in list_meetings_of(session, programme_id)
        if one.meeting.began_at is not None or one.state in SITTING
    )


def _secretary(session: Session, account_id: AccountID | None) -> str:
    return names_of(session, [account_id]).get(account_id, "") if account_id is not None else ""
