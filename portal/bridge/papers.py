"""What follows when a paper is to be issued: a job makes its final bytes; a person is waiting for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.events import PaperToIssue
from portal.clock import clock
from portal.jobs.claim import enqueue
from portal.outbox import reacts_to

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

JOB = "issue_paper"


@reacts_to(PaperToIssue)
def issue(session: Session, event: PaperToIssue) -> None:
    """Ask for the bytes."""
    paper = str(event.paper_id)
    enqueue(session, JOB, now=clock(), priority=3, subject=paper, unique_key=f"{JOB}:{paper}", paper_id=paper)
