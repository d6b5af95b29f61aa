"""The design system in a real browser: accessible, inside its policy, and alive."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.look_server import LookServer
from tests.e2e.visitor import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.browser


@pytest.fixture
def look() -> Iterator[LookServer]:
    yield from LookServer().running()


@pytest.fixture
def page(browser: Browser, look: LookServer) -> Iterator[Page]:
    """A page on which every console error and every refused resource fails; closed before the server."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="vi-VN")
    page = context.new_page()
    page.set_default_timeout(5000)
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert [one for one in wrong if "409 (CONFLICT)" not in one and "ERR_FAILED" not in one] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_components_are_accessible_and_fit_the_screen(
    browser: Browser, look: LookServer, width: int, scheme: Any
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{look.url}/thanh-phan")
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.locator("h1").count() == 1
    context.close()


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 421, 429, 500, 503])
def test_error_pages_are_accessible_and_say_what_to_do(page: Page, look: LookServer, status: int) -> None:
    page.goto(f"{look.url}/errors/{status}")
    found = Axe().run(page, options=RULES).response["violations"]
    assert [one["id"] for one in found] == []
    assert page.locator("main p").count() >= 3
    expect(page.locator("main")).to_contain_text("7f3a")
    page.goto(f"{look.url}/errors/{status}?lang=en")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("main")).to_contain_text("Go to the home page")


def test_fonts_are_ours_and_nothing_comes_from_elsewhere(page: Page, look: LookServer) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{look.url}/thanh-phan")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('16px \"Be Vietnam Pro\"', 'Ủy ban nhân dân')")
    assert {url for url in asked if not url.startswith((look.url, "data:"))} == set()
    assert any(url.endswith("be-vietnam-pro-vietnamese-400-normal.woff2") for url in asked)


def test_error_summary_takes_the_focus_and_leads_to_the_field(page: Page, look: LookServer) -> None:
    page.goto(f"{look.url}/thanh-phan")
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a").first.click()
    expect(page.locator("#wrong #title")).to_be_focused()


def test_draft_saves_itself_and_says_when(page: Page, look: LookServer) -> None:
    page.goto(look.url)
    page.locator("#title").fill("Một ngày ở Bộ phận Một cửa")
    expect(page.locator("[data-autosave-status]")).to_have_text("Đã lưu lúc 10:32")
    assert look.stored == "Một ngày ở Bộ phận Một cửa"
    expect(page.locator("[name=version]").first).to_have_value("2")


def test_stale_tab_never_overwrites_and_shows_both_texts(page: Page, look: LookServer) -> None:
    page.goto(look.url)
    look.version, look.stored = 5, "Bản ở thẻ khác"
    page.locator("#title").fill("Bản ở thẻ này")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Bản ở thẻ khác")
    expect(dialog).to_contain_text("Bản ở thẻ này")
    dialog.get_by_role("button", name="Để quyết định sau").click()
    page.locator("#title").press_sequentially("!")
    page.wait_for_timeout(1800)
    assert look.stored == "Bản ở thẻ khác"
    assert len(look.saves) == 1


def test_draft_in_conflict_is_saved_as_newer_version_only_when_asked(page: Page, look: LookServer) -> None:
    page.goto(look.url)
    look.version, look.stored = 5, "Bản ở thẻ khác"
    page.locator("#title").fill("Bản ở thẻ này")
    page.get_by_role("button", name="Giữ nội dung của tôi").click()
    expect(page.locator("[data-autosave-status]")).to_have_text("Đã lưu lúc 10:32")
    assert (look.stored, look.version) == ("Bản ở thẻ này", 6)


def test_stored_text_of_a_conflict_can_be_taken(page: Page, look: LookServer) -> None:
    page.goto(look.url)
    look.version, look.stored = 5, "Bản ở thẻ khác"
    page.locator("#title").fill("Bản ở thẻ này")
    page.get_by_role("button", name="Dùng bản đang lưu").click()
    expect(page.locator("#title")).to_have_value("Bản ở thẻ khác")
    assert look.stored == "Bản ở thẻ khác"


def test_draft_is_kept_without_connection_and_saved_when_it_returns(page: Page, look: LookServer) -> None:
    page.goto(look.url)
    page.route("**/draft", lambda route: route.abort())
    page.locator("#title").fill("Viết khi mất mạng")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Mất kết nối")
    assert look.saves == []
    page.unroute("**/draft")
    expect(page.locator("[data-autosave-status]")).to_have_text("Đã lưu lúc 10:32")
    assert look.stored == "Viết khi mất mạng"


def test_X25_text_survives_the_end_of_the_session_and_is_saved_after_signing_in_again(
    page: Page, look: LookServer
) -> None:
    page.goto(look.url)
    look.is_signed_out = True
    page.locator("#title").fill("Nhận xét dài của giám khảo")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Phiên đăng nhập đã kết thúc")
    expect(page.locator("#title")).to_have_value("Nhận xét dài của giám khảo")
    assert look.stored == "Cũ"
    look.is_signed_out, look.token = False, "token of the new session"
    expect(page.locator("[data-autosave-status]")).to_have_text("Đã lưu lúc 10:32", timeout=12_000)
    assert look.stored == "Nhận xét dài của giám khảo"
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_fragment_is_asked_for_until_done_and_runs_no_script(page: Page, look: LookServer) -> None:
    page.goto(look.url)
    expect(page.locator("#measurement")).to_have_text(re.compile("1.463 chữ"))
    page.wait_for_timeout(600)
    assert look.polls == [200, 304, 200]
    assert page.title().startswith("Trang thử")


