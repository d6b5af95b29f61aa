"""What a file is, by its bytes. The name it came with is only compared, never trusted.

A file is one thing: the magic of its kind stands at its first byte, and no second kind follows or hides
within (D01). What cannot be told is `unknown`, which no plan accepts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from media.codes import Code
from media.essays.blocks import UnreadableError
from media.essays.packages import Package
from media.reports import FileKind, Finding, Severity

HEAD_BYTES = 4096
_TAIL_BYTES = 64 << 10
_PDF_SEARCHED = 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TS_PACKETS = (188, 192, 204)
_MAGIC: tuple[tuple[bytes, FileKind], ...] = (
    (b"%PDF-", FileKind.PDF),
    (b"{\\rtf", FileKind.RTF),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"GIF87a", FileKind.GIF),
    (b"GIF89a", FileKind.GIF),
    (b"II*\0", FileKind.TIFF),
    (b"MM\0*", FileKind.TIFF),
    (b"ID3", FileKind.MP3),
    (b"MZ", FileKind.EXECUTABLE),
    (b"\x7fELF", FileKind.EXECUTABLE),
    (b"#!", FileKind.EXECUTABLE),
    (b"Rar!\x1a\x07", FileKind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
    (b"\x1f\x8b", FileKind.ARCHIVE),
    (b"BZh", FileKind.ARCHIVE),
    (b"\xfd7zXZ\0", FileKind.ARCHIVE),
)
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
_MOV_ATOMS = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
EXTENSIONS: dict[FileKind, tuple[str, ...]] = {
    FileKind.DOCX: ("docx",),
    FileKind.ODT: ("odt",),
    FileKind.PDF: ("pdf",),
    FileKind.TEXT: ("txt", "text", "md"),
    FileKind.HTML: ("html", "htm"),
    FileKind.MP4: ("mp4", "m4v", "3gp"),
    FileKind.MOV: ("mov", "qt"),
    FileKind.WEBM: ("webm",),
    FileKind.MKV: ("mkv",),
    FileKind.AVI: ("avi",),
    FileKind.MPEGTS: ("ts", "mts", "m2ts"),
    FileKind.JPEG: ("jpg", "jpeg", "jfif"),
    FileKind.PNG: ("png",),
    FileKind.WEBP: ("webp",),
    FileKind.VTT: ("vtt",),
    FileKind.GIF: ("gif",),
    FileKind.TIFF: ("tif", "tiff"),
    FileKind.HEIC: ("heic", "heif", "avif"),
    FileKind.MP3: ("mp3",),
    FileKind.WAV: ("wav",),
    FileKind.DOC: ("doc", "dot"),
    FileKind.DOCM: ("docm", "dotm"),
    FileKind.RTF: ("rtf",),
    FileKind.SVG: ("svg",),
    FileKind.XML: ("xml",),
    FileKind.ZIP: ("zip", "xlsx", "pptx", "ods", "odp", "epub", "jar", "apk", "dotx"),
    FileKind.ARCHIVE: ("rar", "7z", "gz", "bz2", "xz", "tar"),
    FileKind.EXECUTABLE: ("exe", "com", "scr", "bat", "cmd", "msi", "dll", "sh", "js", "vbs", "ps1", "lnk", "hta"),
}
_KIND_OF_EXTENSION = {name: kind for kind, names in EXTENSIONS.items() for name in names}
# Phones and cameras name these after each other; nobody is deceived by it.
_SIBLINGS = (
    {FileKind.MP4, FileKind.MOV},
    {FileKind.WEBM, FileKind.MKV},
    {FileKind.JPEG, FileKind.PNG, FileKind.WEBP, FileKind.HEIC},
    {FileKind.TEXT, FileKind.HTML},
)
_HTML_START = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|p|div|h[1-6]|ul|ol|table|span|article)[\s>/]", re.IGNORECASE
)
_CAPTIONS_START = re.compile(rb"WEBVTT(?:[ \t\r\n]|$)")
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|script|svg|iframe|body)[\s>/]|<\?php", re.IGNORECASE)
_TEXT_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_MAX_NAME = 200
_PLAIN = tuple(bytes([code]) for code in b" \r\nabcdefghijklmnopqrstuvwxyz")
_MOSTLY_PLAIN = 0.6
_FEWEST_OLD_BYTES = 40


@dataclass(frozen=True, slots=True)
class Sniffed:
    """The kind of a file and what is odd about it before anything was read."""

    kind: FileKind
    findings: tuple[Finding, ...] = ()


def sniff(path: Path, declared_name: str | None = None) -> Sniffed:
    """What the file is, and whether it lies. `declared_name` is the name that it came with, never a path."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        file.seek(max(0, size - _TAIL_BYTES))
        tail = file.read()
    findings: list[Finding] = []
    if size == 0:
        kind = FileKind.EMPTY
        findings.append(Finding(Code.EMPTY_FILE, Severity.REFUSAL))
    elif head.startswith(b"PK\x03\x04"):
        kind, findings = _sniff_zip(path)
    elif head.startswith(_OLE):
        kind, findings = _sniff_ole(path, head)
    else:
        kind = _by_magic(head) or _by_text(head, whole=size <= HEAD_BYTES)
    findings += _second_kinds(kind, head, tail)
    if declared_name is not None:
        findings += _about_name(declared_name, kind)
    return Sniffed(kind, tuple(findings))


