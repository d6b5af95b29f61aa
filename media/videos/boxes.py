"""The boxes of an MP4 or MOV file (ISO/IEC 14496-12), read by small steps without taking in the content."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import BinaryIO

_WITH_CHILDREN = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts"}
_MOST_BOXES = 10_000
_SHORT_HEADER, _LONG_HEADER = 8, 16
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its four-letter names from the top, where its payload begins and how long it is.

    `is_cut`: it claims to be longer than what is there.
    """

    names: tuple[bytes, ...]
    begins: int
    size: int
    is_cut: bool

    @property
    def name(self) -> bytes:
        return self.names[-1]


def walk(file: BinaryIO, *, size: int) -> Iterator[Box]:
    """Each box, parents before children, in the order of the file. Ends silently where the file is broken."""
    for count, box in enumerate(_children(file, (), 0, size)):
        if count == _MOST_BOXES:
            return
        yield box


def _children(file: BinaryIO, above: tuple[bytes, ...], begins: int, ends: int) -> Iterator[Box]:
    at = begins
    while at + _SHORT_HEADER <= ends:
        file.seek(at)
        header = file.read(_LONG_HEADER)
        if len(header) < _SHORT_HEADER:
            return
        length, name = struct.unpack_from(">I4s", header)
        used = _SHORT_HEADER
        if length == 1 and len(header) == _LONG_HEADER:
            length, used = struct.unpack_from(">Q", header, _SHORT_HEADER)[0], _LONG_HEADER
        elif length == 0:
            length = ends - at
        if length < used:
            return
        box = Box((*above, name), at + used, min(length, ends - at) - used, length > ends - at)
        yield box
        if name in _WITH_CHILDREN and len(above) < _DEEPEST:
            yield from _children(file, box.names, box.begins, box.begins + box.size)
        at += length


@dataclass(frozen=True, slots=True)
class Header:
    """What the boxes say of the whole: the claimed duration, the turn of the picture, whether bytes are missing.

    `duration` is in seconds, None where none is claimed (fragments). `rotation` is 0, 90, 180 or 270 degrees
    clockwise, by the matrix of the first video track, as phones write it; any other matrix is no turn.
    """

    duration: Fraction | None
    rotation: int
    is_cut: bool


def read_header(file: BinaryIO, *, size: int) -> Header:
    """Read what the boxes claim, without scanning the content."""
    found = tuple(walk(file, size=size))
    return Header(_find_duration(file, found), _find_rotation(file, found), any(box.is_cut for box in found))


def _find_duration(file: BinaryIO, found: tuple[Box, ...]) -> Fraction | None:
    for box in found:
        if box.name == b"mvhd":
            file.seek(box.begins)
            payload = file.read(min(box.size, 32))
            layout = ">20xIQ" if payload[:1] == b"\1" else ">12xII"
            if len(payload) < struct.calcsize(layout):
                return None
            timescale, duration = struct.unpack_from(layout, payload)
            return Fraction(duration, timescale) if timescale and duration else None
    return None


def _find_rotation(file: BinaryIO, found: tuple[Box, ...]) -> int:
    matrix = b""
    for box in found:
        file.seek(box.begins)
        if box.name == b"tkhd":
            payload = file.read(min(box.size, 104))
            begins = 52 if payload[:1] == b"\1" else 40
            matrix = payload[begins : begins + 20]
        elif box.name == b"hdlr" and len(matrix) == 20 and file.read(12)[8:] == b"vide":  # noqa: PLR2004  five words
            a, b, _, c, d = struct.unpack(">5i", matrix)
            one = 1 << 16
            turns = {(0, one, -one, 0): 90, (-one, 0, 0, -one): 180, (0, -one, one, 0): 270}
            return turns.get((a, b, c, d), 0)
    return 0
