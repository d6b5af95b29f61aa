"""A real ClamAV with one signature of our own, started by the tests themselves: no network, no foreign signature."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

MARKER = b"BANGVANG-MALWARE-TEST-" + b"MARKER"  # in two, so that this very file does not match
NAME = "Bang.Vang.Test-Marker"
STARTING_SECONDS = 30


class ClamAvUnavailableError(Exception):
    """ClamAV is not on this machine."""


def program(name: str) -> str:
    """The path of a program of ClamAV. Raises ClamAvUnavailableError."""
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/bin")
    if found is None:
        raise ClamAvUnavailableError(f"{name} is not here (tools/packages.sh installs clamav and clamav-daemon)")
    return found


def write_signatures(folder: Path, *, marker: bytes = MARKER) -> Path:
    """A folder with one signature that finds `marker` anywhere in any file."""
    folder.mkdir(exist_ok=True)
    (folder / "local.ndb").write_text(f"{NAME}:0:*:{marker.hex()}\n")
    return folder


@dataclass
class ClamDaemon:
    """clamd on a socket in a folder of its own (short: a socket's path has 107 bytes at most)."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="bangvang-clam-")))
    _process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"unix:{self.folder / 'clamd.ctl'}"

    @property
    def signatures(self) -> Path:
        return self.folder / "signatures"

    @property
    def is_running(self) -> bool:
        return self._process is not None

    def start(self) -> None:
        """Run; one that runs already goes on."""
        if self.is_running:
            return
        (self.folder / "clamd.ctl").unlink(missing_ok=True)
        write_signatures(self.signatures)
        (self.folder / "clamd.conf").write_text(
            f"DatabaseDirectory {self.signatures}\nLocalSocket {self.folder / 'clamd.ctl'}\n"
            f"TemporaryDirectory {self.folder}\nForeground yes\nMaxThreads 2\nStreamMaxLength 25M\nMaxFileSize 25M\n"
        )
        self._process = subprocess.Popen(
            [program("clamd"), f"--config-file={self.folder / 'clamd.conf'}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + STARTING_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("clamd did not start")
            time.sleep(0.05)

    def stop(self) -> None:
        """Die at once, as at a power cut; the socket's file stays behind."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _answers(self) -> bool:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(self.folder / "clamd.ctl"))
            connection.sendall(b"zPING\0")
            return connection.recv(16).startswith(b"PONG")
        return False
