"""How far a job is: told by its handler, read by a page.

A handler calls `report_progress(40, "encoding")` as often as it likes; a page asks `find_progress` by the subject
that the job was asked for with (`enqueue(…, subject=str(part_id))`).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from portal.db import transaction
from portal.jobs.holding import held_job
from portal.records.tables import Job

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

WRITTEN_EVERY_SECONDS = 1.0
WHOLE = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the newest job of a kind about a subject stands.

    `state` is queued, running, done or poison; `percent` is 0 to 100, or None while nothing is known; `step` is a
    word of the handler's own, which the page puts into a sentence; `run_at` is when a waiting job is tried next.
    """

    state: str
    percent: int | None
    step: str
    attempts: int
    asked_at: datetime
    run_at: datetime


def report_progress(percent: int, step: str = "") -> None:
    """Say how far the present job is. Outside a job it does nothing, within a second only a new step is written.

    Must be called outside a transaction, from the handler's own thread.

    Raises:
        LeaseLostError: when another worker took the job; a long handler ends there instead of working for nothing.
    """
    held = held_job()
    if held is None:
        return
    if step == held.step and time.monotonic() - held.told_at < WRITTEN_EVERY_SECONDS:
        return
    with transaction() as session:  # which proves that the job is still held
        session.execute(
            update(Job)
            .where(Job.id == held.job.id, Job.fence == held.job.fence)
            .values(progress_percent=max(0, min(percent, WHOLE)), progress_step=step)
            .execution_options(synchronize_session=False)
        )
    held.told_at, held.step = time.monotonic(), step


def find_progress(session: Session, kind: str, *, subject: str) -> Progress | None:
    """Where the newest job of `kind` about `subject` stands; None when none was asked for, or long ago."""
    job = session.scalars(
        select(Job)
        .where(Job.subject == subject, Job.kind == kind)
        .order_by(Job.created_at.desc(), Job.id.desc())
        .limit(1)
    ).one_or_none()
    if job is None:
        return None
    return Progress(
        state=job.state,
        percent=job.progress_percent,
        step=job.progress_step or "",
        attempts=job.attempts,
        asked_at=job.created_at,
        run_at=job.run_at,
    )
