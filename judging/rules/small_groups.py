"""Which counts may be shown while works are known by their codes alone: small groups tell of single works (A26).

Who knows that a unit has one work in a round, or that one category holds two, needs no name to find it among the codes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FEWEST = 3
"""Groups with fewer works than this are not counted before publication."""


def shown_count(count: int, *, sealed: bool) -> int | None:
    """The size of a group as it may be shown; None for "fewer than three". Nothing is hidden once nothing is sealed.

    >>> shown_count(2, sealed=True), shown_count(2, sealed=False), shown_count(0, sealed=True)
    (None, 2, 0)
    """
    return None if sealed and 0 < count < FEWEST else count


def telling_groups(counts: Mapping[str, int]) -> tuple[str, ...]:
    """The keys of the groups so small that whoever sees them sealed can tell which code is which work, in order.

    >>> telling_groups({"video": 1, "essay": 40, "song": 0})
    ('video',)
    """
    return tuple(sorted(key for key, count in counts.items() if 0 < count < FEWEST))
