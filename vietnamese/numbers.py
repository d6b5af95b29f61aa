"""Numbers as they are written here: dots between groups, a comma before decimals (1.463; 23,5)."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from vietnamese.errors import NumberError

_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
_PLAIN = re.compile(r"[0-9]+")


def format_number(value: int | Decimal) -> str:
    """Groups of three by dots, decimals after a comma, exactly the digits that the value has.

    >>> format_number(1463), format_number(Decimal("23.5")), format_number(Decimal("-1234.50"))
    ('1.463', '23,5', '-1.234,50')
    """
    text = format(Decimal(value), "f")
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, decimals = text.partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    return f"{sign}{grouped},{decimals}" if decimals else f"{sign}{grouped}"


def parse_number(text: str) -> Decimal:
    """Read `1.463`, `1463`, `23,5`, `1.463,25`; `23.5` too, since a dot that opens no group of three is a comma.

    Raises NumberError: empty, form (not a number), ambiguous (`1,463` may be meant either way).
    """
    cleaned = unicodedata.normalize("NFKC", text).strip()
    if not cleaned:
        raise NumberError("empty", text)
    sign, digits = ("-", cleaned[1:]) if cleaned[0] in "-−" else ("", cleaned)
    whole, comma, decimals = digits.partition(",")
    if comma:
        if not _PLAIN.fullmatch(decimals) or not (_PLAIN.fullmatch(whole) or _GROUPED.fullmatch(whole)):
            raise NumberError("form", text)
        if len(decimals) == 3 and "." not in whole and 1 <= len(whole) <= 3 and whole != "0":  # noqa: PLR2004
            raise NumberError("ambiguous", text)
        return Decimal(f"{sign}{whole.replace('.', '')}.{decimals}")
    if _PLAIN.fullmatch(digits) or _GROUPED.fullmatch(digits):
        return Decimal(sign + digits.replace(".", ""))
    whole, dot, decimals = digits.partition(".")
    if dot and _PLAIN.fullmatch(whole) and _PLAIN.fullmatch(decimals):
        return Decimal(f"{sign}{whole}.{decimals}")
    raise NumberError("form", text)
