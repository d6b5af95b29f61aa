"""A film with stretches covered: no sound, or no picture, from one moment to another. Always encoded anew.

Made from the rendition that everybody watches, so that a moment is the same moment in both. What is covered is gone:
black and silence are coded in its place, and the lighter copy, the still and the strip are made from the result.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from media.videos.captions import Cue, clean_captions, read_captions
from vietnamese.covering import COVER

if TYPE_CHECKING:
    from collections.abc import Sequence

MARGIN_MS = 100
"""Sound and pictures come in pieces; a piece that only begins or ends in the stretch is covered whole."""
_AFTER_BLACK_MS = 500

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class FilmCovers:
    """When nothing is heard and when nothing is seen, as (from, to) in milliseconds of the film."""

    sound: Spans = ()
    picture: Spans = ()

    def __bool__(self) -> bool:
        return bool(self.sound or self.picture)

    def touches(self, starts_ms: int, ends_ms: int) -> bool:
        """Whether anything between these moments is covered."""
        return any(starts < ends_ms and starts_ms < ends for starts, ends in (*self.sound, *self.picture))


NO_COVERS = FilmCovers()


def switch(spans: Spans) -> str:
    """The spans, with their margin, as FFmpeg's `enable` asks for them.

    >>> switch(((0, 900), (5000, 7500)))
    'between(t,0.000,1.000)+between(t,4.900,7.600)'
    """
    padded = ((max(0, starts - MARGIN_MS) / 1000, (ends + MARGIN_MS) / 1000) for starts, ends in spans)
    return "+".join(f"between(t,{starts:.3f},{ends:.3f})" for starts, ends in padded)


def cover_captions(cues: Sequence[Cue], covers: FilmCovers) -> tuple[Cue, ...]:
    """The cues; one that speaks in a covered stretch, be it for a moment, gives way to the neutral sign."""
    return tuple(replace(cue, text=COVER) if covers.touches(cue.start_ms, cue.end_ms) else cue for cue in cues)


def cover_clean_captions(text: str, covers: FilmCovers) -> str:
    """Captions that `clean_captions` wrote, with their covers."""
    return clean_captions(cover_captions(read_captions(text.encode()), covers))


def still_ms(wanted_ms: int, duration_ms: int, covers: FilmCovers) -> int:
    """The moment of the still: `wanted_ms`, or soon after the black stretch in which that lies.

    >>> still_ms(2000, 60_000, FilmCovers(picture=((0, 9000),)))
    9500
    """
    at = wanted_ms
    for starts, ends in covers.picture:
        if starts - MARGIN_MS <= at <= ends + MARGIN_MS:
            at = ends + _AFTER_BLACK_MS
    return at if at < duration_ms else wanted_ms