def guess_by_head(path: Path) -> FileKind | None:
    """The kind by the first bytes alone, without opening anything: enough to choose who shall measure.

    Of an old office file (OLE) the directory of its streams is looked at as well.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    return _sniff_ole(path, head)[0] if head.startswith(_OLE) else _by_magic(head)


def _by_magic(head: bytes) -> FileKind | None:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(b"RIFF"):
        return {b"AVI ": FileKind.AVI, b"WAVE": FileKind.WAV, b"WEBP": FileKind.WEBP}.get(head[8:12])
    if head.startswith(b"\x1aE\xdf\xa3"):
        return _by_doctype(head)
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    if head[4:8] in _MOV_ATOMS:
        return FileKind.MOV
    return FileKind.MPEGTS if _is_transport_stream(head) else None


def _by_brand(head: bytes) -> FileKind:
    brand = head[8:12]
    if brand in _HEIC_BRANDS:
        return FileKind.HEIC
    return FileKind.MOV if brand == b"qt  " else FileKind.MP4


def _by_doctype(head: bytes) -> FileKind:
    """The DocType element (0x4282) of the EBML header: its size byte, then `webm` or `matroska`."""
    at = head.find(b"\x42\x82")
    value = head[at + 3 : at + 3 + (head[at + 2] & 0x7F)] if 0 <= at < len(head) - 3 else b""
    return {b"webm": FileKind.WEBM, b"matroska": FileKind.MKV}.get(value.rstrip(b"\0"), FileKind.UNKNOWN)


def _is_transport_stream(head: bytes) -> bool:
    return any(
        len(head) > start + 3 * packet and all(head[start + turn * packet] == 0x47 for turn in range(4))  # noqa: PLR2004
        for packet in _TS_PACKETS
        for start in {0, packet - 188}
    )


def _by_text(head: bytes, *, whole: bool) -> FileKind:
    """Text if it decodes; markup decides between its sorts."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head[: len(head) // 2 * 2].decode("utf-16", "replace").encode()
        decodes = True
    else:
        text = head.removeprefix(b"\xef\xbb\xbf")
        decodes = _is_utf8(text, whole=whole)
    start = text.lstrip()
    if _TEXT_CONTROLS.search(text) or not (decodes or _is_old_text(text)):
        return FileKind.UNKNOWN
    if _CAPTIONS_START.match(text):
        return FileKind.VTT
    if start.startswith((b"<?xml", b"<svg")):
        return FileKind.SVG if b"<svg" in start else FileKind.XML
    return FileKind.HTML if _HTML_START.match(start) else FileKind.TEXT


def _is_old_text(data: bytes) -> bool:
    """Whether bytes that are no UTF-8 read like a text in one of the encodings before Unicode: mostly plain letters."""
    plain = sum(map(data.count, _PLAIN))
    return len(data) >= _FEWEST_OLD_BYTES and plain >= _MOSTLY_PLAIN * len(data)


def _is_utf8(data: bytes, *, whole: bool) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return not whole and error.start >= len(data) - 3  # cut within a sign
    return True


