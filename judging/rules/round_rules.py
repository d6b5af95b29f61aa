"""What a plan says about one round's result, with everything known that must be known."""

from dataclasses import dataclass

from judging.errors import NotFoundError
from judging.rules.subpanels import PanelSeats
from judging.spec.prizes import Ladder
from judging.spec.programme import Programme
from judging.spec.rounds import PassRule, Round, TieStep
from judging.spec.rubrics import Rubric
from judging.spec.unknown import known
from judging.spec.words import Aggregation, Exclusivity, RelatedUnits


@dataclass(frozen=True, slots=True)
class RoundRules:
    """What the plan says about one round's result. `plan_sha256` names the plan version (B19)."""

    round: str
    plan_sha256: str
    rubric: Rubric
    aggregation: Aggregation
    marks_per_entry: int
    tie_chain: tuple[TieStep, ...]
    ladders: tuple[Ladder, ...]
    exclusivity: Exclusivity
    passing: PassRule | None = None
    divided: tuple[PanelSeats, ...] = ()
    """Which seats mark what, once they are filled; empty where every seat marks everything."""


def related_units_of(round_: Round) -> RelatedUnits:
    """Which units above and below a judge's own he does not mark in this round.

    Where the plan says nothing (or leaves it open) these are the next ones, unless judges may mark even their own.
    """
    if isinstance(round_.related_units, RelatedUnits):
        return round_.related_units
    return RelatedUnits.NONE if round_.own_unit_excluded is False else RelatedUnits.DIRECT


def rules_of(programme: Programme, round_key: str, plan_sha256: str) -> RoundRules:
    """The rules of a round. Raises NotFoundError, and StillUnknownError for what the plan leaves open."""
    found = programme.find_round(round_key)
    rubric = known(programme.rubric_of(found)) if found else None
    if found is None or rubric is None:
        raise NotFoundError("round" if found is None else "rubric")
    return RoundRules(
        round=round_key,
        plan_sha256=plan_sha256,
        rubric=rubric,
        aggregation=known(found.aggregation),
        marks_per_entry=known(found.marks_per_entry),
        tie_chain=known(found.tie_chain),
        ladders=tuple(ladder for ladder in programme.ladders if ladder.round == round_key),
        exclusivity=known(programme.exclusivity),
        passing=None if found.passing is None else known(found.passing),
    )
