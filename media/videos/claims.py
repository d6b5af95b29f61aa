"""What a video file claims of itself, by the tables of its container; compared with the packets, never believed."""

from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

from av.container import InputContainer
from av.stream import Stream

from media.codes import Code
from media.reports import FileKind, Finding, Severity
from media.videos import boxes, ebml

MOST_SAMPLES = 4_000_000
_RIFF_HEADER = 12
_MOST_CHUNKS = 1000
_CLOCK_PARTS = 3


@dataclass(frozen=True, slots=True)
class Claims:
    """The claimed durations in seconds: of the whole, of each stream by its index; None where none is claimed.

    `pieces` are those of files glued together as far as the container tells (the packets tell of others).
    """

    duration: Fraction | None
    rotation: int = 0
    is_cut: bool = False
    streams: dict[int, Fraction | None] = field(default_factory=dict)
    pieces: tuple[Fraction | None, ...] = ()
    edits: boxes.TrackClaim | None = None


def refuse_by_header(path: Path, kind: FileKind) -> Finding | None:
    """What makes the tables of an MP4 or MOV too large to be taken in, seen before anything takes them in (D13)."""
    if kind not in {FileKind.MP4, FileKind.MOV}:
        return None
    for track in _read_boxes(path).tracks:
        if track.edits > boxes.MOST_EDITS:
            return too_complex("edits", boxes.MOST_EDITS)
        if track.kind == "video" and track.samples > MOST_SAMPLES:
            return too_complex("packets", MOST_SAMPLES)
    return None


def read_claims(path: Path, kind: FileKind, container: InputContainer) -> Claims:
    """What the file claims. FFmpeg repairs the duration of an MP4 from its tables, so the claim is read here."""
    told = None if container.duration is None else Fraction(container.duration, 1_000_000)
    streams = {stream.index: _claim_of(stream, kind) for stream in container.streams}
    if kind is FileKind.AVI:
        with path.open("rb") as file:
            return Claims(told, streams=streams, pieces=(None,) * _count_riffs(file, path.stat().st_size))
    if kind is FileKind.MPEGTS:
        return Claims(None)  # such a stream claims nothing: what FFmpeg tells is its own guess
    if kind in {FileKind.WEBM, FileKind.MKV}:
        with path.open("rb") as file:
            return Claims(told, is_cut=ebml.read_header(file, size=path.stat().st_size).is_cut, streams=streams)
    header = _read_boxes(path)
    pictures = (track for track in header.tracks if track.kind == "video")
    claims = Claims(
        header.duration,
        header.rotation,
        header.is_cut,
        {index: track.duration for index, track in enumerate(header.tracks)},
        header.pieces,
        next(pictures, None),
    )
    return claims if claims.duration is not None else replace(claims, duration=told)


def too_complex(reason: str, limit: int) -> Finding:
    """The finding for what goes beyond a limit of safety; `reason` names the limit."""
    return Finding(Code.TOO_COMPLEX, Severity.REFUSAL, facts={"reason": reason, "limit": limit})


def _read_boxes(path: Path) -> boxes.Header:
    with path.open("rb") as file:
        return boxes.read_header(file, size=path.stat().st_size)


def _claim_of(stream: Stream, kind: FileKind) -> Fraction | None:
    """An AVI counts the frames of each stream; Matroska writes a tag `DURATION` of 00:05:12.040000000."""
    if kind is FileKind.AVI and stream.duration is not None and stream.time_base is not None:
        return stream.duration * stream.time_base
    words = stream.metadata.get("DURATION", "").split(":")
    if len(words) != _CLOCK_PARTS:
        return None
    try:
        hours, minutes, seconds = (Fraction(word) for word in words)
    except (ValueError, ZeroDivisionError):
        return None
    return hours * 3600 + minutes * 60 + seconds


def _count_riffs(file: BinaryIO, size: int) -> int:
    """How many AVI files lie one after the other: each has its own outermost chunk (`AVIX` only continues one)."""
    at, count = 0, 0
    for _ in range(_MOST_CHUNKS):
        if at + _RIFF_HEADER > size:
            break
        file.seek(at)
        head = file.read(_RIFF_HEADER)
        if head[:4] != b"RIFF":
            break
        count += head[8:] == b"AVI "
        length = int.from_bytes(head[4:8], "little")
        at += 8 + length + length % 2
    return count if count > 1 else 0
