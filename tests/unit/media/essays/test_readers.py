"""Text of essays from every format, and what a reader notices on the way.

It is longer than 300 lines, so that each case of this subject is found in one place.
"""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from media.codes import Code
from media.essays.blocks import BlockKind
from media.essays.docx import read_docx
from media.essays.facts import describe
from media.essays.odt import read_odt
from media.essays.pdf import read_pdf
from media.essays.reading import read_essay
from media.essays.typed import read_html, read_text
from media.reports import EssayFacts, FileKind, Finding, Scope
from tests.factories.crafted import (
    W,
    craft_docx,
    craft_odt,
    craft_pdf,
    document,
    line,
    paragraph,
    part,
)
from tests.factories.documents import COVER, make_docx, make_odt, make_pdf, vietnamese_text
from tests.factories.limits import LIMITS, PLAIN

MAKERS: dict[FileKind, Callable[..., Path]] = {
    FileKind.DOCX: make_docx,
    FileKind.ODT: make_odt,
    FileKind.PDF: make_pdf,
}


def facts_of(path: Path, kind: FileKind) -> tuple[EssayFacts, dict[str, Finding]]:
    facts, findings, _ = describe(read_essay(path, kind, PLAIN), PLAIN, {})
    return facts, {finding.code: finding for finding in findings}


@pytest.mark.requirement("S001-R21")
@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("nfd", [False, True], ids=["nfc", "nfd"])
@pytest.mark.parametrize(("chu", "dashes"), [(999, 0), (1000, 0), (1990, 14), (2001, 0)])
def test_every_format_gives_the_exact_figures(tmp_path: Path, kind: FileKind, nfd: bool, chu: int, dashes: int) -> None:
    path = MAKERS[kind](tmp_path / "essay", chu=chu, cover=COVER, dashes=dashes, nfd=nfd, seed=chu)
    facts, findings = facts_of(path, kind)
    assert (facts.chu_official, facts.chu_word_like) == (chu, chu + dashes)
    assert facts.hidden_chu == 0
    assert set(findings) <= {Code.COVER_LEFT_OUT, Code.DECOMPOSED}


@pytest.mark.requirement("S001-R16", "S001-R17", "S001-R18")
@pytest.mark.parametrize("kind", MAKERS)
def test_every_format_tells_its_form(tmp_path: Path, kind: FileKind) -> None:
    path = MAKERS[kind](tmp_path / "a", chu=1200, cover=COVER, author="Hồ Văn Khiêm")
    facts, _, _ = describe(read_essay(path, kind, LIMITS), LIMITS, COVER)
    assert (facts.paper, facts.page_numbers, facts.cover_found) == ("A4", True, True)
    assert facts.cover == dict.fromkeys(("full_name", "position", "unit", "phone", "title"), True)

    plain = MAKERS[kind](tmp_path / "b", chu=1200, page_numbers=False, paper="A5")
    facts, findings, _ = describe(read_essay(plain, kind, LIMITS), LIMITS, COVER)
    assert (facts.paper, facts.page_numbers, facts.cover_found) == ("A5", False, False)
    assert facts.cover == dict.fromkeys(("full_name", "position", "unit", "phone", "title"), False)
    codes = [finding.code for finding in findings]
    assert codes == [
        Code.PAPER_NOT_A4,
        Code.PAGE_NUMBERS_MISSING,
        Code.COVER_NOT_FOUND,
        *[Code.COVER_FIELD_MISSING] * 5,
    ]


@pytest.mark.parametrize("kind", MAKERS)
def test_author_is_kept_beside_the_text(tmp_path: Path, kind: FileKind) -> None:
    essay = read_essay(MAKERS[kind](tmp_path / "a", chu=300, author="Hồ Văn Khiêm"), kind, PLAIN)
    assert ("property:author", "Hồ Văn Khiêm") in [(aside.place, aside.text) for aside in essay.asides]
    assert "Khiêm" not in " ".join(block.text for block in essay.blocks)


@pytest.mark.parametrize("kind", MAKERS)
def test_text_is_the_same_as_was_written(tmp_path: Path, kind: FileKind) -> None:
    essay = read_essay(MAKERS[kind](tmp_path / "a", chu=1500, seed=4, dashes=3), kind, PLAIN)
    read = " ".join(" ".join(block.text for block in essay.blocks).split())
    assert read == " ".join(vietnamese_text(1500, 4, dashes=3).split())


