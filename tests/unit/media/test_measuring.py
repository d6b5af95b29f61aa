import hashlib
import signal
import statistics
import sys
import time
from pathlib import Path

import pytest

from media.codes import Code
from media.essays import reading, renditions
from media.essays.blocks import Essay
from media.essays.renditions import RenditionError, render_essay, render_essay_safely, render_task
from media.identity import essays as identity_of_essays
from media.identity.essays import scan_essay_safely, scan_task
from media.limits import limits_from_plain, limits_to_plain
from media.measuring import finding_for, measure, measure_safely, measure_task
from media.reports import ESSAY_KINDS, FileKind, Limits, Report, Scope, Severity
from media.sandbox import Budget, KilledError, OutOfMemoryError, TaskFailedError, TimedOutError, TooMuchOutputError
from media.videos.examining import examine_slice_safely
from tests.factories.crafted import craft_docx, craft_odt, craft_pdf, craft_zip, line, paragraph, part
from tests.factories.documents import COVER, make_docx, make_odt, make_pdf, vietnamese_text
from tests.factories.limits import LIMITS, PLAIN

HTML = "<h1>Đề</h1><p style='display:none'>ẩn</p><table><tr><td>a</td></tr></table>" + "<p>bốn chữ ở đây</p>" * 20


def samples(folder: Path) -> dict[str, Path]:
    """One file of every shape that the readers know, so that each way through them is taken in the sandbox."""
    image = b"q 500 0 0 700 40 40 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q\n"
    files = {
        "word.docx": make_docx(folder / "1", chu=1200, cover=COVER, nfd=True, dashes=3, author="Hồ Văn Khiêm"),
        "text.odt": make_odt(folder / "2", chu=1200, cover=COVER, nfd=True, author="Hồ Văn Khiêm"),
        "render.pdf": make_pdf(folder / "3", chu=1200, cover=COVER, nfd=True, author="Hồ Văn Khiêm"),
        "hidden.pdf": craft_pdf(folder / "4", [line("mot hai") + line("an", y=600, before="3 Tr"), image]),
        "notes.docx": craft_docx(
            folder / "5",
            paragraph("thân bài", run='<w:rFonts w:asciiTheme="minorHAnsi"/>'),
            parts={
                "word/comments.xml": part("comments", f'<w:comment w:author="A">{paragraph("x")}</w:comment>'),
                "word/theme/theme1.xml": "<t><minorFont><latin typeface='Be Vietnam Pro'/></minorFont></t>",
                "docProps/app.xml": "<p><Pages>3</Pages><Words>900</Words><Company>UBND</Company></p>",
            },
            relations=[("comments", "comments.xml", False), ("theme", "theme/theme1.xml", False)],
        ),
        "doctype.odt": craft_odt(folder / "6", "<text:p>x</text:p>", doctype="<!DOCTYPE x>"),
        "archive.zip": craft_zip(folder / "7", {"a": "b"}),
    }
    for name, content in (
        ("typed.html", HTML.encode()),
        ("typed.txt", vietnamese_text(700, 1).encode("utf-16")),
        ("broken.pdf", b"%PDF-1.7\n1 0 obj"),
        ("latin.txt", b"C\xe3i c\xe1ch"),
        ("empty.docx", b""),
        ("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    ):
        files[name] = folder / name
        files[name].write_bytes(content)
    return files


def test_sandbox_measures_as_this_process_does(tmp_path: Path) -> None:
    for name, path in samples(tmp_path).items():
        inside = measure(path, limits=LIMITS, declared_name=name, cover_values=COVER)
        assert measure_safely(path, limits=LIMITS, declared_name=name, cover_values=COVER) == inside, name
        assert Report.from_json(inside.to_json()) == inside


def test_report_names_hash_size_and_kind(tmp_path: Path) -> None:
    path = make_odt(tmp_path / "a", chu=1463)
    report = measure(path, limits=PLAIN, declared_name="bài dự thi.odt")
    assert report.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (report.size_bytes, report.kind) == (path.stat().st_size, FileKind.ODT)
    assert report.essay is not None
    assert report.essay.chu_official == 1463
    assert (report.video, report.image, report.is_refused) == (None, None, False)


def test_theme_fonts_and_claimed_pages_are_told(tmp_path: Path) -> None:
    essay = measure(samples(tmp_path)["notes.docx"], limits=PLAIN).essay
    assert essay is not None
    assert (essay.fonts, essay.pages, essay.comments) == (("Be Vietnam Pro",), 3, 1)


def test_too_large_and_unwanted_files_are_refused_unread(tmp_path: Path) -> None:
    path = make_docx(tmp_path / "a", chu=300)
    small = Limits(kinds=ESSAY_KINDS, max_bytes=1000)
    report = measure(path, limits=small)
    assert [(finding.code, dict(finding.facts)) for finding in report.findings] == [
        ("too_large", {"size_bytes": path.stat().st_size, "max_bytes": 1000})
    ]
    other = measure(path, limits=Limits(kinds=(FileKind.PDF,), max_bytes=1 << 20))
    assert [(finding.code, dict(finding.facts)) for finding in other.findings] == [
        ("kind_not_allowed", {"kind": "docx"})
    ]
    assert (report.essay, other.essay) == (None, None)


def test_D02_file_that_is_not_what_its_name_says_is_refused_with_its_reason(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a", chu=300)
    report = measure_safely(path, limits=LIMITS, declared_name="bài dự thi.docx")
    assert [(finding.code, finding.severity, dict(finding.facts)) for finding in report.findings] == [
        ("name_lies", Severity.REFUSAL, {"extension": "docx", "kind": "pdf"})
    ]


def test_missing_file_is_no_matter_of_its_content(tmp_path: Path) -> None:
    for measuring in (measure, measure_safely):
        with pytest.raises(FileNotFoundError):
            measuring(tmp_path / "nothing", limits=PLAIN)


@pytest.mark.parametrize(
    ("error", "code", "reason"),
    [
        (TimedOutError(clock="wall", seconds=30), Code.TOO_COMPLEX, "time"),
        (OutOfMemoryError(1), Code.TOO_COMPLEX, "memory"),
        (TooMuchOutputError(1), Code.TOO_COMPLEX, "output"),
        (KilledError(11), Code.UNREADABLE, "reader_died"),
        (TaskFailedError("exit 1", ""), Code.UNREADABLE, "reader_died"),
    ],
)
def test_death_of_a_child_is_told_as_a_finding(error: Exception, code: Code, reason: str) -> None:
    finding = finding_for(error)  # type: ignore[arg-type]  all of them are SandboxErrors
    assert (finding.code, finding.severity, finding.facts["reason"]) == (code, Severity.REFUSAL, reason)


def test_X27_child_that_the_machine_ended_says_nothing_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KilledError(signal.SIGKILL)

    path = make_pdf(tmp_path / "a.pdf", chu=300)
    with monkeypatch.context() as patch:
        patch.setattr("media.sandbox.call", killed)
        with pytest.raises(KilledError):
            measure_safely(path, limits=LIMITS, declared_name="a.pdf")
        with pytest.raises(KilledError):
            examine_slice_safely(path, start_ms=0)
    assert not measure_safely(path, limits=LIMITS, declared_name="a.pdf").is_refused


def test_limits_survive_the_way_into_the_sandbox() -> None:
    for limits in (LIMITS, PLAIN, Limits(kinds=(), max_bytes=1, scope=Scope.whole())):
        assert limits_from_plain(limits_to_plain(limits)) == limits


@pytest.mark.parametrize(
    ("maker", "budget_ms"), [(make_docx, 10), (make_odt, 10), (make_pdf, 40)], ids=["docx", "odt", "pdf"]
)
def test_report_stays_within_its_processor_time(tmp_path: Path, maker: object, budget_ms: int) -> None:
    assert callable(maker)
    path = maker(tmp_path / "a", chu=1500, cover=COVER, dashes=5)
    spent = []
    for _ in range(15):
        began = time.process_time()
        measure(path, limits=LIMITS, cover_values=COVER)
        spent.append((time.process_time() - began) * 1000)
    # the budget is for a machine at rest; the best of several runs comes near to that on a busy one, and
    # twice the budget is a regression on any; a coverage tracer makes everything slower still
    allowed = budget_ms * (6 if sys.gettrace() else 2)
    assert min(spent) < allowed, statistics.median(spent)


def test_tasks_do_the_same_without_a_sandbox(tmp_path: Path) -> None:
    path = make_docx(tmp_path / "a", chu=300, cover=COVER, author="Hồ Văn Khiêm")
    common = {"path": str(path), "limits": limits_to_plain(LIMITS), "cover_values": COVER}
    measured = measure_task({**common, "declared_name": "a.docx"})
    assert Report.from_json(measured["report"]) == measure(
        path, limits=LIMITS, declared_name="a.docx", cover_values=COVER
    )
    rendered = render_task({**common, "kind": "docx"})
    assert rendered["text"] == render_essay(path, FileKind.DOCX, limits=LIMITS, cover_values=COVER).text
    assert render_task({**common, "kind": "pdf"})["finding"]["code"] == "unreadable"
    order = {**common, "kind": "docx", "declared_name": None, "terms": [["name", "Hồ Văn Khiêm"]]}
    assert {finding["place"] for finding in scan_task(order)["findings"]} == {
        "property:author", "property:last_modified_by",
    }  # fmt: skip


def test_child_out_of_time_leaves_a_clear_answer_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renditions, "ESSAY_BUDGET", Budget(wall_seconds=0.02))
    monkeypatch.setattr(identity_of_essays, "ESSAY_BUDGET", Budget(wall_seconds=0.02))
    path = make_docx(tmp_path / "a", chu=300)
    with pytest.raises(RenditionError) as caught:
        render_essay_safely(path, FileKind.DOCX, limits=LIMITS)
    assert caught.value.finding.facts["reason"] == "time"
    found = scan_essay_safely(path, FileKind.DOCX, declared_name=None, terms=(), limits=LIMITS)
    assert [(finding.code, dict(finding.facts)) for finding in found] == [
        ("identity_unsure", {"reason": "unreadable", "detail": "too_complex"})
    ]


@pytest.mark.parametrize(
    ("failure", "facts"),
    [(RecursionError(), {"reason": "depth", "limit": 0}), (KeyError("x"), {"reason": "KeyError"})],
)
def test_D11_what_a_parser_raises_becomes_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception, facts: dict[str, object]
) -> None:
    def fail(path: Path, limits: Limits) -> Essay:
        raise failure

    monkeypatch.setitem(reading._READERS, FileKind.DOCX, fail)
    report = measure(make_docx(tmp_path / "a", chu=100), limits=PLAIN)
    assert [dict(finding.facts) for finding in report.findings] == [facts]
