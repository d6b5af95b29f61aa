"""Judges who go on whatever happens to the portal: they save again and again, submit, and keep what was confirmed."""

from __future__ import annotations

import contextlib
import json
import random
import re
import time
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from sqlalchemy import select

from judging.models.reviews import Review
from judging.queries.standings import round_at_hand
from portal.db import transaction
from tests.factories.judging import make_sealed_round, spread_total
from tests.faults.kill_clients import AGAIN_SECONDS, VERSION, AwayError, Browser, Log

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from uuid import UUID

    from flask import Flask
    from sqlalchemy.orm import Session

    from judging.models.people import Account
    from judging.spec.rubrics import Rubric

    Act = Callable[[UUID, int, str], int]

FORM = "application/x-www-form-urlencoded"
SAVES = (2, 6)
"""How often a sheet is saved before it is submitted."""
LOCKED_AT = re.compile(r"/cham(/[0-9a-f-]{36})?")


@dataclass
class MarkLog(Log):
    """What the portal confirmed of sheets: each save's remark by its version, and the version that was submitted."""

    saved: dict[UUID, dict[int, str]] = field(default_factory=dict)
    locked: dict[UUID, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.locked) + sum(map(len, self.saved.values()))


class Judge(Browser):
    """One judge at one browser, sheet after sheet. A save whose answer was lost is sent again under its key."""

    home = "/cham"

    def __init__(
        self, app: Flask, port: int, account: Account, sheets: list[UUID], rubric: Rubric, log: MarkLog, *, seed: int
    ) -> None:
        super().__init__(app, port, account, log)
        self.sheets, self.rubric, self.marks, self.random = sheets, rubric, log, random.Random(seed)

    def judge(self, stop: threading.Event) -> None:
        """Mark every sheet and submit it; returns early when `stop` is set."""
        for sheet in self.sheets:
            version = 0
            for turn in range(self.random.randint(*SAVES)):
                version = self._until_answered(stop, self._save, sheet, version, f"{sheet} {turn}")
            self._until_answered(stop, self._lock, sheet, version, "")

    def _until_answered(self, stop: threading.Event, act: Act, sheet: UUID, version: int, words: str) -> int:
        while not stop.is_set():
            with contextlib.suppress(AwayError):
                return act(sheet, version, words)
            time.sleep(AGAIN_SECONDS)
        return version

    def _save(self, sheet: UUID, version: int, words: str) -> int:
        marks = spread_total(self.rubric, Decimal(self.random.randint(0, 80)))
        fields = {f"mark-{key}": mark for key, mark in marks.items()}
        fields |= {"comment": words, "version": str(version), "idempotency_key": words}
        status, _, answer = self._ask("POST", f"/cham/{sheet}/luu", urlencode(fields).encode(), FORM)
        assert status == 200, (status, answer[:500])
        saved = int(json.loads(answer)["version"])
        self.marks.saved.setdefault(sheet, {})[saved] = words
        return saved

    def _lock(self, sheet: UUID, version: int, _words: str) -> int:
        status, _, page = self._ask("GET", f"/cham/{sheet}/nop", None, "")
        shown = VERSION.search(page)
        if status == 200 and shown and b"readonly" not in page:
            assert int(shown.group(1)) == version
            form = urlencode({"version": version, "csrf_token": self._csrf()}).encode()
            status, headers, _ = self._ask("POST", f"/cham/{sheet}/nop", form, FORM)
            if status != 302 or not LOCKED_AT.fullmatch(headers["Location"]):
                raise AwayError
        self.marks.locked[sheet] = version  # else the answer was lost: the page says that it is submitted
        return version


def make_judges(app: Flask, port: int, log: MarkLog, *, entries: int, seed: int) -> list[Judge]:
    """An open round with `entries` sealed works, and its judges at their browsers."""
    with transaction() as session:
        world = make_sealed_round(session, now=app.extensions["bangvang_clock"](), entries=entries)
        sheets = [(judge, [one.id for one in world.assignments_of(judge)]) for judge in world.judges]
        rubric = round_at_hand(session, world.round_id).rules.rubric
        session.expunge_all()
    return [
        Judge(app, port, account, own, rubric, log, seed=seed + number) for number, (account, own) in enumerate(sheets)
    ]


def check_marks(session: Session, log: MarkLog) -> None:
    """Every save that was confirmed stands as its version, every submitted sheet is locked at what was submitted."""
    for sheet, versions in log.saved.items():
        review = session.scalars(select(Review).where(Review.assignment_id == sheet)).one()
        kept = {one.number: one.comment for one in review.versions}
        assert {number: kept.get(number) for number in versions} == versions
        assert sorted(kept) == list(range(1, review.version + 1))
    for sheet, version in log.locked.items():
        review = session.scalars(select(Review).where(Review.assignment_id == sheet)).one()
        assert (review.state, review.locked_version) == ("locked", version)
        assert review.locked_sha256
