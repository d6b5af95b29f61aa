"""Two texts side by side: the exact share of each that stands in the other, and the passages, one by one.

Evidence, never a verdict: a law that both quote, a slogan or a set phrase is a passage too, and a person decides.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from media.shingles import SHINGLE, runs, shingles_of, syllables_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from media.shingles import Syllable

COMPARER_VERSION = "1"
_MOST_PLACES = 8
"""At so many places of the other text a run is tried: a text of one syllable repeated must not cost its square."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of syllables that both texts have, by places in the texts: `one[start:end]`, `other[start:end]`."""

    one: tuple[int, int]
    other: tuple[int, int]
    syllables: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two texts have in common.

    `jaccard` is over shingles; `covered_*` counts the syllables of a text that lie in a common shingle;
    `marks_*` are the places to mark. Passages come in the order of the first text.
    """

    jaccard: float
    covered_one: int
    covered_other: int
    syllables_one: int
    syllables_other: int
    passages: tuple[Passage, ...]
    marks_one: tuple[tuple[int, int], ...]
    marks_other: tuple[tuple[int, int], ...]

    @property
    def percent_one(self) -> int:
        return _percent(self.covered_one, self.syllables_one)

    @property
    def percent_other(self) -> int:
        return _percent(self.covered_other, self.syllables_other)

    @property
    def longest(self) -> int:
        """Syllables of the longest common passage."""
        return max((one.syllables for one in self.passages), default=0)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a text for a page: plain, or common with the other text.

    `number` is the passage that it belongs to, counted from 1; None where only an earlier passage repeats.
    """

    text: str
    is_common: bool = False
    number: int | None = None


def compare(one: str, other: str) -> Overlap:
    """The exact overlap of two texts, in time proportional to their lengths.

    >>> found = compare("Hôm nay trời mưa rất to ở quê", "Nhà báo viết hôm nay trời mưa rất to")
    >>> found.percent_one, found.percent_other, found.longest
    (75, 67, 6)
    """
    left, right = syllables_of(one), syllables_of(other)
    mine, theirs = shingles_of(left), shingles_of(right)
    common = mine & theirs
    flags_one, flags_other = _covered(left, common), _covered(right, common)
    union = len(mine) + len(theirs) - len(common)
    return Overlap(
        jaccard=len(common) / union if union else 0.0,
        covered_one=sum(flags_one),
        covered_other=sum(flags_other),
        syllables_one=len(left),
        syllables_other=len(right),
        passages=tuple(_passages(left, right)),
        marks_one=_marks(left, flags_one),
        marks_other=_marks(right, flags_other),
    )


def segments(text: str, marks: Sequence[tuple[int, int]], numbered: Sequence[tuple[int, int]]) -> tuple[Segment, ...]:
    """`text` cut for a page: what is marked, with the number of its passage at each passage's beginning.

    `numbered` are the places of passages 1, 2, … in this text; together the segments are the text again.
    """
    ends = {place for each in (*marks, *numbered) for place in each}
    cuts = sorted({0, len(text), *ends})
    numbers: dict[int, int] = {}
    for place, (start, _) in enumerate(numbered, start=1):
        numbers.setdefault(start, place)
    found: list[Segment] = []
    inside = _Inside(marks)
    for start, end in itertools.pairwise(cuts):
        is_common, number = inside.holds(start), numbers.get(start)
        if found and number is None and found[-1].is_common == is_common:
            found[-1] = Segment(found[-1].text + text[start:end], is_common, found[-1].number)
        else:
            found.append(Segment(text[start:end], is_common, number if is_common else None))
    return tuple(found)


class _Inside:
    """Whether a place lies in one of sorted, separate marks; asked in rising order."""

    def __init__(self, marks: Sequence[tuple[int, int]]) -> None:
        self._marks = iter(marks)
        self._now = next(self._marks, None)

    def holds(self, place: int) -> bool:
        while self._now is not None and self._now[1] <= place:
            self._now = next(self._marks, None)
        return self._now is not None and self._now[0] <= place


def _covered(syllables: Sequence[Syllable], common: frozenset[str]) -> list[bool]:
    """For each syllable whether it lies in a shingle of `common`."""
    flags = [False] * len(syllables)
    keys = [one.key for one in syllables]
    width = min(SHINGLE, len(keys))
    covered_to = 0
    for at in range(len(keys) - width + 1):
        if " ".join(keys[at : at + width]) in common:
            for place in range(max(at, covered_to), at + width):
                flags[place] = True
            covered_to = at + width
    return flags


def _marks(syllables: Sequence[Syllable], flags: Sequence[bool]) -> tuple[tuple[int, int], ...]:
    return tuple((syllables[start].start, syllables[end - 1].end) for start, end in runs(flags))


def _passages(left: Sequence[Syllable], right: Sequence[Syllable]) -> Iterator[Passage]:
    """From the beginning of `left` on, at each place the longest run that `right` has too, without overlaps."""
    one, other = [each.key for each in left], [each.key for each in right]
    if not one or not other:
        return
    width = min(SHINGLE, len(one), len(other))
    places = _places(other, width)
    at = 0
    while at <= len(one) - width:
        found = [(_run(one, other, at, to), -to) for to in places.get(tuple(one[at : at + width]), ())]
        if not found:
            at += 1
            continue
        length, minus_to = max(found)
        to = -minus_to
        yield Passage(
            one=(left[at].start, left[at + length - 1].end),
            other=(right[to].start, right[to + length - 1].end),
            syllables=length,
        )
        at += length


def _places(keys: Sequence[str], width: int) -> Mapping[tuple[str, ...], Sequence[int]]:
    """Where each run of `width` syllables begins, at most _MOST_PLACES of them."""
    found: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in range(len(keys) - width + 1):
        known = found[tuple(keys[at : at + width])]
        if len(known) < _MOST_PLACES:
            known.append(at)
    return found


def _run(one: Sequence[str], other: Sequence[str], at: int, to: int) -> int:
    """How many syllables agree from `at` and `to` on."""
    length = 0
    while at + length < len(one) and to + length < len(other) and one[at + length] == other[to + length]:
        length += 1
    return length


def _percent(part: int, whole: int) -> int:
    """A share in whole percent, rounded half up; never 100 unless all of it, never 0 unless nothing."""
    if not part:
        return 0
    return 100 if part >= whole else min(99, max(1, (200 * part + whole) // (2 * whole)))
