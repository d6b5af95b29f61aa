"""From marks to totals, exactly: steps are integers, marks Decimals, totals Fractions; nothing is rounded on the way.

Worked example: criteria A (maximum 60) and B (maximum 40, weight 1), step 0.25. A sheet of 200 and 121 steps is
50 + 30.25 = 80.25. Three sheets of 80.25, 81 and 82 have the mean 973/12, shown as 81.08.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm

from judging.errors import RefusedError
from judging.spec.rubrics import Criterion, Rubric
from judging.spec.words import Aggregation

TRIMMED_FROM = 5
"""The highest and the lowest total are left out only where at least five judges marked (practice 3.3)."""

SHOWN_PLACES = 2


class MarkRefusedError(RefusedError):
    """A mark that the rubric does not know. Facts: criterion, reason (below, above, off_step), maximum, step."""

    code = "mark_refused"


class SheetRefusedError(RefusedError):
    """A sheet that cannot be counted. Facts: code, seat, reason (missing, unknown_criterion, …), criteria."""

    code = "sheet_refused"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A locked score sheet: whole steps by criterion. A `deciding` sheet (third marking) alone makes the mark."""

    code: str
    seat: int
    steps: Mapping[str, int]
    deciding: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """One entry's marks put together. `totals` are by seat; `gap` is their spread, without the deciding sheet."""

    code: str
    total: Fraction
    totals: tuple[tuple[int, Fraction], ...]
    gap: Fraction
    criterion_means: Mapping[str, Fraction]
    highest: Fraction


def maximum_steps(rubric: Rubric, criterion: Criterion) -> int:
    """The most whole steps that fit under a criterion's maximum."""
    return int(criterion.maximum / rubric.step)


def to_steps(rubric: Rubric, criterion: Criterion, mark: Decimal) -> int:
    """A mark as whole steps of the rubric. Raises MarkRefusedError."""
    steps, rest = divmod(Fraction(mark), Fraction(rubric.step))
    facts = {"criterion": criterion.key, "maximum": criterion.maximum, "step": rubric.step}
    if mark < 0:
        raise MarkRefusedError(reason="below", **facts)
    if mark > criterion.maximum:
        raise MarkRefusedError(reason="above", **facts)
    if rest:
        raise MarkRefusedError(reason="off_step", **facts)
    return steps


def to_mark(rubric: Rubric, steps: int) -> Decimal:
    """Whole steps as the mark that people read, with the decimals of the step."""
    return rubric.step * steps


def missing_criteria(rubric: Rubric, steps: Mapping[str, int]) -> tuple[str, ...]:
    """The keys of the criteria that a sheet leaves out, in the rubric's order."""
    return tuple(criterion.key for criterion in rubric.criteria if criterion.key not in steps)


def check_sheet(rubric: Rubric, sheet: Sheet) -> None:
    """Raises SheetRefusedError unless the sheet has one permitted number of steps for each criterion."""
    facts = {"code": sheet.code, "seat": sheet.seat}
    if missing := missing_criteria(rubric, sheet.steps):
        raise SheetRefusedError(reason="missing", criteria=missing, **facts)
    if unknown := sorted(sheet.steps.keys() - {criterion.key for criterion in rubric.criteria}):
        raise SheetRefusedError(reason="unknown_criterion", criteria=tuple(unknown), **facts)
    for criterion in rubric.criteria:
        steps = sheet.steps[criterion.key]
        if type(steps) is not int or not 0 <= steps <= maximum_steps(rubric, criterion):
            raise SheetRefusedError(reason="outside", criteria=(criterion.key,), **facts)


def weighted(rubric: Rubric, criterion: Criterion, steps: int) -> Fraction:
    """What a criterion's steps add to the total: mark × weight."""
    weight = Fraction(1) if criterion.weight is None else Fraction(criterion.weight)
    return steps * Fraction(rubric.step) * weight


def sheet_total(rubric: Rubric, steps: Mapping[str, int]) -> Fraction:
    """The total of the criteria marked so far, on the rubric's scale."""
    return sum(
        (weighted(rubric, criterion, steps[criterion.key]) for criterion in rubric.criteria if criterion.key in steps),
        Fraction(0),
    )


