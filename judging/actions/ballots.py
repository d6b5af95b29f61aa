"""Opening a vote, voting, closing it. Of a secret vote the chain and every table but the box know totals only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from judging.actions.ballot_boxes import drop_in, lay_out, mark_voted, read_box, write_anew
from judging.actions.duties import refuse_conflict
from judging.actions.meetings import move, no_quorum, require_secretary, tell
from judging.enums import Role
from judging.errors import AlreadyDoneError, MoveRefusedError, NotFoundError, RefusedError
from judging.ids import AgendaItemID, CouncilMemberID
from judging.models.ballots import Ballot, BallotVoter, NamedVote
from judging.queries.ballots import get_section, list_sections, rule_of, voters_of
from judging.rules.ballots import (
    BallotMode,
    BallotState,
    Choice,
    Counts,
    Opinions,
    Voters,
    count_papers,
    decide,
)
from judging.rules.meetings import SITTING, MeetingState, state_after

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.actions.ballot_boxes import Draw
    from judging.ids import AgendaSectionID, BallotID
    from judging.models.councils import CouncilMember
    from judging.queries.ballots import ItemLine, SectionLine
    from judging.queries.meetings import MeetingAtHand
    from judging.rules.viewers import Viewer

LEAST_SECRET = 3
"""Of two voters each knows what the other one voted."""


class BallotClosedError(RefusedError):
    """The vote is over, or has not begun."""

    code = "ballot_closed"


class NotAVoterError(RefusedError):
    """This member does not vote on this: absent when it was opened, represented, or stepped aside."""

    code = "not_a_voter"


class TooFewForSecrecyError(RefusedError):
    """A secret vote of fewer than three tells who voted what. Facts: subject."""

    code = "too_few_for_secrecy"


class NobodyVotesError(RefusedError):
    """Everybody who is there stepped aside. Facts: subject."""

    code = "nobody_votes"


class NoTellersError(RefusedError):
    """Printed papers need two tellers."""

    code = "no_tellers"


def open_ballots(
    session: Session, at_hand: MeetingAtHand, section_id: AgendaSectionID, *, draw: Draw, by: Viewer, now: datetime
) -> list[Ballot]:
    """Open the vote on every item of a section that waits for one; where votes were equal, vote again.

    Who may vote is fixed here: the seats that are taken now, without those who stepped aside. A vote in writing
    goes to every seat.

    Raises:
        NotAllowedError, NotFoundError, NoQuorumError, NoTellersError, NobodyVotesError, TooFewForSecrecyError.
        MoveRefusedError: when the council does not sit. AlreadyDoneError: when nothing waits.
    """
    require_secretary(at_hand, by)
    section = get_section(session, at_hand, section_id)
    if at_hand.state not in SITTING:
        raise MoveRefusedError("meeting", at_hand.state.value, MeetingState.BALLOTS_OPEN.value)
    waiting = [one for one in section.items if one.waits]
    if not waiting:
        raise AlreadyDoneError
    if section.mode is not BallotMode.WRITTEN and not at_hand.has_quorum:
        raise no_quorum(at_hand)
    row = at_hand.meeting
    if section.mode is BallotMode.PRINTED and (row.first_teller_id is None or row.second_teller_id is None):
        raise NoTellersError
    if at_hand.state is not MeetingState.BALLOTS_OPEN:
        move(at_hand, MeetingState.BALLOTS_OPEN)
    opened = [_open(session, at_hand, section, one, draw=draw, by=by, now=now) for one in waiting]
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyDoneError from error
    return opened


def cast_votes(
    session: Session,
    at_hand: MeetingAtHand,
    choices: Mapping[BallotID, Choice],
    *,
    draw: Draw,
    by: Viewer,
) -> None:
    """A member votes, himself, once on each item. It leaves no line in the chain and keeps no time.

    Raises:
        NotFoundError: no such ballot in this meeting, or nobody of this council. BallotClosedError, NotAVoterError.
        AlreadyVotedError: for all of `choices`, where one of them was voted on before. DutyConflictError.
    """
    refuse_conflict(session, by=by, acting_as=_acting_as(at_hand, by), programme_id=at_hand.programme_id)
    member = my_place(at_hand, by)
    for ballot in _hold(session, at_hand, choices):
        if ballot.state != BallotState.OPEN.value or ballot.mode == BallotMode.PRINTED.value:
            raise BallotClosedError
        ballot_id: BallotID = ballot.id  # type: ignore[assignment]  # a row's id is of its noun
        if session.get(BallotVoter, (ballot_id, member.id), populate_existing=True) is None:
            raise NotAVoterError
        mark_voted(session, ballot_id, CouncilMemberID(member.id))
        if ballot.mode == BallotMode.SECRET.value:
            drop_in(session, ballot_id, choices[ballot_id], draw=draw)
        else:
            session.add(NamedVote(ballot_id=ballot_id, member_id=member.id, choice=choices[ballot_id].value))
    session.flush()


def close_ballots(
    session: Session, at_hand: MeetingAtHand, section_id: AgendaSectionID, *, draw: Draw, by: Viewer, now: datetime
) -> list[Ballot]:
    """Close the open votes of a section. What was voted on screen is counted at once; papers wait for the tellers.

    Raises NotAllowedError, NotFoundError; AlreadyDoneError when another secretary closed them a moment ago.
    """
    require_secretary(at_hand, by)
    section = get_section(session, at_hand, section_id)
    held = _hold(session, at_hand, [one.id for one in section.open_ballots])
    closing = [one for one in held if one.state == BallotState.OPEN.value]
    if not closing:
        raise AlreadyDoneError
    items = {one.item.id: one for one in section.items}
    for ballot in closing:
        ballot.state, ballot.closed_by, ballot.closed_at = BallotState.CLOSED.value, by.account_id, now
        if ballot.mode == BallotMode.PRINTED.value:
            tell(session, at_hand.meeting, "ballot.close", by=by, now=now, ballot=str(ballot.id))
            continue
        counts = _count(session, ballot)
        settle(session, at_hand, items[ballot.item_id], ballot, counts, by=by, now=now)
        if ballot.mode == BallotMode.SECRET.value:
            write_anew(session, ballot.id, draw=draw)  # type: ignore[arg-type]  # a row's id is of its noun
    session.flush()
    still_open = [one for line in list_sections(session, at_hand.id) for one in line.open_ballots]
    if not still_open:
        move(at_hand, state_after(still_open))
    session.flush()
    return closing


def settle(
    session: Session,
    at_hand: MeetingAtHand,
    line: ItemLine,
    ballot: Ballot,
    counts: Counts,
    *,
    by: Viewer,
    now: datetime,
) -> None:
    """Write counts and outcome down. Opinions in writing count of members for whom nobody could vote."""
    section = get_section(session, at_hand, line.item.section_id)
    opinions = _opinions(at_hand, section, line, ballot, session)
    rule = rule_of(section.section)
    decided = decide(rule, counts, voters_of(ballot), opinions)
    ballot.issued, ballot.collected = counts.issued, counts.collected
    ballot.valid, ballot.invalid = counts.valid, counts.invalid
    ballot.votes_for, ballot.votes_against = counts.votes_for, counts.votes_against
    ballot.written_for = decided.votes_for - counts.votes_for
    ballot.written_against = decided.votes_against - counts.votes_against
    ballot.state, ballot.outcome = BallotState.COUNTED.value, decided.outcome.value
    line.item.outcome = decided.outcome.value
    session.flush()
    tell(
        session, at_hand.meeting, "ballot.count", by=by, now=now, ballot=str(ballot.id), mode=ballot.mode,
        issued=counts.issued, collected=counts.collected, valid=counts.valid, invalid=counts.invalid,
        votes_for=counts.votes_for, votes_against=counts.votes_against, written_for=ballot.written_for,
        written_against=ballot.written_against, base=decided.base, needed=decided.needed, outcome=decided.outcome.value,
    )  # fmt: skip


def my_place(at_hand: MeetingAtHand, by: Viewer) -> CouncilMember:
    """The viewer's own place in this council; nobody acts for a member. Raises NotFoundError."""
    member = at_hand.member_of(by.account_id) if by.acts_as is None else None
    if member is None:
        raise NotFoundError("member")
    return member


