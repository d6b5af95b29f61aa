"""A portal under load whose processes are killed at random: web server, worker, sandboxed children, the launcher.

The launcher is `bangvang run`, so everything comes back by itself; only a killed launcher is started again by hand,
as a system's service manager would.
"""

from __future__ import annotations

import contextlib
import os
import random
import secrets
import signal
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select

from judging.actions.redactions import confirm_unread
from judging.actions.seals import NothingToSealError, seal_entries
from judging.enums import EntryState, ValidationOutcome
from judging.ids import JobID, PartID
from judging.models.entries import Entry, EntryVersion, Part
from judging.models.rounds import Code, Rendition
from judging.models.validations import Validation
from judging.queries.redactions import list_unread
from judging.queries.standings import round_at_hand
from portal.db import transaction
from portal.demo.documents import make_docx
from portal.jobs.aside import DIED
from portal.jobs.claim import again
from portal.records.tables import Job
from tests.factories.judging import make_contest
from tests.factories.videos import clip
from tests.faults.kill_clients import Entrant, Log

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.e2e.portal_server import PortalServer

QUIET_SECONDS = 150
VICTIMS = {"web": 6, "worker": 6, "child": 3, "server": 2, "launcher": 1}
"""Whom the killer prefers, by weight. web serves pages, server keeps it; child is a sandboxed reader or ffmpeg."""
FIRST = ("web", "worker", "child")
"""Each of these dies once before chance alone decides, so that a short run tries them all."""
APPEARS_SECONDS = 20


