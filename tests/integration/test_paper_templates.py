"""An office's own Word template takes the place of the built-in form, in versions, and gives it back."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

import pytest
from docx import Document
from sqlalchemy import select

from judging.models.history import HistoryLine
from judging.models.papers import Paper, PaperTemplate
from media.essays.converting import find_libreoffice
from tests.factories.marking import make_day
from tests.factories.own_templates import GOOD, make_template
from tests.factories.papers import Way, say_words
from tests.page_client import PageClient
from tests.paper_measures import squeezed, text_of_pdf

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock
    from tests.factories.marking import Day
    from tests.page_client import Page

KIND = "thanh-lap-ban-to-chuc"


class Desk:
    """The page of one kind's templates, as the secretary."""

    def __init__(self, day: Day) -> None:
        self.day, self.address = day, f"/van-ban/{day.slug}/mau-rieng/{KIND}"
        self.pages = PageClient(day.app).sign_in_as(day.secretary)

    def send(self, data: bytes, *, status: int = 302) -> Page:
        file = {"template": (io.BytesIO(data), "mau-cua-huyen.docx")}
        return self.pages.post(self.address, file, status=status, content_type="multipart/form-data")

    def use(self, number: int) -> None:
        page = self.pages.get(self.address)
        form = next(one for one in page.soup.select("main form") if f"phiên bản {number}" in one.get_text())
        self.pages.post(str(form["action"]), {})

    def leave(self) -> None:
        self.pages.post(f"{self.address}/bo", {})


def words(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    foot = document.sections[0].footer.paragraphs
    return "\n".join(one.text for one in (*document.paragraphs, *foot))


def docx_of(way: Way) -> str:
    return words(way.secretary.get(f"{way.path}/tep.docx").response.get_data())


@pytest.fixture
def day(app: Flask, clock: TestClock) -> Day:
    day = make_day(app, now=clock())
    say_words(day)
    return day


@pytest.mark.requirement("S001-R31")
def test_a_template_is_tried_used_frozen_with_the_review_and_left_again(day: Day, clock: TestClock) -> None:
    desk = Desk(day)
    assert "đang dùng mẫu của hệ thống" in desk.pages.get(desk.address).body.lower()
    desk.send(make_template(*GOOD))
    page = desk.pages.get(desk.address)
    assert "mau-cua-huyen.docx" in page.body
    tried = str(page.soup.select_one('a[href$="xem-thu.docx"]')["href"])
    assert "MẪU RIÊNG CỦA CƠ QUAN" in (said := words(desk.pages.get(tried).response.get_data()))
    assert "0000-0000-0000-0000" in said, "a trial carries no real code"
    way = Way(day, KIND).draft()
    assert "MẪU RIÊNG" not in docx_of(way), "sent is not used"
    desk.use(1)
    assert "MẪU RIÊNG" in docx_of(way)
    assert "theo mẫu riêng của cơ quan (phiên bản 1)" in way.look().body
    clock.move(minutes=1)
    way.review()
    clock.move(minutes=1)
    desk.send(make_template(*GOOD[:-1], "MẪU THỨ HAI"))
    desk.use(2)
    assert "MẪU RIÊNG" in docx_of(way), "a reviewed paper keeps its form"
    way.sign().number().issue()
    with day.acting() as session:
        row = session.scalars(select(Paper).where(Paper.kind == KIND)).one()
        used = session.scalars(select(PaperTemplate).where(PaperTemplate.number == 1)).one()
        line = session.scalars(select(HistoryLine).where(HistoryLine.action == "paper.issue")).one()
        acts = session.scalars(
            select(HistoryLine.action).where(HistoryLine.action.like("template.%")).order_by(HistoryLine.seq)
        ).all()
    issued = way.board.get(f"{way.path}/tep.docx").response.get_data()
    assert hashlib.sha256(issued).hexdigest() == row.docx_sha256
    said = words(issued)
    assert "MẪU RIÊNG CỦA CƠ QUAN" in said
    assert "01/QĐ-UBND" in said
    assert f'"template":"{used.sha256}"' in line.data
    pdf = text_of_pdf(way.board.get(f"{way.path}/tep.pdf").response.get_data())
    assert (squeezed("MẪU RIÊNG CỦA CƠ QUAN") in pdf) is (find_libreoffice() is not None)
    desk.leave()
    assert list(acts) == ["template.send", "template.use", "template.send", "template.use"]


def test_a_faulty_template_is_told_with_its_place_and_not_kept(day: Day) -> None:
    desk = Desk(day)
    page = desk.send(make_template("Kính gửi: {{ kinh_guii }}"), status=422)
    assert "Gần “Kính gửi: {{ kinh_guii }}” có tên “kinh_guii”" in page.body
    page = desk.send(make_template("{{ ten_loai.__class__ }}"), status=422)
    assert "mẫu không được dùng" in page.body
    assert "mã kiểm nội dung phải in trên văn bản" in desk.send(make_template(*GOOD, foot=""), status=422).body
    assert "không phải tệp Word" in desk.send(b"not a word file", status=422).body
    assert "Chưa có mẫu nào" in desk.pages.get(desk.address).body


def test_the_built_in_form_comes_back(day: Day) -> None:
    desk = Desk(day)
    desk.send(make_template(*GOOD))
    desk.use(1)
    start = f"/van-ban/{day.slug}/ban-in/{KIND}/tep.docx"
    assert "MẪU RIÊNG" in words(desk.pages.get(start).response.get_data())
    desk.leave()
    assert "MẪU RIÊNG" not in words(desk.pages.get(start).response.get_data())
    desk.use(1)
    assert "MẪU RIÊNG" in words(desk.pages.get(start).response.get_data())


def test_A04_only_the_secretary_sends_and_only_in_his_contest(day: Day, clock: TestClock) -> None:
    desk = Desk(day)
    desk.send(make_template(*GOOD))
    other = make_day(day.app, now=clock())
    stranger = PageClient(day.app).sign_in_as(other.secretary)
    stranger.get(desk.address, status=404)
    link = str(desk.pages.get(desk.address).soup.select_one('a[href$="mau.docx"]')["href"])
    stranger.get(link, status=404)
    stranger.get(link.replace(day.slug, other.slug), status=404)
    board = PageClient(day.app).sign_in_as(day.board)
    assert board.get(desk.address).soup.select("main form") == []
    board.post(f"{desk.address}/bo", {}, status=404)
