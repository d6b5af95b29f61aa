"""The scan of a video: file name, tags, subtitles, and the words in a few of its pictures where Tesseract is there.

What is said, and what is written in the pictures between, no machine searched: a person has to watch it, so a video
always leaves an `identity_unsure`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from media import sandbox
from media.essays.blocks import Aside
from media.identity.texts import scan, unsure
from media.identity.words import find_reader, read_words
from media.scratch import held_folder
from media.videos.stills import make_poster
from media.videos.tags import read_subtitles_safely, tag_asides

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from media.identity.terms import Term
    from media.reports import Finding, VideoFacts

STILLS = 6
"""How many moments are read: title and closing pictures, where names stand, are among them."""

_EDGE_SECONDS = 1.0


def scan_film_safely(
    path: Path, video: VideoFacts, *, declared_name: str | None, terms: Sequence[Term], scratch: Path
) -> tuple[Finding, ...]:
    """What the words inside a video tell; `video` is what was measured in it, `scratch` a folder for stills.

    Raises only what is not about the file: SandboxWeakerError.
    """
    texts = [Aside("file_name", declared_name)] if declared_name else []
    texts += tag_asides(video.tags)
    unread = [unsure("film")]
    if any(track.kind == "subtitle" for track in video.tracks):
        subtitles, is_whole = read_subtitles_safely(path)
        texts += subtitles
        if not is_whole:
            unread.append(unsure("subtitles"))
    if find_reader() is not None:
        texts += _words_of_stills(path, video, scratch)
    return (*scan(texts, terms), *unread)


def still_seconds(duration_ms: int | None) -> tuple[float, ...]:
    """The moments that are read: a second from either end, and evenly between.

    >>> still_seconds(61_000)
    (1.0, 12.8, 24.6, 36.4, 48.2, 60.0)
    """
    seconds = (duration_ms or 0) / 1000
    if seconds <= 2 * _EDGE_SECONDS:
        return (seconds / 2,)
    step = (seconds - 2 * _EDGE_SECONDS) / (STILLS - 1)
    return tuple(round(_EDGE_SECONDS + step * number, 1) for number in range(STILLS))


def _words_of_stills(path: Path, video: VideoFacts, scratch: Path) -> Iterator[Aside]:
    with held_folder(scratch) as folder:
        for number, seconds in enumerate(still_seconds(video.duration_ms)):
            still = folder / f"{number}.jpg"
            try:
                make_poster(path, still, at_seconds=seconds)
            except sandbox.SandboxWeakerError:
                raise
            except sandbox.SandboxError:
                continue  # the video's own `identity_unsure` says that it was not read whole
            if words := read_words(still):
                yield Aside(f"frame:{round(seconds)}", words)