class Siege:
    """One run: entrants enter, the office validates and seals, the killer kills, and then all comes to rest."""

    def __init__(self, server: PortalServer, app: Flask, folder: Path, *, seed: int) -> None:
        self.server, self.app, self.folder, self.random = server, app, folder, random.Random(seed)
        self.log, self.killed = Log(), Counter[str]()
        self.stop = threading.Event()
        self.errors: list[BaseException] = []
        self.batch = self.hurried = 0
        self.due = self.random.sample([*FIRST], len(FIRST))
        with app.app_context(), transaction() as session:
            world = make_contest(session, now=self._now(), entries=0, judges=1)
            self.programme, self.round_id = world.programme, world.round_id
            self.secretary, self.validator = world.by(world.secretary), world.by(world.validator)
            session.expunge_all()

    def run(self, *, kills: int, entrants: int = 2, least_entries: int = 4) -> None:
        threads = [threading.Thread(target=self._guarded, args=(self._enter, number)) for number in range(entrants)]
        threads.append(threading.Thread(target=self._guarded, args=(self._office,)))
        for thread in threads:
            thread.start()
        try:
            while sum(self.killed.values()) < kills and not self.errors:
                self._kill_one()
            self._wait(lambda: len(self.log.confirmed) >= least_entries or bool(self.errors))
        finally:
            self.stop.set()
            for thread in threads:
                thread.join()
        assert not self.errors, self.errors
        self._to_judging()
        self._wait(self._is_at_rest)
        self._to_judging()
        self._wait(self._is_at_rest)

    def _guarded(self, act: Callable[..., None], *arguments: object) -> None:
        try:
            act(*arguments)
        except BaseException as error:  # noqa: BLE001  told by the main thread
            self.errors.append(error)

    def _enter(self, number: int) -> None:
        """One entrant after the other, each with one entry, until the siege is over."""
        serial = 0
        while not self.stop.is_set():
            seed = number * 10_000 + serial
            serial += 1
            entrant = Entrant(self.app, self.server.port, self.programme, self.log, seed=seed)
            if seed % 3 == 0:
                content = clip(seconds=2, size="64x48").read_bytes() + b"\0" * 8
                entrant.enter(entrant.draft("video"), name="phim.mp4", content=content, stop=self.stop)
            else:
                path = make_docx(self.folder / f"{seed}.docx", chu=1200 + serial, cover={}, author="")
                entrant.enter(entrant.draft("essay"), name="bai.docx", content=path.read_bytes(), stop=self.stop)

    def _office(self) -> None:
        while not self.stop.wait(2):
            self._to_judging()

    def _to_judging(self) -> None:
        """Accept what was handed in and measured, and seal it, so that renditions of essays and films are asked for.

        Before sealing the validator confirms what no program could read in a film, by the real action.
        """
        now = self._now()
        with self.app.app_context(), contextlib.suppress(NothingToSealError), transaction() as session:
            for entry in session.scalars(select(Entry).where(Entry.state == EntryState.SUBMITTED.value)).all():
                parts = session.scalars(select(Part).where(Part.entry_id == entry.id, Part.removed_at.is_(None))).all()
                if not all(part.measurements for part in parts):
                    continue
                self._accept(session, entry)
            session.flush()
            seal_entries(
                session, round_at_hand(session, self.round_id), batch=self.batch + 1, draw=secrets.randbelow,
                names_author=lambda *_: False, by=self.secretary, now=now,
            )  # fmt: skip
            self.batch += 1

    def _accept(self, session: Session, entry: Entry) -> None:
        now = self._now()
        version = session.scalars(select(EntryVersion.id).where(EntryVersion.entry_id == entry.id)).one()
        entry.state = EntryState.VALID.value
        session.add(
            Validation(
                entry_id=entry.id, entry_version_id=version, outcome=ValidationOutcome.ACCEPT.value,
                decided_by=self.validator.account_id, decided_at=now,
            )
        )  # fmt: skip
        session.flush()
        for one in list_unread(session, [entry]):
            confirm_unread(
                session, entry_id=one.entry_id, part_id=PartID(one.part.id), reason=one.reason, by=self.validator,
                now=now,
            )  # fmt: skip

    def _kill_one(self) -> None:
        """One victim of the kind whose turn it is; a sandboxed child lives shortly, so it is waited for."""
        time.sleep(self.random.uniform(0.05, 2.0))
        name = self.due.pop() if self.due else self.random.choices([*VICTIMS], [*VICTIMS.values()])[0]
        until = time.monotonic() + APPEARS_SECONDS
        while not (found := self._processes())[name] or not (found["web"] and found["worker"]):
            if time.monotonic() > until or self.errors:
                self._check_launcher()
                return
            time.sleep(0.01)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.random.choice(found[name]), signal.SIGKILL)
            self.killed[name] += 1
        if name == "launcher":
            assert self.server.process is not None
            self.server.process.wait()
            self.server.start()

    def _check_launcher(self) -> None:
        """Whoever else ended the launcher: without it nothing comes back, and the siege would wait for ever."""
        assert self.server.process is not None
        assert self.server.process.poll() is None, f"the launcher has ended by itself:\n{self.server.said()}"

    def _processes(self) -> dict[str, list[int]]:
        assert self.server.process is not None
        launcher = self.server.process.pid
        found: dict[str, list[int]] = {"launcher": [launcher], "server": [], "web": [], "worker": [], "child": []}
        for pid in _children(launcher):
            words = _command(pid)
            if "serve" in words:
                found["server"].append(pid)
                found["web"] += [one for one in _children(pid) if "serve" in _command(one)]
            elif "worker" in words:
                found["worker"].append(pid)
                found["child"] += _children(pid)
        return found

    def _is_at_rest(self) -> bool:
        with self.app.app_context(), transaction() as session:
            soon = self._now() + timedelta(minutes=20)  # later than any wait between two tries
            waits = and_(Job.state == "queued", Job.run_at < soon)
            self._run_what_waits_long(session)
            busy = session.scalar(select(func.count()).select_from(Job).where(or_(Job.state == "running", waits)))
            is_rendered = select(Rendition.id).where(Rendition.code_id == Code.id).exists()
            unsealed = session.scalar(select(func.count()).select_from(Code).where(~is_rendered))
            poison = session.scalars(select(Job.last_error).where(Job.state == "poison")).all()
        assert not poison, poison
        return not busy and not unsealed

    def _run_what_waits_long(self, session: Session) -> None:
        """What failed several times waits for minutes; the operator, who has no patience, asks for it again.

        So too for a job whose workers were killed five times over it: the portal rightly takes it for the murderer.
        """
        late = Job.run_at > self._now() + timedelta(seconds=30)
        waits = and_(Job.state == "queued", Job.attempts > 0, late)
        fell_with_its_workers = and_(Job.state == "poison", Job.last_error == DIED)
        for job_id in session.scalars(select(Job.id).where(or_(waits, fell_with_its_workers))).all():
            self.hurried += again(session, JobID(job_id), now=self._now())

    def _wait(self, is_so: Callable[[], bool]) -> None:
        until = time.monotonic() + QUIET_SECONDS
        while not is_so():
            assert time.monotonic() < until, f"no rest after {QUIET_SECONDS} s\n{self.server.said()}"
            time.sleep(0.5)

    def _now(self) -> datetime:
        now: datetime = self.app.extensions["bangvang_clock"]()
        return now


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [int(one) for one in (task / "children").read_text(encoding="ascii").split()]
    return found


def _command(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").split("\0")
    except OSError:
        return []
