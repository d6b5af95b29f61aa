import random
from collections import Counter
from itertools import combinations, product

import pytest

from judging.rules.assignment import (
    AssignmentImpossible,
    AssignmentPlan,
    Bar,
    SeatOffer,
    TooFewSeats,
    TooLittleCapacity,
    Work,
    assign,
    bar_between,
)
from judging.rules.seals import seed_from

_SEED = seed_from("ab" * 32, "final", 1)


def _works(count: int, units: int, **changes: frozenset[str]) -> list[Work]:
    return [Work(f"W{n:04d}", "essay" if n % 3 else "video", f"u{n % units}", **changes) for n in range(count)]


def _plan(outcome: AssignmentPlan | AssignmentImpossible) -> AssignmentPlan:
    assert isinstance(outcome, AssignmentPlan), outcome
    return outcome


def _impossible(outcome: AssignmentPlan | AssignmentImpossible) -> AssignmentImpossible:
    assert isinstance(outcome, AssignmentImpossible), outcome
    return outcome


def _random_case(rng: random.Random) -> tuple[list[Work], list[SeatOffer], int]:
    seats = [
        SeatOffer(
            f"s{n}",
            frozenset(rng.sample(["u0", "u1", "u2"], rng.choice([0, 1, 1, 2]))),
            frozenset(rng.sample(["p0", "p1", "p2", "p3"], rng.choice([0, 0, 1]))),
            rng.choice([None, None, 1, 2, 3]),
        )
        for n in range(rng.randint(2, 4))
    ]
    works = [
        Work(f"W{n}", rng.choice(["essay", "video"]), rng.choice(["u0", "u1", "u2", "u3"]), frozenset({f"p{n}"}))
        for n in range(rng.randint(1, 5))
    ]
    return works, seats, rng.randint(1, 2)


def _brute_force(works: list[Work], seats: list[SeatOffer], marks: int) -> int | None:
    """The least spread over every possible assignment, or None when there is none."""
    choices = [
        list(combinations([n for n, s in enumerate(seats) if bar_between(work, s) is None], marks)) for work in works
    ]
    best: int | None = None
    for chosen in product(*choices):
        loads = Counter(seat for given in chosen for seat in given)
        if all(seat.cap is None or loads[n] <= seat.cap for n, seat in enumerate(seats)):
            spread = max(loads[n] for n in range(len(seats))) - min(loads[n] for n in range(len(seats)))
            best = spread if best is None else min(best, spread)
    return best


@pytest.mark.requirement("S001-R15")
def test_assign_finds_the_least_spread_of_all_or_a_true_impossibility() -> None:
    rng = random.Random(9)
    outcomes: Counter[str] = Counter()
    for _ in range(700):
        works, seats, marks = _random_case(rng)
        outcome = assign(works, seats, marks_per_entry=marks, seed=str(rng.random()))
        best = _brute_force(works, seats, marks)
        if isinstance(outcome, AssignmentPlan):
            outcomes["plan"] += 1
            assert outcome.spread == best
            _assert_lawful(outcome, works, seats, marks)
        else:
            assert best is None
            _assert_true(outcome, works, seats, marks)
            outcomes["few" if outcome.too_few else "little"] += 1
    assert min(outcomes["plan"], outcomes["few"], outcomes["little"]) > 40


@pytest.mark.requirement("S001-R15")
def test_assign_shifts_along_paths_to_the_least_spread() -> None:
    """Sparse rounds, where taking the emptiest seat each time is not enough: paths have to be found."""
    rng = random.Random(31)
    shifted = 0
    for _ in range(150):
        seats = [SeatOffer(f"s{n}") for n in range(6)]
        names = {seat.seat for seat in seats}
        rows = [frozenset(rng.sample(sorted(names), 2)) for _ in range(11)]
        works = [Work(f"W{n:02d}", "essay", "u", barred=names - free) for n, free in enumerate(rows)]
        plan = _plan(assign(works, seats, marks_per_entry=1, seed=_SEED))
        assert plan.spread == _brute_force(works, seats, 1)
        _assert_lawful(plan, works, seats, 1)
        loads = Counter(dict.fromkeys(names, 0))
        for free in rows:
            loads[min(free, key=lambda name: (loads[name], name))] += 1
        shifted += max(loads.values()) - min(loads.values()) > plan.spread
    assert shifted > 5


