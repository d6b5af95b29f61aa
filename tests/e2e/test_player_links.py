"""A player whose short link is gone asks for another one and goes on at the same second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.clock import system_clock
from portal.db import transaction
from portal.jobs.worker import work_until_idle
from tests.e2e.people import Entrant
from tests.e2e.portal_server import PortalServer
from tests.factories.entries import make_draft
from tests.factories.office import PASSWORD, make_account
from tests.factories.programmes import make_programme
from tests.factories.videos import clip

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Route


def test_A24_a_player_renews_its_link_at_the_same_second(tmp_path: Path, browser: Browser) -> None:
    server = PortalServer.in_folder(tmp_path)
    server.act = "serve"
    assert server.command("migrate").returncode == 0
    with server.application() as app:
        with transaction() as session:
            programme = make_programme(session, now=system_clock())
            author = make_account(session, "Người Thử Xem Phim", now=system_clock(), with_password=True)
            login = author.person.staff_code
        film = ("phim.mp4", clip(seconds=6).read_bytes())
        entry_id = make_draft(app, author, programme, category="video", file=film)
        work_until_idle(app)
    server.start()
    try:
        visitor = Entrant(browser, server.url, name="tác giả")
        visitor.expected = ["ERR_FAILED"]  # the first way to a link is cut below
        visitor.sign_in(login, PASSWORD)
        asked: list[str] = []

        def follow(route: Route) -> None:
            asked.append(route.request.url)
            if len(asked) == 1:
                route.abort()
            else:
                route.continue_()

        def late(route: Route) -> None:
            """The player's script comes when its first link has failed already, as on a slow line."""
            visitor.page.wait_for_timeout(1500)
            route.continue_()

        visitor.page.route("**/phat", follow)
        visitor.page.route("**/js/player.js*", late)
        visitor.go(f"/bai-du-thi/{entry_id}/xem-truoc")
        video = visitor.page.locator("video")
        # The first time led nowhere: the player came back for another by itself.
        video.evaluate(
            """async (video) => { for (let turns = 0; turns < 1200 && video.readyState < 1; turns++)
            await new Promise((done) => setTimeout(done, 50));
            if (video.readyState < 1) return;
            video.muted = true; video.currentTime = 3; await video.play(); }"""
        )
        before = len(asked)
        assert before >= 2, "also where the first link was lost before the page's scripts had come"
        second = video.evaluate("(video) => { video.dispatchEvent(new Event('error')); return video.currentTime; }")
        for _ in range(400):  # a link is asked for again; nothing is waited for that may have been already
            if len(asked) > before:
                break
            visitor.page.wait_for_timeout(50)
        at = video.evaluate(
            """async (video) => { for (let turns = 0; turns < 1000 && (video.paused || video.readyState < 3); turns++)
            await new Promise((done) => setTimeout(done, 20));
            return video.currentTime; }"""
        )
        assert second >= 3
        assert second - 0.5 <= at <= second + 1
        assert len(asked) > before
        assert visitor.page.locator("[data-player-lost]").is_hidden()
        visitor.close()
    finally:
        server.stop()
