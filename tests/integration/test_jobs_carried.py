"""The jobs suite: the same promises on SQLite, on PostgreSQL, and with Celery on Valkey or RabbitMQ carrying the ids.

It is longer than 300 lines, so that each case of this subject is found in one place.
"""

from __future__ import annotations

import itertools
import os
import random
import threading
import time
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from celery.contrib.testing.worker import start_worker
from flask import current_app
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from judging.enums import Role
from judging.models.history import Notice
from portal.app import create_app
from portal.db import database, transaction, writing
from portal.jobs import lanes
from portal.jobs.celery import broker_answers, make_celery, queues_of, serve_tasks
from portal.jobs.claim import Asked, claim, enqueue, finish
from portal.jobs.lanes import LONG_KINDS, Lane
from portal.jobs.registry import handles
from portal.jobs.transport import make_transport
from portal.jobs.worker import Worker
from portal.records.tables import Job
from tests.factories.office import make_account
from tests.rabbitmq import RabbitServer, RabbitUnavailableError
from tests.valkey import ValkeyServer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from flask import Flask

    import config
    from portal.jobs.transport import Transport
    from tests.conftest import TestClock

NEVER = 3600.0
WAITING_SECONDS = 40
done: list[int] = []
"""The numbers of jobs in the order in which they were done, whatever the test."""
RABBIT = pytest.param("rabbitmq", marks=pytest.mark.soak)
"""Starting it takes up to half a minute on a busy machine."""
KINDS = ("sqlite", "postgresql", "celery", RABBIT)
BROKERS = ("celery", RABBIT)


@handles("test_carried")
def _carried(arguments: Mapping[str, Any]) -> None:
    """Its effect is one more row each time."""
    with transaction() as session:
        now = current_app.extensions["bangvang_clock"]()
        session.add(Notice(account=uuid4().hex, kind="test.carried", facts={}, url=str(arguments["n"]), created_at=now))
    done.append(arguments["n"])


@handles("test_always_fails")
def _always_fails(_arguments: Mapping[str, Any]) -> None:
    raise RuntimeError("always")


@handles("test_long")
def _long(arguments: Mapping[str, Any]) -> None:
    """Works three times as long as the lease, while the clock goes on."""
    clock: TestClock = current_app.extensions["bangvang_clock"]
    for _ in range(12):
        time.sleep(current_app.extensions["bangvang_settings"].lease_seconds / 4)
        clock.move(seconds=current_app.extensions["bangvang_settings"].lease_seconds / 4)
    _carried(arguments)


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[ValkeyServer]:
    server = ValkeyServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def rabbit_server() -> Iterator[RabbitServer]:
    server = RabbitServer()
    try:
        server.start()
        yield server
    except RabbitUnavailableError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
    finally:
        server.remove()


@pytest.fixture
def broker(transport_kind: str, request: pytest.FixtureRequest) -> ValkeyServer | RabbitServer | None:
    """The broker of this test, with nothing in it; None where there is none."""
    names = {"celery": "valkey_server", "rabbitmq": "rabbit_server"}
    if transport_kind not in names:
        return None
    found: ValkeyServer | RabbitServer = request.getfixturevalue(names[transport_kind])
    found.empty()
    return found


@pytest.fixture(params=KINDS)
def transport_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def database_kind(transport_kind: str) -> str:
    return "sqlite" if transport_kind == "sqlite" else "postgresql"


@pytest.fixture
def house(
    app: Flask, clock: TestClock, settings: config.Settings, broker: ValkeyServer | RabbitServer | None
) -> Iterator[House]:
    changed = replace(settings, broker_url=broker.url if broker is not None else "", lease_seconds=1.0)
    made = create_app(changed, clock=clock)
    yield House(made, changed, clock, broker)
    made.extensions["bangvang_database"].dispose()


