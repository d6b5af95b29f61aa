"""Private notes without network: kept sealed, sent later, merged with what other devices did, and never lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from judging.desk.notes import list_notes
from judging.models.rounds import Assignment, Code, Round
from portal.db import writing
from portal.demo.videos import make_video
from tests.e2e.in_process.desk_offline import OfflineDesk, offline, rows_of
from tests.e2e.in_process.visiting import picture
from tests.factories.judging import make_rendition

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from playwright.sync_api import Browser, Page

    from tests.conftest import TestClock

pytestmark = pytest.mark.browser
FILM_KEY = "0f" * 16
WATCH = """one => new Promise((done) => {
  one.muted = true;
  one.addEventListener('seeked', () => one.play().then(() => { one.pause(); done(); }), { once: true });
  one.currentTime = 8;
})"""


@pytest.fixture
def desk(app: Flask, clock: TestClock, browser: Browser, url: str) -> OfflineDesk:
    return OfflineDesk.make(app, clock, browser, url)


def on_the_server(desk: OfflineDesk, number: int = 0) -> list[tuple[str, str]]:
    """The notes that stand there, as (quoted words, words), in their order."""
    with desk.app.app_context(), writing(desk.app.extensions["bangvang_database"].main) as session:
        return [(one.quote, one.words) for one in list_notes(session, desk.stored(number)).notes]


def note(page: Page, words: str) -> None:
    page.locator("[data-notes]").evaluate("one => { one.open = true; }")
    page.locator("#note-words").fill(words)
    page.locator("form[data-note-form] button[type=submit]").click()
    expect(page.locator(".note-words", has_text=words).first).to_be_visible()


def mark_passage(page: Page, words: str = "") -> None:
    page.locator(".essay p").first.evaluate(
        "one => getSelection().setBaseAndExtent(one.firstChild, 0, one.firstChild, 12)"
    )
    page.locator("[data-note-passage]").click()
    page.locator("dialog[open] textarea").fill(words)
    page.locator("dialog[open] button[type=submit]").click()
    expect(page.locator("dialog[open]")).to_have_count(0)


def says(page: Page, text: str) -> None:
    expect(page.locator("[data-desk-line]")).to_contain_text(text)


def test_X24_notes_made_and_removed_without_network_are_sent_and_merge_with_another_device(desk: OfflineDesk) -> None:
    telephone, desktop = desk.device(), desk.device(1280)
    page = desk.opened(telephone)
    note(page, "có từ trước")
    other = desk.opened(desktop)
    note(other, "từ máy bàn")
    assert sorted(on_the_server(desk)) == [("", "có từ trước"), ("", "từ máy bàn")]
    with offline(telephone):
        mark_passage(page, "mở bài gọn")
        expect(page.locator("mark.note-mark")).to_have_text(["Con trâu đen"])
        note(page, "viết khi mất mạng")
        note(page, "thôi bỏ")
        page.locator("li", has_text="thôi bỏ").locator("[data-note-drop]").click()
        page.locator("li", has_text="có từ trước").locator("form button").click()
        expect(page.locator("[data-note-undo]")).to_have_count(2)
        says(page, "Ghi chú chờ gửi: 4.")
        expect(page.locator("[data-notes-shown]")).to_have_text("2")
        telephone.look()
        picture(telephone, "notes-offline")
        page.locator("a[data-key=n]").click()
        expect(page).to_have_url(re.compile(f"{desk.address(1)}$"))
        mark_passage(page)
        note(page, "ở bài sau")
        page.locator(".breadcrumb a").first.click()
        expect(page.locator("h1")).to_have_text("Bài chấm của tôi")
        says(page, "Ghi chú chờ gửi: 6.")
        page.close()
    assert len(on_the_server(desk)) == 2
    assert on_the_server(desk, 1) == []
    telephone.page = telephone.context.new_page()
    telephone.go("/cham")
    says(telephone.page, "Mọi điểm đã lưu trên máy chủ")
    assert sorted(on_the_server(desk)) == [
        ("", "từ máy bàn"), ("", "viết khi mất mạng"), ("Con trâu đen", "mở bài gọn"),
    ]  # fmt: skip
    assert on_the_server(desk, 1) == [("", "ở bài sau"), ("Con trâu đen", "")]
    assert rows_of(telephone.page, "note:") == []
    for number in (0, 1):
        telephone.go(desk.address(number))
    with offline(telephone):
        says(telephone.page, "Đang mất mạng")
        telephone.page.locator(".breadcrumb a").first.click()
        telephone.page.locator(f"a[href='{desk.address()}']").first.click()
        expect(telephone.page.locator("[data-notes-shown]")).to_have_text("3")
        expect(telephone.page.locator("mark.note-mark")).to_have_text(["Con trâu đen"])
    for visitor in (telephone, desktop):
        visitor.close()


def test_B12_a_note_whose_answer_was_lost_and_that_another_device_removed_is_shown(desk: OfflineDesk) -> None:
    telephone, desktop = desk.device(), desk.device(1280)
    page = desk.opened(telephone)

    def swallow(route: object) -> None:
        if route.request.method != "POST":
            route.fallback()
            return
        route.fetch()
        route.abort()

    page.route("**/ghi-chu", swallow)
    note(page, "điều không được mất")
    assert on_the_server(desk) == [("", "điều không được mất")]
    page.close()
    other = desk.opened(desktop)
    other.locator("[data-notes] li form button").click()
    expect(other.locator("[data-note-removed]")).to_be_visible()
    assert on_the_server(desk) == []
    telephone.page = telephone.context.new_page()
    telephone.go("/cham")
    kept = telephone.page.locator("[data-note-kept=removed]")
    expect(kept).to_contain_text("đã bị xóa trên trang hoặc thiết bị khác")
    expect(kept).to_contain_text("điều không được mất")
    telephone.look()
    picture(telephone, "note-removed-elsewhere")
    assert on_the_server(desk) == [], "nobody but the judge brings it back"
    kept.locator("button").first.click()
    expect(kept).to_have_count(0)
    assert on_the_server(desk) == [("", "điều không được mất")]
    assert rows_of(telephone.page, "note:") == []
    for visitor in (telephone, desktop):
        visitor.close()


def test_X26_a_note_that_comes_after_the_round_was_closed_stays_readable(desk: OfflineDesk) -> None:
    telephone = desk.device()
    telephone.expected.append("422")
    page = desk.opened(telephone)
    with offline(telephone):
        note(page, "đến sau khi đóng vòng")
        with desk.app.app_context(), writing(desk.app.extensions["bangvang_database"].main) as session:
            session.get_one(Round, desk.world.round_id).state = "closed"
    kept = page.locator("[data-note-kept=refused]")
    expect(kept).to_contain_text("không gửi được")
    expect(kept).to_contain_text("đến sau khi đóng vòng")
    picture(telephone, "note-refused")
    page.reload()
    expect(kept).to_contain_text("đến sau khi đóng vòng")
    kept.get_by_role("button", name="Xóa khỏi thiết bị này").click()
    expect(kept).to_have_count(0)
    assert rows_of(page, "note:") == []
    telephone.close()


def test_a_film_needs_the_line_and_its_place_marks_and_notes_do_not(
    app: Flask, desk: OfflineDesk, tmp_path: Path
) -> None:
    film = make_video(tmp_path / "film.mp4", seconds=20, size=(160, 90))
    app.extensions["bangvang_store"].put(FILM_KEY, film.read_bytes())
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        mine = session.get_one(Assignment, desk.sheets[0].id)
        code = session.get_one(Code, mine.code_id)
        shown = make_rendition(session, code, store_key=FILM_KEY, size=film.stat().st_size)
        shown.position = shown.part_number = 2
    telephone = desk.device()
    page = desk.opened(telephone)
    page.locator("video").evaluate(WATCH)
    with offline(telephone):
        page.locator("[data-note-moment]").click()
        page.locator("dialog[open] textarea").fill("tiếng rè")
        page.locator("dialog[open] button[type=submit]").click()
        expect(page.locator("[data-notes-waiting]")).to_contain_text("tiếng rè")
        says(page, "Video chỉ phát tiếp được phần đã tải")
        telephone.look()
        picture(telephone, "film-offline")
        page.locator("a[data-key=n]").click()
        expect(page).to_have_url(re.compile(f"{desk.address(1)}$"))
        page.locator(".breadcrumb a").first.click()
        page.locator(f"a[href='{desk.address()}']").first.click()
        expect(page.locator("[data-noted='2']")).to_contain_text("Ông/bà đang xem đến 0:08")
        expect(page.locator("[data-notes-waiting]")).to_contain_text("0:08")
        picture(telephone, "film-kept-page")
    says(page, "Mọi điểm đã lưu trên máy chủ")
    assert ("", "tiếng rè") in on_the_server(desk)
    page.goto(desk.url + desk.address())
    expect(page.locator("[data-player-said]")).to_contain_text("Đã trở lại vị trí đang xem: 0:08")
    telephone.close()
