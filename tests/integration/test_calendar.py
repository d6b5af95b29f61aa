"""The calendar of working days, and the terms that follow it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from judging.enums import Role
from judging.models.cases import Case
from judging.models.history import HistoryLine
from portal.db import database, transaction
from tests.factories.cases import make_case
from tests.factories.office import make_account
from tests.factories.programmes import make_programme
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock

CALENDAR = "/quan-tri/ngay-lam-viec"


def due_on(app: Flask) -> date:
    with app.app_context(), Session(database().main) as session:
        return session.scalars(select(Case.due_on)).one()


def test_days_are_entered_and_removed_and_open_terms_follow(app: Flask, clock: TestClock) -> None:
    with app.app_context(), transaction() as session:
        make_case(session, make_programme(session, now=clock()).id, now=clock())
        admin = make_account(session, "Người Quản Trị Lịch", now=clock(), roles=(Role.ADMIN,))
    assert due_on(app) == date(2026, 9, 14)
    client = PageClient(app).sign_in_as(admin)
    assert "Chưa nhập ngày nào của năm 2026" in client.get(CALENDAR).body
    days = {"first": "2026-09-09", "last": "2026-09-10", "kind": "off", "name": "Nghỉ bù, Thông báo số 1"}
    page = client.follow(client.post(CALENDAR, days))
    assert page.all_words("tbody tr th") == ["09/9/2026 Thứ Tư", "10/9/2026 Thứ Năm"]
    assert due_on(app) == date(2026, 9, 16)
    worked = {"first": "2026-09-12", "last": "", "kind": "worked", "name": "Làm bù"}
    client.post(CALENDAR, worked)
    assert due_on(app) == date(2026, 9, 15)
    client.post(f"{CALENDAR}/bo", {"day": "2026-09-12"})
    assert due_on(app) == date(2026, 9, 16)
    client.post(CALENDAR, {**worked, "first": "2026-09-14"}, status=422)
    client.post(CALENDAR, {**days, "last": "2026-09-01"}, status=422)
    client.post(CALENDAR, {**days, "last": "2026-12-01"}, status=422)
    client.post(f"{CALENDAR}/2026/co-dinh")
    assert "Tết Dương lịch" in client.get(CALENDAR).body
    assert "Chưa nhập đủ" not in client.get(CALENDAR).body
    with app.app_context(), Session(database().main) as session:
        actions = session.scalars(
            select(HistoryLine.action).where(HistoryLine.subject == "calendar").order_by(HistoryLine.seq)
        ).all()
    assert actions == ["calendar.save", "calendar.save", "calendar.remove", "calendar.save"]
