"""300 MB through a browser: the connection is lost twice and the page once, and every byte arrives once, as it was."""

from __future__ import annotations

import hashlib
import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from judging.models.entries import Part
from portal.clock import system_clock
from portal.db import transaction
from portal.records.tables import Upload
from tests.e2e.people import Entrant
from tests.e2e.portal_server import PortalServer
from tests.e2e.visitor import words
from tests.factories.entries import make_draft
from tests.factories.office import PASSWORD, make_account
from tests.factories.programmes import make_programme
from tests.factories.videos import clip
from tests.fault_proxy import FaultProxy
from tests.swift import ACCESS_KEY, REGION, SECRET_KEY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask
    from playwright.sync_api import Browser

SIZE = 300_000_000
PART = 8 * 2**20
PARTS = -(-SIZE // PART)
LINE_BYTES_A_SECOND = 25_000_000
"""What the browser may send, so that there is a middle to lose the connection in."""
ROW, FIGURES, STATUS = ".upload", "[data-upload-figures]", ".upload [data-upload-status]"


@dataclass
class Site:
    """A portal without a worker, one author with one entry, and the line that the file takes."""

    server: PortalServer
    app: Flask
    url: str
    line: FaultProxy
    login: str
    entry_id: str


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A real video, filled up to 300 MB by a box that players skip; each part of it differs. And its SHA-256."""
    path = tmp_path_factory.mktemp("film") / "phim-du-thi.mp4"
    digest = hashlib.sha256()
    content = clip(seconds=2).read_bytes()
    rest = SIZE - len(content)
    pieces = [content, rest.to_bytes(4, "big") + b"free"]
    with path.open("wb") as file:
        left = SIZE
        for number in range(SIZE):
            piece = pieces[number] if number < len(pieces) else hashlib.sha256(number.to_bytes(4)).digest() * 32768
            piece = piece[:left]
            file.write(piece)
            digest.update(piece)
            left -= len(piece)
            if not left:
                break
    return path, digest.hexdigest()


@pytest.fixture(params=["disk", "swift"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """On disk all of the browser's requests pass the line, on Swift those to the store alone."""
    server = PortalServer.in_folder(tmp_path)
    server.act = "serve"
    server.more = {"BANGVANG_PART_BYTES": str(PART)}
    swift = request.getfixturevalue("swift") if request.param == "swift" else None
    with FaultProxy(swift.port if swift else server.port).running() as line:
        if swift is not None:
            server.more |= {
                "BANGVANG_S3_ENDPOINT": swift.endpoint,
                "BANGVANG_S3_PUBLIC_ENDPOINT": line.endpoint,
                "BANGVANG_S3_BUCKET": swift.make_bucket(),
                "BANGVANG_S3_REGION": REGION,
                "BANGVANG_S3_ACCESS_KEY": ACCESS_KEY,
                "BANGVANG_S3_SECRET_KEY": SECRET_KEY,
            }
        with _prepared(server) as (app, login, entry_id):
            server.start()
            try:
                yield Site(server, app, server.url if swift else line.endpoint, line, login, entry_id)
            finally:
                server.stop()


@contextmanager
def _prepared(server: PortalServer) -> Iterator[tuple[Flask, str, str]]:
    done = server.command("migrate")
    assert done.returncode == 0, done.stderr
    now = system_clock()
    with server.application() as app:
        with transaction() as session:
            programme = make_programme(session, now=now)
            author = make_account(session, "Người Thử Gửi Tệp", now=now, with_password=True)
            login = author.person.staff_code
        yield app, login, str(make_draft(app, author, programme, category="video", text=""))


def test_P5_X18_300_MB_arrive_though_the_connection_is_lost_twice_and_the_page_once(
    site: Site, film: tuple[Path, str], browser: Browser
) -> None:
    path, sha256 = film
    author = Entrant(browser, site.url, name="tác giả")
    author.expected = ["ERR_", "Failed to load resource"]  # the browser tells of every connection that it loses
    author.allowed = [site.line.endpoint]
    author.page.on("dialog", lambda dialog: dialog.accept())
    author.sign_in(site.login, PASSWORD)
    author.go(f"/bai-du-thi/{site.entry_id}/noi-dung")
    network = author.context.new_cdp_session(author.page)
    _line(network)
    author.page.locator("input[name=file]").set_input_files(path)

    _wait_for(author, 15)
    _line(network, offline=True)  # the telephone has left the network, and knows it
    author.says(words("No connection. It goes on by itself as soon as there is one; nothing is lost."), within=STATUS)
    _line(network)

    before = _wait_for(author, 35)
    author.page.reload()
    author.says(words("Not finished:"))
    author.says(re.compile(r"đã gửi được \d+ %"), within="[data-upload-kept]")
    author.look()
    _line(network)
    author.page.locator("input[name=file]").set_input_files(path)
    author.page.wait_for_selector(f"{ROW}[data-state=going]")
    assert _percent(author) >= before - 100 * 3 // PARTS - 1, "parts that had arrived are sent again"

    _wait_for(author, 65)
    cut = site.line.add("^PUT", "cut_request", amount=PART // 2)
    _wait_until(author, lambda: cut.hits == 1)  # a part on a new connection would meet the refusal before the cut
    gone = site.line.add(".", "refuse", times=None)  # the network is there, but nothing answers any more
    author.page.wait_for_selector(f"{ROW}[data-state=offline]")
    author.page.wait_for_timeout(1500)
    assert gone.hits
    site.line.faults.remove(gone)

    author.page.wait_for_url("**/noi-dung", timeout=60_000)
    author.page.wait_for_selector(ROW, state="detached", timeout=60_000)
    author.says(path.name, within="#measurement")
    author.close()
    assert _arrived(site) == (path.name, SIZE, sha256)


def _line(network: Any, *, offline: bool = False) -> None:
    network.send("Network.enable")
    network.send(
        "Network.emulateNetworkConditions",
        {"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": LINE_BYTES_A_SECOND},
    )


def _percent(author: Entrant) -> int:
    return int(author.page.locator(f"{ROW} progress").evaluate("one => one.value"))


def _wait_for(author: Entrant, percent: int) -> int:
    """Wait until so much has been sent; how much it is then."""
    for _ in range(1000):
        if (sent := _percent(author)) >= percent:
            return sent
        author.page.wait_for_timeout(30)
    raise AssertionError(f"{percent} % are never reached: {author.text}")


def _wait_until(author: Entrant, is_so: Callable[[], bool]) -> None:
    for _ in range(1000):
        if is_so():
            return
        author.page.wait_for_timeout(10)
    raise AssertionError(author.text)


def _arrived(site: Site) -> tuple[str, int, str]:
    """Name and size of the part, and the SHA-256 of the bytes that the store holds."""
    with transaction() as session:
        part = session.scalars(select(Part)).one()
        uploads = [(one.state, one.part_id) for one in session.scalars(select(Upload))]
    assert uploads == [("complete", part.id)]
    stored = site.app.extensions["bangvang_store"].verify(part.store_key)
    return part.file_name, stored.size, stored.sha256
