"""The supervisor reads the history and sees when it was touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from judging.actions.history import record
from judging.enums import Role
from judging.events import MilestoneReached, emit
from portal.anchors import read_anchors
from portal.db import writing
from portal.jobs.worker import work_until_idle
from tests.factories.office import make_account
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock


@pytest.fixture
def supervisor(app: Flask, clock: TestClock) -> PageClient:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        account = make_account(session, now=clock(), roles=(Role.SUPERVISOR,))
    return PageClient(app).sign_in_as(account)


def append(app: Flask, clock: TestClock, count: int) -> None:
    with app.app_context():
        for n in range(count):
            with writing(app.extensions["bangvang_database"].main) as session:
                record(session, at=clock(), actor="a", role="board", action="plan.issue", subject=f"thing:{n}", n=n)


def drop_guard(app: Flask, database_kind: str) -> str:
    return "DROP TRIGGER history_no_{}" if database_kind == "sqlite" else "ALTER TABLE history DISABLE TRIGGER ALL"


@pytest.mark.requirement("S001-R13")
def test_the_supervisor_reads_every_line_and_filters(app: Flask, clock: TestClock, supervisor: PageClient) -> None:
    append(app, clock, 60)
    page = supervisor.get("/nhat-ky")
    assert len(page.soup.select("tbody tr")) == 50
    assert "kế hoạch có hiệu lực" in page.all_words("tbody td")[2]
    assert len(supervisor.get("/nhat-ky?trang=2").soup.select("tbody tr")) == 11
    assert [row for row in supervisor.get("/nhat-ky?doi-tuong=thing:59").all_words("tbody code") if "thing" in row] == [
        "thing:59"
    ]


def test_B01_the_page_names_the_line_that_was_changed(
    app: Flask, clock: TestClock, supervisor: PageClient, database_kind: str
) -> None:
    append(app, clock, 5)
    assert "Nhật ký toàn vẹn" in supervisor.post("/nhat-ky/xac-minh", status=200).body
    with app.extensions["bangvang_database"].main.begin() as connection:
        connection.exec_driver_sql(drop_guard(app, database_kind).format("update"))
        connection.exec_driver_sql("UPDATE history SET role = 'judge' WHERE seq = 3")
    assert "dòng 3" in supervisor.post("/nhat-ky/xac-minh", status=200).body


def test_B02_a_tail_that_was_cut_contradicts_the_anchor_outside_the_database(
    app: Flask, clock: TestClock, supervisor: PageClient, database_kind: str
) -> None:
    append(app, clock, 5)
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        emit(session, MilestoneReached("test"))
    work_until_idle(app)
    head = read_anchors(app.extensions["bangvang_settings"].data_folder)[-1]
    with app.extensions["bangvang_database"].main.begin() as connection:
        connection.exec_driver_sql(drop_guard(app, database_kind).format("delete"))
        connection.exec_driver_sql(f"DELETE FROM history WHERE seq >= {head.seq - 1}")
        row = connection.exec_driver_sql("SELECT seq, hash FROM history ORDER BY seq DESC LIMIT 1").one()
        connection.exec_driver_sql(f"UPDATE chain_head SET seq = {row[0]}, hash = '{row[1]}'")
    assert "Nhật ký đã bị thay đổi" in supervisor.post("/nhat-ky/xac-minh", status=200).body


def test_only_the_supervisor_reads_the_history(app: Flask, clock: TestClock) -> None:
    for role in Role:
        if role is Role.SUPERVISOR:
            continue
        with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
            account = make_account(session, now=clock(), roles=(role,))
        PageClient(app).sign_in_as(account).get("/nhat-ky", status=404)
