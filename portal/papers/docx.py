"""Renders a content as DOCX: editable in Word, by styles, in the layout of Nghị định 30/2020/NĐ-CP."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_BREAK
from docx.shared import Mm

from portal.papers import docx_parts as parts
from portal.papers import layout
from portal.papers.content import Box, Head, PageBreak, Para, Signs, Table
from portal.papers.docx_certificates import draw_certificates
from portal.papers.docx_styles import NAMES, add_styles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as DocxDocument
    from docx.section import Section
    from docx.table import _Cell

    from portal.papers.content import Block, Content, Letterhead, Signature

_MOTTO_MM, _SUBJECT_MM = 63.0, 32.0


def render_docx(content: Content, *, check: str = "") -> bytes:
    """The paper as DOCX. `check` is printed at the foot of every page; empty on a draft."""
    document = Document()
    add_styles(document)
    document.core_properties.title = content.name
    section = document.sections[0]
    if content.certificates:
        draw_certificates(document, content.certificates)
        return parts.save(document)
    width = _lay_out(section, landscape=content.landscape, check=check)
    if content.letterhead is not None:
        _letterhead(document, content.letterhead, width)
    _heading(document, content.title, content.subject, width)
    _draw(document, content.blocks, width)
    _close(document, content.signatures, content.recipients, width)
    for one in content.appendices:
        section = document.add_section(WD_SECTION.NEW_PAGE)
        document.paragraphs[-1].style = NAMES["spacer"]  # the one that carries the end of the section before
        inside = _lay_out(section, landscape=one.landscape, check=check)
        _heading(document, one.title, one.subject, inside)
        if one.note:
            document.add_paragraph(one.note, style=NAMES["note"])
        _draw(document, one.blocks, inside)
    return parts.save(document)


def _lay_out(section: Section, *, landscape: bool, check: str) -> float:
    """Page, margins, page number; answers the width between the margins in mm."""
    short, long = layout.PAGE_MM
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(long), Mm(short)) if landscape else (Mm(short), Mm(long))
    section.top_margin, section.bottom_margin = Mm(layout.TOP_MM), Mm(layout.BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(layout.LEFT_MM), Mm(layout.RIGHT_MM)
    section.header_distance = section.footer_distance = Mm(10)
    parts.page_number(section)
    if check:
        parts.footer_line(section, check)
    return float((long if landscape else short) - layout.LEFT_MM - layout.RIGHT_MM)


def _letterhead(document: DocxDocument, head: Letterhead, width: float) -> None:
    table = document.add_table(rows=2, cols=2)
    left, right = width * layout.LEFT_SHARE, width * (1 - layout.LEFT_SHARE)
    parts.set_widths(table, [left, right])
    organ, nation = table.rows[0].cells
    lines = [(head.upper.upper(), "upper")] if head.upper else []
    _fill(organ, [*lines, (head.organ.upper(), "organ")])
    parts.rule(organ, width_mm=min(26.0, left / 2), inside_mm=left - 4)
    _fill(nation, [(layout.NATION, "nation"), (layout.MOTTO, "motto")])
    parts.rule(nation, width_mm=_MOTTO_MM, inside_mm=right - 4)
    number, day = table.rows[1].cells
    _fill(number, [(text, word) for text, word in ((head.number, "number"), (head.about, "about")) if text])
    _fill(day, [(head.place_and_day, "day")] if head.place_and_day else [])


def _heading(document: DocxDocument, title: str, subject: str, width: float) -> None:
    if title:
        document.add_paragraph(title, style=NAMES["title"])
    if subject:
        document.add_paragraph(subject, style=NAMES["subject"])
        parts.rule(document, width_mm=_SUBJECT_MM, inside_mm=width)
    document.add_paragraph(style=NAMES["spacer"])


def _draw(document: DocxDocument, blocks: Sequence[Block], width: float) -> None:
    for block in blocks:
        match block:
            case Para():
                _para(document, block)
            case Table():
                _table(document, block, width)
            case Box():
                _box(document, block)
            case Head():
                _letterhead(document, block.letterhead, width)
                document.add_paragraph(style=NAMES["spacer"])
            case Signs():
                _sign_rows(document, block.signatures, width)
            case PageBreak():
                document.add_paragraph(style=NAMES["spacer"]).add_run().add_break(WD_BREAK.PAGE)


def _para(document: DocxDocument, block: Para) -> None:
    paragraph = document.add_paragraph(style=NAMES[block.look.value])
    if block.lead:
        paragraph.add_run(f"{block.lead} ").bold = True
    paragraph.add_run(block.text)


def _table(document: DocxDocument, block: Table, width: float) -> None:
    rows = [*block.rows, *([block.total] if block.total else [])]
    table = document.add_table(rows=1 + len(rows), cols=len(block.columns))
    table.style = "Table Grid"
    shares = sum(column.share for column in block.columns)
    parts.set_widths(table, [width * column.share / shares for column in block.columns])
    for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
        _fill(cell, [(column.heading, "cell_heading")])
    sides = [_SIDES[column.align] for column in block.columns]
    for at, row in enumerate(rows):
        is_total = bool(block.total) and at == len(rows) - 1
        for cell, text, side in zip(table.rows[at + 1].cells, row, sides, strict=True):
            _fill(cell, [(text, "cell")])
            cell.paragraphs[0].alignment = side
            for run in cell.paragraphs[0].runs if is_total else ():
                run.bold = True
    parts.repeat_first_row(table)
    document.add_paragraph(style=NAMES["spacer"])


def _box(document: DocxDocument, block: Box) -> None:
    table = document.add_table(rows=1, cols=1)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    parts.box_border(table, block.height_mm)
    parts.set_widths(table, [float(block.width_mm)])
    cell = table.rows[0].cells[0]
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    _fill(cell, [(line.text, line.look.value) for line in block.lines])
    document.add_paragraph(style=NAMES["spacer"])


def _close(document: DocxDocument, signatures: Sequence[Signature], recipients: Sequence[str], width: float) -> None:
    to = (
        [(layout.RECIPIENTS, "recipients_heading"), *((line, "recipients") for line in recipients)]
        if recipients
        else []
    )
    if not signatures and not to:
        return
    if signatures:
        document.paragraphs[-1].paragraph_format.keep_with_next = True
    document.add_paragraph(style=NAMES["spacer"]).paragraph_format.keep_with_next = True
    if len(signatures) > 1:
        _sign_rows(document, signatures, width)
        for text, word in to:
            document.add_paragraph(text, style=NAMES[word])
        return
    table = document.add_table(rows=1, cols=2)
    parts.set_widths(table, [width / 2] * 2)
    _fill(table.rows[0].cells[0], to)
    for one in signatures:
        name = [(one.name, "signer")] if one.name else []
        _fill(table.rows[0].cells[1], [*_above(one), ("", "sign_room"), *name])
    parts.keep_together(table)


def _sign_rows(document: DocxDocument, signatures: Sequence[Signature], width: float) -> None:
    """Row by row, so that names stand on one line whatever stands above them."""
    table = document.add_table(rows=3, cols=len(signatures))
    parts.set_widths(table, [width / len(signatures)] * len(signatures))
    for at, one in enumerate(signatures):
        _fill(table.rows[0].cells[at], _above(one))
        _fill(table.rows[1].cells[at], [("", "sign_room")])
        _fill(table.rows[2].cells[at], [(one.name, "signer")] if one.name else [])
    parts.keep_together(table)


def _above(one: Signature) -> list[tuple[str, str]]:
    return [*((line, "authority") for line in one.lines), *([(one.note, "sign_note")] if one.note else [])]


def _fill(cell: _Cell, lines: Sequence[tuple[str, str]]) -> None:
    """Paragraphs of a cell; the first takes the place of the empty one that every cell has."""
    first = cell.paragraphs[0]
    first.style = NAMES["spacer"]
    for at, (text, word) in enumerate(lines):
        paragraph = first if at == 0 else cell.add_paragraph()
        paragraph.style = NAMES[word]
        paragraph.add_run(text)


_SIDES = {"left": 0, "center": 1, "right": 2}


def text_of_docx(data: bytes) -> str:
    """Every word of a DOCX in the order in which it is read, heads and feet left out."""
    document = Document(io.BytesIO(data))
    return "\n".join(node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t"))
