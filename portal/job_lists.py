"""The list of jobs on the operator's page, and running one of them again."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, func, or_, select, true

from judging.enums import Role
from judging.errors import AlreadyDoneError
from judging.ids import JobID
from judging.recording import record
from portal.jobs.claim import again
from portal.records.tables import Job

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from judging.rules.viewers import Viewer

PAGE_LINES = 30
STATES = ("poison", "running", "queued", "done")
NAMED_FAILURE = re.compile(r"^(?:\w+\.)*([A-Z]\w*)(?::.*)?$", re.MULTILINE)
"""The lines of a trace that name an exception; the last one is what ended the try."""
UNFINISHED = "unfinished"
"""The filter that the page opens with: everything but what is done."""


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job as the operator sees it. Ages are whole seconds; `failure` is the name of what the last try ended with.

    `age_seconds` counts from when it was asked for until it was finished or until now; `next_seconds` until a
    waiting job is tried (0 when it is due).
    """

    job_id: JobID
    kind: str
    state: str
    attempts: int
    asked_at: datetime
    age_seconds: int
    next_seconds: int
    percent: int | None
    failure: str
    trace: str
    may_run_again: bool


@dataclass(frozen=True, slots=True)
class JobPage:
    """One page of jobs; `kinds` are those that exist, for the filter."""

    lines: tuple[JobLine, ...]
    kinds: tuple[str, ...]
    total: int
    page: int
    page_count: int


def list_jobs(session: Session, *, now: datetime, state: str, kind: str, page: int) -> JobPage:
    """What was given up first, then what runs, what waits, what is done; in each what failed most, then the newest."""
    wanted = _wanted(state, kind)
    total = session.scalar(select(func.count()).select_from(Job).where(wanted)) or 0
    page_count = max(1, math.ceil(total / PAGE_LINES))
    page = min(page, page_count)
    order = case({name: place for place, name in enumerate(STATES)}, value=Job.state)
    jobs = session.scalars(
        select(Job)
        .where(wanted)
        .order_by(order, Job.attempts.desc(), Job.created_at.desc(), Job.id)
        .limit(PAGE_LINES)
        .offset((page - 1) * PAGE_LINES)
    )
    lines = tuple(_line(job, now=now) for job in jobs)
    kinds = tuple(session.scalars(select(Job.kind).distinct().order_by(Job.kind)))
    return JobPage(lines, kinds, total, page, page_count)


def run_again(session: Session, job_id: JobID, *, by: Viewer, now: datetime) -> None:
    """Let a job that was given up, or that waits for its next try, run at once and count its tries anew.

    Raises:
        AlreadyDoneError: when it runs, waits for its turn, or is done.
    """
    if not again(session, job_id, now=now):
        raise AlreadyDoneError
    kind = session.scalars(select(Job.kind).where(Job.id == job_id)).one()
    record(
        session,
        at=now,
        actor=by.account_id,
        role=Role.ADMIN.value,
        action="job.again",
        subject=f"job:{job_id}",
        kind=kind,
    )


def _wanted(state: str, kind: str) -> ColumnElement[bool]:
    by_state = {
        UNFINISHED: Job.state != "done",
        "failed": or_(Job.state == "poison", and_(Job.state == "queued", Job.attempts > 0)),
        **{name: Job.state == name for name in STATES},
    }
    return and_(by_state.get(state, true()), Job.kind == kind if kind else true())


def _line(job: Job, *, now: datetime) -> JobLine:
    named = NAMED_FAILURE.findall(job.last_error)
    waits = job.state == "queued" and job.run_at > now
    return JobLine(
        job_id=JobID(job.id),
        kind=job.kind,
        state=job.state,
        attempts=job.attempts,
        asked_at=job.created_at,
        age_seconds=max(0, int(((job.finished_at or now) - job.created_at).total_seconds())),
        next_seconds=max(0, int((job.run_at - now).total_seconds())) if job.state == "queued" else 0,
        percent=job.progress_percent if job.state == "running" else None,
        failure=named[-1] if named else "",
        trace=job.last_error,
        may_run_again=job.state == "poison" or (waits and job.attempts > 0),
    )
