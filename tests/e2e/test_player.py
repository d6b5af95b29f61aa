"""The player in a real browser: a lighter copy at the same moment, scenes, captions, speed, keys in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, Response, render_template_string, send_file
from playwright.sync_api import Browser, Page, expect

from media.videos import renditions, stills
from portal.demo.videos import make_video
from tests.e2e.look_server import LookServer
from tests.e2e.visitor import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.browser

SECONDS = 20
WORDS = "WEBVTT\n\n00:00.000 --> 00:19.000\nXin chào bà con\n"
PAGE = """
{% extends "base.html" %}
{% from "components/live.html" import module %}
{% from "components/media.html" import player %}
{% block h1 %}Trang thử{% endblock %}
{% block content %}<p><button type="button" id="elsewhere">Nơi khác</button></p>
{{ player("Phim thử", {"url": "/film.mp4", "media_type": "video/mp4", "small": "/small.mp4", "poster": "/still.jpg",
  "captions": "/words", "scenes": {"url": "/strip.jpg", "count": 10, "columns": 5, "every_ms": 2000}}) }}{% endblock %}
{% block scripts %}{{ module("player") }}{% endblock %}
"""


class Cinema(LookServer):
    """One page with one film."""

    folder: Path

    def _build(self) -> Flask:
        app = super()._build()
        app.add_url_rule("/phim", "cinema", lambda: render_template_string(PAGE))
        app.add_url_rule("/<name>.mp4", "film", lambda name: send_file(self.folder / f"{name}.mp4", conditional=True))
        app.add_url_rule("/<name>.jpg", "picture", lambda name: send_file(self.folder / f"{name}.jpg"))
        app.add_url_rule("/words", "words", lambda: Response(WORDS, mimetype="text/vtt"))
        return app


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cinema")
    film = make_video(folder / "film.mp4", seconds=SECONDS, size=(160, 90))
    renditions.make_small_rendition(film, folder / "small.mp4", seconds=SECONDS)
    stills.make_poster(film, folder / "still.jpg", at_seconds=1)
    stills.make_strip(film, folder / "strip.jpg", stills.plan_strip(SECONDS * 1000))
    return folder


def until(page: Page, condition: str) -> None:
    """Wait in small steps: the page's policy forbids what Playwright's own waiting would evaluate."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    raise AssertionError(condition)


def listen(page: Page) -> list[str]:
    """What the page complains of, as it comes."""
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    return wrong


@pytest.fixture(params=[360, 1280])
def page(browser: Browser, folder: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page at both widths; nothing may complain."""
    for server in (serving := Cinema()).running():
        serving.folder = folder
        context = browser.new_context(viewport={"width": request.param, "height": 800}, locale="vi-VN")
        page = context.new_page()
        page.set_default_timeout(10_000)
        wrong = listen(page)
        page.goto(f"{server.url}/phim")
        until(page, "document.querySelector('video').readyState >= 1")
        yield page
        context.close()
        assert wrong == []


def at(page: Page) -> float:
    now: float = page.evaluate("document.querySelector('video').currentTime")
    return now


def test_the_lighter_copy_goes_on_at_the_same_moment_and_is_remembered(page: Page) -> None:
    saver = page.get_by_role("button", name="Tiết kiệm dữ liệu")
    expect(saver).to_have_attribute("aria-pressed", "false")
    page.evaluate("document.querySelector('video').currentTime = 8")
    page.get_by_label("Tốc độ").select_option("1.5")
    saver.click()
    until(page, "document.querySelector('video').currentSrc.endsWith('/small.mp4')")
    until(page, "document.querySelector('video').currentTime === 8")
    assert page.evaluate("document.querySelector('video').playbackRate") == 1.5
    expect(page.locator("[data-player-said]")).to_have_text("Đang phát bản nhẹ.")
    page.reload()
    until(page, "document.querySelector('video').currentSrc.endsWith('/small.mp4')")
    expect(saver).to_have_attribute("aria-pressed", "true")


def test_scenes_lead_to_their_moment_and_are_fetched_only_when_asked_for(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    assert page.locator("[data-player-scenes] button").count() == 0
    page.get_by_text("Các cảnh").click()
    scene = page.get_by_role("button", name="Xem từ 0:14")
    scene.click()
    assert any(url.endswith("/strip.jpg") for url in asked)
    until(page, "document.querySelector('video').currentTime >= 14")
    expect(scene).to_have_attribute("aria-current", "true")
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_keys_work_inside_the_player_only(page: Page) -> None:
    page.locator("#elsewhere").focus()
    page.keyboard.press("l")
    assert at(page) == 0
    page.get_by_role("button", name="Tiết kiệm dữ liệu").focus()
    page.keyboard.press("l")
    until(page, "document.querySelector('video').currentTime === 10")
    page.keyboard.press("ArrowLeft")
    until(page, "document.querySelector('video').currentTime === 5")
    page.keyboard.press("m")
    assert page.evaluate("document.querySelector('video').muted") is True
    page.keyboard.press(">")
    expect(page.get_by_label("Tốc độ")).to_have_value("1.25")
    assert page.evaluate("document.querySelector('video').textTracks[0].mode") == "showing"
    page.keyboard.press("c")
    assert page.evaluate("document.querySelector('video').textTracks[0].mode") == "hidden"
    page.keyboard.press("k")
    until(page, "!document.querySelector('video').paused")
