"""What travels: one style sheet, everything for everybody compressed, nothing of anybody's; and how much it is."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

import pytest

from portal.packed import SHEETS, SITE_SHEET, packed_files
from tests.factories.marking import make_day
from tests.factories.publishing import make_news
from tests.page_client import PageClient

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from werkzeug.test import TestResponse

    from tests.conftest import TestClock

MOST_BEFORE_MEDIA = 60_000
"""performance.md: what a public page transfers before pictures, films and fonts."""
ASKS = {"Accept-Encoding": "gzip, deflate, br"}


def get(app: Flask, path: str, **headers: str) -> TestResponse:
    return PageClient(app).http.get(path, base_url="http://127.0.0.1", headers={**ASKS, **headers})


def test_a_public_page_travels_within_its_budget(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock(), video=1).until_published()
    make_news(day)
    here = f"/cuoc-thi/{day.slug}"
    for path in ("/", here, f"{here}/ket-qua", f"{here}/ket-qua/individual-first-1",
                 f"{here}/ket-qua/individual-second-1", f"{here}/tin", f"{here}/hoi-dap", "/du-lieu-mo"):  # fmt: skip
        answer = get(app, path)
        assert answer.headers["Content-Encoding"] == "gzip", path
        page = gzip.decompress(answer.get_data()).decode()
        files = set(re.findall(r'(?:src|href)="(/static/[^"]+\.(?:js|css|svg)[^"]*)"', page))
        sizes = {one: len(get(app, one).get_data()) for one in files}
        assert len([one for one in files if ".css" in one]) == 2, path  # the site's, and the one for paper
        assert len(answer.get_data()) + sum(sizes.values()) <= MOST_BEFORE_MEDIA / 2, (path, sizes)


def test_the_sheets_are_joined_in_their_order_and_say_the_same(app: Flask) -> None:
    files = packed_files(_folder(app))
    joined = files[SITE_SHEET].raw.decode()
    assert "/*" not in joined
    for name in SHEETS:
        rules = re.findall(r"^  (\.[a-z-]+) \{", files[f"css/{name}.css"].raw.decode(), re.MULTILINE)
        assert all(f"{rule} {{" in joined for rule in rules), name
    assert joined.index("@layer reset, tokens") < joined.index(".skip-link") < joined.index(".essay")
    assert gzip.decompress(files[SITE_SHEET].compressed) == files[SITE_SHEET].raw


def test_a_static_text_is_kept_for_a_year_under_its_hash_and_for_a_minute_without(app: Flask) -> None:
    sheet = re.search(r'href="(/static/css/site\.css\?v=[0-9a-f]{12})"', PageClient(app).get("/").text)
    assert sheet is not None
    first = get(app, sheet[1])
    assert first.headers["Cache-Control"] == "max-age=31536000, public, immutable"
    assert get(app, sheet[1], **{"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert get(app, "/static/css/site.css").headers["Cache-Control"] == "max-age=60, public"
    assert get(app, "/static/css/site.css?v=000000000000").headers["Cache-Control"] == "max-age=60, public"
    plain = PageClient(app).http.get(sheet[1], base_url="http://127.0.0.1")
    assert plain.get_data() == gzip.decompress(first.get_data())
    assert "Content-Encoding" not in plain.headers
    head = PageClient(app).http.head(sheet[1], base_url="http://127.0.0.1", headers=ASKS)
    assert head.get_data() == b""
    assert head.headers["Content-Length"] == str(len(first.get_data()))


@pytest.mark.parametrize("path", ["/", "/dang-nhap", "/xac-minh"])
def test_what_belongs_to_somebody_is_never_compressed(app: Flask, clock: TestClock, path: str) -> None:
    """BREACH: a token or a name beside text that a stranger chooses would show in the length."""
    day = make_day(app, now=clock())
    client = PageClient(app).sign_in_as(day.authors[0])
    mine = client.http.get(path, base_url="http://127.0.0.1", headers=ASKS)
    assert "Content-Encoding" not in mine.headers
    if path != "/":
        assert "Content-Encoding" not in get(app, path).headers  # a form's token and its cookie


def _folder(app: Flask) -> Path:
    from pathlib import Path

    return Path(app.static_folder or "")
