"""Files that mean harm, each by the number of its abuse case; made here sign by sign.

It is longer than 300 lines, so that each case of this subject is found in one place.
"""

import random
import socket
import struct
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from media.codes import Code
from media.essays.blocks import UnreadableError
from media.essays.packages import Package
from media.essays.reading import read_essay
from media.essays.xml import parse_xml
from media.measuring import measure, measure_safely
from media.reports import FileKind, Finding, Report, Severity
from media.sandbox import Budget
from tests.factories.crafted import (
    R,
    craft_docx,
    craft_odt,
    craft_pdf,
    craft_zip,
    document,
    line,
    lying_zip_entry_count,
    paragraph,
)
from tests.factories.documents import make_docx, make_odt, make_pdf
from tests.factories.limits import LIMITS, PLAIN


def refusals(report: Report) -> list[tuple[str, dict[str, str | int]]]:
    return [
        (finding.code, dict(finding.facts))
        for finding in report.findings
        if finding.severity is Severity.REFUSAL and finding.code != Code.KIND_NOT_ALLOWED
    ]


def refused(path: Path) -> list[tuple[str, dict[str, str | int]]]:
    report = measure(path, limits=PLAIN)
    assert report.essay is None
    assert report.sha256
    return refusals(report)


# --- archives -----------------------------------------------------------------------------------------------


def test_D03_zip_bomb_by_ratio_is_refused(tmp_path: Path) -> None:
    path = craft_docx(tmp_path / "a", paragraph("x"), parts={"word/media/pad.bin": b"\0" * (30 << 20)})
    assert path.stat().st_size < 60_000
    assert refused(path) == [("zip_limit", {"reason": "ratio", "limit": 100})]


