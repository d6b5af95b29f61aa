"""A text as it is searched for people: bare lower-case letters, each still knowing where it stood.

Unlike `fold`, which gives a text to compare, this one keeps the way back: a hit in the flat text names the very
signs of the original, so that they can be shown and covered. Marks, invisible signs (zero-width, soft hyphen,
direction) and letters of other alphabets that look like ours hide nothing. Source: domain/vietnamese 4.2.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_GONE = "\x00"
_NOT_SEEN = {"Mn", "Me", "Cf", "Cc"}
_LOOKALIKES = {
    "đ": "d", "ð": "d", "ɖ": "d", "ı": "i", "ł": "l", "ø": "o",
    "\u2018": "'", "\u2019": "'", "\u02bc": "'",
    # Cyrillic and Greek letters that print like Latin ones.
    "а": "a", "в": "b", "е": "e", "і": "i", "ј": "j", "к": "k", "м": "m", "н": "h", "о": "o", "р": "p", "с": "c",
    "ѕ": "s", "т": "t", "у": "y", "х": "x", "α": "a", "β": "b", "ε": "e", "η": "h", "ι": "i", "κ": "k", "ν": "v",
    "ο": "o", "ρ": "p", "τ": "t", "υ": "u", "χ": "x",
}  # fmt: skip


class _Table(dict[int, str]):
    """Sign to flat sign, one for one, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        flat = self[code] = _flatten_sign(chr(code))
        return flat


def _flatten_sign(sign: str) -> str:
    if sign.isspace():
        return " "
    if unicodedata.category(sign) in _NOT_SEEN:
        return _GONE
    bare = next((one for one in unicodedata.normalize("NFKD", sign.lower()) if not unicodedata.combining(one)), _GONE)
    if bare.isspace():
        return " "
    if bare.isdecimal():
        return str(unicodedata.decimal(bare))
    return _LOOKALIKES.get(bare, bare)


_TABLE = _Table()


@dataclass(frozen=True, slots=True)
class Flat:
    """A text and its flat form. `text` is in NFC; `letters` holds what is searched."""

    text: str
    letters: str
    places: tuple[int, ...] | None
    """Where each flat sign stands in `text`; None when they stand one under the other."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original under a span of the flat text, with what is invisible inside it."""
        if self.places is None or start == end:
            return start, end
        return self.places[start], self.places[end - 1] + 1


def flatten(text: str) -> Flat:
    """The flat form of a text in NFC; in time proportional to its length.

    >>> flatten("Hồ\u200b  ĐÀO").letters
    'ho  dao'
    """
    flat = text.translate(_TABLE)
    if _GONE not in flat:
        return Flat(text, flat, None)
    places = tuple(place for place, sign in enumerate(flat) if sign != _GONE)
    return Flat(text, flat.replace(_GONE, ""), places)
