"""The rarer corners of office files and pasted HTML, each with what a reader would see there.

It is longer than 300 lines, so that each case of this subject is found in one place.
"""

from pathlib import Path

import pytest

from media.codes import Code
from media.essays.blocks import BlockKind, Essay, UnreadableError
from media.essays.docx import read_docx
from media.essays.facts import describe
from media.essays.looks import is_white
from media.essays.odt import read_odt
from media.essays.packages import Package
from media.essays.reading import read_essay
from media.essays.typed import MAX_TEXT_BYTES, read_html, read_text
from media.essays.xml import MAX_ELEMENTS, parse_xml
from media.reports import FileKind
from tests.factories.crafted import PROLOGUE, craft_docx, craft_odt, craft_zip, document, paragraph, part
from tests.factories.limits import PLAIN


def said(essay: Essay) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in essay.blocks]


# --- DOCX ---------------------------------------------------------------------------------------------------


def test_docx_without_a_main_part_or_a_body_is_unreadable(tmp_path: Path) -> None:
    for place, (path, reason) in enumerate(
        (
            (craft_docx(tmp_path / "a", parts={"_rels/.rels": "<Relationships/>"}), "no_main_part"),
            (craft_docx(tmp_path / "b", whole=part("document", "")), "no_body"),
        )
    ):
        with pytest.raises(UnreadableError) as caught:
            read_docx(path)
        assert caught.value.finding.facts == {"reason": reason}, place


def test_docx_titles_outlines_and_pictures(tmp_path: Path) -> None:
    styles = part(
        "styles",
        '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="L"><w:name w:val="List Bullet"/><w:pPr><w:numPr/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="N"><w:basedOn w:val="N"/><w:pPr><w:pageBreakBefore/></w:pPr></w:style>',
    )
    body = (
        paragraph("Nụ cười", properties='<w:pStyle w:val="T"/>')
        + paragraph("Mục", properties='<w:outlineLvl w:val="2"/>')
        + paragraph("điểm", properties='<w:pStyle w:val="L"/>')
        + paragraph("thường", properties='<w:numPr><w:numId w:val="0"/></w:numPr>')
        + "<w:p><w:r><w:drawing><a:blip/></w:drawing></w:r></w:p>"
        + paragraph("sang trang", properties='<w:pStyle w:val="N"/>')
    )
    path = craft_docx(
        tmp_path / "a", body, parts={"word/styles.xml": styles}, relations=[("styles", "styles.xml", False)]
    )
    essay = read_docx(path)
    assert [(block.kind, block.level, block.text) for block in essay.blocks] == [
        (BlockKind.HEADING, 1, "Nụ cười"),
        (BlockKind.HEADING, 3, "Mục"),
        (BlockKind.LIST, 1, "điểm"),
        (BlockKind.PARAGRAPH, 0, "thường"),
        (BlockKind.IMAGE, 0, ""),
        (BlockKind.PARAGRAPH, 0, "sang trang"),
    ]
    assert essay.blocks[-1].starts_page
    assert essay.images == 1


