"""Numbers that name a person to a bank or a tax office: citizen id (CCCD), bank account, tax code, and their masks.

The citizen id is twelve digits: the code of the province of birth registration, a digit for century and sex, two
digits of the year, six at random. The tax code of a person is ten digits with a check digit, or the citizen id itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vietnamese.errors import NumberError

if TYPE_CHECKING:
    from datetime import date

CITIZEN_ID_DIGITS, TAX_CODE_DIGITS = 12, 10
LAST_PROVINCE = 96
SHORTEST_ACCOUNT, LONGEST_ACCOUNT = 6, 19
SHOWN_SIGNS = 4
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_SEPARATORS = re.compile(r"[\s.\-\u00a0]+")
_TENTH_SIGNS = 10


def read_citizen_id(text: str, *, today: date) -> str:
    """The twelve digits of a citizen id. Raises NumberError: empty, form, province, year (born after `today`).

    >>> from datetime import date
    >>> read_citizen_id("045 190 000 123", today=date(2026, 9, 7))
    '045190000123'
    """
    digits = _digits(text)
    if len(digits) != CITIZEN_ID_DIGITS:
        raise NumberError("form", text)
    if not 1 <= int(digits[:3]) <= LAST_PROVINCE:
        raise NumberError("province", text)
    if birth_year_of(digits) > today.year:
        raise NumberError("year", text)
    return digits


def birth_year_of(citizen_id: str) -> int:
    """The year of birth that a citizen id tells: its fourth digit is 0 and 1 for 19xx, 2 and 3 for 20xx, and so on.

    >>> birth_year_of("045190000123")
    1990
    """
    return 1900 + int(citizen_id[3]) // 2 * 100 + int(citizen_id[4:6])


def read_bank_account(text: str) -> str:
    """The digits of a bank account. Raises NumberError: empty, form.

    >>> read_bank_account("0123 4567 89")
    '0123456789'
    """
    digits = _digits(text)
    if not SHORTEST_ACCOUNT <= len(digits) <= LONGEST_ACCOUNT or not digits.strip("0"):
        raise NumberError("form", text)
    return digits


def read_tax_code(text: str, *, citizen_id: str) -> str:
    """A person's tax code: ten digits whose last checks the others, or the citizen id. Raises NumberError: form, check.

    >>> read_tax_code("0100109106", citizen_id="045190000123")
    '0100109106'
    """
    digits = _digits(text)
    if digits == citizen_id:
        return digits
    if len(digits) != TAX_CODE_DIGITS:
        raise NumberError("form", text)
    rest = sum(int(sign) * weight for sign, weight in zip(digits, _TAX_WEIGHTS, strict=False)) % 11
    if _TENTH_SIGNS - rest != int(digits[-1]):
        raise NumberError("check", text)
    return digits


def masked(number: str) -> str:
    """A number as everybody may see it: its last signs alone.

    >>> masked("045190000123"), masked("1234")
    ('••••••••0123', '••••')
    """
    shown = number[-SHOWN_SIGNS:] if len(number) > SHOWN_SIGNS else ""
    return "•" * (len(number) - len(shown)) + shown


def _digits(text: str) -> str:
    digits = _SEPARATORS.sub("", text)
    if not digits:
        raise NumberError("empty", text)
    if not (digits.isascii() and digits.isdigit()):
        raise NumberError("form", text)
    return digits
