"""Letters on the administrator's and everybody's pages, in a real browser at both widths."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from judging.enums import Role
from judging.events import Told, emit
from judging.ids import AccountID
from portal.db import writing
from tests.e2e.in_process.visiting import picture, visit
from tests.factories.office import make_account

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser

    import config
    from tests.conftest import TestClock

pytestmark = pytest.mark.browser


@pytest.fixture
def settings(settings: config.Settings) -> config.Settings:
    return replace(settings, mail_url="smtp://127.0.0.1:1", mail_from="bangvang@example.vn")


@pytest.mark.parametrize("width", [360, 1280])
def test_an_administrator_looks_letters_through_and_a_reader_chooses(
    browser: Browser, app: Flask, clock: TestClock, url: str, width: int
) -> None:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        admin = make_account(session, "Quản Trị Thử", now=clock(), roles=(Role.ADMIN,))
        facts = (("title", "Kế hoạch thử"),)
        for _ in range(2):
            reader = make_account(session, now=clock())
            emit(session, Told(AccountID(reader.id), "plan.issued", facts, "/thong-bao"))
    office = visit(browser, app, url, admin, width)
    page = office.go("/quan-tri/thu").page
    office.look()
    picture(office, "letters")
    page.get_by_role("button", name="Cho gửi").click()
    page.get_by_text("Đang gửi 2 thư.").wait_for()
    office.close()
    own = visit(browser, app, url, reader, width)
    page = own.go("/tai-khoan/thu").page
    own.look()
    picture(own, "choice")
    page.get_by_label("Chỉ nhận thư thuộc nhiệm vụ của tôi").check()
    page.get_by_role("button", name="Lưu lựa chọn").click()
    page.get_by_text("Đã lưu lựa chọn.").wait_for()
    assert page.get_by_label("Chỉ nhận thư thuộc nhiệm vụ của tôi").is_checked()
    own.close()
