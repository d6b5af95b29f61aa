"""Random assignments up to 40 entries × 8 judges against an exact check that shares nothing with the rules.

By the theorem of max-flow and min-cut a set of marks can be placed exactly when no set of seats is too small for the
entries that cannot do without it. With eight seats there are 256 such sets: all of them are looked at.
"""

import random
from collections import Counter
from itertools import combinations

import pytest

from judging.rules.assignment import AssignmentPlan, SeatOffer, Work, assign, bar_between
from judging.rules.balancing import Balance
from judging.rules.overlaps import even_overlaps

MOST_ENTRIES, MOST_SEATS, INSTANCES = 40, 8, 2_000
SHARES = 4
"""The instances run in as many tests, so that several processors share them."""


def _case(rng: random.Random) -> tuple[list[Work], list[SeatOffer], int]:
    units = [f"u{n}" for n in range(rng.randint(2, 6))]
    people = [f"p{n}" for n in range(rng.randint(1, 20))]
    marks = rng.choice([1, 2, 2, 3])
    works = [
        Work(f"W{n:02d}", rng.choice(["essay", "video"]), rng.choice(units), frozenset({rng.choice(people)}))
        for n in range(rng.randint(1, MOST_ENTRIES))
    ]
    count = rng.randint(marks, MOST_SEATS)
    fair = len(works) * marks // count + 1
    seats = [
        SeatOffer(
            f"s{n}",
            frozenset(rng.sample(units, rng.choice([0, 1, 1]))),
            frozenset(rng.sample(people, rng.choice([0, 0, 1]))),
            rng.choice([None, None, fair, fair + 2, max(1, fair - 2)]),
            frozenset(rng.sample(units, rng.choice([0, 0, 1]))),
        )
        for n in range(count)
    ]
    return works, seats, marks


def _cuts(works: list[Work], seats: list[SeatOffer], marks: int) -> dict[int, int]:
    """For every set of seats (as bits) how many marks the entries can place outside it."""
    masks = Counter(sum(1 << at for at, seat in enumerate(seats) if bar_between(work, seat) is None) for work in works)
    whole = (1 << len(seats)) - 1
    return {
        chosen: sum(count * min(marks, (mask & whole & ~chosen).bit_count()) for mask, count in masks.items())
        for chosen in range(whole + 1)
    }


def _fits(cuts: dict[int, int], limits: list[int], needed: int) -> bool:
    return all(
        sum(limit for at, limit in enumerate(limits) if chosen >> at & 1) + outside >= needed
        for chosen, outside in cuts.items()
    )


def _least_spread(works: list[Work], seats: list[SeatOffer], marks: int) -> int | None:
    """The least greatest load less the greatest least load; None where no assignment exists at all."""
    cuts, needed, size = _cuts(works, seats, marks), len(works) * marks, len(seats)
    caps = [len(works) if seat.cap is None else seat.cap for seat in seats]
    if not _fits(cuts, caps, needed):
        return None
    greatest = next(most for most in range(needed + 1) if _fits(cuts, [min(cap, most) for cap in caps], needed))
    least = min(outside // (size - chosen.bit_count()) for chosen, outside in cuts.items() if chosen.bit_count() < size)
    return greatest - min(least, *caps)


@pytest.mark.requirement("S001-R15")
@pytest.mark.parametrize("share", range(SHARES))
def test_two_thousand_assignments_are_the_best_of_all_or_truly_impossible(share: int) -> None:
    rng = random.Random(2_000 + share)
    outcomes: Counter[str] = Counter()
    for _ in range(INSTANCES // SHARES):
        works, seats, marks = _case(rng)
        outcome = assign(works, seats, marks_per_entry=marks, seed=str(rng.random()))
        best = _least_spread(works, seats, marks)
        outcomes[type(outcome).__name__] += 1
        if not isinstance(outcome, AssignmentPlan):
            assert best is None
            continue
        assert outcome.spread == best
        _assert_lawful(outcome, works, seats, marks)
    assert len(outcomes) == 2
    assert min(outcomes.values()) > INSTANCES // SHARES // 20


def _assert_lawful(plan: AssignmentPlan, works: list[Work], seats: list[SeatOffer], marks: int) -> None:
    by_code, by_seat = {one.code: one for one in works}, {one.seat: one for one in seats}
    assert Counter(code for code, _ in plan.pairs) == Counter({one.code: marks for one in works})
    assert len(set(plan.pairs)) == len(plan.pairs)
    assert all(bar_between(by_code[code], by_seat[seat]) is None for code, seat in plan.pairs)
    loads = Counter(seat for _, seat in plan.pairs)
    assert all(seat.cap is None or loads[seat.seat] <= seat.cap for seat in seats)
    held: dict[str, list[str]] = {}
    for code, seat in plan.pairs:
        held.setdefault(code, []).append(seat)
    shared = Counter(pair for own in held.values() for pair in combinations(sorted(own), 2))
    assert dict(plan.overlaps) == dict(shared)


@pytest.mark.requirement("S001-R15")
def test_evening_overlaps_worsens_neither_loads_nor_categories_nor_units() -> None:
    rng = random.Random(77)
    better = 0
    for _ in range(60):
        count, seats = rng.randint(6, 40), rng.randint(4, 8)
        kinds = [(rng.choice(["essay", "video"]), rng.choice(["u1", "u2", "u3"])) for _ in range(count)]
        eligible = [frozenset(rng.sample(range(seats), rng.randint(3, seats))) for _ in range(count)]
        balance = Balance(eligible=eligible, kinds=kinds, caps=[None] * seats)
        for entry in range(count):
            assert all(balance.give(entry) for _ in range(2))
        balance.level()
        balance.spread()
        before = _unevenness(balance, kinds)
        even_overlaps(balance, [frozenset()] * count)
        after = _unevenness(balance, kinds)
        assert after[0] == before[0]
        assert after[1] <= before[1]
        assert after[2] <= before[2]
        assert after[3] <= before[3]
        assert all(given <= eligible[entry] and len(given) == 2 for entry, given in enumerate(balance.given))
        better += after[3] < before[3]
    assert better > 20


def _unevenness(balance: Balance, kinds: list[tuple[str, str]]) -> tuple[list[int], int, int, int]:
    """The loads; the sums of squares of categories and of units by seat, and of the entries that pairs share."""
    categories = Counter((seat, kinds[entry][0]) for entry, given in enumerate(balance.given) for seat in given)
    units = Counter((seat, kinds[entry][1]) for entry, given in enumerate(balance.given) for seat in given)
    shared = Counter(pair for given in balance.given for pair in combinations(sorted(given), 2))
    return (
        list(balance.loads),
        sum(count**2 for count in categories.values()),
        sum(count**2 for count in units.values()),
        sum(count**2 for count in shared.values()),
    )
