"""How many chữ a text has: the one counting rule of the house, in its two figures.

A chữ is one written syllable, set apart by white space. The Word-like figure counts every token, as the
word processors of an office do; the official figure counts only tokens that hold a letter or a digit, so
that a dash at the head of a list item is no chữ. `portal/static/js/chu.js` is the same rule in the browser,
and both are proven by the same table, `tests/files/chu_table.json`.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

COUNTER_VERSION = "2"
"""1: the two figures. 2: letters that no font shows (fillers, tags) make no chữ; the scope names each part."""

# Spelled out, because what `str.split` and what a browser call white space differ.
_SPACE = "\t\n\x0b\x0c\r\x1c-\x1f \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_SPACES = re.compile(f"[{_SPACE}]+")
# Invisible signs that neither part nor make a chữ: soft hyphen, zero-width signs, directional marks, variation
# selectors, tags; and the fillers, which are letters by their class and empty to the eye.
_EMPTY = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e01ef"
_INVISIBLE = re.compile(f"[{_EMPTY}\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
ZERO_WIDTH = re.compile(f"[{_EMPTY}\u200b-\u200d\u2060-\u2064\ufeff]")
BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Composing a run of n marks costs n² steps, and no writing system needs 30 of them on one letter.
_MARK = r"[^\w\s\x00-\u02ff\u2000-\u20cf\u2100-\u2bff\u3000-\u3029\u3030-\u303f\ufe30-\uffff\U0001f000-\U0001ffff]"
_MARK_PILE = re.compile(f"({_MARK}{{30}}){_MARK}+")


@dataclass(frozen=True, slots=True)
class Count:
    """Both figures of one text; `official` is never larger than `word_like`."""

    official: int
    word_like: int

    def __add__(self, other: "Count") -> "Count":
        return Count(self.official + other.official, self.word_like + other.word_like)


NOTHING = Count(0, 0)
_SHORT = 2_000


def compose(text: str) -> str:
    """The text in NFC, in time proportional to its length whatever marks are piled up in it."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _MARK_PILE.sub(r"\1", text))


def count(text: str) -> Count:
    """Both figures of a text of any Unicode form.

    NFC comes first: over decomposed text a count of letter runs is two thirds too high, and the rule must not
    depend on the writer's keyboard.

    >>> count("- Cải cách hành chính: 1/2 – bước đầu")
    Count(official=7, word_like=9)
    """
    return _remembered(text) if len(text) <= _SHORT else _count(text)


def _count(text: str) -> Count:
    tokens = [token for token in _SPACES.split(_INVISIBLE.sub("", compose(text))) if token]
    mixed = [token for token in tokens if not token.isalnum()]
    signs = sum(not any(map(str.isalnum, token)) for token in mixed)
    return Count(len(tokens) - signs, len(tokens))


_remembered = lru_cache(1 << 12)(_count)  # a paragraph is counted for the body, the cover, what is left out
