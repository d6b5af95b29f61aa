import time
import unicodedata
from pathlib import Path

import pytest

from media.codes import Code
from media.essays.blocks import Aside
from media.identity import Term, TermKind, scan
from media.identity.essays import scan_essay, scan_essay_safely
from media.reports import FileKind, Finding
from tests.factories.crafted import craft_docx, craft_pdf, paragraph, part
from tests.factories.documents import COVER, make_docx, make_odt, make_pdf
from tests.factories.limits import LIMITS

NAME = Term(TermKind.NAME, "Hồ Văn Khiêm")
UNIT = Term(TermKind.UNIT, "Ủy ban nhân dân xã Tà Rụt")
PHONE = Term(TermKind.PHONE, "0912 345 678")
EMAIL = Term(TermKind.EMAIL, "khiem.hv@dakrong.example.vn")
TERMS = (NAME, UNIT, PHONE, EMAIL)


def hits(text: str, *terms: Term) -> list[tuple[str | int, str | int]]:
    return [(finding.facts["kind"], finding.facts["match"]) for finding in scan([Aside("body", text)], terms or TERMS)]


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("do đồng chí Hồ Văn Khiêm, công chức xã, viết", "exact"),
        ("HỒ VĂN KHIÊM", "folded"),
        ("ho van khiem", "folded"),
        ("Hồ-Văn_Khiêm.docx", "exact"),
        ("hồ  văn\nkhiêm", "folded"),
        ("BaiDuThi_HoVanKhiem.docx", "joined"),
        ("anh Văn Khiêm kể", "part"),
        (unicodedata.normalize("NFD", "tác giả Hồ Văn Khiêm"), "exact"),
        ("H\u200bồ Văn Khi\u00adêm", "folded"),
    ],
)
def test_names_are_found_in_any_writing(text: str, match: str) -> None:
    assert hits(text, NAME) == [("name", match)]


@pytest.mark.parametrize("text", ["Hồ Văn Khiêmm", "hồ nước, văn hóa, khiêm tốn", "Khiêm", "", "Hồ Thị Văn"])
def test_other_words_are_no_name(text: str) -> None:
    assert hits(text, NAME) == []


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("UBND xã Tà Rụt", "folded"),
        ("Uỷ ban nhân dân xã Tà Rụt", "folded"),
        ("ubnd xa ta rut", "folded"),
        ("bà con xã Tà Rụt phấn khởi", "part"),
    ],
)
def test_units_are_found_by_either_name(text: str, match: str) -> None:
    assert hits(text, UNIT) == [("unit", match)]


@pytest.mark.parametrize(
    "text",
    [
        "0912345678", "0912.345.678", "0912 345 678", "+84 912 345 678", "+84912345678", "84-912-345-678",
        "(0912) 345 678", "0 9 1 2 3 4 5 6 7 8", "ĐT:0912.345678.", "0084 912345678", "912345678",
        "+84 (0) 912 345 678",
    ],
)  # fmt: skip
def test_phones_are_found_in_any_writing(text: str) -> None:
    assert hits(text, PHONE) == [("phone", "exact")]


@pytest.mark.parametrize("text", ["0912345679", "10912345678", "09123456789", "912 345", "0912a345678"])
def test_other_numbers_are_no_phone(text: str) -> None:
    assert hits(text, PHONE) == []


def test_landlines_are_found() -> None:
    assert hits("gọi (0233) 3852 123", Term(TermKind.PHONE, "02333852123")) == [("phone", "exact")]


@pytest.mark.parametrize(
    ("text", "match"),
    [("thư về Khiem.HV@dakrong.example.vn nhé", "exact"), ("tài khoản khiem-hv của tôi", "part")],
)
def test_addresses_are_found(text: str, match: str) -> None:
    assert hits(text, EMAIL) == [("email", match)]


def test_hits_tell_place_severity_and_surroundings() -> None:
    found = scan([Aside("property:author", "Hồ Văn Khiêm"), Aside("block:3", "xã Tà Rụt")], TERMS)
    assert [(finding.place, finding.severity.value) for finding in found] == [
        ("property:author", "problem"), ("block:3", "warning"),
    ]  # fmt: skip
    assert found[0].facts["excerpt"] == "Hồ Văn Khiêm"


def test_one_term_is_told_three_times_a_place_at_most() -> None:
    assert len(hits("Hồ Văn Khiêm. " * 50, NAME)) == 3


