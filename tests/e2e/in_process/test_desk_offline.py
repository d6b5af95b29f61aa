"""The desk without network: marks are never lost, never overwritten in silence, and never lie open on a disk."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from judging.desk.reviews import TypedSheet, lock_review, save_review
from judging.models.late_sheets import LateSheet
from portal.db import writing
from portal.display import clock_time
from tests.e2e.in_process.desk_offline import SECRET, OfflineDesk, in_storage, offline, rows_of, says
from tests.e2e.in_process.visiting import picture
from tests.factories.judging import spread_total

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser, Page

    from tests.conftest import TestClock

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(app: Flask, clock: TestClock, browser: Browser, url: str) -> OfflineDesk:
    return OfflineDesk.make(app, clock, browser, url)


def mark(page: Page, name: str, text: str) -> None:
    page.locator(f"#mark-{name}").fill(text)


def kept(page: Page) -> None:
    """The page says that what was typed lies on this device, and it does."""
    says(page, "Đã mã hóa và giữ trên thiết bị này")
    assert len(rows_of(page, "draft:")) == 1


def test_X24_offline_in_the_middle_the_tab_is_lost_and_the_work_ends_on_another_device(desk: OfflineDesk) -> None:
    telephone = desk.device()
    page = desk.opened(telephone)
    mark(page, "relevance", "20")
    says(page, "Đã lưu lúc")
    assert rows_of(page, "draft:") == []
    telephone.context.set_offline(True)
    mark(page, "novelty", "15,5")
    page.locator("#remark-novelty").fill("Ý mới, viết khi mất mạng")
    kept(page)
    expect(page.locator("[data-desk-line]")).to_contain_text("Chờ gửi: 1 phiếu")
    telephone.look()
    picture(telephone, "offline")
    page.close()
    assert set(desk.marks()) == {"relevance"}
    desktop = desk.device(1280)
    other = desk.opened(desktop)
    mark(other, "effect", "10")
    says(other, "Đã lưu lúc")
    telephone.context.set_offline(False)
    telephone.page = telephone.context.new_page()
    telephone.go("/cham")
    expect(telephone.page.locator("[data-desk-line]")).to_contain_text("Mọi điểm đã lưu trên máy chủ")
    assert set(desk.marks()) == {"relevance", "novelty", "effect"}
    assert desk.stored().comments == {"novelty": "Ý mới, viết khi mất mạng"}
    assert rows_of(telephone.page, "draft:") == []
    desktop.go(desk.address())
    expect(other.locator("#mark-novelty")).to_have_value("15,5")
    mark(other, "form", "7")
    says(other, "Đã lưu lúc")
    assert set(desk.marks()) == {"relevance", "novelty", "effect", "form"}
    for visitor in (telephone, desktop):
        visitor.close()


def test_X24_the_next_sheets_open_and_take_marks_without_network(desk: OfflineDesk) -> None:
    telephone = desk.device()
    page = desk.opened(telephone)
    with offline(telephone):
        mark(page, "relevance", "11")
        kept(page)
        page.locator("a[data-key=n]").click()
        expect(page).to_have_url(re.compile(f"{desk.address(1)}$"))
        expect(page.locator(".essay")).to_contain_text(SECRET)
        expect(page.locator("h1")).to_contain_text(desk.stored(1).word)
        mark(page, "relevance", "12")
        expect(page.locator("[data-score-sum]")).to_have_text("12")
        expect(page.locator("[data-desk-line]")).to_contain_text("Chờ gửi: 2 phiếu")
        telephone.look()
        picture(telephone, "offline-next")
        page.locator("button[value=submit]").click()
        expect(page.locator("[data-desk-news]")).to_contain_text("Thao tác này cần có mạng")
        page.locator("a[data-key=n]").click()
        expect(page).to_have_url(re.compile(f"{desk.address(2)}$"))
        mark(page, "relevance", "13")
        expect(page.locator("[data-desk-line]")).to_contain_text("Chờ gửi: 3 phiếu")
        page.locator(".breadcrumb a").first.click()
        expect(page.locator("h1")).to_have_text("Bài chấm của tôi")
    expect(page.locator("[data-desk-line]")).to_contain_text("Mọi điểm đã lưu trên máy chủ")
    assert [desk.marks(number).get("relevance") for number in range(3)] == [
        desk.marks(0)["relevance"] // 11 * one for one in (11, 12, 13)
    ]
    telephone.close()


def test_X24_a_page_closed_while_it_saves_has_lost_nothing(desk: OfflineDesk) -> None:
    telephone = desk.device()
    page = desk.opened(telephone)
    telephone.context.route("**/luu", lambda route: route.abort())
    mark(page, "relevance", "9")
    kept(page)
    page.close()
    telephone.context.unroute("**/luu")
    telephone.page = telephone.context.new_page()
    telephone.go(desk.address())
    expect(telephone.page.locator("#mark-relevance")).to_have_value("9")
    expect(telephone.page.locator("[data-desk-line]")).to_contain_text("Mọi điểm đã lưu trên máy chủ")
    assert (set(desk.marks()), desk.stored().version) == ({"relevance"}, 1)
    assert rows_of(telephone.page, "draft:") == []
    telephone.close()


def test_X24_a_save_whose_answer_is_lost_is_stored_once(desk: OfflineDesk) -> None:
    telephone = desk.device()
    page = desk.opened(telephone)

    def swallow(route: object) -> None:
        route.fetch()
        route.abort()

    page.route("**/luu", swallow)
    mark(page, "relevance", "9")
    kept(page)
    assert desk.stored().version == 1
    page.unroute("**/luu")
    says(page, "Đã lưu lúc")
    page.close()
    telephone.page = telephone.context.new_page()
    desk.opened(telephone)
    assert desk.stored().version == 1
    telephone.close()


def test_X24_two_tabs_merge_different_marks_and_ask_about_the_same(desk: OfflineDesk) -> None:
    one = desk.device(1280)
    first = desk.opened(one)
    second = one.context.new_page()
    second.goto(desk.url + desk.address())
    expect(second.locator("[data-desk-line]")).to_contain_text("Đã tải sẵn")
    mark(first, "relevance", "20")
    says(first, "Đã lưu lúc")
    mark(second, "novelty", "12")
    expect(second.locator("#mark-relevance")).to_have_value("20")
    says(second, "Đã lưu lúc")
    assert set(desk.marks()) == {"relevance", "novelty"}
    mark(first, "effect", "5")
    expect(first.locator("#mark-novelty")).to_have_value("12")
    says(first, "Đã lưu lúc")
    before = desk.marks()
    mark(second, "effect", "18")
    dialog = second.locator("dialog.compare")
    expect(dialog).to_contain_text("18")
    expect(dialog).to_contain_text("5")
    assert desk.marks() == before, "nothing is overwritten before the judge chose"
    dialog.locator("button").nth(2).click()
    expect(dialog).to_have_count(0)
    assert rows_of(second, "draft:") != []
    second.close()
    first.reload()
    dialog = first.locator("dialog.compare")
    expect(dialog).to_contain_text("18")
    assert desk.marks() == before
    picture(one, "conflict")
    dialog.locator("button").first.click()
    says(first, "Đã lưu lúc")
    assert desk.marks()["effect"] * 5 == before["effect"] * 18
    assert rows_of(first, "draft:") == []
    one.close()


def test_X24_a_wrong_clock_changes_nothing(desk: OfflineDesk) -> None:
    telephone = desk.device()
    telephone.context.clock.install(time="2031-03-01T03:00:00Z")
    page = desk.opened(telephone)
    with offline(telephone):
        mark(page, "relevance", "9")
        telephone.context.clock.run_for(1500)
        kept(page)
        page.close()
    telephone.page = telephone.context.new_page()
    telephone.context.clock.set_fixed_time("2019-01-01T00:00:00Z")
    telephone.go(desk.address())
    expect(telephone.page.locator("#mark-relevance")).to_have_value("9")
    telephone.context.clock.run_for(3000)
    says(telephone.page, f"Đã lưu lúc {clock_time(desk.world.now)}")
    assert set(desk.marks()) == {"relevance"}
    telephone.close()


def test_X26_marks_of_a_device_without_network_never_reach_a_locked_sheet(desk: OfflineDesk) -> None:
    telephone = desk.device()
    page = desk.opened(telephone)
    telephone.context.set_offline(True)
    mark(page, "relevance", "9")
    kept(page)
    with desk.app.app_context(), writing(desk.app.extensions["bangvang_database"].main) as session:
        mine = desk.sheets[0]
        owner = {"assignment_id": mine.id, "seats": frozenset({mine.seat_id}), "now": desk.world.now}
        typed = spread_total(desk.stored().sheet.rubric, 80)
        saved = save_review(
            session, TypedSheet(marks=typed, comments={}, comment="", version=0, save_key="other"), **owner
        )
        lock_review(session, version=saved.version, **owner)
    locked = desk.marks()
    telephone.context.set_offline(False)
    says(page, "Điểm trên trang này được giữ riêng")
    picture(telephone, "late")
    assert desk.marks() == locked
    assert rows_of(page, "draft:") == []
    with desk.app.app_context(), writing(desk.app.extensions["bangvang_database"].main) as session:
        assert set(session.scalars(select(LateSheet)).one().marks) == {"relevance"}
    telephone.go(desk.address())
    expect(page.locator("#late")).to_contain_text("Điểm đến muộn")
    telephone.look()
    telephone.close()


def test_E15_C11_nothing_lies_open_in_the_browsers_storage_and_signing_out_empties_it(desk: OfflineDesk) -> None:
    telephone = desk.device()
    page = desk.opened(telephone)
    with offline(telephone):
        page.locator("#comment").fill("Nhận xét chỉ mình tôi biết 7391")
        mark(page, "relevance", "21,5")
        kept(page)
        page.locator("[data-notes] summary").click()
        page.locator("#note-words").fill("Ghi chú riêng tư 8264")
        page.locator("form[data-note-form] button[type=submit]").click()
        expect(page.locator("[data-notes-waiting]")).to_contain_text("8264")
        assert len(rows_of(page, "note:")) == 1
        lying = in_storage(page)
        word = desk.stored().word
        for plain in (SECRET, "trâu đen", "chỉ mình tôi", "7391", "8264", "21,5", "21.5", word, "relevance", "article"):
            assert plain not in lying, plain
        assert len(rows_of(page, "page:")) >= len(desk.sheets)
        page.locator("form[data-sign-out] button").click()
        dialog = page.locator("dialog[open]")
        expect(dialog).to_contain_text("Còn 1 phiếu chấm")
        dialog.get_by_role("button", name="Ở lại").click()
        assert len(rows_of(page, "draft:")) == 1
    says(page, "Đã lưu lúc")
    expect(page.locator("[data-notes-waiting]")).not_to_contain_text("8264")  # else leaving would ask about the note
    page.locator("form[data-sign-out] button").click()
    page.wait_for_url(f"{desk.url}/")
    assert rows_of(page) == []
    telephone.close()


def test_E15_another_account_finds_nothing(desk: OfflineDesk) -> None:
    telephone = desk.device()
    page = desk.opened(telephone)
    assert rows_of(page, "page:") != []
    telephone.context.clear_cookies()
    another = OfflineDesk(desk.app, desk.browser, desk.url, desk.world, desk.world.validator, [])
    cookies = another.device().context.cookies()
    telephone.context.add_cookies(cookies)
    telephone.go("/tai-khoan")
    page.wait_for_function("async () => !(await indexedDB.databases()).length || true")
    expect(page.locator("h1")).to_be_visible()
    page.wait_for_timeout(500)
    assert rows_of(page) == []
    telephone.close()
