"""Scanned pages: what the recognition of letters makes of them, as a hint for a person, where Tesseract is there.

The figure is never the essay's: a letter misread, a line lost, and a valid essay would fail. Two children do the
work in turn: one draws the pages, the other reads the pictures; neither has a network.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pypdfium2

from media import sandbox
from media.essays.counting import NOTHING, Count, count
from media.identity.words import find_reader, read_words
from media.scratch import held_folder

MOST_PAGES = 10
DRAWING = sandbox.Budget(wall_seconds=30, cpu_seconds=20, memory_bytes=1 << 30, file_bytes=64 << 20)
_WALL_SECONDS = 90
_DOTS_PER_INCH = 200
_POINTS_PER_INCH = 72
_MOST_PIXELS = 12_000_000


def read_scan(path: Path) -> tuple[Count, int] | None:
    """Both figures of the words found in the first pages, and how many pages; None when nobody could read them."""
    if find_reader() is None:
        return None
    ends_at = time.monotonic() + _WALL_SECONDS
    with held_folder(None, prefix="bangvang-scan-") as folder:
        argument = {"path": str(path.resolve()), "folder": str(folder)}
        try:
            sandbox.call("media.essays.scans:draw_task", argument, readable=(path,), writable=folder, budget=DRAWING)
        except sandbox.SandboxWeakerError:
            raise
        except sandbox.SandboxError:
            return None
        total, pages = NOTHING, 0
        for picture in sorted(folder.glob("*.png")):
            words = read_words(picture) if time.monotonic() < ends_at else None
            if words is None:
                break
            total, pages = total + count(words), pages + 1
    return (total, pages) if pages else None


def draw_task(argument: dict[str, Any]) -> dict[str, Any]:
    """Draw the first pages of a PDF as grey pictures into a folder; inside the sandbox."""
    document = pypdfium2.PdfDocument(argument["path"])
    drawn = 0
    for place in range(min(len(document), MOST_PAGES)):
        page = document[place]
        width, height = page.get_size()
        scale = _DOTS_PER_INCH / _POINTS_PER_INCH
        scale = min(scale, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
        picture = page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil()
        picture.save(Path(argument["folder"]) / f"{place:03}.png")
        page.close()
        drawn += 1
    return {"pages": drawn}


def warm_up() -> None:
    """Load what drawing needs before the sandbox closes."""
    from PIL import Image  # noqa: PLC0415  only the child that draws needs it

    Image.preinit()
