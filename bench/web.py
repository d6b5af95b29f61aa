"""Processor time of the server for each page, interleaved with the bare floor, and the slowest of 16 clients.

    python -m bench.web [--rows 300] [--rounds 5] [--only PART-OF-A-NAME]

Both servers run as child processes on the loopback address under granian with the same options. Each page is asked
for in turns: the portal, the floor, the portal, the floor … Every block is long enough to be seen by the kernel's
clock of hundredths. What is printed is the median of the blocks with its range.
"""

from __future__ import annotations

import argparse
import itertools
import re
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench.browsers import Ask, Crowd, Line, form, multipart
from bench.figures import Spread, percentile, table
from bench.floor import fill
from bench.processes import Server, free_port, serving
from bench.scene import (
    Draft,
    Judging,
    Portal,
    docx_bytes,
    essay_html,
    installation,
    make_drafts,
    make_judging,
    make_open_programme,
)

CLIENTS = 16
BLOCK_SECONDS = 0.6
"""Processor seconds that one block should take, so that hundredths are under two of a hundred."""
VERSION = re.compile(r'name="version"[^>]*value="(\d+)"')
CROWD_SECONDS = 4.0
MOST_IN_BLOCK = 4000

Work = Callable[[int, Line], float | None]
"""One unit of work by a client (its number, its line): its seconds, or None when nothing is left to do."""


@dataclass(frozen=True, slots=True)
class Page:
    """A row of the table. `budget_ms` is performance.md's; `most` bounds what may be done of it in all."""

    name: str
    portal: Work
    floor: Work
    budget_ms: float
    most: int = 10**9


def block(server: Server, work: Work, count: int) -> float:
    """Processor milliseconds for each of `count` units."""
    line = Line(server.port)
    before = server.cpu_seconds()
    done = 0
    for _ in range(count):
        if work(0, line) is None:
            break
        done += 1
    took = server.cpu_seconds() - before
    line.close()
    return took * 1000 / max(done, 1)


def length_of(server: Server, work: Work) -> int:
    """How many units make a block of BLOCK_SECONDS."""
    line = Line(server.port)
    for _ in range(10):
        work(0, line)
    line.close()
    once = block(server, work, 40) / 1000
    return max(5, min(MOST_IN_BLOCK, int(BLOCK_SECONDS / max(once, 0.0001))))