@pytest.mark.requirement("S001-R15")
def test_assign_levels_what_was_held_before_with_what_is_new() -> None:
    seats = [SeatOffer("a"), SeatOffer("b"), SeatOffer("c")]
    held = [Work(f"H{n}", "essay", "u", held=frozenset({"a"})) for n in range(3)]
    new = [Work(f"N{n}", "essay", "u", barred=frozenset({"c"})) for n in range(4)] + [Work("N9", "video", "u")]
    plan = _plan(assign(held + new, seats, marks_per_entry=1, seed=_SEED))
    assert sorted(load for _, load in plan.loads) == [1, 3, 4]
    assert dict(plan.loads)["c"] == 1


def _assert_lawful(plan: AssignmentPlan, works: list[Work], seats: list[SeatOffer], marks: int) -> None:
    by_code, by_seat = {w.code: w for w in works}, {s.seat: s for s in seats}
    assert len(set(plan.pairs)) == len(plan.pairs)
    given = Counter(code for code, _ in plan.pairs)
    for work in works:
        assert given[work.code] == marks - len(work.held)
    loads = Counter(seat for _, seat in plan.pairs) + Counter(seat for work in works for seat in work.held)
    assert dict(plan.loads) == {seat.seat: loads[seat.seat] for seat in seats}
    for code, seat in plan.pairs:
        assert bar_between(by_code[code], by_seat[seat]) is None
        assert seat not in by_code[code].held
    assert all(seat.cap is None or loads[seat.seat] <= seat.cap for seat in seats)


def _assert_true(named: AssignmentImpossible, works: list[Work], seats: list[SeatOffer], marks: int) -> None:
    """Each obstacle is counted again from the input: it must forbid every assignment by itself."""
    by_code = {work.code: work for work in works}
    for few in named.too_few:
        free = {seat.seat for seat in seats if bar_between(by_code[few.code], seat) is None}
        assert set(few.eligible) == free
        assert len(free) < few.needed == marks
    if (little := named.too_little) is not None:
        needed = 0
        for code in little.codes:
            free = {seat.seat for seat in seats if bar_between(by_code[code], seat) is None}
            needed += max(0, marks - len(free - set(little.seats)))
        caps = [seat.cap for seat in seats if seat.seat in little.seats]
        assert None not in caps
        assert little.needed == needed > little.capacity == sum(cap or 0 for cap in caps)


@pytest.mark.requirement("S001-R15", "S001-R41")
def test_A22_nobody_marks_his_own_unit_or_somebody_he_is_tied_to() -> None:
    rng = random.Random(22)
    units = [f"u{n}" for n in range(12)]
    people = [f"p{n}" for n in range(90)]
    for _ in range(25):
        works = [
            Work(f"W{n:03d}", rng.choice(["essay", "video"]), rng.choice(units), frozenset({people[n]}))
            for n in range(90)
        ]
        tied, own = rng.sample(people, 21), rng.sample(units, 7)
        seats = [SeatOffer(f"s{n}", frozenset({own[n]}), frozenset(tied[n::7])) for n in range(7)]
        plan = _plan(assign(works, seats, marks_per_entry=3, seed=str(rng.random())))
        _assert_lawful(plan, works, seats, 3)
        assert plan.spread <= 1
        by_code, by_seat = {work.code: work for work in works}, {seat.seat: seat for seat in seats}
        for code, seat in plan.pairs:
            assert by_code[code].unit not in by_seat[seat].units
            assert not by_code[code].people & by_seat[seat].tied_to


def test_A22_bar_between_says_why() -> None:
    work = Work("W", "essay", "u1", frozenset({"p1", "p2"}), barred=frozenset({"s9"}))
    assert bar_between(work, SeatOffer("s1", frozenset({"u1"}))) is Bar.OWN_UNIT
    assert bar_between(work, SeatOffer("s1", frozenset({"u1"})), own_unit_excluded=False) is None
    assert bar_between(work, SeatOffer("s1", frozenset({"u2"}), frozenset({"p2"}))) is Bar.DECLARED_TIE
    assert bar_between(work, SeatOffer("s9")) is Bar.STEPPED_BACK
    assert bar_between(work, SeatOffer("s1", frozenset({"u2"}), frozenset({"p3"}))) is None


def test_an_entry_that_too_few_may_mark_is_named_with_the_reasons() -> None:
    works = [Work("W1", "essay", "u1", frozenset({"p1"}), barred=frozenset({"s3"})), Work("W2", "essay", "u2")]
    seats = [SeatOffer("s1", frozenset({"u1"})), SeatOffer("s2", tied_to=frozenset({"p1"})), SeatOffer("s3")]
    found = _impossible(assign(works, seats, marks_per_entry=1, seed=_SEED))
    bars = (("s1", Bar.OWN_UNIT), ("s2", Bar.DECLARED_TIE), ("s3", Bar.STEPPED_BACK))
    assert found.too_few == (TooFewSeats("W1", 1, (), bars),)


