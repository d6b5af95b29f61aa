"""The queue: claimed once, back after a dead worker, fenced, set aside when poisonous."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import database, reading, transaction, writing
from portal.jobs.claim import again, beat, claim, enqueue, fail, finish
from portal.jobs.holding import LeaseLostError
from portal.jobs.progress import find_progress, report_progress
from portal.jobs.registry import handles
from portal.jobs.worker import work_until_idle
from portal.records.tables import Job, Throttle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

    from tests.conftest import TestClock

LEASE = 60.0
ran: list[object] = []


@handles("test_count")
def _count(arguments: Mapping[str, Any]) -> None:
    ran.append(arguments["n"])


@handles("test_poison")
def _poison(arguments: Mapping[str, Any]) -> None:
    ran.append("poison")
    raise RuntimeError("always")


def _seen(subject: str = "part-1") -> tuple[Any, ...]:
    with Session(database().main) as session:
        found = find_progress(session, "test_progress", subject=subject)
        assert found is not None
        return found.state, found.percent, found.step


@handles("test_progress")
def _progress(_arguments: Mapping[str, Any]) -> None:
    report_progress(40, "encoding")
    ran.append(_seen())


@handles("test_steps")
def _steps(_arguments: Mapping[str, Any]) -> None:
    for percent, step in ((10, "reading"), (20, "reading"), (30, "encoding")):
        report_progress(percent, step)
        with Session(database().main) as session:
            job = session.scalars(select(Job)).one()
            ran.append((job.progress_percent, job.progress_step))


@handles("test_zombie")
def _zombie(_arguments: Mapping[str, Any]) -> None:
    """While it works its lease lapses and another worker takes the job."""
    moved: TestClock = current_app.extensions["bangvang_clock"]
    with writing(database().main) as session:
        later = moved.move(seconds=LEASE * 2)
        assert claim(session, worker="two", now=later, lease_seconds=LEASE) is not None
    ran.append("taken")
    try:
        with transaction() as session:
            session.add(Throttle(key="0" * 64, began_at=moved(), tries=1))
    except LeaseLostError:
        ran.append("refused")
    try:
        report_progress(90, "encoding")
    except LeaseLostError:
        ran.append("refused")
        raise


@pytest.fixture(autouse=True)
def _nothing_ran() -> None:
    ran.clear()


def ask(app: Flask, clock: TestClock, kind: str = "test_count", **arguments: Any) -> Any:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        return enqueue(session, kind, now=clock(), **arguments)


def take(app: Flask, clock: TestClock, worker: str = "one") -> Any:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        return claim(session, worker=worker, now=clock(), lease_seconds=LEASE)


def test_every_job_runs_once_with_eight_workers(app: Flask, clock: TestClock) -> None:
    for n in range(40):
        ask(app, clock, n=n)
    claimed: list[Any] = []

    def work() -> None:
        while (job := take(app, clock, threading.current_thread().name)) is not None:
            claimed.append(job.arguments["n"])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == list(range(40))


def test_X03_a_job_of_a_dead_worker_comes_back_and_the_zombie_is_refused(app: Flask, clock: TestClock) -> None:
    ask(app, clock, n=1)
    zombie = take(app, clock, "zombie")
    assert take(app, clock, "two") is None
    clock.move(seconds=LEASE + 1)
    second = take(app, clock, "two")
    assert second.id == zombie.id
    assert second.fence == zombie.fence + 1
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        assert not beat(session, zombie, now=clock(), lease_seconds=LEASE)
        assert not finish(session, zombie, now=clock())
        assert finish(session, second, now=clock())
        assert session.scalars(select(Job.state)).one() == "done"


def test_X14_a_heartbeat_keeps_a_long_job_from_running_twice(app: Flask, clock: TestClock) -> None:
    ask(app, clock, n=1)
    job = take(app, clock)
    for _ in range(5):
        clock.move(seconds=LEASE - 1)
        with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
            assert beat(session, job, now=clock(), lease_seconds=LEASE)
        assert take(app, clock, "two") is None


def test_X10_a_poison_job_is_set_aside_after_five_tries_and_others_go_on(app: Flask, clock: TestClock) -> None:
    poison = ask(app, clock, "test_poison")
    ask(app, clock, n=7)
    for _ in range(8):
        work_until_idle(app)
        clock.move(hours=1)
    assert ran.count("poison") == 5
    assert ran.count(7) == 1
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        row = session.get_one(Job, poison)
        assert row.state == "poison"
        assert "RuntimeError: always" in row.last_error
        assert again(session, poison, now=clock())
    work_until_idle(app)
    assert ran.count("poison") == 6


def test_X10_the_same_slot_is_asked_for_once_and_the_rest_of_its_transaction_stays(
    app: Flask, clock: TestClock
) -> None:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        assert enqueue(session, "test_count", now=clock(), unique_key="slot:1", n=1)
        assert enqueue(session, "test_count", now=clock(), unique_key="slot:1", n=2) is None
        assert enqueue(session, "test_count", now=clock(), n=3)
    work_until_idle(app)
    assert sorted(map(str, ran)) == ["1", "3"]


def test_a_failed_job_waits_longer_each_time(app: Flask, clock: TestClock) -> None:
    ask(app, clock, n=1)
    waits = []
    for _ in range(4):
        job = take(app, clock)
        with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
            fail(session, job, now=clock(), error="no", most_attempts=9)
            waits.append((session.get_one(Job, job.id).run_at - clock()).total_seconds())
        clock.move(seconds=waits[-1])
    assert waits == [2, 10, 60, 300]


def test_a_job_asked_for_in_a_transaction_that_fails_does_not_exist(app: Flask, clock: TestClock) -> None:
    with (
        app.app_context(),
        pytest.raises(ZeroDivisionError),
        writing(app.extensions["bangvang_database"].main) as session,
    ):
        enqueue(session, "test_count", now=clock(), n=1)
        raise ZeroDivisionError
    assert work_until_idle(app) == 0


def test_a_page_sees_how_far_a_job_about_its_subject_is(app: Flask, clock: TestClock) -> None:
    ask(app, clock, "test_progress", subject="part-1")
    ask(app, clock, subject="part-1", n=1)
    ask(app, clock, "test_progress", subject="part-2")
    work_until_idle(app)
    assert ran[0] == ("running", 40, "encoding")
    with app.app_context():
        done = find_progress(reading(), "test_progress", subject="part-1")
        assert done is not None
        assert (done.state, done.percent, done.step) == ("done", 40, "encoding")
        assert find_progress(reading(), "test_progress", subject="part-3") is None


def test_progress_is_written_once_a_second_and_at_each_new_step(app: Flask, clock: TestClock) -> None:
    ask(app, clock, "test_steps", subject="part-1")
    work_until_idle(app)
    assert ran == [(10, "reading"), (10, "reading"), (30, "encoding")]


def test_progress_outside_a_job_is_nobodys(app: Flask, clock: TestClock) -> None:
    job = ask(app, clock, n=1)
    with app.app_context():
        report_progress(50, "encoding")
        with reading() as session:
            assert session.get_one(Job, job).progress_percent is None


def test_X03_a_handler_that_lost_its_lease_commits_nothing_more(app: Flask, clock: TestClock) -> None:
    ask(app, clock, "test_zombie")
    work_until_idle(app, most=1)
    assert ran == ["taken", "refused", "refused"]
    with app.app_context(), reading() as session:
        assert session.scalars(select(Throttle)).all() == []
        row = session.scalars(select(Job)).one()
        assert (row.state, row.worker, row.progress_percent) == ("running", "two", None)
