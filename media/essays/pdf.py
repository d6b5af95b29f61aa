"""Reading a PDF through PDFium: its text as far as it is text, and what a reader would not see of it."""

from __future__ import annotations

import ctypes
import mmap
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from media.codes import Code
from media.essays.blocks import Aside, Block, BlockKind, Essay, refusal
from media.essays.pdf_lines import goes_on_over_page, is_heading, join_lines, part_margins
from media.essays.pdf_objects import hidden_objects, list_objects
from media.reports import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from media.essays.pdf_objects import PageObjects

_MM_PER_POINT = 25.4 / 72
_MAX_CHARACTERS = 4_000_000
_MAX_ANNOTATIONS = 2_000
_MAX_XMP_BYTES = 256 << 10
_LINKING = (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_POPUP)
_XFA_FROM = 2
_WHOLE_PAGE = 0.6
_MOST_STAMPED_WORDS = 6
_FEWEST_OUTLINES = 20
_PROPERTY_PLACES = {
    "Author": "property:author",
    "Title": "property:title",
    "Subject": "property:subject",
    "Keywords": "property:keywords",
}
_TAGS = re.compile(r"<[^<>]{0,400}>")


@dataclass(slots=True)
class _Gathered:
    """What the pages gave, in order."""

    lines: list[list[str]] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    papers: list[tuple[int, int]] = field(default_factory=list)
    fonts: Counter[str] = field(default_factory=Counter)
    asides: list[Aside] = field(default_factory=list)
    images: int = 0
    comments: int = 0
    pictured: list[int] = field(default_factory=list)
    scanned: int = 0
    stamps: list[Block] = field(default_factory=list)
    characters: int = 0


def read_pdf(path: Path, *, max_pages: int) -> Essay:
    """The blocks, properties and form of a PDF. Raises UnreadableError for what cannot or must not be read.

    A page without text that holds a picture is taken for a scan and reported: its text is unknown. So is one whose
    picture fills it, beside the few words that a program for scanning stamps on every page; and a page whose letters
    were turned into shapes is a picture as well. Each becomes a block of its own, at its place.
    """
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise refusal(Code.ENCRYPTED) from error
        raise refusal(Code.UNREADABLE, reason="pdf") from error
    try:
        if len(document) > max_pages:
            raise refusal(Code.TOO_MANY_PAGES, pages=len(document), max_pages=max_pages)
        gathered = _Gathered()
        for index in range(len(document)):
            _read_page(document, index, gathered)
        asides = (*_properties(document), *_xmp(path), *gathered.asides)
        findings = (*_inside(document), *_scans(gathered))
        return _essay(gathered, asides, findings)
    finally:
        document.close()


def _essay(gathered: _Gathered, asides: tuple[Aside, ...], findings: tuple[Finding, ...]) -> Essay:
    pages, numbered = part_margins(gathered.lines)
    blocks: list[Block] = []
    margins: list[Block] = list(gathered.stamps)
    for place, page in enumerate(pages):
        if place + 1 in gathered.pictured:
            blocks.append(Block(BlockKind.PAGE, "", starts_page=place > 0, page=place + 1))
        margins += [Block(BlockKind.HEADER, line, page=place + 1) for line in page.header]
        margins += [Block(BlockKind.FOOTER, line, page=place + 1) for line in page.footer]
        hidden = gathered.hidden[place]
        for at, text in enumerate(join_lines(page.body)):
            if at == 0 and blocks and blocks[-1].text and goes_on_over_page(blocks[-1].text, text):
                blocks[-1] = replace(blocks[-1], text=f"{blocks[-1].text} {text}")
                continue
            kind = BlockKind.HEADING if is_heading(text) else BlockKind.PARAGRAPH
            blocks.append(
                Block(
                    kind,
                    text,
                    level=2 if kind is BlockKind.HEADING else 0,
                    starts_page=at == 0 and place > 0,
                    page=place + 1,
                )
            )
        if hidden:
            blocks.append(Block(BlockKind.PARAGRAPH, "", hidden=hidden, page=place + 1))
    return Essay(
        blocks=tuple(blocks),
        margins=tuple(margins),
        asides=asides,
        findings=findings,
        fonts=dict(gathered.fonts),
        papers_mm=tuple(gathered.papers),
        pages=len(gathered.lines),
        page_numbers=numbered if any(gathered.lines) else None,
        images=gathered.images,
        pictured_pages=tuple(gathered.pictured),
        comments=gathered.comments,
    )


