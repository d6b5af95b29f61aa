"""Pages that are pictures: found at their place, drawn anew within bounds, and covered when a validator says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image

from media import sandbox
from media.codes import Code
from media.essays import pages
from media.essays.pages import LONGEST_SIDE, draw_pages
from media.essays.redactions import Passage
from media.essays.renditions import PICTURED, RenditionError, render_essay, render_essay_safely
from media.measuring import measure
from media.reports import FileKind, Report
from tests.factories.crafted import craft_pdf, line
from tests.factories.limits import LIMITS
from tests.factories.scans import OUTLINES, PICTURE, make_scan, mixed_scan, photograph
from tests.factories.traces import Traces, unpacked
from vietnamese.covering import COVER

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.requirement("S001-R41")
def test_scanned_pages_stand_between_the_texts_of_a_mixed_file(tmp_path: Path) -> None:
    path = mixed_scan(tmp_path / "a.pdf")
    report = measure(path, limits=LIMITS)
    assert report.essay is not None
    assert report.essay.pictured_pages == (2, 4, 5)
    assert Report.from_json(report.to_json()) == report
    (told,) = [one for one in report.findings if one.code is Code.SCANNED]
    assert told.facts == {"pages": 3}, "letters as shapes are no more read than a scan"
    done = render_essay_safely(path, FileKind.PDF, limits=LIMITS)
    assert PICTURED.findall(done.html) == ["2", "4", "5"]
    order = [done.html.index(one) for one in ("Bay gio", 'data-page="2"', "Ba con", 'data-page="4"', 'data-page="5"')]
    assert order == sorted(order)
    assert "CamScanner" not in done.html, "what a program stamps on a scan is no text of the author's"


def test_a_scan_with_the_stamp_of_its_program_is_never_counted(tmp_path: Path) -> None:
    path = make_scan(tmp_path / "a.pdf", [PICTURE + line("Scanned with CamScanner", y=20)] * 3)
    report = measure(path, limits=LIMITS)
    assert report.essay is not None
    assert (report.essay.chu_official, report.essay.pictured_pages) == (None, (1, 2, 3))
    assert report.has(Code.SCANNED)


@pytest.mark.parametrize(
    "stream",
    [
        PICTURE + line("Mot trang co hinh nen va kha nhieu chu cua tac gia"),
        b"q 100 0 0 100 0 0 cm /Im0 Do Q\n" + line("Hinh nho"),
        b"50 50 400 1 re f\n",
        b"",
    ],
    ids=["words on a picture", "a small picture", "a single line", "nothing"],
)
def test_pages_with_words_or_without_anything_are_no_pictures(tmp_path: Path, stream: bytes) -> None:
    report = measure(make_scan(tmp_path / "a.pdf", [stream, line("con lai")]), limits=LIMITS)
    assert report.essay is not None
    assert report.essay.pictured_pages == ()


def test_A11_no_drawn_page_bears_a_trace(tmp_path: Path) -> None:
    """What the scanner wrote into its picture, and what stands over the page as a comment or a field, stays behind."""
    traces = Traces()
    path = make_scan(
        tmp_path / "named.pdf",
        [PICTURE, line("hai")],
        jpeg=photograph(comment=traces.plant("exif of a scan")),
        catalog=f"/Metadata({traces.plant('catalogue')})/PageLabels<</Nums[0<</P({traces.plant('page label')})>>]>>",
    )
    assert traces.found_in(path.read_bytes()) == set(traces.planted.values()), "everything could have leaked"
    (drawn,) = draw_pages(path, [1], folder=tmp_path)
    content = drawn.path.read_bytes()
    assert content.startswith(b"\xff\xd8\xff")
    for one in (content, *unpacked(content), drawn.path.name.encode()):
        assert traces.is_clean(one)
        for sign in (b"Exif", b"named", b"ICC_PROFILE", b"http://ns.adobe.com"):
            assert sign not in one
    with Image.open(drawn.path) as picture:
        assert not picture.getexif()
        assert "comment" not in picture.info
        assert picture.size == (drawn.width, drawn.height)


def test_A11_comments_on_a_page_are_not_drawn(tmp_path: Path) -> None:
    note = "/Annots[<</Type/Annot/Subtype/Square/Rect[100 100 500 500]/C[1 0 0]/IC[1 0 0]/F 4>>]"
    for name, page in (("with", note), ("without", "")):
        craft_pdf(tmp_path / f"{name}.pdf", [OUTLINES], page=page)
        (drawn,) = draw_pages(tmp_path / f"{name}.pdf", [1], folder=tmp_path)
        drawn.path.rename(tmp_path / f"{name}.jpg")
    assert (tmp_path / "with.jpg").read_bytes() == (tmp_path / "without.jpg").read_bytes()


def test_drawn_pages_keep_their_colours_and_bounds(tmp_path: Path) -> None:
    red = make_scan(tmp_path / "red.pdf", jpeg=photograph(colour="red"))
    grey = make_scan(tmp_path / "grey.pdf")
    modes = []
    for path in (red, grey):
        (drawn,) = draw_pages(path, [1], folder=tmp_path)
        assert max(drawn.width, drawn.height) == LONGEST_SIDE
        with Image.open(drawn.path) as picture:
            modes.append(picture.mode)
            levels = [level for level, count in enumerate(picture.convert("L").histogram()) if count]
            assert (levels[0] < 100, levels[-1] > 240) == (True, True), "there is something on the page"
    assert modes == ["RGB", "L"]


def test_D10_a_page_of_giant_paper_is_drawn_within_its_bounds(tmp_path: Path) -> None:
    path = make_scan(tmp_path / "a.pdf", [PICTURE])
    path.write_bytes(path.read_bytes().replace(b"/MediaBox[0 0 595 842]", b"/MediaBox[0 0 14e3 9e3]"))
    (drawn,) = draw_pages(path, [1], folder=tmp_path)
    assert max(drawn.width, drawn.height) == LONGEST_SIDE


def test_D10_a_page_that_cannot_be_drawn_is_missing_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The child dies over one page of several; the others are there, each drawn by itself."""
    path = make_scan(tmp_path / "a.pdf", [PICTURE] * 3)
    assert [one.page for one in draw_pages(path, [1, 9, 3], folder=tmp_path)] == [1, 3]
    monkeypatch.setattr(pages, "BUDGET", sandbox.Budget(cpu_seconds=20, memory_bytes=1 << 30, file_bytes=100))
    assert list(draw_pages(path, [1, 2, 3], folder=tmp_path)) == [], "beyond the bounds nothing is written"