def _acting_as(at_hand: MeetingAtHand, by: Viewer) -> Role:
    """As a member, or as the secretary who is one."""
    return Role.COUNCIL if by.has(Role.COUNCIL, programme_id=at_hand.programme_id) else Role.COUNCIL_SECRETARY


def _open(
    session: Session,
    at_hand: MeetingAtHand,
    section: SectionLine,
    line: ItemLine,
    *,
    draw: Draw,
    by: Viewer,
    now: datetime,
) -> Ballot:
    recused = {str(one.member_id) for one in line.recusals}
    roll = at_hand.roll
    taken = set(roll.voters)
    on_seats = [seat.voter or seat.member for seat in roll.seats]
    everybody = on_seats if section.mode is BallotMode.WRITTEN else list(roll.voters)
    voting = [one for one in everybody if one not in recused]
    if not voting:
        raise NobodyVotesError(subject=line.item.subject)
    if section.mode is BallotMode.SECRET and len(voting) < LEAST_SECRET:
        raise TooFewForSecrecyError(subject=line.item.subject)
    there = taken if section.mode is not BallotMode.WRITTEN else set(everybody)
    voters = Voters(
        members=roll.members,
        present=len(there),
        recused=len(recused & set(on_seats)),
        recused_present=len(recused & there),
    )
    ballot = Ballot(
        item_id=AgendaItemID(line.item.id),
        attempt=len(line.ballots) + 1,
        mode=section.mode.value,
        members=voters.members,
        present=voters.present,
        recused=voters.recused,
        recused_present=voters.recused_present,
        electorate=voters.electorate,
        opened_by=by.account_id,
        opened_at=now,
    )
    line.item.outcome = None
    session.add(ballot)
    session.flush()
    members = {str(one.id): CouncilMemberID(one.id) for one in at_hand.members}
    papers = len(voting) if section.mode is BallotMode.SECRET else 0
    lay_out(session, ballot.id, [members[one] for one in voting], papers=papers, draw=draw)  # type: ignore[arg-type]
    tell(
        session, at_hand.meeting, "ballot.open", by=by, now=now, ballot=str(ballot.id), item=str(line.item.id),
        attempt=ballot.attempt, mode=ballot.mode, members=voters.members, present=voters.present,
        electorate=voters.electorate,
    )  # fmt: skip
    return ballot


