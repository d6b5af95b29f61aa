"""A real RabbitMQ of the distribution, started by the tests themselves in a folder of its own, never as a service."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from kombu import Connection

from portal.jobs.celery import QUEUES
from tests.valkey import free_port

PROGRAMS = Path("/usr/lib/rabbitmq/bin")
STARTING_SECONDS = 120


class RabbitUnavailableError(Exception):
    """RabbitMQ is not on this machine."""


@dataclass
class RabbitServer:
    """A node on free ports of the loopback address, with a name, a cookie and a register of names of its own."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="bangvang-rabbit-")))
    port: int = field(default_factory=free_port)
    node_port: int = field(default_factory=free_port)
    names_port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None
    _names: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self.port}//"

    def start(self) -> None:
        """Raises RabbitUnavailableError where there is none."""
        server, names = PROGRAMS / "rabbitmq-server", shutil.which("epmd")
        if not server.exists() or names is None:
            raise RabbitUnavailableError("rabbitmq-server is not here (tools/packages.sh installs it)")
        if self._names is None:
            self._names = subprocess.Popen(
                [names, "-port", str(self.names_port), "-address", "127.0.0.1"], start_new_session=True
            )
        (self.folder / "plugins").write_text("[].")
        with (self.folder / "said").open("wb") as said:
            self._process = subprocess.Popen(
                [server], env=self._environment(), stdout=said, stderr=said, start_new_session=True
            )
        until = time.monotonic() + STARTING_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("RabbitMQ did not start:\n" + (self.folder / "said").read_text()[-2000:])
            time.sleep(0.1)

    def stop(self) -> None:
        """Die at once, as at a power cut."""
        if self._process is not None:
            self._tell(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def remove(self) -> None:
        self.stop()
        if self._names is not None:
            self._names.kill()
            self._names.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def freeze(self) -> None:
        """Accept connections, answer nothing."""
        self._tell(signal.SIGSTOP)

    def thaw(self) -> None:
        self._tell(signal.SIGCONT)

    def empty(self) -> None:
        for name in QUEUES.values():
            with self._connection() as connection, contextlib.suppress(connection.channel_errors):
                connection.default_channel.queue_purge(name)

    def count(self) -> int:
        """How many ids wait."""
        total = 0
        for name in QUEUES.values():
            with self._connection() as connection, contextlib.suppress(connection.channel_errors):
                total += connection.default_channel.queue_declare(name, passive=True).message_count
        return total

    def _connection(self) -> Connection:
        return Connection(self.url, connect_timeout=10)

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(b"AMQP\0\0\x09\x01")
            return bool(connection.recv(1))
        return False

    def _tell(self, number: signal.Signals) -> None:
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "ERL_EPMD_PORT": str(self.names_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"bangvang-{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self.node_port),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_PID_FILE": str(self.folder / "pid"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1 +sbwt none",
        }
