"""The page of components and the error pages, as the real portal serves them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.page_client import PageClient


@pytest.fixture
def database_kind() -> str:
    """These pages read nothing: one database is enough."""
    return "sqlite"


@pytest.mark.parametrize(("language", "h1"), [("vi", "Thành phần giao diện"), ("en", "Components")])
def test_page_of_components_is_sound_html_in_both_languages(client: PageClient, language: str, h1: str) -> None:
    page = client.get(f"/thanh-phan?lang={language}")
    assert page.h1 == h1
    assert page.soup.html is not None
    assert page.soup.html["lang"] == language
    assert page.words(".ribbon").startswith("Bản trình diễn" if language == "vi" else "Demonstration")


def test_missing_page_says_what_to_do(client: PageClient) -> None:
    page = client.get("/khong-co-trang-nay", status=404)
    assert page.h1 == "Không tìm thấy trang"
    assert "Vui lòng bắt đầu lại từ trang chủ." in page.body
    assert page.soup.select_one("main a.button")["href"] == "/"  # type: ignore[index]


FILES = "link[href]:not([rel=alternate]), script[src], use[href]"


def test_every_static_file_of_a_page_exists(client: PageClient) -> None:
    page = client.get("/thanh-phan")
    wanted = {str(tag.get("href") or tag.get("src")) for tag in page.soup.select(FILES)}
    assert len(wanted) > 15
    assert {url for url in wanted if "missing" in url or not url.startswith("/static/")} == set()
    with client.http.get("/static/img/icons.svg", base_url="http://127.0.0.1") as answer:
        sprite = answer.get_data(as_text=True)
    drawn = {url.partition("#")[2] for url in wanted if "#" in url}
    assert {name for name in drawn if f'id="{name}"' not in sprite} == set()
