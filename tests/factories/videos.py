"""Real video files for tests, each made once in a session and shared; never write to what `clip` gives."""

import functools
import shutil
import tempfile
from pathlib import Path
from typing import Any

from portal.demo.videos import make_video


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
