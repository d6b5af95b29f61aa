"""Planning a publication together with the job that makes it happen, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.actions.planned_publications import plan_publication
from portal.jobs.claim import enqueue

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.queries.standings import RoundAtHand
    from judging.rules.viewers import Viewer


def plan_and_ask(
    session: Session, at_hand: RoundAtHand, *, bundle_sha256: str, at: datetime, reason: str, by: Viewer, now: datetime
) -> None:
    """As `plan_publication`, which says what is refused; the job runs at the moment."""
    row = plan_publication(session, at_hand, bundle_sha256=bundle_sha256, at=at, reason=reason, by=by, now=now)
    key = f"publish_planned:{row.id}"
    enqueue(session, "publish_planned", now=now, run_at=row.publish_at, unique_key=key, planned_id=str(row.id))
