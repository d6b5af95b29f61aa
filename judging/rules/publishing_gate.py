"""What is not green before a result becomes public: broken seals, awards above the ladder's sum, a missing anchor."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from judging.rules.budgets import budget_lines
from judging.rules.canonical import sha256_of
from judging.rules.review_texts import review_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from judging.rules.canonical import Plain
    from judging.spec.programme import Programme


@dataclass(frozen=True, slots=True)
class SealedSheet:
    """A locked sheet as the record holds it now, with the hash that its lock took of it."""

    round_id: str
    sheet_sha256: str
    code: str
    seat: int
    version: int
    steps: Mapping[str, int]
    comments: Mapping[str, str]
    comment: str
    salt: str | None
    locked_sha256: str

    @property
    def sha256(self) -> str:
        """Of its canonical bytes as they are now, in hexadecimal digits."""
        text = review_text(
            salt=self.salt,
            round_id=self.round_id,
            sheet_sha256=self.sheet_sha256,
            code=self.code,
            seat=self.seat,
            version=self.version,
            steps=self.steps,
            comments=self.comments,
            comment=self.comment,
        )
        return sha256_of(text)

    @property
    def is_whole(self) -> bool:
        """Whether it is what was locked."""
        return self.sha256 == self.locked_sha256


def not_green(
    sheets: Iterable[SealedSheet],
    awards: Iterable[tuple[str, int]],
    plan: Programme,
    *,
    waiting_lines: int,
    without_paper: Iterable[str] = (),
) -> list[dict[str, Plain]]:
    """Everything that keeps a result from the public, as plain facts; empty when all is green.

    `awards` are stable keys of tiers (`ladder/tier`) with đồng; a budget without a ladder is the whole plan's.
    `waiting_lines` are the lines of the history that stand nowhere outside the database although the approval is among
    them; 0 when it is not. `without_paper` are codes whose prize was taken back by no paper yet.
    """
    found: list[dict[str, Plain]] = [
        {"what": "seal", "code": one.code, "seat": one.seat}
        for one in sorted(sheets, key=lambda one: (one.code, one.seat))
        if not one.is_whole
    ]
    found += [
        {"what": "budget", "ladder": one.name, "total_vnd": one.given_vnd, "ceiling_vnd": one.ceiling_vnd}
        for one in budget_lines(plan, awards)
        if one.is_exceeded
    ]
    found += [{"what": "paper", "code": code} for code in sorted(without_paper)]
    if waiting_lines:
        found.append({"what": "anchor", "lines": waiting_lines})
    return found


class GateState(StrEnum):
    """How a point of the gate stands."""

    GREEN = "green"
    OPEN = "open"
    OVERRIDDEN = "overridden"
    LATER = "later"


class GatePoint(StrEnum):
    """What the gate looks at, in the order of the work."""

    COVERAGE = "coverage"
    CONFLICTS = "conflicts"
    DRAFTS = "drafts"
    GAPS = "gaps"
    VOTES = "votes"
    TIES = "ties"
    BUDGET = "budget"
    SEALS = "seals"
    ANCHORS = "anchors"


@dataclass(frozen=True, slots=True)
class GateLine:
    """One point of the gate with what is open there, as plain facts; none where it is green or comes later."""

    point: GatePoint
    state: GateState
    facts: tuple[Mapping[str, Any], ...] = ()


MARKING_POINTS = {
    "marks": GatePoint.COVERAGE,
    "criteria": GatePoint.COVERAGE,
    "conflict": GatePoint.CONFLICTS,
    "draft": GatePoint.DRAFTS,
    "gap": GatePoint.GAPS,
}


def marking_lines(missing: Iterable[Mapping[str, Any]], *, is_closed: bool) -> list[GateLine]:
    """The points of the marking: `missing` has the shape of `judging.actions.results.missing_of`.

    What was missing when the round was closed was overridden: closing without a reason had been refused.
    """
    by_point: dict[GatePoint, list[Mapping[str, Any]]] = {point: [] for point in MARKING_POINTS.values()}
    for one in missing:
        by_point[MARKING_POINTS[str(one["what"])]].append(one)
    state = GateState.OVERRIDDEN if is_closed else GateState.OPEN
    return [GateLine(point, state if facts else GateState.GREEN, tuple(facts)) for point, facts in by_point.items()]
