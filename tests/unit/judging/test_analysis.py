"""Planted judges are found: who gives all the highest, all nothing, the same to all, copies, or stands apart."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from judging.rules.analysis import Analysis, Habit, analyse
from judging.rules.scoring import Sheet
from judging.spec.words import Aggregation
from tests.factories.results import RUBRIC

CODES = [f"B-{number}" for number in range(2000, 2012)]
QUALITY = dict(zip(CODES, (200, 190, 176, 168, 160, 150, 144, 130, 120, 110, 90, 70), strict=True))
"""Of 240 steps of «content» (60 points in quarters); «form» gets two thirds as many of its 160."""


def honest(code: str, seat: int, rng: random.Random) -> Sheet:
    steps = QUALITY[code] + rng.randrange(-12, 13)
    return Sheet(code, seat, {"content": steps, "form": steps * 2 // 3 + rng.randrange(-3, 4)})


def marked(*, replace: dict[int, object] | None = None, seats: int = 4, **options: object) -> Analysis:
    """Honest judges 1 … `seats`, where those in `replace` mark by a function of code and the honest sheet."""
    rng = random.Random(7)
    sheets = []
    for seat in range(1, seats + 1):
        for code in CODES:
            sheet = honest(code, seat, rng)
            act = (replace or {}).get(seat)
            sheets.append(act(sheet, sheets) if act else sheet)  # type: ignore[operator]
    rng.shuffle(sheets)
    return analyse(RUBRIC, sheets, aggregation=Aggregation.MEAN, **options)  # type: ignore[arg-type]


def habits(found: Analysis) -> dict[int, tuple[Habit, ...]]:
    return {one.seat: one.habits for one in found.seats if one.habits}


def constant(content: int, form: int) -> object:
    return lambda sheet, _before: Sheet(sheet.code, sheet.seat, {"content": content, "form": form})


def test_honest_judges_are_left_alone() -> None:
    found = marked()
    assert (habits(found), found.outliers, found.twins) == ({}, (), ())
    assert found.alpha is not None
    assert found.alpha > Fraction(9, 10)
    assert [(one.seats, one.works) for one in found.concordances] == [((1, 2, 3, 4), 12)]
    assert found.concordances[0].w > Fraction(9, 10)


@pytest.mark.parametrize(
    ("act", "habit"),
    [
        (constant(240, 160), Habit.ALL_HIGHEST),
        (constant(0, 0), Habit.ALL_LOWEST),
        (constant(140, 90), Habit.SAME_MARKS),
    ],
)
def test_B17_a_judge_who_does_not_tell_works_apart_is_named(act: object, habit: Habit) -> None:
    found = marked(replace={3: act})
    assert habit in habits(found)[3]
    assert habits(found).keys() <= {3, *([1, 2, 4] if habit is not Habit.SAME_MARKS else [])}
    alpha = marked().alpha
    assert found.alpha is not None
    assert alpha is not None
    assert found.alpha < alpha


def test_B17_a_judge_who_copies_another_is_named_with_the_works() -> None:
    def copy(sheet: Sheet, before: list[Sheet]) -> Sheet:
        return next(Sheet(sheet.code, 4, one.steps) for one in before if (one.code, one.seat) == (sheet.code, 2))

    found = marked(replace={4: copy})
    assert [(one.seats, one.codes, one.common) for one in found.twins] == [((2, 4), tuple(CODES), 12)]


def test_B17_a_strict_and_a_lenient_judge_are_named_by_their_distance() -> None:
    def shift(by: int) -> object:
        return lambda sheet, _before: Sheet(
            sheet.code,
            sheet.seat,
            {"content": max(0, min(240, sheet.steps["content"] + by)), "form": sheet.steps["form"]},
        )

    found = marked(replace={1: shift(-60)})
    assert habits(found) == {1: (Habit.STRICT,)}
    assert habits(marked(replace={2: shift(60)}))[2] == (Habit.LENIENT,)


def test_B17_one_mark_far_from_the_others_is_named_from_the_plans_limit_on() -> None:
    def slip(sheet: Sheet, _before: list[Sheet]) -> Sheet:
        return Sheet(sheet.code, 1, {"content": 40, "form": 40}) if sheet.code == CODES[0] else sheet

    found = marked(replace={1: slip}, gap_limit=Fraction(20))
    assert [(one.code, one.seat) for one in found.outliers] == [(CODES[0], 1)]
    assert found.outliers[0].distance < -20
    assert marked(replace={1: slip}, gap_limit=Fraction(90)).outliers == ()


def test_the_order_of_sheets_changes_nothing() -> None:
    rng = random.Random(3)
    sheets = [honest(code, seat, rng) for code in CODES for seat in (1, 2, 3)]
    first = analyse(RUBRIC, sheets, aggregation=Aggregation.MEAN)
    for _ in range(5):
        rng.shuffle(sheets)
        assert analyse(RUBRIC, sheets, aggregation=Aggregation.MEAN) == first


def test_bands_need_three_marks_and_the_mean() -> None:
    rng = random.Random(5)
    three = [honest(code, seat, rng) for code in CODES for seat in (1, 2, 3)]
    found = analyse(RUBRIC, three, aggregation=Aggregation.MEAN)
    assert found.error_squared is not None
    shown = [code for band in found.bands for code in band.codes]
    assert len(shown) == len(set(shown))
    two = [sheet for sheet in three if sheet.seat != 3]
    assert analyse(RUBRIC, two, aggregation=Aggregation.MEAN).error_squared is None
    assert analyse(RUBRIC, three[1:], aggregation=Aggregation.MEAN).error_squared is None
    assert analyse(RUBRIC, three, aggregation=Aggregation.SUM).bands == ()


def test_a_band_by_hand() -> None:
    """Means 80, 79, 70 with s² = 4 over three marks: the error is 1.15; 80 and 79 are one band, 70 stands alone."""

    def sheets(code: str, totals: tuple[int, ...]) -> list[Sheet]:
        return [Sheet(code, seat, {"content": 4 * (total - 20), "form": 80}) for seat, total in enumerate(totals, 1)]

    given = sheets("A-2222", (78, 80, 82)) + sheets("B-3333", (77, 79, 81)) + sheets("C-4444", (68, 70, 72))
    found = analyse(RUBRIC, given, aggregation=Aggregation.MEAN)
    assert found.error_squared == Fraction(4, 3)
    assert [band.codes for band in found.bands] == [("A-2222", "B-3333")]


def test_nothing_marked_is_nothing_found() -> None:
    found = analyse(RUBRIC, [], aggregation=Aggregation.MEAN)
    assert (found.seats, found.alpha, found.bands, found.concordances) == ((), None, (), ())
