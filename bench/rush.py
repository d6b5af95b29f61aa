"""The rush before the deadline: many people press "submit" within a short time, and every one of them must be right.

    python -m bench.rush [--people 1000] [--within 60 5] [--on sqlite postgresql]

Each person has a complete draft with a stored DOCX, signed in already. Each comes once, at a moment drawn evenly from
the span, on a connection of his own: presses submit, follows to the receipt and reads its number. One in twenty
presses twice at once with the same key. The portal runs as `bangvang run` does: server and one worker, which measures
all those files meanwhile. Afterwards the database is counted and every invariant is asked.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import secrets
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.browsers import Ask, form
from bench.figures import percentile, table
from bench.processes import ROOT
from bench.scene import Draft, Portal, docx_bytes, installation, make_drafts, make_open_programme
from judging.models.entries import Entry, EntryVersion, Receipt
from portal.records.tables import Job
from tests.postgresql import PostgresServer

SMALL_CHU = 1100
TWICE = 20
TIMEOUT_SECONDS = 180
H1 = re.compile(r"<h1>[^<]*?(\d{5}/[^<]+)</h1>")


@dataclass
class Rush:
    """What happened: seconds until the answer to the submit, and until the receipt was read."""

    submit: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    receipts: dict[str, set[str]] = field(default_factory=dict)
    """By entry: the numbers that its author was shown."""
    wrong: Counter[str] = field(default_factory=Counter)


async def ask(port: int, request: Ask) -> tuple[int, str, str]:
    """Status, head and body over a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request.raw(port, close=True))
        await writer.drain()
        raw = await reader.read()
    finally:
        writer.close()
    head, _edge, body = raw.partition(b"\r\n\r\n")
    return int(head[9:12]), head.decode("latin-1"), body.decode(errors="replace")


async def press(rush: Rush, portal: Portal, draft: Draft, key: str) -> None:
    """One press of the button and what follows."""
    cookies = portal.cookies(draft.token)
    port = portal.settings.port
    fields = {"csrf_token": portal.csrf, "version": str(draft.version), "idempotency_key": key}
    began = time.perf_counter()
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            post = Ask("POST", f"/bai-du-thi/{draft.entry_id}/nop", *form(fields), cookies)
            status, head, body = await ask(port, post)
            rush.submit.append(time.perf_counter() - began)
            place = re.search(r"^location: *(\S+)", head, re.MULTILINE | re.IGNORECASE)
            if status != 302 or place is None:
                rush.wrong[f"submit answered {status}: {' '.join(re.findall('<h1>(.*?)</h1>', body))}"] += 1
                return
            status, _head, body = await ask(port, Ask("GET", place[1], cookies=cookies))
            found = H1.search(body)
            if status != 200 or found is None or draft.entry_id not in place[1]:
                rush.wrong[f"receipt answered {status}"] += 1
                return
            rush.whole.append(time.perf_counter() - began)
            rush.receipts.setdefault(draft.entry_id, set()).add(found[1])
    except (OSError, TimeoutError) as error:
        rush.wrong[type(error).__name__] += 1


async def person(rush: Rush, portal: Portal, draft: Draft, number: int, at: float) -> None:
    await asyncio.sleep(at)
    key = secrets.token_hex(9)
    presses = 2 if number % TWICE == 0 else 1
    await asyncio.gather(*(press(rush, portal, draft, key) for _ in range(presses)))


async def run(portal: Portal, drafts: list[Draft], within: float) -> Rush:
    rush = Rush()
    luck = random.Random(1)
    moments = sorted(luck.uniform(0, within) for _ in drafts)
    people = enumerate(zip(drafts, moments, strict=True))
    await asyncio.gather(*(person(rush, portal, draft, number, at) for number, (draft, at) in people))
    return rush