def test_D03_zip_bomb_by_unpacked_size_is_refused(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(3 << 20)
    parts: dict[str, str | bytes] = {"word/media/noise.bin": noise, "word/media/pad.bin": b"\0" * 200_000_000}
    path = craft_docx(tmp_path / "a", paragraph("x"), parts=parts)
    assert refused(path) == [("zip_limit", {"reason": "unpacked", "limit": 200_000_000})]


def test_D03_zip_of_ten_thousand_entries_is_refused(tmp_path: Path) -> None:
    path = craft_docx(tmp_path / "a", paragraph("x"), parts={f"x/{at}": "" for at in range(10_000)})
    assert refused(path) == [("zip_limit", {"reason": "entries", "limit": 2000})]
    lying_zip_entry_count(path, 5)
    assert refused(path)[0][0] == "zip_limit"


def test_D03_zip_with_overlapping_entries_is_refused(tmp_path: Path) -> None:
    path = craft_docx(tmp_path / "a", paragraph("x" * 5000), parts={"word/a.xml": "y" * 100, "word/b.xml": "z" * 100})
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as package:
        first, second = package.getinfo("word/a.xml"), package.getinfo("word/b.xml")
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/b.xml"))
    assert struct.unpack_from("<L", data, at + 42)[0] == second.header_offset
    struct.pack_into("<L", data, at + 42, first.header_offset)
    path.write_bytes(bytes(data))
    assert refused(path) == [("zip_limit", {"reason": "overlap", "limit": 0})]


def test_D03_header_that_lies_about_its_size_is_noticed_while_reading(tmp_path: Path) -> None:
    path = craft_docx(tmp_path / "a", paragraph("x" * 100_000))
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/document.xml"))
    struct.pack_into("<L", data, at + 24, 50)  # claims 50 bytes
    path.write_bytes(bytes(data))
    assert refused(path) == [("unreadable", {"reason": "zip_member"})]


def test_D03_nested_archives_are_never_opened(tmp_path: Path) -> None:
    inner = craft_zip(tmp_path / "inner.zip", {"bomb": b"\0" * (90 << 20)}).read_bytes()
    path = craft_docx(tmp_path / "a", paragraph("hai chữ"), parts={"word/embeddings/inner.zip": inner})
    began = time.process_time()
    report = measure(path, limits=PLAIN)
    assert time.process_time() - began < 1
    assert report.essay is not None
    assert report.has(Code.EMBEDDED_FILE)


@pytest.mark.parametrize("name", ["../../evil.txt", "/etc/cron.d/x", "..\\..\\evil", "C:evil"])
def test_D16_archive_with_escaping_names_is_refused(tmp_path: Path, name: str) -> None:
    path = craft_docx(tmp_path / "a", paragraph("x"), parts={name: "x"})
    assert refused(path) == [("unreadable", {"reason": "zip_name"})]


def test_D16_entry_given_twice_is_refused(tmp_path: Path) -> None:
    path = craft_docx(tmp_path / "a", paragraph("x"))
    with zipfile.ZipFile(path, "a") as package, pytest.warns(UserWarning, match="Duplicate name"):
        package.writestr("word/document.xml", document(paragraph("anything else")))
    assert refused(path) == [("unreadable", {"reason": "zip_duplicate"})]


# --- XML ----------------------------------------------------------------------------------------------------


def test_D04_million_and_a_half_paragraphs_are_refused(tmp_path: Path) -> None:
    body = "<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 1_500_000
    path = craft_docx(tmp_path / "a", body)
    assert path.stat().st_size < 300_000
    began = time.process_time()
    assert refused(path) == [("zip_limit", {"reason": "ratio", "limit": 100})]
    assert time.process_time() - began < 1


def test_D04_too_many_blocks_are_too_complex(tmp_path: Path) -> None:
    noise = random.Random(2)
    body = "".join(f"<w:p><w:r><w:t>{noise.getrandbits(60)}</w:t></w:r></w:p>" for _ in range(25_000))
    assert refused(craft_docx(tmp_path / "a", body)) == [("too_complex", {"reason": "blocks", "limit": 20_000})]
    body = "".join(f"<text:p>{noise.getrandbits(60)}</text:p>" for _ in range(25_000))
    assert refused(craft_odt(tmp_path / "b", body)) == [("too_complex", {"reason": "blocks", "limit": 20_000})]


def test_D04_xml_part_beyond_its_size_is_too_complex(tmp_path: Path) -> None:
    noise = random.Random(3).randbytes(9 << 20).hex()
    path = craft_docx(tmp_path / "a", paragraph(noise))
    assert refused(path) == [("too_complex", {"reason": "xml_size", "limit": 16 << 20})]


@pytest.mark.parametrize("depth", [200, 5_000])
def test_D04_deep_nesting_ends_in_a_finding(tmp_path: Path, depth: int) -> None:
    nested = "<w:sdt><w:sdtContent>" * depth + paragraph("đáy") + "</w:sdtContent></w:sdt>" * depth
    codes = [code for code, _ in refused(craft_docx(tmp_path / "a", nested))]
    assert codes in (["too_complex"], ["unreadable"])


LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)) + "]>"
)
QUADRATIC = '<!DOCTYPE r [<!ENTITY a "' + "a" * 100_000 + '">]>'


@pytest.mark.parametrize(
    ("doctype", "text"),
    [
        (LAUGHS, "&a9;"),
        (QUADRATIC, "&a;" * 2000),
        ("<!DOCTYPE w:document>", "x"),
        ('<!DOCTYPE r PUBLIC "-//x" "">', "x"),
    ],
    ids=["laughs", "quadratic", "bare", "public"],
)
def test_D05_any_doctype_is_refused_before_parsing(tmp_path: Path, doctype: str, text: str) -> None:
    began = time.process_time()
    whole = document(paragraph(text), doctype=doctype)
    assert refused(craft_docx(tmp_path / "a", whole=whole)) == [("doctype", {"member": "word/document.xml"})]
    odt = craft_odt(tmp_path / "b", f"<text:p>{text}</text:p>", doctype=doctype)
    assert refused(odt) == [("doctype", {"member": "content.xml"})]
    assert time.process_time() - began < 1


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp037"])
def test_D05_doctype_cannot_hide_behind_an_encoding(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{LAUGHS}<l>&a9;</l>'
    with pytest.raises(UnreadableError) as caught:
        parse_xml(text.encode(encoding), "x.xml")
    assert caught.value.finding.code in {Code.DOCTYPE, Code.UNREADABLE}
    assert caught.value.finding.severity is Severity.REFUSAL


def test_D05_doctype_cannot_hide_behind_a_declared_encoding() -> None:
    text = '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE l+AD4-<l/>'
    with pytest.raises(UnreadableError) as caught:
        parse_xml(text.encode(), "x.xml")
    assert caught.value.finding.facts == {"reason": "xml_encoding"}


def test_D05_utf16_without_doctype_is_read() -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><l>chữ</l>'
    assert parse_xml(text.encode("utf-16"), "x.xml").text == "chữ"


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    """A server on loopback that writes down every connection made to it."""
    calls: list[str] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.05)
    done = threading.Event()

    def listen() -> None:
        while not done.is_set():
            try:
                connection, address = server.accept()
            except TimeoutError:
                continue
            calls.append(str(address))
            connection.close()

    thread = threading.Thread(target=listen)
    thread.start()
    yield server.getsockname()[1], calls
    time.sleep(0.15)
    done.set()
    thread.join()
    server.close()


