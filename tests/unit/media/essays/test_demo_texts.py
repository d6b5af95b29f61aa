import unicodedata

import pytest

from media.essays.counting import Count, count
from tests.factories.documents import essay_passages, essay_title, vietnamese_text


@pytest.mark.parametrize("chu", [*range(80), 999, 1000, 1001, 1463, 1999, 2000, 2001])
def test_text_has_exactly_the_wanted_chu(chu: int) -> None:
    assert count(vietnamese_text(chu, seed=chu)) == Count(chu, chu)


@pytest.mark.parametrize("seed", range(12))
def test_dashes_part_the_two_figures(seed: int) -> None:
    assert count(vietnamese_text(990, seed, dashes=15)) == Count(990, 1005)


def test_same_seed_same_text_and_other_seed_other_text() -> None:
    assert vietnamese_text(1500, 3) == vietnamese_text(1500, 3)
    first, second = (set(vietnamese_text(1500, seed).split(". ")) for seed in (3, 4))
    assert len(first & second) < len(first) / 5


def test_texts_are_composed_and_titled() -> None:
    assert unicodedata.is_normalized("NFC", vietnamese_text(1500, 9) + essay_title(9))
    assert essay_title(1) != essay_title(2)
    assert essay_passages(1200, 1)[0].kind == "heading"


def test_too_many_dashes_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="too few for 50 list dashes"):
        vietnamese_text(60, 1, dashes=50)
