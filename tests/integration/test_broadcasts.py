"""A winning essay goes on the loudspeaker: script, approval, slots, log; and out again when its author withdraws it."""

from __future__ import annotations

import io
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

import openpyxl
import pytest
from sqlalchemy import select

from judging.models.broadcasts import BroadcastSlot
from portal.db import writing
from portal.papers.docx import text_of_docx
from tests.factories.marking import make_day
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock
    from tests.factories.marking import Day


def keyed() -> dict[str, object]:
    """The key that a form carries: once for each."""
    return {"idempotency_key": secrets.token_urlsafe(18)}


class Desk:
    """A publisher before a published result whose second prize is a video."""

    def __init__(self, app: Flask, clock: TestClock) -> None:
        self.app = app
        self.day: Day = make_day(app, now=clock(), video=1).until_published()
        self.client = PageClient(app).sign_in_as(self.day.publisher)

    def prepare(self, nth: int = 0) -> str:
        form = self.client.get("/phat-thanh").soup.select("form.inline-form[action*='/phat-thanh/soan/']")[nth]
        return self.client.post(str(form["action"]), data=keyed()).location

    def post(self, url: str, act: str, status: int = 302, **data: object) -> str:
        page = self.client.get(url)
        version = page.soup.select_one("input[name=version]")
        posted = {"version": version["value"] if version else "", **keyed(), **data}
        answer = self.client.post(f"{url}/{act}", data=posted, status=status)
        return self.client.follow(answer).body if status == 302 else answer.body

    def slots(self) -> list[BroadcastSlot]:
        with writing(self.app.extensions["bangvang_database"].main) as session:
            asked = select(BroadcastSlot).order_by(BroadcastSlot.planned_at, BroadcastSlot.station)
            found = list(session.scalars(asked))
            session.expunge_all()
        return found


@pytest.fixture
def desk(app: Flask, clock: TestClock) -> Desk:
    return Desk(app, clock)


@pytest.mark.requirement("S001-R33", "S001-R39")
def test_a_winning_essay_is_read_on_stations_and_its_log_is_kept(desk: Desk, clock: TestClock) -> None:
    first_page = desk.client.get("/phat-thanh")
    assert len(first_page.soup.select("tbody tr")) == 2, "two essays won; the video is not for the loudspeaker"
    url = desk.prepare()
    page = desk.client.get(url)
    assert page.soup.select_one("textarea[name=item]")
    assert "Lập lịch phát" not in page.body, "nothing is planned before it is approved"
    body = desk.post(url, "kich-ban", item=["UBND huyện họp với XYZ.\n*\nMục hai, 12 người.", "  "])
    assert "Vui lòng viết đầy đủ như khi đọc: UBND, XYZ" in body
    refused = desk.post(url, "duyet", status=422)
    assert "Vui lòng viết đầy đủ các chữ viết tắt sau như khi đọc: UBND, XYZ." in refused
    desk.post(url, "kich-ban", item=["Ủy ban nhân dân huyện họp.", "Mục hai, mười hai người."])
    assert "Đã duyệt bản tin" in desk.post(url, "duyet")
    day = {"stations": "Đài huyện\nĐài  xã Hướng Hiệp\nĐài huyện", "first": "2026-09-08", "repeats": "1"}
    assert "Vui lòng ghi giờ phát" in desk.post(url, "lich", status=422, **day, times="sáng")
    assert "Đã lưu lịch phát" in desk.post(url, "lich", **day, times="17:00, 5h30")
    planned = [(one.position, one.station, one.planned_at.isoformat()) for one in desk.slots()]
    assert planned == [
        (1, "Đài huyện", "2026-09-07T22:30:00+00:00"),
        (1, "Đài xã Hướng Hiệp", "2026-09-07T22:30:00+00:00"),
        (2, "Đài huyện", "2026-09-08T10:00:00+00:00"),
        (2, "Đài xã Hướng Hiệp", "2026-09-08T10:00:00+00:00"),
    ]
    slot = desk.slots()[0].id
    early = desk.client.post(f"/phat-thanh/luot/{slot}/da-phat", data=keyed() | {"at": "2026-09-08T05:30", "note": ""})
    assert "Thời điểm này chưa đến" in desk.client.follow(early).body
    clock.now += timedelta(days=1)
    again = PageClient(desk.app).sign_in_as(desk.day.publisher)
    done = again.post(
        f"/phat-thanh/luot/{slot}/da-phat", data=keyed() | {"at": "2026-09-08T05:32", "note": "Mất điện 2 phút"}
    )
    assert "05 giờ 32 phút" in again.follow(done).body
    twice = again.post(f"/phat-thanh/luot/{slot}/da-phat", data=keyed() | {"at": "2026-09-08T05:32", "note": ""})
    assert "Mất điện 2 phút" in again.get(url).body
    assert twice.location.endswith("/phat-thanh")
    sheet = openpyxl.load_workbook(io.BytesIO(again.get(f"{url}/nhat-ky.xlsx").response.data)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:2] == ["1", "Đài huyện"]
    again.follow(again.post(f"/phat-thanh/luot/{slot}/bo-ghi", data=keyed()))
    assert all(one.aired_at is None for one in desk.slots())


@pytest.mark.requirement("S001-R33")
def test_the_readers_paper_says_the_same_as_word_and_as_pdf(desk: Desk) -> None:
    url = desk.prepare()
    desk.post(url, "kich-ban", item=["Mười hai người họp."])
    word = desk.client.get(f"{url}/ban-tin.docx").response
    assert word.headers["Content-Disposition"] == 'attachment; filename="ban-tin-phat-thanh.docx"'
    text = text_of_docx(word.data)
    assert "BẢN TIN PHÁT THANH" in text
    assert "Mười hai người họp." in text
    assert "4 chữ, đọc trong 2 giây đến 2 giây." in text
    assert desk.client.get(f"{url}/ban-tin.pdf").response.data.startswith(b"%PDF-")


def test_changing_an_approved_script_takes_its_slots_back_and_two_tabs_lose_nothing(desk: Desk) -> None:
    url = desk.prepare()
    desk.post(url, "kich-ban", item=["Một câu."])
    stale = desk.client.get(url).soup.select_one("input[name=version]")
    assert stale is not None
    desk.post(url, "duyet")
    day = {"stations": "Đài huyện", "first": "2026-09-08", "repeats": "2", "times": "17:00"}
    desk.post(url, "lich", **day)
    assert len(desk.slots()) == 2
    page = desk.client.post(
        f"{url}/kich-ban", data=keyed() | {"version": stale["value"], "item": ["Tôi viết đè."]}, status=409
    )
    assert "Tôi viết đè." in page.text, "what was typed stays on the page"
    desk.post(url, "kich-ban", item=["Câu khác."])
    assert desk.slots() == []
    assert "Chỉ" not in desk.post(url, "kich-ban", status=422, item=["  "])
    assert "Bản tin không còn nội dung" in desk.post(url, "kich-ban", status=422, item=["*"])


def test_nobody_else_reads_or_changes_a_script(desk: Desk, app: Flask, clock: TestClock) -> None:
    url = desk.prepare()
    stranger = make_day(app, now=clock()).until_published()
    for account in (stranger.publisher, desk.day.secretary, desk.day.judges[0]):
        other = PageClient(app).sign_in_as(account)
        other.get(url, status=404)
        other.post(f"{url}/kich-ban", data=keyed() | {"version": "1", "item": ["x"]}, status=404)
    assert desk.client.post(f"/phat-thanh/soan/{desk.day.slug}/khong-co", data=keyed(), status=404)
