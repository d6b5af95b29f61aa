"""The office's part of a vote: putting the works to the vote, striking votes with a reason, confirming the count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from judging.actions.board_decisions import DecisionNotAskedError, begin_decision, write_decision
from judging.actions.history import record
from judging.actions.results import RoundNotClosedError, keep_result, refuse_approved
from judging.actions.rounds import lock_round, require_office
from judging.enums import Role, StrikeKind
from judging.errors import AlreadyDoneError, NotFoundError, RefusedError, UndecidedError
from judging.models.rounds import Code
from judging.models.votes import Poll, PollWork, VoteStrike
from judging.queries.rounds import OFFICE
from judging.queries.standings import find_closing, list_locked_sheets, takes_part
from judging.queries.votes import find_count, find_poll, list_casts, list_strikes, list_works, strikes_of, voted_ladder
from judging.rules.tallies import Strike, counted, findings, matches, plain_strikes, tally
from judging.rules.voting import VoteState, vote_window
from judging.spec.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.models.results import BoardDecision
    from judging.queries.standings import RoundAtHand
    from judging.queries.votes import PollAtHand
    from judging.rules.viewers import Viewer
    from judging.spec.prizes import Ladder


class VoteNotOverError(RefusedError):
    """Nothing is counted before the vote closes."""

    code = "vote_not_over"


class VoteOverError(RefusedError):
    """The window of the vote is over: its works cannot be put to the vote any more."""

    code = "vote_over"


class NothingToVoteForError(RefusedError):
    """No work of the ladder's categories holds a mark: there is nothing to vote for."""

    code = "nothing_to_vote_for"


class VoteCountedError(RefusedError):
    """The count is confirmed: take the decision back before anything is struck."""

    code = "vote_counted"


def open_poll(  # noqa: D417  what is left out says itself
    session: Session,
    at_hand: RoundAtHand,
    ladder_key: str,
    *,
    salt: str,
    shuffle: Callable[[int], list[int]],
    by: Viewer,
    now: datetime,
) -> Poll:
    """Put the works of a ladder to the vote: those that the judges marked, each under a number of its own.

    The marking is over by then, so nothing of the vote reaches a judge who still marks.

    Args:
        salt: random, hexadecimal; it hides networks.
        shuffle: the numbers from 1 to so many in a random order: they tell nothing of code, rank or receipt.

    Raises:
        RoundNotClosedError: while the round is being marked.
        UndecidedError: while the plan leaves voters or days open.
        VoteOverError, NothingToVoteForError.
        AlreadyDoneError: when they were put to the vote a moment ago.
    """
    acting_as = require_office(session, at_hand, by=by, roles=OFFICE)
    ladder = voted_ladder(at_hand, ladder_key)
    lock_round(session, at_hand)
    if find_closing(session, at_hand.id) is None:
        raise RoundNotClosedError
    refuse_approved(session, at_hand)
    _refuse_undecided(ladder)
    window = vote_window(ladder.vote) if ladder.vote else None
    if window is None or now >= window.closes_at:
        raise VoteOverError
    codes = _votable(session, at_hand, ladder)
    if not codes:
        raise NothingToVoteForError
    poll = Poll(round_id=at_hand.id, ladder_key=ladder_key, salt=salt, opened_by=by.account_id, opened_at=now)
    session.add(poll)
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyDoneError from error
    numbers = shuffle(len(codes))
    session.add_all(
        PollWork(poll_id=poll.id, code_id=code.id, number=number) for code, number in zip(codes, numbers, strict=True)
    )
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action="poll.open",
        subject=f"round:{at_hand.id}",
        ladder=ladder_key,
        works=len(codes),
    )
    return poll


def strike_votes(
    session: Session,
    at_hand: RoundAtHand,
    ladder_key: str,
    *,
    kind: StrikeKind,
    subject: dict[str, str],
    reason: str,
    by: Viewer,
    now: datetime,
) -> VoteStrike:
    """Leave a group of votes out of the count: one that the report names, for a reason that is printed.

    Raises:
        VoteNotOverError: before the close.
        VoteCountedError: after the count was confirmed.
        DecisionNotAskedError: for a group that the report does not name.
        AlreadyDoneError: when it is struck already.
        MissingReasonError: without a reason.
    """
    acting_as = begin_decision(session, at_hand, reason=reason, by=by)
    poll = _over(session, at_hand, ladder_key, now=now)
    if find_count(session, at_hand, ladder_key) is not None:
        raise VoteCountedError
    wanted = Strike(kind, subject)
    struck = list_strikes(session, poll)
    if any(one == wanted for one in strikes_of(struck)):
        raise AlreadyDoneError
    votes = list_casts(session, poll)
    named = [(one.kind, dict(one.subject)) for one in findings(votes, opened_at=poll.window.opens_at)]
    if (kind, subject) not in named:
        raise DecisionNotAskedError
    row = VoteStrike(
        poll_id=poll.row.id,
        kind=kind.value,
        subject=dict(subject),
        votes=sum(matches(wanted, one) for one in counted(votes, [])),
        reason=reason.strip(),
        decided_by=by.account_id,
        decided_at=now,
    )
    session.add(row)
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action="poll.strike",
        subject=f"round:{at_hand.id}",
        ladder=ladder_key,
        kind=kind.value,
        votes=row.votes,
        reason=row.reason,
    )
    return row


