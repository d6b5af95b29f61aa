"""Works with a whole portal (SQLite and the store) on a small disk of its own that fills up, or lets nobody write.

A tmpfs in a private namespace, so no root is needed. What each step answered is printed as JSON.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import shutil
import sqlite3
import sys
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import config
from portal.app import create_app
from portal.db import database, transaction, writing
from portal.keys import key_id_of, make_key, public_key
from portal.migrate import fix_installation, migrate
from tests.conftest import TestClock
from tests.factories.entries import make_draft
from tests.factories.judging import make_sealed_round
from tests.factories.office import PASSWORD, make_account
from tests.factories.programmes import make_programme
from tests.faults.store_on_full_disk import own_disk
from tests.invariants import violations
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

ADDRESS, JSON = "http://127.0.0.1", {"Accept": "application/json"}
MIB = 1 << 20
RESERVE = 4 * MIB
FILE = 6 * MIB
DISKS = {"full": "size=24m", "inodes": "size=24m,nr_inodes=160", "readonly": "size=24m"}
MS_RDONLY, MS_REMOUNT = 1, 32


class Portal:
    """One installation with an author, a draft, and a judge with an open sheet."""

    def __init__(self, place: Path) -> None:
        self.place, self.clock, self.steps, self.version = place, TestClock(), 0, 0
        settings = config.Settings(data_folder=place, base_url=ADDRESS, sandbox="weak", free_bytes_reserve=RESERVE)
        settings.scratch_folder.mkdir()
        make_key(settings.keys_folder)
        self.app: Flask = create_app(settings, clock=self.clock)
        self.app.config["WTF_CSRF_ENABLED"] = False
        raw = public_key(settings.keys_folder)
        with self.app.app_context():
            migrate(database().main)
            fix_installation(
                database().main, kind="demonstration", now=self.clock(), key_id=key_id_of(raw), public_key=raw
            )
            with writing(database().main) as session:
                world = make_sealed_round(session, now=self.clock(), entries=1)
                judge = next(one for one in world.judges if world.assignments_of(one))
                self.sheet = world.assignments_of(judge)[0].id
            with transaction() as session:
                programme = make_programme(session, now=self.clock())
                author = make_account(session, now=self.clock(), with_password=True)
                others = [make_account(session, now=self.clock()) for _ in range(4)]
                self.login = author.person.staff_code
        self.drafts = [
            (PageClient(self.app).sign_in_as(one), make_draft(self.app, one, programme, seed=seed))
            for seed, one in enumerate(others)
        ]
        self.empty = make_draft(self.app, author, programme, text="")
        self.author = PageClient(self.app).sign_in_as(author)
        self.judge = PageClient(self.app).sign_in_as(judge)

    def state(self) -> dict[str, list[object]]:
        """What happens now when somebody uploads, hands in, signs in, saves marks."""
        self.steps += 1
        self.clock.move(minutes=1)
        told = {"entry": str(self.empty), "name": "bai.docx", "size": FILE, "type": ""}
        upload = self.author.http.post("/uploads", json=told, headers=JSON, base_url=ADDRESS)
        said = {"upload": [upload.status_code, (upload.json or {}).get("said", "")]}
        other, entry = self.drafts.pop()
        form = {"version": "2", "idempotency_key": f"hand-in-{entry}"}
        said["submit"] = self._page(other, f"/bai-du-thi/{entry}/nop", form)
        said["sign in"] = self._page(PageClient(self.app), "/dang-nhap", {"name": self.login, "password": PASSWORD})
        marks = {"version": str(self.version), "idempotency_key": f"save-{self.steps}", "mark-relevance": "20"}
        answer = self.judge.http.post(f"/cham/{self.sheet}/luu", data=marks, headers=JSON, base_url=ADDRESS)
        if answer.status_code == HTTPStatus.OK:
            self.version = answer.json["version"]  # type: ignore[index]
        said["save"] = [answer.status_code, (answer.json or {}).get("said", "")]
        return said

    def _page(self, client: PageClient, url: str, form: dict[str, str]) -> list[object]:
        answer = client.http.post(url, data=form, base_url=ADDRESS)
        return [answer.status_code, answer.get_data(as_text=True)]


def fill(place: Path, *, leave: int) -> None:
    """Fill the disk until `leave` bytes are free."""
    with (place / "ballast").open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            room = shutil.disk_usage(place).free - leave
            if room <= 0 or not file.write(bytes(min(room, 1 << 16))):
                return


def shorten_log(place: Path) -> None:
    """Give back the room of SQLite's log: what it holds already it writes over, on a full disk too."""
    with contextlib.closing(sqlite3.connect(place / "bangvang.sqlite3")) as connection:
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert not busy, "somebody still reads"


def remount(place: Path, flags: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", bytes(place), b"tmpfs", MS_REMOUNT | flags, None) != 0:
        raise OSError(ctypes.get_errno(), "remount")


def run_full(portal: Portal) -> dict[str, object]:
    seen: dict[str, object] = {}
    fill(portal.place, leave=RESERVE)
    seen["reserve"] = portal.state()
    shorten_log(portal.place)
    fill(portal.place, leave=0)
    seen["full"] = portal.state()
    (portal.place / "ballast").unlink()
    seen["healed"] = portal.state()
    return seen


def run_inodes(portal: Portal) -> dict[str, object]:
    made = []
    with contextlib.suppress(OSError):
        for number in range(1000):
            made.append(portal.place / f"file-{number}")
            made[-1].touch()
    seen: dict[str, object] = {"full": portal.state()}
    for path in made:
        path.unlink(missing_ok=True)
    return seen | {"healed": portal.state()}


def run_readonly(portal: Portal) -> dict[str, object]:
    with portal.app.app_context():
        database().dispose()  # a file that is open for writing would refuse the change
    remount(portal.place, MS_RDONLY)
    seen: dict[str, object] = {"full": portal.state()}
    with portal.app.app_context():
        database().dispose()
    remount(portal.place, 0)
    return seen | {"healed": portal.state()}


if __name__ == "__main__":
    act, place = sys.argv[1], Path(sys.argv[2])
    own_disk(place, DISKS[act])
    portal = Portal(place)
    before = violations(portal.app)
    steps = {"full": run_full, "inodes": run_inodes, "readonly": run_readonly}[act](portal)
    print(json.dumps({"steps": steps, "before": before, "after": violations(portal.app)}))  # noqa: T201  its answer
