"""Prizes in a real browser: the board decides a number by keyboard on a phone; the wizard edits ladders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from judging.actions.plans import start_amendment
from judging.models.programmes import Programme
from tests.e2e.in_process.visiting import picture, visit
from tests.integration.test_prize_decisions import _day, _ranged, _winners

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser

    from tests.conftest import TestClock

pytestmark = pytest.mark.browser


@pytest.mark.requirement("S001-R30", "S001-R31")
def test_the_board_decides_a_number_by_keyboard_and_adds_a_ladder(
    browser: Browser, app: Flask, clock: TestClock, url: str
) -> None:
    plan = _ranged(stated_total_vnd=3_500_000, stated_count=9)
    day = _day(app, clock, marks=(90, 85, 80, 70, 60), plan=plan)
    day.close()
    path = f"/ban-to-chuc/ket-qua/{day.round_id}"
    phone = visit(browser, app, url, day.board, 360)
    phone.go(path).look()
    picture(phone, "prizes")
    page = phone.page
    page.locator("#count-number-1").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Nhiều bài có chất lượng")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Đã ghi quyết định")
    assert len(_winners(day)) == 3
    phone.look()
    picture(phone, "decided")
    with day.acting() as session:
        by = day.viewer(session, day.board)
        start_amendment(session, session.get_one(Programme, day.programme_id), by=by, now=clock())
    for width in (1280, 360):
        desk = visit(browser, app, url, day.board, width)
        desk.go(path)
        picture(desk, "result")
        desk.go(f"/ke-hoach/{day.slug}/soan/giai").look()
        picture(desk, "wizard")
    name = desk.page.locator("input[name=ladders-1-name]")
    name.fill("Giải tập thể")
    desk.page.locator("select[name=ladders-1-scope]").select_option("collective")
    desk.page.locator("button:has-text('Lưu và xem lại'), button[name=then]").first.click()
    desk.go(f"/ke-hoach/{day.slug}/soan/giai").says("Giải tập thể")
    for visitor in (phone, desk):
        visitor.close()
