"""Where a contest stands, in a real browser at both widths."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from portal.db import writing
from tests.e2e.in_process.visiting import picture, visit
from tests.factories.judging import make_sealed_round
from tests.factories.office import make_unit
from tests.factories.received import Intake

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser

    from tests.conftest import TestClock

pytestmark = pytest.mark.browser


def test_a_board_reads_where_its_contest_stands_on_a_phone_and_on_a_desk(
    browser: Browser, app: Flask, clock: TestClock, url: str
) -> None:
    intake = Intake(app, clock)
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        for name in ("A Ngo", "Hướng Hiệp", "Ba Nang", "Mò Ó"):
            make_unit(session, f"Ủy ban nhân dân xã {name}", kind="commune")
        world = make_sealed_round(session, now=clock(), entries=4, judges=3)
        slug, judged = world.programme.slug, world.board
    for _ in range(2):
        intake.handed_in(measured=False)
        clock.now += timedelta(days=1)
        intake.forwarded(intake.author(unit=intake.other_unit), measured=False)
    for width in (360, 1280):
        board = visit(browser, app, url, intake.board, width)
        board.go("/ban-to-chuc")
        board.page.get_by_role("link", name="Hiện trạng cuộc thi").first.click()
        board.look()
        picture(board, "standing")
        for summary in board.page.locator("summary").all():
            summary.click()
        board.look()
        picture(board, "standing-open")
        board.close()
        marking = visit(browser, app, url, judged, width)
        marking.go(f"/ban-to-chuc/hien-trang/{slug}")
        picture(marking, "standing-judged")
        marking.close()