def measure(page: Page, portal: Server, floor: Server, rounds: int) -> list[str]:
    """The row of one page. What can be done only so often is shared between the blocks and the crowd."""
    ours, theirs = length_of(portal, page.portal), length_of(floor, page.floor)
    ours = min(ours, max(1, (page.most // 2 - 50) // rounds))
    cpu: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        cpu[0].append(block(portal, page.portal, ours))
        cpu[1].append(block(floor, page.floor, theirs))
    crowds = Crowd(portal.port, CLIENTS), Crowd(floor.port, CLIENTS)
    for crowd, work in zip(crowds, (page.portal, page.floor), strict=True):
        crowd.run(work, for_seconds=CROWD_SECONDS)
        if crowd.wrong:
            print(f"{page.name}: {len(crowd.wrong)} wrong answers: {crowd.wrong[0]}")
    mine, base = Spread.of(cpu[0]), Spread.of(cpu[1])
    ratios = Spread.of([a / b for a, b in zip(*cpu, strict=True)])
    slowest = [
        f"{percentile(one.seconds, 0.5) * 1000:.0f} / {percentile(one.seconds, 0.99) * 1000:.0f}" for one in crowds
    ]
    return [
        page.name,
        str(mine),
        str(base),
        f"{ratios.median:.1f} ({ratios.low:.1f}–{ratios.high:.1f})",
        f"≤ {page.budget_ms:g} {'✓' if mine.median <= page.budget_ms else '✗'}",
        *slowest,
        str(len(crowds[0].wrong)),
    ]


def get(path: str, cookies: str = "") -> Work:
    ask = Ask("GET", path, cookies=cookies)
    return lambda _client, line: line.send(ask).seconds


def hand_in(portal: Portal, drafts: Iterator[Draft], content: bytes) -> Work:
    """Send the DOCX with the plain form, then hand the entry in; what is timed are the two requests."""
    steps: list[int] = []

    def work(_client: int, line: Line) -> float | None:
        draft = next(drafts, None)
        if draft is None:
            return None
        cookies = portal.cookies(draft.token)
        body, kind = multipart({"csrf_token": portal.csrf}, ("file", "bai-du-thi.docx", content))
        sent = line.send(Ask("POST", f"/bai-du-thi/{draft.entry_id}/tep", body, kind, cookies, wants=302))
        if not steps:  # by how much sending a file moves the version on: asked once, outside what is counted
            seen = line.send(Ask("GET", f"/bai-du-thi/{draft.entry_id}/nop", cookies=cookies)).body.decode()
            steps.append(int(VERSION.findall(seen)[-1]) - draft.version)
        version = str(draft.version + steps[0])
        fields = {"csrf_token": portal.csrf, "version": version, "idempotency_key": secrets.token_hex(9)}
        done = line.send(Ask("POST", f"/bai-du-thi/{draft.entry_id}/nop", *form(fields), cookies, wants=302))
        return sent.seconds + done.seconds

    return work


def hand_in_bare(numbers: Iterator[int], cookies: str, content: bytes) -> Work:
    def work(_client: int, line: Line) -> float | None:
        number = next(numbers, None)
        if number is None:
            return None
        body, kind = multipart({}, ("file", "bai-du-thi.docx", content))
        sent = line.send(Ask("POST", f"/entry/{number}/file", body, kind, cookies, wants=302))
        done = line.send(Ask("POST", f"/entry/{number}/submit", *form({"version": "1"}), cookies, wants=302))
        return sent.seconds + done.seconds

    return work


def save_mark(portal: Portal, judging: Judging) -> Work:
    """Each client marks sheets of its own, one criterion after the other, as the page saves by itself."""
    versions: dict[str, int] = {}
    counter = itertools.count()

    def work(client: int, line: Line) -> float | None:
        judge = client % len(judging.judges)
        sheet = judging.sheets[judge][client // len(judging.judges)]
        fields = {
            "csrf_token": portal.csrf,
            "version": str(versions.get(sheet, 0)),
            "idempotency_key": secrets.token_hex(9),
            f"mark-{judging.criteria[0]}": str(next(counter) % 9),
        }
        ask = Ask(
            "POST",
            f"/cham/{sheet}/luu",
            *form(fields),
            portal.cookies(judging.judges[judge]),
            headers="Accept: application/json\r\nX-Requested-With: fetch\r\n",
        )
        answer = line.send(ask)
        versions[sheet] = int(answer.body.split(b'"version":')[1].split(b"}")[0].split(b",")[0])
        return answer.seconds

    return work


def pages_of(portal: Portal, judging: Judging, drafts: list[Draft], floor_cookie: str, rows: int) -> list[Page]:
    """Every row of the table, in the order of performance.md."""
    draft, rest = drafts[0], iter(drafts[1:])
    author, judge = portal.cookies(draft.token), portal.cookies(judging.judges[0])
    content = docx_bytes()
    sheet = judging.sheets[0][-1]
    secretary, validator = portal.cookies(judging.secretary), portal.cookies(judging.validator)
    office = f"/niem-phong/{judging.round_id}"
    bare_form, bare_list = get("/entry/1", floor_cookie), get("/list", floor_cookie)
    save_bare = Ask("POST", "/sheet/{}", *form({"c0": "5"}), floor_cookie)
    return [
        Page("public landing (home)", get("/"), get("/landing"), 3),
        Page("public page of the contest", get("/cuoc-thi/nop-bai"), get("/landing"), 3),
        Page("task list of an entry", get(f"/bai-du-thi/{draft.entry_id}", author), bare_form, 5),
        Page("entry form (cover)", get(f"/bai-du-thi/{draft.entry_id}/thong-tin", author), bare_form, 5),
        Page(
            "hand in with a DOCX (send + submit)",
            hand_in(portal, rest, content),
            hand_in_bare(iter(range(2, 10**6)), floor_cookie, content),
            8,
            most=len(drafts) - 1,
        ),
        Page(f"judge's list of {rows}", get("/cham", judge), bare_list, 20),
        Page(
            "secretary's coverage",
            get(f"{office}/tien-do", secretary),
            bare_list,
            20,
        ),
        Page(
            "secretary's codes",
            get(f"{office}/ma-phach", secretary),
            bare_list,
            20,
        ),
        Page(f"validator's queue of {rows}", get("/kiem-tra", validator), bare_list, 20),
        Page("one entry to judge", get(f"/cham/{sheet}", judge), get("/sheet/1", floor_cookie), 5),
        Page(
            "save a mark",
            save_mark(portal, judging),
            lambda client, line: (
                line.send(
                    Ask("POST", f"/sheet/{client + 1}", save_bare.body, save_bare.content_type, floor_cookie)
                ).seconds
            ),
            4,
        ),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=300, help="entries in the judge's and the office's lists")
    parser.add_argument("--drafts", type=int, default=800, help="drafts to hand in")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="only pages whose name holds this")
    options = parser.parse_args()
    with ExitStack() as stack:
        portal = stack.enter_context(installation())
        print("Preparing …", flush=True)
        judging = make_judging(portal, options.rows)
        programme = make_open_programme(portal, "nop-bai")
        drafts = make_drafts(portal, programme, options.drafts, content=None)
        token = secrets.token_hex(16)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bangvang-floor-")))
        fill(folder, rows=max(options.rows, 4 * options.drafts), html=essay_html(), token=token)
        served = stack.enter_context(portal.served())
        port = free_port()
        command = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
                   "--blocking-threads", "32", "--backlog", "4096", "--backpressure", "4000", "--log-level", "warning",
                   "bench.floor:app"]  # fmt: skip
        bare = stack.enter_context(serving(command, {"BENCH_FLOOR": str(folder)}, port, "/alive"))
        rows = []
        for page in pages_of(portal, judging, drafts, f"floor={token}", options.rows):
            if options.only in page.name:
                rows.append(measure(page, served, bare, options.rounds))
                print(" | ".join(rows[-1]), flush=True)
        heads = ["Page", "portal, CPU ms", "floor, CPU ms", "ratio", "budget, ms", "p50 / p99 at 16, ms",
                 "floor p50 / p99, ms", "failed"]  # fmt: skip
        print(f"\n{table(heads, rows)}\n\nResident: {served.memory_bytes() / 2**20:.0f} MB (server alone)")


if __name__ == "__main__":
    main()
