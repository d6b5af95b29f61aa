"""Đồng in figures and in words (domain/vietnamese 4.7). Amounts are whole đồng, always integers.

The words are our own: num2words 'vi' is wrong for 1.050, 10.005.000 and −5.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Literal

from vietnamese.errors import MoneyError, NumberError
from vietnamese.numbers import format_number, parse_number

Region = Literal["north", "south"]

_NBSP = "\u00a0"
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION, _MILLION, _THOUSAND = 1_000_000_000, 1_000_000, 1_000

_SCALES = {"tỷ": _BILLION, "tỉ": _BILLION, "triệu": _MILLION, "tr": _MILLION}
_SCALES |= {"nghìn": _THOUSAND, "ngàn": _THOUSAND, "k": _THOUSAND}
_NOISE = re.compile(r"\b(mỗi giải|trị giá|số tiền|là|giải thưởng)\b|/\s*\w+\s*$|[:()]")
_UNIT = re.compile(r"(?:đồng|vnđ|vnd|đ|₫)\.?\s*(?:chẵn)?$")
_PIECE = re.compile(r"\s*([0-9][0-9.,]*)\s*(tỷ|tỉ|triệu|tr|nghìn|ngàn|k)?(?=[\s0-9]|$)")


def format_vnd(amount_vnd: int) -> str:
    """`2.000.000 đồng`, with a no-break space before the unit."""
    return f"{format_number(amount_vnd)}{_NBSP}đồng"


def parse_vnd(text: str) -> int:
    """Read an amount: `2.000.000đ`, `2,000,000 VNĐ`, `02 triệu`, `1,5 triệu đồng`, `mỗi giải trị giá 500.000đ/giải`.

    Raises MoneyError: empty, form, ambiguous (`1,500 triệu`), fraction (not whole đồng).
    """
    cleaned = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    cleaned = _NOISE.sub(" ", cleaned).strip()
    cleaned = _UNIT.sub("", cleaned).strip()
    if not cleaned:
        raise MoneyError("empty", text)
    amount, at, last_scale = Decimal(0), 0, _BILLION * 1000
    while at < len(cleaned):
        piece = _PIECE.match(cleaned, at)
        scale = _SCALES[piece[2]] if piece and piece[2] else 1
        if not piece or scale >= last_scale:
            raise MoneyError("form", text)
        figure = _figure(piece[1], scaled=scale > 1, text=text)
        if at and scale == 1 and figure < _THOUSAND:
            raise MoneyError("ambiguous", text)  # "2 triệu 5" and "2 triệu 500" are spoken for 2.500.000
        amount += figure * scale
        at, last_scale = piece.end(), scale
    if amount != amount.to_integral_value():
        raise MoneyError("fraction", text)
    return int(amount)


def _figure(figure: str, *, scaled: bool, text: str) -> Decimal:
    if not scaled and re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+", figure):
        return Decimal(figure.replace(",", ""))  # 2,000,000 đồng: nobody pays thousandths of a đồng
    if scaled and re.fullmatch(r"[0-9]{1,3}(,[0-9]{3}){2,}", figure):
        return Decimal(figure.replace(",", ""))
    try:
        return parse_number(figure)
    except NumberError as error:
        raise MoneyError(error.reason, text) from error


def amount_in_words(amount_vnd: int, *, region: Region = "north", exact: bool = False) -> str:
    """`Hai triệu đồng`, as payment papers want it; `exact` adds *chẵn*.

    >>> amount_in_words(21_005_000)
    'Hai mươi mốt triệu không trăm linh năm nghìn đồng'
    """
    words = f"{number_in_words(amount_vnd, region=region)} đồng"
    return words[0].upper() + words[1:] + (" chẵn" if exact else "")


def number_in_words(number: int, *, region: Region = "north") -> str:
    """Any integer in words, lower case. North: nghìn, linh; south: ngàn, lẻ."""
    if number < 0:
        return f"âm {number_in_words(-number, region=region)}"
    return " ".join(_words(number, region)) if number else _DIGITS[0]


def _words(number: int, region: Region, *, led: bool = False) -> list[str]:
    """The words of a positive number; `led` when something stands before it, so empty hundreds are spoken."""
    if number >= _BILLION:
        high, rest = divmod(number, _BILLION)
        return [*_words(high, region, led=led), "tỷ", *_words(rest, region, led=True)]
    words: list[str] = []
    for scale, name in ((_MILLION, "triệu"), (_THOUSAND, "nghìn" if region == "north" else "ngàn"), (1, "")):
        group, number = divmod(number, scale)
        if group:
            words += _group(group, region, led=led or bool(words))
            words += [name] if name else []
    return words


def _group(group: int, region: Region, *, led: bool) -> list[str]:
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or led else []
    if tens == 0 and ones:
        return [*words, *(["linh" if region == "north" else "lẻ"] if words else []), _DIGITS[ones]]
    if tens:
        words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if ones:
        words.append(_after_tens(tens, ones))
    return words


def _after_tens(tens: int, ones: int) -> str:
    """One, four and five change their sound after tens: mốt, tư, lăm."""
    if ones == 5:  # noqa: PLR2004
        return "lăm"
    if tens > 1 and ones in {1, 4}:
        return "mốt" if ones == 1 else "tư"
    return _DIGITS[ones]
