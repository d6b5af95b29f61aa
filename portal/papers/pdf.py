"""Renders a content as PDF by Typst: archival (PDF/A), tagged, with embedded fonts and without a word about its maker.

The content goes in as data, never as markup: whatever somebody typed is printed as it stands (E05).
"""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import segno
import typst

from portal.papers import layout
from portal.papers.content import to_plain

if TYPE_CHECKING:
    from portal.papers.content import Content

_TEMPLATE = Path(__file__).with_name("paper.typ")
_STANDARD: Literal["a-2b"] = "a-2b"


class RenderingError(Exception):
    """The renderer complained: a warning is a fault of this house (an unknown font is only a warning)."""


def render_pdf(content: Content, *, check: str = "") -> bytes:
    """The paper as PDF.

    Args:
        content: what stands on it.
        check: the content's hash in short, printed at the foot of every page; empty on a draft.

    Raises:
        RenderingError: with the compiler's own words.
    """
    order: dict[str, Any] = {
        "paper": to_plain(content),
        "check": check,
        "forms": {word: asdict(form) for word, form in layout.FORMS.items()},
        "qr": {one.address: _qr(one.address) for one in content.certificates},
        "measures": {
            "top": layout.TOP_MM, "bottom": layout.BOTTOM_MM, "left": layout.LEFT_MM, "right": layout.RIGHT_MM,
            "indent": layout.INDENT_MM, "sign": layout.SIGN_ROOM_MM, "head": layout.LEFT_SHARE,
            "page_number": layout.PAGE_NUMBER_PT, "single": layout.SINGLE_EM, "wide": layout.WIDE_EM,
            "font": layout.EMBEDDED_FONT,
        },
        "nation": layout.NATION, "motto": layout.MOTTO, "recipients": layout.RECIPIENTS,
    }  # fmt: skip
    try:
        pdf, warnings = typst.compile_with_warnings(
            _TEMPLATE,
            format="pdf",
            font_paths=[layout.FONTS],
            ignore_system_fonts=True,
            sys_inputs={"order": json.dumps(order, ensure_ascii=False)},
            pdf_standards=_STANDARD,
        )
    except typst.TypstError as error:
        raise RenderingError(str(error)) from error
    if warnings:
        raise RenderingError("; ".join(str(one) for one in warnings))
    return bytes(pdf)


def _qr(address: str) -> str:
    """A QR as an SVG of its own."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=True, nl=False)
    return drawn.getvalue().decode()