def test_docx_numbers_of_inner_lists_begin_anew(tmp_path: Path) -> None:
    levels = "".join(f'<w:lvl w:ilvl="{at}"><w:numFmt w:val="decimal"/></w:lvl>' for at in (0, 1))
    numbering = part(
        "numbering",
        f'<w:abstractNum w:abstractNumId="1">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>',
    )
    body = "".join(
        paragraph("x", properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')
        for level in (0, 1, 1, 0, 1)
    )
    path = craft_docx(
        tmp_path / "a",
        body,
        parts={"word/numbering.xml": numbering},
        relations=[("numbering", "numbering.xml", False)],
    )
    assert [block.ordinal for block in read_docx(path).blocks] == [1, 1, 2, 2, 1]


def test_docx_simple_fields_signs_maths_and_empty_texts(tmp_path: Path) -> None:
    maths = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    body = (
        f'<w:p><w:r><w:t/><w:sym w:char="F0B7"/></w:r><w:r><w:t xml:space="preserve"> một </w:t></w:r>'
        f"<w:fldSimple w:instr=' INCLUDETEXT \"x\" '><w:r><w:t>hai</w:t></w:r></w:fldSimple>"
        f"<m:oMath {maths}><m:r><m:t>x+y</m:t></m:r></m:oMath>"
        f"<w:r><w:rPr><w:vanish/></w:rPr><m:oMath {maths}><m:r><m:t>ẩn</m:t></m:r></m:oMath></w:r>"
        "<w:r><mc:AlternateContent><mc:Fallback><w:t>ba</w:t></mc:Fallback></mc:AlternateContent></w:r>"
        "<w:r><mc:AlternateContent/></w:r><w:r><w:cr/><w:t>bốn</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/><w:fldChar w:fldCharType="separate"/></w:r></w:p>'
    )
    essay = read_docx(craft_docx(tmp_path / "a", body))
    assert [(block.text, block.hidden) for block in essay.blocks] == [("• một haix+yba\nbốn", "ẩn")]
    assert [finding.facts for finding in essay.findings] == [{"member": "INCLUDETEXT"}]


def test_docx_rows_in_content_controls_and_boxes_in_boxes_are_read_once(tmp_path: Path) -> None:
    row = f"<w:tr><w:tc>{paragraph('ô')}</w:tc></w:tr>"
    inner = f"<w:txbxContent>{paragraph('trong')}</w:txbxContent>"
    outer = f"<w:txbxContent><w:p><w:r><w:t>ngoài</w:t></w:r><w:r><w:pict>{inner}</w:pict></w:r></w:p></w:txbxContent>"
    body = (
        f"<w:tbl><w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt>{row}</w:tbl>"
        f"<w:p><w:r><w:drawing>{outer}</w:drawing></w:r></w:p>"
    )
    assert [text for _, text in said(read_docx(craft_docx(tmp_path / "a", body)))] == ["ô\nô", "ngoài", "trong"]


def test_docx_break_before_a_table_or_a_content_control_counts(tmp_path: Path) -> None:
    broken = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    table = f"<w:tbl><w:tr><w:tc>{paragraph('ô')}</w:tc></w:tr></w:tbl>"
    control = f"<w:sdt><w:sdtContent>{paragraph('khung')}</w:sdtContent></w:sdt>"
    body = paragraph("một") + broken + table + broken + control
    essay = read_docx(craft_docx(tmp_path / "a", body))
    assert [block.starts_page for block in essay.blocks] == [False, True, True]


def test_docx_highlighted_white_text_is_seen_and_odd_colours_are_not_white(tmp_path: Path) -> None:
    run = '<w:color w:val="FFFFFF"/><w:highlight w:val="darkBlue"/>'
    essay = read_docx(craft_docx(tmp_path / "a", paragraph("thấy", run=run)))
    assert [(block.text, block.hidden) for block in essay.blocks] == [("thấy", "")]
    assert not is_white("auto")
    assert not is_white("GGGGGG")
    assert not is_white(None)


def test_docx_unknown_parts_and_odd_figures_are_left_alone(tmp_path: Path) -> None:
    section = '<w:sectPr><w:pgSz w:w="x" w:h="16838"/></w:sectPr>'
    path = craft_docx(
        tmp_path / "a",
        whole=document(paragraph("một", properties='<w:pStyle w:val="Lạ"/>'), section=section),
        parts={"docProps/app.xml": "<p><Pages>1</Pages><Words>0</Words></p>"},
        relations=[("styles", "missing.xml", False)],
    )
    essay = read_docx(path)
    assert (essay.papers_mm, essay.pages) == ((), None)
    assert describe(essay, PLAIN, {})[0].paper is None


def test_paper_of_no_known_size_is_other(tmp_path: Path) -> None:
    section = '<w:sectPr><w:pgSz w:w="5000" w:h="5000"/></w:sectPr>'
    path = craft_docx(tmp_path / "a", whole=document(paragraph("một"), section=section))
    assert describe(read_docx(path), PLAIN, {})[0].paper == "other"


# --- ODT ----------------------------------------------------------------------------------------------------


def test_odt_without_a_text_is_unreadable(tmp_path: Path) -> None:
    path = craft_zip(tmp_path / "a", {"mimetype": "x", "content.xml": f"{PROLOGUE}<x/>"})
    with pytest.raises(UnreadableError) as caught:
        read_odt(path)
    assert caught.value.finding.facts == {"reason": "no_body"}


def test_odt_captions_frames_links_and_hidden_fields(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="Illustration" style:parent-style-name="Caption" style:family="paragraph"/>'
        '<style:style style:name="Caption" style:family="paragraph"/>'
        '<style:style style:name="B" style:family="paragraph"><style:paragraph-properties fo:break-after="page" '
        'fo:background-color="#333333"/><style:text-properties fo:color="#ffffff"/></style:style>'
        '<style:style style:name="M" style:family="paragraph" style:master-page-name="Ngang"/>'
        '<style:style style:name="G" style:family="text"><style:text-properties fo:color="#ffffff" '
        'fo:background-color="#000000" fo:font-family="Arial"/></style:style>'
    )
    body = (
        '<text:p text:style-name="Illustration">Hình 1: Trụ sở</text:p>'
        "<draw:frame><draw:text-box><text:p>hộp rời</text:p></draw:text-box></draw:frame>"
        '<text:p>neo<draw:frame><draw:image xlink:href="Pictures/1.png"/><draw:text-box><text:p>hộp neo</text:p>'
        "</draw:text-box><draw:title>Ảnh anh Khiêm</draw:title></draw:frame></text:p>"
        '<text:p text:style-name="B">trắng trên nền</text:p>'
        '<text:p>sau ngắt <text:a xlink:href="http://x/">liên kết</text:a>'
        '<text:hidden-text text:string-value="ẩn"/></text:p>'
        '<text:p text:style-name="M">trang <text:span text:style-name="G">ngang</text:span></text:p>'
        '<text:section text:display="none"><text:p>không thấy</text:p></text:section>'
        "<text:sequence-decls/>"
    )
    essay = read_odt(craft_odt(tmp_path / "a", body, styles=styles))
    assert [(block.kind, block.text, block.starts_page) for block in essay.blocks] == [
        (BlockKind.CAPTION, "Hình 1: Trụ sở", False),
        (BlockKind.PARAGRAPH, "hộp rời", False),
        (BlockKind.PARAGRAPH, "neo", False),
        (BlockKind.IMAGE, "", False),
        (BlockKind.PARAGRAPH, "hộp neo", False),
        (BlockKind.PARAGRAPH, "trắng trên nền", False),
        (BlockKind.PARAGRAPH, "sau ngắt liên kết", True),
        (BlockKind.PARAGRAPH, "trang ngang", True),
    ]
    assert [block.hidden for block in essay.blocks if block.hidden] == ["ẩn"]
    assert [(aside.place, aside.text) for aside in essay.asides] == [
        ("picture", "Ảnh anh Khiêm"), ("link", "http://x/"),
    ]  # fmt: skip


def test_odt_lists_with_headers_breaks_and_rows_in_groups(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="P" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/>'
        "</style:style>"
    )
    body = (
        "<text:list><text:list-header><text:p>đầu</text:p></text:list-header>"
        '<text:list-item><text:p text:style-name="P">mục</text:p></text:list-item><text:other/></text:list>'
        "<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>a</text:p>"
        "</table:table-cell><table:covered-table-cell/></table:table-row></table:table-header-rows></table:table>"
    )
    essay = read_odt(craft_odt(tmp_path / "a", body, styles=styles))
    assert [(block.kind, block.text, block.starts_page) for block in essay.blocks] == [
        (BlockKind.LIST, "đầu", False), (BlockKind.LIST, "mục", True), (BlockKind.TABLE, "a", False),
    ]  # fmt: skip


def test_odt_properties_scripts_and_objects_are_told(tmp_path: Path) -> None:
    meta = (
        '<m:document-meta xmlns:m="urn:x" xmlns:meta="urn:y"><m:meta><meta:initial-creator>Khiêm</meta:initial-creator>'
        '<meta:user-defined meta:name="Phòng">Nội vụ</meta:user-defined><meta:generator>LO</meta:generator>'
        '<meta:document-statistic meta:page-count="4"/></m:meta></m:document-meta>'
    )
    body = (
        '<text:p>x<draw:frame><draw:object-ole xlink:href="./Object 1"/></draw:frame>'
        '<draw:frame><draw:object xlink:href="./Object 2"/></draw:frame></text:p><text:script/>'
    )
    essay = read_odt(craft_odt(tmp_path / "a", body, parts={"meta.xml": meta}))
    assert essay.pages == 4
    assert [(aside.place, aside.text) for aside in essay.asides] == [
        ("property:author", "Khiêm"), ("property:Phòng", "Nội vụ"),
    ]  # fmt: skip
    assert [(finding.code, finding.severity.value) for finding in essay.findings] == [
        (Code.EMBEDDED_FILE, "problem"), (Code.EMBEDDED_FILE, "info"), (Code.ACTIVE_CONTENT, "problem"),
    ]  # fmt: skip


# --- typed --------------------------------------------------------------------------------------------------


def put(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "typed"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_text_in_another_encoding_or_beyond_its_size_is_refused(tmp_path: Path) -> None:
    for content, code in ((b"C\xe3i", Code.UNREADABLE), (b"a" * (MAX_TEXT_BYTES + 1), Code.TOO_COMPLEX)):
        with pytest.raises(UnreadableError) as caught:
            read_text(put(tmp_path, content))
        assert caught.value.finding.code == code
    with pytest.raises(UnreadableError) as caught:
        read_text(put(tmp_path, "x\n" * 20_001))
    assert caught.value.finding.facts == {"reason": "blocks", "limit": 20_000}


def test_html_corners(tmp_path: Path) -> None:
    html = (
        "<table><td>thiếu hàng<p>hai đoạn<span hidden>ẩn</span></p><table><tr><td>lồng</table></table>"
        "<figure><figcaption>Hình 1</figcaption></figure><hr><pre>giữ  nguyên</pre>"
        '<p style="page-break-before: always">trang</p></b></li><li>lạc</li>'
    )
    essay = read_html(put(tmp_path, html))
    assert [(block.kind, block.text, block.starts_page) for block in essay.blocks if block.text] == [
        (BlockKind.TABLE, "thiếu hàng\nhai đoạn\nlồng", False),
        (BlockKind.CAPTION, "Hình 1", False),
        (BlockKind.PARAGRAPH, "giữ  nguyên", True),
        (BlockKind.PARAGRAPH, "trang", True),
        (BlockKind.PARAGRAPH, "lạc", False),
    ]
    assert [block.hidden for block in essay.blocks if block.hidden] == ["ẩn"]


# --- below all readers --------------------------------------------------------------------------------------


def test_xml_beyond_its_elements_and_broken_utf16_are_refused() -> None:
    for data, code in (
        (b"<a>" + b"<b/>" * (2 * MAX_ELEMENTS) + b"</a>", Code.TOO_COMPLEX),
        (b"\xff\xfea", Code.UNREADABLE),
    ):
        with pytest.raises(UnreadableError) as caught:
            parse_xml(data, "x")
        assert caught.value.finding.code == code


def test_entries_of_a_package_share_one_allowance(tmp_path: Path) -> None:
    path = craft_zip(tmp_path / "a", {"x": "y" * 900, "z": "y" * 900})
    with Package(path) as package:
        package._left = 1000
        package.read("x")
        with pytest.raises(UnreadableError) as caught:
            package.read("z")
    assert caught.value.finding.code == Code.ZIP_LIMIT


def test_kinds_without_a_reader_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_essay(put(tmp_path, "x"), FileKind.RTF, PLAIN)
    assert caught.value.finding.facts == {"kind": "rtf"}
