"""Voting for a prize by vote: giving a vote, moving it, taking it back, until the vote closes.

No line of the history tells of a vote: lines would count them before the close. What is kept is the count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from judging.errors import AlreadyDoneError, NotFoundError, RefusedError
from judging.models.votes import Poll, Vote
from judging.queries.votes import get_poll, get_work, look_as_voter
from judging.rules.voting import VoteState

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.queries.votes import VoterPoll
    from judging.rules.viewers import Viewer


class VoteClosedError(RefusedError):
    """Votes are not taken at this moment: not yet, or not any more."""

    code = "vote_closed"


class OwnWorkError(RefusedError):
    """Nobody votes for a work of his own."""

    code = "vote_own_work"


class AccountTooYoungError(RefusedError):
    """The account was opened a short time ago. Facts: hours that an account waits."""

    code = "vote_account_too_young"


class VotesUsedUpError(RefusedError):
    """All votes are given: one must be taken back first. Facts: most."""

    code = "votes_used_up"


def cast_vote(  # noqa: D417  what is left out says itself
    session: Session, poll_id: UUID, work_id: UUID, *, network: str, by: Viewer, now: datetime
) -> Vote:
    """Vote for a work. Where everybody has one vote, it moves from the work that had it.

    Args:
        network: a keyed hash of the part of the address that a whole network shares; empty where it is not known.
        now: when the request arrived.

    Raises:
        NotFoundError: for whoever may not vote here, and for a work that is not among those voted for.
        VoteClosedError, AccountTooYoungError, OwnWorkError, VotesUsedUpError.
        AlreadyDoneError: when the vote stands already.
    """
    page = _at_hand(session, poll_id, by=by, now=now)
    work = get_work(page, work_id)
    if now < page.votes_from:
        raise AccountTooYoungError(hours=page.poll.rule.account_hours)
    if work.id in page.own:
        raise OwnWorkError
    if work.id in page.mine:
        raise AlreadyDoneError
    held = _own_votes(session, poll_id, by=by)
    most = page.poll.rule.works_each
    if len(held) >= most > 1:
        raise VotesUsedUpError(most=most)
    for vote in held if most == 1 else ():
        session.delete(vote)
    session.flush()
    taken = set() if most == 1 else {vote.slot for vote in held}
    row = Vote(
        poll_id=page.poll.row.id,
        work_id=work.id,
        account_id=by.account_id,
        slot=min(set(range(1, most + 1)) - taken),
        unit_id=by.unit_id,
        network=network,
        cast_at=now,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyDoneError from error
    return row


def withdraw_vote(session: Session, poll_id: UUID, work_id: UUID, *, by: Viewer, now: datetime) -> None:
    """Take a vote back; it leaves no trace.

    Raises:
        NotFoundError: for whoever may not vote here.
        VoteClosedError: after the close every vote stands.
        AlreadyDoneError: when there is no such vote.
    """
    page = _at_hand(session, poll_id, by=by, now=now)
    row = next((one for one in _own_votes(session, page.poll.row.id, by=by) if one.work_id == work_id), None)
    if row is None:
        raise AlreadyDoneError
    session.delete(row)
    session.flush()


def _at_hand(session: Session, poll_id: UUID, *, by: Viewer, now: datetime) -> VoterPoll:
    """The poll for somebody who may vote now, held so that no count begins before this vote is written."""
    if session.scalars(select(Poll.id).where(Poll.id == poll_id).with_for_update(read=True)).first() is None:
        raise NotFoundError("poll")
    poll = get_poll(session, poll_id, visible_to=by)
    if poll.state(now) is not VoteState.OPEN:
        raise VoteClosedError
    return look_as_voter(session, poll, visible_to=by)


def _own_votes(session: Session, poll_id: UUID, *, by: Viewer) -> list[Vote]:
    """The viewer's votes, locked: two of his requests come one after the other."""
    statement = select(Vote).where(Vote.poll_id == poll_id, Vote.account_id == by.account_id).order_by(Vote.slot)
    return list(session.scalars(statement.with_for_update()))
