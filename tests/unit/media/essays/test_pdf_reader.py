from pathlib import Path

import pytest

from media.codes import Code
from media.essays import pdf as reader
from media.essays import pdf_objects
from media.essays.blocks import UnreadableError
from media.essays.pdf import read_pdf
from media.essays.pdf_lines import is_heading, join_lines, part_margins
from tests.factories.crafted import craft_pdf, line

TEXT = line("hai chu")


def stream(dictionary: bytes, content: bytes) -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (dictionary, len(content), content)


def test_comments_are_kept_beside_the_text_and_links_are_none(tmp_path: Path) -> None:
    page = (
        "/Annots[<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(xem lai)/T(Khiem)>>"
        "<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/Contents(lien ket)>>]"
    )
    essay = read_pdf(craft_pdf(tmp_path / "a", [TEXT], page=page), max_pages=9)
    assert essay.comments == 1
    assert {(aside.place, aside.text) for aside in essay.asides} == {
        ("comment", "xem lai"), ("comment_author", "Khiem"),
    }  # fmt: skip


def test_embedded_files_are_told(tmp_path: Path) -> None:
    catalog = "/Names<</EmbeddedFiles<</Names[(a.exe)<</Type/Filespec/F(a.exe)/UF(a.exe)/EF<</F 6 0 R>>>>]>>>>"
    path = craft_pdf(tmp_path / "a", [TEXT], catalog=catalog, extra=[stream(b"/Type/EmbeddedFile", b"MZ")])
    findings = read_pdf(path, max_pages=9).findings
    assert [(finding.code, finding.facts) for finding in findings] == [(Code.EMBEDDED_FILE, {"member": "a.exe"})]


def test_forms_that_are_programs_are_told(tmp_path: Path) -> None:
    catalog = "/AcroForm<</Fields[]/XFA[(a) 6 0 R]>>"
    path = craft_pdf(tmp_path / "a", [TEXT], catalog=catalog, extra=[stream(b"", b"<x/>")])
    assert [finding.facts for finding in read_pdf(path, max_pages=9).findings] == [{"member": "XFA"}]


def test_text_in_forms_is_read_and_the_invisible_in_them_is_not(tmp_path: Path) -> None:
    form = stream(
        b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>",
        line("trong khung") + line("an di", y=500, before="3 Tr") + line("trang", y=400, before="0 Tr 1 g"),
    )
    path = craft_pdf(tmp_path / "a", [TEXT + b"/Fm Do"], resources="/XObject<</Fm 6 0 R>>", extra=[form])
    essay = read_pdf(path, max_pages=9)
    assert " ".join(block.text for block in essay.blocks if block.text) == "hai chu trong khung trang"
    assert [block.hidden for block in essay.blocks if block.hidden] == ["an di"]


def test_stroked_text_is_seen_whatever_its_fill(tmp_path: Path) -> None:
    essay = read_pdf(craft_pdf(tmp_path / "a", [line("vien chu", before="1 g 1 Tr")]), max_pages=9)
    assert [(block.text, block.hidden) for block in essay.blocks] == [("vien chu", "")]


def test_metadata_packet_is_kept_as_words(tmp_path: Path) -> None:
    path = craft_pdf(tmp_path / "a", [TEXT])
    packet = b"<x:xmpmeta><dc:creator>Ho Van\nKhiem</dc:creator></x:xmpmeta>"
    path.write_bytes(path.read_bytes().replace(b"%PDF-1.7\n", b"%PDF-1.7\n%" + packet.replace(b"\n", b" ") + b"\n"))
    assert [(aside.place, aside.text) for aside in read_pdf(path, max_pages=9).asides] == [
        ("property:xmp", "Ho Van Khiem")
    ]


def test_pdf_without_pages_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_pdf(craft_pdf(tmp_path / "a", []), max_pages=9)
    assert caught.value.finding.code == Code.UNREADABLE


@pytest.mark.parametrize(
    ("module", "limit", "reason"),
    [(reader, "_MAX_CHARACTERS", "characters"), (pdf_objects, "MAX_OBJECTS", "pdf_objects")],
)
def test_D10_pdf_beyond_a_limit_is_too_complex(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: object, limit: str, reason: str
) -> None:
    monkeypatch.setattr(module, limit, 3)
    path = craft_pdf(tmp_path / "a", [line("a b c d", y=y) for y in range(1)] + [TEXT * 5])
    with pytest.raises(UnreadableError) as caught:
        read_pdf(path, max_pages=9)
    assert caught.value.finding.facts == {"reason": reason, "limit": 3}


# --- lines --------------------------------------------------------------------------------------------------


def test_numbers_at_the_top_and_running_feet_are_margins() -> None:
    pages = [[f"- {at} -", f"thân {at}a", f"UBND xã, bản in {at}"] for at in range(2, 6)]
    parted, numbered = part_margins(pages)
    assert numbered is True
    assert [page.body for page in parted] == [(f"thân {at}a",) for at in range(2, 6)]
    assert parted[0].header == ("- 2 -",)
    assert parted[0].footer == ("UBND xã, bản in 2",)


def test_lines_that_are_no_page_numbers_stay() -> None:
    years = [["thân", "2020"], ["thân bài", "2019"], ["khác", "1998"], ["nữa", "x"]]
    assert part_margins(years) == ([type(part_margins(years)[0][0])(tuple(page)) for page in years], False)


def test_single_page_without_a_number_stays_unknown() -> None:
    assert part_margins([["thân bài"]])[1] is None
    assert part_margins([["thân bài", "1"]])[1] is True


def test_cover_without_a_number_does_not_hide_the_numbering() -> None:
    parted, numbered = part_margins([["BÌA"], ["thân", "1"], ["thân tiếp", "2"]])
    assert numbered is True
    assert [page.body for page in parted] == [("BÌA",), ("thân",), ("thân tiếp",)]


def test_broken_lines_are_joined_and_lists_and_labels_are_not() -> None:
    full = "Một dòng đầy đến tận lề phải của trang"
    assert join_lines([full, "giấy. Hết.", "- gạch đầu", "- gạch sau", "Họ tên: A", "Chức vụ: B"]) == [
        f"{full} giấy. Hết.", "- gạch đầu", "- gạch sau", "Họ tên: A", "Chức vụ: B",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [("I. MỤC ĐÍCH", True), ("2.1. Cách làm", True), ("2020 là năm khó", False), ("1. Một câu có dấu chấm.", False)],
)
def test_numbered_headings_are_known(text: str, expected: bool) -> None:
    assert is_heading(text) is expected
