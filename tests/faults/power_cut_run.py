"""A whole portal on the disk of `power_cut_disk.py`: it works under load, the power goes, and it is looked at anew.

The store lies on that disk, and with it the database: SQLite's file, or the whole data folder of a PostgreSQL server.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.portal_server import ROOT, PortalServer
from tests.faults.power_cut_disk import NO_NAMESPACE
from tests.postgresql import PostgresServer, as_whom, free_port, own, serve_command

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator

    from flask import Flask

DISK = Path(__file__).parent / "power_cut_disk.py"
SETTINGS = {"BANGVANG_FREE_BYTES_RESERVE": "0", "BANGVANG_PART_BYTES": "65536"}
READY_SECONDS = 90
FIRST_SECONDS = 60
NAME = "office"
WITH_POSTGRES = """
import os, subprocess, sys
database = subprocess.Popen({serve}, cwd={folder}, stdout=2, **{whom})
sys.exit(subprocess.run([sys.executable, "-m", "portal.cli", "run"]).returncode)
"""
"""What runs on the disk where there is a PostgreSQL on it: the portal waits until its database answers."""


def cut_disk(folder: Path, *command: object, **options: object) -> subprocess.Popen[bytes]:
    """Run `command` over `folder`/backing, mounted at `folder`/mount for it alone."""
    (folder / "mount").mkdir(exist_ok=True)
    words = [sys.executable, DISK, folder / "backing", folder / "mount", *command]
    return subprocess.Popen([str(one) for one in words], start_new_session=True, cwd=ROOT, **options)  # type: ignore[call-overload,no-any-return]


def skip_without_namespace(status: int | None) -> None:
    """A machine that has no such disks proves nothing here; under CI that is a failure."""
    if status == NO_NAMESPACE:
        assert not os.environ.get("CI"), "no /dev/fuse or no user namespace under CI"
        pytest.skip("this machine has no /dev/fuse or no user namespaces")


@dataclass
class Office:
    """One installation in `folder`/backing, begun as a copy of `template` (make_office, make_postgres_office)."""

    folder: Path
    template: Path

    def __post_init__(self) -> None:
        shutil.copytree(self.template, self.folder / "backing")
        self.is_on_postgres = (self.folder / "backing" / "data").is_dir()
        if self.is_on_postgres:
            own(self.folder / "backing" / "data")
        self.server = PortalServer.in_folder(self.folder / "backing")
        self.server.more = SETTINGS

    @contextmanager
    def inside(self, place: str = "backing") -> Iterator[Flask]:
        """The installation as it lies on the real disk, served from there for as long as the block lasts."""
        self.server.folder = self.folder / place
        with self._database(self.folder / place) as addresses:
            self.server.database_url, self.server.desk_database_url = addresses
            with self.server.application() as app:
                yield app

    def work_until_cut(self, threads: list[threading.Thread], *, has_begun: Callable[[], bool], seconds: float) -> None:
        """Start the portal on the disk and `threads` beside it; `seconds` after they have begun the power goes."""
        with (self.folder / "log").open("wb") as said:
            disk = cut_disk(self.folder, *self._command(), env=self._environment(), stdout=said, stderr=said)
        try:
            self._wait_until_ready(disk)
            for thread in threads:
                thread.start()
            until = time.monotonic() + FIRST_SECONDS
            while not has_begun() and time.monotonic() < until:
                time.sleep(0.02)
            time.sleep(seconds)
        finally:
            os.killpg(disk.pid, signal.SIGKILL)
            disk.wait()

    def after(self) -> None:
        """What the disk holds after the cut, copied to `after`."""
        self._await_end()
        shutil.copytree(self.folder / "backing", self.folder / "after")
        if self.is_on_postgres:
            own(self.folder / "after" / "data")

    def _await_end(self) -> None:
        """No process outlives a power cut: a server that is still being buried would keep the next from starting."""
        told = self.folder / "backing" / "data" / "postmaster.pid"
        if not told.exists():
            return
        process = Path("/proc") / told.read_text(encoding="utf-8").split("\n", 1)[0]
        until = time.monotonic() + READY_SECONDS
        while process.exists():
            assert time.monotonic() < until, f"{process} does not end"
            time.sleep(0.02)

    def _command(self) -> list[str]:
        if not self.is_on_postgres:
            return [sys.executable, "-m", "portal.cli", "run"]
        data = self.folder / "mount" / "data"
        self.port = free_port()
        serve = serve_command(data, self.port, durable=True)
        words = WITH_POSTGRES.format(serve=serve, folder=repr(str(data)), whom=as_whom())
        return [sys.executable, "-c", words]

    def _environment(self) -> dict[str, str]:
        server = self.server
        if self.is_on_postgres:
            url = f"127.0.0.1:{self.port}/{NAME}"
            server = replace(
                server, database_url=f"postgresql+psycopg://postgres@{url}",
                desk_database_url=f"postgresql+psycopg://bangvang_desk@{url}",
            )  # fmt: skip
        return {**server.environment, "BANGVANG_DATA_FOLDER": str(self.folder / "mount" / "var")}

    def _wait_until_ready(self, disk: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + READY_SECONDS
        while not self.server._is_ready():
            skip_without_namespace(disk.poll())
            assert disk.poll() is None, (self.folder / "log").read_text(errors="replace")[-3000:]
            assert time.monotonic() < until, (self.folder / "log").read_text(errors="replace")[-3000:]
            time.sleep(0.1)

    @contextmanager
    def _database(self, place: Path) -> Iterator[tuple[str, str]]:
        if not self.is_on_postgres:
            yield "", ""
            return
        database = PostgresServer.over(place)
        try:
            yield database.url(NAME), database.desk_url(NAME)
        finally:
            database.shut_down()


def make_office(folder: Path) -> Path:
    """An installation on SQLite with this version's schema, to be copied."""
    server = PortalServer.in_folder(folder / "template")
    server.folder.mkdir()
    done = server.command("migrate")
    assert done.returncode == 0, done.stderr
    return server.folder


def make_postgres_office(folder: Path) -> Path:
    """The same on PostgreSQL, whose data folder, shut down in order, lies in `data`."""
    database = PostgresServer.start()
    try:
        database.make_template(NAME)
        database.shut_down()
        shutil.copytree(database.folder / "data", folder / "template" / "data")
    finally:
        database.stop()
    return folder / "template"


def print_seed() -> random.Random:
    """Where chance comes from, told so that a run can be repeated (KILL_SEED)."""
    seed = int(os.environ.get("KILL_SEED") or random.SystemRandom().randrange(2**32))
    print("KILL_SEED", seed)  # noqa: T201  to run it again
    return random.Random(seed)
