"""Telephone numbers and e-mail addresses as people hide or spread them: spaced, dotted, in words, with old prefixes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vietnamese.phones import PhoneKind, find_phone, old_forms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vietnamese.flattening import Flat

_SHORTEST_DIGITS = 8
_SIGNS = r"[\W_]{0,3}"
_WORDS = {
    "0": "0|o|khong|ko", "1": "1|mot", "2": "2|hai", "3": "3|ba", "4": "4|bon|tu", "5": "5|nam|lam",
    "6": "6|sau", "7": "7|bay", "8": "8|tam", "9": "9|chin",
}  # fmt: skip
_ABROAD = rf"(?:(?:(?:\+|0{_SIGNS}0){_SIGNS})?8{_SIGNS}4{_SIGNS})"
_ALONE, _NO_LETTER = r"(?<![^\W_])", r"(?<![a-z])"
_END = r"(?!\d|[.,]\d{3})(?:(?<=\d)|(?![a-z]))"
_SOMEONES = re.compile(
    r"(?<![\d.,/])(?:(?:\+|00)?84[ .\-]?\(?0?\)?[ .\-]?|0[ .\-]?)[35789](?:[ .\-]?\d){8}(?!\d|[.,/]\d)"
)
_SHORTEST_LOCAL_PART = 5
_LOCAL_SIGNS = re.compile(r"[a-z0-9._%+\-]{1,64}$")
_DOMAIN = re.compile(r"[a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{2,63})+")


def phone_pattern(number: str) -> re.Pattern[str] | None:
    """What finds a known number in a flat text, its old eleven-digit form too; None when it is too short to tell.

    With its 0 or country code it may stand anywhere; without, only apart from other digits, so that it is no piece
    of an amount of money.
    """
    known = find_phone(number)
    national = [known.national] if known else [re.sub(r"\D", "", number)]
    if known and known.kind is PhoneKind.FOREIGN:
        national = [known.e164.removeprefix("+")]
    forms = [form for one in national for form in (one, *old_forms(one))]
    if len(national[0].lstrip("0")) < _SHORTEST_DIGITS:
        return None
    listed = "|".join(_one_form(form) for form in forms)
    return re.compile(rf"(?:{listed}){_END}")


def _one_form(national: str) -> str:
    rest = national.removeprefix("0")
    digits = _SIGNS.join(f"(?:{_WORDS[digit]})" for digit in rest)
    zero = f"(?:{_WORDS['0']})"
    led = rf"{_NO_LETTER}(?<!\d)(?:{_ABROAD}\(?{zero}?\)?|\(?{zero}){_SIGNS}{digits}"
    return rf"{led}|{_ALONE}(?<!\d[.,\s]){digits}"


def find_mobiles(text: Flat) -> Iterator[tuple[str, int, int]]:
    """Every mobile number that stands in figures: its E.164 form and its span in the original text."""
    for hit in _SOMEONES.finditer(text.letters):
        number = find_phone(hit.group())
        if number is not None and number.kind is PhoneKind.MOBILE:
            yield number.e164, *text.span(*hit.span())


def email_pattern(address: str) -> re.Pattern[str] | None:
    """What finds a known address in a flat text, also with (at), a còng, (dot), chấm, or spaces; None for none."""
    local, at, domain = address.strip().lower().partition("@")
    if not (at and local and domain):
        return None
    sign = rf"{_SIGNS}(?:@|\bat\b|\ba cong\b|\bacong\b){_SIGNS}"
    return re.compile(rf"(?<![^\W_]){_dotted(local)}{sign}{_dotted(domain)}(?![^\W_])")


def _dotted(text: str) -> str:
    dot = rf"(?:{_SIGNS}|{_SIGNS}\b(?:dot|cham)\b{_SIGNS})"
    return dot.join(re.escape(piece) for piece in re.split(r"[._\-]", text) if piece)


def local_part_pattern(address: str) -> re.Pattern[str] | None:
    """What finds the part before the @ alone, as an account is named; None when it is too short to tell."""
    local = address.strip().lower().partition("@")[0]
    if len(local) < _SHORTEST_LOCAL_PART or local.isdecimal():
        return None
    pieces = [re.escape(piece) for piece in re.split(r"[\W_]", local) if piece]
    return re.compile(r"(?<![^\W_])" + r"[\W_]{1,2}".join(pieces) + r"(?![^\W_])") if pieces else None


def find_emails(text: Flat) -> Iterator[tuple[str, int, int]]:
    """Every e-mail address in a text: the address and its span in the original text."""
    letters, at = text.letters, text.letters.find("@")
    while at >= 0:
        before, after = _LOCAL_SIGNS.search(letters, max(0, at - 64), at), _DOMAIN.match(letters, at + 1)
        if before and after:
            yield letters[before.start() : after.end()], *text.span(before.start(), after.end())
        at = letters.find("@", at + 1)
