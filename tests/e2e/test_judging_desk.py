"""A judge marks ten entries by keyboard alone, with notes on text and film, and an undo; a telephone shows the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.desk_world import ENTRIES, make_desk
from tests.e2e.office import Judge
from tests.e2e.portal_server import PortalServer
from tests.factories.office import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PortalServer]:
    server = PortalServer.in_folder(tmp_path)
    server.act = "serve"
    server.load()
    yield server
    server.stop()


def expect_notes(judge: Judge, count: int) -> None:
    expect(judge.page.locator("[data-notes-shown]")).to_have_text(str(count))
    expect(judge.page.locator("dialog[open]")).to_have_count(0)


def note_by_keyboard(judge: Judge) -> None:
    """A passage, a second of the film, the whole work; one removed and taken back."""
    keys = judge.page.keyboard
    keys.press("h")
    keys.press("ArrowDown")
    for _ in range(4):
        keys.press("Shift+ArrowRight")
    keys.press("Enter")
    judge.look()
    keys.type("Mở bài gọn.")
    keys.press("Tab")
    keys.press("Enter")
    expect_notes(judge, 1)
    expect(judge.page.locator("mark.note-mark")).to_have_text(["Bảy giờ sáng, chị Hoa"])
    keys.press("t")
    keys.press("Tab")
    keys.press("Enter")
    expect_notes(judge, 2)
    keys.press("g")
    keys.type("Đọc lại sau")
    keys.press("Tab")
    keys.press("Enter")
    expect_notes(judge, 3)
    judge.look()
    judge.page.locator(".note-acts form button").first.press("Enter")
    expect_notes(judge, 2)
    judge.page.locator("[data-note-removed] button").press("Enter")
    expect_notes(judge, 3)
    judge.page.locator("[data-note-jump]").first.press("Enter")
    expect(judge.page.locator("mark.note-mark").first).to_be_focused()


def undo_by_keyboard(judge: Judge) -> None:
    """Another mark than before is saved, then undone."""
    keys, field = judge.page.keyboard, judge.page.locator("#mark-relevance")
    saved = judge.page.locator("[data-autosave-status]")
    judge.page.locator("main").focus()
    keys.press("1")
    keys.type("20")
    expect(saved).to_contain_text("Đã lưu lúc")
    judge.page.locator("main").focus()
    keys.press("1")
    keys.type("3")
    judge.page.wait_for_timeout(400)  # long enough that it lies in the device's store, and is not sent yet
    judge.page.locator("main").focus()
    keys.press("u")
    judge.says("Đã hoàn tác lần thay đổi điểm gần nhất.")
    expect(field).to_have_value("20")
    judge.look()


def test_a_judge_marks_ten_entries_by_keyboard_alone(browser: Browser, server: PortalServer, tmp_path: Path) -> None:
    name, word = make_desk(server, tmp_path)
    server.start()
    judge = Judge(browser, server.url, name=name)
    judge.sign_in_plainly(name, PASSWORD)
    sheets = judge.list_sheets()
    assert len(sheets) == ENTRIES
    judge.go(sheets[word])
    note_by_keyboard(judge)
    undo_by_keyboard(judge)
    phone = Judge(browser, server.url, name=name, width=360)
    phone.sign_in_plainly(name, PASSWORD)
    phone.go(sheets[word])
    expect(phone.page.locator("mark.note-mark")).to_have_text(["Bảy giờ sáng, chị Hoa"])
    phone.page.locator(".essay p").nth(1).evaluate("one => getSelection().selectAllChildren(one)")
    phone.page.locator("[data-note-passage]").click()
    phone.look()
    phone.page.locator("dialog[open] button[type=submit]").click()
    expect_notes(phone, 4)
    phone.close()
    for number, sheet in enumerate(sheets.values()):
        judge.mark_by_keyboard(sheet, 60 + number)
    judge.go("/cham").says(f"đã nộp {ENTRIES}/{ENTRIES} phiếu chấm")
    judge.close()
    assert server.wrong_lines() == []
