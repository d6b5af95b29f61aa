"""What a film looks and sounds like, small enough to keep: a hash of one frame a second, and Chromaprint.

ffmpeg reads the film behind the sandbox's fences; here come only 72 grey points for each second and the fingerprint
of the sound. A film that was encoded again, made smaller or cut in time keeps most of both; one that was mirrored or
filmed from a screen does not.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

import ffmpeg

from media import sandbox
from media.shingles import band_number
from media.videos.measure import OPEN_OPTIONS
from media.videos.renditions import binary

if TYPE_CHECKING:
    from pathlib import Path

FINGERPRINT_VERSION = "1"
MOST_SECONDS = 3600
"""Of a longer film the first hour is fingerprinted."""
LEAST_BANDS = 3
"""Two films are candidates when this many of their bands agree."""
SOUNDS_PER_SECOND = 11025 / (4096 / 3)
"""Chromaprint's rate: one number for each third of a window of 4096 samples."""
_WIDE, _HIGH = 9, 8
_MARGIN = 2
"""By so many levels of 256 a point must be brighter than its neighbour: noise on a flat wall makes no hash."""
_FEWEST_EDGES = 6
_EVERY_NTH_SOUND = 4
_INPUT = {name: OPEN_OPTIONS[name] for name in ("protocol_whitelist", "format_whitelist")}
_BUDGET = sandbox.Budget(wall_seconds=900, cpu_seconds=1800, memory_bytes=3 << 30, output_bytes=8 << 20, nice=10)


class Sound(StrEnum):
    """Whether the sound of a film could be fingerprinted."""

    READ = "read"
    NONE = "none"
    NOT_COMPARED = "not_compared"
    """This machine's ffmpeg has no Chromaprint, or the sound could not be read: say so, never "different"."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """One hash of 64 bits for each second of the picture; the sound's numbers of 32 bits, eight a second."""

    frames: tuple[int, ...]
    sounds: tuple[int, ...]
    sound: Sound

    def frame_bytes(self) -> bytes:
        return struct.pack(f"<{len(self.frames)}Q", *self.frames)

    def sound_bytes(self) -> bytes:
        return struct.pack(f"<{len(self.sounds)}I", *self.sounds)

    @classmethod
    def from_bytes(cls, frames: bytes, sounds: bytes, sound: str) -> Fingerprint:
        """The fingerprint that `frame_bytes` and `sound_bytes` wrote."""
        return cls(
            struct.unpack(f"<{len(frames) // 8}Q", frames), struct.unpack(f"<{len(sounds) // 4}I", sounds), Sound(sound)
        )


def fingerprint(path: Path, *, has_audio: bool) -> Fingerprint:
    """The fingerprint of the film at `path`. Raises a SandboxError when its picture cannot be read."""
    points = sandbox.run(frames_command(path), readable=(path,), budget=_BUDGET)
    size = _WIDE * _HIGH
    frames = tuple(hash_frame(points[at : at + size]) for at in range(0, len(points) - size + 1, size))
    if not has_audio:
        return Fingerprint(frames, (), Sound.NONE)
    if not has_chromaprint():
        return Fingerprint(frames, (), Sound.NOT_COMPARED)
    try:
        heard = sandbox.run(sounds_command(path), readable=(path,), budget=_BUDGET)
    except sandbox.SandboxWeakerError:
        raise
    except sandbox.SandboxError:
        return Fingerprint(frames, (), Sound.NOT_COMPARED)
    sounds = struct.unpack(f"<{len(heard) // 4}I", heard[: len(heard) // 4 * 4])
    return Fingerprint(frames, sounds, Sound.READ if sounds else Sound.NONE)


def hash_frame(points: bytes) -> int:
    """The dHash of 9 × 8 grey points, row by row: a bit for each point that is brighter than its left neighbour.

    >>> hash_frame(bytes(range(0, 90, 10)) * 8) == 2**64 - 1
    True
    """
    value = 0
    for row in range(_HIGH):
        line = points[row * _WIDE : (row + 1) * _WIDE]
        for left, right in zip(line, line[1:], strict=False):  # noqa: RUF007  bytes, and 64 times a frame
            value = value << 1 | (right > left + _MARGIN)
    return value


def tells_something(frame: int) -> bool:
    """Whether a frame has edges enough to be told from another: a black or grey one is like all of its kind."""
    return _FEWEST_EDGES <= frame.bit_count() <= 64 - _FEWEST_EDGES


def bands_of(found: Fingerprint) -> tuple[int, ...]:
    """The numbers under which a film is looked up: halves of its frames' hashes, and a fourth of its sounds.

    Which sounds are taken depends on the sounds alone, so that a film that was cut gives the same ones.
    """
    halves = {
        band_number(f"frame:{half}", (frame >> 32 * half & 0xFFFFFFFF).to_bytes(4, "big"))
        for frame in found.frames
        if tells_something(frame)
        for half in (0, 1)
    }
    heard = {number for number in set(found.sounds) if number}
    sounds = {band_number("sound", number.to_bytes(4, "big")) for number in heard}
    return tuple(sorted(halves | {number for number in sounds if number % _EVERY_NTH_SOUND == 0}))


@cache
def has_chromaprint() -> bool:
    """Whether this machine's ffmpeg writes Chromaprint. Raises FfmpegMissingError."""
    listed = sandbox.run([binary(), "-hide_banner", "-muxers"], budget=sandbox.Budget(memory_bytes=2 << 30))
    return any(line.split()[1:2] == [b"chromaprint"] for line in listed.splitlines())


def frames_command(source: Path) -> list[str]:
    """The command that writes 72 grey bytes for each second of the picture."""
    picture = (
        _input(source)["v:0"]
        .filter("fps", fps=1)
        .filter("scale", w=_WIDE, h=_HIGH, flags="area")
        .filter("format", "gray")
    )
    return _compile(ffmpeg.output(picture, "pipe:", f="rawvideo", an=None, filter_threads=1))


def sounds_command(source: Path) -> list[str]:
    """The command that writes the sound's fingerprint as numbers of 32 bits."""
    return _compile(ffmpeg.output(_input(source)["a:0"], "pipe:", f="chromaprint", fp_format="raw", ac=1, vn=None))


def _input(source: Path) -> Any:  # noqa: ANN401  ffmpeg-python has no types
    return ffmpeg.input(f"file:{source.resolve()}", t=MOST_SECONDS, threads=2, **_INPUT)


def _compile(output: Any) -> list[str]:  # noqa: ANN401  ffmpeg-python has no types
    quiet = output.global_args("-hide_banner", "-nostdin", "-loglevel", "error")
    command: list[str] = ffmpeg.compile(quiet, cmd=binary())
    return command