# --- DOCX ---------------------------------------------------------------------------------------------------


def words(path: Path) -> list[str]:
    return [block.text for block in read_docx(path).blocks if block.text]


def test_docx_blocks_know_what_they_are(tmp_path: Path) -> None:
    styles = part(
        "styles",
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 2"/><w:basedOn w:val="Normal"/>'
        '<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="C"><w:name w:val="caption"/></w:style>',
    )
    numbering = part(
        "numbering",
        '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>',
    )
    item = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="3"/></w:numPr>'
    body = (
        paragraph("Mục đích", properties='<w:pStyle w:val="H"/>')
        + paragraph("một", properties=item.format(0))
        + paragraph("con", properties=item.format(1))
        + paragraph("hai", properties=item.format(0))
        + "<w:tbl><w:tr><w:tc>"
        + paragraph("a b")
        + paragraph("c")
        + "</w:tc><w:tc>"
        + paragraph("d")
        + "</w:tc></w:tr></w:tbl>"
        + paragraph("Hình 1: Trụ sở", properties='<w:pStyle w:val="C"/>')
        + "<w:p/>"
    )
    path = craft_docx(
        tmp_path / "a",
        body,
        parts={"word/styles.xml": styles, "word/numbering.xml": numbering},
        relations=[("styles", "styles.xml", False), ("numbering", "numbering.xml", False)],
    )
    found = [(block.kind, block.level, block.ordinal, block.text) for block in read_docx(path).blocks]
    assert found == [
        (BlockKind.HEADING, 2, None, "Mục đích"),
        (BlockKind.LIST, 1, 1, "một"),
        (BlockKind.LIST, 2, None, "con"),
        (BlockKind.LIST, 1, 2, "hai"),
        (BlockKind.TABLE, 0, None, "a b\nc\td"),
        (BlockKind.CAPTION, 0, None, "Hình 1: Trụ sở"),
    ]


def test_docx_words_cut_into_runs_stay_whole(tmp_path: Path) -> None:
    runs = "".join(f"<w:r><w:t>{piece}</w:t></w:r>" for piece in ("Cải c", "ác", "h hành"))
    tab = "<w:r><w:tab/><w:t>chính</w:t><w:br/><w:t>mới</w:t><w:noBreakHyphen/><w:t>hơn</w:t></w:r>"
    assert words(craft_docx(tmp_path / "a", f"<w:p>{runs}{tab}</w:p>")) == ["Cải cách hành\tchính\nmới\u2011hơn"]


@pytest.mark.parametrize(
    "run",
    [
        "<w:vanish/>",
        '<w:color w:val="FFFFFF"/>',
        '<w:color w:val="FEFEFE"/>',
        '<w:color w:themeColor="background1" w:val="auto"/>',
        '<w:sz w:val="2"/>',
        '<w:rStyle w:val="Ghost"/>',
    ],
    ids=["vanish", "white", "nearly white", "theme white", "one point", "style"],
)
def test_B10_hidden_text_in_docx_does_not_count_and_is_reported(tmp_path: Path, run: str) -> None:
    styles = part(
        "styles",
        '<w:style w:type="character" w:styleId="Ghost"><w:name w:val="Ghost"/><w:rPr><w:vanish/></w:rPr></w:style>',
    )
    body = paragraph("ba chữ thấy") + paragraph("hai chữ " * 6, run=run)
    path = craft_docx(
        tmp_path / "a", body, parts={"word/styles.xml": styles}, relations=[("styles", "styles.xml", False)]
    )
    facts, findings = facts_of(path, FileKind.DOCX)
    assert (facts.chu_official, facts.hidden_chu) == (3, 12)
    assert findings[Code.HIDDEN_TEXT].facts == {"chu": 12, "excerpt": "hai chữ " * 5 + "hai chữ"}
    assert findings[Code.HIDDEN_TEXT].severity == "problem"


