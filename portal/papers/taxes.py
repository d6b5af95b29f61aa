"""The tax on a prize by the law of the day: dated data (`prize_tax.toml`), one rule of arithmetic."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

_RULES = Path(__file__).with_name("prize_tax.toml")
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class TaxRule:
    """What the law takes from a winning: `percent` of what lies above `free_vnd`, each time."""

    from_on: date
    free_vnd: int
    percent: int
    law: str


@cache
def tax_rules() -> tuple[TaxRule, ...]:
    """Every rule, oldest first."""
    told = tomllib.loads(_RULES.read_text(encoding="utf-8"))["rule"]
    rules = (TaxRule(one["from"], one["free_vnd"], one["percent"], one["law"]) for one in told)
    return tuple(sorted(rules, key=lambda one: one.from_on))


def rule_on(day: date) -> TaxRule:
    """The rule in force on a day; before the first rule, the first."""
    return next((one for one in reversed(tax_rules()) if one.from_on <= day), tax_rules()[0])


def tax_of(amount_vnd: int, rule: TaxRule) -> int:
    """The tax in whole đồng, rounded down.

    >>> from datetime import date
    >>> tax_of(25_000_000, TaxRule(date(2026, 7, 1), 20_000_000, 10, ""))
    500000
    """
    return max(0, amount_vnd - rule.free_vnd) * rule.percent // _WHOLE
