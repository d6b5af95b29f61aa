"""Publishing at a moment: a bundle is named now and published then by the same rules, or not at all.

What is planned is public nowhere: the act itself happens at its moment, in the name of who planned it, if he still has
the duty, the same bundle is still approved and nothing is open. Nothing is overridden ahead of time.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from judging.actions.approvals import NotApprovedError
from judging.actions.history import record
from judging.actions.rounds import lock_round, require_office
from judging.enums import Role
from judging.errors import AlreadyDoneError, MissingReasonError, RefusedError
from judging.events import Told, emit
from judging.models.planned_publications import PlannedPublication
from judging.queries.planned_publications import find_planned
from judging.queries.publications import list_publications
from judging.queries.standings import find_approval

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.queries.standings import RoundAtHand
    from judging.rules.viewers import Viewer

FARTHEST = timedelta(days=60)
FAILED = "publication.failed"
PUBLISHED, CANCELLED = "published", "cancelled"


class MomentUnfitError(RefusedError):
    """The moment is over, or too far away. Fact: days, so many at most."""

    code = "moment_unfit"


def plan_publication(
    session: Session, at_hand: RoundAtHand, *, bundle_sha256: str, at: datetime, reason: str, by: Viewer, now: datetime
) -> PlannedPublication:
    """Say when the approved bundle shall become public.

    Raises NotApprovedError, MomentUnfitError, MissingReasonError (a correction), AlreadyDoneError (one waits, or it is
    public already).
    """
    acting_as = require_office(session, at_hand, by=by, roles=(Role.PUBLISHER,))
    lock_round(session, at_hand)
    approval = find_approval(session, at_hand.programme_id)
    if approval is None or approval.bundle_sha256 != bundle_sha256:
        raise NotApprovedError
    if not now < at <= now + FARTHEST:
        raise MomentUnfitError(days=FARTHEST.days)
    earlier = list_publications(session, at_hand.programme_id)
    last = find_planned(session, at_hand.id)
    if (last is not None and last.ended_at is None) or (earlier and earlier[0].bundle_sha256 == bundle_sha256):
        raise AlreadyDoneError
    if earlier and not reason.strip():
        raise MissingReasonError
    row = PlannedPublication(
        round_id=at_hand.id, bundle_sha256=bundle_sha256, reason=reason.strip(), publish_at=at,
        planned_by=by.account_id, planned_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _note(session, at_hand, "publication.plan", role=acting_as, by=by, now=now, moment=at.isoformat())
    return row


def cancel_publication(session: Session, at_hand: RoundAtHand, planned_id: UUID, *, by: Viewer, now: datetime) -> None:
    """Let it not become public by itself. Raises AlreadyDoneError when it did, or was cancelled before."""
    acting_as = require_office(session, at_hand, by=by, roles=(Role.PUBLISHER,))
    lock_round(session, at_hand)
    row = find_planned(session, at_hand.id)
    if row is None or row.id != planned_id or row.ended_at is not None:
        raise AlreadyDoneError
    row.ended_at, row.outcome = now, CANCELLED
    _note(session, at_hand, "publication.cancel", role=acting_as, by=by, now=now)


def end_planned(
    session: Session, row: PlannedPublication, at_hand: RoundAtHand, outcome: str, *, now: datetime
) -> None:
    """Keep how it ended; who planned it is told when it was refused."""
    row.ended_at, row.outcome = now, outcome
    if outcome != PUBLISHED:
        facts = (("title", at_hand.plan.plan.title),)
        emit(session, Told(row.planned_by, FAILED, facts, f"/cong-bo/{at_hand.id}"))


def _note(
    session: Session, at_hand: RoundAtHand, action: str, *, role: Role, by: Viewer, now: datetime, **data: object
) -> None:
    record(session, at=now, actor=by.account_id, role=role.value, action=action, subject=f"round:{at_hand.id}", **data)
