from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.errors import NumberError
from vietnamese.numbers import format_number, parse_number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1463, "1.463"),
        (2_000_000, "2.000.000"),
        (-1500, "-1.500"),
        (Decimal("23.5"), "23,5"),
        (Decimal("1234.50"), "1.234,50"),
        (Decimal("0.25"), "0,25"),
    ],
)
def test_format_number_groups_by_dots(value: int | Decimal, text: str) -> None:
    assert format_number(value) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("23,5", "23.5"),
        ("23.5", "23.5"),
        ("1.463", "1463"),
        ("1463", "1463"),
        (" 8,25 ", "8.25"),
        ("0,125", "0.125"),
        ("1.234.567,5", "1234567.5"),
        ("-2", "-2"),
        ("８", "8"),
    ],
)
def test_parse_number_reads_both_marks(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("tám", "form"),
        ("1,2,3", "form"),
        ("1.46.3", "form"),
        ("1e3", "form"),
        ("NaN", "form"),
        ("-", "form"),
        ("1,463", "ambiguous"),
    ],
)
def test_parse_number_refuses_what_may_be_misread(text: str, reason: str) -> None:
    with pytest.raises(NumberError) as refused:
        parse_number(text)
    assert refused.value.reason == reason


@given(st.decimals(min_value=-10_000_000, max_value=10_000_000, places=2))
def test_parse_number_reads_back_what_is_shown(value: Decimal) -> None:
    assert parse_number(format_number(value)) == value
