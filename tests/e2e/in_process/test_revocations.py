"""A prize is revoked in a real browser on a phone, and a citizen reads why, at every width."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.in_process.visiting import picture, visit
from tests.e2e.visitor import Visitor
from tests.integration.test_revocations import REASON, begin
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser

    from tests.conftest import TestClock

pytestmark = pytest.mark.browser


@pytest.mark.requirement("S001-R31")
def test_B22_the_board_revokes_on_a_phone_and_a_citizen_reads_why(
    browser: Browser, app: Flask, clock: TestClock, url: str
) -> None:
    day = begin(app, clock, None).until_published()
    path = f"/ban-to-chuc/ket-qua/{day.round_id}"
    board = visit(browser, app, url, day.board, 360)
    board.go(f"{path}/thu-hoi").look()
    board.page.locator("select[name=code]").select_option(day.codes[0])
    board.page.locator("input[name=kind][value=disqualified]").check()
    board.page.locator("input[name=move_individual][value=next_moves_up]").check()
    board.page.locator("#revoke textarea[name=reason]").fill(REASON)
    picture(board, "revoke")
    board.page.locator("#revoke button[type=submit]").click()
    board.look().says(f"{day.codes[0]}: loại bài dự thi")
    picture(board, "result")
    board.go(f"{path}/thu-hoi").look().says(REASON)
    picture(board, "decided")
    board.close()
    PageClient(app).sign_in_as(day.publisher).post(
        f"/cong-bo/{day.round_id}", {"bundle": day.approve(), "reason": "Loại bài", "override": "Quyết định ký sau"}
    )
    for width in (360, 1280):
        citizen = Visitor(browser, url, width=width)
        citizen.go(f"/cuoc-thi/{day.slug}/ket-qua").look().says(f"Bài mã {day.codes[0]} bị loại khỏi cuộc thi")
        citizen.says(REASON).says("Bài xếp kế tiếp được đôn lên nhận giải")
        assert day.entries[0].author.full_name not in citizen.text
        picture(citizen, "public")
        citizen.close()
    wide = visit(browser, app, url, day.board, 1280)
    wide.go(f"{path}/thu-hoi").look()
    picture(wide, "decided")
    wide.close()
    author = visit(browser, app, url, day.authors[0], 360)
    author.go(f"/bai-du-thi/{day.entries[0].id}/ket-qua").look().says("Bài dự thi bị loại")
    picture(author, "own")
    author.close()
