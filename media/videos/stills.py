"""Still pictures of a video: the poster of its player, and a strip of small ones to find one's way by.

Both are made from a rendition, hold pixels only, and are read and written by the commands of
`media.videos.renditions`.
"""

from dataclasses import dataclass
from pathlib import Path

import ffmpeg

from media.videos.renditions import BARE, compile_command, read_from, run_command

MOST_SCENES = 20
SHORTEST_SECONDS = 2.0
TILE_WIDTH = 160
_COLUMNS = 5
_STILL = {"frames:v": 1, "q:v": 4, "f": "image2", "update": 1, "an": None}


@dataclass(frozen=True, slots=True)
class Strip:
    """A picture of `count` small ones, `columns` to a row; the n-th (from 0) shows the video from n × `every_ms`."""

    count: int
    columns: int
    every_ms: int


def plan_strip(duration_ms: int) -> Strip:
    """How a video of this length is cut into scenes: at most 20, none shorter than two seconds.

    >>> plan_strip(300_000)
    Strip(count=20, columns=5, every_ms=15000)
    """
    every = max(round(SHORTEST_SECONDS * 1000), -(-duration_ms // MOST_SCENES))
    count = max(1, -(-duration_ms // every))
    return Strip(count, min(_COLUMNS, count), every)


def make_poster(source: Path, target: Path, *, at_seconds: float) -> None:
    """Write a JPEG of the moment `at_seconds`, at most 1280 wide, without tags. Raises a SandboxError."""
    run_command(poster_command(source, target, at_seconds=at_seconds), source, target, seconds=60, nice=5)


def make_strip(source: Path, target: Path, strip: Strip) -> None:
    """Write the JPEG that `strip` describes; `source` is best the smallest rendition. Raises a SandboxError."""
    seconds = 60 + strip.count * strip.every_ms // 1000
    run_command(strip_command(source, target, strip), source, target, seconds=seconds, nice=10)


def poster_command(source: Path, target: Path, *, at_seconds: float) -> list[str]:
    """The command for one still picture; seeking before the input is 5 times as fast as after it."""
    taken = read_from(source, ss=f"{at_seconds:.3f}", threads=1)
    picture = taken["v:0"].filter("scale", w="min(iw,1280)", h=-2)
    return compile_command(ffmpeg.output(picture, str(target.resolve()), **BARE, **_STILL))


def strip_command(source: Path, target: Path, strip: Strip) -> list[str]:
    """The command for the strip: one picture for each scene, side by side, each at most 160 wide and high."""
    rows = -(-strip.count // strip.columns)
    taken = read_from(source, threads=1)
    picture = (
        taken["v:0"]
        .filter("fps", fps=f"1000/{strip.every_ms}", start_time=0, round="up")
        .filter("scale", w=TILE_WIDTH, h=TILE_WIDTH, force_original_aspect_ratio="decrease", force_divisible_by=2)
        .filter("tile", layout=f"{strip.columns}x{rows}")
    )
    return compile_command(ffmpeg.output(picture, str(target.resolve()), **BARE, **_STILL))