def judged(portal: Portal, rush: Rush, drafts: list[Draft]) -> list[str]:
    """What is wrong with the record after it: lost, twice, shown another number than stored."""
    found = [f"{count} × {what}" for what, count in rush.wrong.items()]
    engine = portal.app.extensions["bangvang_database"].main
    with Session(engine) as session:
        ids = {draft.entry_id for draft in drafts}
        handed_in = {str(one) for one in session.scalars(select(Entry.id).where(Entry.state == "submitted"))}
        versions = Counter(str(one) for one in session.scalars(select(EntryVersion.entry_id)))
        rows = session.execute(
            select(EntryVersion.entry_id, Receipt.number).join(
                EntryVersion, EntryVersion.id == Receipt.entry_version_id
            )
        ).all()
    numbers = {str(entry): number for entry, number in rows}
    if lost := ids - handed_in:
        found.append(f"{len(lost)} entries not handed in")
    if twice := [one for one, count in versions.items() if count != 1]:
        found.append(f"{len(twice)} entries with several versions")
    if len(rows) != len(ids):
        found.append(f"{len(rows)} receipts for {len(ids)} entries")
    if sorted(int(number[:5]) for number in numbers.values()) != list(range(1, len(rows) + 1)):
        found.append("the numbers have gaps or repeat")
    if other := [one for one, seen in rush.receipts.items() if seen != {numbers.get(one)}]:
        found.append(f"{len(other)} people were shown another number than theirs")
    return found


def invariants(portal: Portal) -> str:
    """What `bangvang check-invariants` says of the installation."""
    environment = {
        "BANGVANG_DATA_FOLDER": str(portal.settings.data_folder),
        "BANGVANG_BASE_URL": portal.settings.base_url,
    }
    if portal.settings.database_url:
        environment["BANGVANG_DATABASE_URL"] = portal.settings.database_url
        environment["BANGVANG_DESK_DATABASE_URL"] = portal.settings.desk_database_url
    done = subprocess.run(
        [sys.executable, "-m", "portal.cli", "check-invariants"],
        cwd=ROOT, env={"PATH": "/usr/bin:/bin", **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return (
        "green"
        if done.returncode == 0
        else "RED: " + " ".join(line for line in done.stdout.splitlines() if not line.startswith("✓"))
    )


def left_to_do(portal: Portal) -> int:
    with Session(portal.app.extensions["bangvang_database"].main) as session:
        return session.scalar(select(func.count()).select_from(Job).where(Job.state.in_(["queued", "running"]))) or 0


def once(kind: str, people: int, within: float) -> list[str]:
    """One rush on one database: a row of the table."""
    with ExitStack() as stack:
        urls = {}
        if kind == "postgresql":
            server = PostgresServer.start(durable=True)
            stack.callback(server.stop)
            name = server.make_database()
            urls = {"database_url": server.url(name), "desk_database_url": server.desk_url(name)}
        portal = stack.enter_context(installation(**urls))
        programme = make_open_programme(portal, "nop-bai")
        drafts = make_drafts(portal, programme, people, content=docx_bytes(SMALL_CHU))
        served = stack.enter_context(portal.served("run"))
        before = served.cpu_seconds()
        rush = asyncio.run(run(portal, drafts, within))
        spent = served.cpu_seconds() - before
        wrong = judged(portal, rush, drafts)
        waiting = left_to_do(portal)
        said = invariants(portal)
    for one in wrong:
        print(f"  ! {kind}, {within:g} s: {one}")
    return [
        kind,
        f"{people} in {within:g} s",
        in_three(rush.submit),
        in_three(rush.whole),
        "none lost, wrong or twice" if not wrong else "; ".join(wrong),
        said,
        f"{spent:.0f} s",
        str(waiting),
    ]


def in_three(seconds: list[float]) -> str:
    """Median, 99th of a hundred and slowest, in milliseconds."""
    return f"{percentile(seconds, 0.5) * 1000:.0f} / {percentile(seconds, 0.99) * 1000:.0f} / {max(seconds) * 1000:.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--within", type=float, nargs="+", default=[60, 5])
    parser.add_argument("--on", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    rows = []
    for kind in options.on:
        for within in options.within:
            rows.append(once(kind, options.people, within))
            print(" | ".join(rows[-1]), flush=True)
    heads = ["Database", "Rush", "submit p50 / p99 / max, ms", "with the receipt page, ms", "Record", "Invariants",
             "CPU, all processes", "Jobs left"]  # fmt: skip
    print(f"\n{table(heads, rows)}")


if __name__ == "__main__":
    main()
