"""Stretches of a film that validators cover: its sound, its picture or both, from one moment to another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from judging.errors import RefusedError
from judging.rules.canonical import canonical_json, sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_STRETCHES = 100
SHORTEST_MS = 100
_PLACE = re.compile(r"stretch:(\d{1,9})-(\d{1,9}):(sound|picture|both)")

Spans = tuple[tuple[int, int], ...]


class Hiding(StrEnum):
    """What of a stretch judges neither hear nor see."""

    SOUND = "sound"
    PICTURE = "picture"
    BOTH = "both"


class BadStretchError(RefusedError):
    """A stretch that ends before it begins, is too short, or lies outside the film; fact `length_ms`, 0: unknown."""

    code = "bad_stretch"


class TooManyStretchesError(RefusedError):
    """A film covered in more places than a person can check; fact `most`."""

    code = "too_many_stretches"


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """From `starts_ms` to `ends_ms` of the film as it plays."""

    starts_ms: int
    ends_ms: int
    hides: Hiding

    @property
    def place(self) -> str:
        """Its one written form, as a redaction keeps it.

        >>> Stretch(12_000, 15_500, Hiding.BOTH).place
        'stretch:12000-15500:both'
        """
        return f"stretch:{self.starts_ms}-{self.ends_ms}:{self.hides}"


def find_stretch(place: str) -> Stretch | None:
    """The stretch of a place; None when it is the place of something else.

    >>> find_stretch("stretch:0-900:sound"), find_stretch("block:3")
    (Stretch(starts_ms=0, ends_ms=900, hides=<Hiding.SOUND: 'sound'>), None)
    """
    found = _PLACE.fullmatch(place)
    return Stretch(int(found[1]), int(found[2]), Hiding(found[3])) if found else None


def check_stretch(stretch: Stretch, *, length_ms: int | None) -> Stretch:
    """The stretch as it is kept: one that runs over the end of the film ends there.

    Raises:
        BadStretchError: when nothing of the film would be covered.
    """
    ends = stretch.ends_ms if length_ms is None else min(stretch.ends_ms, length_ms)
    if stretch.starts_ms < 0 or ends - stretch.starts_ms < SHORTEST_MS:
        raise BadStretchError(length_ms=length_ms or 0)
    return Stretch(stretch.starts_ms, ends, stretch.hides)


def sound_spans(stretches: Iterable[Stretch]) -> Spans:
    """When judges hear nothing, as spans that neither touch nor overlap.

    >>> sound_spans([Stretch(0, 900, Hiding.SOUND), Stretch(800, 1500, Hiding.BOTH), Stretch(3, 9, Hiding.PICTURE)])
    ((0, 1500),)
    """
    return _joined((one.starts_ms, one.ends_ms) for one in stretches if one.hides is not Hiding.PICTURE)


def picture_spans(stretches: Iterable[Stretch]) -> Spans:
    """When judges see nothing, as spans that neither touch nor overlap."""
    return _joined((one.starts_ms, one.ends_ms) for one in stretches if one.hides is not Hiding.SOUND)


def covers_hash(stretches: Iterable[Stretch]) -> str:
    """What a copy of a film is known by that was made with these covers; empty where nothing is covered.

    >>> covers_hash([])
    ''
    """
    covered = tuple(stretches)
    if not covered:
        return ""
    spans = {"sound": sound_spans(covered), "picture": picture_spans(covered)}
    return sha256_of(canonical_json({name: [list(span) for span in found] for name, found in spans.items()}))


def _joined(spans: Iterable[tuple[int, int]]) -> Spans:
    found: list[tuple[int, int]] = []
    for starts, ends in sorted(spans):
        if found and starts <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((starts, ends))
    return tuple(found)
