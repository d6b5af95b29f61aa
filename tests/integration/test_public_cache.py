"""Public pages kept for a moment in the server's memory: only for nobody in particular, and not over a change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from portal.app import create_app
from portal.db import changes, transaction
from tests.factories.marking import make_day
from tests.page_client import PageClient

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from werkzeug.test import TestResponse

    import config
    from tests.conftest import TestClock
    from tests.factories.marking import Day

HOST = "http://127.0.0.1"


@pytest.fixture
def keeping(settings: config.Settings, clock: TestClock) -> Iterator[Flask]:
    """The portal as an office runs it, with a longer memory than a test takes."""
    app = create_app(replace(settings, public_cache_seconds=3600.0), clock=clock)
    yield app
    app.extensions["bangvang_database"].dispose()


@pytest.fixture
def day(keeping: Flask, clock: TestClock) -> Day:
    return make_day(keeping, now=clock())


def get(app: Flask, path: str, **headers: str) -> TestResponse:
    """As somebody without any cookie asks."""
    return app.test_client(use_cookies=False).get(path, base_url=HOST, headers=headers)


def test_a_page_for_everybody_is_drawn_once_and_is_the_same(keeping: Flask, day: Day) -> None:
    path = f"/cuoc-thi/{day.slug}"
    first, second = get(keeping, path), get(keeping, path)
    assert "Age" not in first.headers
    assert second.headers["Age"] == "0"
    assert second.data == first.data
    assert set(second.headers.items()) - {("Age", "0")} == set(first.headers.items())


def test_the_plain_and_the_compressed_page_are_kept_apart(keeping: Flask, day: Day) -> None:
    path = f"/cuoc-thi/{day.slug}"
    packed = get(keeping, path, **{"Accept-Encoding": "gzip"})
    plain = get(keeping, path, **{"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert "Age" not in plain.headers


def test_what_is_taken_down_is_gone_at_once(keeping: Flask, day: Day) -> None:
    path = f"/cuoc-thi/{day.slug}"
    get(keeping, path)
    before = changes.number
    with keeping.app_context(), transaction():
        pass
    assert changes.number == before + 1
    assert "Age" not in get(keeping, path).headers
    assert "Age" in get(keeping, path).headers


def test_A16_nobody_who_is_known_is_answered_from_memory_or_kept_in_it(keeping: Flask, day: Day) -> None:
    path = f"/cuoc-thi/{day.slug}"
    get(keeping, path)
    known = PageClient(keeping)
    with keeping.app_context():
        known.sign_in_as(day.board)
    page = known.get(path)
    assert "Age" not in page.response.headers
    assert page.response.headers["Cache-Control"] == "no-store"
    assert "Age" not in get(keeping, path, Cookie="bangvang-form=a").headers
    mine = known.get("/tai-khoan").response
    assert mine.status_code == 200
    assert get(keeping, "/tai-khoan").status_code != 200


@pytest.mark.parametrize("path", ["/khong-co-trang-nay", "/dang-nhap", "/?lang=en", "/suc-khoe"])
def test_refusals_forms_and_choices_are_not_kept(keeping: Flask, path: str) -> None:
    get(keeping, path)
    assert "Age" not in get(keeping, path).headers


def test_E07_what_one_host_name_was_answered_is_no_answer_to_another(keeping: Flask, day: Day) -> None:
    path = f"/cuoc-thi/{day.slug}"
    client = keeping.test_client(use_cookies=False)
    client.get(path, base_url="http://ke-xau.example")
    assert "Age" not in get(keeping, path).headers


def test_it_forgets_after_its_seconds_and_holds_so_many_pages(
    settings: config.Settings, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.public_cache.MOST_PAGES", 3)
    app = create_app(replace(settings, public_cache_seconds=10.0), clock=clock)
    moment = [0.0]
    monkeypatch.setattr("portal.public_cache.time.monotonic", lambda: moment[0])
    get(app, "/")
    moment[0] = 9.9
    assert get(app, "/").headers["Age"] == "9"
    moment[0] = 10.0
    assert "Age" not in get(app, "/").headers
    for number in range(3):
        get(app, f"/?x={number}")
    assert "Age" not in get(app, "/").headers
    app.extensions["bangvang_database"].dispose()
