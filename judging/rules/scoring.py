"""From marks to totals, exactly: steps are integers, marks Decimals, totals Fractions; nothing is rounded on the way.

Worked example: criteria A (maximum 60) and B (maximum 40, weight 1), step 0.25. A sheet of 200 and 121 steps is
50 + 30.25 = 80.25. Three sheets of 80.25, 81 and 82 have the mean 973/12, shown as 81.08.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

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
        if not 0 <= sheet.steps[criterion.key] <= maximum_steps(rubric, criterion):
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


def score_entry(rubric: Rubric, how: Aggregation, sheets: Sequence[Sheet]) -> Score:
    """The score of one entry from all its sheets, of which there is at least one. Raises SheetRefusedError."""
    for sheet in sheets:
        check_sheet(rubric, sheet)
    ordered = sorted(sheets, key=lambda sheet: sheet.seat)
    totals = {sheet.seat: sheet_total(rubric, sheet.steps) for sheet in ordered}
    counted = [sheet for sheet in ordered if sheet.deciding] or ordered
    return Score(
        code=ordered[0].code,
        total=aggregate([totals[sheet.seat] for sheet in counted], how),
        totals=tuple(totals.items()),
        gap=gap_of(totals[sheet.seat] for sheet in ordered if not sheet.deciding),
        criterion_means={
            criterion.key: Fraction(sum(sheet.steps[criterion.key] for sheet in counted), len(counted))
            * Fraction(rubric.step)
            for criterion in rubric.criteria
        },
        highest=max(totals[sheet.seat] for sheet in counted),
    )


def shown(value: Fraction, places: int = SHOWN_PLACES) -> Decimal:
    """An exact value as it is printed: rounded half up to `places`. Ranks never come from what is printed.

    >>> shown(Fraction(973, 12)), shown(Fraction(161, 2), 0)
    (Decimal('81.08'), Decimal('81'))
    """
    factor = 10**places
    scaled, rest = divmod(abs(value.numerator) * factor, value.denominator)
    scaled += 2 * rest >= value.denominator
    return Decimal(scaled if value >= 0 else -scaled).scaleb(-places)
