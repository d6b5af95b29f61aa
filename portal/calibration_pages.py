"""What the pages show of samples: marks as people write them, one row for each criterion, one column for each seat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from judging.desk.work import total_of
from judging.rules.scoring import to_mark

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from judging.queries.calibrations import SampleSpread
    from judging.spec.rubrics import Rubric


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """One criterion, or the total: the office's mark, the seats' in their order, the least and the most of them."""

    name: str
    reference: Decimal | None
    marks: tuple[Decimal | None, ...]

    @property
    def least(self) -> Decimal | None:
        return min((one for one in self.marks if one is not None), default=None)

    @property
    def most(self) -> Decimal | None:
        return max((one for one in self.marks if one is not None), default=None)


@dataclass(frozen=True, slots=True)
class SpreadTable:
    """One sample with its seats, by number."""

    title: str
    seats: tuple[int, ...]
    has_reference: bool
    rows: tuple[SpreadRow, ...]


def spread_tables(rubric: Rubric, spread: Sequence[SampleSpread]) -> list[SpreadTable]:
    """A table for each sample; a total stands where every criterion has its mark."""
    return [_table(rubric, one) for one in spread]


def _table(rubric: Rubric, one: SampleSpread) -> SpreadTable:
    seats, reference = tuple(sorted(one.by_seat)), one.sample.reference
    rows = [
        SpreadRow(
            row.name,
            _mark(rubric, reference, row.key),
            tuple(_mark(rubric, one.by_seat[seat], row.key) for seat in seats),
        )
        for row in rubric.criteria
    ]
    total = SpreadRow(
        "", _total(rubric, reference), tuple(_total(rubric, one.by_seat[seat]) for seat in seats)
    )  # fmt: skip
    return SpreadTable(one.sample.title, seats, bool(reference), (*rows, total))


def _mark(rubric: Rubric, steps: Mapping[str, int], key: str) -> Decimal | None:
    return to_mark(rubric, steps[key]) if key in steps else None


def _total(rubric: Rubric, steps: Mapping[str, int]) -> Decimal | None:
    return total_of(rubric, steps) if len(steps) == len(rubric.criteria) else None
