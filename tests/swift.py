"""A real object store for the tests: one OpenStack Swift with its S3 API for all workers of a test run.

Whoever needs it holds a shared lock; the first one starts it, and it ends itself when nobody holds the lock any
more, also after a kill -9. Swift keeps what it knows of an object in extended attributes, hence the search for a
folder that has them.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any

import boto3
from botocore.config import Config

STARTING_SECONDS = 90
REGION = "us-east-1"
ACCESS_KEY, SECRET_KEY = "bangvang:portal", "a-secret-of-the-test"
STRANGERS_KEY, STRANGERS_SECRET = "others:stranger", "another-secret-of-the-test"


class SwiftUnavailableError(Exception):
    """Swift cannot run on this machine; the message says why."""


@dataclass
class SwiftServer:
    """A running Swift, shared by everybody who holds `hold`."""

    folder: Path
    port: int
    hold: IO[bytes]

    @classmethod
    def join(cls, shared: Path) -> SwiftServer:
        """The server of this test run, whose workers all name the same folder `shared`; started by the first."""
        with (shared / "swift.lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            place = shared / "swift.place"
            if place.exists():
                folder = Path(place.read_text(encoding="utf-8"))
                hold = _hold(folder)
                if hold is not None:
                    return cls(folder, _port(folder), hold)
            server = cls._start()
            place.write_text(str(server.folder), encoding="utf-8")
            return server

    @classmethod
    def _start(cls) -> SwiftServer:
        folder = _folder_with_attributes()
        (folder / "alive").touch()
        hold = _hold(folder)
        assert hold is not None
        with (folder / "said").open("wb") as said:
            process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "tests.swift_node", str(folder)],
                cwd=Path(__file__).parents[1], stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + STARTING_SECONDS
        while not (folder / "ready.json").exists():
            if process.poll() is not None or time.monotonic() > until:
                process.kill()
                said_last = (folder / "said").read_text(errors="replace")[-600:]
                shutil.rmtree(folder, ignore_errors=True)
                raise SwiftUnavailableError(f"Swift did not start: {said_last}")
            time.sleep(0.05)
        process.returncode = 0  # it ends itself, after us: it is not this process's child to wait for
        return cls(folder, _port(folder), hold)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self, *, access_key: str = ACCESS_KEY, secret_key: str = SECRET_KEY) -> Any:
        """A plain client of the store, for looking from outside."""
        return boto3.client(
            "s3", endpoint_url=self.endpoint, region_name=REGION, aws_access_key_id=access_key,
            aws_secret_access_key=secret_key,
            config=Config(s3={"addressing_style": "path"}, request_checksum_calculation="when_required"),
        )  # fmt: skip

    @cached_property
    def ours(self) -> Any:
        """The client of the account that the portal has in the tests."""
        return self.client()

    def make_bucket(self) -> str:
        """An empty bucket; its name."""
        name = f"test-{secrets.token_hex(8)}"
        self.ours.create_bucket(Bucket=name)
        return name

    def leave(self) -> None:
        """Let go of the server; the last one to do so ends it."""
        self.hold.close()


def _hold(folder: Path) -> IO[bytes] | None:
    """A share in the server of `folder`; None when it has ended or is just ending."""
    try:
        alive = (folder / "alive").open("rb")
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(alive, fcntl.LOCK_SH | fcntl.LOCK_NB)
        if os.fstat(alive.fileno()).st_nlink and ((folder / "ready.json").exists() or not (folder / "said").exists()):
            return alive
    except BlockingIOError:
        pass
    alive.close()
    return None


def _port(folder: Path) -> int:
    return int(json.loads((folder / "ready.json").read_text(encoding="ascii"))["port"])


def _folder_with_attributes() -> Path:
    """A new folder where files can carry extended attributes. Raises SwiftUnavailableError."""
    tried = []
    for parent in dict.fromkeys((tempfile.gettempdir(), "/var/tmp", str(Path(__file__).parents[1] / "var"))):
        if not Path(parent).is_dir():
            continue
        folder = Path(tempfile.mkdtemp(prefix="bangvang-swift-", dir=parent))
        try:
            os.setxattr(folder, "user.swift.metadata", b"x" * 2000)
        except OSError as error:
            tried.append(f"{parent}: {error.strerror}")
            shutil.rmtree(folder)
        else:
            return folder
    raise SwiftUnavailableError(f"no folder with extended attributes ({'; '.join(tried)})")
