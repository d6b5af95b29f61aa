"""The objects of a PDF page: which text among them nobody would see on paper or screen."""

from __future__ import annotations

import ctypes
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import pypdfium2.raw as pdfium

from media.codes import Code
from media.essays.blocks import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pypdfium2

MAX_OBJECTS = 200_000
_MAX_DEPTH = 6
_INVISIBLE_MODES = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_STROKED = (pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP)
_WHITE_FROM = 0xF0
_TINY_POINTS = 1.0

PdfObject: TypeAlias = Any  # a pointer of ctypes, which has no public name
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class TextObject:
    """One piece of text: its address (its identity within the page), its box on the page, how it is painted."""

    address: int
    box: Box
    invisible: bool
    white: bool


@dataclass(slots=True)
class PageObjects:
    """The objects of one page that matter here. `dark` are boxes on which white text can be read.

    `images_share` is the part of the page's area under its largest image, `drawings` counts lines and shapes.
    """

    texts: list[TextObject] = field(default_factory=list)
    dark: list[Box] = field(default_factory=list)
    fonts: Counter[str] = field(default_factory=Counter)
    images: int = 0
    images_share: float = 0
    drawings: int = 0
    seen: int = 0


def list_objects(page: pypdfium2.PdfPage) -> PageObjects:
    """Everything painted on the page, forms within forms included. Raises UnreadableError over 200,000."""
    objects = PageObjects()
    names: dict[int, str] = {}
    size = page.get_size()
    for item, placed in _walk(page, objects):
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            objects.texts.append(_text_object(item, placed=placed))
            objects.fonts[_font_name(item, names)] += 1
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            objects.images += 1
            objects.dark.append(_box(item))
            if placed:
                objects.images_share = max(objects.images_share, _share(_box(item), size))
        elif kind in {pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING}:
            objects.drawings += 1
            if not _fill(item)[1]:
                objects.dark.append(_box(item))
    return objects


def hidden_objects(objects: PageObjects, width: float, height: float) -> frozenset[int]:
    """The addresses of texts that cannot be seen: invisible mode, white on white, off the page, tiny."""
    return frozenset(
        text.address
        for text in objects.texts
        if text.invisible or _is_lost(text.box, width, height) or (text.white and not _on_dark(text.box, objects.dark))
    )


def _share(box: Box, size: tuple[float, float]) -> float:
    """The part of a page of this size that lies under the box."""
    width, height = size
    across = max(0.0, min(width, box[2]) - max(0.0, box[0]))
    along = max(0.0, min(height, box[3]) - max(0.0, box[1]))
    return across * along / max(1.0, width * height)


def _walk(page: pypdfium2.PdfPage, objects: PageObjects) -> Iterator[tuple[PdfObject, bool]]:
    """Every object, with whether its box is in the page's own coordinates (inside a form it is not)."""
    pdfium.FPDFPage_CountObjects(page)
    pending: list[tuple[PdfObject, int]] = [
        (pdfium.FPDFPage_GetObject(page, at), 0)
        for at in range(min(pdfium.FPDFPage_CountObjects(page), MAX_OBJECTS + 1))
    ]
    while pending:
        item, depth = pending.pop()
        objects.seen += 1
        if objects.seen > MAX_OBJECTS:
            raise refusal(Code.TOO_COMPLEX, reason="pdf_objects", limit=MAX_OBJECTS)
        if not item:
            continue
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            count = pdfium.FPDFFormObj_CountObjects(item)
            pending += [(pdfium.FPDFFormObj_GetObject(item, at), depth + 1) for at in range(min(count, MAX_OBJECTS))]
        else:
            yield item, depth == 0


def _text_object(item: PdfObject, *, placed: bool) -> TextObject:
    mode = pdfium.FPDFTextObj_GetTextRenderMode(item)
    clear, white = _fill(item)
    painted_by_fill = mode not in _STROKED
    return TextObject(
        address=ctypes.addressof(item.contents),
        box=_box(item) if placed else (0, 0, 0, 0),
        invisible=mode in _INVISIBLE_MODES or (painted_by_fill and clear),
        white=painted_by_fill and white,
    )


def _fill(item: PdfObject) -> tuple[bool, bool]:
    """Whether the fill is fully transparent, and whether it is white."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
        return False, False
    return alpha.value == 0, min(red.value, green.value, blue.value) >= _WHITE_FROM


def _box(item: PdfObject) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return (0, 0, 0, 0)
    return left.value, bottom.value, right.value, top.value


def _is_lost(box: Box, width: float, height: float) -> bool:
    left, bottom, right, top = box
    if box == (0, 0, 0, 0):
        return False
    return right < 0 or top < 0 or left > width or bottom > height or 0 < top - bottom < _TINY_POINTS


def _on_dark(box: Box, dark: Sequence[Box]) -> bool:
    if box == (0, 0, 0, 0):
        return True  # inside a form, where boxes do not tell; the benefit of the doubt
    across, along = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(left <= across <= right and bottom <= along <= top for left, bottom, right, top in dark)


def _font_name(item: PdfObject, names: dict[int, str]) -> str:
    font = pdfium.FPDFTextObj_GetFont(item)
    if not font:
        return ""
    address = ctypes.addressof(font.contents)
    if address not in names:
        buffer = ctypes.create_string_buffer(256)
        pdfium.FPDFFont_GetBaseFontName(font, buffer, 256)
        name = buffer.value.decode("utf-8", "replace")
        names[address] = name[7:] if name[6:7] == "+" else name  # ABCDEF+ marks an embedded subset
    return names[address]
