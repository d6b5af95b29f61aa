"""Who is told something finds it on the portal itself: mail is off by default and never needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.events import PlanIssued, Told
from judging.models.history import Notice
from portal.clock import clock
from portal.jobs.claim import enqueue
from portal.outbox import reacts_to

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@reacts_to(Told)
def keep_notice(session: Session, event: Told) -> None:
    """A notice for one account, in the transaction of what it tells."""
    session.add(
        Notice(
            account=str(event.account_id),
            kind=event.kind,
            facts=dict(event.facts),
            url=event.url,
            created_at=clock(),
        )
    )


@reacts_to(PlanIssued)
def tell_of_plan(session: Session, event: PlanIssued) -> None:
    """An issued plan is told to everyone concerned by a job: they may be thousands."""
    version = str(event.plan_version_id)
    enqueue(session, "tell_plan", now=clock(), unique_key=f"tell_plan:{version}", plan_version_id=version)
