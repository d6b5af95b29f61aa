"""Short links: to play, for one account and a few minutes; to fetch an original, from an origin of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import config
from portal.app import create_app
from portal.db import transaction
from portal.jobs.worker import work_until_idle
from tests.factories.entries import make_draft
from tests.factories.office import make_account
from tests.factories.programmes import make_programme
from tests.factories.videos import clip
from tests.page_client import PageClient

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from tests.conftest import TestClock

ELSEWHERE = "http://tep.example.vn"


class Film:
    """One author with a video, in an application with settings of its own."""

    def __init__(self, app: Flask, clock: TestClock) -> None:
        self.app = app
        with app.app_context(), transaction() as session:
            programme = make_programme(session, now=clock())
            self.author = make_account(session, now=clock())
            self.other = make_account(session, now=clock())
        self.content = clip(seconds=2).read_bytes()
        entry_id = make_draft(app, self.author, programme, category="video", file=("phim.mp4", self.content))
        work_until_idle(app)
        self.pages = PageClient(app).sign_in_as(self.author)
        shown = self.pages.get(f"/bai-du-thi/{entry_id}/xem-truoc")
        self.player = str(shown.soup.select_one("video source")["src"])
        self.original = self.player.removesuffix("/phat")


@pytest.fixture
def made(settings: config.Settings, clock: TestClock) -> Iterator[list[Flask]]:
    apps: list[Flask] = []
    yield apps
    for app in apps:
        app.extensions["bangvang_database"].dispose()


def _film(made: list[Flask], settings: config.Settings, clock: TestClock, **changed: object) -> Film:
    app = create_app(replace(settings, free_bytes_reserve=0, **changed), clock=clock)
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    made.append(app)
    return Film(app, clock)


def test_A24_a_link_to_play_lapses_and_serves_one_account(
    made: list[Flask], settings: config.Settings, clock: TestClock
) -> None:
    film = _film(made, settings, clock, play_link_seconds=60)
    answer = film.pages.get(film.player, status=302)
    link = answer.location
    assert answer.response.headers["Cache-Control"] == "no-store"
    played = film.pages.get(link, status=206, headers={"Range": "bytes=0-99"}).response
    assert len(played.data) == 100
    assert played.headers["X-Content-Type-Options"] == "nosniff"
    PageClient(film.app).sign_in_as(film.other).get(link, status=404)
    assert PageClient(film.app).get(link, status=302).location.startswith("/dang-nhap")
    changed = link[:-6] + ("A" if link[-6] != "A" else "B") + link[-5:]
    film.pages.get(changed, status=404)
    clock.move(seconds=59)
    film.pages.get(link, status=206, headers={"Range": "bytes=0-99"})
    clock.move(seconds=2)
    film.pages.get(link, status=404, headers={"Range": "bytes=0-99"})
    fresh = film.pages.get(film.player, status=302).location
    assert fresh != link
    assert film.pages.get(fresh, status=206, headers={"Range": "bytes=0-99"}).response.data == played.data


def test_A02_no_link_shows_a_key_and_none_serves_another_purpose(
    made: list[Flask], settings: config.Settings, clock: TestClock
) -> None:
    film = _film(made, settings, clock)
    link = film.pages.get(film.player, status=302).location
    token = link.rpartition("/")[2]
    film.pages.get(f"/tai/{token}", status=404)
    answer = film.pages.http.put(f"/uploads/parts/{token}", data=b"x", base_url="http://127.0.0.1",
                                 headers={"Accept": "application/json"})  # fmt: skip
    assert answer.json["error"] == "address_expired"
    keys = list(film.app.extensions["bangvang_store"].list_keys())
    assert keys
    assert all(key not in link for key in keys)


def test_D01_an_original_leaves_as_an_attachment_from_an_origin_that_has_nothing_else(
    made: list[Flask], settings: config.Settings, clock: TestClock
) -> None:
    film = _film(made, settings, clock, downloads_url=ELSEWHERE)
    link = film.pages.get(film.original, status=302).location
    assert link.startswith(f"{ELSEWHERE}/tai/")
    path = link.removeprefix(ELSEWHERE)
    bare = film.app.test_client()
    answer = bare.get(path, base_url=ELSEWHERE)
    assert (answer.status_code, answer.data) == (200, film.content)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="noi-dung.mp4"')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")
    film.pages.get(path, status=404)
    for closed in ("/", "/dang-nhap", "/bai-du-thi"):
        assert bare.get(closed, base_url=ELSEWHERE).status_code == 421, closed
    clock.move(seconds=61)
    assert bare.get(path, base_url=ELSEWHERE).status_code == 404


def test_nginx_sends_the_bytes_where_it_is_configured_and_the_portal_says_which(
    made: list[Flask], settings: config.Settings, clock: TestClock
) -> None:
    film = _film(made, settings, clock, accel_prefix="/_kho/")
    link = film.pages.get(film.player, status=302).location
    for address in (link, film.original):
        answer = film.pages.get(address, headers={"Range": "bytes=0-9"}).response
        assert answer.data == b""
        place = settings.store_folder / answer.headers["X-Accel-Redirect"].removeprefix("/_kho/")
        assert place.stat().st_size > 0
    assert place.read_bytes() == film.content
    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("wrong", ["tep.example.vn", "http://127.0.0.1", "https://tep.example.vn/kho"])
def test_C14_an_origin_for_downloads_that_is_none_is_named(wrong: str, settings: config.Settings) -> None:
    (sentence,) = config.problems(replace(settings, downloads_url=wrong))
    assert "BANGVANG_DOWNLOADS_URL" in sentence
