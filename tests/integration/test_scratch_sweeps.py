"""What killed workers leave in the scratch folder goes away; what a living one works with stays."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from media.scratch import held_file, held_folder
from portal.db import transaction
from portal.jobs.handlers.sweep_scratch import LEFT_AFTER, sweep_scratch
from portal.jobs.slots import ask_due_slots
from portal.jobs.worker import work_until_idle
from portal.records.tables import Job

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from tests.conftest import TestClock

ROOT = Path(__file__).parents[2]
WORKER = """
import sys, time
from pathlib import Path
from media.scratch import held_file, held_folder
with held_folder(Path(sys.argv[1])) as folder, held_file(Path(sys.argv[1]), prefix="object-") as copy:
    (folder / "film.mp4").write_bytes(b"half a film")
    print(folder.name, Path(copy.name).name, flush=True)
    time.sleep(600)
"""


@contextmanager
def worker_in(scratch: Path) -> Iterator[tuple[subprocess.Popen[str], set[str]]]:
    """A process that works in `scratch`, and the names of what it works with."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(scratch)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield process, set(process.stdout.readline().split())
    finally:
        process.kill()
        process.communicate()


def sweep(app: Flask) -> None:
    with app.app_context():
        sweep_scratch({})


@pytest.fixture
def scratch(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The scratch folder; the system's own is one of the test's as well."""
    system = tmp_path / "system"
    system.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(system))
    folder: Path = app.extensions["bangvang_settings"].scratch_folder
    return folder


def test_X03_D23_what_a_killed_worker_left_is_removed_and_a_living_one_keeps_its_own(
    app: Flask, clock: TestClock, scratch: Path
) -> None:
    (scratch / "encoding-0.turn").touch()
    with worker_in(scratch) as (dead, left), worker_in(scratch) as (_, kept):
        clock.now = now_of(scratch) + LEFT_AFTER * 2
        sweep(app)
        assert names(scratch) == {*left, *kept, "encoding-0.turn"}
        dead.kill()
        dead.wait()
        sweep(app)
        assert names(scratch) == {*kept, "encoding-0.turn"}


def test_what_was_made_a_moment_ago_is_left_alone(app: Flask, clock: TestClock, scratch: Path) -> None:
    (scratch / "work-young").mkdir()
    clock.now = now_of(scratch) + LEFT_AFTER / 2
    sweep(app)
    assert names(scratch) == {"work-young"}
    clock.move(hours=1)
    sweep(app)
    assert names(scratch) == set()


def test_of_the_systems_folder_only_our_own_is_removed_and_no_link_is_followed(
    app: Flask, clock: TestClock, scratch: Path, tmp_path: Path
) -> None:
    system = Path(tempfile.gettempdir())
    treasure = tmp_path / "treasure"
    treasure.mkdir()
    (treasure / "file").touch()
    for name in ("bangvang-essay-left", "somebody-elses"):
        (system / name).mkdir()
    (system / "bangvang-link").symlink_to(treasure)
    with held_folder(None, prefix="bangvang-scan-") as mine:
        clock.now = now_of(scratch) + LEFT_AFTER * 2
        sweep(app)
        assert names(system) == {"somebody-elses", "bangvang-link", mine.name}
    assert (treasure / "file").exists()


def test_a_block_that_ends_leaves_nothing(scratch: Path) -> None:
    with held_folder(scratch) as folder, held_file(scratch, prefix="glance-") as file:
        (folder / "inside").touch()
        file.write(b"x")
        assert len(names(scratch)) == 2
    assert names(scratch) == set()


def test_the_sweep_comes_round_every_hour(app: Flask, clock: TestClock, scratch: Path) -> None:
    with app.app_context(), transaction() as session:
        ask_due_slots(session, now=clock())
    work_until_idle(app)
    with app.app_context(), transaction() as session:
        assert session.scalars(select(Job.state).where(Job.kind == "sweep_scratch")).one() == "done"


def names(folder: Path) -> set[str]:
    return set(os.listdir(folder))  # noqa: PTH208  names alone


def now_of(folder: Path) -> datetime:
    """When the newest thing there was made, by the file system's clock."""
    return datetime.fromtimestamp(max(path.stat().st_mtime for path in [folder, *folder.iterdir()]), UTC)
