"""What the published result says of one entry: its sections of the bundle, round by round, and nothing of others."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class SeatMarks:
    """One judge's locked sheet, by the number of his seat: steps of the rubric and marks by criterion, and its total.

    Marks and totals are exact; `is_deciding` is the sheet of a third judge whose total alone counts.
    """

    seat: int
    steps: Mapping[str, int]
    marks: Mapping[str, Fraction]
    total: Fraction
    is_deciding: bool


@dataclass(frozen=True, slots=True)
class RoundResult:
    """One round of an entry: its code there, its place among `ranked` entries and its total."""

    round: str
    code: str
    rank: int
    ranked: int
    total: str
    sheets: tuple[SeatMarks, ...]


def list_own_rounds(bundle: dict[str, Any], codes: Mapping[str, str]) -> list[RoundResult]:
    """The rounds of the bundle that name an entry, first to last.

    Args:
        bundle: a result as it was published, with the rounds before it.
        codes: the code of the entry by the key of the round.
    """
    found: dict[str, RoundResult] = {}
    for one in _bundles(bundle):
        key = one["rules"]["round"]
        own = _own(one, codes[key]) if key in codes else None
        if own is not None:
            found.setdefault(key, own)
    return list(found.values())


def _bundles(bundle: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for earlier in bundle.get("path", {}).get("earlier", ()):
        yield from _bundles(earlier)
    yield bundle


def _own(bundle: dict[str, Any], code: str) -> RoundResult | None:
    places = bundle["result"]["places"]
    place = next((one for one in places if code in one["codes"]), None)
    if place is None:
        return None
    score = next(one for one in bundle["result"]["scores"] if one["code"] == code)
    totals = {one["seat"]: Fraction(one["total"]) for one in score["seats"]}
    step = Fraction(bundle["rules"]["rubric"]["step"])
    sheets = [
        SeatMarks(
            seat=sheet["seat"],
            steps=sheet["steps"],
            marks={key: steps * step for key, steps in sheet["steps"].items()},
            total=totals[sheet["seat"]],
            is_deciding=sheet["deciding"],
        )
        for sheet in bundle["sheets"]
        if sheet["code"] == code and sheet["seat"] in totals
    ]
    return RoundResult(
        round=bundle["rules"]["round"],
        code=code,
        rank=place["rank"],
        ranked=sum(len(one["codes"]) for one in places),
        total=place["total"],
        sheets=tuple(sorted(sheets, key=lambda one: one.seat)),
    )
