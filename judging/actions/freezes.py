"""Incident mode: stop all judging, put sheets back to a named moment, let judging go on (X38)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError

from judging.actions.history import record
from judging.enums import AssignmentState, ReviewState, Role, RoundState
from judging.errors import (
    AlreadyDoneError,
    MissingReasonError,
    NotAllowedError,
    RefusedError,
    SamePersonError,
)
from judging.events import MilestoneReached, Told, emit
from judging.models.freezes import Freeze, Stop
from judging.models.reviews import Review, ReviewVersion
from judging.models.rounds import Assignment, Code, Round
from judging.queries.freezes import find_freeze, hash_sheets, list_concerned
from judging.queries.history import chain_head
from judging.rules.lifecycle import move
from judging.rules.restoring import SaveAt, goes_back, standing_at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.rules.viewers import Viewer


class NotStoppedError(RefusedError):
    """Judging is not stopped: there is nothing to lift, and no sheet is put back while judges work."""

    code = "not_stopped"


class MomentAheadError(RefusedError):
    """The moment to go back to lies after the stop."""

    code = "moment_ahead"


def freeze_judging(session: Session, *, reason: str, by: Viewer, now: datetime) -> Freeze:
    """Stop all judging at once: no judge reads or saves anything, no office closes, opens, decides or publishes.

    What stands is hashed, and the hash enters the chain, whose head is anchored. A save that was being written when
    the stop came is finished first and is part of the hash.

    Raises:
        NotAllowedError: for anybody but an administrator.
        MissingReasonError, AlreadyDoneError (stopped already).
    """
    _require_admin(by)
    if not reason.strip():
        raise MissingReasonError
    session.add(Stop(id=1, since=now))
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyDoneError from error
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE reviews, review_versions IN SHARE MODE"))
    head = chain_head(session)
    count, digest = hash_sheets(session)
    row = Freeze(
        began_at=now,
        began_by=by.account_id,
        reason=reason.strip(),
        head_seq=head.seq,
        head_hash=head.hash,
        sheets=count,
        sheets_sha256=digest,
    )
    session.add(row)
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=Role.ADMIN.value,
        action="judging.freeze",
        subject=f"freeze:{row.id}",
        reason=row.reason,
        sheets=count,
        sheets_sha256=digest,
        head_seq=head.seq,
        head_hash=head.hash,
    )
    _tell_everyone(session, "judging.frozen")
    emit(session, MilestoneReached("judging.freeze"))
    return row


def unfreeze_judging(session: Session, *, reason: str, by: Viewer, now: datetime) -> Freeze:
    """Let judging go on. The hash of the sheets is taken again and kept beside the first.

    Raises:
        NotAllowedError, MissingReasonError, NotStoppedError.
    """
    _require_admin(by)
    if not reason.strip():
        raise MissingReasonError
    row = find_freeze(session)
    gone = session.execute(delete(Stop))
    if row is None or not gone.rowcount:  # type: ignore[attr-defined]  # a DELETE's result is a CursorResult
        raise NotStoppedError
    row.ended_at, row.ended_by, row.end_reason = now, by.account_id, reason.strip()
    row.end_sheets_sha256 = hash_sheets(session)[1]
    session.flush()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=Role.ADMIN.value,
        action="judging.unfreeze",
        subject=f"freeze:{row.id}",
        reason=row.end_reason,
        sheets_sha256=row.end_sheets_sha256,
    )
    _tell_everyone(session, "judging.unfrozen")
    return row


def restore_sheets(
    session: Session, *, moment: datetime, reason: str, by: Viewer, second: Viewer, now: datetime
) -> tuple[int, int]:
    """Put every sheet of the open rounds back to what stood at `moment`: how many changed, of how many.

    Nothing is lost: the marks of then become a new version after all others. A sheet that was locked since then, or
    changed after its lock, is open again, and its judge submits it anew. Two people do this: an administrator and a
    secretary.

    Raises:
        NotAllowedError, SamePersonError, MissingReasonError, NotStoppedError, MomentAheadError.
    """
    _require_admin(by)
    if second.person_id == by.person_id:
        raise SamePersonError
    if not second.has(Role.SECRETARY):
        raise NotAllowedError
    if not reason.strip():
        raise MissingReasonError
    freeze = find_freeze(session)
    if freeze is None:
        raise NotStoppedError
    if moment > freeze.began_at:
        raise MomentAheadError
    reviews = list(
        session.scalars(
            select(Review)
            .join(Assignment, Assignment.id == Review.assignment_id)
            .join(Code, Code.id == Assignment.code_id)
            .join(Round, Round.id == Code.round_id)
            .where(Round.state == RoundState.OPEN.value, Review.state != ReviewState.VOID.value)
            .order_by(Review.id)
        )
    )
    saves = _saves(session, [review.id for review in reviews])
    changed = [one for one in reviews if goes_back(saves[one.id], moment, locked_at=one.locked_at)]
    for review in changed:
        _put_back(session, review, standing_at(saves[review.id], moment), now=now)
        record(
            session,
            at=now,
            actor=by.account_id,
            role=Role.ADMIN.value,
            action="review.restore",
            subject=f"review:{review.id}",
            freeze=str(freeze.id),
            moment=moment.isoformat(),
            to_version=standing_at(saves[review.id], moment),
            as_version=review.version,
            second=str(second.account_id),
            reason=reason.strip(),
        )
    session.flush()
    return len(changed), len(reviews)


def _saves(session: Session, reviews: Sequence[UUID]) -> dict[UUID, list[SaveAt]]:
    found: dict[UUID, list[SaveAt]] = defaultdict(list)
    for review_id, number, saved_at in session.execute(
        select(ReviewVersion.review_id, ReviewVersion.number, ReviewVersion.saved_at).where(
            ReviewVersion.review_id.in_(reviews)
        )
    ):
        found[review_id].append(SaveAt(number, saved_at))
    return found


def _put_back(session: Session, review: Review, number: int, *, now: datetime) -> None:
    then = session.scalars(
        select(ReviewVersion).where(ReviewVersion.review_id == review.id, ReviewVersion.number == number)
    ).one_or_none()
    review.version += 1
    session.add(
        ReviewVersion(
            review_id=review.id,
            number=review.version,
            marks=dict(then.marks) if then else {},
            comments=dict(then.comments) if then else {},
            comment=then.comment if then else "",
            saved_at=now,
            save_key=f"restore.{review.version}",
        )
    )
    if review.state == ReviewState.LOCKED.value:
        review.state = move(ReviewState.LOCKED, ReviewState.UNLOCKED).value
        review.locked_at = review.locked_version = review.locked_sha256 = None
        assignment = review.assignment
        assignment.state = move(AssignmentState(assignment.state), AssignmentState.ASSIGNED).value


def _require_admin(by: Viewer) -> None:
    if not by.has(Role.ADMIN):
        raise NotAllowedError


def _tell_everyone(session: Session, kind: str) -> None:
    for account_id in list_concerned(session):
        emit(session, Told(account_id, kind))
