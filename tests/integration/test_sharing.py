"""How public pages are passed on: Open Graph, structured data, pictures, frames, light and dark, search."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image

import config
from judging.enums import ConsentField
from portal.app import create_app
from tests.factories.marking import make_day
from tests.factories.publishing import make_news, withhold
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock
    from tests.page_client import Page


def said(page: Page) -> dict[str, str]:
    return {str(tag["property"]): str(tag["content"]) for tag in page.soup.select("meta[property^='og:']")}


def structured(page: Page) -> dict[str, object]:
    [script] = page.soup.select("script[type='application/ld+json']")
    return dict(json.loads(script.string or ""))


@pytest.mark.requirement("S001-R32")
def test_a_winning_essay_says_what_it_is_to_those_who_link_to_it(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock(), video=1).until_published()
    page = PageClient(app).get(f"/cuoc-thi/{day.slug}/ket-qua/individual-first-1")
    entry = day.entries[0]
    assert said(page)["og:title"] == entry.title
    assert said(page)["og:image"].startswith("http://127.0.0.1/")
    about = structured(page)
    assert (about["@type"], about["headline"]) == ("Article", entry.title)
    assert about["author"] == {
        "@type": "Person",
        "name": entry.author.full_name,
        "affiliation": {"@type": "Organization", "name": entry.unit.name},
    }
    assert "1 phút đọc" in page.body
    assert page.soup.select_one("link[rel=canonical]")["href"] == said(page)["og:url"]  # type: ignore[index]
    assert page.soup.select_one(f".share a[href='{said(page)['og:url']}']")
    video = structured(PageClient(app).get(f"/cuoc-thi/{day.slug}/ket-qua/individual-second-1"))
    assert video["@type"] == "VideoObject"
    assert PageClient(app).http.get(str(video["contentUrl"]), base_url="http://127.0.0.1").status_code == 200


def test_E01_a_title_cannot_end_the_structured_data(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    with day.acting() as session:
        session.merge(day.entries[0]).title = "</script><script>alert(1)</script>"
    day.until_published()
    page = PageClient(app).get(f"/cuoc-thi/{day.slug}/ket-qua/individual-first-1")
    assert structured(page)["headline"] == "</script><script>alert(1)</script>"
    assert not [one for one in page.soup.select("script") if "alert(1)" in (one.string or "") and not one.get("type")]


def test_the_picture_is_made_of_what_is_public_and_changes_with_a_consent(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_published()
    path = f"/cuoc-thi/{day.slug}/ket-qua/individual-first-1/the.png"
    first = PageClient(app).http.get(path, base_url="http://127.0.0.1")
    assert first.mimetype == "image/png"
    picture = Image.open(io.BytesIO(first.get_data()))
    assert picture.size == (1200, 630)
    assert picture.info.keys() <= {"transparency", "background"}
    assert len(first.get_data()) < 60_000
    withhold(day, day.entries[0], ConsentField.NAME)
    second = PageClient(app).http.get(
        path, base_url="http://127.0.0.1", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert second.status_code == 200
    assert second.get_data() != first.get_data()
    withhold(day, day.entries[0], ConsentField.WORK)
    PageClient(app).get(path, status=404)


def test_A17_no_picture_tells_of_a_result_before_it_is_published(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    here = f"/cuoc-thi/{day.slug}"
    own = PageClient(app).http.get(f"{here}/the.png", base_url="http://127.0.0.1").get_data()
    for step in (day.close, day.open, day.approve):
        step()
        for tail in ("the.png", "nhung", "individual-first-1/the.png"):
            PageClient(app).get(f"{here}/ket-qua/{tail}", status=404)
        assert PageClient(app).http.get(f"{here}/the.png", base_url="http://127.0.0.1").get_data() == own
        assert "0 trang" in PageClient(app).get(f"/tim-kiem?q={day.codes[0]}").body
        assert "0 trang" in PageClient(app).get(f"/tim-kiem?q={day.entries[0].title}").body
        assert "Chưa có cuộc thi nào kết thúc" in PageClient(app).get("/cac-cuoc-thi").body
    day.publish(day.bundle())
    assert "Chưa có cuộc thi" not in PageClient(app).get("/cac-cuoc-thi").body
    found = PageClient(app).get(f"/tim-kiem?q={day.entries[0].title}")
    assert f"{here}/ket-qua/individual-first-1" in found.response.get_data(as_text=True)


def test_a_result_is_framed_only_where_the_settings_name_the_site(
    app: Flask, clock: TestClock, settings: config.Settings
) -> None:
    day = make_day(app, now=clock()).until_published()
    path = f"/cuoc-thi/{day.slug}/ket-qua/nhung"
    PageClient(app).get(path, status=404)
    assert "iframe" not in PageClient(app).get(f"/cuoc-thi/{day.slug}/ket-qua").text
    framing = create_app(replace(settings, embed_origins="https://xa.example.vn https://huyen.example.vn"), clock=clock)
    framing.testing = True
    try:
        page = PageClient(framing).get(path)
        policy = page.response.headers["Content-Security-Policy"]
        assert "frame-ancestors https://xa.example.vn https://huyen.example.vn;" in policy
        assert "X-Frame-Options" not in page.response.headers
        assert day.entries[0].author.full_name in page.body
        assert not page.soup.select("form, script, header")
        withhold(day, day.entries[0], ConsentField.NAME)
        assert day.entries[0].author.full_name not in PageClient(framing).get(path).body
        other = PageClient(framing).get(f"/cuoc-thi/{day.slug}/ket-qua")
        assert "frame-ancestors 'none';" in other.response.headers["Content-Security-Policy"]
        assert other.response.headers["X-Frame-Options"] == "DENY"
        assert path in other.text
    finally:
        framing.extensions["bangvang_database"].dispose()


@pytest.mark.parametrize("told", ["*", "https://a.example.vn/trang", "javascript:x", "https://a.example.vn;sandbox"])
def test_only_origins_can_be_allowed_to_frame(told: str) -> None:
    assert any("EMBED_ORIGINS" in one for one in config.problems(config.Settings(embed_origins=told)))
    assert not config.problems(config.Settings(embed_origins="https://a.example.vn http://b.example.vn:81"))
    strict = config.problems(config.Settings(installation="production", embed_origins="http://b.example.vn"))
    assert any("EMBED_ORIGINS" in one for one in strict)


def test_light_or_dark_is_chosen_by_a_link_and_kept_without_script(app: Flask, client: PageClient) -> None:
    assert "data-theme" not in client.get("/").text
    dark = client.get("/?giao-dien=toi")
    assert 'data-theme="dark"' in dark.text
    assert 'name="color-scheme" content="dark"' in dark.text
    assert "private" in dark.response.headers["Cache-Control"]
    kept = client.get("/du-lieu-mo")
    assert 'data-theme="dark"' in kept.text
    assert "private" in kept.response.headers["Cache-Control"]
    assert kept.words(".themes [aria-current]") == "tối"
    client.get("/?giao-dien=<x>")
    assert 'data-theme="dark"' in client.get("/").text
    assert "data-theme" not in client.get("/?giao-dien=may").text


def test_search_finds_with_and_without_accents_what_is_public_now(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock(), video=1).until_published()
    news = make_news(day, "Lễ trao giải tại Đakrông", "Mời các tác giả đến dự lúc 14 giờ.")

    def found(query: str) -> list[str]:
        return PageClient(app).get(f"/tim-kiem?q={query}").all_words(".news-line h2")

    for query in ("lễ trao giải đakrông", "LE TRAO GIAI DAKRONG", "tac gia den du"):
        assert found(query) == ["Lễ trao giải tại Đakrông"], query
    assert found(f"Nội dung {day.codes[0]}") == [day.entries[0].title]  # a word of the essay itself
    assert found(day.entries[1].author.full_name) == [day.entries[1].title]
    assert found(day.entries[3].title) == []
    withhold(day, day.entries[1], ConsentField.NAME)
    assert found(day.entries[1].author.full_name) == []
    PageClient(app).sign_in_as(day.publisher).post(f"/dang-tin/{news}/go", {"reason": "Đổi lịch"})
    assert found("lễ trao giải đakrông") == []
    empty = PageClient(app).get("/tim-kiem")
    assert not empty.soup.select(".news-line, .empty-state")
    shown = PageClient(app).get("/tim-kiem?q=<script>alert(1)</script>")
    assert "Không tìm thấy" in shown.body
    assert re.search(r"<script>alert", shown.text) is None
