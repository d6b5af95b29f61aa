"""What anybody may read: the plan, the result, the winning works; and nothing before, nothing of anybody else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import pytest
from sqlalchemy import select

from judging import verify
from judging.models.programmes import PlanReceipt
from tests.factories.marking import NO_PHONE_HERE, VIDEO, make_day
from tests.page_client import Page, PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock

LARGEST_PAGE = 60_000
SOURCES = (
    "a[href], link[href], source[src], track[src], video[poster], img[src], iframe[src], meta[property='og:image']"
)


def crawl(app: Flask) -> dict[str, Page]:
    """Everything that an anonymous visitor reaches from the home page by links, sources and guesses at files."""
    client, found, todo = PageClient(app), {}, ["/", "/sitemap.xml", "/tin.atom", "/robots.txt"]
    while todo:
        path = todo.pop()
        if path in found or path.startswith(("/static/", "/dang-nhap", "/thanh-phan")):
            continue
        answer = client.http.get(path, base_url="http://127.0.0.1")
        found[path] = page = Page(answer)
        named = [
            str(tag.get("href") or tag.get("src") or tag.get("poster") or tag.get("content") or "")
            for tag in page.soup.select(SOURCES)
        ]
        if answer.mimetype in {"application/xml", "application/atom+xml", "application/json", "text/plain"}:
            named += re.findall(r"http://127\.0\.0\.1[^\s\"<]*", page.text)
        for raw in named:
            target = urlsplit(urljoin(f"http://127.0.0.1{path}", raw))
            if target.netloc == "127.0.0.1" and "lang=" not in target.query:
                todo.append(target.path)
    return found


def neutral(page: Page) -> str:
    """A page without what changes by itself."""
    fields = r'(?<=name="idempotency_key" value=")[\w-]{24}(?=")|(?<=name="csrf_token" value=")[^"]*'
    chance = rf'data-countdown-now="[^"]*"|{fields}'
    return re.sub(chance, "", page.text)


@pytest.mark.requirement("S001-R01", "S001-R13", "S001-R25", "S001-R26", "S001-R27", "S001-R28", "S001-R31")
def test_the_programme_page_says_what_the_plan_says(app: Flask, client: PageClient, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    page = client.get(f"/cuoc-thi/{day.slug}")
    assert page.h1.startswith("Tổ chức cuộc thi tuyên truyền về cải cách hành chính")
    for said in (
        "Số, ký hiệu chưa ghi trên bản ký (KH-UBND)",
        "Cơ quan ban hành UBND huyện Đakrông",
        "TM. ỦY BAN NHÂN DÂN, Q. CHỦ TỊCH, Hồ Thị Kim Cúc",
        "cán bộ, công chức, viên chức, người lao động",
        "Độ dài: từ 1.000 đến 2.000 chữ",
        "Thời lượng: từ 4 phút 00 giây đến 6 phút 00 giây",
        "Nhận bài dự thi từ ngày 31/8/2026",
        "chậm nhất ngày 21/9/2026 (tính cả ngày này)",
        "Chấm thi: kết thúc chấm trước ngày 27/9/2026 (ngày cuối cùng là 26/9/2026)",
        "trước ngày 06/10/2026 (ngày cuối cùng là 05/10/2026)",
        "Nhất 01 2.000.000 đồng",
        "Nhì 01 1.500.000 đồng",
        "Ba 01 1.000.000 đồng",
        "4.500.000 đồng",
        "Công văn 3202/UBND-NC, 16/7/2020, UBND tỉnh Quảng Trị",
        "Phòng Nội vụ",
        "Phiên bản 1 (đang hiệu lực)",
    ):
        assert said in page.body.replace("\xa0", " "), said
    english = client.get(f"/cuoc-thi/{day.slug}?lang=en").body
    assert "before 06/10/2026: the last day is 05/10/2026" in english
    client.get("/cuoc-thi/khong-co", status=404)


@pytest.mark.requirement("S001-R03")
def test_staff_confirm_that_they_have_read_the_plan(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    reader = PageClient(app).sign_in_as(day.authors[0])
    path = f"/cuoc-thi/{day.slug}"
    assert "Tôi đã đọc kế hoạch" in reader.get(path).body
    reader.post(f"{path}/da-doc")
    reader.post(f"{path}/da-doc")
    assert "Ông/Bà đã xác nhận đã đọc kế hoạch này: 10 giờ 00 phút, ngày 07/9/2026" in reader.get(path).body
    with day.acting() as session:
        rows = session.scalars(select(PlanReceipt)).all()
        assert [(row.account_id, row.read_at) for row in rows] == [(day.authors[0].id, clock())]
    assert "/dang-nhap" in PageClient(app).post(f"{path}/da-doc", status=401).text


@pytest.mark.requirement("S001-R13", "S001-R30", "S001-R31", "S001-R32", "S001-R46")
def test_the_result_names_winners_and_their_works_and_nobody_else(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock(), video=1).until_published()
    pages = crawl(app)
    result = pages[f"/cuoc-thi/{day.slug}/ket-qua"]
    rows = [row.replace("\xa0", " ") for row in result.all_words("#result tbody tr")]
    assert rows == [
        f"{prize} {entry.author.full_name} {entry.unit.name} {entry.title} {code} {category} {money} đồng"
        for prize, entry, code, category, money in (
            ("Nhất", day.entries[0], day.codes[0], "bài viết", "2.000.000"),
            ("Nhì", day.entries[1], day.codes[1], "video", "1.500.000"),
            ("Ba", day.entries[2], day.codes[2], "bài viết", "1.000.000"),
        )
    ]
    essay = pages[f"/cuoc-thi/{day.slug}/ket-qua/individual-first-1"]
    assert essay.words("article") == f"Nội dung {day.codes[0]}"
    assert day.entries[0].author.full_name in essay.body
    loser = day.entries[3]
    for path, page in pages.items():
        text = page.text or page.response.get_data().decode("latin-1")
        for secret in (loser.author.full_name, loser.unit.name, loser.title, NO_PHONE_HERE, str(loser.id)):
            assert secret not in text, (path, secret)
    assert any(day.entries[0].author.full_name in page.text for page in pages.values())  # the search could have found
    bundle = pages[f"/cuoc-thi/{day.slug}/ket-qua/lan-1/bang-diem.json"]
    assert verify.verify_text(bundle.text) == []
    assert all(winner.author.full_name not in bundle.text for winner in day.entries)
    home = pages["/"].body.replace("\xa0", " ")
    assert f"Giải Nhất : {day.entries[0].author.full_name}" in home


@pytest.mark.requirement("S001-R32")
def test_the_winning_video_streams_in_ranges_that_caches_may_keep(
    app: Flask, client: PageClient, clock: TestClock
) -> None:
    day = make_day(app, now=clock(), video=0).until_published()
    page = client.get(f"/cuoc-thi/{day.slug}/ket-qua/individual-first-1")
    source = str(page.soup.select_one("video source")["src"])
    first = client.http.get(source, base_url="http://127.0.0.1", headers={"Range": "bytes=0-"})
    assert first.status_code == 206
    assert first.get_data() == VIDEO[: 2**20]
    assert first.headers["Content-Range"] == f"bytes 0-{2**20 - 1}/{len(VIDEO)}"
    assert first.headers["Cache-Control"] == "public, max-age=60"  # a work that is withheld leaves shared caches, too
    rest = client.http.get(source, base_url="http://127.0.0.1", headers={"Range": f"bytes={2**20}-"})
    assert first.get_data() + rest.get_data() == VIDEO
    assert client.http.get(source, base_url="http://127.0.0.1").get_data() == VIDEO
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.http.get(source, base_url="http://127.0.0.1", headers=known).status_code == 304


def test_A17_before_publication_an_anonymous_crawl_finds_no_new_byte(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock(), video=1)
    day.close()
    guesses = [
        f"/cuoc-thi/{day.slug}/ket-qua{tail}"
        for tail in ("", "/lan-1", "/kiem-chung", "/lan-1/bang-diem.json", "/lan-1/kiem-chung",
                     "/individual-first-1", "/individual-first-1/video",
                     "/individual-first-1/anh", f"/{day.codes[0]}")
    ]  # fmt: skip
    before = {path: neutral(page) for path, page in crawl(app).items()}

    def nothing_new() -> None:
        assert {path: neutral(page) for path, page in crawl(app).items()} == before
        for guess in guesses:
            PageClient(app).get(guess, status=404)

    nothing_new()
    day.open()
    nothing_new()
    bundle = day.approve()
    with day.acting() as session:
        assert session.scalars(select(PlanReceipt)).all() == []
    approved = {path: neutral(page) for path, page in crawl(app).items()}
    assert set(approved) == set(before)
    assert {path for path in before if approved[path] != before[path]} <= {"/", f"/cuoc-thi/{day.slug}"}
    for text in approved.values():
        assert not any(entry.title in text or entry.author.full_name in text for entry in day.entries)
    day.publish(bundle)
    after = crawl(app)
    assert len(after) > len(before)
    assert day.entries[0].title in after[f"/cuoc-thi/{day.slug}/ket-qua"].text


def test_anonymous_pages_are_small_cacheable_and_set_no_cookie(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_published()
    for path in ("/", f"/cuoc-thi/{day.slug}", f"/cuoc-thi/{day.slug}/ket-qua",
                 f"/cuoc-thi/{day.slug}/ket-qua/individual-first-1"):  # fmt: skip
        answer = PageClient(app).get(path).response
        assert answer.headers["Cache-Control"] == "public, max-age=60", path
        assert "Set-Cookie" not in answer.headers, path
        assert "Cookie" in answer.headers["Vary"], path
        assert len(answer.get_data()) <= LARGEST_PAGE, path
        signed_in = PageClient(app).sign_in_as(day.authors[0]).get(path).response
        assert signed_in.headers["Cache-Control"] == "no-store", path


def test_a_page_that_counts_down_is_never_kept_longer_than_a_sixtieth_of_what_is_left(
    app: Flask, client: PageClient, clock: TestClock
) -> None:
    make_day(app, now=clock())
    assert client.get("/").response.headers["Cache-Control"] == "public, max-age=60"
    clock.move(days=14, hours=13, minutes=50)
    assert client.get("/").response.headers["Cache-Control"] == "public, max-age=10"
    clock.move(minutes=10)
    page = client.get("/")
    assert "hết hạn nhận bài" in page.body
    assert not page.soup.select("[data-countdown]")


def test_the_home_page_asks_the_database_as_often_for_three_programmes_as_for_one(
    app: Flask, client: PageClient, clock: TestClock
) -> None:
    from sqlalchemy import event

    counted: list[str] = []
    event.listen(
        app.extensions["bangvang_database"].main, "before_cursor_execute", lambda *args: counted.append(args[2])
    )
    make_day(app, now=clock()).until_published()
    counted.clear()
    client.get("/")
    one = len(counted)
    for _ in range(2):
        make_day(app, now=clock()).until_published()
    counted.clear()
    assert len(client.get("/").soup.select("section.card")) == 3
    assert len(counted) == one


def test_E02_markup_in_a_plan_is_text(app: Flask, client: PageClient, clock: TestClock) -> None:
    from dataclasses import replace

    from judging.spec.categories import Topic
    from portal.db import writing
    from tests.factories.programmes import demonstration_plan, make_programme

    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>[x](javascript:alert(3))"
    plan = replace(demonstration_plan("2026-09-07"), theme=evil, topics=(Topic("one", evil),), purposes=(evil,))
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        make_programme(session, now=clock(), plan=plan, slug="xau")
    page = client.get("/cuoc-thi/xau")
    assert page.body.count("<script>alert(1)</script>") == 3
    assert not page.soup.select("img[src='x'], [onerror], a[href^='javascript']")
