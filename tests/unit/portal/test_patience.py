"""Bodies that come slowly, stop, or end early: who waits for them is seen, and what has stopped is closed."""

from __future__ import annotations

import io
import socket
import threading
import time
from contextlib import ExitStack
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from werkzeug.exceptions import ClientDisconnected, ServiceUnavailable

from portal import patience
from portal.bodies import BodyCount
from portal.patience import CROWDED_SECONDS, FEW_SMALL, MOST_BYTES, PatientBody, Watch, close_silent_connections

if TYPE_CHECKING:
    from collections.abc import Iterator


class Client:
    """A sender that says something only when told to; silence is what it begins with."""

    def __init__(self) -> None:
        self._may_go_on = threading.Semaphore(0)
        self._said: list[bytes | Exception] = []
        self.asked: list[int] = []

    def say(self, *said: bytes | Exception) -> None:
        self._said += said
        for _ in said:
            self._may_go_on.release()

    def read(self, size: int, /) -> bytes:
        self.asked.append(size)
        self._may_go_on.acquire()
        one = self._said.pop(0)
        if isinstance(one, Exception):
            raise one
        return one


def body_of(inner: object, length: int | None, *, address: str = "10.0.0.1", is_small: bool = True) -> PatientBody:
    return PatientBody(inner, length=length, address=address, is_small=is_small)  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [1, 100, 16 * 1024, 16 * 1024 + 1, 3 * MOST_BYTES + 7])
@pytest.mark.parametrize("is_told", [True, False])
def test_a_quick_body_is_what_was_sent(size: int, *, is_told: bool) -> None:
    content = bytes(number % 251 for number in range(size))
    told = size if is_told else None
    assert body_of(io.BytesIO(content), told).read() == content
    body = body_of(io.BytesIO(content), told)
    assert b"".join(iter(lambda: body.read(1000), b"")) == content


def test_lines_are_read_as_they_were_sent() -> None:
    assert list(body_of(io.BytesIO(b"a\nbb\n\nc"), 7)) == [b"a\n", b"bb\n", b"\n", b"c"]
    assert body_of(io.BytesIO(b"a\nb"), 3).readlines() == [b"a\n", b"b"]
    assert body_of(io.BytesIO(b"abc\n"), 4).readline(2) == b"ab"
    assert body_of(io.BytesIO(b"abc"), 3).read(0) == b""


def test_X18_a_body_that_ends_early_is_never_taken_for_a_whole_one() -> None:
    body = body_of(io.BytesIO(b"title=half of wh"), 40)
    assert body.read(100) == b"title=half of wh"
    for _ in range(2):
        with pytest.raises(ClientDisconnected):
            body.read(100)


def test_what_the_server_raises_reaches_whoever_reads() -> None:
    client = Client()
    client.say(OSError("reset"))
    body = body_of(client, 10)
    with pytest.raises(OSError, match="reset"):
        body.read(1)
    assert body.waits_since is None


def test_a_slow_sender_is_asked_for_little_and_a_quick_one_for_more() -> None:
    client = Client()
    client.say(*[b"x" * 1000] * 6, b"")
    assert len(body_of(client, None).read()) == 6000
    assert client.asked == sorted(client.asked)
    assert client.asked[0] == 16 * 1024
    assert client.asked[-1] == MOST_BYTES


class Closing:
    """Remembers which address was to be closed after how much silence."""

    def __init__(self) -> None:
        self.told: list[tuple[str, float]] = []

    def __call__(self, address: str, seconds: float) -> int:
        self.told.append((address, seconds))
        return 1


