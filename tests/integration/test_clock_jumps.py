"""The clock jumps: the stamp decides, the chain keeps its order, nothing that was over begins again (X15)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from judging.actions.history import record
from judging.enums import Role
from judging.models.entries import Entry, Receipt
from judging.models.history import HistoryLine
from judging.models.people import Account
from judging.queries.history import verify_chain
from judging.rules.deadlines import author_window
from portal.db import database, scalar_now, transaction
from portal.health import readiness
from portal.jobs.handlers.housekeeping import sweep
from portal.sign_in import make_code
from tests.factories.entries import make_draft
from tests.factories.office import PASSWORD, make_account
from tests.factories.programmes import demonstration_plan, make_programme
from tests.integration.test_deadline import VIETNAM, hand_in
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock

JUMPS = (timedelta(hours=-1), timedelta(hours=2), timedelta(days=1), timedelta(days=-1))


def test_X15_the_stamp_decides_the_deadline_whatever_the_clock_did_before(app: Flask, clock: TestClock) -> None:
    plan = demonstration_plan(clock().astimezone(VIETNAM).date().isoformat())
    with app.app_context(), transaction() as session:
        programme = make_programme(session, now=clock(), plan=plan, slug="cuoc-thi")
        authors = [make_account(session, now=clock()) for _ in range(3)]
    entries = [make_draft(app, one, programme, seed=number) for number, one in enumerate(authors)]
    closes_at = author_window(plan).closes_at
    answers = []
    # A clock that was two hours ahead is put right, then falls back behind the deadline that has passed.
    moments = (closes_at + timedelta(hours=2), closes_at - timedelta(seconds=1), closes_at + timedelta(seconds=1))
    for author, entry, moment in zip(authors, entries, moments, strict=True):
        clock.now = moment
        answers.append(hand_in(app, author, entry))
    assert answers == [422, 302, 422]
    with app.app_context(), transaction() as session:
        [receipt] = session.scalars(select(Receipt).where(Receipt.kind == "submit"))
        assert receipt.issued_at == moments[1]
        submitted = {one.id: one.submitted_at for one in session.scalars(select(Entry))}
        assert [submitted[one] for one in entries] == [None, moments[1], None]


def test_X15_the_chain_keeps_its_order_and_holds_over_every_jump(app: Flask, clock: TestClock) -> None:
    with app.app_context(), transaction() as session:
        admin = make_account(session, now=clock(), roles=(Role.ADMIN,))
    for number, jump in enumerate(JUMPS):
        clock.now += jump
        with app.app_context(), transaction() as session:
            record(session, at=clock(), actor=admin.id, role="admin", action="unit.change", subject=f"unit:{number}")
    with app.app_context(), transaction() as session:
        lines = session.scalars(select(HistoryLine).order_by(HistoryLine.seq)).all()
        assert [one.seq for one in lines] == list(range(1, len(lines) + 1))
        assert [one.at for one in lines] != sorted(one.at for one in lines), "the clock did jump"
        assert verify_chain(session) is None


def test_X15_a_portal_whose_clock_left_the_database_is_not_ready(app: Flask, clock: TestClock) -> None:
    with app.app_context():
        with Session(database().main) as session:
            clock.now = datetime.fromtimestamp(float(scalar_now(session)), UTC)
        assert "clock" not in readiness(database())
        for jump in JUMPS:
            clock.now += jump
            assert "clock" in readiness(database()), jump
            clock.now -= jump


@pytest.mark.parametrize("presented", [True, False])
def test_X15_a_session_that_was_over_does_not_revive_when_the_clock_falls_back(
    app: Flask, clock: TestClock, *, presented: bool
) -> None:
    with app.app_context(), transaction() as session:
        account = make_account(session, now=clock())
    client = PageClient(app).sign_in_as(account)
    client.get("/thong-bao")
    clock.move(days=2)
    if presented:
        client.get("/thong-bao", status=302)
    else:
        with app.app_context():
            sweep({})
    clock.move(days=-2)
    assert client.get("/thong-bao", status=302).location.startswith("/dang-nhap")


@pytest.mark.parametrize("presented", [True, False])
def test_X15_a_code_that_was_over_does_not_revive_when_the_clock_falls_back(
    app: Flask, clock: TestClock, *, presented: bool
) -> None:
    with app.app_context(), transaction() as session:
        account = make_account(session, now=clock())
        code = make_code(session, session.get_one(Account, account.id), purpose="slip", by=None, now=clock())
    new = {"code": code, "password": PASSWORD + " mới", "repeated": PASSWORD + " mới"}
    clock.move(days=400)
    if presented:
        PageClient(app).post("/ma-dang-nhap", new, status=422)
    else:
        with app.app_context():
            sweep({})
    clock.move(days=-400)
    PageClient(app).post("/ma-dang-nhap", new, status=422)
    with app.app_context(), transaction() as session:
        fresh = make_code(session, session.get_one(Account, account.id), purpose="slip", by=None, now=clock())
    PageClient(app).post("/ma-dang-nhap", new | {"code": fresh})
