"""A validator covers a scanned page and a stretch of a film in a browser; a judge gets what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.covers_world import CoversWorld
from tests.e2e.office import Validator
from tests.e2e.portal_server import PortalServer
from tests.factories.office import PASSWORD
from vietnamese.covering import COVER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
WIDTHS = (360, 1280)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CoversWorld]:
    server = PortalServer.in_folder(tmp_path_factory.mktemp("covers"))
    server.act = "serve"
    server.load()
    world = CoversWorld(server, tmp_path_factory.mktemp("works"))
    world.prepare(WIDTHS)
    server.start()
    yield world
    server.stop()


def enter(browser: Browser, world: CoversWorld, name: str, width: int) -> Validator:
    visitor = Validator(browser, world.server.url, name=name, width=width)
    visitor.sign_in_plainly(name, PASSWORD)
    return visitor


def all_loaded(visitor: Validator, count: int) -> None:
    """Scroll to each page, since they are fetched only then, and wait until it is there."""
    pictures = visitor.page.locator(".essay-page img")
    expect(pictures).to_have_count(count)
    for number in range(count):
        pictures.nth(number).scroll_into_view_if_needed()
        visitor.page.wait_for_function(
            "at => document.querySelectorAll('.essay-page img')[at].naturalWidth > 100", arg=number
        )


@pytest.mark.parametrize("width", WIDTHS)
def test_A11_a_page_is_covered_and_a_judge_reads_the_rest(browser: Browser, world: CoversWorld, width: int) -> None:
    entry = world.scans[width]
    validator = enter(browser, world, world.validator, width)
    validator.go(f"/kiem-tra/{entry}/che")
    all_loaded(validator, 3)
    validator.page.locator("#page").select_option(index=0)
    validator.page.locator("#page-reason").select_option("name")
    validator.page.locator("#page-reason").focus()
    for _ in range(2):  # past the remark, to the button
        validator.page.keyboard.press("Tab")
    validator.page.keyboard.press("Enter")
    validator.says(COVER, within=".essay-page-covered").look()
    all_loaded(validator, 2)
    validator.close()
    if width != WIDTHS[-1]:
        return  # one round of judging serves both
    name, sheet = world.judge(entry)
    judge = enter(browser, world, name, width)
    judge.go(sheet).says(COVER, within=".essay-page-covered")
    all_loaded(judge, 2)
    judge.close()
    assert world.server.wrong_lines() == []


@pytest.mark.parametrize("width", WIDTHS)
def test_A11_a_stretch_of_a_film_is_covered_from_the_player(browser: Browser, world: CoversWorld, width: int) -> None:
    entry = world.films[width]
    validator = enter(browser, world, world.validator, width)
    validator.go(f"/kiem-tra/{entry}/che").says("Video chưa che")
    page = validator.page
    page.wait_for_function("document.querySelector('video').readyState >= 1")
    for field, moment in (("starts", 2.5), ("ends", 6)):
        page.evaluate("at => { document.querySelector('video').currentTime = at }", moment)
        page.locator(f"[data-take-moment={field}]").click()
    assert [page.locator(f"#{one}").input_value() for one in ("starts", "ends")] == ["0:02,5", "0:06"]
    validator.press("Cover the stretch")
    validator.says("Hệ thống sẽ tạo bản video đã che", within="#covering").look()
    world.work()
    validator.says("Đã có bản cho giám khảo", within="#covering")
    validator.press("Watch it")
    validator.says("Video đã che").says("hình và tiếng từ 0:02,5 đến 0:06").look()
    page.wait_for_function("document.querySelector('video').readyState >= 1")
    shown = page.evaluate(
        """async () => {
          const video = document.querySelector('video'), canvas = document.createElement('canvas');
          canvas.width = canvas.height = 32;
          const brightest = async (at) => {
            const drawn = new Promise((done) => video.requestVideoFrameCallback(done));  // "seeked" may come before it
            video.currentTime = at;
            await new Promise((done) => video.addEventListener('seeked', done, { once: true }));
            await Promise.race([drawn, new Promise((done) => setTimeout(done, 5000))]);
            const pen = canvas.getContext('2d');
            pen.drawImage(video, 0, 0, 32, 32);
            return Math.max(...pen.getImageData(0, 0, 32, 32).data.filter((_, place) => place % 4 < 3));
          };
          return [await brightest(1), await brightest(4), await brightest(8)];
        }"""
    )
    assert (shown[0] > 150, shown[1] < 30, shown[2] > 150) == (True, True, True), shown
    validator.close()
    assert world.server.wrong_lines() == []
