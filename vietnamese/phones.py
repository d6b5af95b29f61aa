"""Telephone numbers: one stored form (E.164), one shown form, old 11-digit mobiles converted in plain sight.

Since 15/9/2018 mobiles have ten digits; the last seven did not change. Source: domain/vietnamese 4.5.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from vietnamese.errors import PhoneError

_OLD_PREFIXES = {
    **{f"016{n}": f"03{n}" for n in range(2, 10)},  # Viettel
    "0120": "070",
    "0121": "079",
    "0122": "077",
    "0126": "076",
    "0128": "078",  # MobiFone
    "0123": "083",
    "0124": "084",
    "0125": "085",
    "0127": "081",
    "0129": "082",  # VinaPhone
    "0186": "056",
    "0188": "058",
    "0199": "059",  # Vietnamobile, Gmobile
}
_MOBILE = re.compile(r"0[35789][0-9]{8}")
_LANDLINE = re.compile(r"02[0-9]{8,9}")
_SHORT_CODE = re.compile(r"1[0-9]{2,3}|1[89]00[0-9]{4,6}")
_FOREIGN = re.compile(r"[1-9][0-9]{6,14}")
_TWO_DIGIT_AREAS = ("024", "028")
_SEPARATORS = re.compile(r"[\s.\-–()/\u200b\u00ad]+")


class PhoneKind(StrEnum):
    """What kind of number it is."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    FOREIGN = "foreign"


class PhoneNote(StrEnum):
    """What was changed in reading; shown to the person, never silent."""

    OLD_PREFIX = "old_prefix"
    LEADING_ZERO = "leading_zero"


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number in E.164 with the notes of its reading. Two notes never hide a guess: the digits stay the person's."""

    e164: str
    kind: PhoneKind
    notes: tuple[PhoneNote, ...] = ()

    @property
    def national(self) -> str:
        """As it is dialled inside the country: 0912043179."""
        return "0" + self.e164[3:] if self.kind is not PhoneKind.FOREIGN else self.e164

    @property
    def display(self) -> str:
        """In groups: mobiles 4-3-3, landlines by area code; a foreign number in E.164."""
        digits = self.national
        if self.kind is PhoneKind.FOREIGN:
            return digits
        if self.kind is PhoneKind.LANDLINE and digits.startswith(_TWO_DIGIT_AREAS):
            return f"{digits[:3]} {digits[3:7]} {digits[7:]}"
        if self.kind is PhoneKind.LANDLINE and len(digits) == 11:  # noqa: PLR2004
            return f"{digits[:4]} {digits[4:8]} {digits[8:]}"
        return f"{digits[:4]} {digits[4:7]} {digits[7:]}"


def parse_phone(text: str) -> PhoneNumber:
    """Read a number as people type it: `0912.043179`, `+84 912 043 179`, `(0233) 3852 123`, `912043179`.

    A number that a spreadsheet robbed of its zero gets it back, an old mobile prefix is converted; both leave a
    note. Raises PhoneError: empty, letters, short_code (1022, 1800…: nobody's own number), length, prefix.
    """
    cleaned = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text).strip())
    if not cleaned:
        raise PhoneError("empty", text)
    abroad = cleaned.startswith(("+", "00"))
    digits = cleaned[1:] if cleaned.startswith("+") else cleaned[2:] if abroad else cleaned
    if not (digits.isascii() and digits.isdecimal()):
        raise PhoneError("letters", text)
    if abroad and not digits.startswith("84"):
        if not _FOREIGN.fullmatch(digits):
            raise PhoneError("length", text)
        return PhoneNumber(f"+{digits}", PhoneKind.FOREIGN)
    if _SHORT_CODE.fullmatch(digits):
        raise PhoneError("short_code", text)
    national, notes = _national(digits, abroad=abroad)
    if old := _OLD_PREFIXES.get(national[:4]) if len(national) == 11 else None:  # noqa: PLR2004
        national, notes = old + national[4:], (*notes, PhoneNote.OLD_PREFIX)
    if _MOBILE.fullmatch(national):
        return PhoneNumber(f"+84{national[1:]}", PhoneKind.MOBILE, notes)
    if _LANDLINE.fullmatch(national):
        return PhoneNumber(f"+84{national[1:]}", PhoneKind.LANDLINE, notes)
    raise PhoneError("prefix" if len(national) in {10, 11} else "length", text)


def find_phone(text: str) -> PhoneNumber | None:
    """The number, or None when the text is none."""
    try:
        return parse_phone(text)
    except PhoneError:
        return None


def old_forms(national: str) -> tuple[str, ...]:
    """The eleven-digit forms that a mobile of ten digits had until 2018: a leaflet may still show them.

    >>> old_forms("0321234567")
    ('01621234567',)
    """
    return tuple(old + national[3:] for old, new in _OLD_PREFIXES.items() if national.startswith(new))


def _national(digits: str, *, abroad: bool) -> tuple[str, tuple[PhoneNote, ...]]:
    """The number with its first 0. `84…` without a plus has 11 digits or more, which no number without 0 has."""
    if abroad or (digits.startswith("84") and len(digits) in {11, 12, 13}):
        return "0" + digits[2:].removeprefix("0"), ()
    if digits.startswith("0"):
        return digits, ()
    return "0" + digits, (PhoneNote.LEADING_ZERO,)
