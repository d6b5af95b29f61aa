"""The tax on a prize follows the law of the day on which it is paid."""

from datetime import date

import pytest

from judging.plans.taxes import rule_on, tax_rules
from judging.rules.taxes import tax_of


@pytest.mark.requirement("S001-R31")
@pytest.mark.parametrize(
    ("amount", "day", "tax"),
    [
        (10_000_000, date(2026, 6, 30), 0),
        (10_000_001, date(2026, 6, 30), 0),
        (15_000_000, date(2026, 6, 30), 500_000),
        (15_000_000, date(2026, 7, 1), 0),
        (20_000_000, date(2026, 7, 1), 0),
        (25_000_000, date(2026, 7, 1), 500_000),
        (2_000_000, date(2020, 9, 1), 0),
        (12_345_678, date(2020, 9, 1), 234_567),
    ],
)
def test_the_part_above_the_limit_of_the_day_is_taxed(amount: int, day: date, tax: int) -> None:
    assert tax_of(amount, rule_on(day)) == tax


def test_every_rule_names_its_law_and_follows_the_one_before() -> None:
    rules = tax_rules()
    assert [one.from_on for one in rules] == sorted(one.from_on for one in rules)
    assert all(one.law and 0 < one.percent < 100 and one.free_vnd > 0 for one in rules)
