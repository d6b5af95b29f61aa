"""What members say beside voting: stepping aside, an opinion in writing while absent, the chair's voice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.actions.ballot_boxes import AlreadyVotedError, take_out
from judging.actions.ballots import BallotClosedError, my_place
from judging.actions.meetings import tell
from judging.errors import AlreadyDoneError, MissingReasonError, MoveRefusedError, NotAllowedError, RefusedError
from judging.ids import CouncilMemberID
from judging.models.ballots import Ballot, BallotVoter, CouncilRecusal, WrittenOpinion
from judging.queries.ballots import get_item, get_section
from judging.rules.ballots import BallotMode, BallotState, Choice, Outcome
from judging.rules.meetings import BEFORE, SITTING

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.actions.ballot_boxes import Draw
    from judging.ids import AgendaItemID, AgendaSectionID
    from judging.models.councils import CouncilMember
    from judging.queries.ballots import ItemLine
    from judging.queries.meetings import MeetingAtHand
    from judging.rules.viewers import Viewer


class IsPresentError(RefusedError):
    """Who is there, or is represented by a substitute, votes; an opinion in writing is for absent members."""

    code = "is_present"


class NothingToDecideError(RefusedError):
    """Votes are not equal: there is nothing that the chair could settle."""

    code = "nothing_to_decide"


class WrongNumberError(RefusedError):
    """The chair names exactly as many as there are places left. Facts: places."""

    code = "wrong_number"


def recuse(
    session: Session,
    at_hand: MeetingAtHand,
    item_id: AgendaItemID,
    *,
    reason: str,
    draw: Draw,
    by: Viewer,
    now: datetime,
) -> None:
    """A member steps aside for one item, also while it is voted on, as long as he has not voted.

    Raises NotFoundError, MissingReasonError, AlreadyDoneError, AlreadyVotedError, BallotClosedError (counted).
    """
    member = my_place(at_hand, by)
    if at_hand.state not in BEFORE | SITTING:
        raise MoveRefusedError("meeting", at_hand.state.value, "recuse")
    section, line = get_item(session, at_hand, item_id)
    if not reason.strip():
        raise MissingReasonError
    if any(one.member_id == member.id for one in line.recusals):
        raise AlreadyDoneError
    if line.outcome not in {None, Outcome.TIE}:
        raise BallotClosedError
    if line.latest is not None and line.latest.state is not BallotState.COUNTED:
        _leave(session, line, member, draw=draw, mode=section.mode)
    session.add(
        CouncilRecusal(item_id=item_id, member_id=CouncilMemberID(member.id), reason=reason.strip(), declared_at=now)
    )
    session.flush()
    tell(session, at_hand.meeting, "ballot.recuse", by=by, now=now, item=str(item_id), member=str(member.id))


def write_opinion(
    session: Session,
    at_hand: MeetingAtHand,
    item_id: AgendaItemID,
    *,
    choice: Choice,
    words: str,
    by: Viewer,
    now: datetime,
) -> None:
    """An absent member's opinion on one item, under his name; until it is counted he may write it anew.

    Raises NotFoundError, IsPresentError, BallotClosedError (it is counted), MoveRefusedError (over).
    """
    member = my_place(at_hand, by)
    if at_hand.state not in BEFORE | SITTING:
        raise MoveRefusedError("meeting", at_hand.state.value, "opinion")
    section, line = get_item(session, at_hand, item_id)
    seat = next((one for one in at_hand.roll.seats if one.member == str(member.id)), None)
    if seat is None or seat.voter or section.mode is BallotMode.WRITTEN:
        raise IsPresentError
    if line.ballots and line.outcome is not Outcome.TIE and line.latest and line.latest.state is BallotState.COUNTED:
        raise BallotClosedError
    if any(one.member_id == member.id for one in line.recusals):
        raise AlreadyDoneError
    row = session.get(WrittenOpinion, (item_id, member.id), with_for_update=True)
    if row is None:
        row = WrittenOpinion(item_id=item_id, member_id=CouncilMemberID(member.id))
        session.add(row)
    row.choice, row.words, row.given_at = choice.value, words.strip(), now
    session.flush()
    tell(session, at_hand.meeting, "ballot.opinion", by=by, now=now, item=str(item_id), member=str(member.id))


def chair_decides(
    session: Session,
    at_hand: MeetingAtHand,
    item_id: AgendaItemID,
    *,
    passes: bool,
    reason: str,
    by: Viewer,
    now: datetime,
) -> None:
    """Where votes for and against were equal, whoever presides settles it, with a reason for the minutes.

    Raises NotAllowedError, MissingReasonError, NothingToDecideError, MoveRefusedError.
    """
    chair = _require_chair(at_hand, by)
    _section, line = get_item(session, at_hand, item_id)
    if not reason.strip():
        raise MissingReasonError
    if line.outcome is not Outcome.TIE or not line.waits:
        raise NothingToDecideError
    item = line.item
    item.outcome = (Outcome.PASSED if passes else Outcome.FAILED).value
    item.chair_choice, item.chair_id, item.chair_reason = passes, CouncilMemberID(chair.id), reason.strip()
    session.flush()
    tell(
        session, at_hand.meeting, "ballot.chair", by=by, now=now, item=str(item_id), passes=passes,
        reason=reason.strip(),
    )  # fmt: skip


def give_last_places(
    session: Session,
    at_hand: MeetingAtHand,
    section_id: AgendaSectionID,
    named: Collection[AgendaItemID],
    *,
    reason: str,
    by: Viewer,
    now: datetime,
) -> None:
    """Where equal votes compete for the last places, whoever presides names who gets them, with a reason.

    Raises NotAllowedError, MissingReasonError, NothingToDecideError, WrongNumberError, MoveRefusedError.
    """
    chair = _require_chair(at_hand, by)
    section = get_section(session, at_hand, section_id)
    found = section.selection
    if not reason.strip():
        raise MissingReasonError
    if not found.tied or section.open_ballots or section.to_count:
        raise NothingToDecideError
    chosen = {str(one) for one in named}
    if len(chosen) != found.open_places or not chosen <= set(found.tied):
        raise WrongNumberError(places=found.open_places)
    for line in section.items:
        if str(line.id) in found.tied:
            line.item.chair_choice = str(line.id) in chosen
            line.item.chair_id, line.item.chair_reason = CouncilMemberID(chair.id), reason.strip()
    session.flush()
    tell(
        session, at_hand.meeting, "ballot.places", by=by, now=now, section=str(section_id), chosen=sorted(chosen),
        tied=list(found.tied), reason=reason.strip(),
    )  # fmt: skip


def _require_chair(at_hand: MeetingAtHand, by: Viewer) -> CouncilMember:
    member = my_place(at_hand, by)
    if at_hand.state not in SITTING:
        raise MoveRefusedError("meeting", at_hand.state.value, "chair")
    if at_hand.meeting.presided_by != member.id:
        raise NotAllowedError
    return member


def _leave(session: Session, line: ItemLine, member: CouncilMember, *, draw: Draw, mode: BallotMode) -> None:
    """Out of a vote that is open; its figures follow."""
    if line.latest is None or mode is BallotMode.PRINTED or line.latest.state is not BallotState.OPEN:
        raise BallotClosedError
    ballot = session.scalars(
        select(Ballot).where(Ballot.id == line.latest.id).with_for_update().execution_options(populate_existing=True)
    ).one()
    if ballot.state != BallotState.OPEN.value:
        raise BallotClosedError
    voter = session.get(BallotVoter, (ballot.id, member.id), populate_existing=True)
    if voter is None:
        return
    if voter.has_voted:
        raise AlreadyVotedError
    session.expunge(voter)
    take_out(session, line.latest.id, CouncilMemberID(member.id), draw=draw)
    ballot.recused, ballot.recused_present = ballot.recused + 1, ballot.recused_present + 1
    ballot.electorate -= 1