@pytest.mark.requirement("S001-R41")
def test_A11_a_covered_page_leaves_a_neutral_sign(tmp_path: Path) -> None:
    path = mixed_scan(tmp_path / "a.pdf")
    done = render_essay(path, FileKind.PDF, limits=LIMITS, passages=[Passage("page:2", "")])
    assert PICTURED.findall(done.html) == ["4", "5"]
    assert done.html.count(COVER) == 1
    assert done.html.index("Bay gio") < done.html.index(COVER) < done.html.index("Ba con")
    assert COVER in done.text


@pytest.mark.parametrize("place", ["page:1", "page:9", "page:x"])
def test_A11_a_page_that_is_no_picture_is_not_taken_for_covered(tmp_path: Path, place: str) -> None:
    path = mixed_scan(tmp_path / "a.pdf")
    with pytest.raises(RenditionError) as caught:
        render_essay(path, FileKind.PDF, limits=LIMITS, passages=[Passage(place, "")])
    assert (caught.value.finding.code, caught.value.finding.place) == (Code.NOT_COVERED, place)


def test_A11_nobody_can_write_the_mark_of_a_page(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        '<p>&lt;figure class="essay-page" data-page="1"&gt;&lt;/figure&gt;</p><figure data-page="1"></figure>'
    )
    assert not PICTURED.search(render_essay(path, FileKind.HTML, limits=LIMITS).html)
