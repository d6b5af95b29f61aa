"""Clients that stop in the middle of a body, on the real server: everybody else goes on, and they may come back."""

from __future__ import annotations

import re
import socket
import threading
import time
from contextlib import ExitStack
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from judging.queries.entries import get_own_entry
from portal.db import transaction
from tests.e2e.portal_server import PortalServer
from tests.factories.entries import viewer
from tests.factories.programmes import make_programme
from tests.faults.kill_clients import Entrant, Log

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask

    from judging.ids import EntryID

STALL_SECONDS = 3.0
THREADS = 32
ENDED = {0, 400}
"""The connection was closed, before or after a word."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PortalServer]:
    running = PortalServer.in_folder(tmp_path)
    running.act = "serve"
    running.more = {
        "BANGVANG_BODY_STALL_SECONDS": str(STALL_SECONDS),
        "BANGVANG_FREE_BYTES_RESERVE": "0",
        "BANGVANG_PART_BYTES": str(128 * 1024),
    }
    done = running.command("migrate")
    assert done.returncode == 0, done.stderr
    running.start()
    yield running
    running.stop()


def begun(server: PortalServer, path: str, *, length: int, sent: bytes = b"x=", more: str = "") -> socket.socket:
    """A request whose body has begun and does not go on."""
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    head = f"{path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Length: {length}\r\n{more}"
    connection.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode() + sent)
    return connection


def status(connection: socket.socket) -> int:
    try:
        answer = connection.recv(4096)
    except ConnectionError:
        return 0
    found = re.match(rb"HTTP/1\.1 (\d+)", answer)
    return int(found[1]) if found else 0


def page_of_another(server: PortalServer) -> int:
    """What somebody at another address gets."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60, source_address=("127.0.0.2", 0))
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    finally:
        connection.close()


def test_E13_more_stopped_forms_than_threads_keep_nobody_from_the_pages(server: PortalServer) -> None:
    with ExitStack() as open_until_the_end:
        stopped = [
            open_until_the_end.enter_context(begun(server, "POST /dang-nhap", length=1000)) for _ in range(THREADS * 2)
        ]
        assert page_of_another(server) == 200
        assert {status(one) for one in stopped} <= ENDED
        assert page_of_another(server) == 200


def entrant(app: Flask, server: PortalServer) -> tuple[Entrant, EntryID]:
    with transaction() as session:
        programme = make_programme(session, now=app.extensions["bangvang_clock"]())
    person = Entrant(app, server.port, programme, Log(), seed=1)
    return person, person.draft("essay")


def signed_in(person: Entrant) -> str:
    cookies = "; ".join(f"{name}={value}" for name, value in person.cookies.items())
    return f"Cookie: {cookies}\r\nX-CSRFToken: {person._csrf()}\r\n"


def test_E13_X18_a_stopped_part_is_given_up_and_the_file_arrives_all_the_same(server: PortalServer) -> None:
    content = bytes(number % 251 for number in range(300 * 1024))
    with server.application() as app:
        person, entry = entrant(app, server)
        person._csrf()
        _, upload = person._json("POST", "/uploads", {"entry": str(entry), "name": "bài.docx", "size": len(content)})
        _, signed = person._json("POST", f"/uploads/{upload['id']}/parts", {"numbers": [1]})
        address = signed["addresses"]["1"]["url"]
        more = signed_in(person)
        with begun(server, f"PUT {address}", length=128 * 1024, sent=content[:1000], more=more) as stopped:
            assert status(stopped) in ENDED
        person.enter(entry, name="bài.docx", content=content, stop=threading.Event())
        assert set(person.log.confirmed) == {entry}


@pytest.mark.parametrize("is_whole", [True, False])
def test_X18_half_a_form_whose_client_vanished_changes_nothing(server: PortalServer, *, is_whole: bool) -> None:
    with server.application() as app:
        person, entry_id = entrant(app, server)
        before, version = title_of(app, person, entry_id)
        fields = {"version": version, "title": "Nửa chừng", "topic": "", "csrf_token": person._csrf()}
        form = urlencode(fields).encode()
        length = len(form) + (0 if is_whole else 100)
        path = f"POST /bai-du-thi/{entry_id}/thong-tin"
        with begun(server, path, length=length, sent=form, more=signed_in(person)) as one:
            if is_whole:
                assert status(one) in {200, 302}
        time.sleep(1.0)
        after, _ = title_of(app, person, entry_id)
        assert after == ("Nửa chừng" if is_whole else before)


def title_of(app: Flask, person: Entrant, entry_id: EntryID) -> tuple[str, int]:
    by = viewer(app, person.account)
    with transaction() as session:
        entry = get_own_entry(session, entry_id, visible_to=by)
        return entry.title, entry.version
