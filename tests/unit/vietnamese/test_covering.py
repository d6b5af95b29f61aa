"""Covers: everything that was named is gone, nothing else is, and no length is told."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.covering import COVER, cover, find_passage, tidy_passage


@pytest.mark.parametrize(
    ("text", "passages", "covered"),
    [
        ("Tôi là Hồ Văn Thử.", ["Hồ Văn Thử"], f"Tôi là {COVER}."),
        ("Hồ Văn Thử, Hồ Văn Thử và Hồ Văn Thử", ["Hồ Văn Thử"], f"{COVER} và {COVER}"),
        ("Hồ\u00a0 Văn\nThử", ["Hồ Văn Thử"], COVER),
        ("H\u200bồ Văn Th\u00adử", ["Hồ Văn Thử"], COVER),
        (unicodedata.normalize("NFD", "Hồ Văn Thử"), ["Hồ Văn Thử"], COVER),
        ("Hồ Văn Thử", [unicodedata.normalize("NFD", "Văn Thử")], f"Hồ {COVER}"),
        ("Hồ Văn Thử", ["Hồ Văn", "Văn Thử"], COVER),
        ("Hồ Văn Thử (xã Thử)", ["Hồ Văn Thử", "xã Thử"], f"{COVER})"),
        ("ho van thu", ["Hồ Văn Thử"], "ho van thu"),
        ("", ["Hồ Văn Thử"], ""),
        ("Không có gì", [], "Không có gì"),
        ("Không có gì", ["", "  ", "\u200b", "…"], "Không có gì"),
        ("a.b*c", [".b*"], f"a{COVER}c"),
    ],
)
def test_A11_passages_are_covered(text: str, passages: list[str], covered: str) -> None:
    assert cover(text, passages) == covered


@pytest.mark.parametrize("nothing", ["", " ", "\n\t", "\u200b\u00ad", "—", "..."])
def test_a_passage_of_nothing_is_nothing(nothing: str) -> None:
    assert tidy_passage(nothing) == ""
    assert find_passage("bất cứ — ... gì", nothing) == []


PIECES = st.text(alphabet="aăâ đơ\u200b.-", min_size=0, max_size=12)


@given(PIECES, st.text(alphabet="xyz", min_size=1, max_size=9), PIECES)
def test_A11_what_is_covered_stands_nowhere_and_its_length_is_not_told(before: str, secret: str, after: str) -> None:
    covered = cover(f"{before}{secret}{after}", [secret])
    assert secret not in covered
    assert covered == cover(f"{before}{secret * 3}{after}", [secret * 3])
