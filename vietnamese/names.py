"""Names in the order of a Vietnamese office list: given name, then middle, then family (domain/vietnamese 4.4).

The key is a *string* of digits and lower-case ASCII letters, so that plain comparison sorts right in SQLite
(BINARY), in PostgreSQL (any collation) and in Python. It is built of 36 signs:

    0 end of a field   1 end of a syllable   2 a digit follows   3 … z the 33 letters, a ă â b … z

Each field (given, middle, family) is written as its letters, then its tones, so tones count only between names of
the same letters, field by field, as in a sheet with the columns Tên and Họ đệm. Two traps are avoided: comparing
the whole name puts Lê Thị Hoả before Nguyễn Thị Hoa, and Hòa sorts away from Hoà unless a syllable is reduced to
its letters and one tone.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

Tones = Literal["cldr", "school"]
Order = Literal["middle_first", "family_first"]

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_SIGNS = "3456789abcdefghijklmnopqrstuvwxyz"
_LETTER = dict(zip(_ALPHABET, _SIGNS, strict=True))
_END_OF_FIELD, _END_OF_SYLLABLE, _DIGIT = "0", "1", "2"

_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"
_TONES: dict[Tones, dict[str, str]] = {
    # CLDR, ICU and glibc: ngang, huyền, hỏi, ngã, sắc, nặng; schools: không dấu, huyền, sắc, hỏi, ngã, nặng.
    "cldr": {_GRAVE: "2", _HOOK: "3", _TILDE: "4", _ACUTE: "5", _DOT: "6"},
    "school": {_GRAVE: "2", _ACUTE: "3", _HOOK: "4", _TILDE: "5", _DOT: "6"},
}
_LEVEL = "1"
# Letters of other Latin alphabets that do not decompose, and the look-alikes of đ.
_FOREIGN = {"ð": "đ", "ɖ": "đ", "ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}


def _syllable(word: str, tones: dict[str, str]) -> tuple[str, str]:
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFC", word).lower())
    tone = next((tones[sign] for sign in decomposed if sign in tones), _LEVEL)
    letters = unicodedata.normalize("NFC", "".join(sign for sign in decomposed if sign not in tones))
    return "".join(map(_letter, letters)), tone


def _letter(sign: str) -> str:
    if sign in _LETTER:
        return _LETTER[sign]
    if sign in _FOREIGN:
        return "".join(_LETTER[each] for each in _FOREIGN[sign])
    if sign.isdecimal():
        return _DIGIT + str(unicodedata.decimal(sign))
    base = unicodedata.normalize("NFD", sign)[:1]
    return _LETTER.get(base, "")


def _field(text: str, tones: dict[str, str]) -> str:
    syllables = [_syllable(word, tones) for word in text.split()]
    letters = _END_OF_SYLLABLE.join(letters for letters, _ in syllables)
    return letters + _END_OF_FIELD + "".join(tone for _, tone in syllables) + _END_OF_FIELD


def sort_key(full_name: str, tones: Tones = "cldr", order: Order = "middle_first") -> str:
    """A key whose plain comparison sorts people by given name, middle name, family name.

    `tones` is the convention for the order of tones, `order` whether the middle or the family name is compared
    second; both are settings of an office. Signs that are neither letters nor digits do not count (H'Hen sorts as
    HHen). Different names may share a key (Hòa and Hoà): order by (key, full name, id).
    """
    parts = full_name.replace("-", " ").replace("\u2010", " ").replace("\u2011", " ").split()
    family, middle, given = "", "", ""
    if parts:
        given = parts[-1]
        family = parts[0] if len(parts) > 1 else ""
        middle = " ".join(parts[1:-1])
    fields = (given, middle, family) if order == "middle_first" else (given, family, middle)
    return "".join(_field(text, _TONES[tones]) for text in fields)
