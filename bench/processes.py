"""Servers as child processes on the loopback address, and the processor time that they and their children took."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TICKS = os.sysconf("SC_CLK_TCK")
STARTING_SECONDS = 40
ROOT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A running server; `cpu_seconds` counts its whole tree, user and system time, to a hundredth of a second."""

    process: subprocess.Popen[bytes]
    port: int

    def cpu_seconds(self) -> float:
        return sum(_cpu_of(pid) for pid in _tree(self.process.pid))

    def memory_bytes(self) -> int:
        """Resident memory of the tree (shared pages counted for each process)."""
        return sum(_resident_of(pid) for pid in _tree(self.process.pid))

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextlib.contextmanager
def serving(command: list[str], environment: Mapping[str, str], port: int, alive: str) -> Iterator[Server]:
    """Start `python command…` in the repository, wait until `alive` answers, end it afterwards."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("BANGVANG_")}
    process = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env={**bare, **environment}, stdout=subprocess.DEVNULL
    )
    server = Server(process, port)
    try:
        _wait(server, alive)
        yield server
    finally:
        server.stop()


def _wait(server: Server, alive: str) -> None:
    until = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < until and server.process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", server.port), 1) as line:
            line.sendall(f"GET {alive} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            if line.recv(20).startswith(b"HTTP/1.1 200"):
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


def _tree(root: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, rest = [], [root]
    while rest:
        pid = rest.pop()
        found.append(pid)
        rest += parents.get(pid, [])
    return found


def _cpu_of(pid: int) -> float:
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / TICKS if fields else 0.0


def _resident_of(pid: int) -> int:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def _stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat behind the name: state, parent, … utime (11), stime (12)."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return []
