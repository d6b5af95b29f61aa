"""Time limits for answers about personal data by the law of the day: dated data (`personal_data.toml`)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from judging.enums import DataRequestKind
from judging.rules.data_requests import Term, term_among

if TYPE_CHECKING:
    from datetime import date


@cache
def terms() -> tuple[Term, ...]:
    """Every term, oldest first."""
    told = tomllib.loads(files("judging.plans").joinpath("personal_data.toml").read_text(encoding="utf-8"))["term"]
    found = (Term(one["from"], one["law"], {kind: one[kind.value] for kind in DataRequestKind}) for one in told)
    return tuple(sorted(found, key=lambda one: one.from_on))


def term_on(day: date) -> Term:
    """The term in force on a day."""
    return term_among(terms(), day)
