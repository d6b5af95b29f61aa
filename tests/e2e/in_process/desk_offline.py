"""A judge whose network comes and goes: what his pages, his browser's storage and the server then hold."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import expect
from sqlalchemy import select

from judging.desk.work import get_sheet
from judging.models.rounds import Rendition
from portal.db import writing
from tests.e2e.in_process.visiting import visit
from tests.factories.judging import World, make_sealed_round

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from playwright.sync_api import Browser, Page

    from judging.desk.work import SheetAtHand
    from judging.models.people import Account
    from judging.models.rounds import Assignment
    from tests.conftest import TestClock
    from tests.e2e.visitor import Visitor

SECRET = "Con trâu đen đứng giữa đồng chiều"
ESSAY = f'<article class="essay" lang="vi">\n<p>{SECRET}, bà cụ ngồi đợi ở bộ phận một cửa.</p>\n</article>\n'
DUMP = """async () => {
  const rows = [];
  for (const { name, version } of await indexedDB.databases()) {
    const base = await new Promise((resolve, reject) => {
      const request = indexedDB.open(name, version);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    for (const store of base.objectStoreNames) {
      const all = await new Promise((resolve) => {
        const request = base.transaction(store).objectStore(store).getAll();
        request.onsuccess = () => resolve(request.result);
      });
      for (const row of all) rows.push(JSON.stringify(row, (key, value) =>
        value instanceof ArrayBuffer ? Array.from(new Uint8Array(value), (one) => String.fromCharCode(one)).join('') :
        ArrayBuffer.isView(value) ? '<iv>' : value));
    }
    base.close();
  }
  const kept = { rows, local: { ...localStorage }, session: { ...sessionStorage }, cookies: document.cookie };
  kept.caches = 'caches' in window ? await caches.keys() : [];
  return JSON.stringify(kept);
}"""


@dataclass
class OfflineDesk:
    """One judge, his sheets in his order, and pages of his in browsers of their own."""

    app: Flask
    browser: Browser
    url: str
    world: World
    judge: Account
    sheets: list[Assignment]

    @classmethod
    def make(cls, app: Flask, clock: TestClock, browser: Browser, url: str, entries: int = 3) -> OfflineDesk:
        with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
            world = make_sealed_round(session, now=clock(), entries=entries, judges=2)
            for essay in session.scalars(select(Rendition)):
                essay.html = ESSAY
            judge = world.judges[1]
            return cls(app, browser, url, world, judge, world.assignments_of(judge))

    def device(self, width: int = 360) -> Visitor:
        visitor = visit(self.browser, self.app, self.url, self.judge, width)
        visitor.expected += ["409", "423", "ERR_INTERNET_DISCONNECTED", "Failed to load resource", "ERR_FAILED"]
        return visitor

    def opened(self, visitor: Visitor, number: int = 0) -> Page:
        """A sheet in a new page, once its store is ready."""
        visitor.go(self.address(number))
        expect(visitor.page.locator("[data-desk-line]")).to_contain_text("Đã tải sẵn")
        return visitor.page

    def address(self, number: int = 0) -> str:
        return f"/cham/{self.sheets[number].id}"

    def stored(self, number: int = 0) -> SheetAtHand:
        with self.app.app_context(), writing(self.app.extensions["bangvang_database"].main) as session:
            mine = self.sheets[number]
            return get_sheet(session, mine.id, seats=frozenset({mine.seat_id}))

    def marks(self, number: int = 0) -> dict[str, int]:
        """What the server has, in whole steps."""
        return dict(self.stored(number).steps)


@contextmanager
def offline(visitor: Visitor) -> Iterator[None]:
    visitor.context.set_offline(True)
    yield
    visitor.context.set_offline(False)


def in_storage(page: Page) -> str:
    """Everything that the browser keeps for this portal, as text; bytes as signs."""
    return str(page.evaluate(DUMP))


def rows_of(page: Page, kind: str = "") -> list[str]:
    rows = [json.loads(one)["id"] for one in json.loads(in_storage(page))["rows"]]
    return [one for one in rows if one.startswith(kind)]


def says(page: Page, text: str) -> None:
    expect(page.locator("[data-autosave-status]")).to_contain_text(text)
