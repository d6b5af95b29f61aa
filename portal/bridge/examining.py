"""The second look at a video: asked for when it was measured, done slice by slice behind everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from media.videos.examining import EXAMINER_VERSION
from portal.clock import clock
from portal.jobs.claim import enqueue, in_lane
from portal.jobs.holding import held_job
from portal.jobs.lanes import Lane
from portal.records.tables import Job

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from media.reports import Report

JOB = "examine_video"
PRIORITY = 8


def ask_for_examination(session: Session, part_id: UUID, report: Report) -> None:
    """Ask, once for each version of the examiner, for the second look at a measured video."""
    if report.video is not None and not report.is_refused:
        ask_for_slice(session, part_id, start_ms=0)


def ask_for_slice(session: Session, part_id: UUID, *, start_ms: int) -> None:
    """Ask for the look to go on at `start_ms`."""
    enqueue(
        session,
        JOB,
        now=clock(),
        priority=PRIORITY,
        unique_key=f"{JOB}:{part_id}:{EXAMINER_VERSION}:{start_ms}",
        subject=str(part_id),
        part_id=str(part_id),
    )


def others_wait(session: Session) -> bool:
    """Whether work that matters more, and that this worker would do, is due: then the look lets go of it."""
    held = held_job()
    lane = in_lane(held.lane if held is not None else Lane.ALL)
    waiting = exists().where(Job.state == "queued", Job.run_at <= clock(), Job.priority < PRIORITY, lane)
    return bool(session.scalar(select(waiting)))
