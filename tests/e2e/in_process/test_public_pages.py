"""Public pages in a real browser on a bad line: light, still, accessible, without script, and from nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, expect

from bench.public_pages import look
from tests.e2e.visitor import violations_on
from tests.factories.marking import make_day
from tests.factories.publishing import make_news

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock

pytestmark = pytest.mark.browser

MOST_SHIFT = 0.1
"""What Lighthouse calls good: nothing jumps while it is read."""
MOST_BYTES = 180_000
"""Everything that a first visit transfers, fonts included, uncached; what is read is a third of it at most."""


@pytest.fixture
def site(app: Flask, clock: TestClock, url: str) -> tuple[str, list[str]]:
    """The address of a portal with a published result and news, and its public pages."""
    day = make_day(app, now=clock(), video=1).until_published()
    make_news(day, "Lễ trao giải", "Mời dự.\n\n- Một\n- Hai")
    make_news(day, "Có được gửi hai bài không?", "Được.", kind="question")
    here = f"/cuoc-thi/{day.slug}"
    return url, ["/", here, f"{here}/ket-qua", f"{here}/ket-qua/individual-first-1", f"{here}/tin/le-trao-giai",
                    f"{here}/hoi-dap", "/cac-cuoc-thi", "/tim-kiem?q=le+trao", "/du-lieu-mo"]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_public_page_is_accessible_and_fits(
    browser: Browser, site: tuple[str, list[str]], width: int, scheme: Any
) -> None:
    url, paths = site
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, locale="vi-VN")
    page, wrong = context.new_page(), list[str]()
    page.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
    for path in paths:
        page.goto(url + path)
        assert violations_on(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
    context.close()
    assert wrong == []


def test_on_slow_4g_nothing_jumps_little_is_sent_and_no_other_host_is_asked(
    browser: Browser, site: tuple[str, list[str]]
) -> None:
    url, paths = site
    for path in paths[:5]:
        seen = look(browser, url + path)
        assert seen.cls <= MOST_SHIFT, path
        assert seen.sent <= MOST_BYTES, path
        assert len(seen.hosts) == 1, path
        assert seen.lcp > 0, path


def test_the_site_is_read_without_script(browser: Browser, site: tuple[str, list[str]]) -> None:
    url, paths = site
    context = browser.new_context(java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    page.goto(url)
    page.get_by_label("Nội dung cần tìm").fill("le trao giai")
    page.get_by_role("button", name="Tìm kiếm").click()
    page.get_by_role("link", name="Lễ trao giải").click()
    expect(page.locator("h1")).to_have_text("Lễ trao giải")
    page.get_by_role("link", name="tối").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto(url + paths[3])
    expect(page.locator("article.essay")).to_be_visible()
    expect(page.locator(".share a")).to_be_visible()
    assert page.locator("button:visible", has_text="Chép").count() == 0
    page.goto(url + paths[5])
    page.locator("summary").first.click()
    context.close()


def test_the_colours_chosen_are_the_same_as_the_devices(browser: Browser, site: tuple[str, list[str]]) -> None:
    url, _paths = site
    ground = "getComputedStyle(document.body).backgroundColor"
    seen: dict[tuple[str, str], str] = {}
    for scheme in ("light", "dark"):
        for choice in ("may", "sang", "toi"):
            context = browser.new_context(color_scheme=scheme)
            page = context.new_page()
            page.goto(f"{url}/?giao-dien={choice}")
            seen[scheme, choice] = str(page.evaluate(ground))
            context.close()
    light, dark = seen["light", "may"], seen["dark", "may"]
    assert light != dark
    assert {seen[one, "sang"] for one in ("light", "dark")} == {light}
    assert {seen[one, "toi"] for one in ("light", "dark")} == {dark}
