"""Time limits of answers about personal data, and of keeping it, by the law of the day (`personal_data.toml`)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from judging.enums import DataRequestKind, RetentionKind
from judging.rules.data_requests import Term, term_among
from judging.rules.retention import Retention, retention_among

if TYPE_CHECKING:
    from datetime import date


@cache
def terms() -> tuple[Term, ...]:
    """Every term, oldest first."""
    told = _told()["term"]
    found = (Term(one["from"], one["law"], {kind: one[kind.value] for kind in DataRequestKind}) for one in told)
    return tuple(sorted(found, key=lambda one: one.from_on))


def term_on(day: date) -> Term:
    """The term in force on a day."""
    return term_among(terms(), day)


@cache
def retentions() -> tuple[Retention, ...]:
    """Every rule of keeping, oldest first."""
    found = (
        Retention(one["from"], one["law"], {kind: one[kind.value] for kind in RetentionKind if kind.value in one})
        for one in _told()["retention"]
    )
    return tuple(sorted(found, key=lambda one: one.from_on))


def retention_on(day: date) -> Retention:
    """The rule of keeping in force on a day."""
    return retention_among(retentions(), day)


def _told() -> dict[str, Any]:
    return tomllib.loads(files("judging.plans").joinpath("personal_data.toml").read_text(encoding="utf-8"))
