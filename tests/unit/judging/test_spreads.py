"""Gaps counted in bins, and agreement without each judge."""

from __future__ import annotations

import doctest
import random
from fractions import Fraction

from judging.rules import spreads
from judging.rules.spreads import MOST_BINS, PARTS_OF_LIMIT, alpha_without_each, gap_bins
from judging.rules.statistics import krippendorff_alpha

LIMIT = Fraction(20)


def works(*rows: tuple[int, ...]) -> dict[str, dict[int, Fraction]]:
    return {f"B-{at}": {seat: Fraction(total) for seat, total in enumerate(row, 1)} for at, row in enumerate(rows)}


def test_the_examples_of_the_rule_hold() -> None:
    assert doctest.testmod(spreads).failed == 0


def test_every_work_with_two_marks_is_counted_once_and_the_limit_itself_is_far() -> None:
    found = gap_bins(works((80, 100), (80, 99), (50,), (10, 10, 10)), LIMIT)
    assert [(int(one.start), one.works, one.is_far) for one in found] == [
        (0, 1, False), (5, 0, False), (10, 0, False), (15, 1, False), (20, 1, True),
    ]  # fmt: skip


def test_what_lies_beyond_all_bins_is_counted_in_the_last_one() -> None:
    found = gap_bins(works((0, 100), (0, 1)), Fraction(4))
    assert len(found) == MOST_BINS
    assert found[-1].end is None
    assert found[-1].works == 1
    assert sum(one.works for one in found) == 2


def test_nothing_to_compare_gives_no_bin() -> None:
    assert gap_bins(works((80,)), LIMIT) == ()
    assert gap_bins({}, LIMIT) == ()
    assert gap_bins(works((80, 90)), Fraction(0)) == ()


def test_bins_hold_all_works_whatever_the_marks() -> None:
    rng = random.Random(20)
    for _ in range(200):
        marks = works(*(tuple(rng.randrange(101) for _ in range(rng.randrange(1, 4))) for _ in range(rng.randrange(9))))
        limit = Fraction(rng.randrange(1, 120), 4)
        found = gap_bins(marks, limit)
        assert sum(one.works for one in found) == sum(len(row) > 1 for row in marks.values())
        far = sum(max(row.values()) - min(row.values()) >= limit for row in marks.values() if len(row) > 1)
        assert sum(one.works for one in found if one.is_far) == far
        assert all(one.is_far == (at >= PARTS_OF_LIMIT) for at, one in enumerate(found))


def test_agreement_without_a_judge_is_that_of_the_others() -> None:
    marks = works((80, 82, 30), (60, 61, 95), (40, 43, 70), (20, 21, 50))
    found = dict(alpha_without_each(marks, (1, 2, 3)))
    assert found[3] == krippendorff_alpha([[row[1], row[2]] for row in marks.values()])
    everybody = krippendorff_alpha([list(row.values()) for row in marks.values()])
    assert found[3] > everybody > found[1]
    assert alpha_without_each(works((80, 90)), (1,)) == ((1, None),)
