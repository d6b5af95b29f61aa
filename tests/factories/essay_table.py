"""The crafted essays of the table test: each file with the exact facts that its report must give."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from media.codes import Code
from media.reports import FileKind, Scope
from tests.factories.crafted import craft_docx, craft_odt, craft_pdf, document, line, paragraph, part
from tests.factories.documents import COVER, make_docx, make_odt, make_pdf
from tests.factories.pictures import scanned_pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

TEN = "Cải cách hành chính phục vụ nhân dân tốt hơn"
CHOSEN = Scope(headings=False, tables=False, captions=True, footnotes=True, headers=True, footers=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One file: how it is made, its kind, facts that must hold exactly, and codes that must and must not appear."""

    name: str
    kind: FileKind
    make: Callable[[Path], Path]
    facts: Mapping[str, Any]
    codes: frozenset[Code] = frozenset()
    never: frozenset[Code] = frozenset()
    scope: Scope = field(default_factory=Scope)
    has_cover: bool = False


def put(text: str | bytes) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


def docx(body: str, **options: Any) -> Callable[[Path], Path]:
    return lambda path: craft_docx(path, body, **options)


def chu(official: int, word_like: int | None = None, **more: Any) -> dict[str, Any]:
    return {"chu_official": official, "chu_word_like": official if word_like is None else word_like, **more}


def _full(path: Path) -> Path:
    """Heading, table, caption, note, header and footer, each of a size of its own."""
    styles = part(
        "styles",
        '<w:style w:type="paragraph" w:styleId="C"><w:name w:val="caption"/></w:style>',
    )
    body = (
        paragraph("Mục một hai", properties='<w:outlineLvl w:val="0"/>')
        + paragraph(TEN)
        + "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>ô một</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        + paragraph("Hình 1: chú thích ảnh năm chữ", properties='<w:pStyle w:val="C"/>')
    )
    note = '<w:footnote w:id="1"><w:p><w:r><w:t>ghi chú bốn chữ</w:t></w:r></w:p></w:footnote>'
    return craft_docx(
        path,
        body,
        parts={
            "word/styles.xml": styles,
            "word/footnotes.xml": part("footnotes", note),
            "word/header1.xml": part("hdr", paragraph("đầu trang")),
            "word/footer1.xml": part("ftr", paragraph("chân")),
        },
        relations=[
            ("styles", "styles.xml", False), ("footnotes", "footnotes.xml", False),
            ("header", "header1.xml", False), ("footer", "footer1.xml", False),
        ],
    )  # fmt: skip


def _tracked() -> str:
    return (
        paragraph(TEN)
        + '<w:p><w:ins w:author="Người thử"><w:r><w:t>ba chữ thêm</w:t></w:r></w:ins></w:p>'
        + '<w:p><w:del w:author="Người thử"><w:r><w:delText>hai bỏ</w:delText></w:r></w:del></w:p>'
    )


_COMMENTS = part("comments", '<w:comment w:id="1" w:author="X"><w:p><w:r><w:t>xem lại</w:t></w:r></w:p></w:comment>')
_OLD = "KÕ ho¹ch c¶i c¸ch hµnh chÝnh"
_VNI = "Keá hoaïch caûi caùch haønh chính huyeän Kroâng Noâ"
_HALF = "Kê\u0301 hoa\u0323ch ca\u0309i ca\u0301ch huyê\u0323n"
_LEGACY, _HIDDEN = Code.LEGACY_FONTS, Code.HIDDEN_TEXT
D, Q, P, T, H = FileKind.DOCX, FileKind.ODT, FileKind.PDF, FileKind.TEXT, FileKind.HTML

