"""Two lanes: whoever waits for a measurement does not wait behind somebody's film."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import database, transaction, writing
from portal.jobs import lanes
from portal.jobs.claim import ASKED, claim, enqueue
from portal.jobs.lanes import LONG_KINDS, Lane
from portal.jobs.registry import handler_of, handles, load_handlers
from portal.jobs.resting import Rest, Wake
from portal.jobs.worker import run_worker, work_once, work_until_idle
from portal.records.tables import Job
from tests.factories.administration import Office

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

    from tests.conftest import TestClock

MOST_SECONDS = 40.0
order: list[str] = []
began, may_end = threading.Event(), threading.Event()


@handles("test_lanes_film")
def _film(_arguments: Mapping[str, Any]) -> None:
    """Encodes until the test lets it end."""
    began.set()
    assert may_end.wait(MOST_SECONDS)
    order.append("film")


@handles("test_lanes_measure")
def _measure(arguments: Mapping[str, Any]) -> None:
    order.append(f"measure-{arguments['n']}")


@pytest.fixture(autouse=True)
def _long_film(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "LONG_KINDS", LONG_KINDS | {"test_lanes_film"})
    order.clear()
    began.clear()
    may_end.clear()


def ask(app: Flask, clock: TestClock, kind: str, **arguments: Any) -> None:
    with app.app_context(), transaction() as session:
        enqueue(session, kind, now=clock(), **arguments)


def wait_for(app: Flask, kind: str, state: str, *, count: int) -> None:
    until = time.monotonic() + MOST_SECONDS
    while True:
        with app.app_context(), Session(database().main) as session:
            found = session.scalars(select(Job.state).where(Job.kind == kind)).all()
        if [*found].count(state) == count:
            return
        assert time.monotonic() < until, found
        time.sleep(0.02)


def do_next(app: Flask, lane: Lane) -> bool:
    with app.app_context():
        return work_once(current_app.extensions["bangvang_settings"], f"test-{lane}", lane=lane)


def test_measurements_are_made_while_a_film_is_being_encoded(app: Flask, clock: TestClock) -> None:
    work_until_idle(app)
    stop = threading.Event()
    workers = [
        threading.Thread(target=run_worker, args=(app,), kwargs={"lane": lane, "stop": stop}) for lane in lanes.LANES
    ]
    ask(app, clock, "test_lanes_film", priority=0)  # the most urgent of all, so that it is taken first
    for worker in workers:
        worker.start()
    try:
        assert began.wait(MOST_SECONDS)
        for n in range(3):
            ask(app, clock, "test_lanes_measure", n=n)
        wait_for(app, "test_lanes_measure", "done", count=3)
        wait_for(app, "test_lanes_film", "running", count=1)
        may_end.set()
        wait_for(app, "test_lanes_film", "done", count=1)
    finally:
        may_end.set()
        stop.set()
        for worker in workers:
            worker.join()
    assert order == ["measure-0", "measure-1", "measure-2", "film"]


def test_a_worker_of_one_lane_leaves_the_jobs_of_the_other_alone(app: Flask, clock: TestClock) -> None:
    may_end.set()
    work_until_idle(app)
    ask(app, clock, "test_lanes_film", priority=0)
    ask(app, clock, "test_lanes_measure", n=1)
    assert [do_next(app, Lane.QUICK), do_next(app, Lane.QUICK)] == [True, False]
    assert order == ["measure-1"]
    ask(app, clock, "test_lanes_measure", n=2)
    assert [do_next(app, Lane.LONG), do_next(app, Lane.LONG)] == [True, False]
    assert order == ["measure-1", "film"]


def test_a_worker_of_all_lanes_does_everything_by_urgency(app: Flask, clock: TestClock) -> None:
    may_end.set()
    work_until_idle(app)
    ask(app, clock, "test_lanes_measure", n=1, priority=5)
    ask(app, clock, "test_lanes_film", priority=2)
    assert [do_next(app, Lane.ALL), do_next(app, Lane.ALL), do_next(app, Lane.ALL)] == [True, True, False]
    assert order == ["film", "measure-1"]


def test_an_id_is_carried_to_the_workers_of_its_lane(app: Flask, clock: TestClock) -> None:
    with app.app_context(), writing(database().main) as session:
        enqueue(session, "test_lanes_film", now=clock())
        enqueue(session, "test_lanes_measure", now=clock(), n=1)
        assert [one.lane for one in session.info.pop(ASKED)] == [Lane.LONG, Lane.QUICK]


def test_every_long_kind_has_a_handler(app: Flask) -> None:
    load_handlers(app)
    assert [handler_of(kind).__name__ for kind in sorted(LONG_KINDS)] == sorted(LONG_KINDS)


def test_the_operation_page_shows_both_lanes_and_says_when_nobody_does_one(app: Flask, clock: TestClock) -> None:
    with app.app_context():
        office = Office(app, clock)
    work_until_idle(app)
    ask(app, clock, "examine_video")
    clock.move(minutes=1)
    ask(app, clock, "measure_part")
    page = office.as_admin().get("/quan-tri/van-hanh")
    assert page.all_words("dl")[1] == (
        "Luồng việc nhanh 1 việc đang chờ, việc lâu nhất đã chờ 0 giây; 0 việc đang chạy "
        "Luồng việc dài (phim, kho tệp) 1 việc đang chờ, việc lâu nhất đã chờ 1 phút 00 giây; 0 việc đang chạy"
    )
    assert "chưa có tiến trình nào làm" not in page.body
    clock.move(minutes=4)
    page = office.as_admin().get("/quan-tri/van-hanh")
    assert "Việc dài trên phim đã chờ nhiều phút mà chưa có tiến trình nào làm." in page.body
    assert "Việc nhanh (gồm cả đo tệp) đã chờ" not in page.body


def test_a_worker_of_long_work_rests_when_idle_and_not_while_there_is_work() -> None:
    ended: list[bool] = []
    patient, hasty = (Rest(lambda: ended.append(True), after_seconds=seconds) for seconds in (1e6, 0))
    patient.looked(found=False)
    hasty.looked(found=True)
    assert (ended, patient.is_due, hasty.is_due) == ([], False, False)
    hasty.looked(found=False)
    assert (ended, hasty.is_due) == ([True], True)


def test_the_quick_lane_wakes_the_long_one_for_its_work_only(app: Flask, clock: TestClock) -> None:
    work_until_idle(app)
    woken: list[bool] = []

    def look() -> int:
        with app.app_context():
            Wake(lambda: Session(database().main), lambda: woken.append(True)).looked(found=True)
        return len(woken)

    ask(app, clock, "test_lanes_measure", n=1)
    assert look() == 0
    ask(app, clock, "test_lanes_film", run_at=clock() + timedelta(minutes=1))
    assert look() == 0
    clock.move(minutes=1)
    assert look() == 1
    with app.app_context(), writing(database().main) as session:
        assert claim(session, worker="dead", now=clock(), lease_seconds=5, lane=Lane.LONG) is not None
    assert look() == 1
    clock.move(seconds=6)
    assert look() == 2
