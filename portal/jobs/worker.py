"""The worker: claim, run, finish, until told to stop. One process on the embedded installation."""

from __future__ import annotations

import os
import secrets
import signal
import threading
import time
import traceback
from typing import TYPE_CHECKING

import structlog

from portal.clock import clock
from portal.db import database, writing
from portal.failpoints import failpoint
from portal.jobs.claim import Claimed, beat, claim, fail, finish
from portal.jobs.holding import LeaseLostError, holding
from portal.jobs.registry import handler_of, load_handlers
from portal.jobs.slots import ask_due_slots

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings

log = structlog.get_logger()
ERROR_CHARACTERS = 2000
SLOTS_EVERY_SECONDS = 30.0


def run_worker(app: Flask, *, stop: threading.Event | None = None) -> None:
    """Work until `stop` is set or the process is told to end (SIGTERM, SIGINT)."""
    ending = stop or threading.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ending.set())
    name = f"{os.getpid()}-{secrets.token_hex(4)}"
    settings: Settings = app.extensions["bangvang_settings"]
    with app.app_context():
        load_handlers(app)
    asked_at = 0.0
    while not ending.is_set():
        with app.app_context():
            try:
                if time.monotonic() - asked_at > SLOTS_EVERY_SECONDS:
                    with writing(database().main) as session:
                        ask_due_slots(session, now=clock())
                    asked_at = time.monotonic()
                worked = work_once(settings, name)
            except Exception:  # noqa: BLE001  a database that is away for a while must not end the worker
                log.warning("worker_cannot_reach_database", error=traceback.format_exc(limit=3))
                worked = False
        if not worked:
            ending.wait(settings.poll_seconds)


def work_until_idle(app: Flask, *, most: int = 10_000) -> int:
    """Do everything that is due now and say how many jobs ran (tests, the demonstration)."""
    settings: Settings = app.extensions["bangvang_settings"]
    with app.app_context():
        load_handlers(app)
        done = 0
        while done < most and work_once(settings, f"idle-{os.getpid()}"):
            done += 1
        return done


def work_once(settings: Settings, worker: str) -> bool:
    """Claim and run one job; False when nothing is due."""
    engine = database().main
    with writing(engine) as session:
        job = claim(session, worker=worker, now=clock(), lease_seconds=settings.lease_seconds)
    if job is None:
        return False
    failpoint("job_claimed")
    beating = _Heartbeat(settings, job)
    began = time.monotonic()
    try:
        with beating, holding(job):
            handler_of(job.kind)(job.arguments)
    except LeaseLostError:
        log.warning("job_lost_its_lease", kind=job.kind, job=str(job.id))
        return True
    except Exception as error:  # noqa: BLE001  whatever a handler throws is the job's failure, not the worker's
        log.warning("job_failed", kind=job.kind, job=str(job.id), attempt=job.attempts, error=repr(error))
        said = traceback.format_exc(limit=-4)[-ERROR_CHARACTERS:]
        with writing(engine) as session:
            fail(session, job, now=clock(), error=said, most_attempts=settings.most_attempts)
        return True
    failpoint("job_done")
    with writing(engine) as session:
        if not finish(session, job, now=clock()):
            log.warning("job_lost_its_lease", kind=job.kind, job=str(job.id))
    log.info("job_done", kind=job.kind, job=str(job.id), seconds=round(time.monotonic() - began, 3))
    return True


class _Heartbeat:
    """Prolongs the lease from a thread of its own while the handler runs."""

    def __init__(self, settings: Settings, job: Claimed) -> None:
        self._settings, self._job = settings, job
        self._stop = threading.Event()
        self._database = database()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._now = clock

    def __enter__(self) -> None:
        from flask import current_app  # noqa: PLC0415  the proxy must be resolved in the worker's own thread

        self._app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  Flask's documented way
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stop.wait(self._settings.lease_seconds / 3):
            with self._app.app_context(), writing(self._database.main) as session:
                if not beat(session, self._job, now=self._now(), lease_seconds=self._settings.lease_seconds):
                    return
