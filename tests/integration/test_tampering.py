"""Five hundred ways to falsify a real database, each found and named: by the chain, its anchors, or the bundle."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import NullPool, create_engine, select
from sqlalchemy.orm import Session

from judging import verify
from judging.models.results import Publication
from judging.queries.history import iter_lines, verify_chain
from judging.queries.publications import get_public_file
from judging.rules.chain import GENESIS, BreakKind, Head, entry_hash
from portal.anchors import read_anchors, write_anchor
from tests.factories.marking import make_day

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from config import Settings
    from judging.rules.chain import ChainBreak, Line
    from tests.conftest import TestClock

ROUNDS = 100
"""Of each of the five ways."""


class Copies:
    """The database of a published contest, older copies of it, and the heads kept in the file beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.older: list[Path] = []
        self.anchors: list[Head] = []
        self.lines: list[Line] = []

    def keep(self, source: Path, name: str) -> Path:
        target = self.folder / name
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
            for (trigger,) in new.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                new.execute(f'DROP TRIGGER "{trigger}"')
            new.commit()
            new.execute("VACUUM")
        return target

    def verify(self, path: Path) -> ChainBreak | None:
        with Session(create_engine(f"sqlite:///{path}", poolclass=NullPool)) as session:
            return verify_chain(session, self.anchors)

    def read(self, path: Path) -> list[Line]:
        with Session(create_engine(f"sqlite:///{path}", poolclass=NullPool)) as session:
            return list(iter_lines(session))

    def bundle_faults(self, path: Path) -> list[str]:
        with Session(create_engine(f"sqlite:///{path}", poolclass=NullPool)) as session:
            publication = session.scalars(select(Publication)).one()
            return verify.verify_text(get_public_file(session, "cuoc-thi", publication.page))


@pytest.fixture
def copies(app: Flask, settings: Settings, clock: TestClock, tmp_path: Path) -> Copies:
    """Made once for all operations; an older copy from each step on the way."""
    found = Copies(tmp_path)
    source = settings.data_folder / "bangvang.sqlite3"
    day = make_day(app, now=clock())
    for number, step in enumerate((day.close, day.open, day.approve)):
        found.older.append(found.keep(source, f"older-{number}.sqlite3"))
        step()
    day.publish(day.bundle())
    with day.acting() as session:
        write_anchor(session, settings.data_folder, milestone="result.publish", now=clock())
    found.anchors = read_anchors(settings.data_folder)[-1:]  # the newest alone has to be enough
    found.lines = found.read(found.keep(source, "whole.sqlite3"))
    return found


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_B01_B02_five_hundred_falsifications_are_found_and_named(copies: Copies) -> None:
    rng = random.Random(500)
    whole, copy = copies.folder / "whole.sqlite3", copies.folder / "copy.sqlite3"
    assert copies.verify(whole) is None
    assert copies.bundle_faults(whole) == []
    ways = (a_row, a_byte, a_cut_tail, a_full_rewrite, an_older_copy)
    for way in ways:
        for _ in range(ROUNDS):
            shutil.copy(whole, copy)
            kind, seq = way(copies, copy, rng)
            found = copies.verify(copy)
            assert found is not None, way.__name__
            assert (found.kind, found.seq) == (kind, seq), way.__name__


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize("consistent", [False, True], ids=["a mark", "a mark and all that follows"])
def test_B16_a_changed_mark_in_the_kept_result_is_named_by_the_bundle(copies: Copies, *, consistent: bool) -> None:
    rng = random.Random(501)
    whole, copy = copies.folder / "whole.sqlite3", copies.folder / "copy.sqlite3"
    for _ in range(25):
        shutil.copy(whole, copy)
        with closing(sqlite3.connect(copy)) as database:
            (text,) = database.execute("SELECT canonical FROM results").fetchone()
            bundle = json.loads(text)
            sheet = rng.choice(bundle["sheets"])
            sheet["steps"][rng.choice([key for key, steps in sheet["steps"].items() if steps])] -= 1
            if consistent:
                bundle["result"] = verify.recompute(bundle)
            changed = json.dumps(bundle, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            database.execute("UPDATE results SET canonical = ?", (changed,))
            database.commit()
        faults = copies.bundle_faults(copy)
        assert faults[0].startswith("proof/result_sha256")
        assert consistent or any(line.startswith("result/") for line in faults)


def a_row(copies: Copies, path: Path, rng: random.Random) -> tuple[BreakKind, int]:
    """One column of one line."""
    line = rng.choice(copies.lines)
    column = rng.choice(("actor", "role", "action", "subject", "data"))
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"UPDATE history SET {column} = {column} || 'x' WHERE seq = ?", (line.seq,))
        database.commit()
    return BreakKind.HASH, line.seq


def a_byte(copies: Copies, path: Path, rng: random.Random) -> tuple[BreakKind, int]:
    """One byte of the file, within what a line says."""
    content = bytearray(path.read_bytes())
    unique = [line for line in copies.lines if len(line.data) > 2 and content.count(line.data.encode()) == 1]
    line = rng.choice(unique)
    at = content.index(line.data.encode()) + rng.randrange(len(line.data.encode()))
    content[at] = ord("~") if content[at] != ord("~") else ord("!")
    path.write_bytes(content)
    return BreakKind.HASH, line.seq


def a_cut_tail(copies: Copies, path: Path, rng: random.Random) -> tuple[BreakKind, int]:
    """The last lines, with the head put right."""
    last = rng.choice(copies.lines[:-1])
    with closing(sqlite3.connect(path)) as database:
        database.execute("DELETE FROM history WHERE seq > ?", (last.seq,))
        database.execute("DELETE FROM anchors")
        database.execute("UPDATE chain_head SET seq = ?, hash = ?", (last.seq, last.hash))
        database.commit()
    return BreakKind.CUT, copies.lines[-1].seq


def a_full_rewrite(copies: Copies, path: Path, rng: random.Random) -> tuple[BreakKind, int]:
    """One line says something else, and every hash from there on is right again."""
    wrong, prev = rng.choice(copies.lines).seq, GENESIS
    with closing(sqlite3.connect(path)) as database:
        for line in copies.lines:
            data = f'{{"n":{rng.randrange(10**9)}}}' if line.seq == wrong else line.data
            own = entry_hash(prev, line.seq, line.at, line.actor, line.role, line.action, line.subject, data)
            database.execute(
                "UPDATE history SET data = ?, prev_hash = ?, hash = ? WHERE seq = ?", (data, prev, own, line.seq)
            )
            prev = own
        database.execute("UPDATE chain_head SET hash = ?", (prev,))
        database.execute("DELETE FROM anchors")
        database.commit()
    return BreakKind.ANCHOR, copies.lines[-1].seq


def an_older_copy(copies: Copies, path: Path, rng: random.Random) -> tuple[BreakKind, int]:
    """The database as it was at an earlier step."""
    shutil.copy(rng.choice(copies.older), path)
    return BreakKind.CUT, copies.lines[-1].seq
