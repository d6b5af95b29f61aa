"""What to know before filming: how large a video becomes, and how long it takes to send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from judging.spec.quotas import Bounds

BITS = 8
MEGA = 1_000_000
USUAL_SECONDS = 300
QUALITIES = (("480p", 2), ("720p", 4), ("1080p", 8))
"""Picture height and the megabits a second that telephones usually write for it."""
LINES_MBPS = (2, 10)
"""How fast people send, in megabits a second: a weak mobile connection, an office's line."""


@dataclass(frozen=True, slots=True)
class FilmSize:
    """A video of `seconds` in one quality: its size, and the time to send it over a weak and a usual line."""

    quality: str
    seconds: int
    size_bytes: int
    slow_seconds: int
    usual_seconds: int


def film_sizes(limits: Bounds | None) -> tuple[FilmSize, ...]:
    """The sizes for a video in the middle of the limits: 720p, 5 minutes, 150 MB.

    >>> film_sizes(None)[1].size_bytes
    150000000
    """
    seconds = USUAL_SECONDS
    if limits is not None and limits.minimum is not None and limits.maximum is not None:
        seconds = (limits.minimum + limits.maximum) // 2
    slow, usual = LINES_MBPS
    return tuple(
        FilmSize(
            quality,
            seconds,
            size := seconds * mbps * MEGA // BITS,
            sending_seconds(size, slow),
            sending_seconds(size, usual),
        )
        for quality, mbps in QUALITIES
    )


def sending_seconds(size_bytes: int, mbps: int) -> int:
    """Whole seconds to send so many bytes at so many megabits a second."""
    return -(-size_bytes * BITS // (mbps * MEGA))
