"""Notices on paper: who is to be told what, by unit, printed with a place to sign, noted as handed over."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.enums import Role
from judging.models.history import HistoryLine, Notice
from judging.models.notice_handings import NoticeHanding
from judging.models.people import Person
from portal.db import transaction
from portal.papers.docx import text_of_docx
from tests.factories.office import make_account, make_unit
from tests.factories.programmes import make_programme
from tests.factories.received import Intake
from tests.paper_measures import measure, squeezed, text_of_pdf

if TYPE_CHECKING:
    from flask import Flask

    from judging.models.people import Account
    from tests.conftest import TestClock

PAGE = "/thong-bao/trao-tay"
SECRET = "Lâm Bí Mật"


@pytest.fixture
def intake(app: Flask, clock: TestClock) -> Intake:
    found = Intake(app, clock)
    found.forwarded(found.author(unit=found.other_unit))
    return found


def tell_secret(intake: Intake, account: Account) -> None:
    with intake.app.app_context(), transaction() as session:
        session.add(
            Notice(account=str(account.id), kind="entry.asked_to_explain", facts={"title": SECRET, "programme": ""},
                   url="/bai-du-thi", created_at=intake.clock())
        )  # fmt: skip


def boxes(page: object) -> list[str]:
    return [str(one["value"]) for one in page.soup.select("input[name=notice]")]  # type: ignore[attr-defined]


@pytest.mark.requirement("S001-R03")
def test_a_coordinator_prints_the_notices_of_the_own_unit_and_notes_them_as_handed_over(intake: Intake) -> None:
    pages = intake.as_(intake.other_coordinator)
    page = pages.get(PAGE)
    assert "Phòng Tư pháp" in page.all_words("h2")
    assert "Đơn vị đã chuyển bài “" in page.soup.get_text(" ")
    listed = boxes(page)
    assert listed
    pdf = pages.get(f"{PAGE}/danh-sach.pdf").response
    docx = pages.get(f"{PAGE}/danh-sach.docx").response
    assert (pdf.mimetype, docx.status_code) == ("application/pdf", 200)
    assert text_of_pdf(pdf.data) == squeezed(text_of_docx(docx.data))
    assert "DANHSÁCHTHÔNGBÁOTRAOTAY" in squeezed(text_of_docx(docx.data))
    assert "Ngàynhận,kýnhận" in squeezed(text_of_docx(docx.data))
    assert all(sheet.width > sheet.height for sheet in measure(pdf.data))
    pages.post(f"{PAGE}/da-trao", {"notice": listed})
    assert boxes(pages.get(PAGE)) == []
    again = pages.get(f"{PAGE}?ca-da-trao=1")
    assert boxes(again) == listed
    assert "đã trao" in again.soup.get_text(" ")
    assert "Lê Đầu Mối" in again.soup.get_text(" ")
    pages.post(f"{PAGE}/da-trao", {"notice": listed})  # noted twice, kept once
    with intake.app.app_context(), transaction() as session:
        assert len(list(session.scalars(select(NoticeHanding)))) == len(listed)
        (line,) = session.scalars(select(HistoryLine).where(HistoryLine.action == "notices.hand"))
        assert json.loads(line.data)["count"] == len(listed)
    pages.post(f"{PAGE}/chua-trao", {"notice": listed})
    assert boxes(pages.get(PAGE)) == listed


def test_A20_nobody_notes_or_reads_notices_of_another_unit(intake: Intake) -> None:
    mine = intake.as_(intake.other_coordinator)
    listed = boxes(mine.get(PAGE))
    other = intake.as_(intake.coordinator)
    assert not set(boxes(other.get(PAGE))) & set(listed)
    other.post(f"{PAGE}/da-trao", {"notice": listed})
    assert boxes(mine.get(PAGE)) == listed
    intake.as_(intake.board).get(PAGE, status=404)


def test_C13_what_is_for_the_reader_alone_is_neither_shown_nor_printed(intake: Intake) -> None:
    tell_secret(intake, intake.other_coordinator)
    assert SECRET in intake.as_(intake.other_coordinator).get("/thong-bao").soup.get_text(" ")  # it could leak
    pages = intake.as_(intake.other_coordinator)
    page = pages.get(PAGE)
    assert SECRET not in page.soup.get_text(" ")
    assert "Có thông báo mới dành cho ông/bà trên cổng." in page.soup.get_text(" ")
    assert SECRET not in text_of_docx(pages.get(f"{PAGE}/danh-sach.docx").response.data)


def test_the_list_is_narrowed_by_day_unit_and_address(intake: Intake) -> None:
    pages = intake.as_(intake.other_coordinator)
    assert boxes(pages.get(PAGE))
    with intake.app.app_context(), transaction() as session:
        for person in session.scalars(select(Person)):
            person.email = "nguoi.thu@example.vn"
    assert boxes(pages.get(f"{PAGE}?khong-thu=1")) == []
    assert boxes(pages.get(f"{PAGE}?don-vi={intake.unit.id}")) == []
    intake.clock.move(days=30)
    assert boxes(intake.as_(intake.other_coordinator).get(PAGE)) == []
    since = (intake.clock() - timedelta(days=40)).date().isoformat()
    assert boxes(intake.as_(intake.other_coordinator).get(f"{PAGE}?tu={since}"))


def test_a_secretary_lists_what_the_own_contest_told_and_nothing_of_another(intake: Intake) -> None:
    with intake.app.app_context(), transaction() as session:
        other = make_programme(session, now=intake.clock(), slug="cuoc-thi-khac")
        unit = make_unit(session, "Phòng Thử")
        mine, foreign = (
            make_account(
                session, f"Người thử Thư ký {at}", now=intake.clock(), roles=(Role.SECRETARY,), programme=one, unit=unit
            )
            for at, one in enumerate((intake.programme, other))
        )
    listed = boxes(intake.as_(mine).get(PAGE))
    assert listed
    assert boxes(intake.as_(foreign).get(PAGE)) == []
    intake.as_(foreign).post(f"{PAGE}/da-trao", {"notice": listed})
    assert boxes(intake.as_(mine).get(PAGE)) == listed
