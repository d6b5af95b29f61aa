"""A person's name as it turns up in writing: in full, bare, run together, spaced out, turned round, or as initials.

Marks count: "họ vẫn khiêm tốn" is not Hồ Văn Khiêm. A writing fits when each syllable bears the name's own marks or
fewer of them; with *other* marks it is only told as near, and only where it is written like a name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vietnamese.flattening import Flat, flatten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_GAP = r"[\W_]{1,6}"
_BEGIN, _END = r"(?<![^\W_])", r"(?![^\W_])"
_SHORTEST_JOINED = 8
_SHORTEST_SPACED = 5
_SHORTEST_ACCOUNT = 6
_PART_OF_NAME = 2
_I_OR_Y = re.compile(r"([bcdghklmnpqrstvx]h?|qu|)([iy])")
_TONES = {"\u0300", "\u0309", "\u0303", "\u0301", "\u0323"}
_NOT_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Writing:
    """A hit: how it is written, and where in the original text.

    `match`: `exact`; `folded` (without some or all marks, or other case); `joined` (run together); `spaced` (letter
    by letter); `turned` (given name first); `near` (other marks, written like a name); `part` (the last two words);
    `half_initials` (H.V. Khiêm); `account` (khiemhv); `initials` (H.V.K, which counts only beside the unit).
    """

    match: str
    start: int
    end: int


_Finder = tuple["re.Pattern[str]", "Callable[[str], str]"]


class NameWritings:
    """Finds the writings of one name. Names of one word are only found in full and with a capital."""

    def __init__(self, name: str) -> None:
        self.words = [word for word in _NOT_WORDS.split(unicodedata.normalize("NFC", name).strip()) if word]
        self.flat = [flatten(word).letters for word in self.words]
        self._finders = list(self._make()) if any(self.flat) else []

    def find(self, text: Flat) -> Iterator[Writing]:
        """Every writing in the text, in order; of two that overlap the first kind wins."""
        taken: list[Writing] = []
        for pattern, judge in self._finders:
            for hit in pattern.finditer(text.letters):
                start, end = text.span(*hit.span())
                match = judge(text.text[start:end])
                if match and not any(start < one.end and one.start < end for one in taken):
                    taken.append(Writing(match, start, end))
        yield from sorted(taken, key=lambda one: one.start)

    def _make(self) -> Iterator[_Finder]:
        syllables = [_syllable(word) for word in self.flat]
        yield re.compile(_BEGIN + _GAP.join(syllables) + _END), self._in_full
        if len(self.words) < _PART_OF_NAME:
            return
        letters = "".join(self.flat)
        turned = [syllables[-1], *syllables[:-1]]
        yield re.compile(_BEGIN + _GAP.join(turned) + _END), self._turned
        if len(letters) >= _SHORTEST_JOINED:
            yield re.compile("".join(syllables)), self._joined
        if len(letters) >= _SHORTEST_SPACED:
            yield re.compile(_BEGIN + r"[\W_]{1,3}".join(map(re.escape, letters)) + _END), self._spaced
        yield from self._abbreviations(syllables)
        if len(self.words) > _PART_OF_NAME:
            yield re.compile(_BEGIN + _GAP.join(syllables[-_PART_OF_NAME:]) + _END), self._part

    def _abbreviations(self, syllables: list[str]) -> Iterator[_Finder]:
        first = [re.escape(word[0]) for word in self.flat]
        dots = r"[\s.\-_]{0,2}"
        if len(first) > _PART_OF_NAME:
            half = dots.join(first[:-1]) + r"[\s.\-_]{1,2}" + syllables[-1]
            yield re.compile(_BEGIN + half + _END), lambda text: "half_initials" if _is_capital(text) else ""
            account = "".join(first[:-1])
            if len(account) + len(self.flat[-1]) >= _SHORTEST_ACCOUNT:
                given = re.escape(self.flat[-1])
                both = rf"{_BEGIN}(?:{given}[._\-]?{account}|{account}[._\-]?{given})(?![a-z])"
                yield re.compile(both), lambda _: "account"
        yield re.compile(_BEGIN + dots.join(first) + _END), lambda text: "initials" if _is_upper(text) else ""

    def _in_full(self, text: str) -> str:
        if [word for word in _NOT_WORDS.split(text) if word] == self.words:
            return "exact"
        if self._bears_marks(text, self.words):
            return "folded"
        is_like_a_name = len(self.words) > 1 and all(word.istitle() for word in _words(text))
        return "near" if is_like_a_name else ""

    def _turned(self, text: str) -> str:
        words = [self.words[-1], *self.words[:-1]]
        fits = all(word[:1].isupper() for word in _words(text)) and self._bears_marks(text, words)
        return "turned" if fits else ""

    def _joined(self, text: str) -> str:
        return "joined" if self._bears_marks(text, ["".join(self.words)]) else ""

    def _spaced(self, text: str) -> str:
        return "spaced" if self._bears_marks("".join(_words(text)), ["".join(self.words)]) else ""

    def _part(self, text: str) -> str:
        return "part" if _words(text) == self.words[-_PART_OF_NAME:] else ""

    @staticmethod
    def _bears_marks(text: str, words: list[str]) -> bool:
        """Whether each syllable bears the name's own marks or fewer."""
        written = _words(text)
        return len(written) == len(words) and all(map(_fits, written, words))


def marks_fit(text: str, wanted: str) -> bool:
    """Whether `text` is `wanted`, word by word, with its own marks or fewer of them."""
    written, words = _words(text), _words(wanted)
    return len(written) == len(words) and all(map(_fits, written, words))


def _words(text: str) -> list[str]:
    return [word for word in _NOT_WORDS.split(_seen(text)) if word]


def _seen(text: str) -> str:
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf")


def _syllable(flat: str) -> str:
    """The pattern of a syllable; a lone i after a consonant may be a y (Lý and Lí, Mỹ and Mĩ)."""
    found = _I_OR_Y.fullmatch(flat)
    return f"{found[1]}[iy]" if found else re.escape(flat)


def _fits(written: str, word: str) -> bool:
    hats, tones = _marks(written)
    own_hats, own_tones = _marks(word)
    return tones <= own_tones and all(hat <= own for hat, own in zip(hats, own_hats, strict=False))


def _marks(word: str) -> tuple[list[set[str]], set[str]]:
    """The marks of each letter (đ counts as marked), and the tones of the word: Hoà and Hòa are one."""
    hats: list[set[str]] = []
    tones: set[str] = set()
    for sign in unicodedata.normalize("NFD", unicodedata.normalize("NFC", word).lower()):
        if sign in _TONES:
            tones.add(sign)
        elif unicodedata.combining(sign):
            if hats:
                hats[-1].add(sign)
        else:
            hats.append({"-"} if sign in "đðɖ" else set())
    return hats, tones


def _is_capital(text: str) -> bool:
    """Whether every word begins with a capital, as in H.V. Khiêm."""
    return all(word[:1].isupper() for word in _words(text))


def _is_upper(text: str) -> bool:
    return all(word.isupper() for word in _words(text))
