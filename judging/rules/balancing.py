"""The working table of an assignment: which seats have which entries while entries move between them."""

from collections import Counter, deque
from collections.abc import Iterator, Sequence

Kind = tuple[str, str]
"""An entry's category and unit."""

_SWEEPS = 30
_Step = tuple[int, int, int]
"""An entry moves from one seat to another: (entry, from, to)."""


class Balance:
    """Entries and seats by number. `given` and `on` are what this run assigns; `loads` count what was held, too."""

    def __init__(
        self, *, eligible: Sequence[frozenset[int]], kinds: Sequence[Kind], caps: Sequence[int | None]
    ) -> None:
        self.eligible = eligible
        self.kinds = kinds
        self.caps = caps
        self.given: list[set[int]] = [set() for _ in eligible]
        self.on: list[set[int]] = [set() for _ in caps]
        self.loads = [0 for _ in caps]
        self._categories: list[Counter[str]] = [Counter() for _ in caps]
        self._units: list[Counter[str]] = [Counter() for _ in caps]

    def count(self, kind: Kind, seat: int, by: int) -> None:
        """Add to (or take from) what a seat has of a category and a unit."""
        self.loads[seat] += by
        self._categories[seat][kind[0]] += by
        self._units[seat][kind[1]] += by

    def give(self, entry: int) -> bool:
        """Give an entry one more seat, moving others out of the way if need be; False when nothing helps."""
        category, unit = self.kinds[entry]
        free = [seat for seat in self.eligible[entry] - self.given[entry] if self._has_room(seat)]
        if free:
            keys = ((self.loads[s], self._categories[s][category], self._units[s][unit], s) for s in free)
            self._put(entry, min(keys)[-1])
            return True
        came, _ = self._search(sorted(self.eligible[entry] - self.given[entry]))
        end = next((seat for seat in came if self._has_room(seat)), None)
        if end is None:
            return False
        first = self._shift(came, end)
        self._put(entry, first)
        return True

    def reached_from(self, entry: int) -> tuple[frozenset[int], frozenset[int]]:
        """The seats that an entry could reach by moving others, and the entries that hold them, with itself."""
        came, entries = self._search(sorted(self.eligible[entry] - self.given[entry]))
        return frozenset(came), frozenset(entries | {entry})

    def level(self) -> None:
        """Shift entries from fuller seats until no path leads to a seat with at least two fewer."""
        while any(self._relieve(seat) for seat in sorted(range(len(self.loads)), key=lambda seat: -self.loads[seat])):
            pass

    def spread(self) -> None:
        """Exchange entries between two seats, loads kept, while that spreads categories or, equally, units."""
        pairs = [(a, b) for a in range(len(self.loads)) for b in range(len(self.loads)) if a != b]
        for _ in range(_SWEEPS):
            if sum(self._exchange(a, b) for a, b in pairs) == 0:
                return

    def _has_room(self, seat: int) -> bool:
        cap = self.caps[seat]
        return cap is None or self.loads[seat] < cap

    def _put(self, entry: int, seat: int) -> None:
        self.given[entry].add(seat)
        self.on[seat].add(entry)
        self.count(self.kinds[entry], seat, 1)

    def move(self, entry: int, source: int, target: int) -> None:
        self.given[entry].remove(source)
        self.on[source].remove(entry)
        self.count(self.kinds[entry], source, -1)
        self._put(entry, target)

    def _search(self, starts: Sequence[int]) -> tuple[dict[int, _Step | None], set[int]]:
        """Every seat that can be reached from `starts` by moves, with the move that led to it, nearest first."""
        came: dict[int, _Step | None] = dict.fromkeys(starts)
        seen: set[int] = set()
        queue = deque(starts)
        while queue:
            seat = queue.popleft()
            for entry in sorted(self.on[seat]):
                seen.add(entry)
                for target in sorted(self.eligible[entry] - self.given[entry] - came.keys()):
                    came[target] = (entry, seat, target)
                    queue.append(target)
        return came, seen

    def _shift(self, came: dict[int, _Step | None], end: int) -> int:
        """Make the moves that lead to `end`, the last one first; the seat where they began has one fewer."""
        while (step := came[end]) is not None:
            entry, source, target = step
            self.move(entry, source, target)
            end = source
        return end

    def _relieve(self, seat: int) -> bool:
        if self.loads[seat] < min(self.loads) + 2:
            return False
        came, _ = self._search([seat])
        fewer = [s for s in came if self.loads[s] <= self.loads[seat] - 2 and self._has_room(s)]
        if not fewer:
            return False
        self._shift(came, min(fewer, key=lambda s: (self.loads[s], s)))
        return True

    def _exchange(self, a: int, b: int) -> bool:
        """The best exchange that lowers (category, unit) unevenness of two seats, made if there is one."""
        there = list(self._movable(a, b))
        back: list[int | None] = [*self._movable(b, a)]
        if self.loads[a] == self.loads[b] + 1 and self._has_room(b):
            back.append(None)
        found = min(((*self._gain(a, b, x, y), x, -1 if y is None else y) for x in there for y in back), default=None)
        if found is None or found[:2] >= (0, 0):
            return False
        self.move(found[2], a, b)
        if found[3] >= 0:
            self.move(found[3], b, a)
        return True

    def _movable(self, source: int, target: int) -> Iterator[int]:
        """For each category, the two entries of different units whose move spreads units most."""
        ranked: dict[str, dict[str, tuple[int, int]]] = {}
        for entry in self.on[source]:
            if target in self.eligible[entry] and target not in self.given[entry]:
                category, unit = self.kinds[entry]
                change = self._units[target][unit] - self._units[source][unit]
                best = ranked.setdefault(category, {})
                best[unit] = min(best.get(unit, (change, entry)), (change, entry))
        for best in ranked.values():
            yield from (entry for _, entry in sorted(best.values())[:2])

    def unit_change(self, seats: tuple[int, int], there: int, back: int) -> int:
        """By how much the unevenness of units changes when `there` goes to the second seat and `back` to the first."""
        return self._change(self._units, seats, self.kinds[there][1], self.kinds[back][1])

    def _gain(self, a: int, b: int, there: int, back: int | None) -> tuple[int, int]:
        """By how much the sums of squares change when `there` goes from a to b and `back` from b to a."""
        return (
            self._change(self._categories, (a, b), self.kinds[there][0], None if back is None else self.kinds[back][0]),
            self._change(self._units, (a, b), self.kinds[there][1], None if back is None else self.kinds[back][1]),
        )

    @staticmethod
    def _change(counts: Sequence[Counter[str]], seats: tuple[int, int], there: str, back: str | None) -> int:
        a, b = seats
        if there == back:
            return 0
        change = 2 * (counts[b][there] - counts[a][there] + 1)
        return change if back is None else change + 2 * (counts[a][back] - counts[b][back] + 1)
