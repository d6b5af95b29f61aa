"""The worker: claim, run, finish, until told to stop. One process for each lane on the embedded installation."""

from __future__ import annotations

import os
import secrets
import signal
import threading
import time
import traceback
from functools import partial
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.orm import Session

from portal.clock import clock
from portal.db import database, writing
from portal.failpoints import failpoint
from portal.jobs.aside import fail_aloud, set_aside_deadly
from portal.jobs.claim import Claimed, claim, finish
from portal.jobs.holding import LeaseLostError, holding
from portal.jobs.lanes import Lane
from portal.jobs.registry import handler_of, load_handlers, most_seconds_of
from portal.jobs.resting import Rest, Wake, wake_launcher
from portal.jobs.slots import ask_due_slots
from portal.jobs.watching import Watch

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Flask

    from config import Settings

log = structlog.get_logger()
ERROR_CHARACTERS = 2000
SLOTS_EVERY_SECONDS = 30.0


class Worker:
    """One process that does one job of its lane at a time, found by itself or told by a transport."""

    def __init__(self, app: Flask, *, lane: Lane = Lane.ALL) -> None:
        self._app = app
        self._lane = lane
        self._settings: Settings = app.extensions["bangvang_settings"]
        self._name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._turn = threading.Lock()
        with app.app_context():
            load_handlers(app)

    def sweep(self, stop: threading.Event, *, pause_seconds: float, watcher: Rest | Wake | None = None) -> None:
        """Look for what is due or expired, and do it, until `stop` is set; after an idle look wait a while.

        `watcher` hears of every look.
        """
        asked_at = float("-inf")
        while not stop.is_set():
            if time.monotonic() - asked_at > SLOTS_EVERY_SECONDS and self._ask_due_slots():
                asked_at = time.monotonic()
            found = self.work()
            if watcher is not None:
                self._tell(watcher, found=found)
            if not found:
                stop.wait(pause_seconds)

    def work(self, job_id: UUID | None = None) -> bool:
        """Do the next job, or that one if it is due; False when there was nothing to do or no database."""
        with self._turn, self._app.app_context():
            try:
                return work_once(self._settings, self._name, lane=self._lane, job_id=job_id)
            except Exception:  # noqa: BLE001  a database that is away for a while must not end the worker
                log.warning("worker_cannot_reach_database", error=traceback.format_exc(limit=3))
                return False

    def _tell(self, watcher: Rest | Wake, *, found: bool) -> None:
        with self._app.app_context():
            try:
                watcher.looked(found=found)
            except Exception:  # noqa: BLE001  as above
                log.warning("worker_cannot_reach_database", error=traceback.format_exc(limit=3))

    def _ask_due_slots(self) -> bool:
        with self._app.app_context():
            try:
                with writing(database().main) as session:
                    ask_due_slots(session, now=clock())
            except Exception:  # noqa: BLE001  as above
                log.warning("worker_cannot_reach_database", error=traceback.format_exc(limit=3))
                return False
            return True


def run_worker(app: Flask, *, lane: Lane = Lane.ALL, stop: threading.Event | None = None, rests: bool = False) -> bool:
    """Do the jobs of `lane` until `stop` is set or the process is told to end (SIGTERM, SIGINT).

    With `rests` the long lane ends when it is idle, and True is returned; the quick lane has it started again.
    """
    ending = stop or threading.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ending.set())
    rest = Rest(ending.set)
    wake = Wake(lambda: Session(database().main), partial(wake_launcher, os.getppid()))
    watchers: dict[Lane, Rest | Wake] = {Lane.LONG: rest, Lane.QUICK: wake}
    watcher = watchers.get(lane) if rests else None
    pause_seconds = app.extensions["bangvang_settings"].poll_seconds
    Worker(app, lane=lane).sweep(ending, pause_seconds=pause_seconds, watcher=watcher)
    return rest.is_due


def work_until_idle(app: Flask, *, most: int = 10_000) -> int:
    """Do everything that is due now and say how many jobs ran (tests, the demonstration)."""
    settings: Settings = app.extensions["bangvang_settings"]
    with app.app_context():
        load_handlers(app)
        done = 0
        while done < most and work_once(settings, f"idle-{os.getpid()}"):
            done += 1
        return done


def work_once(settings: Settings, worker: str, *, lane: Lane = Lane.ALL, job_id: UUID | None = None) -> bool:
    """Claim and run one job of `lane`; False when nothing is due."""
    engine = database().main
    with writing(engine) as session:
        set_aside_deadly(session, now=clock(), most_attempts=settings.most_attempts)
        job = claim(session, worker=worker, now=clock(), lease_seconds=settings.lease_seconds, lane=lane, job_id=job_id)
    if job is None:
        return False
    failpoint("job_claimed")
    began = time.monotonic()
    try:
        with Watch(settings, job, most_seconds=most_seconds_of(job.kind)), holding(job, lane=lane):
            handler_of(job.kind)(job.arguments)
    except LeaseLostError:
        log.warning("job_lost_its_lease", kind=job.kind, job=str(job.id))
    except Exception as error:  # noqa: BLE001  whatever a handler throws is the job's failure, not the worker's
        _failed(settings, job, error)
    else:
        failpoint("job_done")
        _finished(job, seconds=time.monotonic() - began)
    return True


def _finished(job: Claimed, *, seconds: float) -> None:
    with writing(database().main) as session:
        is_mine = finish(session, job, now=clock())
    if is_mine:
        log.info("job_done", kind=job.kind, job=str(job.id), seconds=round(seconds, 3))
    else:
        log.warning("job_lost_its_lease", kind=job.kind, job=str(job.id))


def _failed(settings: Settings, job: Claimed, error: Exception) -> None:
    log.warning("job_failed", kind=job.kind, job=str(job.id), attempt=job.attempts, error=repr(error))
    said = "".join(traceback.format_exception(error, limit=-4))[-ERROR_CHARACTERS:]
    with writing(database().main) as session:
        fail_aloud(session, job, now=clock(), error=said, most_attempts=settings.most_attempts)
