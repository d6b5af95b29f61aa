"""Somebody at a browser: every page looked at must be accessible, fit the screen, and ask no other host."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from portal.translate import translations_of

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import APIResponse, Browser, Locator, Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LOOKED_AT = {"exclude": [[".watermark[aria-hidden]"]]}
"""The watermark is faint on purpose and hidden from readers: its words stand in a notice beside it."""
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{12,}")
PATIENCE = 15_000
_LOOKED_AT: set[tuple[str, int, str]] = set()
SIGNATURE = """() => [...new Set([...document.querySelectorAll('main *')].map(
  one => one.tagName + '.' + [...one.classList].sort().join('.') + (one.hidden ? '!' : '')))].sort().join(' ')"""


def words(msgid: str, /, **facts: object) -> str:
    """The Vietnamese of a sentence, as the pages say it."""
    found = str(translations_of("vi").ugettext(msgid))
    return found % facts if facts else found


def violations_on(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds on the page as it stands."""
    found = Axe().run(page, context=LOOKED_AT, options=RULES).response["violations"]
    return [(one["id"], [node["html"][:300] for node in one["nodes"]]) for one in found]


class Visitor:
    """One person with a browser of their own. `go`, `press` and `fill` drive it; each new page is examined.

    `get` and `post` send plain requests with the same cookies, for what a browser adds nothing to.
    """

    def __init__(self, browser: Browser, url: str, *, width: int = 1280, name: str = "nobody") -> None:
        self.url = url
        self.name = name
        self.width = width
        self.context = browser.new_context(
            viewport={"width": width, "height": 800}, locale="vi-VN", timezone_id="America/Lima", accept_downloads=True
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.wrong: list[str] = []
        self.expected: list[str] = []
        self.allowed: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.wrong.append(f"{self.page.url}: {error}"))
        self.context.on("request", self._requested)

    def _console(self, said: Any) -> None:
        if said.type == "error" and not any(one in said.text for one in self.expected):
            self.wrong.append(f"{self.page.url}: {said.text}")

    def _requested(self, request: Any) -> None:
        if not request.url.startswith((self.url, "data:", "blob:", "about:", *self.allowed)):
            self.wrong.append(f"a request left the host: {request.url}")

    def close(self) -> None:
        """Leave; whatever the browser complained of fails now."""
        self.context.close()
        assert self.wrong == []

    # Looking

    def go(self, path: str) -> Visitor:
        self.page.goto(path if path.startswith("http") else self.url + path)
        return self.look()

    def look(self) -> Visitor:
        """Examine the page that stands here, once for every shape of every page and width."""
        self.page.wait_for_load_state()
        where = ID.sub("*", self.page.url.removeprefix(self.url)).partition("?")[0]
        seen = (where, self.width, self.page.evaluate(SIGNATURE))
        if seen in _LOOKED_AT:
            return self
        _LOOKED_AT.add(seen)
        assert self.page.locator("h1").count() == 1, where
        found = violations_on(self.page)
        assert found == [], f"{where} at {self.width} px: {found}"
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{where} is {wide} px wider than the screen of {self.width} px"
        return self

    def says(self, text: str | re.Pattern[str], *, within: str = "main") -> Visitor:
        """The page says this, now or in a moment and without being loaded again."""
        try:
            expect(self.page.locator(within).first).to_contain_text(text, timeout=PATIENCE)
        except AssertionError:
            raise AssertionError(f"{self.name} at {self.page.url} does not read {text!r} but: {self.text}") from None
        return self

    def lacks(self, text: str, *, within: str = "body") -> Visitor:
        expect(self.page.locator(within).first).not_to_contain_text(text)
        return self

    @property
    def h1(self) -> str:
        return self.page.locator("h1").inner_text().strip()

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", self.page.locator("body").inner_text())

    # Acting

    def press(self, msgid: str, /, *, role: str = "", exact: bool = False, **facts: object) -> Visitor:
        """Press the button or follow the link of this name, and look at what comes."""
        self.find(msgid, role=role, exact=exact, **facts).click()
        return self.look()

    def find(self, msgid: str, /, *, role: str = "", exact: bool = False, **facts: object) -> Locator:
        name = words(msgid, **facts)
        button = self.page.get_by_role("button", name=name, exact=exact)
        link = self.page.get_by_role("link", name=name, exact=exact)
        wanted = {"button": button, "link": link}.get(role, button.or_(link))
        return wanted.filter(visible=True).first

    def fill(self, values: dict[str, str], *, within: str = "main") -> Visitor:
        """Type into the fields by their names."""
        for name, value in values.items():
            self.page.locator(f'{within} [name="{name}"]').first.fill(value)
        return self

    # Plain requests with the same cookies

    def get(self, path: str, *, status: int = 200) -> BeautifulSoup:
        answer = self.context.request.get(self.url + path, max_redirects=0)
        return self._soup(answer, status, path)

    def post(
        self, path: str, fields: dict[str, Any] | None = None, *, page: str = "", status: int = 302
    ) -> APIResponse:
        """Send a form: its token, version and key are taken from the form of that action on `page`."""
        soup = self.get(page or path)
        data: dict[str, Any] = {**form_values(soup, path), **(fields or {})}
        answer = self.context.request.post(self.url + path, multipart=data, max_redirects=0)
        assert answer.status == status, f"{path}: {answer.status}, not {status}\n{answer.text()[:3000]}"
        return answer

    def send_file(self, path: str, file: Path, *, page: str) -> APIResponse:
        return self.post(
            path,
            {"file": {"name": file.name, "mimeType": "application/octet-stream", "buffer": file.read_bytes()}},
            page=page,
        )

    def _soup(self, answer: APIResponse, status: int, path: str) -> BeautifulSoup:
        assert answer.status == status, f"{path}: {answer.status}, not {status}\n{answer.text()[:2000]}"
        return BeautifulSoup(answer.text(), "html.parser")


def form_values(soup: BeautifulSoup, action: str) -> dict[str, str]:
    """What a form would send if its person typed nothing: hidden fields, filled boxes, chosen options."""
    form = soup.select_one(f'form[action="{action}"]')
    assert form is not None, f"no form goes to {action}; there are {[one.get('action') for one in soup.select('form')]}"
    values: dict[str, str] = {}
    for field in form.select("input[name], textarea[name]"):
        kind = str(field.get("type", ""))
        if kind in {"file", "submit", "button"} or (kind in {"checkbox", "radio"} and not field.has_attr("checked")):
            continue
        values[str(field["name"])] = field.get_text() if field.name == "textarea" else str(field.get("value", ""))
    for select in form.select("select[name]"):
        chosen = select.select_one("option[selected]") or select.select_one("option")
        values[str(select["name"])] = str(chosen.get("value", "")) if chosen else ""
    return values


def plain(text: str) -> str:
    """Text with its white space folded, no-break spaces too."""
    return re.sub(r"\s+", " ", text).strip()
