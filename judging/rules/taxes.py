"""The tax on a prize: one rule of arithmetic over dated rules (practice 3.8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_WHOLE = 100


@dataclass(frozen=True, slots=True)
class TaxRule:
    """What the law takes from a winning: `percent` of what lies above `free_vnd`, each time."""

    from_on: date
    free_vnd: int
    percent: int
    law: str


def rule_among(rules: Sequence[TaxRule], day: date) -> TaxRule:
    """The rule of `rules` (oldest first) in force on a day; before the first rule, the first."""
    return next((one for one in reversed(rules) if one.from_on <= day), rules[0])


def tax_of(amount_vnd: int, rule: TaxRule) -> int:
    """The tax in whole đồng, rounded down.

    >>> from datetime import date
    >>> tax_of(25_000_000, TaxRule(date(2026, 7, 1), 20_000_000, 10, ""))
    500000
    """
    return max(0, amount_vnd - rule.free_vnd) * rule.percent // _WHOLE
