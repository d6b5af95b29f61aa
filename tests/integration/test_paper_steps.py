"""The way of a paper: drafted, reviewed by another, signed here or on paper, numbered, issued, revoked."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from judging.models.history import HistoryLine
from judging.models.papers import CertificateRow, Paper
from portal.papers.making import shown_check
from tests.factories.marking import make_day
from tests.factories.papers import PDF, Way, run_jobs, say_words
from tests.invariants import violations
from tests.page_client import PageClient
from tests.paper_measures import measure, squeezed, text_of_pdf

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock
    from tests.factories.marking import Day

BOARD = "thanh-lap-ban-to-chuc"


def row_of(day: Day, way: Way) -> Paper:
    with day.acting() as session:
        found = session.scalars(select(Paper).where(Paper.id == _uuid(way))).one()
        session.expunge(found)
        return found


def _uuid(way: Way) -> object:
    from uuid import UUID

    return UUID(way.path.rsplit("/", 1)[1])


@pytest.mark.requirement("S001-R31")
def test_a_paper_goes_all_its_way_and_what_was_issued_never_changes(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    say_words(day)
    way = Way(day, BOARD).draft().review().sign().number().issue()
    page = way.look()
    assert "01/QĐ-UBND" in page.h1
    assert "đã ban hành" in page.body
    row = row_of(day, way)
    pdf = way.board.get(f"{way.path}/tep.pdf").response.get_data()
    assert hashlib.sha256(pdf).hexdigest() == row.pdf_sha256
    said = text_of_pdf(pdf)
    assert "Số:01/QĐ-UBND" in said
    assert squeezed("Đakrông, ngày 07 tháng 9 năm 2026") in said
    assert squeezed(shown_check(row.content_sha256)) in said
    clock.move(days=3)  # a person renamed later changes no paper
    with day.acting() as session:
        session.get_one(type(day.board), day.board.id).person.full_name = "Người Đổi Tên"
    later = PageClient(app).sign_in_as(day.secretary)
    assert later.get(f"{way.path}/tep.pdf").response.get_data() == pdf
    for change in ("content = 'x'", "number = 9", "pdf_sha256 = 'y'"):
        with pytest.raises(DatabaseError, match="frozen"), day.acting() as session:
            session.execute(text(f"UPDATE papers SET {change}"))
    with pytest.raises(DatabaseError, match=r"kept|frozen"), day.acting() as session:
        session.execute(text("DELETE FROM papers"))
    with day.acting() as session:
        acts = session.scalars(
            select(HistoryLine.action).where(HistoryLine.subject == f"paper:{row.id}").order_by(HistoryLine.seq)
        ).all()
    assert list(acts) == [
        "paper.draft", "paper.review", "paper.sign", "paper.number", "paper.ask_issue", "paper.issue",
    ]  # fmt: skip
    assert violations(app) == {}


def test_who_drafts_a_paper_neither_reviews_nor_signs_it(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    say_words(day)
    way = Way(day, BOARD)
    way.secretary, way.board = way.board, way.secretary  # the board drafts
    way.draft()
    assert not way.secretary.get(way.path).soup.select("input[name=seen]")
    refused = way.secretary.post(f"{way.path}/ra-soat", {"seen": "0" * 64}, status=422)
    assert "người thứ hai" in refused.body
    way.review()
    refused = way.secretary.post(f"{way.path}/ky", {"seen": row_of(day, way).content_sha256}, status=422)
    assert "người thứ hai" in refused.body


def test_B21_a_paper_is_reviewed_and_signed_as_it_was_read_or_not_at_all(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    say_words(day)
    way = Way(day, BOARD).draft()
    seen = str(way.look().soup.select_one("input[name=seen]")["value"])
    say_words(day, authority_signer="Người Ký Khác")
    refused = way.board.post(f"{way.path}/ra-soat", {"seen": seen}, status=422)
    assert "dữ liệu đã thay đổi" in refused.body.lower()
    way.review()
    say_words(day, authority_signer="Người Ký Sau Nữa")  # what was reviewed stays what it was
    refused = way.board.post(f"{way.path}/ky", {"seen": "0" * 64}, status=422)
    assert "dữ liệu đã thay đổi" in refused.body.lower()
    way.sign().number().issue()
    said = text_of_pdf(way.board.get(f"{way.path}/tep.pdf").response.get_data())
    assert squeezed("Người Ký Khác") in said
    assert squeezed("Người Ký Sau Nữa") not in said


def test_a_chair_who_never_logs_in_signs_on_paper(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    say_words(day)
    way = Way(day, BOARD).draft().review()
    code = shown_check(row_of(day, way).content_sha256)
    print_ = way.secretary.get(f"{way.path}/tep.pdf").response.get_data()
    assert all(sheet.find(code) for sheet in measure(print_))
    no_scan = way.secretary.post(
        f"{way.path}/ban-quet", {"scan": (io.BytesIO(b"MZ not a scan"), "ban-ky.pdf")}, status=422
    )
    assert "PDF, JPEG" in no_scan.body
    way.secretary.post(f"{way.path}/ban-quet", {"scan": (io.BytesIO(PDF), "ban-ky.pdf")})
    refused = way.secretary.post(f"{way.path}/xac-nhan", {"check": code}, status=422)
    assert "người thứ hai" in refused.body
    refused = way.board.post(
        f"{way.path}/xac-nhan", {"check": code[:-1] + ("0" if code[-1] != "0" else "1")}, status=422
    )
    assert "không phải mã" in refused.body
    way.board.post(f"{way.path}/xac-nhan", {"check": f" {code.lower()} "})
    scan = way.board.get(f"{way.path}/ban-quet").response
    assert scan.get_data() == PDF
    assert "attachment" in scan.headers["Content-Disposition"]
    way.number().issue()
    assert row_of(day, way).scan_sha256 == hashlib.sha256(PDF).hexdigest()
    assert violations(app) == {}


def test_a_paper_sent_back_is_a_draft_again_and_forgets_its_hash(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    say_words(day)
    way = Way(day, BOARD).draft().review()
    way.board.post(f"{way.path}/tra-lai", {"reason": ""}, status=422)
    way.board.post(f"{way.path}/tra-lai", {"reason": "Sai tên"})
    row = row_of(day, way)
    assert (row.state, row.content, row.content_sha256) == ("draft", "", None)
    way.review().sign()
    assert row_of(day, way).state == "signed"


def test_a_revoked_paper_keeps_its_number_and_another_can_follow(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    say_words(day)
    way = Way(day, BOARD).draft().review().sign().number().issue()
    way.secretary.post(f"{way.path}/thu-hoi", {"reason": "x"}, status=404)  # the board's alone
    way.board.post(f"{way.path}/thu-hoi", {"reason": "Ban hành nhầm"})
    assert "Ban hành nhầm" in way.look().body
    again = Way(day, BOARD).draft().review().sign().number()
    assert row_of(day, again).full_number == "02/QĐ-UBND"
    assert "đã thu hồi" in way.secretary.get("/so-van-ban").body


def test_a_register_goes_on_from_the_books_of_the_office_and_in_the_order_of_days(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    say_words(day)
    way = Way(day, BOARD).draft().review().sign()
    way.secretary.post(f"{way.path}/so", {"first_number": "125"})
    refused = way.secretary.post(f"{way.path}/lay-so", {"dated_on": "2026-09-08"}, status=422)
    assert "07/9/2026" in refused.body.replace("07/09/2026", "07/9/2026")
    way.number("2026-09-05")
    assert row_of(day, way).full_number == "125/QĐ-UBND"
    other = Way(day, "thanh-lap-to-thu-ky").draft().review().sign()
    other.secretary.post(f"{other.path}/so", {"first_number": "1"}, status=422)
    other.secretary.post(f"{other.path}/lay-so", {"dated_on": "2026-09-04"}, status=422)
    other.number("2026-09-06")
    assert row_of(day, other).full_number == "126/QĐ-UBND"


def test_what_the_office_has_not_said_is_asked_with_the_place_where_to_say_it(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    way = Way(day, BOARD)
    page = way.secretary.get(way.start)
    assert "Trưởng Ban Tổ chức" in page.body
    assert page.soup.select(f'a[href="/van-ban/{day.slug}/loi-co-quan"]')
    way.secretary.get(f"/van-ban/{day.slug}/ban-in/{BOARD}/tep.pdf", status=422)
    form = way.secretary.get(f"/van-ban/{day.slug}/loi-co-quan")
    fields = {one["name"]: one.get("value", "") for one in form.soup.select("main input[type=text]")}
    assert fields["authority_name"] != ""  # the plan says it: nobody types it again


def test_a_draft_downloads_and_is_not_kept(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    say_words(day)
    way = Way(day, BOARD).draft()
    for form, head in (("pdf", b"%PDF"), ("docx", b"PK\x03\x04")):
        response = way.secretary.get(f"{way.path}/tep.{form}").response
        assert response.get_data()[:4] == head
        assert response.headers["Cache-Control"] == "no-store"
    picture = way.secretary.get(f"{way.path}/trang-1.png").response
    assert picture.get_data()[:8] == b"\x89PNG\r\n\x1a\n"
    again = way.secretary.http.get(
        f"{way.path}/trang-1.png", base_url="http://127.0.0.1", headers={"If-None-Match": picture.headers["ETag"]}
    )
    assert again.status_code == 304


def test_X03_issuing_twice_makes_one_set_of_bytes(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    say_words(day)
    way = Way(day, BOARD).draft().review().sign().number().issue()
    before = row_of(day, way)
    way.secretary.post(f"{way.path}/phat-hanh", {}, status=422)
    run_jobs(app)
    after = row_of(day, way)
    assert (after.pdf_key, after.docx_key) == (before.pdf_key, before.docx_key)
    assert violations(app) == {}


@pytest.mark.requirement("S001-R31")
def test_E20_certificates_are_issued_verified_by_their_code_and_revoked_one_by_one(
    app: Flask, clock: TestClock
) -> None:
    day = make_day(app, now=clock())
    say_words(day)
    day.until_opened()
    day.approve()
    Way(day, "quyet-dinh-ket-qua").draft().review().sign().number()
    way = Way(day, "giay-chung-nhan").draft().review().sign().issue()
    with day.acting() as session:
        rows = session.scalars(select(CertificateRow).order_by(CertificateRow.book_number)).all()
        codes = [one.code for one in rows]
        first = rows[0].id
    pdf = way.board.get(f"{way.path}/tep.pdf").response.get_data()
    said = text_of_pdf(pdf)
    assert [code in said for code in codes] == [True] * 3
    assert len(measure(pdf)) == 3
    public = PageClient(app)
    page = public.get(f"/xac-minh/giay/{codes[0]}")
    assert day.entries[0].author.full_name in page.body
    assert "đang có hiệu lực" in page.body
    typed = public.post("/xac-minh", {"code": codes[1].lower()})
    assert typed.location == f"/xac-minh/giay/{codes[1]}"
    public.get(f"/xac-minh/giay/{codes[0][:-1]}{'B' if codes[0].endswith('A') else 'A'}", status=404)
    way.board.post(f"{way.path}/giay/{first}/thu-hoi", {"reason": "Sao chép bài"})
    assert "Sao chép bài" in public.get(f"/xac-minh/giay/{codes[0]}").body
    assert "đang có hiệu lực" in public.get(f"/xac-minh/giay/{codes[1]}").body
    way.board.post(f"{way.path}/thu-hoi", {"reason": "Kết quả được xét lại"})
    assert "Kết quả được xét lại" in public.get(f"/xac-minh/giay/{codes[1]}").body
    assert violations(app) == {}
