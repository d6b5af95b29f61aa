"""What judges of a round work from: the neutral extract of the plan that is frozen when the round opens (B19).

It names no person, unit or entry. Its SHA-256 stands with every locked sheet, so that a plan amended later cannot
be what the marks were given under.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from judging.enums import Demand, Verdict
from judging.errors import UndecidedError
from judging.rules.canonical import canonical_json, sha256_of
from judging.rules.deadlines import closes_at
from judging.rules.openings import round_blockers
from judging.rules.verdicts import overall
from judging.spec.decoding import from_plain
from judging.spec.encoding import to_json_scalar, to_plain
from judging.spec.programme import Programme
from judging.spec.quotas import Bounds
from judging.spec.rounds import Round
from judging.spec.rubrics import Rubric
from judging.spec.unknown import Unknown, known
from judging.spec.words import WorkForm

_LIMITS = (Demand.CHU, Demand.SECONDS)


@dataclass(frozen=True, slots=True)
class SheetCategory:
    """A category as judges know it: its name, its form and the limits that its works were held against."""

    key: str
    name: str
    form: WorkForm
    chu: Bounds | None = None
    seconds: Bounds | None = None


@dataclass(frozen=True, slots=True)
class RoundSheet:
    """One round for its judges. `finish_before` is the first instant that is too late, when the plan says one."""

    programme_title: str
    round_name: str
    plan_sha256: str
    rubric: Rubric
    categories: tuple[SheetCategory, ...]
    marks_per_entry: int
    finish_before: datetime | None = None

    def find_category(self, key: str) -> SheetCategory | None:
        return next((one for one in self.categories if one.key == key), None)


class SheetUnreadableError(Exception):
    """A stored sheet is none that this house wrote."""


def make_sheet(plan: Programme, round_key: str, plan_sha256: str) -> RoundSheet:
    """The sheet of a round under a plan. Raises UndecidedError for the first thing that the plan leaves open."""
    for path, unknown in round_blockers(plan, round_key):
        raise UndecidedError(path, unknown.decided_by)
    round_ = plan.find_round(round_key)
    rubric = plan.rubric_of(round_) if round_ is not None else None
    if round_ is None or rubric is None or isinstance(rubric, Unknown):
        raise UndecidedError(f"rounds[{round_key}].rubric", plan.organiser)
    return RoundSheet(
        programme_title=plan.title,
        round_name=round_.name,
        plan_sha256=plan_sha256,
        rubric=rubric,
        categories=tuple(
            SheetCategory(one.key, one.name, one.form, one.chu, one.seconds)
            for one in plan.categories
            if one.key in round_.categories
        ),
        marks_per_entry=known(round_.marks_per_entry),
        finish_before=finish_before(round_),
    )


def finish_before(round_: Round) -> datetime | None:
    """The first instant that is too late for marking; None where the plan fixes none (S001-R27)."""
    return None if isinstance(round_.closes, Unknown) else closes_at(round_.closes)


def sheet_to_plain(sheet: RoundSheet) -> dict[str, Any]:
    """The sheet as the plain value that is stored and hashed."""
    plain: dict[str, Any] = json.loads(json.dumps(to_plain(sheet), default=to_json_scalar))
    return plain


def sheet_from_plain(plain: object) -> RoundSheet:
    """The sheet that `sheet_to_plain` wrote. Raises SheetUnreadableError."""
    sheet, misfits = from_plain(RoundSheet, plain)
    if sheet is None:
        raise SheetUnreadableError(str(misfits))
    return sheet


def sheet_sha256(plain: dict[str, Any]) -> str:
    """SHA-256 of the canonical text of a stored sheet."""
    return sha256_of(canonical_json(plain))


def neutral_facts(verdicts: list[dict[str, Any]]) -> dict[str, str]:
    """What a judge may know of a work's form, from the verdicts kept with its measurement (design 6).

    No figure goes along: an exact count of chữ or seconds is as good as a name to whoever knows the entry.

    >>> neutral_facts([{"kind": "chu", "verdict": "pass", "figures": [1463]}, {"kind": "cover", "verdict": "fail"}])
    {'limits': 'pass', 'cover': 'fail'}
    """
    told = {Demand(one["kind"]): Verdict(one["verdict"]) for one in verdicts}
    facts = {}
    if limits := [told[kind] for kind in _LIMITS if kind in told]:
        facts["limits"] = overall(limits).value
    for kind in (Demand.COVER, Demand.PAGE_NUMBERS, Demand.A4):
        if kind in told:
            facts[kind.value] = told[kind].value
    return facts