def test_D06_listener_would_hear_a_call(listener: tuple[int, list[str]]) -> None:
    port, calls = listener
    socket.create_connection(("127.0.0.1", port)).close()
    time.sleep(0.2)
    assert len(calls) == 1


def test_D06_external_entities_dtds_and_xinclude_reach_nobody(tmp_path: Path, listener: tuple[int, list[str]]) -> None:
    port, calls = listener
    secret = tmp_path / "secret.txt"
    secret.write_text("TUYET-MAT")
    outside = f"http://127.0.0.1:{port}/x"
    for place, doctype in enumerate(
        (
            f'<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">]>',
            f'<!DOCTYPE r [<!ENTITY x SYSTEM "{outside}">]>',
            f'<!DOCTYPE r SYSTEM "{outside}.dtd">',
            f'<!DOCTYPE r [<!ENTITY % p SYSTEM "{outside}.dtd"> %p;]>',
        )
    ):
        path = craft_docx(tmp_path / f"a{place}", whole=document(paragraph("&x;"), doctype=doctype))
        assert refused(path) == [("doctype", {"member": "word/document.xml"})]
    include = (
        f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}" parse="text"/>'
        f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{outside}"/>'
    )
    essay = read_essay(craft_docx(tmp_path / "b", include + paragraph("hai chữ")), FileKind.DOCX, PLAIN)
    assert [block.text for block in essay.blocks] == ["hai chữ"]
    time.sleep(0.2)
    assert calls == []


# --- what office files carry --------------------------------------------------------------------------------


def findings_of(path: Path, code: Code) -> list[Finding]:
    report = measure(path, limits=PLAIN)
    assert report.essay is not None
    return [finding for finding in report.findings if finding.code == code]


def test_D07_external_relations_are_told_and_fetched_by_nobody(tmp_path: Path, listener: tuple[int, list[str]]) -> None:
    port, calls = listener
    outside = f"http://127.0.0.1:{port}/t.dotm"
    path = craft_docx(
        tmp_path / "a",
        paragraph("hai chữ"),
        relations=[
            ("hyperlink", outside, True),
            ("image", outside, True),
            ("oleObject", outside, True),
            ("frame", "\\\\host\\share\\x", True),
            ("attachedTemplate", outside, True),
            ("attachedTemplate", "file:///C:/Users/x/Normal.dotm", True),
        ],
    )
    found = findings_of(path, Code.EXTERNAL_LINK)
    assert [(finding.facts["relation"], finding.severity.value) for finding in found] == [
        ("image", "problem"),
        ("oleObject", "problem"),
        ("frame", "problem"),
        ("attachedTemplate", "problem"),
        ("attachedTemplate", "info"),
    ]
    assert found[0].facts["target"] == outside
    time.sleep(0.2)
    assert calls == []


def test_D07_linked_picture_of_an_odt_is_told(tmp_path: Path) -> None:
    body = '<text:p><draw:frame><draw:image xlink:href="http://127.0.0.1:9/x.png"/></draw:frame>hai chữ</text:p>'
    found = findings_of(craft_odt(tmp_path / "a", body), Code.EXTERNAL_LINK)
    assert [finding.facts for finding in found] == [{"relation": "image", "target": "http://127.0.0.1:9/x.png"}]


