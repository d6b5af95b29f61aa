"""Costs and payments in a real browser at both widths: the office, finance, the board, and the winner at a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.in_process.visiting import picture, visit
from tests.factories.marking import make_day
from tests.factories.money import ACCOUNT, CITIZEN_ID, Money

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser

    from tests.conftest import TestClock

pytestmark = pytest.mark.browser


def test_a_contest_is_estimated_appraised_and_decided(
    browser: Browser, app: Flask, clock: TestClock, url: str
) -> None:  # fmt: skip
    day = make_day(app, now=clock()).until_opened()
    money = Money(day)
    here = f"/kinh-phi/{day.slug}/du-toan"
    office = visit(browser, app, url, day.secretary, 1280)
    office.go(here)
    page = office.page
    page.get_by_role("button", name="Thêm dòng").click()
    page.locator("[name='cost-0-name']").fill("In giấy chứng nhận")
    page.locator("[name='cost-0-count']").fill("10")
    page.locator("[name='cost-0-amount']").fill("20.000")
    page.get_by_role("button", name="Lưu bản soạn").click()
    office.says("Đã lưu bản soạn")
    office.look()
    picture(office, "estimate-draft")
    page.locator("#propose summary").click()
    page.get_by_role("button", name="Trình", exact=True).click()
    office.says("Đã trình")
    office.close()
    finance = visit(browser, app, url, money.finance, 360)
    finance.go("/kinh-phi")
    picture(finance, "programmes")
    finance.go(here)
    picture(finance, "estimate-appraise")
    finance.page.get_by_label("Ý kiến thẩm định").fill("Đủ nguồn chi")
    finance.page.get_by_role("button", name="Đã thẩm định").click()
    finance.says("Đã thẩm định")
    finance.close()
    board = visit(browser, app, url, day.board, 1280)
    board.go(here)
    picture(board, "estimate-decide")
    board.page.get_by_role("button", name="Phê duyệt dự toán").click()
    board.says("dự toán đã duyệt")
    board.look()
    board.close()


def test_a_winner_gives_an_account_at_a_phone_and_finance_pays(
    browser: Browser, app: Flask, clock: TestClock, url: str
) -> None:  # fmt: skip
    day = make_day(app, now=clock()).until_opened()
    day.approve()
    money = Money(day).ready()
    winner = visit(browser, app, url, day.authors[0], 360)
    winner.go(f"/bai-du-thi/{day.entries[0].id}")
    winner.page.get_by_role("link", name="Nhận tiền thưởng").click()
    winner.look()
    picture(winner, "winner-empty")
    typed = {"bank": "Ngân hàng Thử nghiệm", "account": ACCOUNT, "account_again": "1", "citizen_id": CITIZEN_ID}
    winner.expected.append("422")
    winner.fill(typed)
    winner.page.get_by_role("button", name="Lưu tài khoản").click()
    winner.says("không giống nhau")
    winner.look()
    picture(winner, "winner-refused")
    winner.fill(typed | {"account_again": ACCOUNT})
    winner.page.get_by_role("button", name="Lưu tài khoản").click()
    winner.says("••••••••••••7890")
    winner.lacks(ACCOUNT)
    winner.look()
    picture(winner, "winner-given")
    finance = visit(browser, app, url, money.finance, 1280)
    finance.go(f"/kinh-phi/{day.slug}/chi-tra")
    picture(finance, "payments")
    finance.page.get_by_role("link", name=day.authors[0].person.full_name).click()
    finance.lacks(ACCOUNT)
    finance.page.get_by_role("button", name="Xem tài khoản").click()
    finance.says(ACCOUNT)
    finance.look()
    picture(finance, "payment-look")
    finance.fill({"number": "UNC-01"}, within="form[action$='/chi-tien']")
    finance.page.get_by_role("button", name="Ghi nhận đã chi").click()
    finance.says("đã chi, chờ ký nhận")
    finance.look()
    picture(finance, "payment-paid")
    finance.close()
    winner.page.reload()
    winner.page.get_by_role("button", name="Tôi đã nhận được tiền").click()
    winner.says("đã ký nhận")
    winner.close()
    again = visit(browser, app, url, money.finance, 360)
    again.go(f"/kinh-phi/{day.slug}/chi-tra")
    picture(again, "payments")
    again.page.get_by_role("link", name=day.authors[0].person.full_name).click()
    again.look()
    picture(again, "payment-signed")
    again.close()
