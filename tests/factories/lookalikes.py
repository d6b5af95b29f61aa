"""Texts made for comparing: of a small vocabulary, as essays about one theme are, with a wanted share in common."""

import random

from media.shingles import SHINGLE

_HEADS = ("b", "c", "d", "đ", "g", "h", "kh", "l", "m", "ng", "nh", "t", "th", "tr", "v")
_TAILS = ("a", "ai", "anh", "ao", "ê", "ên", "i", "inh", "o", "ong", "ô", "ương", "ưa", "uyên")
VOCABULARY = [head + tail for head in _HEADS for tail in _TAILS]


def essay(chance: random.Random, length: int) -> str:
    """A text of `length` syllables; two of them have next to no run of five in common."""
    return " ".join(chance.choices(VOCABULARY, k=length))


def pair_with_jaccard(chance: random.Random, wanted: float, *, length: int) -> tuple[str, str]:
    """Two texts of `length` syllables whose sets of shingles have at least `wanted` in common.

    Of n shingles each, c common ones give c / (2n - c): the head is shared, the tail is each one's own.
    """
    count = length - SHINGLE + 1
    common = min(length, -int(-2 * count * wanted // (1 + wanted)) + SHINGLE - 1)
    head = essay(chance, common)
    return tuple(f"{head} {essay(chance, length - common)}".strip() for _ in range(2))  # type: ignore[return-value]