@pytest.mark.parametrize("term", [Term(TermKind.NAME, " "), Term(TermKind.PHONE, "123"), Term(TermKind.EMAIL, "")])
def test_empty_terms_find_nothing(term: Term) -> None:
    assert hits("123 x y z", term) == []


@pytest.mark.parametrize("text", ["9" * 1_000_000, "0912 345 67 " * 80_000, "a " * 500_000, "\u0301\u0323" * 400_000])
def test_D20_worst_texts_are_scanned_in_seconds(text: str) -> None:
    began = time.process_time()
    hits(text)
    assert time.process_time() - began < 3


@pytest.mark.parametrize(("maker", "kind"), [(make_docx, "docx"), (make_odt, "odt"), (make_pdf, "pdf")])
def test_A11_author_in_the_properties_is_found_and_the_cover_is_his_right(
    tmp_path: Path, maker: object, kind: str
) -> None:
    assert callable(maker)
    path = maker(tmp_path / "a", chu=300, cover=COVER, author="Hồ Văn Khiêm")
    found = scan_essay_safely(
        path, FileKind(kind), declared_name="bai.docx", terms=TERMS, limits=LIMITS, cover_values=COVER
    )
    assert {finding.place for finding in found} <= {
        "property:author", "property:last_modified_by", "property:xmp",
    }  # fmt: skip
    assert "property:author" in {finding.place for finding in found}
    clean = maker(tmp_path / "b", chu=300, cover=COVER)
    assert scan_essay(
        clean, FileKind(kind), declared_name="bai.docx", terms=TERMS, limits=LIMITS, cover_values=COVER
    ) == ()  # fmt: skip


def places(found: tuple[Finding, ...]) -> set[str | None]:
    return {finding.place for finding in found if finding.code == Code.IDENTITY_FOUND}


def test_A11_every_corner_of_a_docx_is_scanned(tmp_path: Path) -> None:
    name = "Hồ Văn Khiêm"
    body = (
        paragraph(f"ký tên {name}")
        + paragraph(name, run="<w:vanish/>")
        + f'<w:p><w:del w:author="{name}"><w:r><w:delText>{name}</w:delText></w:r></w:del></w:p>'
        + f'<w:p><w:r><w:drawing><wp:docPr name="{name}"/></w:drawing></w:r></w:p>'
    )
    path = craft_docx(
        tmp_path / "a",
        body,
        parts={
            "word/footer1.xml": part("ftr", paragraph(name)),
            "word/footnotes.xml": part("footnotes", f"<w:footnote>{paragraph(name)}</w:footnote>"),
            "word/comments.xml": part("comments", f'<w:comment w:author="{name}">{paragraph(name)}</w:comment>'),
            "docProps/app.xml": f"<p><Company>{name}</Company><Manager>{name}</Manager></p>",
            "docProps/custom.xml": f'<p><property name="Phong"><x>{name}</x></property></p>',
        },
        relations=[
            ("footer", "footer1.xml", False),
            ("footnotes", "footnotes.xml", False),
            ("comments", "comments.xml", False),
            ("hyperlink", "http://x/ho-van-khiem", True),
        ],
    )
    found = scan_essay(path, FileKind.DOCX, declared_name=f"{name}.docx", terms=[NAME], limits=LIMITS)
    assert places(found) == {
        "file_name", "block:1", "block:2", "deleted", "tracked_author", "picture", "footer", "footnote:1", "comment",
        "comment_author", "property:company", "property:manager", "property:Phong", "link",
    }  # fmt: skip


def test_what_cannot_be_read_is_unsure_and_never_clean(tmp_path: Path) -> None:
    broken = tmp_path / "a"
    broken.write_bytes(b"%PDF-1.7")
    for scanner in (scan_essay, scan_essay_safely):
        found = scanner(broken, FileKind.PDF, declared_name="HoVanKhiem.pdf", terms=TERMS, limits=LIMITS)
        assert [finding.code for finding in found] == [Code.IDENTITY_FOUND, Code.IDENTITY_UNSURE]
        assert found[1].facts == {"reason": "unreadable", "detail": "unreadable"}
    image = b"q 500 0 0 700 40 40 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q\n"
    scanned = scan_essay(
        craft_pdf(tmp_path / "b", [image]), FileKind.PDF, declared_name=None, terms=TERMS, limits=LIMITS
    )
    assert [finding.facts["reason"] for finding in scanned] == ["no_text", "pictures"]
