"""How far the marking of a panel is, for its head: counts of all sheets together, on the desk connection.

The head marks, too. By seat or by code these counts would tell him who stepped back from what, and which of the works
that he reads another has finished (A08, A10): that table is the secretary's and the board's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from judging.desk.work import MINE
from judging.enums import ReviewState
from judging.ids import RoundID
from judging.models.reviews import Review, ReviewVersion
from judging.models.rounds import Assignment, Code
from judging.rules.deadlines import ZONE
from judging.rules.pace import Pace, pace_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class HeadedProgress:
    """All sheets of a round together. `pace` is None while too few are locked, and once all are."""

    assigned: int
    locked: int
    pace: Pace | None


def headed_progress(session: Session, rounds: Iterable[RoundID], *, now: datetime) -> dict[RoundID, HeadedProgress]:
    """How far the rounds are; one that has no sheet is left out. The caller has found them through their head."""
    rows = session.execute(
        select(
            Code.round_id,
            func.count(),
            func.count(Review.id).filter(Review.state == ReviewState.LOCKED.value),
            func.min(ReviewVersion.saved_at),
        )
        .select_from(Assignment)
        .join(Code, Code.id == Assignment.code_id)
        .join(Review, Review.assignment_id == Assignment.id)
        .outerjoin(ReviewVersion, (ReviewVersion.review_id == Review.id) & (ReviewVersion.number == 1))
        .where(Code.round_id.in_(list(rounds)), ~Code.is_void, Assignment.state.in_(MINE))
        .group_by(Code.round_id)
    )
    today = now.astimezone(ZONE).date()
    return {
        RoundID(round_id): HeadedProgress(
            assigned,
            locked,
            pace_of(locked=locked, left=assigned - locked, began_on=began_at.astimezone(ZONE).date(), today=today)
            if 0 < locked < assigned  # who locked has saved: there is a first day
            else None,
        )
        for round_id, assigned, locked, began_at in rows
    }
