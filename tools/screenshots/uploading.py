"""A film on its way, for its pictures: going, paused, failed, and going on after the page was loaded again."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIZE = 24_000_000
SLOW_BYTES_A_SECOND = 2_400_000


def going(page: Page) -> None:
    """A third has been sent, over a slow line."""
    _begin(page)
    _wait_for(page, 35)


def paused(page: Page) -> None:
    """A third has been sent, and its person has paused it."""
    going(page)
    page.locator("[data-upload-pause]").click()


def failed(page: Page) -> None:
    """A file that the plan does not allow."""
    _begin(page, name="phim-du-thi.exe")
    page.wait_for_selector(".upload[data-state=failed]")


def resumed(page: Page) -> None:
    """The page was loaded again, and the same file chosen."""
    _begin(page)
    _wait_for(page, 45)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    _choose(page)
    page.wait_for_selector(".upload[data-state=going]")
    _wait_for(page, 50)


def unfinished(page: Page) -> None:
    """The page was loaded again: what was begun stands there."""
    _begin(page)
    _wait_for(page, 45)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.locator("[data-upload-arrived]:not(:empty)").wait_for()


def _begin(page: Page, *, name: str = "phim-du-thi.mp4") -> None:
    _forget(page)
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": SLOW_BYTES_A_SECOND},
    )
    _choose(page, name=name)


def _choose(page: Page, *, name: str = "phim-du-thi.mp4") -> None:
    page.locator("input[name=file]").set_input_files(_film(name))


@functools.cache
def _film(name: str) -> Path:
    """A file whose every million bytes differ, kept for as long as the pictures are taken."""
    path = Path(_folder().name) / name
    path.write_bytes(b"".join(number.to_bytes(4, "big") * 250_000 for number in range(SIZE // 1_000_000)))
    return path


@functools.cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="bangvang-film-")


def _wait_for(page: Page, percent: int) -> None:
    """Until so much has been sent; asked again and again, for the page's policy lets nothing be evaluated in it."""
    bar = page.locator(".upload progress")
    for _ in range(1000):
        if int(bar.evaluate("one => one.value")) >= percent:
            return
        page.wait_for_timeout(30)
    raise TimeoutError(f"{percent} % are never reached")


def _forget(page: Page) -> None:
    """Nothing of the picture before this one is left."""
    headers = {"Accept": "application/json"}
    uploads = page.url.partition("/bai-du-thi")[0] + "/uploads"
    told = page.request.get(uploads, headers=headers).json()
    headers["X-CSRFToken"] = told["csrf_token"]
    for upload in told["uploads"]:
        page.request.post(f"{uploads}/{upload['id']}/abandon", headers=headers, data={})
    if told["uploads"]:
        page.reload()
