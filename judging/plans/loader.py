"""The one way from a plan file to a programme."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from judging.plans.checker import check_reading
from judging.plans.lines import line_of, lines_of
from judging.plans.problems import PlanErrors, Problem, Severity, place_of
from judging.spec.canonical import FORMAT
from judging.spec.decoding import read_plain
from judging.spec.programme import Programme

_AT_LINE = re.compile(r"\(at line (\d+)")


@dataclass(frozen=True, slots=True)
class CheckedPlan:
    """What reading a text gave: the programme when there is no error, and every problem, warnings too."""

    programme: Programme | None
    problems: tuple[Problem, ...]


def load(text: str) -> Programme | PlanErrors:
    """The programme that a plan file describes, or everything that is wrong with it. Warnings do not stop it."""
    checked = check_text(text)
    return PlanErrors(checked.problems) if checked.programme is None else checked.programme


def check_text(text: str) -> CheckedPlan:
    """Read and check a plan file."""
    try:
        plain = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        problem = Problem("not_toml", (), "", {"says": str(error)}, line=int(at[1]) if at else None)
        return CheckedPlan(None, (problem,))
    lines = lines_of(text)
    found = sorted(
        (replace(problem, line=line_of(problem.path, lines)) for problem in _problems(plain)),
        key=lambda problem: problem.line or 0,
    )
    has_errors = any(problem.severity is Severity.ERROR for problem in found)
    programme = None if has_errors else read_plain(Programme, plain).value
    return CheckedPlan(programme, tuple(found))


def _problems(plain: dict[str, Any]) -> list[Problem]:
    """Everything wrong with parsed data, which this takes its format number from."""
    told = plain.pop("format", None)
    problems = []
    if told != FORMAT:
        facts = {"found": "nothing" if told is None else str(told), "known": str(FORMAT)}
        problems.append(Problem("unknown_format", ("format",), "format", facts))
    reading = read_plain(Programme, plain)
    problems += [Problem(m.code, m.path, place_of(m.path, plain), m.facts) for m in reading.misfits]
    return problems + check_reading(plain, reading)
