"""Scanned PDFs: pages that are pictures, with the traces that a scanner's files bear."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from tests.factories.crafted import craft_pdf, line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PICTURE = b"q 595 0 0 842 0 0 cm /Im0 Do Q\n"
"""A stream that fills its page with the picture."""
OUTLINES = b"".join(b"%d 400 10 14 re f\n" % (60 + 16 * place) for place in range(24))
"""A stream that shows letters as shapes, as some programs print them."""
_SIZE = (620, 877)


def photograph(*, comment: str = "", colour: str = "black", words: str = "TRANG QUET") -> bytes:
    """A JPEG of a page with words on it; `comment` stands in its EXIF and its comment."""
    picture = Image.new("RGB", _SIZE, "white")
    drawing = ImageDraw.Draw(picture)
    drawing.text((80, 120), words, fill=colour, font_size=60)
    for row in range(12):
        drawing.line((80, 260 + 36 * row, 540, 260 + 36 * row), fill=colour, width=6)
    raw = io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = comment
    picture.save(raw, "JPEG", quality=85, exif=exif, comment=comment)
    return raw.getvalue()


def make_scan(
    path: Path, streams: Sequence[bytes] = (PICTURE,), *, jpeg: bytes | None = None, catalog: str = ""
) -> Path:
    """A PDF of these streams; `PICTURE` among them shows `jpeg`."""
    data = photograph() if jpeg is None else jpeg
    number = 4 + 2 * len(streams)
    width, height = _SIZE
    image = (
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"
        b"/Length %d>>stream\n%s\nendstream" % (width, height, len(data), data)
    )
    return craft_pdf(path, streams, resources=f"/XObject<</Im0 {number} 0 R>>", extra=[image], catalog=catalog)


def mixed_scan(path: Path) -> Path:
    """Text, a scanned page, text again, letters as shapes, and a scan with the stamp of a program."""
    return make_scan(
        path,
        [
            line("Bay gio sang suong con phu trang day nui."),
            PICTURE,
            line("Ba con da ngoi cho truoc cua tu som."),
            OUTLINES,
            PICTURE + line("Scanned with CamScanner", y=20),
        ],
    )
