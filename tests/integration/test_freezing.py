"""Incident mode: all judging stops at once, what stood is hashed, sheets go back to a named moment by rule (X38)."""

from __future__ import annotations

import time
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.actions.freezes import NotStoppedError, freeze_judging, restore_sheets, unfreeze_judging
from judging.actions.results import close_round
from judging.desk.reviews import TypedSheet, save_review
from judging.enums import ReviewState, Role
from judging.errors import (
    AlreadyDoneError,
    JudgingStoppedError,
    MissingReasonError,
    NotAllowedError,
    SamePersonError,
)
from judging.models.history import HistoryLine, Notice
from judging.models.people import Account, RoleGrant
from judging.models.reviews import Review, ReviewVersion
from judging.models.rounds import Seat
from judging.queries.freezes import hash_sheets
from judging.queries.history import verify_chain
from judging.queries.standings import round_at_hand
from portal.db import desk_transaction, writing
from portal.jobs.worker import work_until_idle
from portal.sessions import viewer_of
from tests.factories.judging import World, make_sealed_round, mark_sheet, spread_total
from tests.factories.office import PASSWORD, make_account
from tests.integration.test_people_commands import run
from tests.page_client import PageClient

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    import config
    from judging.models.freezes import Freeze
    from judging.rules.viewers import Viewer
    from tests.conftest import TestClock

JSON = {"Accept": "application/json"}
WHY = "Nghi lộ danh sách tác giả"


class Panel:
    """A round in the middle of its marking, and an administrator with a password."""

    def __init__(self, app: Flask, clock: TestClock) -> None:
        self.app, self.clock = app, clock
        with self.writing() as session:
            self.world: World = make_sealed_round(session, now=clock(), entries=3)
            self.admin = make_account(session, now=clock(), roles=(Role.ADMIN,), with_password=True)
            self.judge = self.world.judges[1]
            [first, second, *_rest] = self.world.assignments_of(self.judge)
            self.open, self.locked = first.id, second.id
            self.seat = first.seat_id
            self.rubric = self.world.at_hand.rules.rubric

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self.app.app_context(), writing(self.app.extensions["bangvang_database"].main) as session:
            yield session

    def by(self, session: Session, account: Account) -> Viewer:
        return viewer_of(session, session.get_one(Account, account.id), now=self.clock())

    def save(self, session: Session, total: int, version: int) -> None:
        save_review(
            session,
            TypedSheet(
                marks=spread_total(self.rubric, total),
                comments={},
                comment=f"lần {version + 1}",
                version=version,
                save_key=f"tab.{version}",
            ),
            assignment_id=self.open,
            seats=frozenset({self.seat}),
            now=self.clock(),
        )

    def lock_other(self, session: Session) -> None:
        self.world.session, self.world.now = session, self.clock()
        mark_sheet(self.world, self.locked, session.get_one(Seat, self.seat), 70)

    def freeze(self, session: Session) -> Freeze:
        return freeze_judging(session, reason=WHY, by=self.by(session, self.admin), now=self.clock())

    def review(self, session: Session, assignment: object) -> tuple[Review, ReviewVersion]:
        row = session.scalars(select(Review).where(Review.assignment_id == assignment)).one()
        newest = select(ReviewVersion).where(ReviewVersion.review_id == row.id, ReviewVersion.number == row.version)
        return row, session.scalars(newest).one()


@pytest.fixture
def panel(app: Flask, clock: TestClock) -> Panel:
    return Panel(app, clock)


def test_X38_one_act_stops_all_judging_within_seconds(app: Flask, panel: Panel) -> None:
    judge, admin = PageClient(app).sign_in_as(panel.judge), PageClient(app).sign_in_as(panel.admin)
    other, secretary = PageClient(app).sign_in_as(panel.world.head), PageClient(app).sign_in_as(panel.world.secretary)
    judge.get(f"/cham/{panel.open}")
    began = time.monotonic()
    wrong = admin.post("/quan-tri/dung-cham/dung", {"reason": WHY, "password": "không phải"}, status=422)
    assert "không đúng" in wrong.text
    judge.get("/cham")  # a wrong password stops nothing
    admin.post("/quan-tri/dung-cham/dung", {"reason": WHY, "password": PASSWORD})
    judge.get("/cham", headers=JSON, status=401)
    other.post(f"/cham/{panel.open}/luu", {"version": "0"}, headers=JSON, status=401)
    assert time.monotonic() - began < 5
    for who in (panel.judge, panel.world.head):
        again = PageClient(app).sign_in_as(who)
        for address in ("/cham", f"/cham/{panel.open}", "/cham/diem-cua-toi", "/cham/mang-theo", "/truong-ban"):
            assert "tạm dừng" in again.get(address, status=503).text, address
        again.post(f"/cham/{panel.open}/luu", {"version": "0", "mark-relevance": "5"}, headers=JSON, status=503)
    page = secretary.post(f"/niem-phong/{panel.world.round_id}/ket-qua/dong-vong", {"reason": "x"}, status=503)
    assert "tạm dừng" in page.text
    with panel.writing() as session:
        assert session.scalars(select(ReviewVersion)).all() == []
        with pytest.raises(JudgingStoppedError):
            close_round(
                session, round_at_hand(session, panel.world.round_id), by=panel.by(session, panel.world.secretary),
                now=panel.clock(), override_reason="vẫn đóng",
            )  # fmt: skip
    with app.app_context(), pytest.raises(JudgingStoppedError), desk_transaction() as session:
        panel.save(session, 50, 0)