ROWS: tuple[Row, ...] = (
    Row("docx with cover", D, lambda p: make_docx(p, chu=1463, cover=COVER, dashes=34),
        chu(1463, 1497, paper="A4", page_numbers=True, cover_found=True, cover=dict.fromkeys(COVER, True)),
        frozenset({Code.COVER_LEFT_OUT}), has_cover=True),
    Row("odt with cover", Q, lambda p: make_odt(p, chu=1463, cover=COVER, dashes=34),
        chu(1463, 1497, paper="A4", page_numbers=True, cover_found=True), has_cover=True),
    Row("pdf with cover", P, lambda p: make_pdf(p, chu=1463, cover=COVER, dashes=34),
        chu(1463, 1497, paper="A4", page_numbers=True, cover_found=True), has_cover=True),
    Row("docx in NFD", D, lambda p: make_docx(p, chu=1300, nfd=True), chu(1300), frozenset({Code.DECOMPOSED})),
    Row("docx on A5 without numbers", D, lambda p: make_docx(p, chu=600, paper="A5", page_numbers=False),
        chu(600, paper="A5", paper_width_mm=148, paper_height_mm=210, page_numbers=False),
        frozenset({Code.PAPER_NOT_A4, Code.PAGE_NUMBERS_MISSING})),
    Row("half-composed", T, put(_HALF), chu(5), frozenset({Code.DECOMPOSED})),
    Row("ETH for Đ", T, put("huyện Ðakrông, Ɖắk Lắk"), chu(4), frozenset({Code.REPAIRED})),
    Row("NBSP and narrow NBSP", T, put("hai\u00a0triệu\u202fđồng"), chu(3)),
    Row("zero-width padding", T, put("cải cách \u200b \u200b \ufeff " * 30), chu(60), frozenset({Code.ZERO_WIDTH})),
    Row("fillers that are letters", T, put("cải cách \u3164 \u115f " * 15), chu(30), frozenset({Code.ZERO_WIDTH})),
    Row("lone dashes", T, put("- một\n– hai\n* ba bốn"), chu(4, 7)),
    Row("TCVN3 by font", D, docx(paragraph(_OLD, run='<w:rFonts w:hAnsi=".VnTime"/>')),
        chu(6, legacy_chu=6, fonts=(".VnTime",)), frozenset({_LEGACY})),
    Row("TCVN3 by syllables", D, docx(paragraph(TEN) + paragraph(f"{_OLD} " * 3)), chu(28, legacy_chu=18),
        frozenset({_LEGACY})),
    Row("VNI by syllables", Q, lambda p: craft_odt(p, f"<text:p>{_VNI}</text:p>"), chu(9, legacy_chu=9),
        frozenset({_LEGACY})),
    Row("TCVN3 text file", T, put(f"{_OLD}\n{_OLD}\n".encode("cp1252")), chu(12, legacy_chu=12), frozenset({_LEGACY})),
    Row("Unicode left in an old font", D, docx(paragraph(TEN, run='<w:rFonts w:hAnsi=".VnTime"/>')),
        chu(10, legacy_chu=0)),
    Row("hidden, white and tiny text", D,
        docx(paragraph(TEN) + paragraph("ẩn một", run="<w:vanish/>")
             + paragraph("trắng một hai", run='<w:color w:val="FFFFFF"/>') + paragraph("nhỏ", run='<w:sz w:val="2"/>')),
        chu(10, hidden_chu=6), frozenset({_HIDDEN})),
    Row("white on a dark cell is read", D,
        docx('<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:fill="1F3864"/></w:tcPr>'
             + paragraph("ba chữ trắng", run='<w:color w:val="FFFFFF"/>') + "</w:tc></w:tr></w:tbl>"),
        chu(3, hidden_chu=0, tables=1), never=frozenset({_HIDDEN})),
    Row("white text in a pdf", P,
        lambda p: craft_pdf(p, [line("bon chu nhin thay") + line("ba chu an", y=600, before="1 1 1 rg")]),
        chu(4, hidden_chu=3, pages=1), frozenset({_HIDDEN})),
    Row("tracked changes", D, docx(_tracked()), chu(13, tracked_changes=2), frozenset({Code.TRACKED_CHANGES})),
    Row("comments", D, docx(paragraph(TEN), parts={"word/comments.xml": _COMMENTS},
                            relations=[("comments", "comments.xml", False)]),
        chu(10, comments=1), frozenset({Code.COMMENTS})),
    Row("everything, default scope", D, _full, chu(15, counted=("headings", "tables")),
        frozenset({Code.CAPTIONS_LEFT_OUT, Code.NOTES_LEFT_OUT})),
    Row("everything, chosen scope", D, _full, chu(24, counted=("captions", "footnotes", "headers", "footers")),
        frozenset({Code.TABLES_LEFT_OUT, Code.HEADINGS_LEFT_OUT}),
        frozenset({Code.CAPTIONS_LEFT_OUT, Code.NOTES_LEFT_OUT}), CHOSEN),
    Row("everything, whole text", D, _full, chu(26, 26), scope=Scope.whole()),
    Row("references at the end", T, put(f"{TEN}\n" * 9 + "Tài liệu tham khảo\nmột hai ba\n"), chu(90),
        frozenset({Code.REFERENCES_LEFT_OUT})),
    Row("scanned pdf", P, lambda p: scanned_pdf(p, pages=2),
        {"chu_official": None, "chu_word_like": None, "pages": 2, "images": 2}, frozenset({Code.SCANNED})),
    Row("picture without words", D, docx("<w:p/>"), {"chu_official": None, "chu_word_like": None},
        frozenset({Code.NO_TEXT})),
    Row("html paste of Word", H,
        put(f'<p class="MsoNormal">{TEN}</p><p style="display:none">ẩn</p><ul><li>một</li></ul>'),
        chu(11, hidden_chu=1), frozenset({_HIDDEN})),
    Row("English text", T, put("The quick brown fox jumps over the lazy dog again and again until evening falls. " * 4),
        chu(60, vietnamese_percent=13), frozenset({Code.NOT_VIETNAMESE})),
    Row("pages of two papers", D,
        lambda p: craft_docx(p, whole=document(
            paragraph(TEN, properties='<w:sectPr><w:pgSz w:w="16838" w:h="23811"/></w:sectPr>') + paragraph("a"))),
        chu(11, paper="mixed"), frozenset({Code.PAPER_NOT_A4})),
)  # fmt: skip
