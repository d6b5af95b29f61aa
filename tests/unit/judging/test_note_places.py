"""Paragraphs and signs of an essay, where a judge's notes stand."""

from __future__ import annotations

import pytest

from judging.rules.note_places import LONGEST_QUOTE, Passage, list_paragraphs, quote_of, stands_in, words_of

HTML = (
    '<article class="essay" lang="vi">\n<h2>Một cửa</h2>\n'
    '<p>Chị <span class="essay-covered">«đã che»</span> &amp; tôi<br>đi 😀 làm</p>\n'
    '<ul class="essay-list-1"><li>một</li><li>hai</li></ul>\n'
    '<table class="essay-table"><tbody><tr><td>ô</td></tr></tbody></table>\n'
    '<p class="essay-picture"></p>\n<section class="essay-notes"><ol><li>chú</li></ol></section>\n'
    "</article>\n"
)


def test_paragraphs_are_those_that_a_page_shows() -> None:
    assert list_paragraphs(HTML) == ("Một cửa", "Chị «đã che» & tôiđi 😀 làm", "một", "hai", "ô", "", "chú")


def test_the_words_of_a_passage_are_cut_by_signs_not_by_bytes() -> None:
    paragraphs = list_paragraphs(HTML)
    start = paragraphs[1].index("😀")
    assert words_of(Passage(1, start, 1, start + 1), paragraphs) == "😀"
    assert words_of(Passage(0, 4, 2, 3), paragraphs) == "cửa Chị «đã che» & tôiđi 😀 làm một"


@pytest.mark.parametrize(
    ("place", "stands"),
    [
        ((0, 0, 0, 7), True),
        ((0, 0, 0, 8), False),
        ((0, 3, 0, 4), False),  # nothing but a blank
        ((0, 4, 0, 4), False),
        ((2, 0, 1, 3), False),
        ((6, 0, 6, 3), True),
        ((6, 0, 7, 1), False),
        ((-1, 0, 0, 1), False),
        ((0, -1, 0, 1), False),
        ((0, 8, 1, 1), False),
        ((5, 0, 5, 1), False),
    ],
)
def test_a_passage_stands_in_the_text_or_is_refused(place: tuple[int, int, int, int], stands: bool) -> None:
    assert stands_in(Passage(*place), list_paragraphs(HTML)) is stands


def test_a_long_passage_is_quoted_by_its_beginning_and_end() -> None:
    text = " ".join(f"chữ{number}" for number in range(100))
    quote = quote_of(Passage(0, 0, 0, len(text)), (text,))
    assert quote.startswith("chữ0 chữ1 ")
    assert quote.endswith(" chữ98 chữ99")
    assert " … " in quote
    assert len(quote) <= LONGEST_QUOTE + 3
    assert len(quote_of(Passage(0, 0, 0, 400), ("x" * 400,))) == LONGEST_QUOTE + 3


def test_examples_of_the_docstrings() -> None:
    assert words_of(Passage(0, 2, 1, 1), ("abc", "xyz")) == "c x"
    assert list_paragraphs("<article><h2>A</h2><p>x &amp; <span>y</span></p><ul><li>z</li></ul></article>") == (
        "A", "x & y", "z",
    )  # fmt: skip