def test_countdown_counts_by_the_servers_clock(page: Page, look: LookServer) -> None:
    page.goto(look.url)
    expect(page.locator("[data-countdown-left]")).to_have_text(re.compile(r"còn 14 phút (2\d|30) giây"))


def test_claim_is_renewed_and_its_loss_is_said(page: Page, look: LookServer) -> None:
    page.goto(look.url)
    look.claim_is_lost = True
    expect(page.locator(".claim")).to_contain_text("người khác nhận xử lý", timeout=9000)


def test_shortcut_presses_its_button_but_rests_while_typing(page: Page, look: LookServer) -> None:
    page.goto(look.url)
    page.evaluate(
        "keyed.addEventListener('click', () => { keyed.dataset.pressed = (+(keyed.dataset.pressed ?? 0) + 1) })"
    )
    page.locator("#title").press("n")
    page.locator("main").press("n")
    expect(page.locator("#keyed")).to_have_attribute("data-pressed", "1")
    page.locator("[data-shortcuts] summary").click()
    expect(page.locator("[data-shortcut-list]")).to_have_text(re.compile("nMở khóa"))
    page.get_by_label("Tắt phím tắt").check()
    page.locator("main").press("n")
    expect(page.locator("#keyed")).to_have_attribute("data-pressed", "1")


def test_confirmation_is_a_dialog_that_gives_the_focus_back(page: Page, look: LookServer) -> None:
    page.goto(look.url)
    page.locator("#withdraw summary").click()
    dialog = page.get_by_role("dialog", name="Rút bài này?")
    dialog.get_by_role("button", name="Hủy").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#withdraw summary")).to_be_focused()
    assert look.withdrawn == 0
    page.locator("#withdraw summary").click()
    dialog.get_by_role("button", name="Rút thật").click()
    expect(page.locator("body")).to_have_text("đã rút")
    assert look.withdrawn == 1


def test_confirmation_asks_without_script_too(browser: Browser, look: LookServer) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(look.url)
    expect(page.get_by_role("button", name="Rút thật")).to_be_hidden()
    page.locator("#withdraw summary").click()
    page.get_by_role("button", name="Rút thật").click()
    expect(page.locator("body")).to_have_text("đã rút")
    context.close()


def test_marks_add_up_exactly_and_wrong_ones_are_named(page: Page, look: LookServer) -> None:
    page.goto(f"{look.url}/thanh-phan")
    total = page.locator("[data-score-sum]")
    expect(total).to_have_text("40,5")  # 32,5 + 8; the 21 of 20 does not count
    page.locator("#form").fill("0,5")
    page.locator("#spread").fill("0.25")
    expect(total).to_have_text("41,25")
    page.locator("#spread").press("ArrowUp")
    expect(page.locator("#spread")).to_have_value("0,5")
    page.locator("#spread").press("PageUp")
    expect(total).to_have_text("42,5")
    page.locator("#spread").fill("1,3")
    expect(page.locator("#spread-warning")).to_have_text("Điểm phải từ 0 đến 40, bước 0,25.")
    expect(total).to_have_text("41")
    page.locator("#locked").press("ArrowDown")
    expect(page.locator("#locked")).to_have_value("8")
    page.locator("main").press("1")
    expect(page.locator("#content")).to_be_focused()


def test_rows_are_added_and_removed_with_dense_numbers(page: Page, look: LookServer) -> None:
    page.goto(f"{look.url}/thanh-phan")
    rows = page.locator("[data-rows=prizes]")
    page.get_by_role("button", name="Thêm hạng giải").click()
    expect(page.locator("#prizes-3-label")).to_be_focused()
    expect(page.locator("#prizes-3-label")).to_have_value("")
    rows.get_by_role("button", name="Bỏ hạng giải này").nth(1).click()
    names = rows.locator("input").evaluate_all("all => all.map(one => `${one.name}=${one.value}`)")
    assert names == [
        "prizes-0-label=Giải nhất", "prizes-0-amount=2.000.000",
        "prizes-1-label=Giải ba", "prizes-1-amount=1.000.000",
        "prizes-2-label=", "prizes-2-amount=",
    ]  # fmt: skip
    expect(rows.locator("[data-row-number]")).to_have_text(["1", "2", "3"])
    back = rows.get_by_role("button", name="Lấy lại dòng vừa bỏ")
    expect(back).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#prizes-1-label")).to_be_focused()
    names = rows.locator("input[name$=label]").evaluate_all("all => all.map(one => `${one.name}=${one.value}`)")
    assert names == [
        "prizes-0-label=Giải nhất", "prizes-1-label=Giải nhì", "prizes-2-label=Giải ba", "prizes-3-label=",
    ]  # fmt: skip
    expect(back).to_be_hidden()
