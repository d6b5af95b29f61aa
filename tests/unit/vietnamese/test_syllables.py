"""The shape of a Vietnamese syllable."""

import unicodedata

import pytest

from vietnamese.syllables import is_syllable


@pytest.mark.parametrize(
    "word",
    [
        "a",
        "ở",
        "cải",
        "nghiêng",
        "nguyễn",
        "QUẢNG",
        "khuỷu",
        "thuở",
        "giường",
        "oong",
        "huyện",
        "uỷ",
        "ủy",
        "gì",
    ],
)
def test_shape_of_a_syllable_is_known_in_any_form(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize(
    "word", ["", "ho¹ch", "müller", "straße", "haønh", "thöôûng", "kế2", "được-không", "ngngh", "àá", "x" * 60, "wifi"]
)
def test_what_has_another_shape_is_none(word: str) -> None:
    assert not is_syllable(word)
