"""The outermost elements of a WebM or MKV file (RFC 8794, RFC 9559), read by small steps without the content."""

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import BinaryIO

_EBML, _SEGMENT = 0x1A45DFA3, 0x18538067
_INFO, _TIMESTAMP_SCALE, _DURATION = 0x1549A966, 0x2AD7B1, 0x4489
_TRACKS, _TRACK_ENTRY, _TRACK_TYPE, _CODEC_ID = 0x1654AE6B, 0xAE, 0x83, 0x86
_VIDEO, _WIDTH, _HEIGHT = 0xE0, 0xB0, 0xBA
_CLUSTER = 0x1F43B675
_HOLDERS = {_SEGMENT, _INFO, _TRACKS, _TRACK_ENTRY, _VIDEO}
_KINDS = {1: "video", 2: "audio", 17: "subtitle"}
_MOST_ELEMENTS = 2000
_MOST_VALUE = 256
_DEEPEST = 5
_NANO = 1_000_000_000


@dataclass(frozen=True, slots=True)
class TrackClaim:
    """What is said of one track; `codec` is Matroska's name for it (V_VP8, A_OPUS)."""

    kind: str
    codec: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Header:
    """What is said of the whole. `duration` is in seconds, None where none is claimed (a stream, a browser)."""

    duration: Fraction | None
    is_cut: bool
    tracks: tuple[TrackClaim, ...]


def read_header(file: BinaryIO, *, size: int) -> Header:
    """Read what stands before the first cluster. A broken file ends the walk where it is broken."""
    scale, ticks, is_cut = 1_000_000, None, False
    tracks: list[TrackClaim] = []
    for count, (name, begins, ends) in enumerate(_walk(file, 0, size, 0)):
        if count == _MOST_ELEMENTS or name == _CLUSTER:
            break
        if name == _SEGMENT:
            is_cut = ends > size
            continue
        value = b"" if name in _HOLDERS else _value(file, begins, ends)
        number = int.from_bytes(value, "big")
        if name == _TIMESTAMP_SCALE:
            scale = number
        elif name == _DURATION:
            ticks = _float(value)
        elif name == _TRACK_ENTRY:
            tracks.append(TrackClaim("data", ""))
        elif tracks:
            tracks[-1] = _more(tracks[-1], name, number, value)
    duration = ticks * scale / _NANO if ticks else None
    return Header(duration, is_cut, tuple(tracks))


def _more(track: TrackClaim, name: int, number: int, value: bytes) -> TrackClaim:
    """The claim with one more field."""
    if name == _TRACK_TYPE:
        return TrackClaim(_KINDS.get(number, "data"), track.codec, track.width, track.height)
    if name == _CODEC_ID:
        return TrackClaim(track.kind, value.decode("ascii", "replace"), track.width, track.height)
    if name == _WIDTH:
        return TrackClaim(track.kind, track.codec, number, track.height)
    if name == _HEIGHT:
        return TrackClaim(track.kind, track.codec, track.width, number)
    return track


def _walk(file: BinaryIO, at: int, ends: int, depth: int) -> Iterator[tuple[int, int, int]]:
    """Each element: its name, where its content begins and where it claims to end; parents before children."""
    while at + 2 <= ends:
        file.seek(at)
        head = file.read(12)
        name, used = _number(head, keep_marker=True)
        length, more = _number(head[used:], keep_marker=False)
        if not used or not more:
            return
        begins = at + used + more
        is_open = length == (1 << (7 * more)) - 1  # all ones: a stream that does not know its length yet
        told = ends if is_open else begins + length
        yield name, begins, told
        if name in _HOLDERS and depth < _DEEPEST:
            yield from _walk(file, begins, min(told, ends), depth + 1)
        at = told


def _number(head: bytes, *, keep_marker: bool) -> tuple[int, int]:
    """A number of variable length and how many bytes it has; (0, 0) when it is broken."""
    length = 9 - head[0].bit_length() if head and head[0] else 0
    if not length or len(head) < length:
        return 0, 0
    number = int.from_bytes(head[:length], "big")
    return number if keep_marker else number & ((1 << (7 * length)) - 1), length


def _value(file: BinaryIO, begins: int, ends: int) -> bytes:
    file.seek(begins)
    return file.read(max(0, min(ends - begins, _MOST_VALUE)))


def _float(value: bytes) -> Fraction | None:
    """A float of four or eight bytes; one that is no number, or endless, tells nothing."""
    layout = {4: ">f", 8: ">d"}.get(len(value))
    number = struct.unpack(layout, value)[0] if layout else 0.0
    return Fraction(number) if math.isfinite(number) and number > 0 else None
