"""Measures a PDF as a ruler would: pages, margins, and of every passage its size, weight and place."""

from __future__ import annotations

import ctypes
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
from pypdfium2 import raw

if TYPE_CHECKING:
    from collections.abc import Sequence

MM = 72 / 25.4
END_OF_LINE = "\u0002"  # PDFium's sign for a hyphen that ends a line


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of a page. Places are mm from the page's left and upper edge."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    font: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page."""

    width: float
    height: float
    signs: tuple[Sign, ...]

    @property
    def text(self) -> str:
        """Its words without any white space, in the order of the file."""
        return "".join(one.text for one in self.signs)

    def find(self, words: str) -> Sequence[Sign]:
        """The signs of a passage; empty when the page does not say it."""
        wanted = squeezed(words)
        at = self.text.find(wanted)
        return self.signs[at : at + len(wanted)] if at >= 0 else ()


def squeezed(text: str) -> str:
    """Text without white space, composed."""
    return "".join(unicodedata.normalize("NFC", text).split())


def measure(pdf: bytes) -> list[Sheet]:
    """Every page of a PDF."""
    document = pdfium.PdfDocument(pdf)
    return [_sheet(document[at]) for at in range(len(document))]


def _sheet(page: pdfium.PdfPage) -> Sheet:
    width, height = page.get_size()
    text = page.get_textpage()
    signs = []
    for at in range(text.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(text.raw, at))
        if letter.isspace() or letter == "\ufffe":
            continue
        if letter == END_OF_LINE:
            letter = "-"
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        raw.FPDFText_GetCharBox(text.raw, at, left, right, bottom, top)
        signs.append(
            Sign(
                text=letter,
                left=left.value / MM,
                top=(height - top.value) / MM,
                right=right.value / MM,
                bottom=(height - bottom.value) / MM,
                size=round(raw.FPDFText_GetFontSize(text.raw, at), 1),
                font=_font(text, at),
            )
        )
    return Sheet(width / MM, height / MM, tuple(signs))


def _font(text: pdfium.PdfTextPage, at: int) -> str:
    name, flags = ctypes.create_string_buffer(200), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text.raw, at, name, 200, flags)
    return name.value.decode()


def text_of_pdf(pdf: bytes) -> str:
    """Everything a PDF says, squeezed, without the numbers at the heads of pages."""
    said = []
    for sheet in measure(pdf):
        body = [one for one in sheet.signs if one.top >= 19 or not one.text.isdigit()]
        said.append("".join(one.text for one in body))
    return "".join(said)
