"""Ground truth: tables that others published, reproduced to the last digit (aggregations and standard ranking).

Agreement (Krippendorff's alpha, Kendall's W) has its published tables in `test_statistics.py`.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from judging.rules.ranking import rank
from judging.rules.scoring import aggregate
from judging.spec.rounds import TieStep
from judging.spec.words import Aggregation, TieKind
from tests.factories.results import make_contender

# Olympedia, "100 metres Butterfly, Men" of the Games of 2016 (olympedia.org/results/357088): the final, with three
# second places and the fifth place after them.
BUTTERFLY = (
    ("Schooling", "50.39", 1),
    ("Phelps", "51.14", 2),
    ("le Clos", "51.14", 2),
    ("Cseh", "51.14", 2),
    ("Li", "51.26", 5),
    ("Metella", "51.58", 6),
    ("Shields", "51.73", 7),
    ("Sadovnikov", "51.84", 8),
)
# Five judges, the highest and the lowest mark left out, the sum of the other three published.
FIVE_JUDGES = (
    # "What is Ski Jumping?" (skiing.about.com): style points of "Jumper A" under the rules of the FIS.
    (("17", "18", "18.5", "20", "19"), "55.5"),
    # "How are diving scores calculated?" (newpkjob.com): a dive of difficulty 3.0, 24.0 before it is multiplied.
    (("8.0", "8.5", "8.0", "7.5", "8.0"), "24.0"),
)
# The manual of R, help page of `mean`, example: x <- c(0:10, 50); c(mean(x), mean(x, trim = 0.10)) prints 8.75 5.50.
# A tenth of twelve values is one at each end.
R_MEAN = (*range(11), 50)
# The manual of R, help page of `median`, examples: median(1:4) is 2.5, median(c(1:3, 100, 1000)) is 3.
R_MEDIANS = (((1, 2, 3, 4), "2.5"), ((1, 2, 3, 100, 1000), "3"))


def exact(values: object) -> list[Fraction]:
    return [Fraction(value) for value in values]  # type: ignore[attr-defined]


def test_places_are_those_of_the_olympic_final_with_three_second_places() -> None:
    """Times rank the other way round than marks: a swimmer's lead over a minute stands for the total."""
    swimmers = [make_contender(name, 60 - Fraction(time)) for name, time, _place in BUTTERFLY]
    places = rank(swimmers, (TieStep(TieKind.SHARED_PLACE),)).places
    found = {code: place.rank for place in places for code in place.codes}
    assert found == {name: place for name, _time, place in BUTTERFLY}


@pytest.mark.parametrize(("marks", "total"), FIVE_JUDGES)
def test_the_trimmed_mean_of_five_is_what_sports_publish(marks: tuple[str, ...], total: str) -> None:
    assert 3 * aggregate(exact(marks), Aggregation.TRIMMED_MEAN) == Fraction(total)


def test_mean_and_trimmed_mean_are_those_of_the_manual_of_r() -> None:
    assert aggregate(exact(R_MEAN), Aggregation.MEAN) == Fraction("8.75")
    assert aggregate(exact(R_MEAN), Aggregation.TRIMMED_MEAN) == Fraction("5.50")


@pytest.mark.parametrize(("values", "median"), R_MEDIANS)
def test_the_median_is_that_of_the_manual_of_r(values: tuple[int, ...], median: str) -> None:
    assert aggregate(exact(values), Aggregation.MEDIAN) == Fraction(median)
