"""How far the marks of one work lie apart, over all works, and what each judge does to the agreement of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from judging.rules.statistics import FEWEST, krippendorff_alpha

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

PARTS_OF_LIMIT = 4
"""Bins are so wide that the limit is the edge between two of them."""
MOST_BINS = 16
"""What lies further apart than all of them is counted in the last one."""


@dataclass(frozen=True, slots=True)
class GapBin:
    """Works whose highest and lowest total differ by `start` or more and less than `end` (None: no upper end)."""

    start: Fraction
    end: Fraction | None
    works: int
    is_far: bool


def gap_bins(by_code: Mapping[str, Mapping[int, Fraction]], limit: Fraction) -> tuple[GapBin, ...]:
    """The gaps of all works with two marks or more, counted in bins of a quarter of `limit`, from 0 up.

    `by_code` gives each work's totals by seat. There is always a bin beyond the limit; none without such works.

    >>> from fractions import Fraction as F
    >>> found = gap_bins({"A": {1: F(80), 2: F(83)}, "B": {1: F(50), 2: F(70)}}, F(20))
    >>> [(int(one.start), one.works, one.is_far) for one in found]
    [(0, 1, False), (5, 0, False), (10, 0, False), (15, 0, False), (20, 1, True)]
    """
    gaps = [max(row.values()) - min(row.values()) for row in by_code.values() if len(row) >= FEWEST]
    if not gaps or limit <= 0:
        return ()
    width = limit / PARTS_OF_LIMIT
    wanted = max(int(max(gaps) / width), PARTS_OF_LIMIT) + 1
    counts = [0] * min(wanted, MOST_BINS)
    for gap in gaps:
        counts[min(int(gap / width), len(counts) - 1)] += 1
    return tuple(
        GapBin(
            start=width * at,
            end=None if wanted > MOST_BINS and at == MOST_BINS - 1 else width * (at + 1),
            works=works,
            is_far=at >= PARTS_OF_LIMIT,
        )
        for at, works in enumerate(counts)
    )


def alpha_without_each(
    by_code: Mapping[str, Mapping[int, Fraction]], seats: Iterable[int]
) -> tuple[tuple[int, Fraction | None], ...]:
    """Krippendorff's alpha of the totals as it would be without each of `seats`; None where nothing can be compared.

    A seat without which it rises agrees less with the others than they do among themselves.
    """
    return tuple(
        (
            seat,
            krippendorff_alpha([[total for other, total in row.items() if other != seat] for row in by_code.values()]),
        )
        for seat in seats
    )
