"""The counter in a browser: from the search for the author to the receipt, on a telephone and on a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.in_process.visiting import picture, visit
from tests.e2e.visitor import violations_on
from tests.factories.counter import SLUG, Counter

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser

    from tests.conftest import TestClock

pytestmark = pytest.mark.browser


@pytest.mark.requirement("S001-R19", "S001-R36")
@pytest.mark.parametrize("width", [360, 1280])
def test_a_clerk_takes_a_booklet_in_and_its_bearer_looks_what_became_of_it(
    browser: Browser, app: Flask, clock: TestClock, url: str, width: int
) -> None:
    counter = Counter(app, clock)
    clerk = visit(browser, app, url, counter.secretary, width)
    page = clerk.page

    def look(name: str, heading: str = "") -> None:
        if heading:
            page.get_by_role("heading", level=1, name=heading).wait_for()
        picture(clerk, name)
        assert violations_on(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name

    page.goto(f"{url}/tiep-nhan/{SLUG}")
    look("so-trong")
    page.get_by_role("link", name="Vào sổ một bài").first.click()
    page.get_by_label("Tìm").fill("tac gia")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Người Tác Giả").wait_for()
    look("tim")
    page.get_by_role("link", name="Người Tác Giả").click()
    page.get_by_role("heading", level=1, name="Vào sổ một bài").wait_for()
    page.locator("input[name=category][value=essay]").check()
    page.get_by_label("Bản giấy, đóng thành quyển").check()
    look("vao-so")
    page.get_by_role("button", name="Vào sổ").click()
    page.get_by_text("Đã vào sổ số 00001/STN-CUOC-THI").wait_for()
    page.get_by_label("Quyển", exact=True).check()
    for at in range(4):
        page.get_by_label("ghi đúng").nth(at).check()
    page.get_by_label("Nơi cất giữ").fill("Tủ 2, ngăn 1")
    look("dong-moi")
    page.get_by_role("button", name="Ghi nhận hiện vật").click()
    page.get_by_text("Đã ghi nhận hiện vật.").wait_for()
    look("dong")
    page.get_by_role("link", name="In phiếu").click()
    look("phieu", "Phiếu nhận tại quầy")
    page.get_by_role("link", name="/phieu-nhan/").click()
    page.get_by_text("đang được sao chụp").wait_for()
    look("phieu-cong-khai")
    page.goto(f"{url}/bai-du-thi/{counter.line()[1]}")
    look("nhap-thay")
    page.goto(f"{url}/tiep-nhan/{SLUG}/moi?tim=tac+gia")
    look("moi")
    page.get_by_role("button", name="In phiếu").click()
    page.locator(".slip-code").wait_for()
    look("phieu-moi")
    counter.write(**counter.consent())
    page.goto(f"{url}/phieu-nhan/{counter.line(2)[0].check_code}")
    look("phan-doi")
    page.goto(f"{url}/tiep-nhan/{SLUG}")
    look("so")
    clerk.close()
