"""Celery as the carrier of job ids: it wakes a worker at once, and nothing depends on it (design 7).

The `jobs` table stays the truth. After the commit the ids go to the broker from a thread of their own, so that a
broker that is down, slow or emptied neither fails nor delays a request; the task claims by id, so that a message
that comes twice, late or for nothing does nothing; and every worker also sweeps what is due or expired, so that a
lost message costs seconds (X09, X10).
"""

from __future__ import annotations

import os
import queue
import threading
from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from celery import Celery
from kombu.exceptions import KombuError

from portal.jobs.lanes import Lane
from portal.jobs.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask

    from config import Settings
    from portal.jobs.claim import Asked

log = structlog.get_logger()
TASK = "bangvang.job"
QUEUES = {Lane.QUICK: "bangvang", Lane.LONG: "bangvang.long"}
MOST_WAITING = 1000
"""Ids kept for the broker in one process; the sweep finds those that have no room."""
PAUSE_SECONDS = 5.0
"""How long the broker is left alone after it failed."""
ANSWER_SECONDS = 2.0
LOWEST_PRIORITY = 9
QUIET = {"without_gossip": True, "without_mingle": True, "without_heartbeat": True}
"""Workers need not know of each other."""


def make_celery(settings: Settings) -> Celery:
    """The Celery application of this installation. Its messages are hints: not durable, taken off at once."""
    celery = Celery("bangvang", broker=settings.broker_url, set_as_current=False)
    celery.conf.update(
        task_default_queue=QUEUES[Lane.QUICK],
        task_default_delivery_mode="transient",
        task_ignore_result=True,
        task_store_errors_even_if_ignored=False,
        task_acks_late=False,
        task_queue_max_priority=LOWEST_PRIORITY,
        accept_content=["json"],
        task_serializer="json",
        broker_connection_timeout=ANSWER_SECONDS,
        broker_connection_retry=True,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_prefetch_multiplier=1,
        worker_enable_remote_control=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_send_task_events=False,
        broker_transport_options=_options(settings),
    )
    return celery


def _options(settings: Settings) -> dict[str, object]:
    """A broker that does not answer is given up after seconds; a Valkey keeps the order of urgency by itself."""
    if is_valkey(settings):
        return {
            "socket_timeout": ANSWER_SECONDS,
            "socket_connect_timeout": ANSWER_SECONDS,
            "retry_on_timeout": False,
            "queue_order_strategy": "priority",
            "priority_steps": list(range(LOWEST_PRIORITY + 1)),
        }
    return {"read_timeout": ANSWER_SECONDS, "write_timeout": ANSWER_SECONDS, "max_retries": 1}


def is_valkey(settings: Settings) -> bool:
    """Whether the broker speaks Redis's protocol; RabbitMQ otherwise."""
    return settings.broker_url.startswith(("redis", "unix", "sentinel"))


class CeleryTransport:
    """Carries ids to the broker, from a daemon thread that begins with the first one."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._waiting: queue.Queue[Asked] = queue.Queue(MOST_WAITING)
        self._lock = threading.Lock()
        self._pid = 0

    def carry(self, asked: Sequence[Asked]) -> None:
        """Take ids over; returns at once and never raises."""
        self._begin()
        for one in asked:
            try:
                self._waiting.put_nowait(one)
            except queue.Full:
                return  # the broker has been away for long; the sweep has the rest

    def wait_until_empty(self) -> None:
        """Return when everything taken over was sent or given up (a command about to end, a test)."""
        self._waiting.join()

    def _begin(self) -> None:
        with self._lock:
            if self._pid != os.getpid():  # a server that forks does not take threads along
                self._pid = os.getpid()
                threading.Thread(target=self._run, name="bangvang-transport", daemon=True).start()

    def _run(self) -> None:
        celery = make_celery(self._settings)
        while True:
            one = self._waiting.get()
            try:
                self._send(celery, one)
            except Exception as error:  # noqa: BLE001  whatever a client library throws, the sweep has the job
                log.warning("broker_does_not_answer", error=repr(error))
                celery.close()
                self._forget_for_a_while()
                celery = make_celery(self._settings)
            finally:
                self._waiting.task_done()

    def _send(self, celery: Celery, one: Asked) -> None:
        urgent_first = one.priority if is_valkey(self._settings) else LOWEST_PRIORITY - one.priority
        celery.send_task(
            TASK, args=(str(one.id),), queue=QUEUES[one.lane], priority=urgent_first, retry=False, ignore_result=True
        )

    def _forget_for_a_while(self) -> None:
        """What waits now would come late: forget it, and let the broker come back."""
        while not self._waiting.empty():
            self._waiting.get_nowait()
            self._waiting.task_done()
        threading.Event().wait(PAUSE_SECONDS)


def broker_answers(settings: Settings) -> bool:
    """Whether the broker can be reached within seconds; for the operator's page."""
    celery = make_celery(settings)
    try:
        with celery.connection_for_write(connect_timeout=ANSWER_SECONDS) as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=ANSWER_SECONDS)
    except (KombuError, OSError):
        return False
    finally:
        celery.close()
    return True


def serve_tasks(celery: Celery, worker: Worker) -> None:
    """Let `celery` hand the ids that it takes from the broker to `worker`."""

    def do_job(job_id: str) -> None:
        worker.work(UUID(job_id))

    celery.task(name=TASK, shared=False)(do_job)


def queues_of(lane: Lane) -> list[str]:
    """The queues that a worker of `lane` takes ids from."""
    return [QUEUES[one] for one in lane.parts]


def run_celery_worker(app: Flask, *, lane: Lane = Lane.ALL) -> None:
    """Take ids of `lane` from the broker and sweep beside it, until SIGTERM or SIGINT; one job at a time.

    The broker may be away at the start and later: the sweep goes on, and Celery connects again by itself.
    """
    settings: Settings = app.extensions["bangvang_settings"]
    worker, celery, ending = Worker(app, lane=lane), make_celery(settings), threading.Event()
    serve_tasks(celery, worker)
    sweeping = threading.Thread(target=worker.sweep, args=(ending,), kwargs={"pause_seconds": settings.sweep_seconds})
    sweeping.start()
    try:
        celery.Worker(
            queues=queues_of(lane), pool="threads", concurrency=1, loglevel="WARNING", quiet=True, **QUIET
        ).start()
    finally:
        ending.set()
        sweeping.join()
