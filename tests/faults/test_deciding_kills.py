"""The process dies while a sheet is locked, a round closed, computed, opened, approved or published (X04).

What was decided is there whole or not at all, whoever asks again gets it done once, and no page shows half.
"""

from __future__ import annotations

import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from judging.models.base import Base
from judging.models.reviews import Review
from judging.models.rounds import Assignment, Code
from judging.models.seals import SeatHolder
from portal.db import writing
from tests.factories.marking import Day, make_day
from tests.faults.victims import Server
from tests.integration.test_closing import unlock_one
from tests.invariants import violations
from tests.page_client import PageClient

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

    from flask import Flask

    import config
    from judging.models.people import Account
    from tests.conftest import TestClock

NOT_DECIDED = {"sign_in_sessions", "throttles"}
"""Tables that every request may touch."""


@dataclass(frozen=True, slots=True)
class Act:
    """One deciding request of one person. `writes`: how many changes of rows it makes at least."""

    name: str
    who: Account
    path: str
    form: dict[str, str]

    @property
    def request(self) -> dict[str, object]:
        return {"method": "POST", "path": self.path, "data": self.form, "accept": "text/html"}


def acts(day: Day) -> Iterator[Act]:
    """The way from the last open sheet to the published result; each act is made when the one before is done."""
    here = day.round_id
    unlock_one(day, day.codes[0])
    with day.acting() as session:
        review, holder = session.execute(
            select(Review, SeatHolder.account_id)
            .join(Assignment, Assignment.id == Review.assignment_id)
            .join(Code, Code.id == Assignment.code_id)
            .join(SeatHolder, SeatHolder.seat_id == Assignment.seat_id)
            .where(Review.state == "unlocked")
        ).one()
        judge = next(one for one in day.judges if one.id == holder)
        path, version = f"/cham/{review.assignment_id}/nop", str(review.version)
    yield Act("lock", judge, path, {"version": version})
    yield Act("close", day.secretary, f"/niem-phong/{here}/ket-qua/dong-vong", {"reason": ""})
    yield Act("compute", day.secretary, f"/niem-phong/{here}/ket-qua/tinh", {})
    yield Act("ask to open", day.holders[0], f"/ghep-phach/{here}/mo/de-nghi", {})
    yield Act("open", day.holders[1], f"/ghep-phach/{here}/mo/xac-nhan", {})
    bundle = day.bundle()
    yield Act("approve", day.board, f"/ban-to-chuc/ket-qua/{here}/phe-duyet", {"bundle": bundle})
    day.anchor("result.approve")
    yield Act("publish", day.publisher, f"/cong-bo/{here}", {"bundle": bundle, "reason": ""})


def rows(app: Flask) -> dict[str, int]:
    """How many rows each table holds: results, prizes, history, jobs, notices and letters among them."""
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
            if name not in NOT_DECIDED
        }


@pytest.mark.parametrize("place", ["write:exit_after=2", "before_commit:kill", "after_commit:kill"])
def test_X04_an_act_of_deciding_that_is_killed_is_wholly_done_or_not_at_all(
    app: Flask, clock: TestClock, settings: config.Settings, victims: subprocess.Popen[str], place: str
) -> None:
    day = make_day(app, now=clock())
    public, done = PageClient(app), []

    for act in acts(day):
        before = rows(app)
        server = Server(app, act.who, settings, victims)
        ended, answers = server.serve(act.request, failpoint=place)
        assert (ended, answers) == (-signal.SIGKILL, []), act
        after = rows(app)
        if place.startswith("after"):
            assert after != before, act
        else:
            assert after == before, act
            _, (answer,) = server.serve(act.request)
            assert answer["status"] == 302, act
            after = rows(app)
        _, (again,) = server.serve(act.request)
        assert again["status"] in {302, 409, 422}, act
        assert rows(app) == after, f"{act.name} was done twice"
        page = public.get(f"/cuoc-thi/{day.slug}/ket-qua", status=200 if act.name == "publish" else 404)
        done.append(act.name)
    assert done == ["lock", "close", "compute", "ask to open", "open", "approve", "publish"]
    assert sum(code in page.text for code in day.codes) >= 3, "the whole result stands there, once"
    assert violations(app) == {}
