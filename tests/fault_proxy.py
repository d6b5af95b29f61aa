"""A proxy in front of a store that does what networks and stores do: refuse, stall, cut, lose a reply, change a byte.

It speaks one request per connection, so that a fault hits exactly the request that a test names. What is signed
passes unchanged.
"""

from __future__ import annotations

import re
import socket
import socketserver
import struct
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ANSWERS = {
    "fine": ("200 OK", "Fine"),
    "slow_down": ("503 Slow Down", "SlowDown"),
    "missing": ("404 Not Found", "NoSuchKey"),
    "denied": ("403 Forbidden", "AccessDenied"),
    "full": ("507 Insufficient Storage", "InsufficientStorage"),
}
"""What the proxy says itself instead of asking the store."""
PIECE = 16384


@dataclass
class Fault:
    """What happens to requests whose first line matches `request`, `times` times (None: always).

    kinds: those of ANSWERS · refuse · stall · late (`amount` seconds) · cut_request, cut_reply (after `amount`
    bytes of the body) · lose_reply · flip_request, flip_reply (the byte at `amount`).
    """

    request: str
    kind: str
    times: int | None = 1
    amount: float = 0
    hits: int = 0

    def takes(self, line: str) -> bool:
        if (self.times is not None and self.hits >= self.times) or not re.search(self.request, line):
            return False
        self.hits += 1
        return True


@dataclass
class FaultProxy:
    """A proxy on a free port of the loopback address that forwards to `target`."""

    target: int
    faults: list[Fault] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def running(self) -> Iterator[FaultProxy]:
        server = _Server(("127.0.0.1", 0), _Connection)
        server.proxy = self
        self.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.ended.set()
            server.shutdown()
            server.server_close()
            thread.join()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def add(self, request: str, kind: str, *, times: int | None = 1, amount: float = 0) -> Fault:
        fault = Fault(request, kind, times, amount)
        self.faults.append(fault)
        return fault

    def meet(self, line: str) -> Fault:
        """The fault that this request meets; one that does nothing when there is none."""
        with self._lock:
            self.requests.append(line)
            return next((fault for fault in self.faults if fault.takes(line)), Fault("", "pass"))


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    proxy: FaultProxy

    def handle_error(self, request: object, client_address: object) -> None:
        """Broken connections are what this server is for."""


class _Connection(socketserver.BaseRequestHandler):
    server: _Server
    request: socket.socket

    def handle(self) -> None:
        head, body_begin = _read_head(self.request)
        if not head:
            return None
        fault = self.server.proxy.meet(head.split(b"\r\n", 1)[0].decode("latin-1"))
        if b"expect: 100-continue" in head.lower():
            self.request.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        match fault.kind:
            case "refuse":
                return _reset(self.request)
            case "stall":
                self.server.proxy.ended.wait()
                return _reset(self.request)
            case "late":
                self.server.proxy.ended.wait(fault.amount)
            case kind if kind in ANSWERS:
                self._drain(head, body_begin)
                return self._answer(head, fault.kind)
        with socket.create_connection(("127.0.0.1", self.server.proxy.target), timeout=60) as upstream:
            upstream.sendall(_one_request(head))
            if self._forward_body(upstream, head, body_begin, fault):
                self._forward_reply(upstream, fault)
            else:
                _reset(upstream)
                _reset(self.request)
        return None

    def _forward_body(self, upstream: socket.socket, head: bytes, begin: bytes, fault: Fault) -> bool:
        """Whether all of the body went through."""
        sent = 0
        for piece in _pieces(self.request, begin, _length(head)):
            if fault.kind == "cut_request" and sent + len(piece) > fault.amount:
                upstream.sendall(piece[: int(fault.amount) - sent])
                return False
            upstream.sendall(_flipped(piece, int(fault.amount) - sent) if fault.kind == "flip_request" else piece)
            sent += len(piece)
        return sent == _length(head)

    def _forward_reply(self, upstream: socket.socket, fault: Fault) -> None:
        head, begin = _read_head(upstream)
        if fault.kind == "lose_reply":
            return _reset(self.request)
        self.request.sendall(head)
        sent = 0
        piece = begin or upstream.recv(PIECE)
        while piece:
            if fault.kind == "cut_reply" and sent + len(piece) > fault.amount:
                self.request.sendall(piece[: int(fault.amount) - sent])
                return _reset(self.request)
            self.request.sendall(_flipped(piece, int(fault.amount) - sent) if fault.kind == "flip_reply" else piece)
            sent += len(piece)
            piece = upstream.recv(PIECE)
        return None

    def _drain(self, head: bytes, begin: bytes) -> None:
        for _piece in _pieces(self.request, begin, _length(head)):
            pass

    def _answer(self, head: bytes, kind: str) -> None:
        status, code = ANSWERS[kind]
        body = f'<?xml version="1.0"?><Error><Code>{code}</Code><Message>The proxy says so.</Message></Error>'
        said = f"HTTP/1.1 {status}\r\nContent-Type: application/xml\r\nConnection: close\r\nContent-Length: {len(body)}"
        self.request.sendall(f"{said}\r\n\r\n{'' if head.startswith(b'HEAD') else body}".encode())


def _read_head(source: socket.socket) -> tuple[bytes, bytes]:
    """The head with its empty line, and what came of the body along with it."""
    data = b""
    while b"\r\n\r\n" not in data:
        with suppress(ConnectionError):
            if piece := source.recv(PIECE):
                data += piece
                continue
        return b"", b""
    head, _, begin = data.partition(b"\r\n\r\n")
    return head + b"\r\n\r\n", begin


def _one_request(head: bytes) -> bytes:
    """The head without what is between this proxy and its client; the server closes after its answer."""
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith((b"connection:", b"expect:"))]
    return b"\r\n".join([lines[0], b"Connection: close", *lines[1:]])


def _length(head: bytes) -> int:
    match = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return int(match[1]) if match else 0


def _pieces(source: socket.socket, begin: bytes, length: int) -> Iterator[bytes]:
    received = 0
    piece = begin[:length] or (source.recv(min(PIECE, length)) if length else b"")
    while piece:
        yield piece
        received += len(piece)
        piece = source.recv(min(PIECE, length - received)) if received < length else b""


def _flipped(piece: bytes, at: int) -> bytes:
    if not 0 <= at < len(piece):
        return piece
    return piece[:at] + bytes([piece[at] ^ 1]) + piece[at + 1 :]


def _reset(connection: socket.socket) -> None:
    """End a connection as a broken one ends: without a goodbye."""
    with suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
