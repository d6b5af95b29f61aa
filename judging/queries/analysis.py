"""The marks of a closed round looked at as a whole, and what its result would be without one of the judges."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from judging.enums import RoundState
from judging.errors import NotFoundError
from judging.queries.standings import list_candidates, list_decisions, list_locked_sheets
from judging.rules.analysis import Analysis, analyse
from judging.rules.standings import Standings, compute_standings
from judging.spec.unknown import is_known

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.queries.standings import RoundAtHand
    from judging.rules.scoring import Sheet

MOST_SEATS = 20
"""One result for each judge is computed; beyond this a page would take seconds (`bench/ranking.py`)."""


@dataclass(frozen=True, slots=True)
class PrizeChange:
    """A code whose prize would be another one. Keys are `ladder/tier`; empty for none."""

    code: str
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class WithoutSeat:
    """The result if one judge's sheets were left out. `moved` counts codes whose place would be another."""

    seat: int
    moved: int
    changes: tuple[PrizeChange, ...]
    unmarked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marking:
    """The analysis of a round's marks. `without` is empty where there are more than MOST_SEATS judges."""

    analysis: Analysis
    without: tuple[WithoutSeat, ...]


def look_at_marking(session: Session, at_hand: RoundAtHand) -> Marking:
    """Everything the locked sheets show. Raises NotFoundError before the round is closed: nobody sees marks before."""
    if RoundState(at_hand.round.state) not in {RoundState.CLOSED, RoundState.REVEALED}:
        raise NotFoundError("marking")
    rules = at_hand.rules
    planned = at_hand.plan.plan.find_round(at_hand.round.key)
    gap = planned.gap if planned else None
    limit = Fraction(gap.limit) if gap and is_known(gap) else None
    sheets = list_locked_sheets(session, at_hand.id)
    analysis = analyse(rules.rubric, sheets, aggregation=rules.aggregation, gap_limit=limit)
    candidates, (ties, said) = list_candidates(session, at_hand.id), list_decisions(session, at_hand.id)

    def computed(counting: list[Sheet]) -> Standings:
        return compute_standings(
            rules, candidates, counting, ties, said.vacancies, counts=said.counts, choices=said.choices
        )

    if not 1 < len(analysis.seats) <= MOST_SEATS:
        return Marking(analysis, ())
    full = computed(sheets)
    without = tuple(
        _compared(
            seat.seat,
            full,
            computed([sheet for sheet in sheets if sheet.seat != seat.seat]),
        )
        for seat in analysis.seats
    )
    return Marking(analysis, without)


def _compared(seat: int, now: Standings, then: Standings) -> WithoutSeat:
    places_now, places_then = _places(now), _places(then)
    prizes_now, prizes_then = _prizes(now), _prizes(then)
    return WithoutSeat(
        seat=seat,
        moved=sum(places_then[code] != place for code, place in places_now.items() if code in places_then),
        changes=tuple(
            PrizeChange(code, prizes_now.get(code, ""), prizes_then.get(code, ""))
            for code in sorted(prizes_now.keys() | prizes_then.keys())
            if prizes_now.get(code, "") != prizes_then.get(code, "")
        ),
        unmarked=tuple(code for code in then.unmarked if code not in now.unmarked),
    )


def _places(standings: Standings) -> dict[str, int]:
    return {code: place.rank for place in standings.ranking.places for code in place.codes}


def _prizes(standings: Standings) -> dict[str, str]:
    return {award.code: f"{award.ladder}/{award.tier}" for award in standings.prizes.awards}
