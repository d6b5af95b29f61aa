"""What watches over a running job from a thread of its own: the lease is prolonged, the time limit is kept."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

import structlog
from flask import current_app

from portal.clock import clock
from portal.db import database, writing
from portal.jobs.aside import fail_aloud
from portal.jobs.claim import beat
from portal.tied import OVERRAN

if TYPE_CHECKING:
    from config import Settings
    from portal.jobs.claim import Claimed

log = structlog.get_logger()


class Watch:
    """Prolongs the lease while the block runs, however long the job (X14).

    A handler that hangs would keep its lease for ever. A thread cannot be ended from outside, so after
    `most_seconds` the job is put back with that reason and the whole process ends; whoever started it starts it
    again (X27).
    """

    def __init__(self, settings: Settings, job: Claimed, *, most_seconds: float) -> None:
        self._settings, self._job, self._most_seconds = settings, job, most_seconds
        self._stop = threading.Event()
        self._app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  Flask's documented way
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        began = time.monotonic()
        pause = min(self._settings.lease_seconds / 3, self._most_seconds)
        while not self._stop.wait(pause):
            with self._app.app_context():
                try:
                    if time.monotonic() - began >= self._most_seconds:
                        self._give_up()
                    elif not self._beat():
                        return
                except Exception as error:  # noqa: BLE001  a database that is away for a while: the next beat may reach it
                    log.warning("job_cannot_beat", job=str(self._job.id), error=repr(error))

    def _beat(self) -> bool:
        with writing(database().main) as session:
            return beat(session, self._job, now=clock(), lease_seconds=self._settings.lease_seconds)

    def _give_up(self) -> None:
        try:
            with writing(database().main) as session:
                error = f"JobTookTooLong: more than {self._most_seconds:.0f} s"
                fail_aloud(session, self._job, now=clock(), error=error, most_attempts=self._settings.most_attempts)
            log.error("job_took_too_long", kind=self._job.kind, job=str(self._job.id), seconds=self._most_seconds)
        finally:
            os._exit(OVERRAN)