def test_X38_what_stood_is_hashed_into_the_chain_and_everybody_concerned_is_told(app: Flask, panel: Panel) -> None:
    with panel.writing() as session:
        panel.save(session, 60, 0)
        panel.lock_other(session)
    with panel.writing() as session:
        row = panel.freeze(session)
        assert (row.sheets, row.sheets_sha256) == hash_sheets(session)
        before = row.sheets_sha256
    work_until_idle(app)
    with panel.writing() as session:
        line = session.scalars(select(HistoryLine).where(HistoryLine.action == "judging.freeze")).one()
        assert before in line.data
        assert verify_chain(session, ()) is None
        told = set(session.scalars(select(Notice.account).where(Notice.kind == "judging.frozen")))
        people = [*panel.world.judges, panel.world.secretary, panel.world.board, panel.admin, *panel.world.holders]
        assert {str(one.id) for one in people} <= told
        entrants = session.scalars(select(Account.id).where(Account.id.not_in(select(RoleGrant.account_id)))).all()
        assert entrants
        assert told.isdisjoint(map(str, entrants)), "who entered learns nothing of the judging"
        with pytest.raises(AlreadyDoneError):
            panel.freeze(session)
        session.rollback()
    with panel.writing() as session:
        review, newest = panel.review(session, panel.open)
        session.add(
            ReviewVersion(
                review_id=review.id, number=newest.number + 1, marks=newest.marks, comments={}, comment="lén",
                saved_at=panel.clock(), save_key="lén",
            )
        )  # fmt: skip
        review.version += 1
        session.flush()
        assert hash_sheets(session)[1] != before, "a sheet changed behind the stop contradicts the hash"
        session.rollback()
    with panel.writing() as session:
        ended = unfreeze_judging(session, reason="Không lộ", by=panel.by(session, panel.admin), now=panel.clock())
        assert ended.end_sheets_sha256 == before
    PageClient(app).sign_in_as(panel.judge).get("/cham")


def test_X38_sheets_go_back_to_a_named_moment_by_rule_and_every_later_version_stays(panel: Panel) -> None:
    with panel.writing() as session:
        panel.save(session, 60, 0)
    moment = panel.clock.move(hours=1)
    panel.clock.move(hours=1)
    with panel.writing() as session:
        panel.save(session, 90, 1)
        panel.lock_other(session)
    with panel.writing() as session:
        admin, secretary = panel.by(session, panel.admin), panel.by(session, panel.world.secretary)
        judge = panel.by(session, panel.judge)
        now = panel.clock.move(hours=1)
        told = {"moment": moment, "reason": "Trở về trước khi lộ", "by": admin, "second": secretary, "now": now}
        with pytest.raises(NotStoppedError):
            restore_sheets(session, **told)
        panel.freeze(session)
        with pytest.raises(SamePersonError):
            restore_sheets(session, **told | {"second": admin})
        for wrong in ({"by": secretary, "second": admin}, {"second": judge}, {"by": judge}):
            with pytest.raises(NotAllowedError):
                restore_sheets(session, **told | wrong)
        with pytest.raises(MissingReasonError):
            restore_sheets(session, **told | {"reason": " "})
        assert restore_sheets(session, **told)[0] == 2
        assert restore_sheets(session, **told | {"moment": now - timedelta(minutes=1)})[0] == 2, (
            "it went back and forth"
        )
        assert restore_sheets(session, **told)[0] == 2
    with panel.writing() as session:
        review, newest = panel.review(session, panel.open)
        marks = {
            key: int(float(mark) / float(panel.rubric.step)) for key, mark in spread_total(panel.rubric, 60).items()
        }
        assert newest.marks == marks
        assert newest.comment == "lần 1"
        numbers = select(ReviewVersion.number).where(ReviewVersion.review_id == review.id)
        assert sorted(session.scalars(numbers)) == list(range(1, review.version + 1)), "nothing is lost"
        emptied, blank = panel.review(session, panel.locked)
        assert (emptied.state, emptied.locked_sha256, blank.marks) == (ReviewState.UNLOCKED.value, None, {})
        lines = session.scalars(select(HistoryLine).where(HistoryLine.action == "review.restore")).all()
        assert len(lines) == 6
        assert all(str(panel.world.secretary.id) in one.data for one in lines), "the second person is named"
        panel.world.session = session
        unfreeze_judging(session, reason="Xong", by=panel.by(session, panel.admin), now=panel.clock())
        panel.save(session, 61, review.version)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_X38_the_commands_do_the_same_without_a_browser(panel: Panel, settings: config.Settings) -> None:
    with panel.writing() as session:
        code = session.get_one(Account, panel.admin.id).person.staff_code
        office = session.get_one(Account, panel.world.secretary.id).person.staff_code
        judge = session.get_one(Account, panel.judge.id).person.staff_code
    refused = run(settings, "freeze", "--as", judge, "--reason", WHY)
    assert refused.exit_code == 1
    stopped = run(settings, "freeze", "--as", code, "--reason", WHY)
    assert stopped.exit_code == 0, stopped.output
    assert "9 sheets" in stopped.output or "sheets, SHA-256" in stopped.output
    assert run(settings, "freeze", "--as", code, "--reason", WHY).exit_code == 1
    back = ("--moment", "2026-01-01T00:00:00+07:00", "--as", code, "--with", office, "--reason", WHY)
    assert "0 of" in run(settings, "restore-sheets", *back).output
    assert run(settings, "restore-sheets", "--moment", "2026-01-01", *back[2:]).exit_code == 1
    assert run(settings, "unfreeze", "--as", code, "--reason", "xong").exit_code == 0
    assert run(settings, "unfreeze", "--as", code, "--reason", "xong").exit_code == 1
