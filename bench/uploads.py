"""Sending and fetching a large file: the portal beside bare servers, interleaved, and what it costs in memory.

    python -m bench.uploads [--megabytes 500] [--rounds 5]

The portal takes the file as the browser sends it: announced, signed addresses, parts of 8 MiB with their SHA-256, each
flushed to the disk, and completed at the end. The bare server (bench/upload_floor.py, the same granian) takes it in one
piece: raw, with SHA-256, and as a multipart form. nginx with DAV joins where it is installed. One client, one
connection, loopback. Figures are megabytes a second; processor time is the server's, for the whole file.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import shutil
import subprocess
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from bench.figures import Spread, table
from bench.processes import Server, free_port, serving
from bench.scene import Draft, Portal, installation, make_drafts, make_open_programme
from judging.models.entries import Entry, Part
from judging.models.people import Account
from portal.db import transaction
from portal.streaming import watched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PIECE = b"".join(number.to_bytes(4, "big") for number in range(2**18))
"""A mebibyte."""
RANGE_BYTES = 2**20
RANGES = 200
EDGE = "----bench-edge"
NGINX = """
{user} daemon off; pid {folder}/pid; error_log {folder}/error; worker_processes 1;
events {{}}
http {{
  access_log off; client_body_temp_path {folder}/body; client_max_body_size 0;
  server {{
    listen 127.0.0.1:{port}; root {folder}/files;
    location = /alive {{ return 200; }}
    location / {{ dav_methods PUT; create_full_put_path on; }}
  }}
}}
"""
ACCEL = "/_kho/"
PROXY = """
{user} daemon off; pid {folder}/pid; error_log {folder}/error; worker_processes 1;
events {{}}
http {{
  access_log off; client_body_temp_path {folder}/body; client_max_body_size 0; proxy_request_buffering off;
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass http://127.0.0.1:{behind}; proxy_set_header Host 127.0.0.1:{behind}; }}
    location {accel} {{ internal; alias {store}/; }}
  }}
}}
"""


@dataclass
class Way:
    """One way of sending: what it does with the file, and what it measured."""

    name: str
    server: Server
    send: Callable[[int], None]
    speeds: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def measure(self, size: int) -> None:
        before, began = self.server.cpu_seconds(), time.perf_counter()
        self.send(size)
        self.speeds.append(size / 1e6 / (time.perf_counter() - began))
        self.seconds.append(self.server.cpu_seconds() - before)


def pieces(size: int) -> Iterator[bytes]:
    while size > 0:
        yield PIECE[:size]
        size -= len(PIECE)


def ask(line: http.client.HTTPConnection, method: str, path: str, body: object = None, **headers: str) -> bytes:
    """Ask and read the answer; anything but success ends the measurement."""
    line.request(method, path, body=body, headers=headers)  # type: ignore[arg-type]  # an iterable of bytes is a body
    answer = line.getresponse()
    told = answer.read()
    if answer.status >= 300:
        raise SystemExit(f"{method} {path}: {answer.status} {told[:500]!r}")
    return told


def put_bare(port: int, path: str) -> Callable[[int], None]:
    def send(size: int) -> None:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=300)) as line:
            ask(line, "PUT", path, pieces(size), **{"Content-Length": str(size)})

    return send


def post_form(port: int) -> Callable[[int], None]:
    head = (
        f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="phim.mp4"\r\n'
        "Content-Type: video/mp4\r\n\r\n"
    ).encode()
    tail = f"\r\n--{EDGE}--\r\n".encode()

    def send(size: int) -> None:
        def body() -> Iterator[bytes]:
            yield head
            yield from pieces(size)
            yield tail

        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=300)) as line:
            length = str(size + len(head) + len(tail))
            kind = f"multipart/form-data; boundary={EDGE}"
            ask(line, "POST", "/form/phim.mp4", body(), **{"Content-Length": length, "Content-Type": kind})

    return send


def upload(portal: Portal, drafts: Iterator[Draft], port: int) -> Callable[[int], None]:
    """As the browser does it; each time into a draft of its own."""

    def send(size: int) -> None:
        draft = next(drafts)
        headers = {"Cookie": portal.cookies(draft.token), "X-CSRFToken": portal.csrf, "Accept": "application/json"}
        typed = {**headers, "Content-Type": "application/json"}
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=300)) as line:
            asked = {"entry": draft.entry_id, "name": "phim.mp4", "size": size, "type": "video/mp4"}
            begun = json.loads(ask(line, "POST", "/uploads", json.dumps(asked), **typed))
            most = -(-size // begun["part_size"])
            for first in range(1, most + 1, 6):
                numbers = list(range(first, min(first + 6, most + 1)))
                body = json.dumps({"numbers": numbers})
                signed = json.loads(ask(line, "POST", f"/uploads/{begun['id']}/parts", body, **typed))
                for number in numbers:
                    length = min(begun["part_size"], size - (number - 1) * begun["part_size"])
                    told = {**headers, "Content-Length": str(length), "Content-Type": "application/octet-stream"}
                    ask(line, "PUT", signed["addresses"][str(number)]["url"], pieces(length), **told)
            ask(line, "POST", f"/uploads/{begun['id']}/complete", "{}", **typed)

    return send


@contextlib.contextmanager
def nginx(configuration: str, **facts: object) -> Iterator[Server | None]:
    """nginx on a port of its own, in a folder of its own; None where it is not installed."""
    binary = shutil.which("nginx")
    if binary is None:
        yield None
        return
    user = "user root;" if os.geteuid() == 0 else ""  # started by root it would work as nobody, who may not write here
    with tempfile.TemporaryDirectory(prefix="bangvang-nginx-") as place:
        folder, port = Path(place), free_port()
        (folder / "files").mkdir()
        (folder / "nginx.conf").write_text(configuration.format(folder=folder, port=port, user=user, **facts))
        server = Server(subprocess.Popen([binary, "-c", str(folder / "nginx.conf"), "-p", place]), port)
        time.sleep(1)
        try:
            yield server
        finally:
            server.stop()


def fetch(port: int, path: str, **headers: str) -> float:
    """Megabytes a second of ranges of 1 MiB over one connection."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as line:
        began, got = time.perf_counter(), 0
        for number in range(RANGES):
            first = number * RANGE_BYTES
            got += len(ask(line, "GET", path, Range=f"bytes={first}-{first + RANGE_BYTES - 1}", **headers))
        return got / 1e6 / (time.perf_counter() - began)


