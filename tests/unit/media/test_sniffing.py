from pathlib import Path

import pytest

from media.codes import Code
from media.reports import FileKind, Severity
from media.sniffing import guess_by_head, sniff
from tests.factories.crafted import craft_docx, craft_odt, craft_pdf, craft_zip, line, paragraph

DOCM = "application/vnd.ms-word.document.macroEnabled.main+xml"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
EBML = b"\x1aE\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82"
SAMPLES = {
    "mp4": (b"\0\0\0\x20ftypisom" + b"\0" * 32, FileKind.MP4),
    "m4v": (b"\0\0\0\x20ftypM4V " + b"\0" * 32, FileKind.MP4),
    "mov": (b"\0\0\0\x14ftypqt  " + b"\0" * 32, FileKind.MOV),
    "old mov": (b"\0\0\0\x08wide\0\0\0\x10mdat" + b"\0" * 32, FileKind.MOV),
    "heic": (b"\0\0\0\x18ftypheic" + b"\0" * 32, FileKind.HEIC),
    "webm": (EBML + b"\x84webm" + b"\0" * 32, FileKind.WEBM),
    "mkv": (EBML + b"\x88matroska" + b"\0" * 32, FileKind.MKV),
    "other ebml": (EBML + b"\x84zorn" + b"\0" * 32, FileKind.UNKNOWN),
    "avi": (b"RIFF\0\0\0\0AVI LIST", FileKind.AVI),
    "wav": (b"RIFF\0\0\0\0WAVEfmt ", FileKind.WAV),
    "webp": (b"RIFF\0\0\0\0WEBPVP8 ", FileKind.WEBP),
    "ts": ((b"\x47" + b"\0" * 187) * 8, FileKind.MPEGTS),
    "m2ts": ((b"\0\0\0\0\x47" + b"\0" * 187) * 8, FileKind.MPEGTS),
    "jpeg": (b"\xff\xd8\xff\xe0\0\x10JFIF", FileKind.JPEG),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", FileKind.PNG),
    "gif": (b"GIF89a\x01\0\x01\0", FileKind.GIF),
    "rtf": (b"{\\rtf1\\ansi}", FileKind.RTF),
    "exe": (b"MZ\x90\0\x03", FileKind.EXECUTABLE),
    "script": (b"#!/bin/sh\necho", FileKind.EXECUTABLE),
    "rar": (b"Rar!\x1a\x07\x01\0", FileKind.ARCHIVE),
    "text": ("Cải cách hành chính".encode(), FileKind.TEXT),
    "text with mark": (b"\xef\xbb\xbf" + "Cải cách".encode(), FileKind.TEXT),
    "utf-16 text": ("Cải cách".encode("utf-16"), FileKind.TEXT),
    "long text cut in a sign": ("ệ".encode() * 3000, FileKind.TEXT),
    "html": ("<p>Cải cách</p>".encode(), FileKind.HTML),
    "html page": (b"  <!DOCTYPE html><html><body>x</body></html>", FileKind.HTML),
    "svg": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', FileKind.SVG),
    "xml": (b'<?xml version="1.0"?><plan/>', FileKind.XML),
    "latin text": ("C\xe3i c\xe1ch".encode("latin-1"), FileKind.UNKNOWN),
    "noise": (bytes(range(256)), FileKind.UNKNOWN),
    "hls playlist": (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", FileKind.TEXT),
}


def put(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "upload"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(("content", "kind"), SAMPLES.values(), ids=SAMPLES.keys())
def test_kind_is_told_by_bytes(tmp_path: Path, content: bytes, kind: FileKind) -> None:
    assert sniff(put(tmp_path, content)).kind is kind
    assert sniff(put(tmp_path, content), "bài.xyz").findings == ()


def test_office_kinds_are_told_by_their_members(tmp_path: Path) -> None:
    assert sniff(craft_docx(tmp_path / "a", paragraph("x"))).kind is FileKind.DOCX
    assert sniff(craft_odt(tmp_path / "b", "<text:p>x</text:p>")).kind is FileKind.ODT
    assert sniff(craft_docx(tmp_path / "c", paragraph("x"), main_type=XLSX)).kind is FileKind.ZIP
    assert sniff(craft_zip(tmp_path / "d", {"a.txt": "x"})).kind is FileKind.ZIP
    assert sniff(craft_zip(tmp_path / "e", {"mimetype": "application/epub+zip"})).kind is FileKind.ZIP
    assert sniff(craft_pdf(tmp_path / "f", [line("x")])).kind is FileKind.PDF


def test_empty_file_is_refused(tmp_path: Path) -> None:
    sniffed = sniff(put(tmp_path, b""), "bài.docx")
    assert sniffed.kind is FileKind.EMPTY
    assert [(finding.code, finding.severity) for finding in sniffed.findings] == [("empty_file", "refusal")]


def test_guess_by_head_opens_no_archive(tmp_path: Path) -> None:
    assert guess_by_head(put(tmp_path, b"PK\x03\x04 this is no zip")) is None
    assert guess_by_head(put(tmp_path, SAMPLES["mp4"][0])) is FileKind.MP4


@pytest.mark.parametrize(
    ("content", "second"),
    [
        (b"%PDF-1.7\n<html><script>alert(1)</script>", "html"),
        (b"GIF89a/*<script>alert(1)</script>*/", "html"),
        (b"\0\0\0\x20ftypisom" + b"\0" * 24 + b"\0\0\0\x40free<html><body>x", "html"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF<?php system($_GET[0]);", "html"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40 + b"%PDF-1.4\n", "pdf"),
        (b"%PDF-1.7\nx\n%%EOF\n" + b"PK\x05\x06" + b"\0" * 18, "zip"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 99 + b"PK\x05\x06" + b"\0" * 16 + b"\x05\0abcde", "zip"),
        (b"%PDF-1.7\nx\n%%EOF\n<script>alert(1)</script>", "html"),
    ],
    ids=["pdf+html", "gif+js", "mp4+html", "jpeg+php", "png+pdf", "pdf+zip", "jpeg+zip", "pdf+tail"],
)
def test_D01_polyglot_is_refused(tmp_path: Path, content: bytes, second: str) -> None:
    findings = sniff(put(tmp_path, content)).findings
    assert [(finding.code, finding.severity, finding.facts) for finding in findings] == [
        ("polyglot", "refusal", {"second": second})
    ]


def test_D01_zip_that_holds_a_pdf_in_its_first_bytes_is_refused(tmp_path: Path) -> None:
    path = craft_zip(tmp_path / "a", {"x": "%PDF-1.4 " * 3})
    data = path.read_bytes()
    assert b"%PDF-" not in data[:1024] or sniff(path).findings
    stored = tmp_path / "b"
    import zipfile

    with zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as package:
        package.writestr("x", "%PDF-1.4 ")
    assert [finding.facts for finding in sniff(stored).findings] == [{"second": "pdf"}]


def test_D01_bytes_before_or_after_a_zip_are_refused(tmp_path: Path) -> None:
    good = craft_docx(tmp_path / "good", paragraph("x")).read_bytes()
    behind = sniff(put(tmp_path, good + b"#!/bin/sh\n"))
    assert [finding.code for finding in behind.findings if finding.severity is Severity.REFUSAL] == ["polyglot"]
    moved = sniff(put(tmp_path, good[:4] + b"PK\x03\x04" + good[4:]))
    assert [finding.code for finding in moved.findings if finding.severity is Severity.REFUSAL] == ["polyglot"]


@pytest.mark.parametrize(
    ("name", "content", "severity"),
    [
        ("bài.docx", SAMPLES["exe"][0], Severity.REFUSAL),
        ("bài.pdf", SAMPLES["text"][0], Severity.REFUSAL),
        ("phim.mp4", SAMPLES["hls playlist"][0], Severity.REFUSAL),
        ("phim.mp4", SAMPLES["png"][0], Severity.REFUSAL),
        ("bài.pdf.exe", b"%PDF-1.7\n%%EOF", Severity.REFUSAL),
        ("phim.mp4", SAMPLES["mov"][0], Severity.INFO),
        ("phim.mkv", SAMPLES["webm"][0], Severity.INFO),
        ("ảnh.JPG", SAMPLES["png"][0], Severity.INFO),
    ],
)
def test_D02_name_that_lies_is_told(tmp_path: Path, name: str, content: bytes, severity: Severity) -> None:
    lies = [finding for finding in sniff(put(tmp_path, content), name).findings if finding.code == Code.NAME_LIES]
    assert [finding.severity for finding in lies] == [severity]


@pytest.mark.parametrize("name", ["bài.PDF", "bài dự thi", "bài.v2.final", ".pdf", "bài.pdf "])
def test_D02_true_or_silent_names_are_let_alone(tmp_path: Path, name: str) -> None:
    assert sniff(put(tmp_path, b"%PDF-1.7\nx\n%%EOF\n"), name).findings == ()


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        ("../../etc/passwd", ["path"]),
        ("C:\\Users\\x", ["path"]),
        ("a\0b", ["control"]),
        ("a\nb", ["control"]),
        ("bài\u202efdp.exe", ["bidi"]),
        ("a" * 300, ["long"]),
        ("CON", ["reserved"]),
        ("com1.txt", ["reserved"]),
        ("bài.pdf.txt", ["double_extension"]),
        ("", ["empty"]),
        (" . ", ["empty"]),
        (";rm -rf ~", []),
        ("-rf", []),
        ("🎉 bài.txt", []),
        ("bài dự thi.txt", []),
    ],
)
def test_D15_odd_names_are_told_and_change_nothing(tmp_path: Path, name: str, reasons: list[str]) -> None:
    sniffed = sniff(put(tmp_path, b"van ban"), name)
    assert sniffed.kind is FileKind.TEXT
    odd = [finding.facts["reason"] for finding in sniffed.findings if finding.code == Code.NAME_ODD]
    assert odd == reasons


def test_D08_macros_make_a_docm_whatever_its_name(tmp_path: Path) -> None:
    by_type = sniff(craft_docx(tmp_path / "a", paragraph("x"), main_type=DOCM), "bài.docx")
    by_part = sniff(craft_docx(tmp_path / "b", paragraph("x"), parts={"word/vbaProject.bin": b"\xd0\xcf"}))
    for sniffed in (by_type, by_part):
        assert sniffed.kind is FileKind.DOCM
        assert sniffed.findings[0].code == Code.MACROS
        assert sniffed.findings[0].severity is Severity.REFUSAL


def ole(stream: str) -> bytes:
    """The header of a compound file and one directory sector with one entry."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[30:32] = (9).to_bytes(2, "little")
    header[48:52] = (1).to_bytes(4, "little")
    return bytes(header) + b"\0" * 512 + stream.encode("utf-16-le").ljust(512, b"\0")


def test_D09_word_file_with_a_password_is_told_apart_from_an_old_one(tmp_path: Path) -> None:
    locked = sniff(put(tmp_path, ole("EncryptedPackage")), "bài.docx")
    assert (locked.kind, [finding.code for finding in locked.findings]) == (FileKind.DOCX, [Code.ENCRYPTED])
    assert sniff(put(tmp_path, ole("WordDocument")), "bài.doc") == type(locked)(FileKind.DOC)
    assert sniff(put(tmp_path, ole("Workbook"))).kind is FileKind.UNKNOWN