def test_E13_what_is_waited_for_too_long_is_closed_and_nothing_else() -> None:
    closing = Closing()
    watch = Watch(seconds=60, close_silent=closing)
    late, early, idle = (body_of(Client(), 10, address=f"10.0.0.{number}") for number in range(3))
    watch._is_watching = True  # no thread: the test looks by itself, at moments of its own
    with watch.over(late), watch.over(early), watch.over(idle):
        late.waits_since, early.waits_since = 100.0, 130.0
        watch.look(160.0)
        assert closing.told == [("10.0.0.0", 60)]
        watch.look(159.9)
        assert len(closing.told) == 1
    watch.look(1000.0)
    assert len(closing.told) == 1


def test_E13_when_many_small_bodies_stop_they_are_waited_for_no_longer_than_a_moment() -> None:
    closing = Closing()
    watch = Watch(seconds=60, close_silent=closing)
    bodies = [body_of(Client(), 10, address="10.0.0.9") for _ in range(FEW_SMALL + 1)]
    large = body_of(Client(), 10**6, address="10.0.0.5", is_small=False)
    for one in (*bodies, large):
        one.waits_since = 100.0
    with ExitStack() as watched:
        watch._is_watching = True  # no thread: the test looks by itself, at moments of its own
        for one in (*bodies, large):
            watched.enter_context(watch.over(one))
        watch.look(101.9)
        assert closing.told == []
        watch.look(102.1)
        assert closing.told == [("10.0.0.9", CROWDED_SECONDS)]


def test_E13_the_watch_closes_by_itself_and_ends_when_there_is_nothing_to_watch() -> None:
    closing = Closing()
    watch = Watch(seconds=0.0, close_silent=closing)
    body = body_of(Client(), 10)
    with watch.over(body):
        body.waits_since = time.monotonic()
        until = time.monotonic() + 20
        while not closing.told and time.monotonic() < until:
            time.sleep(0.02)
    assert closing.told
    while watch._is_watching and time.monotonic() < until:
        time.sleep(0.02)
    assert not watch._is_watching


def test_E13_a_log_that_nobody_takes_does_not_end_the_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        message = "I/O operation on closed file"
        raise ValueError(message)

    monkeypatch.setattr(patience, "log", SimpleNamespace(warning=refuse))
    closing = Closing()
    watch = Watch(seconds=0.0, close_silent=closing)
    body = body_of(Client(), 10)
    with watch.over(body):
        body.waits_since = time.monotonic()
        until = time.monotonic() + 20
        while len(closing.told) < 2 and time.monotonic() < until:
            time.sleep(0.02)
    assert len(closing.told) >= 2


def test_E13_only_silent_connections_of_that_address_to_this_server_are_closed() -> None:
    """What this process opened itself (a database, say) stays open, and so does who said something just now."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as silent,
        server.accept()[0] as stopped,
        socket.create_connection(server.getsockname()) as talking,
        server.accept()[0] as heard,
    ):
        time.sleep(0.6)
        talking.sendall(b"here")
        assert heard.recv(10) == b"here"
        assert close_silent_connections("127.0.0.2", 0.3) == 0
        assert close_silent_connections("127.0.0.1", 60.0) == 0
        assert close_silent_connections("::ffff:127.0.0.1", 0.3) == 1
        assert stopped.recv(1) == b""
        assert silent.recv(1) == b""
        heard.sendall(b"fine")
        assert talking.recv(10) == b"fine"


def test_D22_one_account_cannot_take_all_places_for_bodies() -> None:
    count = BodyCount(2)
    with count.one_of("a"), count.one_of("a"), count.one_of("b"):
        with pytest.raises(ServiceUnavailable), count.one_of("a"):
            pytest.fail("a third one")
        with count.one_of("b"):
            pass
    with count.one_of("a"), count.one_of("a"):
        pass


@pytest.fixture(autouse=True)
def nothing_is_watched_afterwards() -> Iterator[None]:
    """A watch that goes on after its test would write to a log that is closed, and can hang the end of the run."""
    yield
    until = time.monotonic() + 20
    while (left := [one for one in threading.enumerate() if one.name == "bodies"]) and time.monotonic() < until:
        time.sleep(0.02)
    assert left == []
