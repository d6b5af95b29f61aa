"""Clients that cost little themselves: one socket each, kept open, answers read whole."""

from __future__ import annotations

import re
import secrets
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TIMEOUT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, head and body of one answer, and how long it took."""

    status: int
    head: str
    body: bytes
    seconds: float

    def header(self, name: str) -> str:
        found = re.search(rf"^{name}: *(.*)\r$", self.head, re.MULTILINE | re.IGNORECASE)
        return found[1] if found else ""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: what it sends, and what it must be answered with."""

    method: str
    path: str
    body: bytes = b""
    content_type: str = ""
    cookies: str = ""
    headers: str = ""
    wants: int = 200

    def raw(self, port: int, *, close: bool = False) -> bytes:
        head = f"{self.method} {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{self.headers}"
        if self.cookies:
            head += f"Cookie: {self.cookies}\r\n"
        if self.method == "POST":
            head += f"Content-Type: {self.content_type}\r\nContent-Length: {len(self.body)}\r\n"
            head += f"Origin: http://127.0.0.1:{port}\r\n"
        return (head + ("Connection: close\r\n" if close else "") + "\r\n").encode() + self.body


def form(fields: Mapping[str, str]) -> tuple[bytes, str]:
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def multipart(fields: Mapping[str, str], file: tuple[str, str, bytes]) -> tuple[bytes, str]:
    """Body and type of a form with one file: (field, file name, bytes)."""
    edge = secrets.token_hex(12)
    name, file_name, content = file
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    parts.append(
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
        f"Content-Type: application/octet-stream\r\n\r\n".encode()
        + content
        + b"\r\n"
    )
    return b"".join(parts) + f"--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


class WrongAnswerError(Exception):
    """The server answered something else than it must: the measurement would be worthless."""


@dataclass
class Line:
    """A kept-open connection to a server."""

    port: int
    _socket: socket.socket | None = None
    _rest: bytes = b""

    def send(self, ask: Ask) -> Answer:
        """Send and read the whole answer.

        Raises:
            WrongAnswerError: when its status is not the one wanted.
        """
        began = time.perf_counter()
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), TIMEOUT_SECONDS)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(ask.raw(self.port))
        head, body = self._read()
        status = int(head[9:12])
        answer = Answer(status, head, body, time.perf_counter() - began)
        if status != ask.wants:
            raise WrongAnswerError(f"{ask.method} {ask.path}: {status}\n{head}\n{body[:1500].decode(errors='replace')}")
        return answer

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _read(self) -> tuple[str, bytes]:
        data = self._rest
        while b"\r\n\r\n" not in data:
            data += self._more()
        raw, _edge, data = data.partition(b"\r\n\r\n")
        head = raw.decode("latin-1") + "\r\n"
        length = re.search(r"^content-length: *(\d+)", head, re.MULTILINE | re.IGNORECASE)
        wanted = int(length[1]) if length else 0
        chunks = [data]
        have = len(data)
        while have < wanted:
            chunks.append(self._more())
            have += len(chunks[-1])
        data = b"".join(chunks)
        self._rest = data[wanted:]
        return head, data[:wanted]

    def _more(self) -> bytes:
        assert self._socket is not None
        got = self._socket.recv(262_144)
        if not got:
            raise WrongAnswerError("the server hung up")
        return got


@dataclass
class Crowd:
    """Several clients at once, each sending its own next request as soon as the last was answered."""

    port: int
    clients: int
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def run(self, ask_of: Callable[[int, Line], float | None], *, for_seconds: float, most: int = 10**9) -> None:
        """`ask_of(client, line)` makes one unit of work and gives its seconds; None when there is none left."""
        until = time.perf_counter() + for_seconds
        threads = [
            threading.Thread(target=self._work, args=(number, ask_of, until, most // self.clients))
            for number in range(self.clients)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _work(self, number: int, ask_of: Callable[[int, Line], float | None], until: float, most: int) -> None:
        line = Line(self.port)
        done = 0
        try:
            while time.perf_counter() < until and done < most:
                took = ask_of(number, line)
                if took is None:
                    break
                self.seconds.append(took)
                done += 1
        except (WrongAnswerError, OSError) as error:
            self.wrong.append(str(error)[:400])
        finally:
            line.close()
