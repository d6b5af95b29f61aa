"""Printed papers: two tellers count, each for himself; the figures hold once both say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.actions.ballots import BallotClosedError, settle
from judging.actions.meetings import require_secretary, tell
from judging.errors import MoveRefusedError, NotAllowedError, NotFoundError, RefusedError
from judging.models.ballots import Ballot, TellerCount
from judging.queries.ballots import figures, get_item, get_section
from judging.rules.ballots import BallotMode, BallotState, count_problems
from judging.rules.meetings import SITTING

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.actions.papers import StoredFile
    from judging.ids import AgendaItemID, AgendaSectionID
    from judging.queries.meetings import MeetingAtHand
    from judging.rules.ballots import Counts
    from judging.rules.viewers import Viewer


class CountsDoNotAddUpError(RefusedError):
    """Issued, collected, valid, invalid, for and against do not fit together. Facts: problem."""

    code = "counts_do_not_add_up"


class NotPrintedError(RefusedError):
    """Only a vote on printed papers, with all of its counts agreed, takes the tellers' signed minutes."""

    code = "not_printed"


def type_count(
    session: Session, at_hand: MeetingAtHand, item_id: AgendaItemID, counts: Counts, *, by: Viewer, now: datetime
) -> bool:
    """A teller says what he counted; until both agree he may say it anew. Whether the count is settled now.

    Raises:
        NotAllowedError: for whoever is no teller. NotFoundError. MoveRefusedError (the minutes are drafted).
        BallotClosedError: while papers are still handed in, and once the count is settled.
        CountsDoNotAddUpError.
    """
    if not at_hand.is_teller(by.account_id) or by.acts_as is not None:
        raise NotAllowedError
    if at_hand.state not in SITTING:
        raise MoveRefusedError("meeting", at_hand.state.value, "count")
    _section, line = get_item(session, at_hand, item_id)
    if line.latest is None:
        raise NotFoundError("ballot")
    ballot = session.scalars(
        select(Ballot).where(Ballot.id == line.latest.id).with_for_update().execution_options(populate_existing=True)
    ).one()
    if ballot.state != BallotState.CLOSED.value:
        raise BallotClosedError
    if problems := count_problems(counts, electorate=ballot.electorate):
        raise CountsDoNotAddUpError(problem=problems[0].value)
    number = 1 if by.account_id == at_hand.meeting.first_teller_id else 2
    said = {one.number: one for one in session.scalars(select(TellerCount).where(TellerCount.ballot_id == ballot.id))}
    row = said.get(number) or TellerCount(ballot_id=ballot.id, number=number)
    row.account_id, row.typed_at = by.account_id, now
    row.issued, row.collected, row.valid, row.invalid = counts.issued, counts.collected, counts.valid, counts.invalid
    row.votes_for, row.votes_against = counts.votes_for, counts.votes_against
    session.add(row)
    session.flush()
    tell(session, at_hand.meeting, "ballot.tell", by=by, now=now, ballot=str(ballot.id), teller=number)
    other = said.get(3 - number)
    if other is None or figures(other) != counts:
        return False
    settle(session, at_hand, line, ballot, counts, by=by, now=now)
    return True


def attach_scan(
    session: Session,
    at_hand: MeetingAtHand,
    section_id: AgendaSectionID,
    scan: StoredFile,
    *,
    by: Viewer,
    now: datetime,
) -> str | None:
    """Lay the tellers' signed minutes beside the counts; the key of the scan that this one replaces, if any.

    Raises NotAllowedError, NotFoundError, NotPrintedError, MoveRefusedError (the minutes are drafted).
    """
    require_secretary(at_hand, by)
    if at_hand.state not in SITTING:
        raise MoveRefusedError("meeting", at_hand.state.value, "scan")
    section = get_section(session, at_hand, section_id)
    counted = all(one.latest is not None and one.latest.state is BallotState.COUNTED for one in section.items)
    if section.mode is not BallotMode.PRINTED or not counted:
        raise NotPrintedError
    row = section.section
    before = row.scan_key
    row.scan_key, row.scan_sha256, row.scan_bytes, row.scan_type = (
        scan.key,
        scan.sha256,
        scan.size_bytes,
        scan.media_type,
    )
    row.scanned_by, row.scanned_at = by.account_id, now
    session.flush()
    tell(session, at_hand.meeting, "ballot.scan", by=by, now=now, section=str(section_id), sha256=scan.sha256)
    return before