def _hold(
    session: Session, at_hand: MeetingAtHand, ballot_ids: Mapping[BallotID, object] | list[BallotID]
) -> list[Ballot]:
    """The ballots' rows, held in one order by whoever votes or closes, so that nobody waits for the other for ever."""
    rows = list(
        session.scalars(
            select(Ballot)
            .where(Ballot.id.in_(list(ballot_ids)))
            .order_by(Ballot.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )
    here = {item.id for line in list_sections(session, at_hand.id) for item in line.section.items}
    if len(rows) != len(list(ballot_ids)) or any(one.item_id not in here for one in rows):
        raise NotFoundError("ballot")
    return rows


def _count(session: Session, ballot: Ballot) -> Counts:
    """Votes on screen: papers of the box, or votes that bear a name; who did not vote did not return his paper."""
    if ballot.mode == BallotMode.SECRET.value:
        return count_papers(read_box(session, ballot.id))  # type: ignore[arg-type]  # a row's id is of its noun
    named = session.scalars(select(NamedVote.choice).where(NamedVote.ballot_id == ballot.id)).all()
    missing = [None] * (ballot.electorate - len(named))
    return count_papers([*(Choice(one) for one in named), *missing])


def _opinions(
    at_hand: MeetingAtHand, section: SectionLine, line: ItemLine, ballot: Ballot, session: Session
) -> Opinions:
    if section.mode is BallotMode.WRITTEN:
        return Opinions()
    voters = set(session.scalars(select(BallotVoter.member_id).where(BallotVoter.ballot_id == ballot.id)))
    aside = {one.member_id for one in line.recusals}
    replaced = {one.stands_in_for for one in at_hand.members if one.id in voters | aside and one.stands_in_for}
    seats = {one.id for one in at_hand.members if one.votes and one.stands_in_for is None}
    counted = [
        one.choice for one in line.opinions if one.member_id in seats and one.member_id not in voters | aside | replaced
    ]
    return Opinions(counted.count(Choice.FOR.value), counted.count(Choice.AGAINST.value))
