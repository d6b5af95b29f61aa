"""A vote in a real browser: a colleague votes by keyboard on a phone and moves his vote; the board reads the report."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.e2e.in_process.visiting import picture, visit
from tests.factories.polls import make_popular_day

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser

    from tests.conftest import TestClock

pytestmark = pytest.mark.browser


@pytest.mark.requirement("S001-R30")
def test_E22_a_colleague_votes_by_keyboard_and_the_board_reads_what_stands_out(
    browser: Browser, app: Flask, clock: TestClock, url: str
) -> None:
    popular = make_popular_day(app, clock, voters=5)
    poll = popular.start()
    voter = popular.voters[0]
    phone = visit(browser, app, url, voter, 360)
    phone.go("/binh-chon").look()
    picture(phone, "polls")
    phone.go(f"/binh-chon/{poll}").look()
    picture(phone, "poll")
    phone.go(f"/binh-chon/{poll}/bai/{popular.work(0)}").look()
    picture(phone, "work")
    page = phone.page
    page.locator("button:has-text('Bình chọn bài này')").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Đã ghi nhận lượt bình chọn")
    phone.look()
    picture(phone, "voted")
    page.locator("summary:has-text('Chuyển sang bình chọn bài này')").first.focus()
    page.keyboard.press("Enter")
    page.locator("button:visible:has-text('Chuyển bình chọn')").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Đã ghi nhận lượt bình chọn")
    assert len(popular.votes()[voter.id]) == 1
    assert popular.votes()[voter.id] != [popular.work(0)]
    phone.close()
    for at, one in enumerate([*popular.voters[1:], *popular.more_voters(14, unit=popular.unit())]):
        popular.cast(one, 1 if at < 4 else 2, network="hall", at=timedelta(hours=4 * min(at, 4), seconds=at))
    popular.until(opened=False)
    for width in (1280, 360):
        desk = visit(browser, app, url, popular.day.board, width)
        desk.go(popular.office).look()
        picture(desk, "report")
        desk.go(f"/ban-to-chuc/ket-qua/{popular.day.round_id}")
        picture(desk, "board")
        desk.close()
    desk = visit(browser, app, url, popular.day.board, 1280)
    desk.go(popular.office).says("Nhiều lượt bình chọn từ một đơn vị")
    desk.page.locator("summary:has-text('Loại các lượt này')").first.click()
    desk.page.wait_for_selector("dialog[open] textarea, details[open] textarea")
    desk.page.locator("textarea:visible").first.fill("Bình chọn hàng loạt từ một phòng máy")
    picture(desk, "strike")
    desk.page.locator("button:visible:text-is('Loại')").first.click()
    desk.page.wait_for_selector("text=Đã loại các lượt bình chọn này")
    picture(desk, "struck")
    desk.close()
