"""People who are signed in already, before a browser; and pictures of what they see, in a folder named for them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from tests.e2e.visitor import Visitor
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser

    from judging.models.people import Account

PICTURES = os.environ.get("PICTURES", "")


def visit(browser: Browser, app: Flask, url: str, who: Account, width: int) -> Visitor:
    """A visitor with `who`'s session in a window of `width` px."""
    token = PageClient(app).sign_in_as(who).http.get_cookie("bangvang", domain="127.0.0.1")
    assert token is not None
    visitor = Visitor(browser, url, width=width, name=who.person.full_name)
    visitor.context.add_cookies([{"name": "bangvang", "value": token.value, "url": url}])
    return visitor


def picture(visitor: Visitor, name: str) -> None:
    """Keep what `visitor` sees as `<width>-<name>.png` in the folder that the variable PICTURES names, if any."""
    if PICTURES:
        visitor.page.screenshot(path=str(Path(PICTURES) / f"{visitor.width}-{name}.png"), full_page=True)