def undo_strike(
    session: Session, at_hand: RoundAtHand, ladder_key: str, strike_id: UUID, *, by: Viewer, now: datetime
) -> VoteStrike:
    """Let struck votes count again, until the count is confirmed.

    Raises:
        VoteCountedError: after the count was confirmed.
        AlreadyDoneError: when it was undone a moment ago.
    """
    acting_as = require_office(session, at_hand, by=by, roles=(Role.BOARD,))
    lock_round(session, at_hand)
    refuse_approved(session, at_hand)
    poll = _over(session, at_hand, ladder_key, now=now)
    if find_count(session, at_hand, ladder_key) is not None:
        raise VoteCountedError
    row = next((one for one in list_strikes(session, poll) if one.id == strike_id), None)
    if row is None:
        raise AlreadyDoneError
    row.undone_at = now
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action="poll.unstrike",
        subject=f"round:{at_hand.id}",
        ladder=ladder_key,
        strike=str(row.id),
    )
    return row


def confirm_count(
    session: Session, at_hand: RoundAtHand, ladder_key: str, *, reason: str, by: Viewer, now: datetime
) -> BoardDecision:
    """Confirm how many votes each work has. Only now does the vote give a prize; the result is computed again.

    Where the days of the vote went by without works put to it, nobody voted and nobody wins.

    What is kept and published is numbers by code; who voted is in no decision, bundle or line.

    Raises:
        VoteNotOverError: before the close.
        AlreadyDoneError: when it was confirmed before: that decision is taken back first.
        MissingReasonError: without the sentence that is printed.
    """
    acting_as = begin_decision(session, at_hand, reason=reason, by=by)
    if find_count(session, at_hand, ladder_key) is not None:
        raise AlreadyDoneError
    if find_poll(session, at_hand, ladder_key) is None:
        subject = _nobody_voted(at_hand, ladder_key, now=now)
    else:
        subject = _count(session, _over(session, at_hand, ladder_key, now=now))
    row = write_decision(session, at_hand, "vote", subject, reason=reason, acting_as=acting_as, by=by, now=now)
    keep_result(session, at_hand, by=by, now=now)
    return row


def _count(session: Session, poll: PollAtHand) -> dict[str, object]:
    """The numbers of a poll, as the decision keeps them."""
    votes, rows = list_casts(session, poll), list_strikes(session, poll)
    strikes, works = strikes_of(rows), list_works(session, poll)
    counts = tally(votes, strikes, works)
    told = [(StrikeKind(row.kind), row.votes, row.reason) for row in rows]
    return {
        "ladder": poll.ladder.key,
        "counts": [[works[work].code.word, count] for work, count in counts.items()],
        "cast": len(votes),
        "struck": len(votes) - len(counted(votes, strikes)),
        "strikes": [dict(one) for one in plain_strikes(told)],
    }


def _nobody_voted(at_hand: RoundAtHand, ladder_key: str, *, now: datetime) -> dict[str, object]:
    """The count of a vote whose days went by without works put to it. Raises VoteNotOverError."""
    rule = voted_ladder(at_hand, ladder_key).vote
    window = vote_window(rule) if rule is not None else None
    if window is None or now < window.closes_at:
        raise VoteNotOverError
    return {"ladder": ladder_key, "counts": [], "cast": 0, "struck": 0, "strikes": []}


def _refuse_undecided(ladder: Ladder) -> None:
    for name in ("voters", "opens", "closes"):
        value = getattr(ladder.vote, name)
        if isinstance(value, Unknown):
            raise UndecidedError(f"ladders[{ladder.key}].vote.{name}", value.decided_by)


def _votable(session: Session, at_hand: RoundAtHand, ladder: Ladder) -> list[Code]:
    """The codes of a ladder that hold a mark, in the order of their words."""
    marked = {sheet.code for sheet in list_locked_sheets(session, at_hand.id)}
    rows = session.scalars(
        select(Code)
        .where(Code.round_id == at_hand.id, takes_part(), Code.category_key.in_(ladder.categories))
        .order_by(Code.word)
    )
    return [one for one in rows if one.word in marked]


def _over(session: Session, at_hand: RoundAtHand, ladder_key: str, *, now: datetime) -> PollAtHand:
    """A poll whose window is over, held: no vote is still on its way (B12)."""
    voted_ladder(at_hand, ladder_key)
    session.scalars(
        select(Poll.id).where(Poll.round_id == at_hand.id, Poll.ladder_key == ladder_key).with_for_update()
    ).all()
    poll = find_poll(session, at_hand, ladder_key)
    if poll is None:
        raise NotFoundError("poll")
    if poll.state(now) is not VoteState.OVER:
        raise VoteNotOverError
    return poll
