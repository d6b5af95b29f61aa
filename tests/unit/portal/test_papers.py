"""One content, two renderings: the same words, in the measures of Nghị định 30/2020/NĐ-CP."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from docx import Document

from portal.papers import layout
from portal.papers.content import (
    Appendix,
    Box,
    Certificate,
    Column,
    Content,
    Letterhead,
    Look,
    PageBreak,
    Para,
    Signature,
    Table,
    from_text,
    sha256_of_content,
    to_text,
)
from portal.papers.docx import render_docx, text_of_docx
from portal.papers.pdf import render_pdf
from tests.paper_measures import Sheet, measure, squeezed, text_of_pdf

CANARY = "Người Gõ Thử"
DECISION = Content(
    name="Quyết định thử",
    letterhead=Letterhead(
        upper="Ủy ban nhân dân", organ="huyện Đakrông", number="Số: 05/QĐ-UBND",
        place_and_day="Đakrông, ngày 05 tháng 01 năm 2026",
    ),
    title="QUYẾT ĐỊNH",
    subject="Về việc thành lập Ban Tổ chức cuộc thi",
    blocks=(
        Para("Căn cứ Kế hoạch số 105/KH-UBND;", Look.BASIS),
        Para("QUYẾT ĐỊNH:", Look.ORDER),
        Para("Thành lập Ban Tổ chức cuộc thi tuyên truyền về cải cách hành chính. " * 5, lead="Điều 1."),
        Table(
            (Column("TT", 2, "center"), Column("Họ và tên", 8), Column("Số tiền (đồng)", 5, "right")),
            (("1", "Người Thử Một", "2.000.000"), ("2", "Người Thử Hai ƯỢẰỄ", "1.500.000")),
            ("", "Cộng", "3.500.000"),
        ),
        Para("Quyết định này có hiệu lực kể từ ngày ký./.", lead="Điều 2."),
    ),
    signatures=(Signature(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "Người Ký Thử"),),
    recipients=("- Như Điều 2;", "- Lưu: VT, NV."),
    appendices=(
        Appendix("DANH SÁCH", "Người được giải", "(Kèm theo Quyết định)", (Para("Một dòng."),), landscape=True),
    ),
)  # fmt: skip
MINUTES = Content(
    name="Biên bản thử",
    letterhead=Letterhead(organ="Ban Giám khảo"),
    title="BIÊN BẢN",
    blocks=(Para("Trang một."), PageBreak(), Box(120, 60, (Para("NHÃN ĐĨA", Look.LABEL),)), Para("Trang hai.")),
    signatures=(Signature(("THƯ KÝ",), "Người Thử Ba"), Signature(("TRƯỞNG BAN",), "Người Thử Bốn")),
)
CERTIFICATES = Content(
    name="Giấy chứng nhận",
    landscape=True,
    certificates=tuple(
        Certificate(
            giver="BAN TỔ CHỨC CUỘC THI", kind="GIẤY CHỨNG NHẬN", recipient=f"Ông (Bà) Người Thử {n}",
            place="UBND xã Tà Rụt",
            merit=("Đạt giải Nhất cuộc thi", "với tác phẩm “Một cửa”"), decision="Quyết định số 07/QĐ-UBND",
            book_number=f"Số sổ vàng: {n:02d}", place_and_day="Đakrông, ngày 05 tháng 01 năm 2026",
            signature=Signature(("TRƯỞNG BAN",), "Người Ký Thử"), code=f"ABCDEFGH{n}", address=f"https://vi.du/{n}",
        )
        for n in (1, 2)
    ),
)  # fmt: skip
ALL = pytest.mark.parametrize("content", [DECISION, MINUTES, CERTIFICATES], ids=lambda one: one.name)


@ALL
@pytest.mark.requirement("S001-R31")
def test_both_renderings_say_the_same_words(content: Content) -> None:
    assert text_of_pdf(render_pdf(content)) == squeezed(text_of_docx(render_docx(content)))


@ALL
def test_a_content_is_kept_and_read_back_whole(content: Content) -> None:
    assert from_text(to_text(content)) == content
    assert sha256_of_content(from_text(to_text(content))) == sha256_of_content(content)


def test_the_layout_is_that_of_the_decree() -> None:
    first, *rest = measure(render_pdf(DECISION))
    assert (round(first.width), round(first.height)) == (210, 297)
    assert all(one.left >= 30 - 0.5 and one.right <= 210 - 15 + 0.5 for one in first.signs)
    assert min(one.left for one in first.signs) < 36
    assert min(one.top for one in first.signs) >= 20 - 0.5
    assert max(one.bottom for one in first.signs) <= 297 - 20 + 0.5
    assert {one.font.split("+")[-1].split("-")[0] for one in first.signs} == {"Tinos"}
    expected = {
        layout.NATION: (12, 13, "Bold"),
        layout.MOTTO: (13, 14, "Bold"),
        "ỦY BAN NHÂN DÂN": (12, 13, ""),
        "HUYỆN ĐAKRÔNG": (12, 13, "Bold"),
        "Số: 05/QĐ-UBND": (13, 13, ""),
        "Đakrông, ngày 05 tháng 01 năm 2026": (13, 14, "Italic"),
        "QUYẾT ĐỊNH": (13, 14, "Bold"),
        "Về việc thành lập": (13, 14, "Bold"),
        "Căn cứ Kế hoạch": (13, 14, "Italic"),
        "Điều 1.": (13, 14, "Bold"),
        "Thành lập Ban Tổ chức cuộc thi tuyên truyền": (13, 14, ""),
        layout.RECIPIENTS: (12, 12, "BoldItalic"),
        "- Như Điều 2;": (11, 11, ""),
        "CHỦ TỊCH": (13, 14, "Bold"),
        "Người Ký Thử": (13, 14, "Bold"),
    }
    for words, (least, most, weight) in expected.items():
        _has_form(first, words, least, most, weight)
    assert rest[0].width > rest[0].height  # the list lies on a landscape page


def _has_form(sheet: Sheet, words: str, least: float, most: float, weight: str) -> None:
    signs = sheet.find(words)
    assert signs, words
    assert all(least <= one.size <= most for one in signs), words
    assert {re.sub(r".*Tinos-?(Regular)?", "", one.font) for one in signs} == {weight}, words


def test_the_nation_stands_on_one_line_beside_the_organ() -> None:
    sheet = measure(render_pdf(DECISION))[0]
    nation, motto, organ = sheet.find(layout.NATION), sheet.find(layout.MOTTO), sheet.find("HUYỆN ĐAKRÔNG")
    assert max(one.top for one in nation) - min(one.top for one in nation) < 3
    assert max(one.right for one in organ) < min(one.left for one in nation)
    middle = [(one[0].left + one[-1].right) / 2 for one in (nation, motto)]
    assert abs(middle[0] - middle[1]) < 1


def test_pages_are_numbered_at_the_head_from_the_second_on_and_lists_anew() -> None:
    long = Content(
        name="Dài", title="BÁO CÁO", blocks=tuple(Para(f"Đoạn thứ {n} của một báo cáo dài.") for n in range(120)),
        appendices=(Appendix("PHỤ LỤC", "", "", tuple(Para(f"Dòng {n}") for n in range(60))),),
    )  # fmt: skip
    heads = ["".join(one.text for one in sheet.signs if one.top < 19) for sheet in measure(render_pdf(long))]
    at = len(heads) - heads[::-1].index("")  # the appendix begins at the last page without a number
    assert heads[: at - 1] == ["", *(str(n) for n in range(2, at))]
    assert heads[at - 1 :] == ["", *(str(n) for n in range(2, len(heads) - at + 2))]
    page = next(sheet for sheet in measure(render_pdf(long)) if any(one.top < 19 for one in sheet.signs))
    number = next(one for one in page.signs if one.top < 19)
    assert abs((number.left + number.right) / 2 - (30 + 195) / 2) < 1
    assert 13 <= number.size <= 14


def test_certificates_lie_on_landscape_pages_of_their_own() -> None:
    sheets = measure(render_pdf(CERTIFICATES))
    assert [(round(one.width), round(one.height)) for one in sheets] == [(297, 210)] * 2
    assert [bool(one.find(f"Người Thử {n}")) for n, one in enumerate(sheets, start=1)] == [True, True]


def test_E04_neither_rendering_tells_who_made_it_or_when() -> None:
    data = render_docx(DECISION)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        core, app = package.read("docProps/core.xml").decode(), package.read("docProps/app.xml").decode()
        assert not [name for name in package.namelist() if "thumbnail" in name]
        assert {one.date_time[0] for one in package.infolist()} == {2000}
    assert "python" not in core.lower()
    assert re.findall(r"<dc:creator>([^<]*)<", core) in ([], [""])
    assert "2000-01-01" in core
    assert "Macintosh" not in app
    assert data == render_docx(DECISION)
    pdf = render_pdf(DECISION)
    assert pdf == render_pdf(DECISION)
    assert b"/Author" not in pdf


def test_E05_what_was_typed_is_printed_and_never_understood() -> None:
    typed = r'#panic("x") $x^2$ *đậm* {{ 7*7 }} <w:t> \u{41} @a' + CANARY
    content = Content(name="Thử", title="THỬ", blocks=(Para(typed), Table((Column(typed, 1),), ((typed,),))))
    assert text_of_pdf(render_pdf(content)).count(squeezed(typed)) == 3
    assert squeezed(text_of_docx(render_docx(content))).count(squeezed(typed)) == 3


def test_the_docx_is_formed_by_styles_and_not_by_hand() -> None:
    document = Document(io.BytesIO(render_docx(DECISION)))
    names = {paragraph.style.name for paragraph in document.paragraphs}
    assert all(name.startswith("VB ") for name in names)
    sized = [run.text for paragraph in document.paragraphs for run in paragraph.runs if run.font.size or run.font.name]
    assert sized == []
    section = document.sections[0]
    edges = (section.top_margin.mm, section.bottom_margin.mm, section.left_margin.mm, section.right_margin.mm)
    assert [round(one) for one in edges] == [layout.TOP_MM, layout.BOTTOM_MM, layout.LEFT_MM, layout.RIGHT_MM]


def test_the_hash_of_a_reviewed_paper_stands_at_the_foot_of_every_page() -> None:
    line = "Mã kiểm: 1234-5678"
    for sheet in measure(render_pdf(DECISION, check=line)):
        assert sheet.find(line)[0].top > sheet.height - 20
    document = Document(io.BytesIO(render_docx(DECISION, check=line)))
    assert document.sections[0].footer.paragraphs[0].text == line
    assert document.sections[0].first_page_footer.paragraphs[0].text == line
