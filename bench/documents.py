"""The whole report of an essay beside its floor: `python -m bench.documents [rounds]`.

The report is what a worker's child does once it runs: sniff, SHA-256, guarded unpacking, text, both counts, facts,
findings, identity scan, canonical JSON. The floor only fetches the text: lxml over the main part of a DOCX or ODT
(no cells, no styles, no limits), PDFium's text of each page of a PDF. Both run in this process, warm, in turn; the
figures are processor time, since a shared machine keeps everybody waiting.
"""

from __future__ import annotations

import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
from lxml import etree

from bench.figures import Spread, table
from media.identity.measured import measure_and_scan_task
from media.identity.terms import Term, TermKind, terms_to_plain
from media.measuring import plain_argument, warm_up
from media.reports import FileKind, Limits, Report
from portal.demo.documents import make_docx, make_odt, make_pdf

if TYPE_CHECKING:
    from collections.abc import Callable

CHU = 1_500
ROUNDS = 15
WARM_UP = 3
BUDGET_MS = {"docx": 10.0, "odt": 10.0, "pdf": 40.0}
COVER = {
    "full_name": "Người Thử Nghiệm", "position": "Công chức", "unit": "UBND xã Thử Nghiệm", "phone": "0912 345 678",
    "title": "Một cửa, nhiều nụ cười",
}  # fmt: skip
LIMITS = Limits((FileKind.DOCX, FileKind.ODT, FileKind.PDF), 20 << 20, cover_fields=dict.fromkeys(COVER, ""))
TERMS = (
    Term(TermKind.NAME, COVER["full_name"]),
    Term(TermKind.UNIT, COVER["unit"]),
    Term(TermKind.PHONE, COVER["phone"]),
    Term(TermKind.EMAIL, "nguoi.thu@example.vn"),
)


def main() -> None:
    """Print the table; exit 1 when a kind is over its budget."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    warm_up()
    with tempfile.TemporaryDirectory() as folder:
        figures = {path.suffix[1:]: compare(path, rounds) for path in make_files(Path(folder))}
    rows, is_over = [], False
    for kind, (report, floor) in figures.items():
        is_over |= report.median > BUDGET_MS[kind]
        ratio = f"{report.median / floor.median:.1f}"
        rows.append((kind.upper(), str(report), f"{BUDGET_MS[kind]:.0f}", str(floor), ratio))
    sys.stdout.write(table(("Kind", "report, CPU ms", "budget", "floor, CPU ms", "times the floor"), rows) + "\n")
    sys.exit(is_over)


def make_files(folder: Path) -> list[Path]:
    """One essay in three formats, with a cover, page numbers and a few list dashes."""
    return [
        make(folder / f"essay.{ending}", chu=CHU, cover=COVER, dashes=40)
        for ending, make in (("docx", make_docx), ("odt", make_odt), ("pdf", make_pdf))
    ]


def compare(path: Path, rounds: int) -> tuple[Spread, Spread]:
    """Report and floor of one file in turn, in milliseconds of processor time."""
    kind = FileKind(path.suffix[1:])
    spent: dict[str, list[float]] = {"report": [], "floor": []}
    for turn in range(WARM_UP + rounds):
        for name, work in (("report", lambda: report(path, kind)), ("floor", lambda: FLOORS[kind](path))):
            began = time.process_time()
            work()
            if turn >= WARM_UP:
                spent[name].append((time.process_time() - began) * 1000)
    return Spread.of(spent["report"]), Spread.of(spent["floor"])


def report(path: Path, kind: FileKind) -> str:
    """Everything that is kept of an essay, as the child makes it."""
    del kind
    done = measure_and_scan_task(plain_argument(path, LIMITS, path.name, COVER) | {"terms": terms_to_plain(TERMS)})
    measured = Report.from_json(done["report"])
    if measured.essay is None or measured.essay.chu_official != CHU or done["findings"] is None:
        message = f"{path.name}: {measured.essay}"
        raise AssertionError(message)
    return str(done["report"])


def floor_of_package(path: Path, member: str) -> str:
    """The text of one XML part, and nothing else."""
    with zipfile.ZipFile(path) as package:
        return "".join(map(str, etree.fromstring(package.read(member)).itertext()))


def floor_of_pdf(path: Path) -> str:
    """PDFium's text of every page."""
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


FLOORS: dict[FileKind, Callable[[Path], str]] = {
    FileKind.DOCX: lambda path: floor_of_package(path, "word/document.xml"),
    FileKind.ODT: lambda path: floor_of_package(path, "content.xml"),
    FileKind.PDF: floor_of_pdf,
}

if __name__ == "__main__":
    main()
