"""RTF and old Word files through LibreOffice, scans through Tesseract: with the programs, and without them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from media.codes import Code
from media.essays import converting, scans
from media.essays.converting import find_libreoffice, inspect, readable_copy
from media.essays.renditions import render_essay_safely
from media.identity.essays import scan_essay_safely
from media.identity.terms import Term, TermKind
from media.identity.words import find_reader
from media.measuring import measure_safely
from media.reports import FileKind, Limits, Severity
from tests.factories.crafted import craft_pdf, line
from tests.factories.old_office import craft_doc, craft_rtf

LIMITS = Limits((FileKind.RTF, FileKind.DOC, FileKind.PDF), 10**8)
FONT = Path(__file__).parents[4] / "portal/papers/fonts/Tinos-Regular.ttf"


def must_or_skip(*, present: bool, what: str) -> None:
    if not present:
        pytest.skip(f"{what} is not installed; what it does is not proven here")


@pytest.fixture
def without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converting, "_USUAL", ())
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("BANGVANG_LIBREOFFICE", raising=False)


@pytest.mark.usefixtures("without_libreoffice")
@pytest.mark.parametrize("kind", [FileKind.RTF, FileKind.DOC])
def test_without_libreoffice_the_answer_is_a_sentence_not_a_guess(tmp_path: Path, kind: FileKind) -> None:
    craft = craft_rtf if kind is FileKind.RTF else craft_doc
    path = craft(tmp_path / "a", "Cải cách hành chính")
    report = measure_safely(path, limits=LIMITS)
    assert (report.kind, report.essay, report.is_refused) == (kind, None, True)
    assert [dict(one.facts) for one in report.findings if one.code == Code.NO_CONVERTER] == [{"kind": kind.value}]


def test_place_of_libreoffice_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANGVANG_LIBREOFFICE", str(tmp_path))
    assert find_libreoffice() != tmp_path  # nothing lies there
    (tmp_path / "libmergedlo.so").touch()
    assert find_libreoffice() == tmp_path


def test_library_that_is_none_ends_in_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "libmergedlo.so").write_bytes(b"no library")
    monkeypatch.setenv("BANGVANG_LIBREOFFICE", str(tmp_path))
    report = measure_safely(craft_rtf(tmp_path / "a", "x"), limits=LIMITS)
    assert [(one.code, dict(one.facts)) for one in report.findings if one.severity is Severity.REFUSAL] == [
        (Code.NOT_CONVERTED, {"kind": "rtf"})
    ]


def test_other_kinds_are_not_copied(tmp_path: Path) -> None:
    path = craft_pdf(tmp_path / "a", [line("mot")])
    with readable_copy(path, FileKind.PDF) as copied:
        assert copied == (path, FileKind.PDF)
    assert inspect(path, FileKind.PDF) == ()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (r"{\object\objemb{\*\objdata 0105}}", Code.EMBEDDED_FILE),
        (r"{\field{\*\fldinst INCLUDEPICTURE http://192.0.2.1/a.png}}", Code.EXTERNAL_LINK),
        (r"{\field{\*\fldinst DDEAUTO cmd}}", Code.EXTERNAL_LINK),
        (r"{\*\template http://192.0.2.1/x.dotm}", Code.EXTERNAL_LINK),
    ],
)
def test_D07_D08_what_an_rtf_fetches_or_embeds_is_told(tmp_path: Path, words: str, code: Code) -> None:
    findings = inspect(craft_rtf(tmp_path / "a", "một hai", raw=words), FileKind.RTF)
    assert [(one.code, one.severity) for one in findings if one.code != Code.CONVERTED] == [(code, Severity.PROBLEM)]


def test_D08_old_word_file_with_macros_is_refused(tmp_path: Path) -> None:
    path = craft_doc(tmp_path / "a", "một", stream="_VBA_PROJECT")
    report = measure_safely(path, limits=LIMITS)
    assert [one.code for one in report.findings if one.severity is Severity.REFUSAL] == [Code.MACROS]


def test_rtf_is_measured_in_its_copy_and_named_as_what_it_is(tmp_path: Path) -> None:
    must_or_skip(present=find_libreoffice() is not None, what="LibreOffice")
    path = craft_rtf(tmp_path / "a.rtf", "Cải cách hành chính " * 30, raw=r"\pard{\v chữ ẩn}\par")
    report = measure_safely(path, limits=LIMITS, declared_name="bai.rtf")
    assert report.essay is not None
    assert (report.kind, report.size_bytes, report.is_refused) == (FileKind.RTF, path.stat().st_size, False)
    assert (report.essay.chu_official, report.essay.paper) == (120, "A4")
    assert "Cải cách hành chính" in render_essay_safely(path, FileKind.RTF, limits=LIMITS).text


TRACKED = (
    r"{\*\revtbl{Unknown;}{Ho Van Khiem;}}"
    r"\pard bốn {\revised\revauth1\revdttm-1 chèn vào} năm {\deleted\revauthdel1\revdttmdel-1 bị xóa} sáu\par "
)
COMMENTED = (
    r"\pard bốn{\*\atnid AB}{\*\atnauthor Ho Van Khiem}\chatn{\*\annotation{\*\atndate 1}\pard\plain lời ghi} năm\par "
)


def test_tracked_changes_and_their_author_are_read_in_the_copy_of_an_rtf(tmp_path: Path) -> None:
    must_or_skip(present=find_libreoffice() is not None, what="LibreOffice")
    path = craft_rtf(tmp_path / "a.rtf", "một hai ba", raw=TRACKED)
    report = measure_safely(path, limits=LIMITS)
    assert {Code.CONVERTED, Code.TRACKED_CHANGES} <= {one.code for one in report.findings}
    term = Term(TermKind.NAME, "Ho Van Khiem")
    found = scan_essay_safely(path, FileKind.RTF, declared_name=None, terms=(term,), limits=LIMITS)
    assert "tracked_author" in {one.place for one in found}


def test_an_rtf_with_comments_is_read_with_them_or_said_to_be_unread(tmp_path: Path) -> None:
    """LibreOffice without its windows opens no file that holds comments: that is no clean file, and no damaged one."""
    must_or_skip(present=find_libreoffice() is not None, what="LibreOffice")
    path = craft_rtf(tmp_path / "a.rtf", "một hai ba", raw=COMMENTED)
    report = measure_safely(path, limits=LIMITS)
    term = Term(TermKind.NAME, "Ho Van Khiem")
    found = scan_essay_safely(path, FileKind.RTF, declared_name=None, terms=(term,), limits=LIMITS)
    codes, unread = {one.code for one in report.findings}, [one for one in found if one.code == Code.IDENTITY_UNSURE]
    if Code.NOT_CONVERTED in codes:
        assert report.is_refused
        assert report.essay is None
        assert [one.facts["reason"] for one in unread] == ["unreadable"]
    else:
        assert Code.COMMENTS in codes
        assert "comment_author" in {one.place for one in found}


def test_D11_rtf_of_noise_ends_in_a_sentence(tmp_path: Path) -> None:
    must_or_skip(present=find_libreoffice() is not None, what="LibreOffice")
    path = tmp_path / "a"
    path.write_bytes(b"{\\rtf1" + b"{\\" * 100_000)
    report = measure_safely(path, limits=LIMITS)
    assert report.essay is None or report.essay.chu_official is None


def scan(path: Path, lines: int) -> Path:
    picture = Image.new("L", (1240, 1754), 255)
    drawing, font = ImageDraw.Draw(picture), ImageFont.truetype(FONT, 36)
    for place in range(lines):
        drawing.text((120, 120 + 60 * place), "Cải cách hành chính phục vụ nhân dân", fill=0, font=font)
    picture.save(path, format="PDF", resolution=150)
    return path


def test_scan_without_tesseract_is_unknown_and_never_a_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "find_reader", lambda: None)
    report = measure_safely(scan(tmp_path / "a", 5), limits=LIMITS)
    assert report.essay is not None
    assert (report.essay.chu_official, report.essay.chu_word_like, report.essay.ocr_chu) == (None, None, None)
    assert [(one.code, one.severity) for one in report.findings] == [(Code.SCANNED, Severity.PROBLEM)]


def test_scan_with_tesseract_gets_a_hint_and_still_no_figure(tmp_path: Path) -> None:
    must_or_skip(present=find_reader() is not None, what="Tesseract")
    report = measure_safely(scan(tmp_path / "a", 20), limits=LIMITS)
    assert report.essay is not None
    assert (report.essay.chu_official, report.essay.chu_word_like) == (None, None)
    assert report.essay.ocr_chu is not None
    assert 140 <= report.essay.ocr_chu <= 180
    assert report.has(Code.SCAN_READ)
