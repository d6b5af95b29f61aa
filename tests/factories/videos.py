"""Real video files for tests, each made once in a session and shared; never write to what `clip` gives."""

import functools
import shutil
import struct
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from media.videos.boxes import Box, walk
from media.videos.renditions import binary
from portal.demo.videos import claim_duration, make_video


@functools.cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="clips-")


@functools.cache
def clip(*, seconds: float, container: str = "mp4", **options: Any) -> Path:
    """A clip by the arguments of `portal.demo.videos.make_video`, which must be hashable."""
    name = f"{len(list(Path(_folder().name).iterdir()))}.{container}"
    return make_video(Path(_folder().name) / name, seconds=seconds, container=container, **options)


def own_clip(path: Path, *, seconds: float, container: str = "mp4", **options: Any) -> Path:
    """A copy of a clip to spoil."""
    shutil.copyfile(clip(seconds=seconds, container=container, **options), path)
    return path


@functools.cache
def recording(name: str, *output: str, seconds: float = 10, fps: int = 25, size: str = "160x90") -> Path:
    """A test picture with a tone as `name`, by any arguments of ffmpeg for the output; shared, never to be changed."""
    path = Path(_folder().name) / name
    picture = f"testsrc=size={size}:rate={fps}:duration={seconds}"
    sound = f"sine=frequency=330:sample_rate=16000:duration={seconds}"
    argv = [binary(), "-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound]
    subprocess.run([*argv, *output, str(path)], check=True, capture_output=True)
    return path


def glued(path: Path, *pieces: Path) -> Path:
    """The files one after the other, as a careless copy makes them."""
    path.write_bytes(b"".join(piece.read_bytes() for piece in pieces))
    return path


def edited(path: Path, lines: list[tuple[int, int, int]]) -> Path:
    """Give the first track of an MP4 this edit list: milliseconds, first tick (-1: nothing), rate (1, or 0 to hold).

    The tables must stand behind the pictures, where they can grow. The headers claim what the list presents.
    """
    told = struct.pack(">II", 0, len(lines)) + b"".join(struct.pack(">IihH", *line, 0) for line in lines)
    content = path.read_bytes()
    with path.open("rb") as file:
        found = list(walk(file, size=len(content)))
    old = next(box for box in found if box.name == b"elst")
    grown = len(told) - old.size
    holders = [box for box in found if box.names == old.names[: len(box.names)] and _holds(box, old)]
    changed = bytearray(content[: old.begins] + told + content[old.begins + old.size :])
    for box in holders:
        at = box.begins - 8
        changed[at : at + 4] = struct.pack(">I", struct.unpack_from(">I", changed, at)[0] + grown)
    path.write_bytes(changed)
    return claim_duration(path, seconds=sum(line[0] for line in lines) // 1000, boxes=(b"mvhd", b"tkhd"))


def _holds(box: Box, inner: Box) -> bool:
    return box.begins <= inner.begins and inner.begins + inner.size <= box.begins + box.size
