"""Shingles, signatures and the exact overlap of two texts: against brute force, and over what people do to hide it."""

import random
import struct
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media import shingles
from media.lookalikes import compare, segments
from media.shingles import bands_of, estimate, jaccard, runs, shingles_of, sign, syllables_of
from tests.factories.lookalikes import essay, pair_with_jaccard

WORDS = st.lists(st.sampled_from(["một", "hai", "ba", "bốn", "năm", "sáu"]), max_size=60).map(" ".join)


def keys(text: str) -> list[str]:
    return [one.key for one in syllables_of(text)]


@pytest.mark.parametrize(
    "copied",
    [
        "uỷ ban nhân dân, hoà nhập kĩ năng quản lí",
        unicodedata.normalize("NFD", "Ủy ban nhân dân hòa nhập kỹ năng quản lý"),
        "UY BAN NHAN DAN HOA NHAP KY NANG QUAN LY",
        "Ủy\u200b ban nh\u200bân d\u00adân hòa nhập kỹ năng quản lý",
        "Ủy ban nhân dân — hòa\nnhập: kỹ… năng «quản» lý",
        "Ủy b\u0430n nhân dân h\u043eà nhập kỹ năng quản lý",
    ],
    ids=["spelling", "decomposed", "without marks", "invisible signs", "punctuation", "Cyrillic letters"],
)
def test_B11_disguises_of_a_copied_sentence_make_no_difference(copied: str) -> None:
    assert keys(copied) == keys("Ủy ban nhân dân hòa nhập kỹ năng quản lý")


def test_a_syllable_knows_its_place_in_the_text() -> None:
    text = "Cải  cách\u200b, 2020!"
    assert [text[one.start : one.end] for one in syllables_of(text)] == ["Cải", "cách\u200b", "2020"]


def test_short_texts_have_one_shingle_and_empty_ones_none() -> None:
    assert shingles_of(syllables_of("hai chữ")) == {"hai chu"}
    assert shingles_of(syllables_of(" … ")) == frozenset()
    assert sign(frozenset()) is None
    assert jaccard((), ()) == 0.0


def test_a_text_beyond_all_measure_is_cut() -> None:
    assert len(syllables_of("a " * (shingles.MOST_SYLLABLES + 9))) == shingles.MOST_SYLLABLES


def test_a_signature_is_the_same_today_as_when_it_was_kept() -> None:
    """Signatures persist: another library version that computed others would find nothing any more."""
    signature = sign({"a b c d e", "b c d e f"})
    assert signature is not None
    assert shingles.SIGNATURE_VERSION == "1.2"
    assert struct.unpack("<4I", signature[:16]) == FIRST_NUMBERS
    assert bands_of(signature)[:2] == FIRST_BANDS


def test_signatures_estimate_the_jaccard_within_their_error() -> None:
    chance = random.Random(5)
    for wanted in (0.2, 0.5, 0.8):
        one, other = pair_with_jaccard(chance, wanted, length=400)
        left, right = (shingles_of(syllables_of(each)) for each in (one, other))
        first, second = sign(left), sign(right)
        assert first is not None
        assert second is not None
        assert estimate(first, second) == pytest.approx(jaccard(left, right), abs=0.15)


@pytest.mark.requirement("S001-R11")
def test_B11_of_pairs_of_jaccard_half_and_more_at_most_one_in_a_hundred_is_missed() -> None:
    chance, missed, few = random.Random(1), 0, 0
    for number in range(400):
        one, other = pair_with_jaccard(chance, 0.5 + 0.4 * (number % 10) / 10, length=300)
        left, right = (shingles_of(syllables_of(each)) for each in (one, other))
        assert jaccard(left, right) >= 0.5
        missed += common_bands(left, right) < shingles.LEAST_BANDS
    assert missed <= 4
    for _ in range(400):
        one, other = (shingles_of(syllables_of(essay(chance, 300))) for _ in range(2))
        few += common_bands(one, other) >= shingles.LEAST_BANDS
    assert few <= 2


def common_bands(one: frozenset[str], other: frozenset[str]) -> int:
    left, right = sign(one), sign(other)
    assert left is not None
    assert right is not None
    return len(set(bands_of(left)) & set(bands_of(right)))


def brute(one: str, other: str) -> tuple[float, int, int]:
    """Jaccard and covered syllables, by the definition alone."""
    left, right = keys(one), keys(other)

    def cut(listed: list[str]) -> list[tuple[str, ...]]:
        width = min(5, len(listed))
        return [tuple(listed[at : at + width]) for at in range(len(listed) - width + 1)] if listed else []

    mine, theirs = set(cut(left)), set(cut(right))

    def covered(listed: list[str], others: set[tuple[str, ...]]) -> int:
        hit = {at + n for at, shingle in enumerate(cut(listed)) if shingle in others for n in range(len(shingle))}
        return len(hit)

    union = mine | theirs
    return (len(mine & theirs) / len(union) if union else 0.0), covered(left, theirs), covered(right, mine)


@given(WORDS, WORDS)
def test_the_overlap_is_what_the_definition_says(one: str, other: str) -> None:
    found = compare(one, other)
    assert (found.jaccard, found.covered_one, found.covered_other) == brute(one, other)
    assert compare(other, one).jaccard == found.jaccard


@given(WORDS, WORDS)
def test_every_passage_stands_in_both_texts_and_segments_are_the_text_again(one: str, other: str) -> None:
    found = compare(one, other)
    for each in found.passages:
        assert keys(one[slice(*each.one)]) == keys(other[slice(*each.other)])
        assert len(keys(one[slice(*each.one)])) == each.syllables
    for text, marks, places in (
        (one, found.marks_one, [each.one for each in found.passages]),
        (other, found.marks_other, [each.other for each in found.passages]),
    ):
        cut = segments(text, marks, places)
        assert "".join(each.text for each in cut) == text
        marked = "".join(text[start:end] for start, end in marks)
        assert "".join(each.text for each in cut if each.is_common) == marked


def test_a_copied_passage_is_found_at_its_place_with_its_share() -> None:
    chance = random.Random(2)
    source, own = essay(chance, 300), essay(chance, 270)
    words = source.split()
    copied = " ".join(words[100:130])
    found = compare(f"{own} {copied}", source)
    assert found.percent_one == 10
    assert [each.syllables for each in found.passages] == [30]
    assert source[slice(*found.passages[0].other)] == copied
    assert found.longest == 30


def test_D11_a_text_of_one_repeated_syllable_costs_no_square() -> None:
    one = "la " * 20_000
    found = compare(one, one)
    assert found.percent_one == found.percent_other == 100


def test_shares_are_rounded_so_that_all_and_nothing_keep_their_meaning() -> None:
    chance = random.Random(3)
    text = essay(chance, 2000)
    assert compare(text, text + " thêm").percent_other == 99
    assert compare(text, "hoàn toàn khác").percent_one == 0


def test_runs_of_flags() -> None:
    assert list(runs([])) == []
    assert list(runs([False, True, True])) == [(1, 3)]


FIRST_NUMBERS = (3379257556, 3674807858, 3591381950, 664203908)
FIRST_BANDS = (6335552410319190750, -1567161808416519281)
