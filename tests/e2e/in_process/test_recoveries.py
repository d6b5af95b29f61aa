"""Prize money asked back in a real browser: finance at a screen asks and takes, the winner reads it on a telephone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from judging.enums import PayMethod
from tests.e2e.in_process.visiting import picture, visit
from tests.integration.test_recoveries import begin, lose
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser

    from tests.conftest import TestClock

pytestmark = pytest.mark.browser


@pytest.mark.requirement("S001-R40")
def test_B20_finance_asks_for_the_money_of_a_lost_prize_and_takes_a_part(
    browser: Browser, app: Flask, clock: TestClock, url: str
) -> None:
    money = begin(app, clock, first_vnd=45_000_000)
    money.pay(0, method=PayMethod.CASH)
    lose(money)
    money.listed()
    name = money.day.entries[0].author.full_name
    finance = visit(browser, app, url, money.finance, 1280)
    finance.go(f"/kinh-phi/{money.day.slug}/chi-tra").says("chưa có văn bản yêu cầu", within="main")
    picture(finance, "recoveries")
    finance.page.get_by_role("link", name=name).click()
    finance.look().says("cơ quan thuế")
    picture(finance, "recovery")
    due = (local_day(clock()) + timedelta(days=15)).isoformat()
    finance.fill({"due_on": due, "number": "21/TB-UBND"}, within="form[action$='/doi']")
    finance.press("Ask for it", role="button").says("21/TB-UBND")
    finance.fill({"amount": "5.000.000", "number": "PT-02"}, within="form[action$='/nop-lai']")
    finance.press("Keep what came back", role="button").says("Đã nộp lại một phần")
    picture(finance, "recovery-part")
    finance.close()
    winner = visit(browser, app, url, money.day.authors[0], 360)
    winner.go(f"/bai-du-thi/{money.day.entries[0].id}/nhan-thuong").says("Tiền thưởng phải nộp lại").says("21/TB-UBND")
    picture(winner, "recovery-own")
    winner.close()
    board = visit(browser, app, url, money.day.board, 360)
    board.go(f"/kinh-phi/{money.day.slug}/chi-tra").page.get_by_role("link", name=name).click()
    board.look().says("Không thu phần còn lại")
    picture(board, "recovery-board")
    board.close()
