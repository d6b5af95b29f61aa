"""What two people read alike on a paper becomes the locked sheet of its judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from judging.actions.history import record
from judging.enums import AssignmentState, ReviewState
from judging.errors import AlreadyDoneError, NotFoundError, RefusedError
from judging.ids import ReviewID
from judging.models.reviews import Review, ReviewVersion
from judging.models.rounds import Assignment, Code, Seat
from judging.rules.canonical import sha256_of
from judging.rules.lifecycle import move
from judging.rules.paper_sheets import paper_save_key
from judging.rules.review_texts import FORMAT, review_text

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.enums import Role
    from judging.ids import AssignmentID
    from judging.models.paper_sheets import PaperSheet, PaperTyping
    from judging.queries.standings import RoundAtHand
    from judging.rules.viewers import Viewer


class PaperBegunError(RefusedError):
    """The judge has begun or locked this sheet on his desk, or its paper was laid in already."""

    code = "paper_begun"


def find_review(session: Session, at_hand: RoundAtHand, assignment_id: AssignmentID) -> tuple[Review, str, int]:
    """A living sheet of the round with its code and seat number. Raises NotFoundError."""
    found = session.execute(
        select(Review, Code.word, Seat.number)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .join(Code, Code.id == Assignment.code_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .where(
            Assignment.id == assignment_id,
            Code.round_id == at_hand.id,
            ~Code.is_void,
            Assignment.state.in_((AssignmentState.ASSIGNED.value, AssignmentState.DONE.value)),
        )
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFoundError("sheet")
    review, word, number = found
    return review, word, number


def lock_from_paper(
    session: Session,
    at_hand: RoundAtHand,
    row: PaperSheet,
    typing: PaperTyping,
    acting_as: Role,
    *,
    by: Viewer,
    now: datetime,
) -> None:
    """The reading of both becomes the next version of the sheet, locked as its judge would have locked it."""
    review, word, number = find_review(session, at_hand, row.assignment_id)
    state = ReviewState(review.state)
    if review.version != row.base_version or state is ReviewState.LOCKED:
        raise PaperBegunError
    version = review.version + 1
    session.add(
        ReviewVersion(
            review_id=ReviewID(review.id),
            number=version,
            marks=dict(typing.marks),
            comments={},
            comment=typing.comment,
            saved_at=now,
            save_key=paper_save_key(row.id.hex),
        )
    )
    session.flush()
    text = review_text(
        salt=review.salt,
        round_id=str(at_hand.id),
        sheet_sha256=at_hand.round.sheet_sha256 or "",
        code=word,
        seat=number,
        version=version,
        steps=typing.marks,
        comments={},
        comment=typing.comment,
    )
    begun = move(state, ReviewState.IN_PROGRESS) if state is ReviewState.ASSIGNED else state
    sha256 = sha256_of(text)
    done = session.execute(
        update(Review)
        .where(Review.id == review.id, Review.version == row.base_version, Review.state == state.value)
        .values(
            state=move(begun, ReviewState.LOCKED).value,
            version=version,
            locked_at=now,
            locked_version=version,
            locked_sha256=sha256,
            hash_format=FORMAT,
        )
    )
    if not done.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
        raise PaperBegunError
    moved = session.execute(
        update(Assignment)
        .where(Assignment.id == row.assignment_id, Assignment.state == AssignmentState.ASSIGNED.value)
        .values(state=move(AssignmentState.ASSIGNED, AssignmentState.DONE).value)
    )
    if not moved.rowcount:  # type: ignore[attr-defined]
        raise AlreadyDoneError
    row.locked_version, row.locked_at = version, now
    session.flush()
    session.expire(review)
    record(
        session,
        at=now,
        actor=by.account_id,
        role=acting_as.value,
        action="review.lock",
        subject=f"review:{review.id}",
        version=version,
        sha256=sha256,
        format=FORMAT,
        paper=str(row.id),
        scan=row.scan_sha256,
    )
