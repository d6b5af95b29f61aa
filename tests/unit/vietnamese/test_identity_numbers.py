"""Citizen ids, bank accounts, tax codes, and their masks."""

from __future__ import annotations

from datetime import date

import pytest

from vietnamese.errors import NumberError
from vietnamese.identity_numbers import birth_year_of, masked, read_bank_account, read_citizen_id, read_tax_code

TODAY = date(2026, 9, 7)
ID = "045190000123"


@pytest.mark.parametrize("text", [ID, "045 190 000 123", "045.190.000.123", " 045-190-000-123 "])
def test_a_citizen_id_is_read_as_people_write_it(text: str) -> None:
    assert read_citizen_id(text, today=TODAY) == ID


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("04519000012", "form"),
        ("0451900001234", "form"),
        ("04519000012a", "form"),
        ("０４５１９００００１２３", "form"),
        ("000190000123", "province"),
        ("097190000123", "province"),
        ("045299000123", "year"),
    ],
)
def test_what_is_no_citizen_id_says_why(text: str, reason: str) -> None:
    with pytest.raises(NumberError) as refused:
        read_citizen_id(text, today=TODAY)
    assert refused.value.reason == reason


@pytest.mark.parametrize(("digit", "year"), [("0", 1990), ("1", 1990), ("2", 2090), ("3", 2090), ("4", 2190)])
def test_century_and_year_stand_in_the_id(digit: str, year: int) -> None:
    assert birth_year_of(f"045{digit}90000123") == year


@pytest.mark.parametrize(
    ("text", "wanted"), [("0123 4567 89", "0123456789"), ("123456", "123456"), ("1" * 19, "1" * 19)]
)
def test_an_account_is_its_digits(text: str, wanted: str) -> None:
    assert read_bank_account(text) == wanted


@pytest.mark.parametrize("text", ["", "12345", "1" * 20, "12345x", "000000", "=1+234567", "+84912345678"])
def test_what_is_no_account_is_refused(text: str) -> None:
    with pytest.raises(NumberError):
        read_bank_account(text)


def test_every_changed_digit_of_a_tax_code_is_noticed() -> None:
    good = "0100109106"
    assert read_tax_code(good, citizen_id=ID) == good
    for at in range(10):
        for digit in "0123456789":
            wrong = good[:at] + digit + good[at + 1 :]
            if wrong != good:
                with pytest.raises(NumberError):
                    read_tax_code(wrong, citizen_id=ID)


def test_the_citizen_id_is_a_tax_code_and_another_one_is_not() -> None:
    assert read_tax_code(ID, citizen_id=ID) == ID
    with pytest.raises(NumberError):
        read_tax_code("045190000124", citizen_id=ID)


def test_a_mask_keeps_at_most_four_signs() -> None:
    assert masked(ID) == "••••••••0123"
    assert masked("123456") == "••3456"
    assert masked("1234") == "••••"
    assert masked("") == ""
