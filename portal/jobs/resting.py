"""A worker without work takes memory: on one machine that of the long lane ends when idle and is started when needed.

The launcher (`bangvang run`) has no database; the worker of the quick lane, which looks into it all the time, tells
it by a signal that long work waits. A signal that is lost is sent again two seconds later.
"""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, or_, select

from portal.clock import clock
from portal.jobs.claim import in_lane
from portal.jobs.lanes import Lane
from portal.records.tables import Job

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

REST_AFTER_SECONDS = 60.0
LOOK_EVERY_SECONDS = 2.0


class Rest:
    """Calls `end` when a worker has done nothing for `after_seconds`; to be told of every look for work."""

    def __init__(self, end: Callable[[], None], *, after_seconds: float = REST_AFTER_SECONDS) -> None:
        self._end, self._after_seconds = end, after_seconds
        self._worked_at = time.monotonic()
        self.is_due = False

    def looked(self, *, found: bool) -> None:
        """Hear whether the last look for work found some."""
        if found:
            self._worked_at = time.monotonic()
        elif time.monotonic() - self._worked_at >= self._after_seconds:
            self.is_due = True
            self._end()


class Wake:
    """Calls `wake` while long work is due, at most every two seconds; to be told of every look for quick work."""

    def __init__(self, reads: Callable[[], Session], wake: Callable[[], None]) -> None:
        self._reads, self._wake = reads, wake
        self._looked_at = float("-inf")

    def looked(self, *, found: bool) -> None:  # noqa: ARG002  a busy quick lane must not keep the long one asleep
        """Look for long work too, if it is time."""
        if time.monotonic() - self._looked_at < LOOK_EVERY_SECONDS:
            return
        self._looked_at = time.monotonic()
        with self._reads() as session:
            if long_work_is_due(session):
                self._wake()


def long_work_is_due(session: Session) -> bool:
    """Whether a worker of the long lane would find something."""
    now = clock()
    due = or_(
        and_(Job.state == "queued", Job.run_at <= now),
        and_(Job.state == "running", Job.lease_until < now),
    )
    return bool(session.scalar(select(exists().where(due, in_lane(Lane.LONG)))))


def wake_launcher(launcher: int) -> None:
    """Tell the process that started this one that long work waits; whoever adopts an orphan is not told."""
    if os.getppid() == launcher:
        os.kill(launcher, signal.SIGUSR1)
