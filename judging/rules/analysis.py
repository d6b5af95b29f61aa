"""What the marks of a closed round tell about the marking: evidence for people, never a change of a mark (B17).

Judges are their numbers here, works their codes. Every threshold stands in this file and is printed on the page.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import combinations

from judging.rules.scoring import Sheet, sheet_total
from judging.rules.spreads import GapBin, alpha_without_each, gap_bins
from judging.rules.statistics import kendall_w, krippendorff_alpha, mean, median, pooled_variance
from judging.spec.rubrics import Rubric
from judging.spec.words import Aggregation

FEW_SHEETS = 5
"""Under five sheets nothing is said of a judge's habit."""
SAME_SHARE = Fraction(4, 5)
"""A judge who gives so many of the works one and the same marks does not tell them apart."""
TWIN_SHEETS = 3
TWIN_SHARE = Fraction(1, 2)
"""Two judges whose sheets agree in every criterion on three works and on half of their common ones."""
SEVERE_SHARE = Fraction(1, 10)
"""A judge's mean distance from the others, as a share of the scale, from which it is named."""
OUTLIER_SHARE = Fraction(15, 100)
"""How far one mark lies from the middle of its work's marks to be named, where the plan has no limit."""
MIDDLE_FROM = 3
"""From three marks up their median is the middle, which one wild mark does not move; of two it is the other one."""
BAND_MARKS = 3
"""With fewer marks to an entry a standard error says nothing and is not shown."""
BLOCK_THINGS = 3


class Habit(StrEnum):
    """What strikes the eye in all sheets of one judge."""

    SAME_MARKS = "same_marks"
    ALL_HIGHEST = "all_highest"
    ALL_LOWEST = "all_lowest"
    STRICT = "strict"
    LENIENT = "lenient"


@dataclass(frozen=True, slots=True)
class SeatMarks:
    """One judge's totals. `severity` is the mean of his total less the mean of the others' for the same works."""

    seat: int
    totals: tuple[Fraction, ...]
    middle: Fraction
    mean: Fraction
    severity: Fraction | None
    habits: tuple[Habit, ...]


@dataclass(frozen=True, slots=True)
class Outlier:
    """One mark far from the middle of the marks for the same work."""

    code: str
    seat: int
    total: Fraction
    middle: Fraction

    @property
    def distance(self) -> Fraction:
        return self.total - self.middle


@dataclass(frozen=True, slots=True)
class Twins:
    """Two judges with the very same marks in every criterion on `codes`, out of `common` that both marked."""

    seats: tuple[int, int]
    codes: tuple[str, ...]
    common: int


@dataclass(frozen=True, slots=True)
class Concordance:
    """Kendall's W of the judges who marked the same works."""

    seats: tuple[int, ...]
    works: int
    w: Fraction


@dataclass(frozen=True, slots=True)
class Band:
    """Codes whose means lie less than the standard error below the first of them."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything at once. `error_squared` is the square of the standard error of an entry's mean.

    `gaps` counts works by how far their marks lie apart; `alpha_without` is alpha without each seat in turn.
    """

    seats: tuple[SeatMarks, ...]
    outliers: tuple[Outlier, ...]
    outlier_from: Fraction
    twins: tuple[Twins, ...]
    alpha: Fraction | None
    concordances: tuple[Concordance, ...]
    error_squared: Fraction | None
    bands: tuple[Band, ...]
    gaps: tuple[GapBin, ...]
    alpha_without: tuple[tuple[int, Fraction | None], ...]


def analyse(
    rubric: Rubric, sheets: Iterable[Sheet], *, aggregation: Aggregation, gap_limit: Fraction | None = None
) -> Analysis:
    """What the locked sheets of a round show. The order of the sheets changes nothing."""
    ordered = sorted((one for one in sheets if not one.deciding), key=lambda one: (one.code, one.seat))
    totals = {(one.code, one.seat): sheet_total(rubric, one.steps) for one in ordered}
    by_code: dict[str, dict[int, Fraction]] = defaultdict(dict)
    for (code, seat), total in totals.items():
        by_code[code][seat] = total
    outlier_from = gap_limit if gap_limit is not None else Fraction(rubric.scale) * OUTLIER_SHARE
    units = [tuple(row.values()) for row in by_code.values()]
    error = _error_squared(units, aggregation)
    return Analysis(
        seats=_seats(rubric, ordered, by_code),
        outliers=_outliers(by_code, outlier_from),
        outlier_from=outlier_from,
        twins=_twins(ordered),
        alpha=krippendorff_alpha(units),
        concordances=_concordances(by_code),
        error_squared=error,
        bands=_bands({code: mean(tuple(row.values())) for code, row in by_code.items()}, error),
        gaps=gap_bins(by_code, outlier_from),
        alpha_without=alpha_without_each(by_code, sorted({seat for _, seat in totals})),
    )


