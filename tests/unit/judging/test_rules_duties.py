import random
from collections.abc import Iterator
from itertools import combinations

import pytest

from judging.enums import Role
from judging.rules.duties import (
    MAY_COMBINE,
    SMALLEST_OFFICE,
    Duty,
    DutyConflict,
    conflict,
    grant_conflict,
    may_act,
    may_combine,
)


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        ({Role.VALIDATOR}, Role.SECRETARY),
        ({Role.VALIDATOR, Role.SECRETARY}, Role.PUBLISHER),
        ({Role.BOARD}, Role.HOLDER),
        ({Role.JUDGE}, Role.HEAD),
        ({Role.COORDINATOR}, Role.ENTRANT),
        ({Role.SECRETARY}, Role.SECRETARY),
        (set(), Role.ADMIN),
    ],
)
def test_conflict_lets_the_hands_of_an_office_be(held: set[Role], wanted: Role) -> None:
    assert conflict(held, wanted) is None


@pytest.mark.requirement("S001-R41", "S001-R15")
@pytest.mark.parametrize("other", [role for role in Role if role not in {Role.JUDGE, Role.HEAD}])
def test_A23_a_judge_is_nothing_else_in_the_programme(other: Role) -> None:
    assert conflict({other}, Role.JUDGE) == DutyConflict(Role.JUDGE, other)
    assert conflict({Role.JUDGE}, other) == DutyConflict(other, Role.JUDGE)
    assert conflict({other}, Role.HEAD) == DutyConflict(Role.HEAD, other)


@pytest.mark.parametrize("seal", [Role.SECRETARY, Role.HOLDER, Role.BOARD, Role.JUDGE, Role.COUNCIL, Role.SUPERVISOR])
def test_A23_an_administrator_stays_away_from_seals_marks_and_decisions(seal: Role) -> None:
    assert conflict({Role.ADMIN}, seal) is not None
    assert conflict({seal}, Role.ADMIN) is not None


def test_A23_the_two_holders_of_the_seals_are_two_people() -> None:
    assert conflict({Role.SECRETARY}, Role.HOLDER) == DutyConflict(Role.HOLDER, Role.SECRETARY)


@pytest.mark.parametrize(
    "organiser", [Role.VALIDATOR, Role.SECRETARY, Role.BOARD, Role.HOLDER, Role.ADMIN, Role.FINANCE]
)
def test_A23_organisers_do_not_enter(organiser: Role) -> None:
    assert conflict({organiser}, Role.ENTRANT) is not None


def test_A23_duties_are_compared_where_they_meet() -> None:
    judge_there = Duty(Role.JUDGE, "programme-1")
    assert grant_conflict([judge_there], Duty(Role.VALIDATOR, "programme-2")) is None
    assert grant_conflict([judge_there], Duty(Role.VALIDATOR, "programme-1")) is not None
    assert grant_conflict([Duty(Role.ADMIN)], Duty(Role.SECRETARY, "programme-1")) is not None
    assert grant_conflict([Duty(Role.SECRETARY, "programme-1")], Duty(Role.ADMIN)) is not None


def test_A23_conflicting_duties_that_came_in_another_way_cannot_be_used() -> None:
    smuggled = {Role.SECRETARY, Role.JUDGE}
    assert not may_act(smuggled, Role.JUDGE)
    assert not may_act(smuggled, Role.SECRETARY)
    assert not may_act({Role.JUDGE}, Role.HEAD)
    assert may_act({Role.JUDGE, Role.HEAD}, Role.HEAD)


def test_A23_ten_thousand_random_grants_leave_nobody_with_two_conflicting_duties() -> None:
    rng = random.Random(23)
    roles = list(Role)
    held: dict[int, list[Duty]] = {person: [] for person in range(60)}
    granted = 0
    for _ in range(10_000):
        person = rng.randrange(60)
        wanted = Duty(rng.choice(roles), rng.choice([None, "p1", "p2", "p3"]))
        if grant_conflict(held[person], wanted) is None:
            held[person].append(wanted)
            granted += 1
    assert granted > 1000
    for duties in held.values():
        for one, other in combinations(duties, 2):
            meet = None in {one.programme, other.programme} or one.programme == other.programme
            assert not meet or may_combine(one.role, other.role)
            assert not meet or may_act({one.role, other.role}, one.role)


def _partitions(roles: list[Role]) -> Iterator[list[list[Role]]]:
    if not roles:
        yield []
        return
    first, rest = roles[0], roles[1:]
    for people in _partitions(rest):
        for index, person in enumerate(people):
            # A second judge is a second person, so the same role never meets itself.
            if all(first is not role and may_combine(first, role) for role in person):
                yield [*people[:index], [first, *person], *people[index + 1 :]]
        yield [[first], *people]


def test_the_smallest_office_needs_six_people() -> None:
    sizes = [len(people) for people in _partitions(list(SMALLEST_OFFICE))]
    assert min(sizes) == 6
    assert max(sizes) == len(SMALLEST_OFFICE)


def test_the_table_names_pairs_only() -> None:
    assert {len(pair) for pair in MAY_COMBINE} == {2}
    assert len(MAY_COMBINE) == 17


def test_A23_who_writes_the_councils_minutes_appraises_but_votes_only_as_a_member() -> None:
    assert conflict({Role.VALIDATOR, Role.SECRETARY}, Role.COUNCIL_SECRETARY) is None
    assert conflict({Role.COUNCIL}, Role.COUNCIL_SECRETARY) is None
    assert conflict({Role.VALIDATOR}, Role.COUNCIL) == DutyConflict(Role.COUNCIL, Role.VALIDATOR)
    for other in (Role.ADMIN, Role.JUDGE, Role.ENTRANT, Role.COORDINATOR, Role.SUPERVISOR, Role.BOARD):
        assert conflict({other}, Role.COUNCIL_SECRETARY) == DutyConflict(Role.COUNCIL_SECRETARY, other)
