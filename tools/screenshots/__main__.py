"""Load the demonstration, walk its pages at 360 and 1280 px, and write the pictures with an index.

python -m tools.screenshots [--only PART-OF-A-NAME] [--into FOLDER] [--scale 2]
"""

from __future__ import annotations

import argparse
import io
import os
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright
from sqlalchemy.orm import Session
from werkzeug.routing import BuildError

from portal.demo.office import PASSWORD
from tools.browser import browser_path

from . import pages
from .facts import MissingFactError, look_up
from .installation import demonstration
from .stages import Stages

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask import Flask
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

    from .pages import Picture

ROOT = Path(__file__).resolve().parents[2]
WIDTHS = (360, 1280)
HEIGHT = 800
TALLEST = 2200
"""Pixels: what is longer is cut, so that one long page does not outweigh all others."""
MOST_BYTES = 100_000
TOP = "one => Math.max(0, Math.floor(one.getBoundingClientRect().top + window.scrollY) - 16)"


@dataclass
class Camera:
    """A browser at one width, with one signed-in context for each person."""

    app: Flask
    browser: Browser
    folder: Path
    width: int
    scale: float
    contexts: dict[str, BrowserContext] = field(default_factory=dict)

    def take(self, picture: Picture) -> str:
        """Write the picture; a remark when something about the page is not as it should be.

        Raises:
            MissingFactError: when the demonstration lacks what the address needs.
            BuildError: when the page does not exist.
        """
        path = self._address(picture)
        page = self._context_of(picture.who).new_page()
        wrong: list[str] = []
        page.on(
            "console",
            lambda said: wrong.append(said.text) if said.type == "error" and " 422 " not in said.text else None,
        )
        page.on("pageerror", lambda error: wrong.append(str(error)))
        try:
            answer = page.goto(self._url(path))
            if answer is not None and not answer.ok:
                wrong.append(f"answered {answer.status}")
            if picture.act is not None:
                picture.act(page)
            page.evaluate("document.fonts.ready")
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wide > 0:
                wrong.append(f"{wide} px wider than the screen")
            self._write(page, picture)
        finally:
            page.close()
        return "; ".join(wrong)

    def _address(self, picture: Picture) -> str:
        with self.app.app_context(), Session(self.app.extensions["bangvang_database"].main) as session:
            args = {name: look_up(session, value) for name, value in picture.args.items()}
        with self.app.test_request_context(self._url("/")):
            return self.app.url_for(picture.endpoint, _anchor=None, _method=None, _scheme=None, _external=None, **args)

    def _url(self, path: str) -> str:
        return str(self.app.extensions["bangvang_settings"].base_url) + path

    def _context_of(self, who: str) -> BrowserContext:
        if who not in self.contexts:
            context = self.browser.new_context(
                viewport={"width": self.width, "height": HEIGHT},
                device_scale_factor=self.scale,
                locale="vi-VN",
                timezone_id="Asia/Ho_Chi_Minh",
                reduced_motion="reduce",
            )
            context.set_default_timeout(10_000)
            self.contexts[who] = context
            if who:
                self._sign_in(context, who)
        return self.contexts[who]

    def _sign_in(self, context: BrowserContext, who: str) -> None:
        page = context.new_page()
        page.goto(self._url("/dang-nhap"))
        page.fill("input[name=name]", who)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(self._url("/"))
        page.close()

    def _write(self, page: Page, picture: Picture) -> None:
        top = page.locator(picture.begins_at).first.evaluate(TOP) if picture.begins_at else 0
        tall = min(TALLEST, int(page.evaluate("document.documentElement.scrollHeight")) - top)
        raw = page.screenshot(
            full_page=True, clip={"x": 0, "y": top, "width": self.width, "height": tall}, animations="disabled"
        )
        target = self.folder / str(self.width) / f"{picture.name}.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(small_png(raw))


def _is_wrong(said: ConsoleMessage) -> bool:
    """Whether the browser's complaint is ours; a form refused on purpose answers 422."""
    return said.type == "error" and " 422 " not in said.text


