"""Processes die at random under load: what was confirmed is there, what was measured has its result, nothing is stuck.

A short set runs with all tests, a long one in `make soak`. The seed is printed, so that a run can be repeated.
"""

from __future__ import annotations

import os
import secrets
from collections import Counter
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import func, select

from judging.models.entries import Entry, EntryVersion, Part, Receipt
from judging.models.rounds import Code, Rendition
from portal.db import transaction
from tests.e2e.portal_server import PortalServer
from tests.faults.kill_driver import FIRST, Siege
from tests.invariants import violations

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from tests.postgresql import PostgresServer

PART = 4096


def besiege(folder: Path, *, kills: int, least_entries: int, database: tuple[str, str] = ("", "")) -> None:
    seed = int(os.environ.get("KILL_SEED") or secrets.randbelow(2**32))
    print("KILL_SEED", seed)  # noqa: T201  to run it again
    server = PortalServer.in_folder(folder, database_url=database[0], desk_database_url=database[1])
    server.more = {"BANGVANG_PART_BYTES": str(PART), "BANGVANG_LEASE_SECONDS": "3", "BANGVANG_FREE_BYTES_RESERVE": "0"}
    done = server.command("migrate")
    assert done.returncode == 0, done.stderr
    with server.application() as app:
        server.start()
        siege = Siege(server, app, folder, seed=seed)
        try:
            siege.run(kills=kills, least_entries=least_entries)
        finally:
            server.stop()
        told = f"{len(siege.log.confirmed)}, asked {siege.log.tries}, away {siege.log.away}, hurried {siege.hurried}"
        print(f"killed {dict(siege.killed)}, confirmed {told}")  # noqa: T201
        assert siege.killed.total() >= kills
        assert all(siege.killed[name] for name in FIRST)
        assert siege.log.away > 0, "no client ever noticed"
        check(app, siege)
        assert violations(app) == {}


def check(app: Flask, siege: Siege) -> None:
    """Everything that was confirmed outside is inside, whole, measured and rendered, once."""
    store = app.extensions["bangvang_store"]
    films = 0
    with app.app_context(), transaction() as session:
        for entry_id, (sha256, receipt) in siege.log.confirmed.items():
            entry = session.get_one(Entry, entry_id)
            part = session.scalars(select(Part).where(Part.entry_id == entry_id, Part.removed_at.is_(None))).one()
            assert part.sha256 in {"", sha256}
            assert store.verify(part.store_key, sha256=sha256)
            assert len(part.measurements) == 1
            version = session.scalars(select(EntryVersion).where(EntryVersion.entry_id == entry_id)).one()
            row = session.scalars(select(Receipt).where(Receipt.entry_version_id == version.id)).one()
            assert UUID(receipt.rpartition("/")[2]) == row.id
            assert row.second_payload is not None
            assert entry.state == "sealed"
            assert part.measurements[0].is_acceptable, part.measurements[0].report
            films += entry.category_key == "video"
        codes = session.scalar(select(func.count()).select_from(Code)) or 0
        rendered = session.scalar(select(func.count(func.distinct(Rendition.code_id)))) or 0
        assert codes == rendered >= len(siege.log.confirmed)
        shown = session.scalars(select(Rendition).where(Rendition.store_key.is_not(None))).all()
        for one in shown:
            store.verify(one.store_key, sha256=one.sha256)
        kinds = Counter(one.kind for one in shown)
        assert kinds["video"] == kinds["poster"] == kinds["strip"] >= films > 0


def test_X01_X03_X18_a_few_kills_at_random_lose_nothing(tmp_path: Path) -> None:
    besiege(tmp_path, kills=6, least_entries=2)


@pytest.mark.soak
def test_X01_X03_X18_two_hundred_kills_at_random_lose_nothing(tmp_path: Path) -> None:
    besiege(tmp_path, kills=int(os.environ.get("KILLS", "200")), least_entries=20)


@pytest.mark.soak
def test_X01_X03_X18_two_hundred_kills_on_postgresql_lose_nothing(tmp_path: Path, postgres: PostgresServer) -> None:
    name = postgres.make_bare_database()
    try:
        besiege(tmp_path, kills=200, least_entries=20, database=(postgres.url(name), postgres.desk_url(name)))
    finally:
        postgres.drop_database(name)
