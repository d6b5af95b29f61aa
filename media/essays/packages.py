"""Reading a zip of a stranger: counted before it is opened, streamed with limits, never extracted by name.

Limits: at most 2,000 entries, 200 MB unpacked, a ratio of 100 (security.md D03). What the directory of the
zip claims is checked first, since it is cheap; what comes out while reading is checked again.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Self

from media.codes import Code
from media.essays.blocks import refusal
from media.essays.xml import MAX_XML_BYTES, Element, parse_xml

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

MAX_ENTRIES = 2_000
MAX_UNPACKED_BYTES = 200_000_000
MAX_RATIO = 100
_RATIO_MATTERS_FROM = 1 << 20
_MAX_DIRECTORY_BYTES = MAX_ENTRIES * 400
_LOCAL_HEADER_BYTES = 30
_END = struct.Struct("<4s4H2LH")
_END_MAGIC = b"PK\x05\x06"
_LOCAL_MAGIC = b"PK\x03\x04"
_ENCRYPTED_FLAG = 1


class Package:
    """A zip whose directory passed the limits. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        _check_ends(path)
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise refusal(Code.UNREADABLE, reason="zip") from error
        self._left = MAX_UNPACKED_BYTES
        self._parsed: dict[str, Element] = {}
        try:
            self._check_directory(path.stat().st_size)
        except BaseException:
            self._zip.close()
            raise
        self.names = frozenset(info.filename for info in self._zip.infolist())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    @property
    def first_name(self) -> str:
        """The name of the first entry of the directory; an ODT begins with `mimetype`."""
        infos = self._zip.infolist()
        return infos[0].filename if infos else ""

    def read(self, name: str, limit: int = MAX_XML_BYTES) -> bytes:
        """The bytes of one entry. Raises UnreadableError over `limit`, over the whole's limit, or when damaged."""
        try:
            with self._zip.open(name) as stream:
                data = stream.read(min(limit, self._left) + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError) as error:
            raise refusal(Code.UNREADABLE, name, reason="zip_member") from error
        if len(data) > limit:
            raise refusal(Code.TOO_COMPLEX, name, reason="xml_size", limit=limit)
        self._left -= len(data)
        if self._left < 0:
            raise refusal(Code.ZIP_LIMIT, name, reason="unpacked", limit=MAX_UNPACKED_BYTES)
        return data

    def xml(self, name: str, without: tuple[bytes, bytes] | None = None) -> Element:
        """The root of one entry, by the guarded parser; the same object when asked again.

        `without` names the beginning and end of passages to leave out: styles of tables are nine tenths of
        some style sheets, and nobody asks for them.
        """
        if name not in self._parsed:
            data = self.read(name)
            self._parsed[name] = parse_xml(_leaving_out(data, *without) if without else data, name)
        return self._parsed[name]

    def find_xml(self, name: str) -> Element | None:
        """The root of one entry, or None when there is no such entry."""
        return self.xml(name) if name in self.names else None

    def _check_directory(self, file_size: int) -> None:
        infos = self._zip.infolist()
        if len(infos) > MAX_ENTRIES:
            raise refusal(Code.ZIP_LIMIT, reason="entries", limit=MAX_ENTRIES)
        if len({info.filename for info in infos}) < len(infos):
            raise refusal(Code.UNREADABLE, reason="zip_duplicate")
        if any(info.flag_bits & _ENCRYPTED_FLAG for info in infos):
            raise refusal(Code.ENCRYPTED)
        unpacked = sum(info.file_size for info in infos)
        if unpacked > MAX_UNPACKED_BYTES:
            raise refusal(Code.ZIP_LIMIT, reason="unpacked", limit=MAX_UNPACKED_BYTES)
        if unpacked > _RATIO_MATTERS_FROM and unpacked > MAX_RATIO * file_size:
            raise refusal(Code.ZIP_LIMIT, reason="ratio", limit=MAX_RATIO)
        end = 0
        for info in sorted(infos, key=lambda info: info.header_offset):
            if info.header_offset < end:
                raise refusal(Code.ZIP_LIMIT, reason="overlap", limit=0)
            end = info.header_offset + _LOCAL_HEADER_BYTES + info.compress_size
        for info in infos:
            name = info.filename
            if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name[:2]:
                raise refusal(Code.UNREADABLE, reason="zip_name")


def _leaving_out(data: bytes, begin: bytes, end: bytes) -> bytes:
    kept, at = [], 0
    while (start := data.find(begin, at)) >= 0 and (stop := data.find(end, start)) >= 0:
        kept.append(data[at:start])
        at = stop + len(end)
    return b"".join([*kept, data[at:]])


def _check_ends(path: Path) -> None:
    """Begin and end of the file: a zip from its first byte to its last, with a directory of bearable size."""
    size = path.stat().st_size
    with path.open("rb") as file:
        magic = file.read(4)
        file.seek(max(0, size - _END.size - 0xFFFF))
        tail = file.read()
    at = tail.rfind(_END_MAGIC)
    if magic != _LOCAL_MAGIC or at < 0 or len(tail) - at < _END.size:
        raise refusal(Code.UNREADABLE, reason="zip")
    _, _, _, _, entries, directory_size, directory_at, comment_size = _END.unpack_from(tail, at)
    if entries > MAX_ENTRIES or directory_size > _MAX_DIRECTORY_BYTES:
        raise refusal(Code.ZIP_LIMIT, reason="entries", limit=MAX_ENTRIES)
    end_at = size - len(tail) + at
    if directory_at + directory_size != end_at or at + _END.size + comment_size != len(tail):
        raise refusal(Code.POLYGLOT, second="unknown")