def small_png(raw: bytes) -> bytes:
    """The picture in its own most frequent colours (pages are flat: those stay exact), as many as MOST_BYTES allow."""
    image = Image.open(io.BytesIO(raw)).convert("RGB")
    counted = sorted(image.getcolors(maxcolors=1 << 24) or [], reverse=True)
    written = b""
    for most in (96, 48, 24):
        chosen = [part for _count, colour in counted[:most] for part in _parts(colour)]
        palette = Image.new("P", (1, 1))
        palette.putpalette(chosen + chosen[:3] * (256 - len(chosen) // 3))
        out = io.BytesIO()
        image.quantize(palette=palette, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        written = out.getvalue()
        if len(written) <= MOST_BYTES:
            break
    return written


def _parts(colour: object) -> tuple[int, ...]:
    return colour if isinstance(colour, tuple) else ()


def write_index(folder: Path, pictures: Sequence[Picture]) -> None:
    """README.md with every picture that is there, in the order of the list."""
    lines = [
        "# Pictures",
        "",
        (
            "Every main page of the demonstration at 360 and 1280 px, made by `make screenshots`. What is longer than "
            f"{TALLEST} px is cut. Debian's Chromium speaks English in its own controls (file, day)."
        ),
        "",
        "| Page | Who looks | 360 px | 1280 px |",
        "|---|---|---|---|",
    ]
    for picture in {one.name: one for one in pictures}.values():
        links = [
            f"[{width}]({width}/{picture.name}.png)" if (folder / str(width) / f"{picture.name}.png").exists() else "–"
            for width in WIDTHS
        ]
        if links != ["–"] * len(WIDTHS):
            lines.append(f"| {picture.name} | {picture.who or 'anybody'} | {' | '.join(links)} |")
    (folder / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def photograph(cameras: Sequence[Camera], pictures: Sequence[Picture]) -> int:
    """Take all `pictures` at every width; how many pages were skipped."""
    skipped = 0
    for picture in pictures:
        try:
            remarks = {camera.width: camera.take(picture) for camera in cameras}
        except BuildError:
            remarks = None
            print(f"- {picture.name}: skipped, there is no page {picture.endpoint}")
        except MissingFactError as error:
            remarks = None
            print(f"- {picture.name}: skipped, {error}")
        if remarks is None:
            skipped += 1
            continue
        print(f"✓ {picture.name}")
        for width, remark in remarks.items():
            if remark:
                print(f"    {width} px: {remark}")
    return skipped


def walk(app: Flask, cameras: Sequence[Camera], only: str) -> int:
    """The whole way of the demonstration with its pictures; how many pages were skipped."""
    stages = Stages(app)
    way: tuple[tuple[Sequence[Callable[[], None]], Sequence[Picture]], ...] = (
        ((stages.draft_plan,), pages.HANDING_IN),
        ((stages.forward,), pages.FORWARDED),
        ((stages.validate,), pages.VALIDATED),
        ((stages.seal,), pages.SEALED),
        ((stages.open_judging,), pages.JUDGING),
        ((partial(stages.mark, locked=False, seats=(2,)),), pages.MARKED),
        ((partial(stages.mark, locked=True),), pages.LOCKED),
        ((stages.close,), pages.CLOSED),
        ((stages.open_codes,), pages.OPENED),
        ((stages.approve,), pages.APPROVED),
        ((stages.publish,), pages.PUBLISHED),
    )
    skipped = 0
    for steps, pictures in way:
        for step in steps:
            step()
        skipped += photograph(cameras, [one for one in pictures if only in one.name])
    return skipped


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="take only pages whose name holds this")
    parser.add_argument("--into", type=Path, default=ROOT / "docs" / "screenshots")
    parser.add_argument("--scale", type=float, default=1.0, help="device pixels for each pixel")
    options = parser.parse_args()
    with demonstration() as app, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path(), args=["--no-sandbox", "--lang=vi"], env={**os.environ, "LANGUAGE": "vi"}
        )
        cameras = [Camera(app, browser, options.into, width, options.scale) for width in WIDTHS]
        skipped = walk(app, cameras, options.only)
        browser.close()
    write_index(options.into, pages.ALL)
    files = list(options.into.rglob("*.png"))
    total = sum(one.stat().st_size for one in files)
    print(f"{len(files)} pictures, {skipped} pages skipped, {total / 1e6:.1f} MB in {options.into}")


if __name__ == "__main__":
    main()
