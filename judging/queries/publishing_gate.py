"""Gathers what the gate before a publication looks at; see `judging.rules.publishing_gate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.enums import ReviewState
from judging.models.reviews import Review, ReviewVersion
from judging.models.rounds import Assignment, Code, Round, Seat
from judging.queries.history import anchor_backlog, approval_waits
from judging.queries.publications import list_award_lines
from judging.queries.standings import COUNTED, takes_part
from judging.rules.publishing_gate import SealedSheet, not_green

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.queries.standings import RoundAtHand
    from judging.rules.canonical import Plain


def publishing_gate(session: Session, at_hand: RoundAtHand) -> list[dict[str, Plain]]:
    """What is not green of a result whose codes are opened, as plain facts."""
    waits = approval_waits(session, at_hand.programme_id)
    return not_green(
        _sealed_sheets(session, at_hand),
        [(line.tier_key, line.amount_vnd) for line in list_award_lines(session, at_hand)],
        at_hand.plan.plan.ladders,
        waiting_lines=anchor_backlog(session).lines if waits else 0,
    )


def _sealed_sheets(session: Session, at_hand: RoundAtHand) -> list[SealedSheet]:
    rows = session.execute(
        select(Review, ReviewVersion, Code.word, Seat.number, Round.sheet_sha256)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .join(Code, Code.id == Assignment.code_id)
        .join(Round, Round.id == Code.round_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .join(ReviewVersion, (ReviewVersion.review_id == Review.id) & (ReviewVersion.number == Review.locked_version))
        .where(
            Code.round_id == at_hand.id,
            takes_part(),
            Assignment.state.in_(COUNTED),
            Review.state == ReviewState.LOCKED.value,
        )
    ).all()
    return [
        SealedSheet(
            round_id=str(at_hand.id),
            sheet_sha256=frozen or "",
            code=word,
            seat=number,
            version=version.number,
            steps=version.marks,
            comments=version.comments,
            comment=version.comment,
            locked_sha256=review.locked_sha256 or "",
        )
        for review, version, word, number, frozen in rows
    ]