def _sniff_zip(path: Path) -> tuple[FileKind, list[Finding]]:
    try:
        with Package(path) as package:
            if package.first_name == "mimetype" or "mimetype" in package.names:
                if package.read("mimetype", 200).strip() == b"application/vnd.oasis.opendocument.text":
                    return FileKind.ODT, []
                return FileKind.ZIP, []
            if "[Content_Types].xml" not in package.names:
                return FileKind.ZIP, []
            types = package.read("[Content_Types].xml")
            if b"macroEnabled" in types or any(name.endswith("vbaProject.bin") for name in package.names):
                macros = next((name for name in sorted(package.names) if name.endswith("vbaProject.bin")), "")
                return FileKind.DOCM, [Finding(Code.MACROS, Severity.REFUSAL, None, {"member": macros[:_MAX_NAME]})]
            is_docx = b"wordprocessingml.document.main+xml" in types
            return FileKind.DOCX if is_docx else FileKind.ZIP, []
    except UnreadableError as error:
        return FileKind.ZIP, [error.finding]


def _sniff_ole(path: Path, head: bytes) -> tuple[FileKind, list[Finding]]:
    """An old Word file, or a new one locked by a password: the directory of streams tells."""
    sector = 1 << min(int.from_bytes(head[30:32], "little"), 16)
    with path.open("rb") as file:
        file.seek((int.from_bytes(head[48:52], "little") + 1) * sector)
        directory = file.read(4 * sector if sector < HEAD_BYTES else sector)
    if "EncryptedPackage".encode("utf-16-le") in directory:
        return FileKind.DOCX, [Finding(Code.ENCRYPTED, Severity.REFUSAL)]
    return FileKind.DOC if "WordDocument".encode("utf-16-le") in directory else FileKind.UNKNOWN, []


def _second_kinds(kind: FileKind, head: bytes, tail: bytes) -> Iterator[Finding]:
    """Traces of another file in this one, by which a browser or reader could take it for something else."""
    second = ""
    if kind not in {FileKind.HTML, FileKind.TEXT, FileKind.SVG, FileKind.XML} and _MARKUP.search(head[:_PDF_SEARCHED]):
        second = "html"
    elif kind not in {FileKind.PDF, FileKind.TEXT} and b"%PDF-" in head[:_PDF_SEARCHED]:
        second = "pdf"
    elif kind not in {FileKind.DOCX, FileKind.DOCM, FileKind.ODT, FileKind.ZIP} and _ends_as_zip(tail):
        second = "zip"
    elif kind is FileKind.PDF and (at := tail.rfind(b"%%EOF")) >= 0 and _MARKUP.search(tail, at):
        second = "html"
    if second:
        yield Finding(Code.POLYGLOT, Severity.REFUSAL, None, {"second": second})


def _ends_as_zip(tail: bytes) -> bool:
    at = tail.rfind(b"PK\x05\x06")
    return at >= 0 and len(tail) - at >= 22 and at + 22 + int.from_bytes(tail[at + 20 : at + 22], "little") == len(tail)  # noqa: PLR2004


def _about_name(name: str, kind: FileKind) -> Iterator[Finding]:
    for reason in _oddities(name):
        yield Finding(Code.NAME_ODD, Severity.WARNING, "file_name", {"reason": reason})
    stem, dot, extension = name.strip().rpartition(".")
    claimed = _KIND_OF_EXTENSION.get(extension.lower()) if dot and stem else None
    if claimed is None or claimed is kind or kind is FileKind.EMPTY:
        return
    harmless = any({claimed, kind} <= siblings for siblings in _SIBLINGS)
    yield Finding(
        Code.NAME_LIES,
        Severity.INFO if harmless else Severity.REFUSAL,
        "file_name",
        {"extension": extension.lower(), "kind": kind.value},
    )


def _oddities(name: str) -> Iterator[str]:
    if not name.strip(" ."):
        yield "empty"
    if _CONTROL.search(name):
        yield "control"
    if _BIDI.search(name):
        yield "bidi"
    if "/" in name or "\\" in name or name[1:2] == ":":
        yield "path"
    if len(name) > _MAX_NAME:
        yield "long"
    if _RESERVED.fullmatch(name):
        yield "reserved"
    parts = name.lower().split(".")
    if len(parts) > 2 and parts[-2] in _KIND_OF_EXTENSION:  # noqa: PLR2004  name, one extension, another
        yield "double_extension"
