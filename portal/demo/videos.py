"""Small real videos of an exact length, for the demonstration and for tests: a 5-minute clip in about a second.

Also the liars: files whose headers, tables or names claim what their packets do not hold.
"""

import struct
import subprocess
from pathlib import Path

from media.videos.boxes import Box, walk
from media.videos.renditions import binary

_VIDEO = {
    "h264": ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "34", "-pix_fmt", "yuv420p"],
    "vp8": ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "16", "-threads", "1", "-b:v", "40k"],
    "vp9": ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "40k"],
    "mjpeg": ["-c:v", "mjpeg", "-q:v", "20", "-pix_fmt", "yuvj420p"],
}
_AUDIO = {
    "aac": (16_000, ["-c:a", "aac", "-b:a", "16k"]),
    "opus": (16_000, ["-c:a", "libopus", "-b:a", "12k", "-compression_level", "0", "-frame_duration", "60"]),
}
_BY_CONTAINER = {
    "mp4": ("mp4", "h264", "aac"),
    "mov": ("mov", "h264", "aac"),
    "mkv": ("matroska", "h264", "aac"),
    "webm": ("webm", "vp8", "opus"),
}


def make_video(
    path: Path,
    *,
    seconds: float,
    container: str = "mp4",
    codec: str | None = None,
    audio: bool = True,
    audio_seconds: float | None = None,
    title: str | None = None,
    artist: str | None = None,
    size: tuple[int, int] = (320, 180),
    fps: int = 5,
    before: tuple[str, ...] = (),
    extra: tuple[str, ...] = (),
) -> Path:
    """Make a test picture with a tone, `seconds` long; `container` is mp4, mov, mkv or webm.

    `codec` is h264, vp8, vp9 or mjpeg; `audio_seconds` gives the sound a length of its own; `before` are
    further inputs, `extra` further arguments of ffmpeg for the output.
    """
    muxer, usual_codec, sound = _BY_CONTAINER[container]
    picture = f"testsrc=size={size[0]}x{size[1]}:rate={fps}:duration={seconds}"
    argv = [binary(), "-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", picture]
    sounds: list[str] = []
    if audio:
        rate, encoder = _AUDIO[sound]
        length = seconds if audio_seconds is None else audio_seconds
        argv += ["-f", "lavfi", "-i", f"sine=frequency=330:sample_rate={rate}:duration={length}"]
        sounds = [*encoder, "-ac", "1"]
    argv += [*before, *sounds]
    argv += [*_VIDEO[codec or usual_codec], "-g", str(10 * fps)]
    for name, value in (("title", title), ("artist", artist)):
        argv += ["-metadata", f"{name}={value}"] if value else []
    argv += [*extra, "-f", muxer, str(path)]
    subprocess.run(argv, check=True, capture_output=True)  # noqa: S603  our own content and arguments
    return path


def make_webm_without_duration(path: Path, *, seconds: float) -> Path:
    """A WebM as browsers record it: streamed, so that its header tells no duration."""
    return make_video(path, seconds=seconds, container="webm", extra=("-live", "1"))


def make_fragmented(path: Path, *, seconds: float) -> Path:
    """An MP4 in fragments, as some phones and recorders write it."""
    return make_video(path, seconds=seconds, extra=("-movflags", "frag_keyframe+empty_moov"))


def make_trimmed(path: Path, source: Path, *, start: float) -> Path:
    """The end of `source` without encoding.

    The cut lies inside a group of pictures, so an edit list hides what comes before it.
    """
    argv = [binary(), "-v", "error", "-nostdin", "-y", "-ss", str(start), "-i", str(source), "-c", "copy"]
    subprocess.run([*argv, str(path)], check=True, capture_output=True)  # noqa: S603  our own arguments
    return path


