"""The styles of a paper's DOCX: every form of `layout` is a style, so that Word edits styles, not passages."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from portal.papers import layout

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument
    from docx.styles.style import ParagraphStyle

NAMES = {
    "upper": "VB Cơ quan cấp trên",
    "organ": "VB Cơ quan ban hành",
    "nation": "VB Quốc hiệu",
    "motto": "VB Tiêu ngữ",
    "number": "VB Số ký hiệu",
    "day": "VB Địa danh, ngày",
    "about": "VB Trích yếu công văn",
    "title": "VB Tên loại",
    "subject": "VB Trích yếu",
    "body": "VB Nội dung",
    "basis": "VB Căn cứ",
    "heading": "VB Đề mục",
    "item": "VB Khoản, điểm",
    "centred": "VB Giữa dòng",
    "order": "VB Lệnh",
    "address": "VB Kính gửi",
    "note": "VB Ghi chú",
    "label": "VB Nhãn",
    "cell": "VB Ô bảng",
    "cell_heading": "VB Đầu bảng",
    "recipients_heading": "VB Nơi nhận",
    "recipients": "VB Danh sách nơi nhận",
    "authority": "VB Chức vụ người ký",
    "sign_note": "VB Ghi chú chữ ký",
    "signer": "VB Họ tên người ký",
    "check": "VB Mã kiểm",
    "page_number": "VB Số trang",
    "sign_room": "VB Chỗ ký",
    "rule": "VB Đường kẻ",
    "spacer": "VB Dòng cách",
}
"""What Word's list of styles shows."""

CERTIFICATE = {
    "c_line": ("GCN Dòng chữ", layout.Form(15, align="center", before=3, after=3)),
    "c_nation": ("GCN Quốc hiệu", layout.Form(14, bold=True, align="center")),
    "c_motto": ("GCN Tiêu ngữ", layout.Form(15, bold=True, align="center")),
    "c_giver": ("GCN Cơ quan tặng", layout.Form(20, bold=True, align="center", before=20, after=10)),
    "c_verb": ("GCN Tặng", layout.Form(16, bold=True, align="center", before=4, after=8)),
    "c_kind": ("GCN Tên", layout.Form(36, bold=True, align="center", after=10)),
    "c_name": ("GCN Người nhận", layout.Form(22, bold=True, align="center", before=6, after=6)),
    "c_note": ("GCN Số, quyết định", layout.Form(11, bold=True, italic=True, align="left", after=3)),
    "c_code": ("GCN Mã xác minh", layout.Form(9, align="left")),
    "c_day": ("GCN Địa danh, ngày", layout.Form(13, italic=True, align="center", before=12)),
    "c_gap": ("GCN Khoảng cách", layout.Form(8, before=16)),
    "c_room": ("GCN Chỗ ký", layout.Form(8, before=44)),
    "c_authority": ("GCN Chức vụ", layout.Form(13, bold=True, align="center")),
}
RED = {"c_giver", "c_kind"}
_RED = RGBColor(0xC0, 0, 0)
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def add_styles(document: DocxDocument) -> None:
    """Put every style into the document; Normal gets the font, so that what an office adds looks alike."""
    normal = document.styles["Normal"]
    _set_font(normal, layout.Form(14))
    for word, form in layout.FORMS.items():
        _set_form(_add(document, NAMES[word]), form, lines=layout.LINES if word in {"body", "basis", "item"} else 1)
    for word, (name, form) in CERTIFICATE.items():
        style = _add(document, name)
        _set_form(style, form)
        if word in RED:
            style.font.color.rgb = _RED
    _set_form(_add(document, NAMES["page_number"]), layout.Form(layout.PAGE_NUMBER_PT, align="center"))
    room = _add(document, NAMES["sign_room"])
    _set_form(room, layout.Form(14, align="center"))
    room.paragraph_format.space_before = Mm(layout.SIGN_ROOM_MM)
    _set_form(_add(document, NAMES["spacer"]), layout.Form(4))
    _set_form(_add(document, NAMES["rule"]), layout.Form(2, before=3))


def style_of(word: str) -> str:
    """The name of a form's style."""
    return CERTIFICATE[word][0] if word in CERTIFICATE else NAMES[word]


def _add(document: DocxDocument, name: str) -> ParagraphStyle:
    style = cast("ParagraphStyle", document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH))
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    return style


def _set_form(style: ParagraphStyle, form: layout.Form, *, lines: float = 1) -> None:
    _set_font(style, form)
    shape = style.paragraph_format
    shape.alignment = _ALIGN[form.align]
    shape.space_before, shape.space_after = Pt(form.before), Pt(form.after)
    shape.line_spacing = lines
    shape.first_line_indent = Mm(layout.INDENT_MM) if form.indent else None
    shape.widow_control = True
    if style.name in {NAMES["title"], NAMES["subject"], NAMES["heading"], NAMES["order"]}:
        shape.keep_with_next = True


def _set_font(style: ParagraphStyle, form: layout.Form) -> None:
    """All four scripts and the language: without them Word falls back to its theme for the Vietnamese letters."""
    font = style.font
    font.name, font.size, font.bold, font.italic = layout.FONT, Pt(form.size), form.bold, form.italic
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), layout.FONT)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
        fonts.attrib.pop(qn(theme), None)
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    language = OxmlElement("w:lang")
    for name in ("w:val", "w:eastAsia", "w:bidi"):
        language.set(qn(name), "vi-VN")
    properties.append(language)
