"""Covering passages of a text: what tells who wrote it gives way to one neutral sign whose length tells nothing.

A passage is given in the words of the text. Spaces, line breaks and invisible signs do not matter in finding it,
letters and their marks do. Covers that touch, or that only signs and spaces part, become one: how many words stood
there is nobody's business.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COVER = "«đã che»"
"""What stands in place of every covered passage, long or short."""

_UNSEEN = "[\u00ad\u200b-\u200f\u2060\ufeff]*"
_SPACE = re.compile(r"\s+")
_UNSEEN_SIGN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_BETWEEN = re.compile(r"[\s,;.\-–/()]*")


def tidy_passage(passage: str) -> str:
    """A passage in the one form in which it is kept: NFC, single spaces, nothing invisible. Empty: nothing to cover.

    >>> tidy_passage("  Hồ\u200b  Văn ")
    'Hồ Văn'
    """
    tidy = " ".join(_UNSEEN_SIGN.sub("", unicodedata.normalize("NFC", passage)).split())
    return tidy if any(sign.isalnum() for sign in tidy) else ""


def find_passage(text: str, passage: str) -> list[tuple[int, int]]:
    """Every span of `text` (in NFC) at which `passage` stands; none for a passage of nothing."""
    tidy = tidy_passage(passage)
    return [match.span() for match in _pattern(tidy).finditer(text)] if tidy else []


def cover(text: str, passages: Iterable[str]) -> str:
    """`text` in NFC with every occurrence of every passage covered; empty stays empty.

    >>> cover("Tôi là Hồ Văn Thử ở xã Thử.", ["Hồ Văn Thử", "xã Thử"])
    'Tôi là «đã che» ở «đã che».'
    >>> cover("", ["Hồ Văn Thử"])
    ''
    """
    composed = unicodedata.normalize("NFC", text)
    spans = sorted(span for passage in passages for span in find_passage(composed, passage))
    if not spans:
        return text
    parts, end = [], 0
    for begin, stop in _merged(composed, spans):
        parts += [composed[end:begin], COVER]
        end = stop
    return "".join([*parts, composed[end:]])


def _merged(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    begin, stop = spans[0]
    for first, last in spans[1:]:
        if first <= stop or _BETWEEN.fullmatch(text, stop, first):
            stop = max(stop, last)
        else:
            yield begin, stop
            begin, stop = first, last
    yield begin, stop


@lru_cache(maxsize=256)
def _pattern(tidy: str) -> re.Pattern[str]:
    """The passage with any space where it has one, and invisible signs anywhere inside."""
    words = [_UNSEEN.join(map(re.escape, word)) for word in _SPACE.split(tidy)]
    return re.compile(rf"[\s{_UNSEEN[1:-2]}]+".join(words))
