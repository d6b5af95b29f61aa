"""Two films side by side: which stretches of one stand in the other, by picture and by sound.

Evidence, never a verdict: two films may show the same wall or play the same song, and a person decides.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from media.shingles import runs
from media.videos.fingerprints import SOUNDS_PER_SECOND, Sound, tells_something

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from media.videos.fingerprints import Fingerprint

MOST_BITS_APART = 10
"""Of 64: frames of unrelated films lie about 32 apart, a frame encoded again 0 to 5."""
MOST_SOUND_BITS_APART = 10
"""Of 32, in the mean of a second: unrelated sounds lie about 16 apart."""
SHORTEST_SECONDS = 4
BRIDGED_SECONDS = 2
MOST_STRETCHES = 20
_SECOND = round(SOUNDS_PER_SECOND)
_COMMON_SOUND = 24
"""A number that comes more often is a tone, a hum or silence: it would tie everything to everything."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch that both films have. Times are seconds from the beginning of each."""

    start_one: float
    start_other: float
    seconds: float

    @property
    def end_one(self) -> float:
        return self.start_one + self.seconds

    @property
    def end_other(self) -> float:
        return self.start_other + self.seconds


@dataclass(frozen=True, slots=True)
class FilmOverlap:
    """What two films have in common; `is_sound_compared` is False when a sound could not be fingerprinted."""

    seconds_one: float
    seconds_other: float
    pictures: tuple[Stretch, ...]
    sounds: tuple[Stretch, ...]
    is_sound_compared: bool

    @property
    def percent_one(self) -> int:
        return _percent([(one.start_one, one.end_one) for one in (*self.pictures, *self.sounds)], self.seconds_one)

    @property
    def percent_other(self) -> int:
        places = [(one.start_other, one.end_other) for one in (*self.pictures, *self.sounds)]
        return _percent(places, self.seconds_other)


def compare_films(one: Fingerprint, other: Fingerprint) -> FilmOverlap:
    """The stretches that two films have in common, longest ties first, by picture and by sound."""
    both = {one.sound, other.sound}
    return FilmOverlap(
        seconds_one=_length(one),
        seconds_other=_length(other),
        pictures=tuple(_common(one.frames, other.frames, _frame_offsets, _same_frames, per_second=1)),
        sounds=tuple(_common(one.sounds, other.sounds, _sound_offsets, _same_sounds, per_second=SOUNDS_PER_SECOND)),
        is_sound_compared=Sound.NOT_COMPARED not in both,
    )


Votes = Counter[int]
Same = list[bool]


def _common(
    one: Sequence[int],
    other: Sequence[int],
    offsets: Callable[[Sequence[int], Sequence[int]], Votes],
    same: Callable[[Sequence[int], Sequence[int], int], Same],
    *,
    per_second: float,
) -> list[Stretch]:
    """The stretches along the offsets that most pairs vote for; no moment of the first film twice."""
    shortest, bridged = round(SHORTEST_SECONDS * per_second), round(BRIDGED_SECONDS * per_second)
    taken = [False] * len(one)
    found: list[Stretch] = []
    for offset, _ in offsets(one, other).most_common(MOST_STRETCHES):
        flags = _bridge([a and not b for a, b in zip(same(one, other, offset), taken, strict=True)], bridged)
        for start, end in runs(flags):
            if end - start >= shortest and len(found) < MOST_STRETCHES:
                found.append(Stretch(start / per_second, (start + offset) / per_second, (end - start) / per_second))
                taken[start:end] = [True] * (end - start)
    return sorted(found, key=lambda each: each.start_one)


def _frame_offsets(one: Sequence[int], other: Sequence[int]) -> Votes:
    """How many pairs of like frames lie each offset apart. A frame that stands still is asked once."""
    votes: Votes = Counter()
    places: dict[int, list[int]] = defaultdict(list)
    for to, frame in enumerate(other):
        if tells_something(frame):
            places[frame].append(to)
    mine: dict[int, list[int]] = defaultdict(list)
    for at, frame in enumerate(one):
        if tells_something(frame):
            mine[frame].append(at)
    for frame, ats in mine.items():
        for like, tos in places.items():
            if (frame ^ like).bit_count() <= MOST_BITS_APART:
                votes.update(to - at for at in ats for to in tos)
    return votes


def _same_frames(one: Sequence[int], other: Sequence[int], offset: int) -> Same:
    flags = [False] * len(one)
    for at in range(max(0, -offset), min(len(one), len(other) - offset)):
        left, right = one[at], other[at + offset]
        flags[at] = tells_something(left) and (left ^ right).bit_count() <= MOST_BITS_APART
    return flags


def _sound_offsets(one: Sequence[int], other: Sequence[int]) -> Votes:
    """How many equal numbers lie each offset apart, without those that come too often to tell anything."""
    votes: Votes = Counter()
    places: dict[int, list[int]] = defaultdict(list)
    for to, number in enumerate(other):
        places[number].append(to)
    often = Counter(one)
    for at, number in enumerate(one):
        tos = places.get(number, ())
        if number and often[number] <= _COMMON_SOUND and len(tos) <= _COMMON_SOUND:
            votes.update(to - at for to in tos)
    return Counter({offset: count for offset, count in votes.items() if count > 1})


def _same_sounds(one: Sequence[int], other: Sequence[int], offset: int) -> Same:
    """Where the mean of a second is near; a second that holds one number all through tells nothing."""
    first, last = max(0, -offset), min(len(one), len(other) - offset)
    apart = [(one[at] ^ other[at + offset]).bit_count() for at in range(first, last)]
    flags = [False] * len(one)
    for at in range(first, last - _SECOND + 1):
        window = apart[at - first : at - first + _SECOND]
        if sum(window) <= MOST_SOUND_BITS_APART * _SECOND and len(set(one[at : at + _SECOND])) > 1:
            flags[at : at + _SECOND] = [True] * _SECOND
    return flags


def _bridge(flags: Same, longest: int) -> Same:
    """The same with gaps of at most `longest` between two true runs closed."""
    closed = list(flags)
    ends = list(runs(flags))
    for (_, end), (start, _) in zip(ends, ends[1:], strict=False):  # noqa: RUF007  pairs of pairs read better so
        if start - end <= longest:
            closed[end:start] = [True] * (start - end)
    return closed


def _length(film: Fingerprint) -> float:
    return max(float(len(film.frames)), len(film.sounds) / SOUNDS_PER_SECOND)


def _percent(places: Sequence[tuple[float, float]], whole: float) -> int:
    """The share of a film that these stretches cover together, in whole percent."""
    covered, reached = 0.0, 0.0
    for start, end in sorted(places):
        covered += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return min(100, round(100 * covered / whole)) if whole else 0
