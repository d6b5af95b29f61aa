"""Agreement of judges against tables that others published, and the laws that any such figure obeys."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging.rules.scoring import shown
from judging.rules.statistics import kendall_w, krippendorff_alpha, median, pooled_variance, ranks

# K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), part C: four observers, twelve units, some
# values missing. Published there: interval alpha = 0.849.
OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
# S. Siegel, Nonparametric Statistics for the Behavioral Sciences (1956), ch. 9: three company executives rank six
# applicants. Published there: W = .16.
EXECUTIVES = ((1, 6, 3, 2, 5, 4), (1, 5, 6, 4, 2, 3), (6, 3, 2, 5, 4, 1))
# The data set `anxiety` of the R package irr (M. Gamer and others): twenty subjects, three raters, many ties.
# Published in the package's manual: kendall(anxiety, TRUE) gives Wt = 0.54 and Chisq(19) = 30.8.
ANXIETY = (
    (3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3),
    (3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4),
    (2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2),
)
marks = st.integers(0, 40).map(lambda steps: Fraction(steps, 4))


def exact(rows: object) -> list[list[Fraction]]:
    return [[Fraction(value) for value in row if value is not None] for row in rows]  # type: ignore[attr-defined]


def test_alpha_is_the_one_that_krippendorff_published() -> None:
    found = krippendorff_alpha(exact(zip(*OBSERVERS, strict=True)))
    assert found is not None
    assert str(shown(found, 3)) == "0.849"


def test_w_is_the_one_that_siegel_published() -> None:
    found = kendall_w(exact(EXECUTIVES))
    assert found is not None
    assert str(shown(found)) == "0.16"


def test_w_with_ties_is_the_one_of_the_irr_manual() -> None:
    found = kendall_w(exact(ANXIETY))
    assert found is not None
    assert str(shown(found)) == "0.54"
    assert str(shown(3 * 19 * found, 1)) == "30.8"


@pytest.mark.parametrize("units", [[], [[Fraction(3)]], [[Fraction(3), Fraction(3)], [Fraction(3), Fraction(3)]]])
def test_alpha_says_nothing_where_nothing_can_be_compared(units: list[list[Fraction]]) -> None:
    assert krippendorff_alpha(units) is None


def test_w_says_nothing_of_one_judge_one_work_or_all_the_same() -> None:
    assert kendall_w([]) is None
    assert kendall_w(exact([(1, 2, 3)])) is None
    assert kendall_w(exact([(1,), (2,)])) is None
    assert kendall_w(exact([(5, 5), (5, 5)])) is None


@given(st.lists(st.lists(marks, min_size=2, max_size=4), min_size=2, max_size=8), marks)
def test_alpha_does_not_depend_on_orders_nor_on_where_the_scale_begins(
    units: list[list[Fraction]], shift: Fraction
) -> None:
    found = krippendorff_alpha(units)
    assert krippendorff_alpha([sorted(unit) for unit in reversed(units)]) == found
    assert krippendorff_alpha([[value + shift for value in unit] for unit in units]) == found
    assert found is None or found <= 1


@given(st.lists(st.lists(marks, min_size=5, max_size=5), min_size=2, max_size=5))
def test_w_lies_between_nothing_and_one_and_does_not_depend_on_the_order_of_judges(rows: list[list[Fraction]]) -> None:
    found = kendall_w(rows)
    assert found is None or 0 <= found <= 1
    assert kendall_w(rows[::-1]) == found
    assert kendall_w([[2 * value + 1 for value in row] for row in rows]) == found


@given(st.lists(marks, min_size=1, max_size=12))
def test_ranks_share_what_they_hold_together(values: list[Fraction]) -> None:
    found = ranks(values)
    assert sum(found) == Fraction(len(values) * (len(values) + 1), 2)
    for one, first in zip(values, found, strict=True):
        for other, second in zip(values, found, strict=True):
            assert (one < other) == (first < second)


@given(st.lists(marks, min_size=1, max_size=9))
def test_the_median_has_as_much_below_as_above(values: list[Fraction]) -> None:
    middle = median(values)
    assert sum(value < middle for value in values) == sum(value > middle for value in values) or middle in values


def test_pooled_variance_of_an_example_by_hand() -> None:
    assert pooled_variance(exact([(8, 10), (5, 5, 8), (7,)])) == Fraction(2 + 6, 1 + 2)
    assert pooled_variance(exact([(8,), (5,)])) is None
