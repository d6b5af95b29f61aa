"""The queue: one statement claims a job under a lease; a fence keeps a worker that lost its lease from finishing.

The `jobs` table is the truth (design 7): a job enters in the transaction that wants it, is claimed by a single
UPDATE (`FOR UPDATE SKIP LOCKED` on PostgreSQL, the write lock on SQLite), and comes back by itself when its
worker dies. A transport, where there is one, carries only ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select, true, update
from sqlalchemy.exc import IntegrityError

from judging.ids import JobID
from portal.jobs import lanes
from portal.jobs.lanes import Lane
from portal.records.tables import Job

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

BACK_OFF_SECONDS = (2, 10, 60, 300, 900)


ASKED = "jobs_asked"
"""Where a session keeps what is due at once, for the transport to carry after the commit."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A job that a transport may carry to a worker of its lane: its id, and how urgent it is (smaller first)."""

    id: UUID
    priority: int
    lane: Lane = Lane.QUICK


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job that this worker holds until `lease_until`. `fence` must still match when it finishes."""

    id: JobID
    kind: str
    arguments: Mapping[str, Any]
    attempts: int
    fence: int


def enqueue(  # noqa: D417  what is left out says itself
    session: Session,
    kind: str,
    *,
    now: datetime,
    run_at: datetime | None = None,
    unique_key: str | None = None,
    priority: int = 5,
    subject: str | None = None,
    **arguments: object,
) -> JobID | None:
    """Ask for a job in this transaction; None when one with the same `unique_key` was asked for already.

    Args:
        priority: smaller runs first among what is due.
        subject: what a page knows the work by, so that it can show how far it is (`portal.jobs.progress`).
    """
    job = Job(
        kind=kind,
        arguments=arguments,
        run_at=run_at or now,
        created_at=now,
        unique_key=unique_key,
        priority=priority,
        subject=subject,
    )
    try:
        with session.begin_nested():
            session.add(job)
            session.flush()
    except IntegrityError:
        return None
    if job.run_at <= now:
        session.info.setdefault(ASKED, []).append(Asked(job.id, priority, lanes.lane_of(kind)))
    return JobID(job.id)


def claim(
    session: Session,
    *,
    worker: str,
    now: datetime,
    lease_seconds: float,
    lane: Lane = Lane.ALL,
    job_id: UUID | None = None,
) -> Claimed | None:
    """Take the next job of `lane` that is due, or whose worker let its lease lapse; with `job_id`, that one or none."""
    due = (
        select(Job.id)
        .where(
            or_(
                and_(Job.state == "queued", Job.run_at <= now),
                and_(Job.state == "running", Job.lease_until < now),
            ),
            Job.id == job_id if job_id else true(),
            in_lane(lane),
        )
        .order_by(Job.priority, Job.run_at)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    row = session.execute(
        update(Job)
        .where(Job.id == due)
        .values(
            state="running",
            worker=worker,
            attempts=Job.attempts + 1,
            fence=Job.fence + 1,
            lease_until=now + timedelta(seconds=lease_seconds),
            started_at=now,
            progress_percent=None,
            progress_step=None,
        )
        .returning(Job.id, Job.kind, Job.arguments, Job.attempts, Job.fence)
        .execution_options(synchronize_session=False)
    ).first()
    return None if row is None else Claimed(JobID(row[0]), row[1], row[2], row[3], row[4])


def in_lane(lane: Lane) -> ColumnElement[bool]:
    """The condition that a job is one of `lane`."""
    if lane is Lane.ALL:
        return true()
    kinds = sorted(lanes.LONG_KINDS)
    return Job.kind.in_(kinds) if lane is Lane.LONG else Job.kind.not_in(kinds)


def beat(session: Session, job: Claimed, *, now: datetime, lease_seconds: float) -> bool:
    """Prolong the lease; False when another worker has taken the job meanwhile."""
    return _as_holder(session, job, lease_until=now + timedelta(seconds=lease_seconds))


def finish(session: Session, job: Claimed, *, now: datetime) -> bool:
    """Mark the job done; False (and nothing changes) when the fence moved on: the result must be dropped."""
    return _as_holder(session, job, state="done", finished_at=now, lease_until=None, last_error="")


def fail(session: Session, job: Claimed, *, now: datetime, error: str, most_attempts: int) -> bool:
    """Put the job back with a growing delay, or set it aside as poison after `most_attempts`."""
    if job.attempts >= most_attempts:
        return _as_holder(session, job, state="poison", finished_at=now, lease_until=None, last_error=error)
    delay = BACK_OFF_SECONDS[min(job.attempts - 1, len(BACK_OFF_SECONDS) - 1)]
    return _as_holder(
        session, job, state="queued", run_at=now + timedelta(seconds=delay), lease_until=None, last_error=error
    )


def again(session: Session, job_id: JobID, *, now: datetime) -> bool:
    """Let an operator run a poison job, or one that waits for its next try, once more from the start."""
    done = session.execute(
        update(Job)
        .where(
            Job.id == job_id,
            or_(Job.state == "poison", and_(Job.state == "queued", Job.attempts > 0, Job.run_at > now)),
        )
        .values(state="queued", run_at=now, attempts=0, finished_at=None)
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult


def _as_holder(session: Session, job: Claimed, **values: object) -> bool:
    done = session.execute(
        update(Job)
        .where(Job.id == job.id, Job.fence == job.fence, Job.state == "running")
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