def test_D07_foreign_chunk_is_told(tmp_path: Path) -> None:
    path = craft_docx(tmp_path / "a", paragraph("hai chữ"), relations=[("aFChunk", "x.html", False)])
    assert [finding.facts for finding in findings_of(path, Code.ACTIVE_CONTENT)] == [{"member": "word/x.html"}]


def test_D08_objects_controls_and_commanding_fields_are_told(tmp_path: Path) -> None:
    fields = "".join(
        f"<w:p><w:r><w:instrText>{text}</w:instrText></w:r></w:p>"
        for text in ('DDEAUTO c:\\\\cmd.exe "/k calc"', 'INCLUDEPICTURE "http://x/y.png"')
    )
    path = craft_docx(
        tmp_path / "a",
        paragraph("hai chữ") + fields,
        parts={"word/embeddings/oleObject1.bin": b"\xd0\xcf", "word/activeX/activeX1.xml": "<x/>"},
    )
    assert [finding.facts["member"] for finding in findings_of(path, Code.EMBEDDED_FILE)] == [
        "word/embeddings/oleObject1.bin"
    ]
    assert [finding.facts["member"] for finding in findings_of(path, Code.ACTIVE_CONTENT)] == [
        "word/activeX/activeX1.xml", "DDEAUTO", "INCLUDEPICTURE",
    ]  # fmt: skip


def test_D08_macros_of_an_odt_are_refused(tmp_path: Path) -> None:
    path = craft_odt(tmp_path / "a", "<text:p>x</text:p>", parts={"Basic/script-lc.xml": "<x/>"})
    assert refused(path) == [("macros", {"member": "Basic/script-lc.xml"})]


def test_D08_scripts_and_files_of_a_pdf_are_told(tmp_path: Path) -> None:
    names = "/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(app.alert(1))>>]>>>>"
    path = craft_pdf(tmp_path / "a", [line("hai chu")], catalog=names)
    assert [finding.facts for finding in findings_of(path, Code.ACTIVE_CONTENT)] == [{"member": "JavaScript"}]


def test_D09_encrypted_files_are_refused_with_a_clear_code(tmp_path: Path) -> None:
    locked_zip = craft_docx(tmp_path / "a", paragraph("x"))
    data = bytearray(locked_zip.read_bytes())
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    locked_zip.write_bytes(bytes(data))
    assert refused(locked_zip) == [("encrypted", {})]
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry '
        'm:full-path="content.xml"><m:encryption-data/></m:file-entry></m:manifest>'
    )
    locked_odt = craft_zip(
        tmp_path / "b",
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": b"\x9a\x01\xff",
            "META-INF/manifest.xml": manifest,
        },
    )
    assert refused(locked_odt) == [("encrypted", {})]


def test_D09_pdf_with_a_password_is_refused_with_a_clear_code(tmp_path: Path) -> None:
    path = craft_pdf(tmp_path / "a", [line("x")])
    key = b"<" + b"41" * 32 + b">"
    locked = path.read_bytes().replace(
        b"trailer<<", b"trailer<</Encrypt<</Filter/Standard/V 1/R 2/P -4/O" + key + b"/U" + key + b">>/ID[<41><41>]"
    )
    path.write_bytes(locked)
    assert refused(path) == [("encrypted", {})]


def test_D10_pdf_of_too_many_pages_is_refused(tmp_path: Path) -> None:
    path = craft_pdf(tmp_path / "a", [line("x")] * 201)
    assert refused(path) == [("too_many_pages", {"pages": 201, "max_pages": 200})]