def test_seats_that_cannot_carry_it_all_are_named_with_the_figures() -> None:
    seats = [SeatOffer("s1", cap=2), SeatOffer("s2", cap=2), SeatOffer("s3", cap=1)]
    found = _impossible(assign(_works(3, 9), seats, marks_per_entry=2, seed=_SEED))
    assert found.too_little == TooLittleCapacity(("W0000", "W0001", "W0002"), ("s1", "s2", "s3"), 6, 5)
    assert found.too_few == ()


def test_B25_the_same_seed_gives_the_same_assignment_and_another_seed_another() -> None:
    works, seats = _works(60, 9), [SeatOffer(f"s{n}", frozenset({f"u{n}"})) for n in range(6)]
    rng = random.Random(1)
    first = assign(works, seats, marks_per_entry=3, seed=_SEED)
    mixed = assign(rng.sample(works, 60), rng.sample(seats, 6), marks_per_entry=3, seed=_SEED)
    other = assign(works, seats, marks_per_entry=3, seed=seed_from("ab" * 32, "final", 2))
    assert first == mixed
    assert _plan(first).pairs != _plan(other).pairs


def test_a_second_run_keeps_what_was_given_and_replaces_who_stepped_back() -> None:
    works, seats = _works(20, 9), [SeatOffer(f"s{n}") for n in range(5)]
    first = _plan(assign(works, seats, marks_per_entry=3, seed=_SEED))
    held = {work.code: {seat for code, seat in first.pairs if code == work.code} for work in works}
    gone = min(held["W0007"])
    again = [
        Work(
            w.code,
            w.category,
            w.unit,
            held=frozenset(held[w.code] - ({gone} if w.code == "W0007" else set())),
            barred=frozenset({gone}) if w.code == "W0007" else frozenset(),
        )
        for w in works
    ]
    second = _plan(assign(again, seats, marks_per_entry=3, seed=_SEED))
    ((code, seat),) = second.pairs
    assert code == "W0007"
    assert seat not in held["W0007"]
    _assert_lawful(second, again, seats, 3)


def test_categories_are_spread_over_the_seats() -> None:
    works, seats = _works(90, 15), [SeatOffer(f"s{n}", frozenset({f"u{n}"})) for n in range(6)]
    plan = _plan(assign(works, seats, marks_per_entry=2, seed=_SEED))
    category, unit = {w.code: w.category for w in works}, {w.code: w.unit for w in works}
    videos = Counter(seat for code, seat in plan.pairs if category[code] == "video")
    assert max(videos.values()) - min(videos.values()) <= 1
    same_unit = Counter((seat, unit[code]) for code, seat in plan.pairs)
    assert max(same_unit.values()) <= 4  # six entries of a unit, two marks each, five seats: three would be even
    assert plan.spread == 0


def test_nothing_to_assign_is_a_plan() -> None:
    assert assign([], [], marks_per_entry=3, seed=_SEED) == AssignmentPlan((), (), 0)
    assert _plan(assign([], [SeatOffer("s")], marks_per_entry=3, seed=_SEED)).loads == (("s", 0),)


def test_a_thousand_entries_and_forty_seats_are_levelled() -> None:
    rng = random.Random(1000)
    works = [
        Work(f"W{n:03d}", rng.choice(["essay", "video"]), f"u{rng.randrange(150)}", frozenset({f"p{n}"}))
        for n in range(1000)
    ]
    seats = [SeatOffer(f"s{n:02d}", tied_to=frozenset(f"p{rng.randrange(1000)}" for _ in range(50))) for n in range(40)]
    plan = _plan(assign(works, seats, marks_per_entry=3, seed=_SEED))
    assert plan.spread == 0


def test_five_hundred_entries_and_twelve_seats_are_levelled() -> None:
    rng = random.Random(500)
    works = [Work(f"W{n:03d}", rng.choice(["essay", "essay", "video"]), f"u{rng.randrange(47)}") for n in range(500)]
    seats = [SeatOffer(f"s{n:02d}", frozenset({f"u{n}"})) for n in range(12)]
    plan = _plan(assign(works, seats, marks_per_entry=3, seed=_SEED))
    assert plan.spread == 0
