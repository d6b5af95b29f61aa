"""Rounds in the wizard and sheets on paper, in a real browser at two widths and by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from judging.models.rounds import Assignment, Code
from portal.db import writing
from tests.e2e.in_process.visiting import picture, visit
from tests.factories.administration import Office
from tests.factories.judging import make_sealed_round
from tests.factories.wizard import SLUG, Clerk

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from playwright.sync_api import Browser

    from tests.conftest import TestClock

pytestmark = pytest.mark.browser


def test_the_board_adds_and_orders_rounds_by_keyboard_on_a_phone(
    browser: Browser, app: Flask, clock: TestClock, url: str
) -> None:
    with app.app_context():
        clerk = Clerk(Office(app, clock))
        clerk.open_contest()
        clerk.amend()
    board = visit(browser, app, url, clerk.account, 360)
    board.go(f"/ke-hoach/{SLUG}/vong-cham")
    name = board.page.locator("#name")
    name.focus()
    board.page.keyboard.type("Sơ khảo")
    board.page.locator("#before").select_option("final")
    name.focus()
    board.page.keyboard.press("Enter")
    board.says("Vòng “Sơ khảo”")
    picture(board, "plan-round")
    board.go(f"/ke-hoach/{SLUG}/vong-cham").says("Nhận bài từ")
    picture(board, "plan-rounds")
    later = board.page.get_by_role("button", name="Đưa “Sơ khảo” xuống sau")
    later.focus()
    board.page.keyboard.press("Enter")
    expect(board.page.locator("ol.stack h2").first).to_have_text("Chấm thi")
    board.page.locator("a[href$='/so_khao/bo']").focus()
    board.page.keyboard.press("Enter")
    board.says("Bỏ “Sơ khảo” khỏi bản thảo?")
    picture(board, "plan-round-remove")
    board.close()
    wide = visit(browser, app, url, clerk.account, 1280)
    picture(wide.go(f"/ke-hoach/{SLUG}/vong-cham"), "plan-rounds")
    picture(wide.go(f"/ke-hoach/{SLUG}/vong-cham/final"), "plan-round")
    wide.close()


def test_two_people_type_a_paper_and_settle_where_they_differ(
    browser: Browser, app: Flask, clock: TestClock, url: str, tmp_path: Path
) -> None:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world = make_sealed_round(session, now=clock(), entries=2)
        round_id, rubric = world.round_id, world.at_hand.rules.rubric
        sheet = session.scalars(
            select(Assignment.id).join(Code, Code.id == Assignment.code_id).where(Code.round_id == round_id)
        ).first()
        secretary, board = world.secretary, world.board
        assert secretary.person.full_name
        assert board.person.full_name
    scan = tmp_path / "phieu.pdf"
    scan.write_bytes(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
    first, second = visit(browser, app, url, secretary, 360), visit(browser, app, url, board, 1280)
    picture(first.go(f"/niem-phong/{round_id}/phieu-giay"), "paper-sheets")
    first.go(f"/niem-phong/{round_id}/phieu-giay/{sheet}")
    picture(first, "paper-lay")
    first.page.locator("#scan").set_input_files(str(scan))
    first.press("Lay in the scan").says("hai người nhập")
    paper = first.page.url
    keys = [one.key for one in rubric.criteria]
    for visitor, odd in ((first, "7,5"), (second, "7")):
        visitor.page.goto(paper)
        if visitor is second:
            expect(visitor.page.locator("body")).not_to_contain_text("7,5")
        for at, key in enumerate(keys):
            visitor.page.locator(f"#mark-{key}").focus()
            visitor.page.keyboard.type("5" if at else odd)
        picture(visitor, "paper-type")
        visitor.press("Keep my reading")
    expect(second.page.locator("table")).to_contain_text("7,5")
    picture(second, "paper-differs")
    first.page.goto(paper)
    picture(first, "paper-differs")
    first.page.locator(f"#mark-{keys[0]}").fill("7")
    first.press("Keep my reading").says("đã khóa, từ phiếu giấy")
    picture(first, "paper-locked")
    picture(second.go(f"/niem-phong/{round_id}/phieu-giay"), "paper-sheets")
    first.close()
    second.close()
