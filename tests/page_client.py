"""A client that takes an address, returns a parsed page, and checks on every answer what every page must have."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any

import html5lib
from bs4 import BeautifulSoup

from judging.models.people import Account
from portal.db import writing
from portal.sessions import begin_session

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

DATA = frozenset({"application/json", "application/ld+json"})
"""Scripts that hold data: no browser runs them, whatever the policy says."""
UNCHECKED_PARSE_ERRORS = frozenset({"expected-doctype-but-got-start-tag"})


class Page:
    """An answer: its status, its text, its parsed HTML."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.text = response.get_data(as_text=True) if _is_text(response) else ""
        self.soup = BeautifulSoup(self.text, "xml" if "xml" in (response.mimetype or "") else "html.parser")

    @property
    def h1(self) -> str:
        return self.words("h1")

    @property
    def location(self) -> str:
        return self.response.headers.get("Location", "")

    def words(self, selector: str) -> str:
        """The text of the first element that matches, its white space folded."""
        found = self.soup.select_one(selector)
        assert found is not None, f"nothing matches {selector!r} in:\n{self.text[:3000]}"
        return re.sub(r"\s+", " ", found.get_text(" ")).strip()

    def all_words(self, selector: str = "body") -> list[str]:
        return [re.sub(r"\s+", " ", one.get_text(" ")).strip() for one in self.soup.select(selector)]

    @property
    def body(self) -> str:
        return self.words("body")


class PageClient:
    """A browser without a screen. `sign_in_as` begins a session directly; forms are posted as plain fields."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.http = app.test_client()

    def sign_in_as(self, account: Account) -> PageClient:
        with self.app.test_request_context("/"):
            now = self.app.extensions["bangvang_clock"]()
            with writing(self.app.extensions["bangvang_database"].main) as session:
                token = begin_session(session, session.get_one(Account, account.id), now=now)
        self.http.set_cookie("bangvang", token, domain="127.0.0.1")
        return self

    def get(self, url: str, *, status: int = 200, **kwargs: Any) -> Page:
        return self._check(self.http.get(url, base_url="http://127.0.0.1", **kwargs), status)

    def post(self, url: str, data: Any = None, *, status: int = 302, **kwargs: Any) -> Page:
        return self._check(self.http.post(url, data=data, base_url="http://127.0.0.1", **kwargs), status)

    def follow(self, page: Page, *, status: int = 200) -> Page:
        assert page.location, f"no redirect but {page.status}: {page.text[:500]}"
        return self.get(page.location, status=status)

    def _check(self, response: TestResponse, status: int) -> Page:
        page = Page(response)
        assert page.status == status, f"{response.request.path}: {page.status}, not {status}\n{page.text[:3000]}"
        if response.mimetype == "text/html" and page.text and "<html" in page.text:
            check_html(page)
        return page


def check_html(page: Page) -> None:
    """One h1, a title, unique ids, labels for fields, a token in every posting form, and HTML that parses."""
    where = page.response.request.path
    assert len(page.soup.find_all("h1")) == 1, f"{where}: {len(page.soup.find_all('h1'))} h1"
    assert page.soup.title, f"{where}: no title"
    assert page.soup.title.get_text(strip=True), f"{where}: empty title"
    ids = [str(tag["id"]) for tag in page.soup.find_all(id=True)]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    assert not twice, f"{where}: ids used twice: {twice}"
    for form in page.soup.find_all("form"):
        assert form.get("action"), f"{where}: a form without an action"
        if str(form.get("method", "get")).lower() == "post":
            assert form.find("input", attrs={"name": "csrf_token"}), f"{where}: a form without a token"
    for tag in page.soup.find_all(True):
        inline = [name for name in tag.attrs if name.startswith("on") or name == "style"]
        assert not inline, f"{where}: inline {inline} on <{tag.name}>"
    for script in page.soup.find_all("script"):
        assert script.get("src") or script.get("type") in DATA, f"{where}: an inline script"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parser = html5lib.HTMLParser()
        parser.parse(page.text)
    errors = [error for error in parser.errors if error[1] not in UNCHECKED_PARSE_ERRORS]
    assert not errors, f"{where}: HTML errors {errors[:5]}"


def _is_text(response: TestResponse) -> bool:
    mimetype = response.mimetype or ""
    return mimetype.startswith("text/") or mimetype in {"application/json", "application/xml", "application/atom+xml"}