def test_docx_white_text_on_a_dark_ground_is_seen(tmp_path: Path) -> None:
    shade = '<w:shd w:val="clear" w:fill="C00000"/>'
    white = '<w:color w:val="FFFFFF"/>'
    body = (
        paragraph("trên nền đỏ", run=white + shade)
        + paragraph("đoạn nền đỏ", run=white, properties=shade)
        + f"<w:tbl><w:tr><w:tc><w:tcPr>{shade}</w:tcPr>{paragraph('ô nền đỏ', run=white)}</w:tc></w:tr></w:tbl>"
    )
    facts, findings = facts_of(craft_docx(tmp_path / "a", body), FileKind.DOCX)
    assert (facts.chu_official, facts.hidden_chu) == (9, 0)
    assert Code.HIDDEN_TEXT not in findings


def test_B10_tracked_changes_in_docx_count_as_if_accepted(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>giữ lại </w:t></w:r>"
        '<w:del w:author="Hồ Văn Khiêm"><w:r><w:delText>bỏ ba chữ</w:delText></w:r></w:del>'
        '<w:ins w:author="Hồ Văn Khiêm"><w:r><w:t>thêm</w:t></w:r></w:ins></w:p>'
    )
    path = craft_docx(tmp_path / "a", body)
    facts, findings = facts_of(path, FileKind.DOCX)
    assert (facts.chu_official, facts.tracked_changes) == (3, 2)
    assert findings[Code.TRACKED_CHANGES].facts == {"insertions": 1, "deletions": 1, "deleted_chu": 3}
    essay = read_docx(path)
    assert essay.deleted_text == "bỏ ba chữ"
    assert [aside.text for aside in essay.asides if aside.place == "tracked_author"] == ["Hồ Văn Khiêm"]


def test_B10_zero_width_padding_makes_no_chu_and_is_reported(tmp_path: Path) -> None:
    body = paragraph("một hai" + " \u200b" * 50)
    facts, findings = facts_of(craft_docx(tmp_path / "a", body), FileKind.DOCX)
    assert (facts.chu_official, facts.chu_word_like) == (2, 2)
    assert findings[Code.ZERO_WIDTH].facts == {"count": 50}


def test_B10_field_instructions_are_no_text_but_results_are(tmp_path: Path) -> None:
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF x y z </w:instrText></w:r>'
        '<w:r><w:t>mã ẩn</w:t></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:t>kết quả</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t> sau</w:t></w:r></w:p>'
    )
    facts, _ = facts_of(craft_docx(tmp_path / "a", field), FileKind.DOCX)
    assert (facts.chu_official, facts.hidden_chu) == (3, 2)


def test_docx_text_box_with_two_versions_counts_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph('trong hộp')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>ngoài</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>"
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert words(craft_docx(tmp_path / "a", body)) == ["ngoài", "trong hộp"]


def test_docx_content_controls_and_links_are_read(tmp_path: Path) -> None:
    body = (
        f"<w:sdt><w:sdtContent>{paragraph('trong khung')}</w:sdtContent></w:sdt>"
        "<w:p><w:hyperlink><w:r><w:t>liên kết</w:t></w:r></w:hyperlink></w:p>"
    )
    assert words(craft_docx(tmp_path / "a", body)) == ["trong khung", "liên kết"]


def test_docx_headers_footers_and_notes_stand_apart(tmp_path: Path) -> None:
    path = craft_docx(
        tmp_path / "a",
        paragraph("thân bài"),
        parts={
            "word/header1.xml": part("hdr", paragraph("Phòng Nội vụ")),
            "word/footnotes.xml": part(
                "footnotes",
                f'<w:footnote w:type="separator" w:id="0">{paragraph("x")}</w:footnote>'
                f'<w:footnote w:id="1">{paragraph("chú thích cuối")}</w:footnote>',
            ),
            "word/comments.xml": part(
                "comments", f'<w:comment w:id="1" w:author="Lê Thị Hoa">{paragraph("sửa lại")}</w:comment>'
            ),
        },
        relations=[
            ("header", "header1.xml", False),
            ("footnotes", "footnotes.xml", False),
            ("comments", "comments.xml", False),
        ],
    )
    facts, findings = facts_of(path, FileKind.DOCX)
    assert (facts.chu_official, facts.chu_everything, facts.comments) == (2, 5, 1)
    assert findings[Code.NOTES_LEFT_OUT].facts == {"chu": 3}
    assert findings[Code.COMMENTS].facts == {"count": 1}
    essay = read_docx(path)
    assert [(block.kind, block.text) for block in essay.margins] == [(BlockKind.HEADER, "Phòng Nội vụ")]
    assert ("comment_author", "Lê Thị Hoa") in [(aside.place, aside.text) for aside in essay.asides]
    assert essay.page_numbers is False


