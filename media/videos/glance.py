"""What a video claims of itself, read from a few hundred kilobytes: the first answer, until it is measured.

Needs none of the large libraries, so that the limited child has started and answered in a fraction of a second.
Nothing of it is evidence: the packets decide.
"""

from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

from media import sandbox
from media.reports import FileKind
from media.sniffing import guess_by_head
from media.videos import boxes, ebml

BUDGET = sandbox.Budget(wall_seconds=3, cpu_seconds=2, memory_bytes=256 << 20, nice=0)
HEAD_BYTES, TAIL_BYTES = 2 << 20, 4 << 20
"""Where the tables stand: a copy with these two ends of a file, and a hole between them, is enough."""

_NAMES = {
    "avc1": "h264", "avc3": "h264", "hvc1": "hevc", "hev1": "hevc", "mp4a": "aac", "vp09": "vp9", "av01": "av1",
    "V_MPEG4/ISO/AVC": "h264", "V_MPEGH/ISO/HEVC": "hevc", "V_VP8": "vp8", "V_VP9": "vp9", "V_AV1": "av1",
    "A_OPUS": "opus", "A_VORBIS": "vorbis", "A_AAC": "aac", "A_MPEG/L3": "mp3",
}  # fmt: skip
_AVI_HEADER = 56


@dataclass(frozen=True, slots=True)
class Glance:
    """The claims of a header; None where it says nothing."""

    kind: str
    duration_ms: int | None = None
    width: int | None = None
    height: int | None = None
    video_codec: str | None = None
    audio_codec: str | None = None


def glance(path: Path) -> Glance | None:
    """The claims of a video; None of anything else. Never raises for what the file holds."""
    kind, size = guess_by_head(path), path.stat().st_size
    if kind is None or not kind.is_video:
        return None
    with path.open("rb") as file:
        if kind in {FileKind.MP4, FileKind.MOV}:
            header = boxes.read_header(file, size=size)
            sideways = header.rotation in {90, 270}
            return _of_tracks(kind, header.duration, header.tracks, sideways=sideways)
        if kind in {FileKind.WEBM, FileKind.MKV}:
            told = ebml.read_header(file, size=size)
            return _of_tracks(kind, told.duration, told.tracks, sideways=False)
        return _of_avi(file) if kind is FileKind.AVI else Glance(kind.value)


def glance_safely(path: Path) -> Glance | None:
    """`glance` in a limited child process; None when it died, or when this is no video.

    Raises only what is not about the file: SandboxWeakerError.
    """
    kind = guess_by_head(path)
    if kind is None or not kind.is_video:
        return None
    argument = {"path": str(path.resolve())}
    try:
        answer = sandbox.call("media.videos.glance:glance_task", argument, readable=(path,), budget=BUDGET)
    except sandbox.SandboxWeakerError:
        raise
    except sandbox.SandboxError:
        return None
    return Glance(**answer["glance"]) if answer["glance"] else None


def glance_task(argument: dict[str, Any]) -> dict[str, Any]:
    """`glance` inside the sandbox."""
    found = glance(Path(argument["path"]))
    return {"glance": asdict(found) if found else None}


def _of_tracks(
    kind: FileKind,
    duration: Fraction | None,
    tracks: tuple[boxes.TrackClaim, ...] | tuple[ebml.TrackClaim, ...],
    *,
    sideways: bool,
) -> Glance:
    picture = next((track for track in tracks if track.kind == "video"), None)
    sound = next((track for track in tracks if track.kind == "audio"), None)
    width, height = (picture.width or None, picture.height or None) if picture else (None, None)
    return Glance(
        kind.value,
        None if duration is None else round(duration * 1000),
        height if sideways else width,
        width if sideways else height,
        _codec(picture.codec) if picture else None,
        _codec(sound.codec) if sound else None,
    )


def _of_avi(file: BinaryIO) -> Glance:
    """The main header stands at a fixed place: microseconds of a frame, their number, width and height."""
    file.seek(24)
    head = file.read(8 + _AVI_HEADER)
    if head[:4] != b"avih" or len(head) < 8 + _AVI_HEADER:
        return Glance(FileKind.AVI.value)
    micros, frames, width, height = (int.from_bytes(head[8 + at : 12 + at], "little") for at in (0, 16, 32, 36))
    told = micros * frames // 1000
    return Glance(FileKind.AVI.value, told or None, width or None, height or None)


def _codec(name: str) -> str | None:
    return _NAMES.get(name, name.lower()) or None
