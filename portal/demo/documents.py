"""Real essay files for the demonstration and for tests: DOCX, ODT and PDF of an exact number of chữ.

All three makers take the same order, so that one essay can be made in every format. The cover is the first
page and lists what `cover` holds: known keys (author or full_name, position, unit, phone, title, topic) under the usual
labels, any other key as its own label. The body has exactly `chu` chữ by the official rule and
`chu + dashes` by the Word-like one.
"""

import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import typst
from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from portal.demo.odt import write_odt
from portal.demo.texts import Passage, essay_passages

Form = Literal["NFC", "NFD"]

COVER_LABELS = {
    "author": "Họ và tên tác giả",
    "full_name": "Họ và tên tác giả",
    "position": "Chức vụ",
    "unit": "Đơn vị công tác",
    "phone": "Số điện thoại",
    "topic": "Chủ đề",
}
COVER_HEADING = "BÀI DỰ THI TUYÊN TRUYỀN VỀ CẢI CÁCH HÀNH CHÍNH"
PAPER_MM = {"A4": (210, 297), "A5": (148, 210), "letter": (216, 279)}


def make_docx(
    path: Path,
    *,
    chu: int,
    cover: Mapping[str, str] | None = None,
    seed: int = 1,
    dashes: int = 0,
    nfd: bool = False,
    page_numbers: bool = True,
    paper: str = "A4",
    author: str = "",
    font: str = "Times New Roman",
) -> Path:
    """Write a DOCX as a word processor would; `author` goes into its properties."""
    document = Document()
    width, height = PAPER_MM[paper]
    section = document.sections[0]
    section.page_width, section.page_height = Mm(width), Mm(height)
    document.styles["Normal"].font.name = font
    document.styles["Normal"].font.size = Pt(14)
    document.core_properties.author = author
    document.core_properties.last_modified_by = author
    document.core_properties.title = ""
    document.core_properties.comments = ""
    form: Form = "NFD" if nfd else "NFC"
    if cover is not None:
        _docx_cover(document, cover, form)
    for passage in essay_passages(chu, seed, dashes=dashes):
        text = unicodedata.normalize(form, passage.text)
        document.add_paragraph(text, style="Heading 2" if passage.kind == "heading" else None)
    if page_numbers:
        _docx_page_numbers(section)
    document.save(str(path))
    return path


def make_odt(
    path: Path,
    *,
    chu: int,
    cover: Mapping[str, str] | None = None,
    seed: int = 1,
    dashes: int = 0,
    nfd: bool = False,
    page_numbers: bool = True,
    paper: str = "A4",
    author: str = "",
    font: str = "Liberation Serif",
) -> Path:
    """Write an ODT as LibreOffice would; `author` goes into its properties."""
    form: Form = "NFD" if nfd else "NFC"
    passages = [
        Passage(passage.kind, unicodedata.normalize(form, passage.text))
        for passage in essay_passages(chu, seed, dashes=dashes)
    ]
    lines = [unicodedata.normalize(form, line) for line in cover_lines(cover)] if cover is not None else []
    return write_odt(
        path,
        cover_lines=lines,
        passages=passages,
        size_mm=PAPER_MM[paper],
        page_numbers=page_numbers,
        author=author,
        font=font,
    )


def make_pdf(
    path: Path,
    *,
    chu: int,
    cover: Mapping[str, str] | None = None,
    seed: int = 1,
    dashes: int = 0,
    nfd: bool = False,
    page_numbers: bool = True,
    paper: str = "A4",
    author: str = "",
) -> Path:
    """Render a PDF with text that can be read; `author` goes into its properties."""
    form: Form = "NFD" if nfd else "NFC"
    order = {
        "cover": cover_lines(cover) if cover is not None else [],
        "passages": [
            {"kind": passage.kind, "text": unicodedata.normalize(form, passage.text)}
            for passage in essay_passages(chu, seed, dashes=dashes)
        ],
        "author": author,
        "width": PAPER_MM[paper][0],
        "height": PAPER_MM[paper][1],
        "numbered": page_numbers,
    }
    pdf, _ = typst.compile_with_warnings(
        (Path(__file__).with_name("essay.typ")).read_bytes(),
        format="pdf",
        sys_inputs={"order": json.dumps(order)},
        ignore_system_fonts=True,
    )
    path.write_bytes(pdf)
    return path


def cover_lines(cover: Mapping[str, str]) -> list[str]:
    """The lines of a cover: a heading, the title large, then label and value each on a line."""
    lines = [COVER_HEADING]
    if title := cover.get("title"):
        lines.append(title)
    lines += [f"{COVER_LABELS.get(key, key)}: {value}" for key, value in cover.items() if key != "title"]
    return lines


def _docx_cover(document: DocxDocument, cover: Mapping[str, str], form: Form) -> None:
    lines = [unicodedata.normalize(form, line) for line in cover_lines(cover)]
    centred = 2 if cover.get("title") else 1
    for place, line in enumerate(lines):
        paragraph = document.add_paragraph(line)
        if place < centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _docx_page_numbers(section: Section) -> None:
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_field(paragraph, "PAGE")


def _add_field(paragraph: Paragraph, instruction: str) -> None:
    """A complex field, as word processors write it: begin, instruction, separate, last result, end."""
    for kind, text in (
        ("begin", None),
        ("instr", f" {instruction} "),
        ("separate", None),
        (None, "1"),
        ("end", None),
    ):
        run = paragraph.add_run(text if kind is None else None)
        if kind == "instr":
            element = OxmlElement("w:instrText")
            element.text = text
            run._r.append(element)  # noqa: SLF001  python-docx has no call for fields
        elif kind is not None:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
            run._r.append(element)  # noqa: SLF001  python-docx has no call for fields