def _read_page(document: pypdfium2.PdfDocument, index: int, gathered: _Gathered) -> None:
    try:
        page = document[index]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise refusal(Code.UNREADABLE, f"page:{index + 1}", reason="pdf_page") from error
    try:
        width, height = page.get_size()
        gathered.papers.append((round(width * _MM_PER_POINT), round(height * _MM_PER_POINT)))
        objects = list_objects(page)
        gathered.images += objects.images
        gathered.fonts.update(objects.fonts)
        length = text_page.count_chars()
        gathered.characters += length
        if gathered.characters > _MAX_CHARACTERS:
            raise refusal(Code.TOO_COMPLEX, reason="characters", limit=_MAX_CHARACTERS)
        unseen = hidden_objects(objects, width, height)
        if unseen:
            text, hidden = _parted_text(text_page, length, unseen)
        else:
            text, hidden = text_page.get_text_range(), ""
        lines = [line.strip() for line in _mended(text).splitlines()]
        lines = [line for line in lines if line]
        if _is_picture(objects, lines):
            gathered.pictured.append(index + 1)
            gathered.scanned += objects.images > 0
            gathered.stamps += [Block(BlockKind.FOOTER, line, page=index + 1) for line in lines]
            lines = []
        gathered.lines.append(lines)
        gathered.hidden.append(" ".join(_mended(hidden).split()))
        _read_annotations(page, gathered)
    finally:
        text_page.close()
        page.close()


def _is_picture(objects: PageObjects, lines: list[str]) -> bool:
    if lines:
        words = sum(len(line.split()) for line in lines)
        return objects.images_share >= _WHOLE_PAGE and words <= _MOST_STAMPED_WORDS
    return objects.images > 0 or objects.drawings >= _FEWEST_OUTLINES


def _mended(text: str) -> str:
    """PDFium marks a hyphen that only broke a line by U+FFFE, and separates lines by CR LF."""
    return text.replace("\ufffe\r\n", "").replace("\ufffe", "-").replace("\r\n", "\n").replace("\0", "")


def _parted_text(text_page: pypdfium2.PdfTextPage, length: int, unseen: frozenset[int]) -> tuple[str, str]:
    """The page's text sign by sign, seen and unseen; only for pages that hide something."""
    seen: list[str] = []
    hidden: list[str] = []
    last_hidden = False
    for at in range(length):
        owner = pdfium.FPDFText_GetTextObject(text_page, at)
        if owner:  # generated spaces and line ends belong to no object and go with what is before them
            last_hidden = ctypes.addressof(owner.contents) in unseen
        code = pdfium.FPDFText_GetUnicode(text_page, at)
        (hidden if last_hidden else seen).append(chr(code) if 0 < code < 0x11_0000 else " ")  # noqa: PLR2004
        if last_hidden and not owner:
            seen.append(" ")
    return _joined(seen), _joined(hidden)


def _joined(signs: list[str]) -> str:
    """PDFium gives letters beyond the first 65,536 as two halves; a half alone becomes U+FFFD."""
    return "".join(signs).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _read_annotations(page: pypdfium2.PdfPage, gathered: _Gathered) -> None:
    for at in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MAX_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, at)
        if not annotation:
            continue
        if pdfium.FPDFAnnot_GetSubtype(annotation) not in _LINKING:
            gathered.comments += 1
            for key, place in ((b"Contents", "comment"), (b"T", "comment_author")):
                if text := _annotation_text(annotation, key):
                    gathered.asides.append(Aside(place, text))
        pdfium.FPDFPage_CloseAnnot(annotation)


def _annotation_text(annotation: object, key: bytes) -> str:
    size = min(pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0), 1 << 16)
    buffer = ctypes.create_string_buffer(size + 2)
    pdfium.FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return buffer.raw[:size].decode("utf-16-le", "replace").rstrip("\0")


def _properties(document: pypdfium2.PdfDocument) -> Iterator[Aside]:
    for key, value in document.get_metadata_dict().items():
        if value and key in _PROPERTY_PLACES:
            yield Aside(_PROPERTY_PLACES[key], value)


def _xmp(path: Path) -> Iterator[Aside]:
    """The words of the XMP packets, which PDFium does not read; they are kept in the clear by rule."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        start = data.find(b"<x:xmpmeta")
        stop = data.find(b"</x:xmpmeta>", start) if start >= 0 else -1
        if stop > start:
            packet = data[start : min(stop, start + _MAX_XMP_BYTES)].decode("utf-8", "replace")
            yield Aside("property:xmp", " ".join(_TAGS.sub(" ", packet).split()))


def _inside(document: pypdfium2.PdfDocument) -> Iterator[Finding]:
    """What a file for reading has no need of: embedded files, scripts, forms that are programs."""
    for at in range(min(document.count_attachments(), 10)):
        try:
            name = document.get_attachment(at).get_name()
        except pypdfium2.PdfiumError:
            name = ""
        yield Finding(Code.EMBEDDED_FILE, Severity.PROBLEM, "attachments", {"member": name[:200]})
    if pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        yield Finding(Code.ACTIVE_CONTENT, Severity.PROBLEM, "document", {"member": "JavaScript"})
    if document.get_formtype() >= _XFA_FROM:
        yield Finding(Code.ACTIVE_CONTENT, Severity.PROBLEM, "document", {"member": "XFA"})


def _scans(gathered: _Gathered) -> Iterator[Finding]:
    """How many pages could not be read. Nothing but letters turned into shapes is told as a file without text."""
    whole = not any(gathered.lines)
    if gathered.scanned or (gathered.pictured and not whole):
        severity = Severity.PROBLEM if whole else Severity.WARNING
        yield Finding(Code.SCANNED, severity, "body", {"pages": len(gathered.pictured)})
