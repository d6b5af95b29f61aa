"""What can be wrong with a plan: a code, a place, and facts for a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from judging.spec.decoding import Path


class Severity(StrEnum):
    """An error keeps a plan from being loaded; a warning is for a person to look at."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong.

    `path` leads there from the top of the data (positions counted from 0), `place` says it for people:
    `categories[essay].chu`. `line` counts from 1; None where the plan is no file or the line is not clear.
    """

    code: str
    path: Path
    place: str
    facts: Mapping[str, str] = field(default_factory=dict)
    line: int | None = None
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class PlanErrors:
    """Everything that keeps a text from being a plan, warnings included, in the order of the text."""

    problems: tuple[Problem, ...]


def place_of(path: Path, plain: Any) -> str:  # noqa: ANN401  parsed data
    """`path` in words that a person can find: items of lists by their key or kind, else by number from 1."""
    place = ""
    here = plain
    for step in path:
        here = _inside(here, step)
        if isinstance(step, int):
            named = isinstance(here, dict) and (here.get("key") or here.get("kind"))
            place += f"[{named or step + 1}]"
        else:
            place += f".{step}" if place else step
    return place


def _inside(here: Any, step: str | int) -> Any:  # noqa: ANN401
    if isinstance(step, int):
        return here[step] if isinstance(here, list) and step < len(here) else None
    return here.get(step) if isinstance(here, dict) else None
