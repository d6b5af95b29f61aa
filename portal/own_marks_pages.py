"""A judge's own totals as a page shows them: in an order of his choice, and as a plot of one row."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

from judging.rules.analysis import SeatMarks
from portal.analysis_pages import plot_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from judging.desk.work import Pile, WorkLine
    from portal.analysis_pages import Plot


@dataclass(frozen=True, slots=True)
class OwnPile:
    """The sheets of one seat in a round. `plot` has a dot for each complete sheet; None without one."""

    name: str
    seat_number: int
    lines: tuple[WorkLine, ...]
    complete: int
    plot: Plot | None
    choices: tuple[tuple[str, str], ...]


def own_piles(piles: Sequence[Pile], by: str) -> list[OwnPile]:
    """The piles with their lines in the order `by` (ma, diem or trang-thai), else in the order of the desk."""
    return [_own_pile(pile, by) for pile in piles]


def _own_pile(pile: Pile, by: str) -> OwnPile:
    rubric = pile.sheet.rubric
    totals = [
        Fraction(line.total) for line in pile.lines if line.total is not None and line.filled == len(rubric.criteria)
    ]
    return OwnPile(
        name=pile.sheet.round_name,
        seat_number=pile.seat_number,
        lines=_ordered(pile.lines, by),
        complete=len(totals),
        plot=plot_of((_marks_of(pile.seat_number, totals),), rubric.scale) if totals else None,
        choices=tuple((str(line.assignment_id), line.word) for line in pile.lines),
    )


def _marks_of(seat_number: int, totals: list[Fraction]) -> SeatMarks:
    """What a plot of one's own needs; others' marks are unknown here, so that severity is too."""
    return SeatMarks(seat_number, tuple(totals), median(totals), sum(totals, Fraction()) / len(totals), None, ())


def _ordered(lines: tuple[WorkLine, ...], by: str) -> tuple[WorkLine, ...]:
    if by == "ma":
        return tuple(sorted(lines, key=lambda line: line.word))
    if by == "diem":
        return tuple(sorted(lines, key=lambda line: (line.total is None, -(line.total or 0), line.word)))
    if by == "trang-thai":
        return tuple(sorted(lines, key=lambda line: (line.state.value, line.word)))
    return lines