def make_audio_only(path: Path, *, seconds: float, cover: bool = False) -> Path:
    """A sound without pictures, or with a still cover picture attached."""
    sound = f"sine=frequency=330:sample_rate=16000:duration={seconds}"
    argv = [binary(), "-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", sound]
    if cover:
        argv += ["-f", "lavfi", "-i", "color=size=64x64:rate=1:duration=1", "-map", "0", "-map", "1"]
        argv += ["-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-disposition:v", "attached_pic"]
    argv += ["-c:a", "aac", "-b:a", "16k", "-f", "mp4", str(path)]
    subprocess.run(argv, check=True, capture_output=True)  # noqa: S603  our own arguments
    return path


def make_mkv_with_hole(path: Path, *, seconds: float, hole_seconds: float, fps: int = 5) -> Path:
    """Pictures that stop in the middle for `hole_seconds`, so that few frames claim a long duration."""
    half = int(seconds * fps) // 2
    hole = f"setts=ts='TS+if(gte(N,{half}),{hole_seconds}/TB,0)'"
    return make_video(path, seconds=seconds, container="mkv", audio=False, fps=fps, extra=("-bsf:v", hole))


def claim_duration(path: Path, *, seconds: int, boxes: tuple[bytes, ...] = (b"mvhd",)) -> Path:
    """Write `seconds` into the named headers of an MP4: mvhd, tkhd, mdhd, elst. The packets stay."""
    timescales = {b"mvhd": 0, b"mdhd": 0}
    with path.open("r+b") as file:
        for box in _boxes(path):
            if box.name in timescales:
                file.seek(box.begins + 12)
                timescales[box.name] = struct.unpack(">I", file.read(4))[0]
            # Version 0 of each box: where its duration stands, and in whose timescale.
            at, scale = {
                b"mvhd": (16, b"mvhd"),
                b"tkhd": (20, b"mvhd"),
                b"mdhd": (16, b"mdhd"),
                b"elst": (8, b"mvhd"),
            }.get(box.name, (0, b""))
            if box.name in boxes:
                file.seek(box.begins + at)
                file.write(struct.pack(">I", seconds * timescales[scale]))
    return path


def rotate(path: Path, *, degrees: int) -> Path:
    """Turn the picture of an MP4 by its matrix, clockwise, as a phone that was held upright does."""
    one = 1 << 16
    turns = {90: (0, one, 0, -one, 0), 180: (-one, 0, 0, 0, -one), 270: (0, -one, 0, one, 0)}
    with path.open("r+b") as file:
        header = next(box for box in _boxes(path) if box.name == b"tkhd")
        file.seek(header.begins + 40)
        file.write(struct.pack(">5i", *turns[degrees]))
    return path


def stretch_frames(path: Path, *, factor: int, seconds: int) -> Path:
    """Let every frame of an MP4 last `factor` times as long (its stts table), and its headers claim `seconds`."""
    with path.open("r+b") as file:
        for box in _boxes(path):
            if box.name == b"stts":
                file.seek(box.begins + 4)
                for row in range(struct.unpack(">I", file.read(4))[0]):
                    at = box.begins + 8 + 8 * row + 4
                    file.seek(at)
                    delta = struct.unpack(">I", file.read(4))[0]
                    file.seek(at)
                    file.write(struct.pack(">I", delta * factor))
    return claim_duration(path, seconds=seconds, boxes=(b"mvhd", b"tkhd", b"mdhd", b"elst"))


def claim_webm_duration(path: Path, *, seconds: int) -> Path:
    """Write `seconds` into the Info of a WebM or MKV (element 4489, a float of eight bytes)."""
    content = bytearray(path.read_bytes())
    at = content.index(b"\x44\x89\x88") + 3
    content[at : at + 8] = struct.pack(">d", seconds * 1000.0)
    path.write_bytes(content)
    return path


def cut_file(path: Path, *, share: float) -> Path:
    """Keep only the first `share` of the bytes, as a copy that broke off."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.truncate(int(size * share))
    return path


def _boxes(path: Path) -> list[Box]:
    with path.open("rb") as file:
        return list(walk(file, size=path.stat().st_size))
