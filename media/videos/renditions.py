"""What a judge and the public may see of a video: no names in it, playable everywhere, and a still picture.

ffmpeg-python builds the commands, `media.sandbox` runs them. A rendition is an MP4 with H.264 and AAC of at
most 720 lines: the author's own packets when they are that already, else a transcode in the background. Beside
it stands one of at most 360 lines for whoever pays for each megabyte. Stills are made in `media.videos.stills`.

It is longer than 300 lines: one film on its way from cut to strip, step by step.
"""

import functools
import os
import re
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import ffmpeg

from media import sandbox
from media.reports import FileKind, VideoFacts
from media.videos.covers import NO_COVERS, FilmCovers, switch
from media.videos.opening import OPEN_OPTIONS

MAX_LINES = 720
SMALL_LINES = 360
SMALL_BITS_PER_SECOND = 900_000
"""Of a rendition that needs no more than this, no smaller one is made."""
_PLAYABLE_PROFILES = frozenset({"Baseline", "Constrained Baseline", "Main", "High", "Constrained High"})
_PLAYABLE_PIXELS = frozenset({"yuv420p", "yuvj420p"})
_HIGHEST_LEVEL = 41
"""What the decoders of old phones take: 8 bits, 4:2:0, no higher than level 4.1 (ITU-T H.264, annex A)."""
_ENVIRONMENT = "BANGVANG_FFMPEG"
_PICTURE_UNITS = "filter_units=pass_types=1-5|7|8"
"""Slices and the two sets of parameters. Everything else of H.264 (SEI, filler, what is unspecified) may bear words."""
_EVEN_RATE = 25
_SLOW_MILLI = 10_000
_MOST_BYTES = 8 << 30
_MOST_SECONDS = 4 * 3600
_PROGRESS_EVERY_SECONDS = 1
_REACHED = re.compile(rb"out_time_us=(\d+)")
_INPUT = {name: OPEN_OPTIONS[name] for name in ("protocol_whitelist", "format_whitelist")}
# Nothing about the author, the device, the place or the software: no tags of the file, its streams, chapters.
BARE: dict[str, Any] = {
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
    if packaged := _packaged():
        return str(packaged.resolve())
    raise FfmpegMissingError("neither in BANGVANG_FFMPEG nor in the system nor in the package")


def _packaged() -> Path | None:
    """The program in the package imageio-ffmpeg, by its name alone.

    The package's own search runs what it finds, and keeps for good that there is none when that one run is killed:
    then no film is made until the worker starts again.
    """
    folder = Path(str(files("imageio_ffmpeg.binaries")))
    return next((path for path in sorted(folder.glob("ffmpeg-*")) if os.access(path, os.X_OK)), None)


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
    """Whether the packets of a video can be kept: H.264 and AAC (or no sound) of at most 720 lines, for every phone.

    AVI is left out: it does not tell in which order pictures are shown. So is what decoders in phones cannot play:
    10 bits, 4:2:2 and 4:4:4 (High 10, High 4:2:2 …), and whatever of this is unknown, as in reports of older measurers.
    """
    lines = min(facts.width or 0, facts.height or 0)
    return (
        kind in {FileKind.MP4, FileKind.MOV, FileKind.MKV, FileKind.MPEGTS}
        and facts.video_codec == "h264"
        and facts.profile in _PLAYABLE_PROFILES
        and facts.pixel_format in _PLAYABLE_PIXELS
        and 0 < (facts.level or 0) <= _HIGHEST_LEVEL
        and facts.audio_codec in {"aac", None}
        and 0 < lines <= MAX_LINES
    )


def needs_smaller(facts: VideoFacts, size_bytes: int) -> bool:
    """Whether a rendition of `size_bytes` is worth a smaller one for those who pay for each megabyte."""
    lines = min(facts.width or MAX_LINES, facts.height or MAX_LINES)
    seconds = max(1, facts.seconds_rounded or 1)
    return lines > SMALL_LINES or 8 * size_bytes / seconds > SMALL_BITS_PER_SECOND


def make_rendition(  # noqa: D417  what is left out says itself
    source: Path,
    target: Path,
    *,
    kind: FileKind,
    facts: VideoFacts,
    threads: int = 2,
    on_progress: Callable[[float], None] | None = None,
) -> bool:
    """Write the rendition of `source` to `target` (its folder is what ffmpeg may write into).

    True when the author's packets were kept, False after a transcode. Raises a SandboxError.

    Args:
        on_progress: is told the share that is done, from 0 to 1, about once a second; what it raises ends the work.
    """
    kept = may_copy(kind, facts)
    seconds = facts.seconds_rounded or 0
    progress = _progress_file(target) if on_progress else None
    argv = (
        remux_command(source, target) if kept else transcode_command(source, target, threads=threads, progress=progress)
    )
    # Veryfast runs at 1.4-4 times real time on two cores; a budget of six times the length is for older ones.
    limit = 120 + (seconds if kept else 6 * seconds)
    run_command(argv, source, target, seconds=limit, nice=10, watch=_watch(progress, seconds, on_progress))
    return kept


def make_small_rendition(  # noqa: D417  what is left out says itself
    source: Path,
    target: Path,
    *,
    seconds: int,
    threads: int = 2,
    on_progress: Callable[[float], None] | None = None,
) -> None:
    """Write a copy of at most 360 lines for slow and dear connections. Raises a SandboxError.

    Args:
        source: best the larger rendition, which is quicker to read than an original and known to be sound.
        seconds: how long it lasts, for the time limit and for `on_progress`.
    """
    progress = _progress_file(target) if on_progress else None
    argv = transcode_command(source, target, threads=threads, most_lines=SMALL_LINES, progress=progress)
    watch = _watch(progress, seconds, on_progress)
    run_command(argv, source, target, seconds=120 + 4 * seconds, nice=10, watch=watch)


def make_covered_rendition(  # noqa: D417  what is left out says itself
    source: Path,
    target: Path,
    *,
    covers: FilmCovers,
    facts: VideoFacts,
    threads: int = 2,
    on_progress: Callable[[float], None] | None = None,
) -> None:
    """Write a copy of a rendition with stretches of it covered. Raises a SandboxError.

    Args:
        source: the rendition without covers, whose times are those of `covers`.
        facts: what was measured in the original.
        on_progress: see `make_rendition`.
    """
    seconds = facts.seconds_rounded or 0
    progress = _progress_file(target) if on_progress else None
    is_uneven = facts.is_variable_rate is not False or (facts.fps_milli or 0) < _SLOW_MILLI
    argv = transcode_command(
        source, target, threads=threads, progress=progress, covers=covers,
        has_sound=facts.has_audio, is_uneven=is_uneven,
    )  # fmt: skip
    watch = _watch(progress, seconds, on_progress)
    run_command(argv, source, target, seconds=120 + 6 * seconds, nice=10, watch=watch)


def remux_command(source: Path, target: Path) -> list[str]:
    """The command that keeps the packets, drops every tag, and strips what cameras write inside H.264."""
    taken = read_from(source)
    return compile_command(
        ffmpeg.output(
            taken["v:0"],
            taken["a:0?"],
            str(target.resolve()),
            **BARE,
            **{"c": "copy", "bsf:v": _PICTURE_UNITS},
            **_mp4(),
        )
    )


def transcode_command(
    source: Path,
    target: Path,
    *,
    threads: int,
    most_lines: int = MAX_LINES,
    progress: Path | None = None,
    covers: FilmCovers = NO_COVERS,
    has_sound: bool = False,
    is_uneven: bool = False,
) -> list[str]:
    """The command that makes H.264 and AAC of at most 720 (or 360) lines, upright or lying, with few threads.

    A key picture every two seconds at least lets a judge jump; the smaller one has a bound on its bits as well.
    Covered stretches are black and silent. Where pictures come unevenly (`is_uneven`) they are repeated, so that one
    from before a stretch does not stand on into it.
    """
    taken = read_from(source, threads=threads)
    longest, is_small = most_lines * 16 // 9, most_lines < MAX_LINES
    box = f"min(iw,if(gte(iw,ih),{longest},{most_lines}))"
    lines = f"min(ih,if(gte(iw,ih),{most_lines},{longest}))"
    sparing = {"maxrate": "500k", "bufsize": "1000k"} if is_small else {}
    picture = (
        taken["v:0"]
        .filter("scale", w=box, h=lines, force_original_aspect_ratio="decrease", force_divisible_by=2)
        .filter("format", "yuv420p")
    )
    if covers.picture:
        even = picture.filter("fps", fps=_EVEN_RATE) if is_uneven else picture
        whole = {"x": 0, "y": 0, "w": "iw", "h": "ih", "t": "fill"}
        picture = even.filter("drawbox", color="black", enable=switch(covers.picture), **whole)
    sound = taken["a:0?"]
    if covers.sound and has_sound:
        sound = taken["a:0"].filter("volume", volume=0, enable=switch(covers.sound))
    return compile_command(
        ffmpeg.output(
            picture,
            sound,
            str(target.resolve()),
            **BARE,
            **{
                "c:v": "libx264", "preset": "veryfast", "crf": 27 if is_small else 24, "threads": threads,
                "fps_mode": "vfr", "force_key_frames": "expr:gte(t,n_forced*2)",
                "filter_threads": 1, "c:a": "aac", "b:a": "64k" if is_small else "128k", "ac": 2, "ar": 48000,
                "bsf:v": _PICTURE_UNITS, "t": _MOST_SECONDS, **sparing,
            },
            **_mp4(),
        ),
        progress=progress,
    )  # fmt: skip


def _mp4() -> dict[str, Any]:
    return {"f": "mp4", "movflags": "+faststart", "write_tmcd": 0, "dn": None, "sn": None, "fs": _MOST_BYTES}


def read_from(source: Path, **options: Any) -> Any:  # noqa: ANN401  ffmpeg-python has no types
    """The node of ffmpeg-python that reads one file as one of the known containers, and nothing else (D12)."""
    return ffmpeg.input(f"file:{source.resolve()}", **_INPUT, **options)


def compile_command(output: Any, *, progress: Path | None = None) -> list[str]:  # noqa: ANN401  ffmpeg-python has no types
    """The words of the command; with `progress` ffmpeg writes there how far it is."""
    quiet = output.global_args("-hide_banner", "-nostdin", "-loglevel", "error")
    if progress:
        quiet = quiet.global_args("-progress", f"file:{progress}", "-stats_period", str(_PROGRESS_EVERY_SECONDS))
    command: list[str] = ffmpeg.compile(quiet, cmd=binary(), overwrite_output=True)
    return command


def run_command(
    argv: Sequence[str],
    source: Path,
    target: Path,
    *,
    seconds: int,
    nice: int,
    watch: Callable[[], None] | None = None,
) -> None:
    """Run ffmpeg in the sandbox, low in priority; a failure leaves no half file. Raises a SandboxError."""
    budget = sandbox.Budget(
        wall_seconds=seconds, cpu_seconds=4 * seconds, memory_bytes=3 << 30, file_bytes=_MOST_BYTES, nice=nice
    )
    folder = target.resolve().parent
    try:
        sandbox.run(argv, readable=(source,), writable=folder, budget=budget, watch=watch)
    except BaseException:
        target.unlink(missing_ok=True)  # nothing half is left to be taken for a rendition
        raise
    finally:
        _progress_file(target).unlink(missing_ok=True)


def _progress_file(target: Path) -> Path:
    return target.resolve().parent / f"{target.stem}.progress"


def _watch(
    progress: Path | None, seconds: int, on_progress: Callable[[float], None] | None
) -> Callable[[], None] | None:
    """What tells `on_progress` the last that ffmpeg wrote to the file `progress`."""
    if progress is None or on_progress is None:
        return None

    def watch() -> None:
        with suppress(FileNotFoundError):
            if reached := _REACHED.findall(progress.read_bytes()):
                on_progress(min(1.0, int(reached[-1]) / (1_000_000 * max(1, seconds))))

    return watch
