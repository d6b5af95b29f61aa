"""Bodies that do not come: a connection that is silent for too long is closed, and its thread is free (E13, X18).

The server reads a body only when it is asked to, and then waits for ever; nothing can call it back but the end of the
connection itself. It does not tell which connection that is either, so a watch closes, of the client's address, those
that have been as silent: besides the one that stopped these can only be idle ones, which browsers open anew.
A body that ends early is never taken for a whole one: the server tells the two apart only by the length.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import socket
import struct
import threading
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import structlog
from werkzeug.exceptions import ClientDisconnected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

FEWEST_BYTES, MOST_BYTES = 16 * 1024, 256 * 1024
"""What is asked for at once: the server answers only when all of it is there, so that slow senders are asked for
little; 16 KiB in a minute are what an upload over a failing mobile line still does."""
QUICK_SECONDS = 0.25
LOOKS_EVERY_SECONDS = 0.5
FEW_SMALL = 6
"""So many small bodies may be waited for at a time; of more, those that have stopped get CROWDED_SECONDS."""
CROWDED_SECONDS = 2.0
_SILENCE = struct.Struct("=I4xI")
"""`tcpi_last_data_sent` and `tcpi_last_data_recv` of <linux/tcp.h>, in milliseconds."""
_SILENCE_AT = 44
log = structlog.get_logger()


class Reading(Protocol):
    """What PEP 3333 calls `wsgi.input`, as far as it is needed."""

    def read(self, size: int, /) -> bytes: ...


class PatientBody:
    """A body of `length` bytes (None: not said) whose reader can be seen to wait, and from when on.

    Raises ClientDisconnected, again for each further reading, for a body that ends early.
    """

    def __init__(self, inner: Reading, *, length: int | None, address: str, is_small: bool) -> None:
        self.address, self.is_small = address, is_small
        self.waits_since: float | None = None
        self._inner, self._left = inner, length
        self._size = FEWEST_BYTES

    def read(self, size: int | None = -1, /) -> bytes:
        """At most `size` bytes, as soon as there are some; all of them without a size; none at the end."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(MOST_BYTES), b""))
        if self._left == 0 or not size:
            return b""
        wanted = min(size, self._size, self._left if self._left is not None else size)
        began = self.waits_since = time.monotonic()
        try:
            chunk = self._inner.read(wanted)
        finally:
            self.waits_since = None
        self._size = min(self._size * 2, MOST_BYTES) if time.monotonic() - began < QUICK_SECONDS else FEWEST_BYTES
        if self._left is not None:
            self._left -= len(chunk)
            if not chunk:
                raise ClientDisconnected
        return chunk

    def readline(self, size: int | None = -1, /) -> bytes:
        """One line, at most `size` bytes of it."""
        line = b""
        while not line.endswith(b"\n") and (size is None or size < 0 or len(line) < size) and (one := self.read(1)):
            line += one
        return line

    def readlines(self, _hint: int = -1, /) -> list[bytes]:
        """All lines."""
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")


class Watch:
    """Looks every half second at the bodies that are being read, and ends the waiting for those that have stopped.

    `close_silent(address, seconds)` closes the connections of an address that have been silent for so long.
    """

    def __init__(self, *, seconds: float, close_silent: Callable[[str, float], int] | None = None) -> None:
        self._seconds = seconds
        self._close = close_silent or close_silent_connections
        self._bodies: set[PatientBody] = set()
        self._lock = threading.Lock()
        self._is_watching = False

    @contextlib.contextmanager
    def over(self, body: PatientBody) -> Iterator[None]:
        """Watch `body` for the block. The watching thread lives as long as there is something to watch."""
        with self._lock:
            self._bodies.add(body)
            if not self._is_watching:
                self._is_watching = True
                threading.Thread(target=self._run, name="bodies", daemon=True).start()
        try:
            yield
        finally:
            with self._lock:
                self._bodies.discard(body)

    def look(self, now: float) -> None:
        """Close what has been waited for too long."""
        with self._lock:
            waiting = [(now - since, body) for body in self._bodies if (since := body.waits_since) is not None]
        small = sorted((age for age, body in waiting if body.is_small), reverse=True)
        is_crowded = len(small) > FEW_SMALL
        late: dict[str, float] = {}
        for age, body in waiting:
            allowed = min(self._seconds, CROWDED_SECONDS) if body.is_small and is_crowded else self._seconds
            if age >= allowed:
                late[body.address] = min(allowed, late.get(body.address, allowed))
        for address, seconds in late.items():
            log.warning("stopped_bodies_closed", count=self._close(address, seconds))

    def _run(self) -> None:
        while True:
            time.sleep(LOOKS_EVERY_SECONDS)
            with self._lock:
                if not self._bodies:
                    self._is_watching = False
                    return
            try:
                self.look(time.monotonic())
            except Exception:  # noqa: BLE001  a watch that dies would let everybody wait for ever
                with contextlib.suppress(Exception):  # a log that nobody takes (full disk, closed pipe) ends no watch
                    log.warning("bodies_not_watched", error=traceback.format_exc(limit=3))


def close_silent_connections(address: str, seconds: float) -> int:
    """Close the connections of `address` to this server on which nothing went either way for `seconds`; how many."""
    closed = 0
    with contextlib.ExitStack() as held:
        found = [held.enter_context(one) for one in _own_sockets()]
        ports = {one.getsockname()[1] for one in found if _listens(one)}
        for one in found:
            with contextlib.suppress(OSError, ValueError, struct.error):
                is_ours = one.getsockname()[1] in ports and not _listens(one)
                if is_ours and _plain(one.getpeername()[0]) == _plain(address) and _silent_seconds(one) >= seconds:
                    one.shutdown(socket.SHUT_RDWR)
                    closed += 1
    return closed


def _own_sockets() -> Iterable[socket.socket]:
    """Every TCP socket of this process, each as a copy that the caller closes."""
    folder = Path("/proc/self/fd")
    for path in sorted(folder.iterdir()) if folder.exists() else ():
        with contextlib.suppress(OSError):
            if not str(path.readlink()).startswith("socket:"):
                continue
            one = socket.socket(fileno=os.dup(int(path.name)))
            if one.family in {socket.AF_INET, socket.AF_INET6} and one.type == socket.SOCK_STREAM:
                yield one
            else:
                one.close()


def _listens(one: socket.socket) -> bool:
    return bool(one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))


def _plain(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    found = ipaddress.ip_address(address)
    return found.ipv4_mapped or found if isinstance(found, ipaddress.IPv6Address) else found


def _silent_seconds(connection: socket.socket) -> float:
    information = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 64)
    return float(min(_SILENCE.unpack_from(information, _SILENCE_AT))) / 1000
