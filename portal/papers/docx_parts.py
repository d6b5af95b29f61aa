"""Parts of a DOCX that python-docx has no call for: rules, fields, borders, pages counted anew, neutral properties."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from portal.papers.docx_styles import NAMES

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument
    from docx.section import Section
    from docx.table import Table as DocxTable
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_ZIP_EPOCH = (2000, 1, 1, 0, 0, 0)


def rule(cell: _Cell | DocxDocument, *, width_mm: float, inside_mm: float) -> Paragraph:
    """A drawn line of a length, in the middle of what is `inside_mm` wide."""
    paragraph = cell.add_paragraph(style=NAMES["rule"])
    side = max(0.0, (inside_mm - width_mm) / 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(side)
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    properties: Any = paragraph._p.get_or_add_pPr()  # noqa: SLF001  python-docx has no call for borders
    properties.insert_element_before(
        borders,
        "w:shd",
        "w:tabs",
        "w:suppressAutoHyphens",
        "w:spacing",
        "w:ind",
        "w:contextualSpacing",
        "w:jc",
        "w:rPr",
    )
    return paragraph


def page_number(section: Section) -> None:
    """The number in the middle of the top margin, from 1, not on the first page; each section counts anew."""
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = False
    paragraph = section.header.paragraphs[0]
    paragraph.style = NAMES["page_number"]
    for kind, text in (("begin", ""), ("instr", " PAGE "), ("separate", ""), ("", "2"), ("end", "")):
        run = paragraph.add_run(text if not kind else None)
        if kind == "instr":
            element = OxmlElement("w:instrText")
            element.text = text
            run._r.append(element)  # noqa: SLF001  python-docx has no call for fields
        elif kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
            run._r.append(element)  # noqa: SLF001  python-docx has no call for fields
    counted = OxmlElement("w:pgNumType")
    counted.set(qn("w:start"), "1")
    section._sectPr.append(counted)  # noqa: SLF001  python-docx has no call for counting anew


def footer_line(section: Section, text: str) -> None:
    """The same line at the foot of every page, the first too."""
    for footer in (section.footer, section.first_page_footer):
        footer.is_linked_to_previous = False
        footer.paragraphs[0].text = text
        footer.paragraphs[0].style = NAMES["check"]


def set_widths(table: DocxTable, widths_mm: list[float]) -> None:
    """Fixed widths of the columns, in the grid and in every cell: Word believes the one, LibreOffice the other."""
    table.autofit = False
    for at, width in enumerate(widths_mm):
        table.columns[at].width = Mm(width)
        for cell in table.columns[at].cells:
            cell.width = Mm(width)


def keep_together(table: DocxTable) -> None:
    """No page break inside the table's rows, and none between them."""
    for row in table.rows:
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001  python-docx has no call for it
        properties.append(OxmlElement("w:cantSplit"))
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def repeat_first_row(table: DocxTable) -> None:
    """The headings return on every page."""
    properties = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001  python-docx has no call for it
    again = OxmlElement("w:tblHeader")
    again.set(qn("w:val"), "true")
    properties.append(again)


def page_border(section: Section) -> None:
    """The frame of a certificate."""
    borders = OxmlElement("w:pgBorders")
    borders.set(qn("w:offsetFrom"), "page")
    for side in ("top", "left", "bottom", "right"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "thinThickMediumGap"), ("sz", "24"), ("space", "24"), ("color", "B8860B")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    properties: Any = section._sectPr  # noqa: SLF001  python-docx has no call for page borders
    margins = properties.find(qn("w:pgMar"))
    margins.addnext(borders)


def box_border(table: DocxTable, height_mm: float) -> None:
    """A table of one cell as a frame of a fixed height."""
    table.style = "Table Grid"
    table.rows[0].height = Mm(height_mm)


def save(document: DocxDocument) -> bytes:
    """The file; its properties tell nothing of who made it, when and on what (E04). Equal content, equal bytes."""
    told = document.core_properties
    told.author = told.last_modified_by = told.comments = told.keywords = told.category = told.subject = ""
    told.created = told.modified = EPOCH
    told.revision = 1
    told.language = "vi-VN"
    belongs = document.part.package.rels
    for key in [key for key, one in belongs.items() if one.reltype.endswith("/thumbnail")]:
        del belongs[key]
    buffer = io.BytesIO()
    document.save(buffer)
    return _repack(buffer.getvalue())


def _repack(data: bytes) -> bytes:
    """Without the name of the application; every member at one fixed time."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "docProps/app.xml":
                body = _APP
            new.writestr(zipfile.ZipInfo(name, _ZIP_EPOCH), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
