"""A milestone was reached: the chain's head is anchored after its transaction, and once each day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.events import MilestoneReached
from portal.clock import clock
from portal.jobs.claim import enqueue
from portal.outbox import reacts_to

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@reacts_to(MilestoneReached)
def anchor_after(session: Session, event: MilestoneReached) -> None:
    """Ask for the head to be written outside the database."""
    enqueue(session, "anchor", now=clock(), priority=2, milestone=event.milestone)