def test_D11_damaged_files_of_every_kind_end_in_findings(tmp_path: Path) -> None:
    luck = random.Random(7)
    for maker, kind in ((make_docx, FileKind.DOCX), (make_odt, FileKind.ODT), (make_pdf, FileKind.PDF)):
        good = maker(tmp_path / "good", chu=200).read_bytes()
        for turn in range(60):
            data = bytearray(good)
            if turn % 3 == 0:
                data = data[: luck.randrange(5, len(data))]
            for _ in range(luck.randrange(1, 30)):
                data[luck.randrange(4, len(data))] = luck.randrange(256)
            path = tmp_path / "bad"
            path.write_bytes(bytes(data))
            report = measure(path, limits=PLAIN)
            assert report.is_refused or report.essay is not None, (kind, turn)
            if kind is not FileKind.PDF:
                continue
            assert report.kind in {FileKind.PDF, FileKind.UNKNOWN}


def test_D11_whatever_a_parser_raises_becomes_one_error(tmp_path: Path) -> None:
    path = craft_docx(tmp_path / "a", whole="<x/>")
    with pytest.raises(UnreadableError):
        read_essay(path, FileKind.DOCX, PLAIN)
    relations = f'<Relationships><Relationship Type="{R}/officeDocument" Target="../../x"/></Relationships>'
    path = craft_docx(tmp_path / "b", parts={"_rels/.rels": relations})
    with pytest.raises(UnreadableError) as caught:
        read_essay(path, FileKind.DOCX, PLAIN)
    assert caught.value.finding.severity is Severity.REFUSAL


# --- text ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "Hình 1 " * 100_000,
        "1." * 300_000,
        "- " * 400_000,
        "tai lieu tham " * 60_000,
        ("a" + "\u0301\u0323" * 30) * 15_000,
        "0" * 500_000,
        "Họ và tên: " * 80_000,
    ],
    ids=["one word", "captions", "numbers", "dashes", "references", "zalgo", "digits", "labels"],
)
def test_D20_worst_texts_are_measured_in_seconds(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a"
    path.write_text(text)
    began = time.process_time()
    report = measure(path, limits=LIMITS, cover_values={"full_name": "Hồ Văn Khiêm", "phone": "0912345678"})
    assert time.process_time() - began < 5
    assert report.essay is not None


def test_D21_attacks_by_text_are_told_or_made_harmless(tmp_path: Path) -> None:
    body = paragraph("bài \u202eđảo\u202c ngược") + paragraph("Tie\u0302\u0301ng Vie\u0323\u0302t \u200bcó mã")
    report = measure(craft_docx(tmp_path / "a", body), limits=PLAIN)
    assert report.essay is not None
    assert report.essay.chu_official == 7
    found = {finding.code: dict(finding.facts) for finding in report.findings}
    assert found[Code.BIDI_CONTROLS] == {"count": 2}
    assert found[Code.ZERO_WIDTH] == {"count": 1}
    assert found[Code.DECOMPOSED] == {"count": 4}


def test_D21_nul_and_lone_surrogates_never_reach_a_report(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes("<p>một &#0; &#xD800; hai &#x202E;</p>".encode())
    report = measure(path, limits=PLAIN)
    assert report.to_json().encode("utf-8")
    assert Report.from_json(report.to_json()) == report


# --- in the sandbox -----------------------------------------------------------------------------------------


def test_D04_child_out_of_time_becomes_a_finding(tmp_path: Path) -> None:
    path = make_docx(tmp_path / "a", chu=200)
    report = measure_safely(path, limits=PLAIN, budget=Budget(wall_seconds=0.02))
    assert refusals(report) == [("too_complex", {"reason": "time", "limit": 0})]
    assert (report.size_bytes, len(report.sha256)) == (path.stat().st_size, 64)


def test_D03_child_out_of_memory_becomes_a_finding(tmp_path: Path) -> None:
    text = tmp_path / "a"
    text.write_text(("một hai ba " * 12 + "\n") * 19_000)
    report = measure_safely(text, limits=PLAIN, budget=Budget(memory_bytes=64 << 20))
    assert refusals(report) == [("too_complex", {"reason": "memory", "limit": 64 << 20})]


def test_package_streams_within_what_is_left(tmp_path: Path) -> None:
    path = craft_zip(tmp_path / "a", {"x": "y" * 5000})
    with Package(path) as package, pytest.raises(UnreadableError) as caught:
        package.read("x", limit=4999)
    assert caught.value.finding.code == Code.TOO_COMPLEX
