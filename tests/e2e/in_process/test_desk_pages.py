"""Submitting all at once and asking the secretary, in a real browser on a phone and at a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from judging.desk.reviews import TypedSheet, save_review
from judging.models.people import Account
from portal.db import writing
from portal.passwords import hash_password
from tests.e2e.in_process.desk_offline import OfflineDesk
from tests.e2e.in_process.visiting import picture, visit
from tests.factories.judging import spread_total
from tests.factories.office import PASSWORD
from tests.integration.test_calibrations import begin, make

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser

    from tests.conftest import TestClock

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(app: Flask, clock: TestClock, browser: Browser, url: str) -> OfflineDesk:
    desk = OfflineDesk.make(app, clock, browser, url)
    rubric = desk.stored().sheet.rubric
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        session.get_one(Account, desk.judge.id).password_hash = hash_password(PASSWORD)
        for one, total in zip(desk.sheets[:2], (71, 88), strict=True):
            save_review(
                session,
                TypedSheet(marks=spread_total(rubric, total), comments={}, comment="", version=0, save_key="k"),
                assignment_id=one.id,
                seats=frozenset({one.seat_id}),
                now=desk.world.now,
            )
    return desk


def test_all_finished_sheets_are_submitted_on_a_phone_after_the_password(desk: OfflineDesk, clock: TestClock) -> None:
    telephone = desk.device()
    clock.move(minutes=6)
    telephone.go("/cham").press("Submit finished sheets")
    picture(telephone, "submit-all")
    telephone.press("Enter the password to submit")
    telephone.page.locator("input[name=password]").fill(PASSWORD)
    picture(telephone, "confirm")
    telephone.press("Confirm", role="button")
    picture(telephone, "submit-all-confirmed")
    telephone.page.locator("main form button[type=submit]").click()
    telephone.says("Đã nộp và khóa 2 phiếu.")
    telephone.look()
    picture(telephone, "submit-all-done")
    telephone.close()
    desktop = desk.device(1280)
    desktop.go("/cham/nop-tat-ca")
    picture(desktop, "submit-all-done")
    desktop.close()


def test_a_judge_asks_by_code_and_the_secretary_answers(desk: OfflineDesk) -> None:
    telephone = desk.device()
    telephone.go(desk.address()).press("Ask the secretary about this entry")
    telephone.page.locator("textarea[name=words]").fill("Trang hai mờ, có bản rõ hơn không?")
    telephone.press("Send the question")
    picture(telephone, "question")
    for width in (360, 1280):
        office = visit(desk.browser, desk.app, desk.url, desk.world.secretary, width)
        office.expected.append("422")
        office.go(f"/niem-phong/{desk.world.round_id}/cau-hoi").says("Trang hai mờ")
        author = desk.world.entries[0].author.full_name
        office.page.locator("textarea").fill(f"Không phải bài của {author}.")
        office.press("Send the answer")
        expect(office.page.locator(".error-summary")).to_contain_text("Chưa gửi")
        picture(office, "answer-stopped")
        office.page.locator("textarea").fill("Đã thay bản rõ hơn.")
        office.press("Send the answer").says("Đã gửi câu trả lời.")
        picture(office, "answers")
        office.close()
    telephone.go(f"{desk.address()}/hoi").says("Đã thay bản rõ hơn.")
    telephone.close()


def test_samples_are_scored_first_and_compared(app: Flask, clock: TestClock, browser: Browser, url: str) -> None:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world = make(session, clock)
    for width in (360, 1280):
        office = visit(browser, app, url, world.secretary, width)
        office.go(f"/niem-phong/{world.round_id}/cham-thu")
        office.page.locator("input[name=title]").fill(f"Bài mẫu {width}")
        office.page.locator("textarea[name=text]").fill("Sáng thứ hai ở bộ phận một cửa.\n\nNgười dân đến sớm.")
        office.page.locator("#mark-relevance").fill("20")
        picture(office, "samples-adding")
        office.press("Add the sample", role="button").says(f"Bài mẫu {width}")
        office.close()
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world.session = session
        begin(world)
        typed = spread_total(world.at_hand.plan.plan.rubrics[0], 75)
    for judge, width in zip(world.judges[:2], (360, 1280), strict=True):
        marking = visit(browser, app, url, judge, width)
        marking.go("/cham").says("Chấm thử trước")
        picture(marking, "samples-first")
        marking.press("Score the next sample")
        for number in (1, 2):
            marking.says(f"Bài mẫu {number}", within="h1")
            for key, text in typed.items():
                marking.page.locator(f"#mark-{key}").fill(text)
            expect(marking.page.locator("[data-autosave-status]")).to_contain_text("Đã lưu lúc")
            picture(marking, "sample")
            marking.press("Submit this sheet", role="button")
        marking.says("Đã chấm xong các bài mẫu.")
        picture(marking, "spread")
        marking.press("To my own work")
        expect(marking.page.locator("tbody tr")).not_to_have_count(0)
        marking.close()
    office = visit(browser, app, url, world.secretary, 1280)
    office.go(f"/niem-phong/{world.round_id}/cham-thu").says("75")
    picture(office, "samples-open")
    office.close()
