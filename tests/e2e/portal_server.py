"""The real portal for the browser tests: web server and worker as processes of their own, on a port and a folder."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import config
from portal.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 60
STOP_SECONDS = 30
PR_SET_PDEATHSIG = 1
KEPT_FROM_OUTSIDE = ("PATH", "HOME", "VIRTUAL_ENV")


def _end_with_parent() -> None:
    """Whoever kills the tests does not leave a portal behind."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class PortalServer:
    """One installation: `load` it, `start` it, drive it by its address, `stop` it.

    `more` are further settings; `act` "serve" starts the web server without a worker.
    The processes run in a time zone that is not the contest's, so that no page may lean on the machine's own.
    """

    folder: Path
    port: int
    database_url: str = ""
    desk_database_url: str = ""
    more: dict[str, str] = field(default_factory=dict)
    act: str = "run"
    process: subprocess.Popen[bytes] | None = None

    @classmethod
    def in_folder(cls, folder: Path, *, database_url: str = "", desk_database_url: str = "") -> PortalServer:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return cls(folder, probe.getsockname()[1], database_url, desk_database_url)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / "portal.log"

    @property
    def environment(self) -> dict[str, str]:
        """What the processes know of the world: nothing of the tests' own surroundings but where programs are."""
        values = {name: os.environ[name] for name in KEPT_FROM_OUTSIDE if name in os.environ}
        values |= {
            "TZ": "America/St_Johns",
            "LANG": "C.UTF-8",
            "PYTHONUNBUFFERED": "1",
            "BANGVANG_DATA_FOLDER": str(self.folder / "var"),
            "BANGVANG_BASE_URL": self.url,
            "BANGVANG_POLL_SECONDS": "0.1",
            "BANGVANG_PART_BYTES": str(256 * 1024),  # several parts in a small video
            "BANGVANG_SANDBOX": "weak",
        }
        if self.database_url:
            values["BANGVANG_DATABASE_URL"] = self.database_url
            values["BANGVANG_DESK_DATABASE_URL"] = self.desk_database_url
        return values | self.more

    @property
    def settings(self) -> config.Settings:
        return config.from_env({k: v for k, v in self.environment.items() if k.startswith("BANGVANG_")})

    def command(self, *words: str, seconds: float = 120) -> subprocess.CompletedProcess[str]:
        """Run `bangvang …` to its end, as an operator would."""
        return subprocess.run(
            [sys.executable, "-m", "portal.cli", *words],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=seconds, check=False,
        )  # fmt: skip

    def load(self) -> None:
        """Migrate and load the demonstration, by the command that an office uses."""
        done = self.command("demonstrate", "--load-only")
        assert done.returncode == 0, done.stdout + done.stderr

    @contextmanager
    def application(self) -> Iterator[Flask]:
        """The same installation from inside, for what no page can do (more people) or see (invariants)."""
        app = create_app(self.settings)
        try:
            with app.app_context():
                yield app
        finally:
            app.extensions["bangvang_database"].dispose()

    def start(self) -> PortalServer:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal.cli", self.act],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                start_new_session=True, preexec_fn=_end_with_parent,  # noqa: PLW1509  the child has one thread
            )  # fmt: skip
        until = time.monotonic() + READY_SECONDS
        while not self._is_ready():
            assert self.process.poll() is None, f"the portal ended at once:\n{self.said()}"
            assert time.monotonic() < until, f"the portal is not ready after {READY_SECONDS} s:\n{self.said()}"
            time.sleep(0.1)
        return self

    def stop(self) -> None:
        """End it as Ctrl-C does; it must go by itself and leave no process behind."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            raise
        finally:
            self.process = None

    def said(self) -> str:
        """The last lines that the processes wrote."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-6000:] if self.log.exists() else ""

    def wrong_lines(self) -> list[str]:
        """Lines of the log that tell of something broken: unexpected errors and jobs that failed."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        marks = ('"broken"', "Traceback", '"job_failed"', '"job_poisoned"', '"level": "error"')
        return [line for line in lines if any(mark in line for mark in marks)]

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/san-sang", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False
