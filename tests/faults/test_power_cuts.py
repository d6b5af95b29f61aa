"""The power goes while people hand in and judges mark: what was confirmed survives a disk that forgets what was not
fsynced (X13). The embedded default (SQLite and the store on disk), and a PostgreSQL whose data folder lies there too.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.models.entries import EntryVersion, Part, Receipt
from portal.clock import system_clock
from portal.db import transaction
from portal.demo.documents import make_docx
from portal.jobs.worker import work_until_idle
from tests.factories.programmes import make_programme
from tests.faults.kill_clients import Entrant
from tests.faults.kill_judges import MarkLog, check_marks, make_judges
from tests.faults.power_cut_run import (
    Office,
    cut_disk,
    make_office,
    make_postgres_office,
    print_seed,
    skip_without_namespace,
)
from tests.invariants import violations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

CUTS = int(os.environ.get("CUTS", "50"))
WRITER = """
import os, sqlite3, sys
os.chdir(sys.argv[1])
with open("forgotten", "wb") as file:
    file.write(b"x" * 5000)
with open("new", "wb") as file:
    file.write(b"y" * 5000)
    file.flush()
    os.fsync(file.fileno())
os.rename("new", "kept")
base = sqlite3.connect("base", isolation_level=None)
base.execute("PRAGMA journal_mode=WAL")
base.execute("PRAGMA synchronous=" + sys.argv[2])
base.execute("CREATE TABLE t (n)")
for n in range(60):
    base.execute("INSERT INTO t VALUES (?)", (n,))
