"""The second line of defence against hostile essays: each bound alone, where another one would hold as well."""

from __future__ import annotations

import random
import tracemalloc
import zipfile
from typing import TYPE_CHECKING

import pytest

from media.codes import Code
from media.essays import packages, reading
from media.essays.blocks import Block, BlockKind, Essay, UnreadableError
from media.essays.packages import Package
from media.essays.reading import read_essay
from media.essays.structure import arrange
from media.essays.xml import MAX_ELEMENTS, MAX_XML_BYTES, parse_xml
from media.measuring import measure
from media.reports import FileKind, Finding, Report, Severity, finding_to_plain
from tests.factories.crafted import craft_pdf, craft_zip, line
from tests.factories.limits import PLAIN

if TYPE_CHECKING:
    from pathlib import Path

    from media.reports import Limits


def refused(path: Path) -> tuple[str, dict[str, str | int]]:
    with pytest.raises(UnreadableError) as caught, Package(path):
        pass
    return caught.value.finding.code, dict(caught.value.finding.facts)


def test_D01_a_zip_that_counts_in_what_stands_before_it_is_refused(tmp_path: Path) -> None:
    """A self-extracting archive: every offset is right, only the first bytes are those of another file."""
    path = tmp_path / "a"
    path.write_bytes(b"#!/bin/sh\nexit\n")
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("word/document.xml", "<x/>")
    assert refused(path) == (Code.UNREADABLE, {"reason": "zip"})


def test_D03_a_directory_too_large_to_be_read_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = craft_zip(tmp_path / "a", {f"{number:0600}": "x" for number in range(1500)})

    def read(*_: object) -> None:
        raise AssertionError("the directory was read")

    monkeypatch.setattr(packages.zipfile, "ZipFile", read)
    assert refused(path) == (Code.ZIP_LIMIT, {"reason": "entries", "limit": 2000})


def test_D03_no_more_of_an_entry_is_unpacked_than_its_limit(tmp_path: Path) -> None:
    path = craft_zip(tmp_path / "a", {"x": random.Random(1).randbytes(4 << 20) * 2})
    with Package(path) as package:
        tracemalloc.start()
        try:
            with pytest.raises(UnreadableError):
                package.read("x", limit=1000)
            assert tracemalloc.get_traced_memory()[1] < 1 << 20
        finally:
            tracemalloc.stop()


def test_D03_what_is_unpacked_is_added_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The directory's word was checked; what comes out counts whatever the directory said, also of one entry twice."""
    monkeypatch.setattr(packages, "MAX_UNPACKED_BYTES", 10_000)
    path = craft_zip(tmp_path / "a", {"x": random.Random(1).randbytes(6000)})
    with Package(path) as package:
        package.read("x")
        with pytest.raises(UnreadableError) as caught:
            package.read("x")
    assert caught.value.finding.facts == {"reason": "unpacked", "limit": 10_000}


@pytest.mark.parametrize(
    ("data", "facts"),
    [
        (b"<a>" + b"x" * MAX_XML_BYTES + b"</a>", {"reason": "xml_size", "limit": MAX_XML_BYTES}),
        (b"<a>" + b"<b/>" * (2 * MAX_ELEMENTS) + b"</a>", {"reason": "elements", "limit": MAX_ELEMENTS}),
    ],
    ids=["bytes", "elements"],
)
def test_D04_the_guarded_parser_has_its_own_bounds(data: bytes, facts: dict[str, str | int]) -> None:
    with pytest.raises(UnreadableError) as caught:
        parse_xml(data, "x.xml")
    assert (caught.value.finding.code, caught.value.finding.facts) == (Code.TOO_COMPLEX, facts)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "cp037"])
def test_D05_a_harmless_doctype_cannot_hide_either(encoding: str) -> None:
    """Nothing in it would make the parser itself give up."""
    with pytest.raises(UnreadableError):
        parse_xml("<!DOCTYPE l><l>x</l>".encode(encoding), "x.xml")


HALVES = [(b"D835", "\ufffd"), (b"DC00", "\ufffd"), (b"D835DC00", "\U0001d400")]


@pytest.mark.parametrize(("mapped", "read"), HALVES)
def test_D21_half_a_sign_in_hidden_text_of_a_pdf_leaves_a_report_that_can_be_kept(
    tmp_path: Path, mapped: bytes, read: str
) -> None:
    """The letter A stands for whatever the font's own table says, also for half of a sign."""
    table = b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <41> <%s> endbfchar endcmap"
    content = b"/CIDInit /ProcSet findresource begin 12 dict begin " + table % mapped + b" end end"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 7 0 R>>"
    extra = [font, b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)]
    page = line("mot hai ba") + line("bon A nam", y=650, before="3 Tr")
    path = craft_pdf(tmp_path / "a", [page], resources="/Font<</F1 6 0 R>>", extra=extra)
    report = measure(path, limits=PLAIN)
    assert [one.facts["excerpt"] for one in report.findings if one.code == Code.HIDDEN_TEXT] == [f"bon {read} nam"]
    assert Report.from_json(report.to_json().encode()) == report


def test_D21_no_finding_keeps_what_a_database_does_not_take() -> None:
    finding = Finding(Code.HIDDEN_TEXT, Severity.WARNING, "tag:\ud800", {"excerpt": "một\x00hai\udfff", "chu": 2})
    plain = finding_to_plain(finding)
    assert (plain["place"], plain["facts"]) == ("tag:\ufffd", {"excerpt": "một\ufffdhai\ufffd", "chu": 2})


def test_D21_controls_and_halves_of_signs_leave_no_trace_in_a_text() -> None:
    words = "mo\x00\u0323t\x9b \ud800hai\ufffe\x7f"
    rows = ((words, "ba"),)
    essay = Essay(blocks=(Block(BlockKind.PARAGRAPH, words, hidden=words, rows=rows),))
    (block,) = arrange(essay, (), {}).blocks
    assert (block.text, block.hidden, block.rows) == ("mọt hai", "mọt hai", (("mọt hai", "ba"),))


@pytest.mark.parametrize("raised", [TypeError, AssertionError, AttributeError, ValueError, KeyError, RecursionError])
def test_D04_D11_whatever_a_reader_raises_ends_in_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raised: type[Exception]
) -> None:
    def read(_path: Path, _limits: Limits) -> Essay:
        raise raised

    monkeypatch.setitem(reading._READERS, FileKind.PDF, read)
    with pytest.raises(UnreadableError) as caught:
        read_essay(tmp_path / "a", FileKind.PDF, PLAIN)
    known = {"reason": "depth", "limit": 0} if raised is RecursionError else {"reason": raised.__name__}
    assert caught.value.finding.facts == known
