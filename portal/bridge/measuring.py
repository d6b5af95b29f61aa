"""What follows when a part is attached, an entry handed in, a plan amended: measuring, the receipt's second half."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.events import EntrySubmitted, PartAttached, PlanIssued
from portal.clock import clock
from portal.jobs.claim import enqueue
from portal.outbox import reacts_to

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@reacts_to(PartAttached)
def measure_attached(session: Session, event: PartAttached) -> None:
    """Ask for the part to be measured; a person is waiting for it."""
    enqueue(session, "measure_part", now=clock(), priority=3, part_id=str(event.part_id))


@reacts_to(EntrySubmitted)
def complete_receipt_of(session: Session, event: EntrySubmitted) -> None:
    """Ask for the second half of the receipt; it waits for the measurements if they are not there."""
    enqueue(session, "second_receipt", now=clock(), priority=4, entry_version_id=str(event.entry_version_id))


@reacts_to(PlanIssued)
def judge_again(session: Session, event: PlanIssued) -> None:
    """After an amendment every measurement gets its verdict under the version that holds now."""
    enqueue(
        session,
        "judge_again",
        now=clock(),
        unique_key=f"judge_again:{event.plan_version_id}",
        programme_id=str(event.programme_id),
    )
