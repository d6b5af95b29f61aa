"""The power goes while people hand in: what was confirmed survives a disk that forgets all that was not fsynced (X13).

The embedded default: SQLite and the store on disk, on the file system of `power_cut_disk.py`.
"""

from __future__ import annotations

import os
import random
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
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
from tests.e2e.portal_server import ROOT, PortalServer
from tests.factories.programmes import make_programme
from tests.faults.kill_clients import Entrant, Log
from tests.faults.power_cut_disk import NO_NAMESPACE
from tests.invariants import violations

if TYPE_CHECKING:
    from flask import Flask

DISK = Path(__file__).parent / "power_cut_disk.py"
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


def cut_disk(folder: Path, *command: object, **options: object) -> subprocess.Popen[bytes]:
    (folder / "mount").mkdir(exist_ok=True)
    words = [sys.executable, DISK, folder / "backing", folder / "mount", *command]
    return subprocess.Popen([str(one) for one in words], start_new_session=True, cwd=ROOT, **options)  # type: ignore[call-overload,no-any-return]


def skip_without_namespace(status: int | None) -> None:
    if status == NO_NAMESPACE:
        assert not os.environ.get("CI"), "no /dev/fuse or no user namespace under CI"
        pytest.skip("this machine has no /dev/fuse or no user namespaces")


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


def cut_the_power(folder: Path, *, entrants: int, seconds: tuple[float, float]) -> int:
    """One installation, one cut; how many entries had been confirmed before it, all of which must be there."""
    seed = int(os.environ.get("KILL_SEED") or secrets.randbelow(2**32))
    print("KILL_SEED", seed)  # noqa: T201  to run it again
    server = PortalServer.in_folder(folder / "backing")
    server.more = {"BANGVANG_FREE_BYTES_RESERVE": "0", "BANGVANG_PART_BYTES": "65536"}
    (folder / "backing").mkdir()
    done = server.command("migrate")
    assert done.returncode == 0, done.stderr
    log, stop = Log(), threading.Event()
    with server.application() as app:
        with transaction() as session:
            programme = make_programme(session, now=app.extensions["bangvang_clock"]())
        people = [Entrant(app, server.port, programme, log, seed=number) for number in range(entrants)]
        drafts = [person.draft("essay") for person in people]
    with (folder / "log").open("wb") as said:
        environment = {**server.environment, "BANGVANG_DATA_FOLDER": str(folder / "mount" / "var")}
        disk = cut_disk(folder, sys.executable, "-m", "portal.cli", "run", env=environment, stdout=said, stderr=said)
    try:
        wait_until_ready(server, disk)
        threads = []
        for number, (person, entry) in enumerate(zip(people, drafts, strict=True)):
            told = {"name": "bai.docx", "content": work(folder, number), "stop": stop}
            threads.append(threading.Thread(target=person.enter, args=(entry,), kwargs=told))
        for thread in threads:
            thread.start()
        until = time.monotonic() + 60
        while not log.confirmed and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(random.Random(seed).uniform(*seconds))
        confirmed = dict(log.confirmed)
    finally:
        os.killpg(disk.pid, signal.SIGKILL)
        disk.wait()
    stop.set()
    for thread in threads:
        thread.join()
    shutil.copytree(folder / "backing", folder / "after")
    server.folder = folder / "after"
    with server.application() as app:
        check(app, confirmed)
    return len(confirmed)


def work(folder: Path, number: int) -> bytes:
    return make_docx(folder / f"{number}.docx", chu=1200 + number, cover={}, author="").read_bytes()


def wait_until_ready(server: PortalServer, disk: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 90
    while not server._is_ready():
        skip_without_namespace(disk.poll())
        assert disk.poll() is None
        assert time.monotonic() < until
        time.sleep(0.1)


def check(app: Flask, confirmed: dict[object, tuple[str, str]]) -> None:
    assert violations(app) == {}
    later = system_clock() + timedelta(minutes=30)  # the leases of the dead have lapsed
    app.extensions["bangvang_clock"] = lambda: later
    work_until_idle(app)
    store = app.extensions["bangvang_store"]
    with transaction() as session:
        for entry_id, (sha256, receipt) in confirmed.items():
            part = session.scalars(select(Part).where(Part.entry_id == entry_id, Part.removed_at.is_(None))).one()
            assert store.verify(part.store_key, sha256=sha256)
            assert len(part.measurements) == 1
            rows = session.scalars(select(Receipt).join(EntryVersion).where(EntryVersion.entry_id == entry_id))
            assert [str(row.id) for row in rows] == [receipt.rpartition("/")[2]]
    app.extensions["bangvang_clock"] = system_clock
    assert violations(app) == {}


def test_X13_a_power_cut_loses_nothing_that_was_confirmed(tmp_path: Path) -> None:
    assert cut_the_power(tmp_path, entrants=4, seconds=(0, 1.5)) > 0


@pytest.mark.soak
def test_X13_fifty_power_cuts_lose_nothing_that_was_confirmed(tmp_path: Path) -> None:
    confirmed = 0
    for number in range(50):
        (tmp_path / str(number)).mkdir()
        confirmed += cut_the_power(tmp_path / str(number), entrants=6, seconds=(0, 4))
        shutil.rmtree(tmp_path / str(number))
    assert confirmed >= 50
