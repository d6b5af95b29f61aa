"""Saying whether AI tools helped, in a real browser on a phone: it saves itself, and two tabs lose nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from judging.spec.words import AiHelpRule
from tests.e2e.in_process.visiting import picture, visit
from tests.factories.received import Intake
from tests.integration.test_ai_help import KEPT, Desk, say

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser

    from tests.conftest import TestClock

pytestmark = pytest.mark.browser


@pytest.mark.requirement("S001-R11")
def test_an_author_declares_on_a_phone_and_it_saves_itself(
    browser: Browser, app: Flask, clock: TestClock, url: str
) -> None:
    desk = Desk(app, clock, AiHelpRule.REQUIRED)
    author = visit(browser, app, url, desk.author, 360)
    author.expected.append("409")
    page = author.go(f"{desk.url}/cam-ket").page
    details = page.locator(".ai-help-details")
    assert not details.is_visible(), "what belongs to a yes waits for it"
    picture(author, "asked")
    page.locator("input[name=ai-used][value=yes]").check()
    page.locator("input[name=ai-tool]").fill("Công cụ Thử Nghiệm")
    page.locator("input[name=ai-use-spelling]").check()
    page.locator("textarea[name=ai-words]").fill("Chỉ soát chính tả")
    page.wait_for_selector("[data-autosave-status][data-state=saved]")
    page.wait_for_function("() => document.querySelector('input[name=version]').value >= 3")
    author.look()
    picture(author, "yes")
    other = visit(browser, app, url, desk.author, 360)
    other.go(f"{desk.url}/cam-ket").page.locator("input[name=ai-used][value=no]").check()
    other.page.wait_for_selector("[data-autosave-status][data-state=saved]")
    assert desk.entry().ai_help == {"used": False}
    page.locator("textarea[name=ai-words]").fill("Viết sau khi đã đổi ở nơi khác")
    page.wait_for_selector("dialog.compare")
    compared = page.locator("dialog.compare").inner_text()
    assert "Có dùng công cụ trí tuệ nhân tạo (AI) khi làm bài không?" in compared
    picture(author, "conflict")
    assert desk.entry().ai_help == {"used": False}, "nothing is overwritten before the author chose"
    wide = visit(browser, app, url, desk.author, 1280)
    wide.go(f"{desk.url}/cam-ket").page.locator("input[name=ai-used][value=yes]").check()
    picture(wide, "yes")
    for visitor in (author, other, wide):
        visitor.close()


def test_a_validator_reads_the_declaration_at_every_width(
    browser: Browser, app: Flask, clock: TestClock, url: str
) -> None:
    intake = Intake(app, clock)
    entry_id = intake.forwarded(title="Bài có khai báo")
    say(intake, entry_id, KEPT)
    for width in (360, 1280):
        validator = visit(browser, app, url, intake.validator, width)
        validator.go("/kiem-tra?khai-ai=yes").look().says("khai có dùng AI")
        picture(validator, "queue")
        validator.go(f"/kiem-tra/{entry_id}").look().says("Công cụ Thử Nghiệm")
        picture(validator, "entry")
        validator.close()