class House:
    """An application and its workers, which run as they do in production but for the clock."""

    def __init__(
        self, app: Flask, settings: config.Settings, clock: TestClock, broker: ValkeyServer | RabbitServer | None
    ) -> None:
        self.app, self.settings, self.clock, self.broker = app, settings, clock, broker
        self._numbers = itertools.count()

    def ask(self, kind: str = "test_carried", *, count: int = 1) -> None:
        for _ in range(count):
            with self.app.app_context(), transaction() as session:
                enqueue(session, kind, now=self.clock(), n=next(self._numbers))

    @contextmanager
    def working(self, *, workers: int = 1, sweep_seconds: float = 0.02, lane: Lane = Lane.ALL) -> Iterator[None]:
        """So many workers; each sweeps, and takes ids from the broker where there is one."""
        with ExitStack() as stack:
            for _ in range(workers):
                worker, stop = Worker(self.app, lane=lane), threading.Event()
                thread = threading.Thread(target=worker.sweep, args=(stop,), kwargs={"pause_seconds": sweep_seconds})
                thread.start()
                stack.callback(thread.join)
                stack.callback(stop.set)
                if self.settings.broker_url:
                    celery = make_celery(self.settings)
                    serve_tasks(celery, worker)
                    stack.callback(celery.close)
                    stack.enter_context(
                        start_worker(celery, pool="solo", perform_ping_check=False, queues=queues_of(lane))
                    )
            yield

    def states(self) -> dict[str, int]:
        """How many of the test's jobs stand in which state."""
        with Session(self.app.extensions["bangvang_database"].main) as session:
            mine = select(Job.state, func.count()).where(Job.kind.startswith("test_")).group_by(Job.state)
            return {state: count for state, count in session.execute(mine)}  # noqa: C416

    def wait_for(self, expected: dict[str, int]) -> None:
        until = time.monotonic() + WAITING_SECONDS
        while self.states() != expected:
            assert time.monotonic() < until, self.states()
            time.sleep(0.02)

    def wait_until_delivered(self) -> None:
        """Until the broker holds no id any more."""
        until = time.monotonic() + WAITING_SECONDS
        while self.broker is not None and (left := self.broker.count()):
            assert time.monotonic() < until, left
            time.sleep(0.02)

    def wait_until_quiet(self) -> None:
        """Until nothing is due and nothing runs."""
        until = time.monotonic() + WAITING_SECONDS
        busy = or_(Job.state == "running", and_(Job.state == "queued", Job.run_at <= self.clock()))
        while True:
            with Session(self.app.extensions["bangvang_database"].main) as session:
                if not session.scalar(select(func.count()).where(busy)):
                    return
            assert time.monotonic() < until
            time.sleep(0.02)

    def effects(self) -> list[int]:
        """The number of the job of each effect, in order."""
        with Session(self.app.extensions["bangvang_database"].main) as session:
            return sorted(int(one) for one in session.scalars(select(Notice.url).where(Notice.kind == "test.carried")))


def test_every_job_has_its_effect_once_with_two_workers(house: House) -> None:
    house.ask(count=10)
    with house.working(workers=2):
        house.ask(count=20)
        house.wait_for({"done": 30})
    assert house.effects() == list(range(30))


def test_X14_a_job_three_times_as_long_as_its_lease_has_its_effect_once(house: House) -> None:
    with house.working(workers=2):
        house.ask("test_long")
        house.wait_for({"done": 1})
    assert house.effects() == [0]


def test_X10_poison_is_set_aside_after_five_tries_others_go_on_and_the_administrator_is_told_once(
    house: House,
) -> None:
    with house.app.app_context(), writing(database().main) as session:
        admin = make_account(session, now=house.clock(), roles=(Role.ADMIN,))
    with house.working():
        house.ask("test_always_fails", count=2)
        house.ask(count=3)
        for _ in range(5):
            house.wait_until_quiet()
            house.clock.move(hours=1)
        house.wait_for({"poison": 2, "done": 3})
    with house.app.app_context(), Session(database().main) as session:
        failed = select(Job.attempts).where(Job.kind == "test_always_fails", Job.state == "poison")
        assert session.scalars(failed).all() == [5, 5]
        told = session.scalars(select(Notice.account).where(Notice.kind == "job.set_aside")).all()
    assert told == [str(admin.id)]


def test_X10_a_job_whose_worker_dies_each_time_is_set_aside_and_its_last_worker_is_refused(house: House) -> None:
    house.ask()
    with house.app.app_context():
        for _ in range(5):
            with writing(database().main) as session:
                job = claim(session, worker="dead", now=house.clock(), lease_seconds=1)
            house.clock.move(seconds=2)
    assert job is not None
    with house.working():
        house.wait_for({"poison": 1})
    assert house.effects() == []
    with house.app.app_context(), writing(database().main) as session:
        assert not finish(session, job, now=house.clock())


