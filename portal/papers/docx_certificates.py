"""Certificates as DOCX: landscape, framed, one on each page, each with the QR of its public verification."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import segno
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.shared import Mm

from portal.papers import docx_parts as parts
from portal.papers import layout
from portal.papers.docx_styles import style_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as DocxDocument
    from docx.table import _Cell

    from portal.papers.content import Certificate

EDGE_X_MM, EDGE_Y_MM = 24, 18
WIDTHS_MM = (36.0, 90.0, 123.0)
QR_MM = 28


def draw_certificates(document: DocxDocument, certificates: Sequence[Certificate]) -> None:
    """Draw each on a page of its own."""
    for at, one in enumerate(certificates):
        section = document.sections[0] if at == 0 else document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(layout.PAGE_MM[1]), Mm(layout.PAGE_MM[0])
        section.left_margin = section.right_margin = Mm(EDGE_X_MM)
        section.top_margin = section.bottom_margin = Mm(EDGE_Y_MM)
        if at == 0:
            parts.page_border(section)  # what a new section takes over from the one before
        _draw(document, one)


def _draw(document: DocxDocument, one: Certificate) -> None:
    for text, word in (
        (layout.NATION, "c_nation"),
        (layout.MOTTO, "c_motto"),
        ("", "rule"),
        (one.giver, "c_giver"),
        ("TẶNG", "c_verb"),
        (one.kind, "c_kind"),
        (one.recipient, "c_name"),
        *(((one.place, "c_line"),) if one.place else ()),
        *((line, "c_line") for line in one.merit),
    ):
        if word == "rule":
            parts.rule(document, width_mm=62, inside_mm=layout.PAGE_MM[1] - 2 * EDGE_X_MM)
        else:
            document.add_paragraph(text, style=style_of(word))
    document.add_paragraph(style=style_of("c_gap"))
    table = document.add_table(rows=1, cols=3)
    parts.set_widths(table, list(WIDTHS_MM))
    code, notes, sign = table.rows[0].cells
    _picture(code, one.address)
    _fill(notes, [*((text, "c_note") for text in (one.decision, one.book_number) if text), (one.code, "c_code")])
    lines = [(one.place_and_day, "c_day"), *((line, "c_authority") for line in one.signature.lines), ("", "c_room")]
    _fill(sign, [*lines, (one.signature.name, "signer")])


def _picture(cell: _Cell, address: str) -> None:
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="png", scale=8, border=0)
    drawn.seek(0)
    shape = cell.paragraphs[0].add_run().add_picture(drawn, width=Mm(QR_MM))
    shape._inline.docPr.set("descr", address)  # noqa: SLF001  python-docx has no call for the text of a picture


def _fill(cell: _Cell, lines: Sequence[tuple[str, str]]) -> None:
    for at, (text, word) in enumerate(lines):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        paragraph.style = style_of(word)
        paragraph.add_run(text)