def test_docx_strict_namespace_is_read(tmp_path: Path) -> None:
    strict = document(paragraph("hai chữ")).replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert words(craft_docx(tmp_path / "a", whole=strict)) == ["hai chữ"]


def test_docx_mixed_papers_are_told(tmp_path: Path) -> None:
    wide = '<w:sectPr><w:pgSz w:w="16838" w:h="11906"/></w:sectPr>'
    other = '<w:sectPr><w:pgSz w:w="12240" w:h="15840"/></w:sectPr>'
    turned = craft_docx(tmp_path / "a", paragraph("a", properties=wide))
    mixed = craft_docx(tmp_path / "b", paragraph("a", properties=other))
    assert facts_of(turned, FileKind.DOCX)[0].paper == "A4"
    facts, findings = facts_of(mixed, FileKind.DOCX)
    assert (facts.paper, facts.paper_width_mm, facts.paper_height_mm) == ("mixed", 216, 279)
    assert findings[Code.PAPER_NOT_A4].facts["paper"] == "mixed"


def test_docx_page_breaks_of_every_sort_are_seen(tmp_path: Path) -> None:
    body = (
        paragraph("một")
        + '<w:p><w:r><w:br w:type="page"/></w:r><w:r><w:t>hai</w:t></w:r></w:p>'
        + paragraph("ba", properties="<w:pageBreakBefore/>")
        + paragraph("bốn", properties="<w:sectPr/>")
        + paragraph("năm", properties="<w:sectPr/>")
        + paragraph("sáu")
    )
    section = '<w:sectPr><w:type w:val="continuous"/></w:sectPr>'
    path = craft_docx(tmp_path / "a", whole=document(body, section=section))
    assert [(block.text, block.starts_page) for block in read_docx(path).blocks] == [
        ("một", False), ("hai", True), ("ba", True), ("bốn", False), ("năm", True), ("sáu", False),
    ]  # fmt: skip


def test_essay_without_text_is_never_zero_chu(tmp_path: Path) -> None:
    facts, findings = facts_of(craft_docx(tmp_path / "a", "<w:p/>"), FileKind.DOCX)
    assert (facts.chu_official, facts.chu_word_like, facts.cover_found) == (None, None, None)
    assert findings[Code.NO_TEXT].severity == "problem"


# --- ODT ----------------------------------------------------------------------------------------------------


def test_odt_blocks_know_what_they_are(tmp_path: Path) -> None:
    body = (
        '<text:h text:outline-level="2">Mục đích</text:h>'
        "<text:list><text:list-item><text:p>một</text:p><text:list><text:list-item><text:p>con</text:p>"
        "</text:list-item></text:list></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>a</text:p><text:p>b</text:p></table:table-cell>"
        "<table:table-cell><text:p>c</text:p></table:table-cell></table:table-row></table:table>"
        '<text:section><text:p>x<text:s text:c="2"/>y<text:tab/>z<text:line-break/>t</text:p></text:section>'
    )
    essay = read_odt(craft_odt(tmp_path / "a", body))
    assert [(block.kind, block.level, block.text) for block in essay.blocks] == [
        (BlockKind.HEADING, 2, "Mục đích"),
        (BlockKind.LIST, 1, "một"),
        (BlockKind.LIST, 2, "con"),
        (BlockKind.TABLE, 0, "a\nb\tc"),
        (BlockKind.PARAGRAPH, 0, "x  y\tz\nt"),
    ]


@pytest.mark.parametrize(
    "look",
    ['text:display="none"', 'fo:color="#ffffff"', 'fo:font-size="1pt"'],
    ids=["display", "white", "tiny"],
)
def test_B10_hidden_text_in_odt_does_not_count_and_is_reported(tmp_path: Path, look: str) -> None:
    styles = f'<style:style style:name="T" style:family="text"><style:text-properties {look}/></style:style>'
    body = '<text:p>ba chữ thấy<text:span text:style-name="T"> hai chữ</text:span></text:p>'
    facts, findings = facts_of(craft_odt(tmp_path / "a", body, styles=styles), FileKind.ODT)
    assert (facts.chu_official, facts.hidden_chu) == (3, 2)
    assert findings[Code.HIDDEN_TEXT].facts["chu"] == 2
    assert findings[Code.HIDDEN_TEXT].facts["excerpt"]


