"""Opening a locked sheet again: the head asked with a reason, a second person grants or refuses it (B03)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.actions.history import record
from judging.actions.rounds import RoundOverError, lock_round, require_office
from judging.enums import AssignmentState, ReviewState, RoundState
from judging.errors import AlreadyDoneError, MissingReasonError, SamePersonError
from judging.events import Told, emit
from judging.models.reviews import Review
from judging.models.rounds import Assignment
from judging.queries.coverage import get_unlocking
from judging.queries.rounds import find_holder, planned
from judging.rules.lifecycle import move

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.models.reviews import Unlocking
    from judging.queries.standings import RoundAtHand
    from judging.rules.viewers import Viewer


def grant_unlocking(
    session: Session, at_hand: RoundAtHand, *, unlocking_id: UUID, by: Viewer, now: datetime
) -> Unlocking:
    """The second person lets the judge change a locked sheet. The locked version stays; the next lock makes another.

    Raises:
        SamePersonError: when the head who asked tries to grant it.
        AlreadyDoneError: when it was granted or refused, or the sheet is not locked any more.
        RoundOverError: after closing.
    """
    acting_as, wish = _take(session, at_hand, unlocking_id=unlocking_id, by=by)
    review = session.get_one(Review, wish.review_id, with_for_update={"of": Review}, populate_existing=True)
    if review.state != ReviewState.LOCKED.value:
        raise AlreadyDoneError
    before = {"version": review.locked_version, "sha256": review.locked_sha256, "format": review.hash_format}
    review.state = move(ReviewState.LOCKED, ReviewState.UNLOCKED).value
    review.locked_at = review.locked_version = review.locked_sha256 = None
    assignment = session.get_one(Assignment, review.assignment_id)
    assignment.state = move(AssignmentState(assignment.state), AssignmentState.ASSIGNED).value
    wish.granted_by, wish.granted_at = str(by.account_id), now
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as,
        action="review.unlock",
        subject=f"review:{review.id}",
        unlocking=str(wish.id),
        reason=wish.reason,
        **before,
    )
    if (holder := find_holder(session, assignment.seat_id)) is not None:
        emit(
            session,
            Told(holder.account_id, "review.unlocked", (("round", planned(at_hand).name),), f"/cham/{assignment.id}"),
        )
    return wish


def refuse_unlocking(
    session: Session, at_hand: RoundAtHand, *, unlocking_id: UUID, reason: str, by: Viewer, now: datetime
) -> Unlocking:
    """The sheet stays locked; why is kept."""
    acting_as, wish = _take(session, at_hand, unlocking_id=unlocking_id, by=by)
    if not reason.strip():
        raise MissingReasonError
    wish.refused_at = now
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as,
        action="unlocking.refuse",
        subject=f"review:{wish.review_id}",
        unlocking=str(wish.id),
        reason=reason.strip(),
    )
    return wish


def _take(session: Session, at_hand: RoundAtHand, *, unlocking_id: UUID, by: Viewer) -> tuple[str, Unlocking]:
    wish = get_unlocking(session, unlocking_id, round_id=at_hand.id)
    if wish.asked_by == str(by.account_id):
        raise SamePersonError
    acting_as = require_office(session, at_hand, by=by)
    if lock_round(session, at_hand).state != RoundState.OPEN.value:
        raise RoundOverError
    wish = get_unlocking(session, unlocking_id, round_id=at_hand.id, lock=True)
    if wish.granted_at is not None or wish.refused_at is not None:
        raise AlreadyDoneError
    return acting_as.value, wish