assert os.path.getsize("forgotten") == 5000 and base.execute("SELECT count(*) FROM t").fetchone() == (60,)
print("written", flush=True)
os.kill(0, 9)
"""


@pytest.mark.parametrize(("mode", "kept"), [("FULL", 60), ("NORMAL", None)])
def test_X13_the_disk_forgets_what_was_not_fsynced_and_nothing_else(
    tmp_path: Path, mode: str, kept: int | None
) -> None:
    (tmp_path / "backing").mkdir()
    disk = cut_disk(tmp_path, sys.executable, "-c", WRITER, tmp_path / "mount", mode, stdout=subprocess.PIPE)
    said, _ = disk.communicate(timeout=60)
    skip_without_namespace(disk.returncode)
    assert said == b"written\n"
    backing = tmp_path / "backing"
    assert (backing / "forgotten").read_bytes() == b""
    assert (backing / "kept").read_bytes() == b"y" * 5000
    base = sqlite3.connect(backing / "base")
    try:
        if kept is None:
            with pytest.raises(sqlite3.OperationalError, match="no such table"):
                base.execute("SELECT count(*) FROM t")
        else:
            assert base.execute("SELECT count(*) FROM t").fetchone() == (kept,)
    finally:
        base.close()


def cut_the_power(
    office: Office, *, entrants: int = 0, works: int = 0, seconds: tuple[float, float]
) -> tuple[int, int]:
    """One cut while `entrants` hand in and judges mark `works`: how much had been confirmed, all of which is there.

    The two figures are entries, and saves and submissions of sheets.
    """
    chance = print_seed()
    log, stop = MarkLog(), threading.Event()
    with office.inside() as app:
        with transaction() as session:
            programme = make_programme(session, now=app.extensions["bangvang_clock"]())
        people = [Entrant(app, office.server.port, programme, log, seed=number) for number in range(entrants)]
        drafts = [person.draft("essay") for person in people]
        seed = chance.randrange(2**32)
        judges = make_judges(app, office.server.port, log, entries=works, seed=seed) if works else []
        before = violations(app)  # the judges' works are rows without bytes
        assert not before or works
    threads = [threading.Thread(target=judge.judge, args=(stop,)) for judge in judges]
    for number, (person, entry) in enumerate(zip(people, drafts, strict=True)):
        told = {"name": "bai.docx", "content": work(office.folder, number), "stop": stop}
        threads.append(threading.Thread(target=person.enter, args=(entry,), kwargs=told))

    def has_begun() -> bool:
        return bool(log.confirmed or not entrants) and bool(log.saved or not works)

    office.work_until_cut(threads, has_begun=has_begun, seconds=chance.uniform(*seconds))
    stop.set()
    for thread in threads:
        thread.join()
    office.after()
    with office.inside("after") as app:
        check(app, log, before)
    return len(log.confirmed), log.count


def work(folder: Path, number: int) -> bytes:
    return make_docx(folder / f"{number}.docx", chu=1200 + number, cover={}, author="").read_bytes()


def check(app: Flask, log: MarkLog, before: dict[str, list[str]]) -> None:
    assert violations(app) == before
    later = system_clock() + timedelta(minutes=30)  # the leases of the dead have lapsed
    app.extensions["bangvang_clock"] = lambda: later
    work_until_idle(app)
    store = app.extensions["bangvang_store"]
    with transaction() as session:
        check_marks(session, log)
        for entry_id, (sha256, receipt) in log.confirmed.items():
            part = session.scalars(select(Part).where(Part.entry_id == entry_id, Part.removed_at.is_(None))).one()
            assert store.verify(part.store_key, sha256=sha256)
            assert len(part.measurements) == 1
            rows = session.scalars(select(Receipt).join(EntryVersion).where(EntryVersion.entry_id == entry_id))
            assert [str(row.id) for row in rows] == [receipt.rpartition("/")[2]]
    app.extensions["bangvang_clock"] = system_clock
    assert violations(app) == before


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may pass through, as PostgreSQL's must."""
    with tempfile.TemporaryDirectory(prefix="bangvang-cut-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


def test_X13_a_power_cut_loses_nothing_that_was_confirmed(tmp_path: Path) -> None:
    confirmed, _ = cut_the_power(Office(tmp_path, make_office(tmp_path)), entrants=4, seconds=(0, 1.5))
    assert confirmed > 0


def test_X13_a_power_cut_loses_no_save_and_no_submission_of_a_judge(tmp_path: Path) -> None:
    _, confirmed = cut_the_power(Office(tmp_path, make_office(tmp_path)), works=6, seconds=(0, 1.5))
    assert confirmed > 0


def test_X13_a_power_cut_of_postgresql_loses_nothing_that_was_confirmed(open_folder: Path) -> None:
    office = Office(open_folder, make_postgres_office(open_folder))
    confirmed, marked = cut_the_power(office, entrants=2, works=4, seconds=(0, 1.5))
    assert confirmed > 0
    assert marked > 0


def cut_often(folder: Path, cuts: int, template: Path, **load: int) -> tuple[int, int]:
    """One installation after the other; what was confirmed before all these cuts together."""
    entries = marks = 0
    for number in range(cuts):
        (folder / str(number)).mkdir()
        confirmed, marked = cut_the_power(Office(folder / str(number), template), seconds=(0, 4), **load)
        entries, marks = entries + confirmed, marks + marked
        shutil.rmtree(folder / str(number))
        print(f"{number + 1} cuts, confirmed {entries} entries and {marks} saves and submissions")  # noqa: T201
    return entries, marks


@pytest.mark.soak
def test_X13_fifty_power_cuts_lose_nothing_that_was_confirmed(tmp_path: Path) -> None:
    entries, _ = cut_often(tmp_path, CUTS, make_office(tmp_path), entrants=6)
    assert entries >= CUTS


@pytest.mark.soak
def test_X13_fifty_power_cuts_lose_no_save_and_no_submission_of_a_judge(tmp_path: Path) -> None:
    _, marks = cut_often(tmp_path, CUTS, make_office(tmp_path), works=10)
    assert marks >= 10 * CUTS


@pytest.mark.soak
def test_X13_fifty_power_cuts_of_postgresql_lose_nothing_that_was_confirmed(open_folder: Path) -> None:
    entries, marks = cut_often(open_folder, CUTS, make_postgres_office(open_folder), entrants=4, works=6)
    assert entries >= CUTS
    assert marks >= CUTS
