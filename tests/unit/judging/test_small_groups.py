"""Which counts may be shown while works are known by their codes alone."""

from __future__ import annotations

import doctest

import pytest

from judging.rules import small_groups
from judging.rules.small_groups import FEWEST, shown_count, telling_groups


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(small_groups).failed == 0


@pytest.mark.parametrize("count", range(6))
def test_A26_a_group_of_one_or_two_is_not_counted_while_works_are_sealed(count: int) -> None:
    assert shown_count(count, sealed=False) == count
    assert shown_count(count, sealed=True) == (None if count in {1, 2} else count)
    assert telling_groups({"essay": count}) == (("essay",) if 0 < count < FEWEST else ())
