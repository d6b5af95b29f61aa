"""The analysis of a round's marks as pages show it: numbers in words, and the geometry of its plot."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from judging.queries.analysis import MOST_SEATS, look_at_marking
from judging.queries.publications import tier_names
from judging.rules.analysis import BAND_MARKS, Habit
from judging.rules.scoring import shown
from portal.display import mark
from portal.plots import Columns, Rows, columns_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from flask_babel import LazyString
    from sqlalchemy.orm import Session

    from judging.queries.analysis import Marking
    from judging.queries.standings import RoundAtHand
    from judging.rules.analysis import Analysis, SeatMarks
    from judging.rules.spreads import GapBin

HABITS: Mapping[Habit, LazyString] = {
    Habit.SAME_MARKS: _l("gives almost every work the same marks"),
    Habit.ALL_HIGHEST: _l("gives every work the highest marks"),
    Habit.ALL_LOWEST: _l("gives every work no marks"),
    Habit.STRICT: _l("stricter than the others"),
    Habit.LENIENT: _l("more lenient than the others"),
}
WIDTH, LEFT, RIGHT, ROW, TOP = 640, 56, 12, 36, 8
"""Of the plot, in units of its own."""
TICKS = 4
SEVERE_MARK = Decimal("0.1")
"""The plot of severity reaches a tenth of the scale at least, so that small differences look small."""
ALPHA_RISES = 0.05
"""By how much agreement rises without a judge until the bar stands out."""


@dataclass(frozen=True, slots=True)
class PlotRow:
    """One judge in the plot: `y` of the row, `dots` and `middle` along it."""

    seat: int
    y: int
    dots: tuple[float, ...]
    middle: float


@dataclass(frozen=True, slots=True)
class Plot:
    """Totals by judge on the rubric's scale; `ticks` are (x, label)."""

    width: int
    height: int
    left: int
    right: int
    rows: tuple[PlotRow, ...]
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class MarkingPage:
    """What the page shows. `error` is the standard error in words, empty where it is hidden."""

    marking: Marking
    plot: Plot
    gaps: Columns | None
    severities: Rows | None
    agreements: Rows | None
    prizes: Mapping[str, str]
    error: str
    fewest: int
    most_seats: int

    @staticmethod
    def number(value: Fraction) -> str:
        """An exact value with two decimals, as papers write it."""
        return mark(str(shown(value)))

    @staticmethod
    def signed(value: Fraction) -> str:
        """The same with its sign: +1,50 or −0,25."""
        told = mark(str(shown(abs(value))))
        return f"+{told}" if value > 0 else f"−{told}" if value < 0 else told

    def without(self, seat: int) -> Fraction | None:
        """Alpha without the judge of a number."""
        return dict(self.marking.analysis.alpha_without).get(seat)

    @staticmethod
    def habits(seat: SeatMarks) -> list[str]:
        return [str(HABITS[one]) for one in seat.habits]


def load_marking(session: Session, at_hand: RoundAtHand) -> MarkingPage:
    """The analysis of a closed round. Raises NotFoundError before it is closed."""
    marking = look_at_marking(session, at_hand)
    found, scale = marking.analysis, at_hand.rules.rubric.scale
    squared = found.error_squared
    return MarkingPage(
        marking=marking,
        plot=plot_of(found.seats, scale),
        gaps=_gaps(found.gaps),
        severities=_severities(found.seats, scale),
        agreements=_agreements(found),
        prizes=tier_names(at_hand.plan),
        error="" if squared is None else mark(str(_root(squared))),
        fewest=BAND_MARKS,
        most_seats=MOST_SEATS,
    )


def plot_of(seats: tuple[SeatMarks, ...], scale: Decimal) -> Plot:
    """Where the dots stand: 0 at the left, the scale's end at the right."""
    span = WIDTH - LEFT - RIGHT

    def place(value: Fraction | Decimal) -> float:
        return round(LEFT + span * float(value) / float(scale), 1)

    rows = tuple(
        PlotRow(seat.seat, TOP + ROW * at + ROW // 2, tuple(place(one) for one in seat.totals), place(seat.middle))
        for at, seat in enumerate(seats)
    )
    ticks = tuple((place(scale * at / TICKS), mark(str((scale * at / TICKS).normalize()))) for at in range(TICKS + 1))
    return Plot(WIDTH, TOP + ROW * len(rows) + 24, LEFT, WIDTH - RIGHT, rows, ticks)


def _gaps(bins: Sequence[GapBin]) -> Columns | None:
    """A column for each bin; the broken line stands at the limit."""
    if not bins:
        return None
    edges = [mark(str(shown(one.start))) for one in bins]
    last = bins[-1].end
    near = sum(not one.is_far for one in bins)
    return columns_of(
        [(one.works, one.is_far) for one in bins], [*edges, "…" if last is None else mark(str(shown(last)))], near
    )


def _severities(seats: Sequence[SeatMarks], scale: Decimal) -> Rows | None:
    """How far each judge's totals lie from the others' for the same works, left stricter, right more lenient."""
    known = [(str(one.seat), float(one.severity), one) for one in seats if one.severity is not None]
    if not known:
        return None
    reach = max(float(scale * SEVERE_MARK), *(abs(value) for _, value, _ in known))
    ticks = [(sign * reach, _signed_decimal(sign * reach)) for sign in (-1.0, 0.0, 1.0)]
    rows = [(label, value, bool({Habit.STRICT, Habit.LENIENT} & {*seat.habits})) for label, value, seat in known]
    return rows_of(rows, least=-reach, most=reach, ticks=ticks)


def _agreements(found: Analysis) -> Rows | None:
    """Alpha without each judge; a bar beyond the broken line, which is alpha of all, stands out."""
    known = [(str(seat), float(alpha)) for seat, alpha in found.alpha_without if alpha is not None]
    if not known or found.alpha is None:
        return None
    least = min(0.0, float(found.alpha), *(value for _, value in known))
    ticks = [(one, mark(f"{one:.2f}")) for one in sorted({least, 0.0, 0.5, 1.0})]
    rows = [(label, value, value > float(found.alpha) + ALPHA_RISES) for label, value in known]
    return rows_of(rows, least=least, most=1.0, ticks=ticks, limit=float(found.alpha))


def _signed_decimal(value: float) -> str:
    told = mark(f"{abs(value):.1f}")
    return f"+{told}" if value > 0 else f"−{told}" if value < 0 else told


def _root(squared: Fraction) -> Decimal:
    """The square root with two decimals."""
    return (Decimal(squared.numerator) / Decimal(squared.denominator)).sqrt().quantize(Decimal("0.01"))
