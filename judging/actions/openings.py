"""Opening the mapping for good (ghép phách): one holder asks, the other confirms, and codes become names."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from judging.actions.awards import replace_awards
from judging.actions.history import record
from judging.actions.looks import TwoSecretariesError
from judging.actions.results import final_result
from judging.actions.rounds import lock_round, require_office
from judging.enums import Role, RoundState
from judging.errors import AlreadyDoneError, RefusedError, SamePersonError
from judging.events import MilestoneReached, emit
from judging.models.seals import Opening
from judging.queries.grants import list_holders
from judging.queries.round_paths import list_later
from judging.queries.rounds import KEY_HOLDERS, planned
from judging.queries.standings import RoundAtHand, find_opening_for_good
from judging.rules.lifecycle import move

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.models.results import Award
    from judging.rules.viewers import Viewer

OPENING_LASTS = timedelta(minutes=30)
"""Both are there, or it is asked again."""


class OpeningLapsedError(RefusedError):
    """The second holder came too late: ask again, both being there."""

    code = "opening_lapsed"


class LaterRoundOpenError(RefusedError):
    """A later round of these entries is still being judged: nobody learns names before it is closed. Facts: round."""

    code = "later_round_open"


class OpeningNotAskedError(RefusedError):
    """Nobody has asked for the opening."""

    code = "opening_not_asked"


def ask_opening(session: Session, at_hand: RoundAtHand, *, by: Viewer, now: datetime) -> Opening:
    """The first holder asks to match codes with entries; the second has half an hour to confirm.

    Raises:
        AlreadyDoneError: while it is asked for, and once it is done.
        StaleResultError, ResultNotFinalError: while the result by code is not settled.
        LaterRoundOpenError: while a later round of these entries is not closed.
    """
    acting_as = require_office(session, at_hand, by=by, roles=KEY_HOLDERS)
    lock_round(session, at_hand)
    present = find_opening_for_good(session, at_hand.id)
    if present is not None and (present.confirmed_at is not None or is_waiting(present, now)):
        raise AlreadyDoneError
    _refuse_before_last(session, at_hand)
    final_result(session, at_hand, to_open=True)
    if present is not None:
        present.lapsed_at = now
    row = Opening(round_id=at_hand.id, purpose="open", asked_by=by.account_id, asked_at=now)
    session.add(row)
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action="opening.ask",
        subject=f"round:{at_hand.id}",
        opening=str(row.id),
    )
    return row


def _refuse_before_last(session: Session, at_hand: RoundAtHand) -> None:
    """Names stay closed until the last sheet of every later round is locked, and with it everything that follows."""
    for row in list_later(session, at_hand):
        later = RoundAtHand(row, at_hand.plan)
        if row.state not in {RoundState.CLOSED.value, RoundState.REVEALED.value}:
            raise LaterRoundOpenError(round=planned(later).name)
        _refuse_before_last(session, later)


def is_waiting(opening: Opening, now: datetime) -> bool:
    """Whether an opening that was asked for can still be confirmed."""
    return opening.confirmed_at is None and opening.lapsed_at is None and now - opening.asked_at <= OPENING_LASTS


def confirm_opening(session: Session, at_hand: RoundAtHand, *, by: Viewer, now: datetime) -> list[Award]:
    """The second holder confirms: the mapping opens, and the kept result becomes awards with names.

    Of the two at least one is a key holder and not of the office that sealed (design 6).

    Raises:
        SamePersonError: when the holder who asked tries to confirm.
        OpeningNotAskedError, OpeningLapsedError (after half an hour), AlreadyDoneError, TwoSecretariesError.
        StaleResultError: when marks or decisions changed since the result was kept.
    """
    acting_as = require_office(session, at_hand, by=by, roles=KEY_HOLDERS)
    row = lock_round(session, at_hand)
    opening = find_opening_for_good(session, at_hand.id)
    if opening is None:
        raise OpeningNotAskedError
    if opening.confirmed_at is not None:
        raise AlreadyDoneError
    if opening.asked_by == by.account_id:
        raise SamePersonError
    if not is_waiting(opening, now):
        raise OpeningLapsedError
    holders = {one.id for one in list_holders(session, Role.HOLDER, programme_id=at_hand.programme_id, now=now)}
    if not {opening.asked_by, by.account_id} & holders:
        raise TwoSecretariesError
    kept, standings = final_result(session, at_hand, to_open=True)
    opening.confirmed_by, opening.confirmed_at, opening.round_key = by.account_id, now, at_hand.id
    row.state = move(RoundState(row.state), RoundState.REVEALED).value
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyDoneError from error
    awards = replace_awards(session, at_hand, standings, kept, now=now)
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action="opening.confirm",
        subject=f"round:{at_hand.id}",
        opening=str(opening.id),
        result=kept.sha256,
        awards=len(awards),
    )
    emit(session, MilestoneReached("opening"))
    return awards
