"""Milestones in one's own calendar: public for each contest, and under a secret address that can be taken back."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.enums import Role
from judging.models.calendar_addresses import CalendarAddress
from judging.models.history import HistoryLine
from judging.models.people import Account
from portal.db import transaction
from tests.factories.office import make_account
from tests.factories.programmes import demonstration_plan, make_programme
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from judging.models.programmes import Programme
    from tests.conftest import TestClock

PUBLIC = "/cuoc-thi/lich-thu/lich.ics"


@pytest.fixture
def programme(app: Flask, clock: TestClock) -> Programme:
    plan = replace(demonstration_plan("2026-09-07"), title="Cuộc thi; thử, \\ một\nBEGIN:VEVENT")
    with app.app_context(), transaction() as session:
        return make_programme(session, now=clock(), plan=plan, slug="lich-thu")


def unfolded(data: bytes) -> list[str]:
    """The lines of a calendar as its reader joins them; every written one ends rightly and is short enough."""
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    return data.decode().replace("\r\n ", "").split("\r\n")[:-1]


def values(lines: list[str], name: str) -> list[str]:
    return [line.split(":", 1)[1] for line in lines if line.split(":", 1)[0].split(";")[0] == name]


def make_address(pages: PageClient) -> str:
    page = pages.post("/tai-khoan/lich", {}, status=200)
    return str(re.search(r"/lich/[\w-]{43}\.ics", page.text)[0])  # type: ignore[index]  # the page shows it


@pytest.mark.requirement("S001-R25", "S001-R27")
def test_everybody_reads_the_milestones_of_a_contest(app: Flask, programme: Programme, client: PageClient) -> None:
    answer = client.get(PUBLIC)
    assert answer.response.mimetype == "text/calendar"
    lines = unfolded(answer.response.data)
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 7
    at = next(k for k, line in enumerate(lines) if line.startswith("UID:lich-thu-entries_close@"))
    event = dict(line.split(":", 1) for line in lines[at : at + 6])
    assert event["DTSTART;VALUE=DATE"] == "20260921", "the last day that counts"
    assert event["DTEND;VALUE=DATE"] == "20260922"
    assert len(set(values(lines, "UID"))) == 7
    assert client.get(PUBLIC).response.data == answer.response.data, "nothing in it but the plan"
    etag = answer.response.headers["ETag"]
    client.get(PUBLIC, status=304, headers={"If-None-Match": etag})
    assert client.get("/cuoc-thi/lich-thu").soup.select_one(f'a[href="{PUBLIC}"]') is not None
    client.get("/cuoc-thi/khong-co/lich.ics", status=404)


def test_E10_words_of_a_plan_begin_no_line_of_the_calendar(programme: Programme, client: PageClient) -> None:
    lines = unfolded(client.get(PUBLIC).response.data)
    assert values(lines, "X-WR-CALNAME") == ["Cuộc thi\\; thử\\, \\\\ một BEGIN:VEVENT"]


def test_a_secret_address_shows_the_rounds_of_ones_duty_until_it_is_taken_back(
    app: Flask, clock: TestClock, programme: Programme, client: PageClient
) -> None:
    with app.app_context(), transaction() as session:
        secretary = make_account(session, now=clock(), roles=(Role.SECRETARY,), programme=session.merge(programme))
        author = make_account(session, now=clock())
    pages = PageClient(app).sign_in_as(secretary)
    address = make_address(pages)
    answer = client.get(address)
    assert answer.response.headers["Cache-Control"] == "private, no-store"
    assert any("-opens@" in one or "-closes@" in one for one in values(unfolded(answer.response.data), "UID"))
    plain = unfolded(client.get(make_address(PageClient(app).sign_in_as(author))).response.data)
    assert plain.count("BEGIN:VEVENT") == 7
    assert secretary.person.full_name not in answer.text
    with app.app_context(), transaction() as session:
        kept = session.get_one(CalendarAddress, secretary.id)
        token = address.removeprefix("/lich/").removesuffix(".ics")
        assert kept.digest == hashlib.sha256(token.encode()).hexdigest()
        line = session.scalars(select(HistoryLine).where(HistoryLine.action == "calendar_address.make")).first()
        assert line is not None
        assert kept.digest not in line.data
    assert address not in pages.get("/tai-khoan/lich").text, "it is shown once"
    second = make_address(pages)
    client.get(address, status=404)
    client.get(second)
    pages.post("/tai-khoan/lich/bo", {})
    client.get(second, status=404)
    pages.post("/tai-khoan/lich/bo", {})


def test_the_address_of_a_closed_account_is_worth_nothing(
    app: Flask, clock: TestClock, programme: Programme, client: PageClient
) -> None:
    with app.app_context(), transaction() as session:
        account = make_account(session, now=clock())
    address = make_address(PageClient(app).sign_in_as(account))
    client.get(address)
    with app.app_context(), transaction() as session:
        session.get_one(Account, account.id).is_active = False
    client.get(address, status=404)
    client.get("/lich/khong-co.ics", status=404)
