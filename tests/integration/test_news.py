"""News and answers: draft, scheduled, public, corrected, taken down, restored; and nothing read before its moment."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from judging.actions.news import publish_news, restore_news, rewrite_news, take_down_news, unschedule_news, write_news
from judging.enums import NewsKind
from judging.errors import MissingReasonError, MoveRefusedError, NotFoundError, StaleVersionError
from judging.models.history import HistoryLine
from judging.models.programmes import Programme
from portal.words import action_words
from tests.factories.marking import make_day
from tests.factories.publishing import make_news
from tests.integration.test_public import crawl
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock
    from tests.factories.marking import Day

TEXT = {"title": "Gia hạn nộp bài", "body": "Một đoạn.\n\n- Mục một\n- Mục hai"}


def publisher(day: Day) -> PageClient:
    return PageClient(day.app).sign_in_as(day.publisher)


def written(day: Day, kind: str = "news") -> str:
    """A draft made by the form; its page."""
    done = publisher(day).post("/dang-tin/moi", {"slug": day.slug, "kind": kind, **TEXT})
    assert done.location.startswith("/dang-tin/")
    return done.location


def test_a_draft_becomes_public_by_the_form_and_stands_on_the_contests_page(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    here, public = written(day), f"/cuoc-thi/{day.slug}/tin/gia-han-nop-bai"
    assert "bản nháp" in publisher(day).get(here).body
    PageClient(app).get(public, status=404)
    publisher(day).post(f"{here}/dang", {"version": "1", "at": ""})
    page = PageClient(app).get(public)
    assert page.h1 == "Gia hạn nộp bài"
    assert page.all_words("article li") == ["Mục một", "Mục hai"]
    assert "Gia hạn nộp bài" in PageClient(app).get(f"/cuoc-thi/{day.slug}").words("#tin + ul")
    assert "Một đoạn." in PageClient(app).get(f"/cuoc-thi/{day.slug}/tin").body
    assert "Gia hạn nộp bài" in publisher(day).get("/dang-tin").body


def test_A17_what_is_scheduled_is_no_new_byte_until_its_moment_and_public_by_the_clock_alone(
    app: Flask, clock: TestClock
) -> None:
    day = make_day(app, now=clock())
    before = set(crawl(app))
    here = written(day)
    public = f"/cuoc-thi/{day.slug}/tin/gia-han-nop-bai"
    publisher(day).post(f"{here}/dang", {"version": "1", "at": "2026-09-08T09:30"})  # 02:30 UTC
    clock.move(hours=23, minutes=29)
    assert set(crawl(app)) == before
    assert not any(TEXT["title"] in page.text for page in crawl(app).values())
    PageClient(app).get(public, status=404)
    clock.move(minutes=1)
    assert PageClient(app).get(public).h1 == "Gia hạn nộp bài"


def test_a_scheduled_one_can_be_made_a_draft_again_and_a_public_one_not(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    here = written(day)
    publisher(day).post(f"{here}/dang", {"version": "1", "at": "2026-09-08T09:30"})
    publisher(day).post(f"{here}/huy-lich")
    assert "bản nháp" in publisher(day).get(here).body
    publisher(day).post(f"{here}/dang", {"version": "3", "at": ""})
    publisher(day).post(f"{here}/huy-lich", status=422)
    PageClient(app).get(f"/cuoc-thi/{day.slug}/tin/gia-han-nop-bai")


def test_B22_a_correction_has_a_reason_and_the_earlier_text_stays(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    here = written(day)
    publisher(day).post(here, {**TEXT, "body": "Sửa khi còn là nháp", "version": "1", "reason": ""})
    publisher(day).post(f"{here}/dang", {"version": "2", "at": ""})
    clock.move(hours=1)
    changed = {"title": "Gia hạn đến 25/9", "body": "Đoạn đã sửa.", "version": "3"}
    refused = publisher(day).post(here, {**changed, "reason": ""}, status=422)
    assert "ghi rõ lý do" in refused.body or "lý do" in refused.body
    publisher(day).post(here, {**changed, "reason": "Ghi nhầm ngày"})
    public = f"/cuoc-thi/{day.slug}/tin/gia-han-nop-bai"
    page = PageClient(app).get(public)
    assert page.h1 == "Gia hạn đến 25/9"
    assert "Ghi nhầm ngày" in page.body
    old = PageClient(app).get(f"{public}/lan-1")
    assert old.words("article") == "Sửa khi còn là nháp"
    assert "Đây là phiên bản công bố trước" in old.body
    PageClient(app).get(f"{public}/lan-3", status=404)
    stale = publisher(day).post(here, {**changed, "body": "Cũ", "reason": "x"}, status=409)
    assert "Cũ" in stale.words("#body")  # what was typed is still there


def test_what_is_taken_down_says_when_and_why_and_nothing_else_and_can_be_undone(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    here = f"/dang-tin/{make_news(day, 'Tin nhầm', 'Nội dung nhầm')}"
    public = f"/cuoc-thi/{day.slug}/tin/tin-nham"
    publisher(day).post(f"{here}/go", {"reason": ""}, status=422)
    publisher(day).post(f"{here}/go", {"reason": "Đăng nhầm cuộc thi"})
    gone = PageClient(app).get(public, status=410)
    assert "Đăng nhầm cuộc thi" in gone.body
    assert "nhầm" not in gone.body.replace("Đăng nhầm cuộc thi", "")
    assert "Tin nhầm" not in PageClient(app).get(f"/cuoc-thi/{day.slug}").body
    publisher(day).post(f"{here}/khoi-phuc")
    assert PageClient(app).get(public).words("article") == "Nội dung nhầm"


def test_questions_stand_on_a_page_of_their_own_with_where_to_ask(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    empty = PageClient(app).get(f"/cuoc-thi/{day.slug}/hoi-dap")
    assert "Chưa có câu hỏi nào" in empty.body
    make_news(day, "Có được gửi hai bài không?", "Được, theo thể lệ.", kind="question")
    page = PageClient(app).get(f"/cuoc-thi/{day.slug}/hoi-dap")
    assert page.words("summary h2") == "Có được gửi hai bài không?"
    assert "Được, theo thể lệ." in page.body
    assert "Phòng Nội vụ" in page.body
    assert "Có được gửi" not in PageClient(app).get(f"/cuoc-thi/{day.slug}/tin").body
    contest = PageClient(app).get(f"/cuoc-thi/{day.slug}")
    assert "Kế hoạch không quy định ngày cụ thể" in contest.body or "Thời hạn tiếp nhận" in contest.body
    for link in contest.soup.select("nav.page-contents a"):
        assert contest.soup.select(str(link["href"])), link


def test_the_acts_refuse_what_their_pages_do_not_offer(app: Flask, clock: TestClock) -> None:
    day, other = make_day(app, now=clock()), make_day(app, now=clock())
    with day.acting() as session:
        by, stranger = day.viewer(session, day.publisher), other.viewer(session, other.publisher)
        facts = {"programme_id": day.programme_id, "kind": NewsKind.NEWS, **TEXT, "now": clock()}
        with pytest.raises(NotFoundError):
            write_news(session, **facts, by=stranger)
        row = write_news(session, **facts, by=by)
        again = write_news(session, **facts, by=by)
        assert (row.address, again.address) == ("gia-han-nop-bai", "gia-han-nop-bai-2")
        for act in (unschedule_news, restore_news):
            with pytest.raises(MoveRefusedError):
                act(session, row.id, by=by, now=clock())
        with pytest.raises(MoveRefusedError):
            take_down_news(session, row.id, reason="x", by=by, now=clock())
        with pytest.raises(MissingReasonError):
            take_down_news(session, row.id, reason=" ", by=by, now=clock())
        with pytest.raises(StaleVersionError):
            publish_news(session, row.id, version=7, at=clock(), by=by, now=clock())
        with pytest.raises(NotFoundError):
            publish_news(session, row.id, version=1, at=clock(), by=stranger, now=clock())
        publish_news(session, row.id, version=1, at=clock() - timedelta(days=1), by=by, now=clock())
        assert row.publish_at == clock()  # nobody dates it back
        same = rewrite_news(session, row.id, version=2, **TEXT, reason="", by=by, now=clock())
        assert len(same.versions) == 1
        session.get_one(Programme, day.programme_id).state = "cancelled"
        with pytest.raises(NotFoundError):
            write_news(session, **facts, by=by)
        session.get_one(Programme, day.programme_id).state = "open"
    with day.acting() as session:
        acts = {line.action for line in session.query(HistoryLine) if line.action.startswith("news.")}
    with app.test_request_context("/"):
        assert acts <= set(action_words())


def test_E01_markup_in_news_is_text(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    make_news(day, "<b>x</b>", "<script>alert(1)</script>\n\n## <i>y</i>")
    page = PageClient(app).get(f"/cuoc-thi/{day.slug}/tin/b-x-b")
    assert "<script>alert(1)</script>" in page.body
    assert not page.soup.select("article script, article i")


def test_a_list_of_news_asks_the_database_as_often_for_three_as_for_one(app: Flask, clock: TestClock) -> None:
    from sqlalchemy import event

    day, counted = make_day(app, now=clock()), list[str]()
    event.listen(
        app.extensions["bangvang_database"].main, "before_cursor_execute", lambda *args: counted.append(args[2])
    )
    make_news(day)
    counted.clear()
    PageClient(app).get(f"/cuoc-thi/{day.slug}/tin")
    one = len(counted)
    make_news(day, "Hai")
    make_news(day, "Ba")
    counted.clear()
    assert len(PageClient(app).get(f"/cuoc-thi/{day.slug}/tin").soup.select(".news-line")) == 3
    assert len(counted) == one
