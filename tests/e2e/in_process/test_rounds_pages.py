"""The pages of several rounds, of replacing a judge and of late changes, in a real browser at two widths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from judging.desk.list_changes import ask_change
from judging.rules.round_paths import ChangeWhat
from tests.e2e.in_process.visiting import picture, visit
from tests.factories.judging import make_valid_entry
from tests.factories.office import make_account
from tests.factories.two_rounds import go_on, make_two_rounds, mark_round

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser

    from tests.conftest import TestClock

pytestmark = pytest.mark.browser


@pytest.mark.requirement("S001-R14")
def test_the_board_decides_a_border_and_the_result_tells_the_way(
    browser: Browser, app: Flask, clock: TestClock, url: str
) -> None:
    day = make_two_rounds(app, now=clock(), marks=(90, 80, 80, 60))
    first = day.round_id
    day.close()
    for width in (1280, 360):
        office = visit(browser, app, url, day.secretary, width)
        picture(office.go(f"/niem-phong/{first}/vao-vong-sau"), "passing-secretary")
        picture(office.go(f"/niem-phong/{first}"), "round-steps")
        office.close()
    board = visit(browser, app, url, day.board, 360)
    board.go(f"/niem-phong/{first}/vao-vong-sau")
    picture(board, "passing-board")
    # By keyboard alone: tick the second code, write the reason, send.
    box = board.page.locator(f'input[name=passing][value="{day.codes[2]}"]')
    box.focus()
    board.page.keyboard.press("Space")
    board.fill({"reason": "Bài này áp dụng được ngay"})
    board.press("Decide who goes on").says("Bài này áp dụng được ngay")
    picture(board, "passing-decided")
    board.close()
    day.round_id = first
    codes = go_on(day)
    mark_round(day, {day.entries[0].id: 70, day.entries[2].id: 88})
    day.close()
    for width in (1280, 360):
        office = visit(browser, app, url, day.secretary, width)
        office.go(f"/niem-phong/{day.round_id}/ket-qua").says(codes[day.entries[2].id]).says("Sơ khảo: mã phách")
        picture(office, "result-path")
        picture(office.go(f"/niem-phong/{day.round_id}/ma-phach"), "seals-second")
        office.close()


@pytest.mark.requirement("S001-R15")
def test_a_judge_is_replaced_and_the_list_changed(browser: Browser, app: Flask, clock: TestClock, url: str) -> None:
    day = make_two_rounds(app, now=clock(), marks=(90, 80, 70, 60, 50, 40), passing='{ kind = "top", count = 6 }')
    day.close()
    codes = go_on(day)
    with day.acting() as session:
        from judging.actions.assignments import assign_round
        from judging.actions.rounds import open_round

        by = day.viewer(session, day.secretary)
        assign_round(session, day.at_hand(session), run=1, by=by, now=day.now)
        open_round(session, day.at_hand(session), by=by, now=day.now)
        successor = make_account(session, "Giám khảo Kế Nhiệm", now=day.now).person.staff_code
        make_valid_entry(session, day.at_hand(session).plan.programme, now=day.now)
        head = day.viewer(session, day.judges[0])
        round_id = day.at_hand(session).id
    with day.acting() as session:
        for what, word in ((ChangeWhat.REMOVED, min(codes.values())), (ChangeWhat.ADDED, "")):
            ask_change(session, round_id=round_id, what=what, word=word, reason="Lý do", by=head, now=day.now)
    for width in (360, 1280):
        office = visit(browser, app, url, day.secretary, width)
        picture(office.go(f"/niem-phong/{round_id}/phan-cong"), "assignment")
        picture(office.go(f"/niem-phong/{round_id}/ban-giam-khao"), "panel")
        picture(office.go(f"/niem-phong/{round_id}/thay-doi-danh-sach"), "list-changes")
        office.go(f"/niem-phong/{round_id}/thay-giam-khao")
        picture(office, "replace")
        office.page.locator("select[name=seat]").select_option(index=1)
        office.fill({"reason": "Ốm", "successor": successor}, within="#replacement-form")
        office.press("See what moves").says("Giám khảo Kế Nhiệm")
        picture(office, "replace-preview")
        if width == 1280:
            office.press("Replace the judge").says("Giám khảo Kế Nhiệm")
        office.close()
        chair = visit(browser, app, url, day.judges[0], width)
        picture(chair.go(f"/truong-ban/{round_id}/danh-sach"), "head-list")
        expect(chair.page.locator("input[name=word]")).to_be_visible()
        chair.close()
