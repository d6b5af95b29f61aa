"""Texts as sets of five-syllable shingles, and the small signature by which look-alikes are found among many.

A text is folded first: letter case, tone marks, the place of a tone (hoà, hòa), i and y, zero-width signs and
letters of other alphabets that look like ours make no difference, because none of them makes a copied sentence
one's own. What is found by signature is then compared exactly, syllable by syllable (`media/lookalikes.py`).
"""

from __future__ import annotations

import hashlib
import re
import struct
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import rensa

from vietnamese.folding import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

SHINGLE = 5
BANDS, ROWS = 64, 3
LEAST_BANDS = 1
"""Two texts are candidates when this many of their bands agree.

With 64 bands of 3 rows a pair of Jaccard 0.5 is missed once in 5,000 times, and one of 0.33 (an article that is a
third of a long essay, or half of an equal one) once in 11. Of pairs that share 5 % one in 125 is a candidate: their
signatures are compared before their texts (`LEAST_ESTIMATE`), which costs microseconds.
"""
LEAST_ESTIMATE = 0.12
"""Below this estimate a pair shares less than a quarter of either text, and its texts are not compared."""
SIGNATURE_VERSION = f"1.{rensa.RMinHash.ALGORITHM_VERSION}"
"""Signatures of different versions are never compared; what has an older one gets a new one."""
MOST_SYLLABLES = 200_000
"""A text longer than this is cut: 130 times the longest essay that a plan of ours asks for."""
_PERMUTATIONS = BANDS * ROWS
_SEED = 42
_SYLLABLE = re.compile(r"[^\W_]+")
_INSIDE = re.compile(
    "[\u0300-\u036f\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"  # combining marks
    "\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"  # invisible signs
)
_GLUE = "ˑ"  # a modifier letter that no Vietnamese text has; alphanumeric, and taken out of every key
# Cyrillic and Greek letters that a reader takes for Latin ones.
_LOOKALIKE_LETTERS = str.maketrans(
    "\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u0456\u0458\u0455\u0501\u04bb\u03b1\u03bf\u03bd\u03b9\u03ba\u03c4\u03c1",
    "aceopxyijsdhaoviktp",
)


@dataclass(frozen=True, slots=True)
class Syllable:
    """One syllable of a text: how it is compared, and where it stands (`text[start:end]`)."""

    key: str
    start: int
    end: int


def syllables_of(text: str) -> list[Syllable]:
    """The syllables of `text` in order, at most MOST_SYLLABLES. A sign that is no letter or digit parts them.

    >>> [one.key for one in syllables_of("Uỷ ban, hoà nhập – kỹ năng")]
    ['ui', 'ban', 'hoa', 'nhap', 'ki', 'nang']
    """
    found: list[Syllable] = []
    for match in _SYLLABLE.finditer(_joined(text)):
        if len(found) == MOST_SYLLABLES:
            break
        found.append(Syllable(_key(match[0]), match.start(), match.end()))
    return found


def shingles_of(syllables: Sequence[Syllable]) -> frozenset[str]:
    """Every run of five syllables. A text of fewer has one shingle, all of it; an empty text none."""
    keys = [one.key for one in syllables]
    if not keys:
        return frozenset()
    return frozenset(" ".join(keys[at : at + SHINGLE]) for at in range(max(1, len(keys) - SHINGLE + 1)))


def jaccard(one: Collection[str], other: Collection[str]) -> float:
    """How much two sets of shingles have in common, from 0 to 1; two empty sets have nothing in common."""
    left, right = set(one), set(other)
    return len(left & right) / len(left | right) if left or right else 0.0


def sign(shingles: Collection[str]) -> bytes | None:
    """The MinHash signature, BANDS × ROWS numbers of 32 bits, little-endian; None of no shingles."""
    if not shingles:
        return None
    made = rensa.RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    made.update(sorted(shingles))
    return struct.pack(f"<{_PERMUTATIONS}I", *made.digest())


def estimate(one: bytes, other: bytes) -> float:
    """The Jaccard of two texts as their signatures tell it: ± 0.036 (standard error) at 0.5."""
    left, right = (struct.unpack(f"<{_PERMUTATIONS}I", each) for each in (one, other))
    return sum(map(int.__eq__, left, right)) / _PERMUTATIONS


def bands_of(signature: bytes) -> tuple[int, ...]:
    """The bands of a signature as signed 64-bit numbers, which is what both databases index."""
    width = 4 * ROWS
    return tuple(
        band_number(f"text:{number}", signature[number * width : (number + 1) * width]) for number in range(BANDS)
    )


def band_number(place: str, content: bytes) -> int:
    """A signed 64-bit number for `content` at `place`; different places never share numbers but by chance."""
    digest = hashlib.blake2b(content, digest_size=8, person=place.encode()[:16]).digest()
    return int.from_bytes(digest, "big", signed=True)


def _joined(text: str) -> str:
    """`text` with every mark and invisible sign inside a syllable replaced by a letter, at unchanged places.

    Combining marks and zero-width signs are no letters, so they would part a syllable in two.
    """
    return text if text.isascii() else _INSIDE.sub(_GLUE, text)


@lru_cache(maxsize=1 << 16)
def _key(syllable: str) -> str:
    folded = fold(unicodedata.normalize("NFKC", syllable.replace(_GLUE, ""))).translate(_LOOKALIKE_LETTERS)
    return folded.replace("y", "i").replace(" ", "")


def runs(flags: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where `flags` are true: (start, end) of each unbroken run, end not included.

    >>> list(runs([True, True, False, True]))
    [(0, 2), (3, 4)]
    """
    start: int | None = None
    for at, flag in enumerate(flags):
        if flag and start is None:
            start = at
        elif not flag and start is not None:
            yield start, at
            start = None
    if start is not None:
        yield start, len(flags)
