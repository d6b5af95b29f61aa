"""Which job the present code works for, and whether it still may: the fence around a handler's transactions.

A worker that was stopped and let go on (a frozen machine, a laptop's sleep) comes back believing that the job is
its own. Another one has taken it meanwhile. So every transaction that a handler commits proves first, under a lock
on the job's row, that the lease was not taken away (X03).
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.jobs.lanes import Lane
from portal.records.tables import Job

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from portal.jobs.claim import Claimed


@dataclass(slots=True)
class Held:
    """A job in the hands of a worker of `lane`. `told_at` (monotonic seconds), `step`: the progress it last wrote."""

    job: Claimed
    lane: Lane = Lane.ALL
    told_at: float = float("-inf")
    step: str = ""


_held: ContextVar[Held | None] = ContextVar("held_job", default=None)


class LeaseLostError(Exception):
    """Another worker holds the job now: whatever this one still wants to write must not be written."""


@contextmanager
def holding(job: Claimed, *, lane: Lane = Lane.ALL) -> Iterator[None]:
    """Work for `job` inside the block, as a worker of `lane`."""
    token = _held.set(Held(job, lane))
    try:
        yield
    finally:
        _held.reset(token)


def held_job() -> Held | None:
    """The job that the present code works for; None in a request or a command."""
    return _held.get()


def refuse_if_lost(session: Session) -> None:
    """Let the transaction of `session` commit only while its job is held. Free outside a job.

    Raises:
        LeaseLostError: when another worker took the job, or an operator did.
    """
    held = _held.get()
    if held is None:
        return
    job = held.job
    mine = select(Job.id).where(Job.id == job.id, Job.fence == job.fence, Job.state == "running")
    if session.execute(mine.with_for_update(read=True)).first() is None:
        raise LeaseLostError(str(job.id))