def fetch_rest(port: int, path: str, size: int, **headers: str) -> float:
    """Megabytes a second of one open range, as a player begins."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as line:
        began = time.perf_counter()
        line.request("GET", path, headers={**headers, "Range": "bytes=0-"})
        answer, got = line.getresponse(), 0
        while piece := answer.read(RANGE_BYTES):
            got += len(piece)
        if got != size:
            raise SystemExit(f"GET {path}: {answer.status}, {got} of {size} bytes")
        return got / 1e6 / (time.perf_counter() - began)


def player_link(portal: Portal, draft: Draft) -> str:
    """The short link that the author's player follows."""
    with portal.app.test_request_context("/", base_url=portal.settings.base_url), transaction() as session:
        found = session.execute(
            select(Part.store_key, Part.size_bytes, Account.id)
            .join(Entry, Entry.id == Part.entry_id)
            .join(Account, Account.person_id == Entry.author_id)
            .where(Entry.id == UUID(draft.entry_id))
        ).one()
        answer = watched(found[0], size=found[1], media_type="video/mp4", account=str(found[2]))
    return str(answer.headers["Location"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    size = options.megabytes * 1_000_000
    with ExitStack() as stack:
        portal = stack.enter_context(installation())
        programme = make_open_programme(portal, "gui-tep")
        drafts = make_drafts(portal, programme, options.rounds + 1, content=None, category="video")
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bangvang-floor-")))
        port = free_port()
        command = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
                   "--blocking-threads", "32", "--log-level", "warning", "bench.upload_floor:app"]  # fmt: skip
        bare = stack.enter_context(serving(command, {"BENCH_FLOOR": str(folder)}, port, "/alive"))
        dav = stack.enter_context(nginx(NGINX))
        serving_portal = stack.enter_context(ExitStack())
        served = serving_portal.enter_context(portal.served())
        queue = iter(drafts)
        ways = [
            Way("portal: parts with SHA-256", served, upload(portal, queue, served.port)),
            Way("bare PUT with SHA-256", bare, put_bare(port, "/hash/phim.mp4")),
            Way("bare PUT, raw", bare, put_bare(port, "/raw/phim.mp4")),
            Way("multipart form with SHA-256", bare, post_form(port)),
        ]
        if dav is not None:
            ways.append(Way("nginx DAV", dav, put_bare(dav.port, "/phim.mp4")))
        ways[0].send(20_000_000)  # what is loaded at the first upload is no growth
        at_rest = served.memory_bytes()
        most = at_rest
        for _ in range(options.rounds):
            for way in ways:
                way.measure(size)
                most = max(most, served.memory_bytes())
        report(ways, size)
        print(f"\nMemory of the portal: {at_rest / 2**20:.0f} MB before, at most {most / 2**20:.0f} MB after an upload "
              f"(growth {(most - at_rest) / 2**20:.0f} MB, budget ≤ 32)")  # fmt: skip
        ranges(portal, drafts[1], served, {"bare": bare, "nginx": dav}, options.rounds)
        if dav is not None:
            serving_portal.close()
            handed_over(portal, drafts[1], dav, size, options.rounds)


def report(ways: list[Way], size: int) -> None:
    first = ways[0]
    rows = []
    for way in ways:
        speed = Spread.of(way.speeds)
        ratio = Spread.of([a / b for a, b in zip(first.speeds, way.speeds, strict=True)])
        rows.append([way.name, f"{speed.median:.0f} ({speed.low:.0f}–{speed.high:.0f})", f"{ratio.median:.2f}",
                     f"{Spread.of(way.seconds).median:.2f}"])  # fmt: skip
    heads = [f"{size // 1_000_000} MB", "MB/s", "portal ÷ this", "CPU s of the server"]
    print(table(heads, rows))


def ranges(portal: Portal, draft: Draft, served: Server, beside: dict[str, Server | None], rounds: int) -> None:
    """Ranges of 1 MiB of the same file, in turns: the portal's, and those of every server beside it."""
    link, cookies = player_link(portal, draft), portal.cookies(draft.token)
    servers = {name: server for name, server in beside.items() if server is not None}
    ours: list[float] = []
    theirs: dict[str, list[float]] = {name: [] for name in servers}
    for _ in range(rounds):
        ours.append(fetch(served.port, link, Cookie=cookies))
        for name, server in servers.items():
            theirs[name].append(fetch(server.port, "/phim.mp4"))
    print(f"\nRanges of 1 MiB: portal {Spread.of(ours)} MB/s")
    for name, speeds in theirs.items():
        ratio = Spread.of([a / b for a, b in zip(ours, speeds, strict=True)])
        print(f"  {name} {Spread.of(speeds)} MB/s, portal ÷ {name} {ratio}")


def handed_over(portal: Portal, draft: Draft, dav: Server, size: int, rounds: int) -> None:
    """The same file where nginx stands in front and sends what the portal allows (`BANGVANG_ACCEL_PREFIX`)."""
    portal.settings = replace(portal.settings, accel_prefix=ACCEL)
    link, cookies = player_link(portal, draft), portal.cookies(draft.token)
    store = portal.settings.store_folder.resolve()
    with portal.served() as served, nginx(PROXY, behind=served.port, store=store, accel=ACCEL) as front:
        if front is None:
            return
        ways: dict[str, tuple[list[float], list[float]]] = {"ranges of 1 MiB": ([], []), "one open range": ([], [])}
        for _ in range(rounds):
            ways["ranges of 1 MiB"][0].append(fetch(front.port, link, Cookie=cookies))
            ways["ranges of 1 MiB"][1].append(fetch(dav.port, "/phim.mp4"))
            ways["one open range"][0].append(fetch_rest(front.port, link, size, Cookie=cookies))
            ways["one open range"][1].append(fetch_rest(dav.port, "/phim.mp4", size))
    print("\nThe portal behind nginx, nginx sends:")
    for name, (ours, theirs) in ways.items():
        ratio = Spread.of([a / b for a, b in zip(ours, theirs, strict=True)])
        print(f"  {name}: {Spread.of(ours)} MB/s, nginx alone {Spread.of(theirs)} MB/s, ratio {ratio}")


if __name__ == "__main__":
    main()
