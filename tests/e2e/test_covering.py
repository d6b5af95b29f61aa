"""A validator covers words of an essay by keyboard alone, sees what judges will see, and takes the cover off again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.demo.office import PASSWORD
from tests.e2e.office import Validator
from tests.e2e.people import Coordinator
from tests.e2e.portal_server import PortalServer
from vietnamese.covering import COVER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PortalServer]:
    server = PortalServer.in_folder(tmp_path)
    server.load()
    server.start()
    yield server
    server.stop()


def forward_an_essay(browser: Browser, server: PortalServer) -> str:
    """The demonstration's first waiting essay goes on to the office; its address for validators."""
    head = Coordinator(browser, server.url, name="daumoi-tr")
    head.sign_in_plainly("daumoi-tr", PASSWORD)
    entry = next(iter(head.list_waiting().values()))
    head.forward_plainly(entry)
    head.close()
    return f"/kiem-tra/{entry.rpartition('/')[2]}"


def tab_to(validator: Validator, words: str) -> None:
    """Go on by Tab until the button with these words has the focus."""
    for _ in range(80):
        validator.page.keyboard.press("Tab")
        if words in validator.page.evaluate("document.activeElement.textContent"):
            return
    raise AssertionError(f"no Tab leads to {words!r}")


@pytest.mark.parametrize("width", [360, 1280])
def test_A11_words_are_covered_by_keyboard_and_uncovered_again(
    browser: Browser, server: PortalServer, width: int
) -> None:
    entry = forward_an_essay(browser, server)
    validator = Validator(browser, server.url, name="kiemtra1", width=width)
    validator.sign_in_plainly("kiemtra1", PASSWORD)
    validator.go(entry)
    validator.page.locator("main").press("c")  # the entry's page leads here
    validator.page.wait_for_url("**/che")
    validator.look()
    shown = validator.page.locator("[data-covering] p").nth(1)
    secret = " ".join(shown.inner_text().split()[:4])
    keys = validator.page.keyboard
    keys.press("c")
    keys.type(secret)
    keys.press("Enter")
    validator.says(COVER, within="[data-covering]").lacks(secret, within="[data-covering]")
    validator.look()
    tab_to(validator, "Bỏ che")
    keys.press("Enter")
    validator.says(secret, within="[data-covering]").lacks(COVER, within="[data-covering]")
    # Words can be taken from a selection as well, and what stands nowhere is said so beside the field.
    shown.evaluate("one => getSelection().selectAllChildren(one)")
    validator.press("Take the words that are selected in the text")
    assert secret in validator.page.locator("#passage").input_value()
    validator.expected.append("422")
    validator.page.locator("#passage").fill("không đứng ở đâu cả")
    keys.press("Enter")
    validator.says("không có trong bài này", within=".error-summary")
    assert validator.page.locator("#passage").input_value() == "không đứng ở đâu cả"
    validator.close()
    assert server.wrong_lines() == []