def test_odt_notes_comments_and_deletions_stand_apart(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>Khiêm"
        "</dc:creator></office:change-info><text:p>bỏ đi</text:p></text:deletion></text:changed-region>"
        "</text:tracked-changes>"
        "<text:p>thân bài<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>ghi chú này"
        "</text:p></text:note-body></text:note> tiếp<office:annotation><dc:creator>Hoa</dc:creator>"
        "<text:p>sửa</text:p></office:annotation> hết</text:p>"
    )
    essay = read_odt(craft_odt(tmp_path / "a", body))
    assert [block.text for block in essay.blocks] == ["thân bài tiếp hết"]
    assert [note.text for note in essay.notes] == ["ghi chú này"]
    assert (essay.comments, essay.deletions, essay.deleted_text) == (1, 1, "bỏ đi")
    assert {(aside.place, aside.text) for aside in essay.asides} == {
        ("comment_author", "Hoa"), ("comment", "sửa"), ("tracked_author", "Khiêm"),
    }  # fmt: skip


# --- PDF ----------------------------------------------------------------------------------------------------


def test_pdf_running_heads_and_page_numbers_do_not_count(tmp_path: Path) -> None:
    pages = [
        line("Noi vu 2020", y=800) + line(f"than bai trang so {at}", y=700) + line(f"Trang {at}/4", y=40)
        for at in range(1, 5)
    ]
    facts, _ = facts_of(craft_pdf(tmp_path / "a", pages), FileKind.PDF)
    assert (facts.chu_official, facts.pages, facts.page_numbers) == (20, 4, True)


@pytest.mark.parametrize(
    "before",
    ["3 Tr", "1 1 1 rg", "0.98 g"],
    ids=["invisible mode", "white", "nearly white"],
)
def test_B10_hidden_text_in_pdf_does_not_count_and_is_reported(tmp_path: Path, before: str) -> None:
    stream = line("ba chu thay") + line("bon chu bi giau", y=600, before=before)
    facts, findings = facts_of(craft_pdf(tmp_path / "a", [stream]), FileKind.PDF)
    assert (facts.chu_official, facts.hidden_chu) == (3, 4)
    assert findings[Code.HIDDEN_TEXT].facts["chu"] == 4
    assert findings[Code.HIDDEN_TEXT].facts["excerpt"]


def test_B10_text_off_the_page_of_a_pdf_does_not_count(tmp_path: Path) -> None:
    stream = line("ba chu thay") + line("ngoai trang giay", y=-400) + line("xa", x=9000)
    facts, _ = facts_of(craft_pdf(tmp_path / "a", [stream]), FileKind.PDF)
    assert facts.chu_official == 3


def test_pdf_white_text_on_a_dark_box_is_seen(tmp_path: Path) -> None:
    box = b"0.8 0 0 rg 50 690 300 40 re f\n"
    facts, _ = facts_of(craft_pdf(tmp_path / "a", [box + line("chu trang", before="1 1 1 rg")]), FileKind.PDF)
    assert (facts.chu_official, facts.hidden_chu) == (2, 0)


def test_scanned_pdf_is_told_and_never_counted(tmp_path: Path) -> None:
    image = b"q 500 0 0 700 40 40 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q\n"
    whole, findings = facts_of(craft_pdf(tmp_path / "a", [image, image]), FileKind.PDF)
    assert (whole.chu_official, whole.page_numbers, whole.images) == (None, None, 2)
    assert (findings[Code.SCANNED].severity, findings[Code.SCANNED].facts) == ("problem", {"pages": 2})
    assert Code.NO_TEXT not in findings
    _, partly = facts_of(craft_pdf(tmp_path / "b", [line("co chu"), image]), FileKind.PDF)
    assert (partly[Code.SCANNED].severity, partly[Code.SCANNED].facts) == ("warning", {"pages": 1})
    layered = craft_pdf(tmp_path / "c", [image + line("lop chu nhan dang", before="3 Tr")])
    facts, found = facts_of(layered, FileKind.PDF)
    assert (facts.chu_official, facts.hidden_chu) == (None, 4)
    assert Code.SCANNED in found


