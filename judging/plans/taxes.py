"""The tax on a prize by the law of the day: dated data (`prize_tax.toml`)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from judging.rules.taxes import TaxRule, rule_among

if TYPE_CHECKING:
    from datetime import date


@cache
def tax_rules() -> tuple[TaxRule, ...]:
    """Every rule, oldest first."""
    told = tomllib.loads(files("judging.plans").joinpath("prize_tax.toml").read_text(encoding="utf-8"))["rule"]
    rules = (TaxRule(one["from"], one["free_vnd"], one["percent"], one["law"]) for one in told)
    return tuple(sorted(rules, key=lambda one: one.from_on))


def rule_on(day: date) -> TaxRule:
    """The rule in force on a day; before the first rule, the first."""
    return rule_among(tax_rules(), day)
