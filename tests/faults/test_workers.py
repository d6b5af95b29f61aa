"""Workers that hang, stop and come back, and the launcher that starts again who died."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.models.entries import Measurement
from portal.cli.running import LONGEST_PAUSE_SECONDS, MOST_EARLY_ENDS, Child
from portal.db import transaction
from portal.jobs.watching import OVERRAN
from portal.jobs.worker import work_until_idle
from portal.records.tables import Job
from portal.tied import TIED_TO
from tests.factories.entries import make_draft
from tests.factories.received import Intake

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from config import Settings
    from tests.conftest import TestClock

ROOT = Path(__file__).parents[2]
HAPPENS_SECONDS = 90
HANGING = """
import time
from portal.app import create_app
import config
from portal.jobs.registry import handles
from portal.jobs.worker import run_worker

@handles("test_hangs", most_seconds=0.3)
def hang(arguments):
    time.sleep(600)

run_worker(create_app(config.from_env()))
"""


def start(settings: Settings, *argv: str, **more: str) -> subprocess.Popen[bytes]:
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "BANGVANG_DATA_FOLDER": str(settings.data_folder),
        "BANGVANG_DATABASE_URL": settings.database_url,
        "BANGVANG_DESK_DATABASE_URL": settings.desk_database_url,
        "BANGVANG_SANDBOX": "weak",
        "BANGVANG_LEASE_SECONDS": "2",
        "BANGVANG_POLL_SECONDS": "0.1",
        **more,
    }
    log = (settings.data_folder / "worker.log").open("ab")
    with log:
        return subprocess.Popen([sys.executable, *argv], cwd=ROOT, env=environment, stdout=log, stderr=log)


def job_of(app: Flask, kind: str) -> Job:
    with app.app_context(), transaction() as session:
        job = session.scalars(select(Job).where(Job.kind == kind)).one()
        session.expunge(job)
        return job


def wait_for(settings: Settings, is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + HAPPENS_SECONDS
    while not is_so():
        assert time.monotonic() < until, (settings.data_folder / "worker.log").read_text()[-3000:]
        time.sleep(0.1)


def test_X03_a_worker_that_was_stopped_comes_back_as_a_zombie_and_its_result_is_refused(
    app: Flask, clock: TestClock, settings: Settings
) -> None:
    intake = Intake(app, clock)
    work_until_idle(app)
    make_draft(app, intake.author(), intake.programme)
    log = settings.data_folder / "worker.log"
    worker = ("-m", "portal.cli", "worker")
    zombie = start(settings, *worker, BANGVANG_FAILPOINT="part_measured:sleep=2000")
    second = None
    try:
        wait_for(settings, lambda: job_of(app, "measure_part").state == "running")
        zombie.send_signal(signal.SIGSTOP)
        second = start(settings, *worker)
        wait_for(settings, lambda: job_of(app, "measure_part").state == "done")
        taken = job_of(app, "measure_part")
        assert (taken.attempts, taken.fence) == (2, 2)
        zombie.send_signal(signal.SIGCONT)
        wait_for(settings, lambda: "job_lost_its_lease" in log.read_text())
        assert zombie.poll() is None, "the zombie goes on with other work"
    finally:
        for process in filter(None, (zombie, second)):
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait()
    after = job_of(app, "measure_part")
    assert (after.state, after.worker, after.fence) == ("done", taken.worker, 2)
    with app.app_context(), transaction() as session:
        assert len(session.scalars(select(Measurement)).all()) == 1


def test_X27_a_job_beyond_its_time_limit_ends_its_worker_and_waits_with_that_reason(
    app: Flask, clock: TestClock, settings: Settings
) -> None:
    with app.app_context(), transaction() as session:
        session.add(Job(kind="test_hangs", arguments={}, run_at=clock(), created_at=clock(), priority=0))
    worker = start(settings, "-c", HANGING)
    try:
        assert worker.wait(HAPPENS_SECONDS) == OVERRAN
    finally:
        worker.kill()
    job = job_of(app, "test_hangs")
    assert (job.state, job.attempts) == ("queued", 1)
    assert job.last_error.startswith("JobTookTooLong")


class Ended:
    """A process that has ended with a status already."""

    def __init__(self, status: int | None) -> None:
        self._status = status

    def poll(self) -> int | None:
        return self._status


@pytest.mark.parametrize(
    ("status", "starts"),
    [(None, 0), (-signal.SIGKILL, 10), (OVERRAN, 10), (0, 0), (1, MOST_EARLY_ENDS - 1)],
    ids=["lives", "X01-killed", "X27-overran", "told-to-end", "fails-early"],
)
def test_the_launcher_starts_again_who_died_but_not_who_fails_from_the_start(
    monkeypatch: pytest.MonkeyPatch, status: int | None, starts: int
) -> None:
    started: list[object] = []

    def popen(argv: object, *, env: dict[str, str]) -> Ended:
        assert env[TIED_TO] == str(os.getpid())
        started.append(argv)
        return Ended(status)

    monkeypatch.setattr("portal.cli.running.subprocess.Popen", popen)
    child = Child("worker")
    lived = [child.keep_alive(is_wanted=True) for _ in range(10)]
    assert len(started) - 1 == starts
    assert all(lived) == (status in {None, OVERRAN, -signal.SIGKILL})


def test_X01_a_web_server_that_worked_and_gives_up_after_several_kills_is_started_again_with_growing_pauses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[float] = []
    now = [0.0]
    lives = [True]

    class Server(Ended):
        def poll(self) -> int | None:
            return None if lives[0] else 1

    def popen(_argv: object, *, env: dict[str, str]) -> Ended:
        started.append(now[0])
        return Server(None)

    monkeypatch.setattr("portal.cli.running.subprocess.Popen", popen)
    monkeypatch.setattr("portal.cli.running.time.monotonic", lambda: now[0])
    child = Child("serve", works=lambda: True)
    assert child.keep_alive(is_wanted=False)
    lives[0] = False
    for _ in range(200):
        now[0] += 0.5
        assert child.keep_alive(is_wanted=False), "the portal never ends for good once it has worked"
    pauses = [after - before for before, after in pairwise(started)]
    assert pauses[1:4] == sorted(pauses[1:4])
    assert 4 <= len(started) <= 20
    assert max(pauses) <= LONGEST_PAUSE_SECONDS + 1