def _others(row: Mapping[int, Fraction], seat: int) -> Fraction | None:
    rest = [total for other, total in row.items() if other != seat]
    return mean(rest) if rest else None


def _seats(
    rubric: Rubric, sheets: Sequence[Sheet], by_code: Mapping[str, Mapping[int, Fraction]]
) -> tuple[SeatMarks, ...]:
    own: dict[int, list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        own[sheet.seat].append(sheet)
    found = []
    for seat, mine in sorted(own.items()):
        totals = tuple(sorted(by_code[sheet.code][seat] for sheet in mine))
        apart = [
            by_code[sheet.code][seat] - others
            for sheet in mine
            if (others := _others(by_code[sheet.code], seat)) is not None
        ]
        severity = mean(apart) if apart else None
        found.append(
            SeatMarks(seat, totals, median(totals), mean(totals), severity, _habits(rubric, mine, totals, severity))
        )
    return tuple(found)


def _habits(
    rubric: Rubric, sheets: Sequence[Sheet], totals: Sequence[Fraction], severity: Fraction | None
) -> tuple[Habit, ...]:
    if len(sheets) < FEW_SHEETS:
        return ()
    found = []
    commonest = Counter(tuple(sorted(sheet.steps.items())) for sheet in sheets).most_common(1)[0][1]
    highest = sum((Fraction(one.maximum) * Fraction(one.weight or 1) for one in rubric.criteria), Fraction(0))
    if totals[0] == highest:
        found.append(Habit.ALL_HIGHEST)
    elif totals[-1] == 0:
        found.append(Habit.ALL_LOWEST)
    elif commonest >= SAME_SHARE * len(sheets):
        found.append(Habit.SAME_MARKS)
    if severity is not None and abs(severity) >= Fraction(rubric.scale) * SEVERE_SHARE:
        found.append(Habit.LENIENT if severity > 0 else Habit.STRICT)
    return tuple(found)


def _outliers(by_code: Mapping[str, Mapping[int, Fraction]], limit: Fraction) -> tuple[Outlier, ...]:
    found = [
        Outlier(code, seat, total, middle)
        for code, row in by_code.items()
        for seat, total in row.items()
        if (middle := _middle(row, seat)) is not None and abs(total - middle) >= limit
    ]
    return tuple(sorted(found, key=lambda one: (-abs(one.distance), one.code, one.seat)))


def _middle(row: Mapping[int, Fraction], seat: int) -> Fraction | None:
    return median(tuple(row.values())) if len(row) >= MIDDLE_FROM else _others(row, seat)


def _twins(sheets: Sequence[Sheet]) -> tuple[Twins, ...]:
    by_seat: dict[int, dict[str, tuple[tuple[str, int], ...]]] = defaultdict(dict)
    for sheet in sheets:
        by_seat[sheet.seat][sheet.code] = tuple(sorted(sheet.steps.items()))
    found = []
    for one, other in combinations(sorted(by_seat), 2):
        common = sorted(by_seat[one].keys() & by_seat[other].keys())
        same = tuple(code for code in common if by_seat[one][code] == by_seat[other][code])
        if len(same) >= TWIN_SHEETS and len(same) >= TWIN_SHARE * len(common):
            found.append(Twins((one, other), same, len(common)))
    return tuple(found)


def _concordances(by_code: Mapping[str, Mapping[int, Fraction]]) -> tuple[Concordance, ...]:
    """W asks that every judge of a group marked every work of it: works are grouped by who marked them."""
    groups: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for code, row in by_code.items():
        groups[tuple(sorted(row))].append(code)
    found = []
    for seats, codes in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        if len(codes) >= BLOCK_THINGS and (w := kendall_w([[by_code[c][s] for c in codes] for s in seats])) is not None:
            found.append(Concordance(seats, len(codes), w))
    return tuple(found)


def _error_squared(units: Sequence[Sequence[Fraction]], aggregation: Aggregation) -> Fraction | None:
    """The pooled variance over the fewest marks of any entry; None where it would say nothing."""
    fewest = min((len(unit) for unit in units), default=0)
    if aggregation is not Aggregation.MEAN or fewest < BAND_MARKS:
        return None
    variance = pooled_variance(units)
    return None if variance is None else variance / fewest


def _bands(means: Mapping[str, Fraction], error_squared: Fraction | None) -> tuple[Band, ...]:
    """From the top: each band begins with the best code left and takes all that lie less than the error below it."""
    if not error_squared:
        return ()
    left = sorted(means, key=lambda code: (-means[code], code))
    found = []
    while left:
        top = means[left[0]]
        inside = [code for code in left if (top - means[code]) ** 2 < error_squared]
        left = left[len(inside) :]
        found.append(Band(tuple(inside)))
    return tuple(band for band in found if len(band.codes) > 1)