def test_pdf_paragraphs_are_joined_over_lines_and_pages(tmp_path: Path) -> None:
    first = line("Mot dong rat dai de thu viec noi dong cua doan", y=700) + line("van nay qua hai trang", y=680)
    second = line("giay. Het doan.", y=700)
    essay = read_pdf(craft_pdf(tmp_path / "a", [first, second]), max_pages=10)
    assert [block.text for block in essay.blocks] == [
        "Mot dong rat dai de thu viec noi dong cua doan van nay qua hai trang giay. Het doan."
    ]


# --- typed --------------------------------------------------------------------------------------------------


def put(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "typed"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_plain_text_is_read_line_by_line(tmp_path: Path, encoding: str) -> None:
    essay = read_text(put(tmp_path, "Dòng một\r\n\r\n  dòng hai\n\ftrang hai", encoding))
    assert [(block.text, block.starts_page) for block in essay.blocks] == [
        ("Dòng một", False), ("dòng hai", False), ("trang hai", True),
    ]  # fmt: skip


def test_html_blocks_know_what_they_are(tmp_path: Path) -> None:
    html = (
        "<h2>Mục <b>đích</b></h2><p>Một<br>hai &amp; ba</p><ol><li>nhất<li>nhì</ol><ul><li>gạch</ul>"
        "<table><tr><td>a<td>b<tr><th>c</table><p>cuối<img src=x onerror=alert(1)></p><script>alert(2)</script>"
    )
    essay = read_html(put(tmp_path, html))
    assert [(block.kind, block.level, block.ordinal, block.text) for block in essay.blocks] == [
        (BlockKind.HEADING, 2, None, "Mục đích"),
        (BlockKind.PARAGRAPH, 0, None, "Một\nhai & ba"),
        (BlockKind.LIST, 1, 1, "nhất"),
        (BlockKind.LIST, 1, 2, "nhì"),
        (BlockKind.LIST, 1, None, "gạch"),
        (BlockKind.TABLE, 0, None, "a\tb\nc"),
        (BlockKind.PARAGRAPH, 0, None, "cuối"),
    ]
    assert essay.images == 1


@pytest.mark.parametrize(
    "attribute",
    ['style="display: none"', "hidden", 'style="COLOR:#FFF"', 'style="font-size:0"', 'style="font-size:1px"'],
)
def test_B10_hidden_text_in_html_does_not_count_and_is_reported(tmp_path: Path, attribute: str) -> None:
    html = f"<p>hai chữ</p><p {attribute}>ba chữ nữa</p><p>sau</p>"
    facts, findings = facts_of(put(tmp_path, html), FileKind.HTML)
    assert (facts.chu_official, facts.hidden_chu) == (3, 3)
    assert findings[Code.HIDDEN_TEXT].facts["chu"] == 3
    assert findings[Code.HIDDEN_TEXT].facts["excerpt"]


@pytest.mark.parametrize("style", ["font-size:1.2em", "font-size:0.9em", "opacity:0.5", "background-color:#fff"])
def test_ordinary_html_styles_hide_nothing(tmp_path: Path, style: str) -> None:
    facts, _ = facts_of(put(tmp_path, f'<p style="{style}">hai chữ</p>'), FileKind.HTML)
    assert (facts.chu_official, facts.hidden_chu) == (2, 0)


@pytest.mark.requirement("S001-R21")
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_typed_text_gives_the_exact_figures(tmp_path: Path, form: str) -> None:
    text = unicodedata.normalize(form, vietnamese_text(1463, 3, dashes=9))  # type: ignore[arg-type]  both are forms
    facts, _ = facts_of(put(tmp_path, text), FileKind.TEXT)
    assert (facts.chu_official, facts.chu_word_like) == (1463, 1472)


def test_scope_decides_what_counts(tmp_path: Path) -> None:
    path = make_docx(tmp_path / "a", chu=500, cover=COVER)
    whole = type(PLAIN)(kinds=PLAIN.kinds, max_bytes=PLAIN.max_bytes, scope=Scope.whole())
    facts, findings, _ = describe(read_docx(path), whole, {})
    assert facts.chu_word_like == facts.chu_everything
    assert facts.chu_official is not None
    assert facts.chu_official > 500
    assert Code.COVER_LEFT_OUT not in [finding.code for finding in findings]
