"""What a judge and the public may see of a video: no names in it, playable everywhere, and a still picture.

ffmpeg-python builds the commands, `media.sandbox` runs them. A rendition is an MP4 with H.264 and AAC of at
most 720 lines: the author's own packets when they are that already, else a transcode in the background.
"""

import functools
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg
import imageio_ffmpeg

from media import sandbox
from media.reports import FileKind, VideoFacts
from media.videos.measure import OPEN_OPTIONS

MAX_LINES = 720
_ENVIRONMENT = "BANGVANG_FFMPEG"
_SEI, _UNSPECIFIED = 6, "24-31"
_MOST_BYTES = 8 << 30
_INPUT = {name: OPEN_OPTIONS[name] for name in ("protocol_whitelist", "format_whitelist")}
# Nothing about the author, the device, the place or the software: no tags of the file, its streams, chapters.
_BARE: dict[str, Any] = {
    "map_metadata": "-1", "map_metadata:s": "-1", "map_chapters": "-1",
    "fflags": "+bitexact", "flags:v": "+bitexact", "flags:a": "+bitexact", "empty_hdlr_name": "1",
}  # fmt: skip


class FfmpegMissingError(Exception):
    """There is no ffmpeg on this machine: not in the environment, not in the system, not in the package."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the ffmpeg of this machine is and can, for the health page."""

    binary: str
    version: str
    encoders: tuple[str, ...]

    @property
    def is_sufficient(self) -> bool:
        return {"libx264", "aac"} <= set(self.encoders)


@functools.cache
def binary() -> str:
    """The absolute path of ffmpeg: BANGVANG_FFMPEG, else the system's, else the one of imageio-ffmpeg."""
    named = os.environ.get(_ENVIRONMENT)
    if named:
        if not Path(named).is_file():
            raise FfmpegMissingError(named)
        return str(Path(named).resolve())
    if found := shutil.which("ffmpeg"):
        return str(Path(found).resolve())
    try:
        return str(Path(imageio_ffmpeg.get_ffmpeg_exe()).resolve())
    except RuntimeError as error:
        raise FfmpegMissingError(str(error)) from error


@functools.cache
def capabilities() -> Capabilities:
    """Ask ffmpeg itself, once. Raises FfmpegMissingError or a SandboxError."""
    budget = sandbox.Budget(memory_bytes=2 << 30)
    version = sandbox.run([binary(), "-hide_banner", "-version"], budget=budget).decode().split("\n", 1)[0]
    listed = sandbox.run([binary(), "-hide_banner", "-encoders"], budget=budget).decode()
    wanted = ("libx264", "aac", "libvpx", "libvpx-vp9", "libopus", "mjpeg")
    present = tuple(name for name in wanted if re.search(rf"^ [VA]\S+ {re.escape(name)} ", listed, re.MULTILINE))
    return Capabilities(binary(), version.removeprefix("ffmpeg version "), present)


def may_copy(kind: FileKind, facts: VideoFacts) -> bool:
    """Whether the packets of a video can be kept: H.264 and AAC (or no sound) of at most 720 lines."""
    lines = min(facts.width or 0, facts.height or 0)
    return (
        kind in {FileKind.MP4, FileKind.MOV, FileKind.MKV}
        and facts.video_codec == "h264"
        and facts.audio_codec in {"aac", None}
        and 0 < lines <= MAX_LINES
    )


def make_rendition(source: Path, target: Path, *, kind: FileKind, facts: VideoFacts, threads: int = 2) -> bool:
    """Write the rendition of `source` to `target` (its folder is what ffmpeg may write into).

    True when the author's packets were kept, False after a transcode. Raises a SandboxError.
    """
    kept = may_copy(kind, facts)
    argv = remux_command(source, target) if kept else transcode_command(source, target, threads=threads)
    seconds = facts.seconds_rounded or 0
    # Veryfast runs at 1.4-4 times real time on two cores; a budget of six times the length is for older ones.
    limit = 120 + (seconds if kept else 6 * seconds)
    _run(argv, source, target, seconds=limit, nice=10)
    return kept


def make_poster(source: Path, target: Path, *, at_seconds: float) -> None:
    """Write a JPEG of the moment `at_seconds`, at most 1280 wide, without tags. Raises a SandboxError."""
    _run(poster_command(source, target, at_seconds=at_seconds), source, target, seconds=60, nice=5)


def remux_command(source: Path, target: Path) -> list[str]:
    """The command that keeps the packets, drops every tag, and strips what cameras write inside H.264."""
    taken = _input(source)
    return _compile(
        ffmpeg.output(
            taken["v:0"],
            taken["a:0?"],
            str(target.resolve()),
            **_BARE,
            **{"c": "copy", "bsf:v": f"filter_units=remove_types={_SEI}|{_UNSPECIFIED}"},
            **_mp4(),
        )
    )


def transcode_command(source: Path, target: Path, *, threads: int) -> list[str]:
    """The command that makes H.264 and AAC of at most 720 lines, upright or lying, with few threads."""
    taken = _input(source, threads=threads)
    box = f"min(iw,if(gte(iw,ih),1280,{MAX_LINES}))"
    lines = f"min(ih,if(gte(iw,ih),{MAX_LINES},1280))"
    picture = (
        taken["v:0"]
        .filter("scale", w=box, h=lines, force_original_aspect_ratio="decrease", force_divisible_by=2)
        .filter("format", "yuv420p")
    )
    return _compile(
        ffmpeg.output(
            picture,
            taken["a:0?"],
            str(target.resolve()),
            **_BARE,
            **{
                "c:v": "libx264", "preset": "veryfast", "crf": 24, "threads": threads, "fps_mode": "vfr",
                "filter_threads": 1, "c:a": "aac", "b:a": "128k", "ac": 2, "ar": 48000,
                "bsf:v": f"filter_units=remove_types={_SEI}",
            },
            **_mp4(),
        )
    )  # fmt: skip


def poster_command(source: Path, target: Path, *, at_seconds: float) -> list[str]:
    """The command for one still picture; seeking before the input is 5 times as fast as after it."""
    taken = _input(source, ss=f"{at_seconds:.3f}", threads=1)
    picture = taken["v:0"].filter("scale", w="min(iw,1280)", h=-2)
    return _compile(
        ffmpeg.output(
            picture, str(target.resolve()), **_BARE, **{"frames:v": 1, "q:v": 4, "f": "image2", "update": 1, "an": None}
        )
    )


def _mp4() -> dict[str, Any]:
    return {"f": "mp4", "movflags": "+faststart", "dn": None, "sn": None, "fs": _MOST_BYTES}


def _input(source: Path, **options: Any) -> Any:  # noqa: ANN401  ffmpeg-python has no types
    return ffmpeg.input(f"file:{source.resolve()}", **_INPUT, **options)


def _compile(output: Any) -> list[str]:  # noqa: ANN401  ffmpeg-python has no types
    quiet = output.global_args("-hide_banner", "-nostdin", "-loglevel", "error")
    command: list[str] = ffmpeg.compile(quiet, cmd=binary(), overwrite_output=True)
    return command


def _run(argv: Sequence[str], source: Path, target: Path, *, seconds: int, nice: int) -> None:
    budget = sandbox.Budget(
        wall_seconds=seconds, cpu_seconds=4 * seconds, memory_bytes=3 << 30, file_bytes=_MOST_BYTES, nice=nice
    )
    try:
        sandbox.run(argv, readable=(source,), writable=target.resolve().parent, budget=budget)
    except sandbox.SandboxError:
        target.unlink(missing_ok=True)  # nothing half is left to be taken for a rendition
        raise
