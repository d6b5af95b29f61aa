"""What a job needs is away for a while: the store, the room on the disk. It comes back by itself, and once."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from judging.models.entries import Measurement
from media.store.contract import StoreUnavailableError
from portal.db import transaction
from portal.jobs.worker import work_until_idle
from portal.records.tables import Job
from tests.factories.entries import make_draft
from tests.factories.office import make_account
from tests.factories.programmes import make_programme
from tests.invariants import violations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask

    from tests.conftest import TestClock


class Flaky:
    """The real store, whose reading fails so many times first."""

    def __init__(self, inner: Any, failures: list[Exception]) -> None:
        self._inner, self._failures = inner, failures

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    @contextmanager
    def local_path(self, key: str, *, scratch: Path) -> Iterator[Path]:
        if self._failures:
            raise self._failures.pop()
        with self._inner.local_path(key, scratch=scratch) as path:
            yield path


@pytest.mark.parametrize(
    "failure", [StoreUnavailableError("503"), OSError(errno.ENOSPC, "No space left on device")], ids=["X11", "X12"]
)
def test_X11_X12_a_measurement_waits_for_the_store_or_for_room_and_is_made_once(
    app: Flask, clock: TestClock, failure: Exception
) -> None:
    with app.app_context(), transaction() as session:
        programme = make_programme(session, now=clock())
        author = make_account(session, now=clock())
    work_until_idle(app)  # what the opening of the contest asked for
    app.extensions["bangvang_store"] = Flaky(app.extensions["bangvang_store"], [failure] * 3)
    make_draft(app, author, programme)
    for tries in (1, 2, 3):
        work_until_idle(app)
        with app.app_context(), transaction() as session:
            job = session.scalars(select(Job).where(Job.kind == "measure_part")).one()
            assert (job.state, job.attempts) == ("queued", tries)
            assert session.scalars(select(Measurement)).all() == []
        clock.move(hours=1)
    work_until_idle(app)
    with app.app_context(), transaction() as session:
        assert session.scalars(select(Job.state).where(Job.kind == "measure_part")).one() == "done"
        assert len(session.scalars(select(Measurement)).all()) == 1
    assert violations(app) == {}