class Stutter:
    """A broker that delivers each id three times, late and in any order."""

    def __init__(self, inner: Transport, seed: int) -> None:
        self._inner, self._random = inner, random.Random(seed)
        self._kept: list[Asked] = []

    def carry(self, asked: Sequence[Asked]) -> None:
        self._kept += [*asked] * 3

    def deliver(self) -> None:
        self._random.shuffle(self._kept)
        for one in self._kept:
            self._inner.carry([one])


@pytest.mark.parametrize("transport_kind", BROKERS, indirect=True)
def test_X10_ids_delivered_three_times_shuffled_and_late_have_one_effect_each(house: House) -> None:
    stutter = Stutter(house.app.extensions["bangvang_transport"], seed=10)
    house.app.extensions["bangvang_transport"] = stutter
    house.ask(count=15)
    # Two consumers of AMQP in one process would share kombu's one event loop; in production each has its process.
    with house.working(workers=1 if isinstance(house.broker, RabbitServer) else 2, sweep_seconds=NEVER):
        stutter.deliver()
        house.wait_for({"done": 15})
        house.app.extensions["bangvang_transport"] = None
        house.wait_until_delivered()
    assert house.effects() == list(range(15))


@pytest.mark.parametrize("transport_kind", BROKERS, indirect=True)
def test_an_id_wakes_a_worker_long_before_its_sweep(house: House) -> None:
    with house.working(sweep_seconds=NEVER):
        house.wait_until_quiet()
        house.ask(count=3)
        house.wait_for({"done": 3})


@pytest.mark.parametrize("transport_kind", BROKERS, indirect=True)
def test_an_id_of_long_work_waits_for_a_worker_of_its_lane(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "LONG_KINDS", LONG_KINDS | {"test_long"})
    with house.working(sweep_seconds=NEVER, lane=Lane.QUICK):
        house.wait_until_quiet()
        house.ask("test_long")
        house.ask(count=2)
        house.wait_for({"queued": 1, "done": 2})
    with house.working(sweep_seconds=NEVER, lane=Lane.LONG):
        house.wait_for({"done": 3})
    assert done[-1] == 0


@pytest.mark.parametrize("transport_kind", BROKERS, indirect=True)
def test_the_most_urgent_id_is_taken_first(house: House) -> None:
    for priority in (8, 5, 2, 3):
        with house.app.app_context(), transaction() as session:
            enqueue(session, "test_carried", now=house.clock(), priority=priority, n=priority)
    house.app.extensions["bangvang_transport"].wait_until_empty()
    with house.working(sweep_seconds=NEVER):
        house.wait_for({"done": 4})
    assert done[-4:] == [2, 3, 5, 8]


@pytest.mark.parametrize("transport_kind", BROKERS, indirect=True)
def test_X09_an_emptied_broker_loses_no_job(house: House, broker: ValkeyServer | RabbitServer) -> None:
    house.ask(count=5)
    house.app.extensions["bangvang_transport"].wait_until_empty()
    broker.empty()
    with house.working(sweep_seconds=0.5):
        house.wait_for({"done": 5})
    assert house.effects() == list(range(5))


@pytest.mark.parametrize("transport_kind", BROKERS, indirect=True)
def test_X09_a_broker_that_dies_and_comes_back_under_the_workers_loses_no_job(
    house: House, broker: ValkeyServer | RabbitServer
) -> None:
    with house.working(sweep_seconds=0.2):
        house.ask(count=3)
        broker.stop()
        assert not broker_answers(house.settings)
        house.ask(count=3)
        house.wait_for({"done": 6})
        broker.start()
        assert broker_answers(house.settings)
    assert house.effects() == list(range(6))


@pytest.mark.parametrize("transport_kind", BROKERS, indirect=True)
def test_X09_a_broker_that_answers_nothing_does_not_hold_a_request_up(
    house: House, broker: ValkeyServer | RabbitServer
) -> None:
    """2,000 transactions with a job each: if one of them waited for the broker, two seconds each were lost."""
    broker.freeze()
    try:
        carry = house.app.extensions["bangvang_transport"].carry
        began = time.monotonic()
        for _ in range(2000):
            carry([Asked(uuid4(), 5)])
        assert time.monotonic() - began < 100
        house.ask(count=3)
        assert house.states() == {"queued": 3}
    finally:
        broker.thaw()
    with house.working(sweep_seconds=0.2):
        house.wait_for({"done": 3})


def test_without_a_broker_there_is_no_transport_and_nothing_is_announced(settings: config.Settings) -> None:
    assert make_transport(settings) is None
