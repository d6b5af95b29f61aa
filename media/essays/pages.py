"""Pages of a PDF that are pictures (scans above all), drawn anew: what judges see of them where no text can be read.

Drawn are pixels alone, without comments, forms and links, into JPEGs that know no tags. Each page has its bounds in
pixels and each child in time and memory; a page that goes beyond them is left out, and whoever shows it says so.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2
from PIL import Image, ImageChops

from media import sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PIL.Image import Image as Picture

LONGEST_SIDE = 1800
"""Of an A4 page about 150 dots to the inch: small print stays readable when enlarged."""
PAGES_AT_ONCE = 5
BUDGET = sandbox.Budget(wall_seconds=60, cpu_seconds=40, memory_bytes=1 << 30, file_bytes=16 << 20, nice=10)
_QUALITY = 78
_GREY_WITHIN = 24
_SMALL = (200, 200)


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page, from 1, as a JPEG at `path`."""

    page: int
    path: Path
    width: int
    height: int


def draw_pages(source: Path, pages: Sequence[int], *, folder: Path) -> Iterator[PagePicture]:
    """Draw these pages of a PDF into `folder`, in their order; what cannot be drawn within its bounds is left out.

    Raises only what is not about the file: SandboxWeakerError, and KilledError when the machine ended the child.
    """
    for start in range(0, len(pages), PAGES_AT_ONCE):
        several = pages[start : start + PAGES_AT_ONCE]
        drawn = _draw(source, several, folder)
        if drawn is None:  # one page of them: only that one shall be missing
            drawn = [one for page in several for one in _draw(source, [page], folder) or ()]
        yield from drawn


def draw_task(argument: dict[str, Any]) -> dict[str, Any]:
    """Draw some pages, inside the sandbox."""
    document = pypdfium2.PdfDocument(argument["path"])
    drawn = []
    for number in argument["pages"]:
        page = document[number - 1]
        scale = LONGEST_SIDE / max(1.0, *page.get_size())
        picture = _bare(page.render(scale=scale, may_draw_forms=False, draw_annots=False).to_pil())
        page.close()
        written = io.BytesIO()  # a full disk cuts what Pillow writes to a file, and it says nothing
        picture.save(written, "JPEG", quality=_QUALITY, progressive=True)
        (Path(argument["folder"]) / _name(number)).write_bytes(written.getvalue())
        drawn.append([number, *picture.size])
    return {"drawn": drawn}


def warm_up() -> None:
    """Load what drawing needs before the sandbox closes."""
    Image.preinit()


def _draw(source: Path, pages: Sequence[int], folder: Path) -> list[PagePicture] | None:
    argument = {"path": str(source.resolve()), "pages": list(pages), "folder": str(folder.resolve())}
    try:
        done = sandbox.call(
            "media.essays.pages:draw_task", argument, readable=(source,), writable=folder, budget=BUDGET
        )
    except sandbox.SandboxWeakerError:
        raise
    except sandbox.SandboxError as error:
        if isinstance(error, sandbox.KilledError) and error.is_from_outside:
            raise
        return None
    return [PagePicture(page, folder / _name(page), width, height) for page, width, height in done["drawn"]]


def _bare(picture: Picture) -> Picture:
    """The pixels alone, within the bounds; grey where there is no colour, which takes half the room."""
    whole = picture.convert("RGB")
    whole.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new("RGB", whole.size, "white")
    bare.paste(whole)
    red, green, blue = bare.resize(_SMALL).split()
    differences = (ImageChops.difference(red, green), ImageChops.difference(green, blue))
    is_grey = all(one.getextrema()[1] <= _GREY_WITHIN for one in differences)  # type: ignore[operator]  # one band
    return bare.convert("L") if is_grey else bare


def _name(page: int) -> str:
    return f"page-{page:04}.jpg"