def aggregate(totals: Sequence[Fraction], how: Aggregation) -> Fraction:
    """One mark from the totals of several judges, of which there is at least one.

    A trimmed mean leaves out one highest and one lowest of five or more; of fewer it is the plain mean. The median of
    an even number is the mean of the two in the middle.
    """
    ordered = sorted(totals)
    if how is Aggregation.SUM:
        return sum(ordered, Fraction(0))
    if how is Aggregation.TRIMMED_MEAN and len(ordered) >= TRIMMED_FROM:
        ordered = ordered[1:-1]
    if how is Aggregation.MEDIAN:
        ordered = ordered[(len(ordered) - 1) // 2 : len(ordered) // 2 + 1]
    return sum(ordered, Fraction(0)) / len(ordered)


def gap_of(totals: Iterable[Fraction]) -> Fraction:
    """How far the highest and the lowest total lie apart; 0 for fewer than two."""
    ordered = sorted(totals)
    return ordered[-1] - ordered[0] if ordered else Fraction(0)


class Scorer:
    """Scores the entries of one round, in whole numbers of the rubric's smallest unit; Fractions only come out of it.

    A unit is one over the least common denominator of all step × weight, so every total is a whole number of them:
    100,000 entries are added, sorted and trimmed as integers, and are exact all the same. What comes out is made once
    for each value, because few values come back many times.
    """

    def __init__(self, rubric: Rubric, how: Aggregation) -> None:
        self.rubric, self.how = rubric, how
        values = {one.key: weighted(rubric, one, 1) for one in rubric.criteria}
        self._unit = lcm(*(value.denominator for value in values.values()))
        self._worth = [
            (one.key, maximum_steps(rubric, one), int(values[one.key] * self._unit)) for one in rubric.criteria
        ]
        self._keys = values.keys()
        self._exact = _Quotients(Fraction(1, self._unit))
        self._pairs = _Pairs(self._exact)
        self._means = _Quotients(Fraction(rubric.step))

    def score(self, sheets: Sequence[Sheet]) -> Score:
        """The score of one entry from all its sheets, of which there is at least one. Raises SheetRefusedError."""
        ordered = sorted(sheets, key=_seat) if len(sheets) > 1 else sheets
        totals = [self._total(sheet) for sheet in ordered]
        counted, units, independent = ordered, totals, totals
        if True in [sheet.deciding for sheet in ordered]:
            counted = [sheet for sheet in ordered if sheet.deciding]
            marked = list(zip(ordered, totals, strict=True))
            units = [total for sheet, total in marked if sheet.deciding]
            independent = [total for sheet, total in marked if not sheet.deciding] or [0]
        return Score(
            code=ordered[0].code,
            total=self._aggregate(units),
            totals=tuple([self._pairs[sheet.seat, total] for sheet, total in zip(ordered, totals, strict=True)]),
            gap=self._exact[max(independent) - min(independent), 1],
            criterion_means=_Means(counted, self._means),
            highest=self._exact[max(units), 1],
        )

    def _total(self, sheet: Sheet) -> int:
        """A sheet's total in units; the sheet is checked on the way."""
        steps = sheet.steps
        if steps.keys() != self._keys:
            check_sheet(self.rubric, sheet)
        total = 0
        for key, most, worth in self._worth:
            step = steps[key]
            if type(step) is not int or not 0 <= step <= most:
                check_sheet(self.rubric, sheet)
            total += step * worth
        return total

    def _aggregate(self, units: list[int]) -> Fraction:
        """See `aggregate`: the same of whole units."""
        if self.how is Aggregation.SUM:
            return self._exact[sum(units), 1]
        if self.how is Aggregation.TRIMMED_MEAN and len(units) >= TRIMMED_FROM:
            units = sorted(units)[1:-1]
        if self.how is Aggregation.MEDIAN:
            units = sorted(units)[(len(units) - 1) // 2 : len(units) // 2 + 1]
        return self._exact[sum(units), len(units)]


class _Quotients(dict[tuple[int, int], Fraction]):
    """Whole units divided by whole parts, each made when it is first asked for."""

    def __init__(self, unit: Fraction) -> None:
        super().__init__()
        self.unit = unit

    def __missing__(self, ratio: tuple[int, int]) -> Fraction:
        found = self[ratio] = Fraction(*ratio) * self.unit
        return found


class _Pairs(dict[tuple[int, int], tuple[int, Fraction]]):
    """A seat and the total that so many units are, by both."""

    def __init__(self, exact: _Quotients) -> None:
        super().__init__()
        self.exact = exact

    def __missing__(self, key: tuple[int, int]) -> tuple[int, Fraction]:
        seat, units = key
        found = self[key] = (seat, self.exact[units, 1])
        return found


def _seat(sheet: Sheet) -> int:
    return sheet.seat


class _Means(Mapping[str, Fraction]):
    """The mean of each criterion over the sheets that count, computed when a tie asks for it."""

    __slots__ = ("_counted", "_of")

    def __init__(self, counted: Sequence[Sheet], means: _Quotients) -> None:
        self._counted, self._of = counted, means

    def __getitem__(self, key: str) -> Fraction:
        return self._of[sum([sheet.steps[key] for sheet in self._counted]), len(self._counted)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._counted[0].steps)

    def __len__(self) -> int:
        return len(self._counted[0].steps)

    def __repr__(self) -> str:
        return repr(dict(self))


def score_entry(rubric: Rubric, how: Aggregation, sheets: Sequence[Sheet]) -> Score:
    """The score of one entry from all its sheets, of which there is at least one. Raises SheetRefusedError."""
    return Scorer(rubric, how).score(sheets)


def shown(value: Fraction, places: int = SHOWN_PLACES) -> Decimal:
    """An exact value as it is printed: rounded half up to `places`. Ranks never come from what is printed.

    >>> shown(Fraction(973, 12)), shown(Fraction(161, 2), 0)
    (Decimal('81.08'), Decimal('81'))
    """
    factor = 10**places
    scaled, rest = divmod(abs(value.numerator) * factor, value.denominator)
    scaled += 2 * rest >= value.denominator
    return Decimal(scaled if value >= 0 else -scaled).scaleb(-places)
