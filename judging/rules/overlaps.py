"""How often two judges mark the same entry, made even without touching anything that was optimal before.

Where every pair of judges shares about as many entries as any other, their habits can be compared and a strict one
is seen. Entries of one category are exchanged between two seats as long as the sum of the squares of all pairs' shared
entries falls; loads stay as they are, and neither categories nor units become less even. The order in which exchanges
are tried comes with the table (the seed shuffled it), so the same seed gives the same assignment (B25).
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from judging.rules.balancing import Balance

SWEEPS = 6
CANDIDATES = 5
"""So many of the most promising entries of a category are tried on each side."""


def shared_entries(holders: Iterable[Iterable[str]]) -> Counter[tuple[str, str]]:
    """How many entries each pair of seats has in common; pairs are sorted, and pairs without any are left out.

    >>> shared_entries([["b", "a"], ["a", "b", "c"]])[("a", "b")]
    2
    """
    return Counter(pair for seats in holders for pair in combinations(sorted(seats), 2))


def even_overlaps(balance: Balance, held: Sequence[frozenset[int]]) -> None:
    """Exchange entries between seats while that makes the overlaps more even. `held` are seats of earlier runs."""
    table = _Overlaps(balance, held)
    seats = range(len(balance.loads))
    pairs = [(a, b) for a in seats for b in seats if a < b]
    for _ in range(SWEEPS):
        if sum(table.exchange(a, b) for a, b in pairs) == 0:
            return


class _Overlaps:
    def __init__(self, balance: Balance, held: Sequence[frozenset[int]]) -> None:
        self.balance, self.held = balance, held
        size = len(balance.loads)
        self.shared = [[0] * size for _ in range(size)]
        for entry in range(len(balance.given)):
            for a, b in combinations(sorted(self._on(entry)), 2):
                self._count(a, b, 1)

    def _on(self, entry: int) -> frozenset[int]:
        return self.held[entry] | self.balance.given[entry]

    def _count(self, a: int, b: int, by: int) -> None:
        self.shared[a][b] += by
        self.shared[b][a] += by

    def exchange(self, a: int, b: int) -> bool:
        """The best exchange between two seats that helps, made if there is one."""
        there, back = self._candidates(a, b), self._candidates(b, a)
        best: tuple[int, int, int] | None = None
        for category in sorted(there.keys() & back.keys()):
            for x, y in self._pairs(there[category], back[category], a, b):
                gain = self._gain(x, y, a, b)
                if gain < 0 and (best is None or (gain, x, y) < best):
                    best = (gain, x, y)
        if best is None:
            return False
        _, x, y = best
        self._move(x, a, b)
        self._move(y, b, a)
        return True

    def _candidates(self, source: int, target: int) -> dict[str, list[int]]:
        """By category, the entries that could go from one seat to another, the most promising first."""
        balance = self.balance
        found: dict[str, list[tuple[int, int]]] = {}
        for entry in balance.on[source]:
            if target in balance.eligible[entry] and target not in self._on(entry):
                rest = self._on(entry) - {source}
                change = sum(self.shared[target][one] - self.shared[source][one] for one in rest)
                found.setdefault(balance.kinds[entry][0], []).append((change, entry))
        return {category: [entry for _, entry in sorted(own)[:CANDIDATES]] for category, own in found.items()}

    def _pairs(self, there: list[int], back: list[int], a: int, b: int) -> Iterator[tuple[int, int]]:
        """The pairs whose exchange makes units no less even."""
        for x in there:
            for y in back:
                if self.balance.unit_change((a, b), x, y) <= 0:
                    yield x, y

    def _gain(self, x: int, y: int, a: int, b: int) -> int:
        """By how much the sum of squares changes when x goes from a to b and y from b to a."""
        change: Counter[tuple[int, int]] = Counter()
        for entry, source, target in ((x, a, b), (y, b, a)):
            for one in self._on(entry) - {source}:
                change[min(source, one), max(source, one)] -= 1
                change[min(target, one), max(target, one)] += 1
        return sum(by * (2 * self.shared[one][other] + by) for (one, other), by in change.items())

    def _move(self, entry: int, source: int, target: int) -> None:
        for one in self._on(entry) - {source}:
            self._count(source, one, -1)
            self._count(target, one, 1)
        self.balance.move(entry, source, target)
