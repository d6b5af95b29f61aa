"""A file or a program that goes wrong ends its own job in a sentence; the worker lives, and the others go on."""

from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from judging.ids import PartID
from judging.models.entries import Measurement, Part
from judging.models.part_renditions import PartRendition
from media import sandbox
from media.videos import renditions
from portal.db import transaction
from portal.job_lists import NAMED_FAILURE
from portal.job_words import UNKNOWN_FAILURE, failure_sentence
from portal.jobs.worker import work_until_idle
from portal.records.tables import Job
from tests.factories.crafted import craft_docx, paragraph
from tests.factories.entries import make_draft
from tests.factories.received import Intake
from tests.factories.videos import clip
from tests.invariants import violations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from tests.conftest import TestClock

CHILD_APPEARS_SECONDS = 60


@pytest.fixture
def intake(app: Flask, clock: TestClock) -> Intake:
    made = Intake(app, clock)
    work_until_idle(app)  # what the opening of the contest asked for
    return made


def job_of(app: Flask, kind: str) -> Job:
    with app.app_context(), transaction() as session:
        job = session.scalars(select(Job).where(Job.kind == kind).order_by(Job.created_at).limit(1)).one()
        session.expunge(job)
        return job


def measurement_of(app: Flask, entry_id: object) -> Measurement:
    with app.app_context(), transaction() as session:
        part = session.scalars(select(Part).where(Part.entry_id == entry_id)).one()
        found = session.scalars(select(Measurement).where(Measurement.part_id == PartID(part.id))).one()
        session.expunge(found)
        return found


def is_rendered(app: Flask) -> bool:
    with app.app_context(), transaction() as session:
        return bool(session.scalars(select(PartRendition)).all())


def named_failure(job: Job) -> str:
    """The exception's own name in what the last try ended with, as the operator's page finds it."""
    return str(NAMED_FAILURE.findall(job.last_error)[-1])


def test_X27_a_decompression_bomb_is_named_and_the_next_entry_is_measured(intake: Intake, tmp_path: Path) -> None:
    path = craft_docx(tmp_path / "bomb.docx", paragraph("x"), parts={"word/media/pad.bin": b"\0" * (30 << 20)})
    bomb = path.read_bytes()
    app = intake.app
    hostile = make_draft(app, intake.author(), intake.programme, file=("bài.docx", bomb))
    good = make_draft(app, intake.author(), intake.programme)
    work_until_idle(app)
    assert not measurement_of(app, hostile).is_acceptable
    assert "zip_limit" in [one["code"] for one in measurement_of(app, hostile).report["findings"]]
    assert measurement_of(app, good).is_acceptable
    assert job_of(app, "measure_part").state == "done"


@pytest.fixture
def strangled(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """What every program's budget is narrowed to; the test empties it when the trouble is over."""
    narrow: dict[str, Any] = {}
    real = sandbox.run

    def run(argv: Any, *, budget: sandbox.Budget, **options: Any) -> bytes:
        return real(argv, budget=replace(budget, **narrow), **options)

    monkeypatch.setattr(sandbox, "run", run)
    return narrow


@pytest.mark.parametrize(
    "narrow",
    [{"wall_seconds": 0.01}, {"file_bytes": 100}, {"memory_bytes": 64 << 20}],
    ids=["X28-hangs", "X12-disk-full", "X27-memory"],
)
def test_X12_X27_X28_a_film_whose_ffmpeg_goes_wrong_waits_and_is_made_later(
    intake: Intake, clock: TestClock, strangled: dict[str, Any], narrow: dict[str, Any]
) -> None:
    app = intake.app
    strangled.update(narrow)
    film = clip(seconds=2, size="64x48").read_bytes()
    entry_id = make_draft(app, intake.author(), intake.programme, category="video", file=("phim.mp4", film))
    good = make_draft(app, intake.author(), intake.programme)
    work_until_idle(app)
    assert measurement_of(app, entry_id).is_acceptable, "handing in does not wait for renditions"
    assert measurement_of(app, good).is_acceptable
    assert_waits_in_words(job_of(app, "prepare_renditions"))
    assert not is_rendered(app)
    assert left_in_scratch(app) == []
    strangled.clear()
    assert_heals(app, clock)


def test_X28_without_ffmpeg_films_are_accepted_and_made_when_it_is_installed(
    intake: Intake, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, film = intake.app, clip(seconds=2, size="64x48").read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(renditions, "binary", missing)
        entry_id = make_draft(app, intake.author(), intake.programme, category="video", file=("phim.mp4", film))
        work_until_idle(app)
        assert measurement_of(app, entry_id).is_acceptable
        assert named_failure(job_of(app, "prepare_renditions")) == "FfmpegMissingError"
        assert_waits_in_words(job_of(app, "prepare_renditions"))
    assert_heals(app, clock)


def test_X27_a_reader_that_the_machine_killed_is_started_again(intake: Intake, clock: TestClock) -> None:
    app = intake.app
    entry_id = make_draft(app, intake.author(), intake.programme)
    killer = threading.Thread(target=kill_first_reader)
    killer.start()
    work_until_idle(app)
    killer.join()
    job = job_of(app, "measure_part")
    assert (job.state, job.attempts, named_failure(job)) == ("queued", 1, "KilledError")
    assert_waits_in_words(job)
    clock.move(minutes=1)
    work_until_idle(app)
    assert measurement_of(app, entry_id).is_acceptable


def missing() -> str:
    raise renditions.FfmpegMissingError("no ffmpeg here")


def assert_waits_in_words(job: Job) -> None:
    assert (job.state, job.attempts) == ("queued", 1)
    assert failure_sentence(named_failure(job)) not in {"", UNKNOWN_FAILURE}, job.last_error


def assert_heals(app: Flask, clock: TestClock) -> None:
    clock.move(minutes=1)
    work_until_idle(app)
    assert job_of(app, "prepare_renditions").state == "done"
    assert is_rendered(app)
    assert violations(app) == {}


def left_in_scratch(app: Flask) -> list[str]:
    folder: Path = app.extensions["bangvang_settings"].scratch_folder
    return [path.name for path in folder.iterdir() if not path.name.endswith(".turn")]


def kill_first_reader() -> None:
    """Kill the first sandboxed child that this process starts, as the kernel does for want of memory."""
    until = time.monotonic() + CHILD_APPEARS_SECONDS
    while time.monotonic() < until:
        for task in Path("/proc/self/task").iterdir():
            for pid in (task / "children").read_text(encoding="ascii").split():
                if b"media.child" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    os.kill(int(pid), signal.SIGKILL)
                    return
        time.sleep(0.005)
