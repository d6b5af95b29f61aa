"""The boxes of an MP4 or MOV file (ISO/IEC 14496-12), read by small steps without taking in the content.

What they say is a claim, not evidence: it is shown first and then compared with the packets.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import BinaryIO

_WITH_CHILDREN = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts"}
_MOST_BOXES = 10_000
_SHORT_HEADER, _LONG_HEADER = 8, 16
_DEEPEST = 8
_HANDLERS = {b"vide": "video", b"soun": "audio", b"sbtl": "subtitle", b"text": "subtitle"}
MOST_EDITS = 10_000

Edit = tuple[Fraction, int, int]


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
class TrackClaim:
    """What the boxes say of one track. `kind` is `video`, `audio` or another; times are in seconds.

    `duration` is the presented one; `edits` counts the lines of the edit list, `edited` is what they present
    together, `distinct` how much of the recording they show at least once. `samples` is how many it claims to have.
    """

    kind: str
    duration: Fraction | None = None
    edits: int = 0
    edited: Fraction | None = None
    distinct: Fraction | None = None
    samples: int = 0
    codec: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Header:
    """What the boxes say of the whole: the claimed duration, the turn of the picture, whether bytes are missing.

    `duration` is in seconds, None where none is claimed (fragments). `rotation` is 0, 90, 180 or 270 degrees
    clockwise, by the matrix of the first video track, as phones write it; any other matrix is no turn.
    `pieces` has the claimed duration of each file that was glued together; of a usual file it has one.
    """

    duration: Fraction | None
    rotation: int
    is_cut: bool
    tracks: tuple[TrackClaim, ...] = ()
    pieces: tuple[Fraction | None, ...] = ()


def read_header(file: BinaryIO, *, size: int) -> Header:
    """Read what the boxes claim, without scanning the content."""
    found = tuple(walk(file, size=size))
    clocks = [_read_clock(file, box) for box in found if box.name == b"mvhd"]
    movies = [number for number, box in enumerate(found) if box.names == (b"moov",)]
    first = found[: movies[1]] if len(movies) > 1 else found
    duration, timescale = clocks[0] if clocks else (None, 0)
    return Header(
        duration,
        _find_rotation(file, first),
        any(box.is_cut for box in found),
        tuple(_read_tracks(file, first, timescale)),
        tuple(length for length, _ in clocks) if len(movies) > 1 else (),
    )


def _read_clock(file: BinaryIO, box: Box) -> tuple[Fraction | None, int]:
    """The claimed duration and the ticks per second of an mvhd or mdhd."""
    file.seek(box.begins)
    payload = file.read(min(box.size, 32))
    layout = ">20xIQ" if payload[:1] == b"\1" else ">12xII"
    if len(payload) < struct.calcsize(layout):
        return None, 0
    timescale, duration = struct.unpack_from(layout, payload)
    unknown = 0xFFFFFFFFFFFFFFFF if payload[:1] == b"\1" else 0xFFFFFFFF
    is_told = timescale and duration and duration != unknown
    return Fraction(duration, timescale) if is_told else None, timescale


def _read_tracks(file: BinaryIO, found: tuple[Box, ...], timescale: int) -> Iterator[TrackClaim]:
    """A claim for each trak, in the order of the file."""
    begins = [number for number, box in enumerate(found) if box.name == b"trak"]
    for place, number in enumerate(begins):
        ends = begins[place + 1] if place + 1 < len(begins) else len(found)
        parts = {box.name: box for box in reversed(found[number:ends])}
        if b"hdlr" not in parts:
            continue
        edits = _read_edits(file, parts.get(b"elst"), timescale)
        media = _read_clock(file, parts[b"mdhd"])[1] if b"mdhd" in parts else 0
        told, distinct = _sum_edits(edits, media)
        codec, width, height = _read_description(file, parts.get(b"stsd"))
        yield TrackClaim(
            kind=_HANDLERS.get(_read(file, parts[b"hdlr"], 8, 4), "data"),
            duration=_read_track_duration(file, parts.get(b"tkhd"), timescale),
            edits=len(edits),
            edited=told,
            distinct=distinct,
            samples=int.from_bytes(_read(file, parts[b"stsz"], 8, 4), "big") if b"stsz" in parts else 0,
            codec=codec,
            width=width,
            height=height,
        )


def _read(file: BinaryIO, box: Box, at: int, length: int) -> bytes:
    file.seek(box.begins + at)
    return file.read(max(0, min(length, box.size - at)))


def _read_description(file: BinaryIO, box: Box | None) -> tuple[str, int, int]:
    """The four letters of the codec, and of a picture its width and height."""
    entry = b"" if box is None else _read(file, box, 8, 36)
    if len(entry) < 36:  # noqa: PLR2004  up to the height of a picture
        return "", 0, 0
    width, height = struct.unpack_from(">HH", entry, 32)
    return entry[4:8].decode("ascii", "replace").strip("\0 "), width, height


def _read_track_duration(file: BinaryIO, box: Box | None, timescale: int) -> Fraction | None:
    payload = b"" if box is None else _read(file, box, 0, 36)
    layout, unknown = (">28xQ", 0xFFFFFFFFFFFFFFFF) if payload[:1] == b"\1" else (">20xI", 0xFFFFFFFF)
    if not timescale or len(payload) < struct.calcsize(layout):
        return None
    (ticks,) = struct.unpack_from(layout, payload)
    return Fraction(ticks, timescale) if ticks and ticks != unknown else None


def _read_edits(file: BinaryIO, box: Box | None, timescale: int) -> list[Edit]:
    """Each line of an edit list: how long (seconds), from which tick of the recording (-1: nothing), how fast."""
    head = b"" if box is None else _read(file, box, 0, 8)
    if box is None or len(head) < 8 or not timescale:  # noqa: PLR2004  version, flags and count
        return []
    layout = struct.Struct(">QqhH" if head[:1] == b"\1" else ">IihH")
    claimed = int.from_bytes(head[4:], "big")
    lines = _read(file, box, 8, layout.size * min(claimed, MOST_EDITS + 1))
    whole = lines[: len(lines) // layout.size * layout.size]
    return [(Fraction(length, timescale), at, rate) for length, at, rate, _ in layout.iter_unpack(whole)]


def _sum_edits(edits: list[Edit], media_timescale: int) -> tuple[Fraction | None, Fraction | None]:
    """What the lines present together, and how much of the recording they show; a held picture shows nothing new."""
    shown = [(length, at, rate) for length, at, rate in edits if at >= 0]
    if not shown or not media_timescale:
        return None, None
    told = sum((length for length, _, _ in shown), Fraction(0))
    distinct, reached = Fraction(0), Fraction(0)
    for length, at, rate in sorted(shown, key=lambda line: line[1]):
        begins = Fraction(at, media_timescale)
        ends = begins + length if rate else begins
        distinct += max(Fraction(0), ends - max(begins, reached))
        reached = max(reached, ends)
    return told, distinct


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
