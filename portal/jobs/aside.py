"""A job that failed for good is set aside, and the administrators are told; the others go on (X10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select, update

from judging.enums import Role
from judging.events import Told, emit
from judging.ids import AccountID, JobID
from judging.models.history import Notice
from judging.models.people import RoleGrant
from portal.jobs.claim import fail
from portal.notices import tell
from portal.records.tables import Job

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portal.jobs.claim import Claimed

log = structlog.get_logger()
NOTICE = "job.set_aside"
DIED = "WorkerDied: the worker ended without a word each time that it did this job"

tell({NOTICE: _l("Jobs of the portal failed for good and wait for you. Please look at the operation page.")})


def fail_aloud(session: Session, job: Claimed, *, now: datetime, error: str, most_attempts: int) -> None:
    """Put a failed job back with a growing delay; after `most_attempts` set it aside and tell the administrators."""
    if fail(session, job, now=now, error=error, most_attempts=most_attempts) and job.attempts >= most_attempts:
        _raise_alarm(session, job.id, job.kind, now=now)


def set_aside_deadly(session: Session, *, now: datetime, most_attempts: int) -> int:
    """Set aside every job whose worker died `most_attempts` times over it: no failure was ever told.

    Without this a file that kills its worker would take one worker after the other, for ever.
    """
    rows = session.execute(
        update(Job)
        .where(Job.state == "running", Job.lease_until < now, Job.attempts >= most_attempts)
        .values(state="poison", finished_at=now, lease_until=None, fence=Job.fence + 1, last_error=DIED)
        .returning(Job.id, Job.kind)
        .execution_options(synchronize_session=False)
    ).all()
    for job_id, kind in rows:
        _raise_alarm(session, JobID(job_id), kind, now=now)
    return len(rows)


def _raise_alarm(session: Session, job_id: JobID, kind: str, *, now: datetime) -> None:
    """One unread notice for each administrator, however many jobs fail."""
    log.error("job_set_aside", kind=kind, job=str(job_id))
    told = set(session.scalars(select(Notice.account).where(Notice.kind == NOTICE, Notice.read_at.is_(None))))
    for account_id in _administrators(session, now=now):
        if str(account_id) not in told:
            emit(session, Told(account_id, NOTICE, url="/quan-tri/van-hanh"))
            told.add(str(account_id))


def _administrators(session: Session, *, now: datetime) -> list[AccountID]:
    return list(
        session.scalars(
            select(RoleGrant.account_id)
            .where(
                RoleGrant.role == Role.ADMIN.value,
                RoleGrant.ended_at.is_(None),
                or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > now),
            )
            .distinct()
            .order_by(RoleGrant.account_id)
        )
    )
