"""What the published result says of one entry: its sections of the bundle, round by round, and nothing of others."""

from __future__ import annotations

import json
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


@dataclass(frozen=True, slots=True)
class Shares:
    """A published result taken apart: for (round, code) the text of what it says of that entry and of no other.

    `rounds` are the rounds in their order, the one that gave the prizes last. Texts and not values, because a result
    may hold half a million sheets of which one view reads a handful.
    """

    rounds: tuple[str, ...]
    texts: Mapping[tuple[str, str], str]


def taken_apart(bundle: dict[str, Any]) -> Shares:
    """What a published result, with the rounds before it, says of each entry; read once, whoever asks afterwards."""
    rounds: list[str] = []
    texts: dict[tuple[str, str], str] = {}
    for one in _bundles(bundle):
        key = one["rules"]["round"]
        if key in rounds:
            continue
        rounds.append(key)
        step, places = one["rules"]["rubric"]["step"], one["result"]["places"]
        ranked = sum(len(place["codes"]) for place in places)
        sheets: dict[str, list[Any]] = {}
        for sheet in one["sheets"]:
            sheets.setdefault(sheet["code"], []).append([sheet["seat"], sheet["steps"], sheet["deciding"]])
        scores = one["result"]["scores"]
        seats = {score["code"]: {str(own["seat"]): own["total"] for own in score["seats"]} for score in scores}
        for place in places:
            for code in place["codes"]:
                told = [place["rank"], ranked, place["total"], step, seats[code], sheets.get(code, [])]
                texts[key, code] = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return Shares(tuple(rounds), texts)


def list_own_rounds(shares: Shares, codes: Mapping[str, str]) -> list[RoundResult]:
    """The rounds of a published result that name an entry, first to last.

    Args:
        shares: the result, taken apart.
        codes: the code of the entry by the key of the round.
    """
    found = [(key, codes[key], shares.texts.get((key, codes[key]))) for key in shares.rounds if key in codes]
    return [_own(key, code, text) for key, code, text in found if text is not None]


def _bundles(bundle: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for earlier in (bundle.get("path") or {}).get("earlier", ()):
        yield from _bundles(earlier)
    yield bundle


def _own(key: str, code: str, text: str) -> RoundResult:
    rank, ranked, total, written, seats, listed = json.loads(text)
    step = Fraction(written)
    totals = {int(seat): Fraction(own) for seat, own in seats.items()}
    sheets = [
        SeatMarks(
            seat=seat,
            steps=steps,
            marks={criterion: count * step for criterion, count in steps.items()},
            total=totals[seat],
            is_deciding=deciding,
        )
        for seat, steps, deciding in listed
        if seat in totals
    ]
    return RoundResult(
        round=key,
        code=code,
        rank=rank,
        ranked=ranked,
        total=total,
        sheets=tuple(sorted(sheets, key=lambda one: one.seat)),
    )
