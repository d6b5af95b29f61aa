"""The browser of the browser tests."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, sync_playwright

from tools.browser import browser_path

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium; where there is none, the tests are skipped, except under CI, where they fail."""
    program = browser_path()
    if not program.exists() and not os.environ.get("CI"):
        pytest.skip(f"no browser at {program}")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(program), args=["--no-sandbox"])
        yield launched
        launched.close()
