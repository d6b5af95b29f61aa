"""Quotas: bounds are never exceeded, a lower bound warns and never forces, equals at the border are not cut."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging.plans.shipped import shipped_plan
from judging.rules.award_quotas import Remainder, Room, Ruling, choose, may_give, remainder_of, room_of
from judging.spec import Quota, QuotaKind, Unknown
from judging.spec.campaign_words import Subject


def quota_of(name: str, form: str, subject: Subject) -> Quota | Unknown:
    campaign = shipped_plan(name).campaign
    assert campaign is not None
    found = campaign.quota_for(form, subject)
    assert found is not None
    return found.quota


@pytest.mark.requirement("S002-R19", "S002-R20", "S004-R11", "S004-R12", "S003-R16", "S000-R43", "S002-R18")
@pytest.mark.parametrize(
    ("name", "form", "subject", "room"),
    [
        ("krong-no-2023", "district_certificate", Subject.COLLECTIVE, Room(Ruling.OPEN)),
        ("so-tu-phap-ha-nam-2023-2025", "department_certificate", Subject.COLLECTIVE, Room(Ruling.FIGURE, 4, 4)),
        ("so-tu-phap-ha-nam-2023-2025", "department_certificate", Subject.INDIVIDUAL, Room(Ruling.FIGURE, None, 10)),
        ("so-tu-phap-ha-nam-2023-2025", "provincial_commendation", Subject.INDIVIDUAL, Room(Ruling.OPEN)),
        ("gieng-day-2024", "ward_certificate", Subject.INDIVIDUAL, Room(Ruling.DISCRETION)),
        ("gieng-day-2024", "city_certificate", Subject.INDIVIDUAL, Room(Ruling.OPEN)),
        ("thanh-thuy-2024", "commune_certificate", Subject.COLLECTIVE, Room(Ruling.FIGURE, 1, 3)),
        ("thanh-thuy-2024", "commune_certificate", Subject.INDIVIDUAL, Room(Ruling.FIGURE, 5, 10)),
    ],
)
def test_the_room_of_the_four_campaigns(name: str, form: str, subject: Subject, room: Room) -> None:
    assert room_of(quota_of(name, form, subject)) == room


@pytest.mark.parametrize(
    ("percent", "base", "maximum", "most"),
    [
        ("20", 14, None, 2),
        ("20", 15, None, 3),
        ("20", 4, None, 0),
        ("33.3", 3, None, 0),
        ("33.4", 3, None, 1),
        ("15", 200, 20, 20),
        ("15", 100, 20, 15),
        ("100", 7, None, 7),
        ("50", 0, None, 0),
    ],
)
def test_a_share_is_rounded_down(percent: str, base: int, maximum: int | None, most: int) -> None:
    quota = Quota(QuotaKind.PERCENT, maximum=maximum, percent=Decimal(percent), base="tập thể")
    assert room_of(quota, base=base) == Room(Ruling.FIGURE, most=most)


def test_a_share_of_what_nobody_counted_is_open() -> None:
    assert room_of(Quota(QuotaKind.PERCENT, percent=Decimal(20), base="tập thể")) == Room(Ruling.OPEN)


def test_a_figure_found_in_another_document_is_a_bound() -> None:
    for quota in (Quota(QuotaKind.OTHER_DOCUMENT), Quota(QuotaKind.NOT_STATED), Unknown("UBND tỉnh", "?")):
        assert room_of(quota, figure=3) == Room(Ruling.FIGURE, most=3)


@pytest.mark.parametrize(
    ("room", "given_count", "remainder"),
    [
        (Room(Ruling.FIGURE, 5, 10), 0, Remainder(0, 10, 5)),
        (Room(Ruling.FIGURE, 5, 10), 3, Remainder(3, 7, 2)),
        (Room(Ruling.FIGURE, 5, 10), 10, Remainder(10, 0, 0)),
        (Room(Ruling.FIGURE, 4, 4), 4, Remainder(4, 0, 0)),
        (Room(Ruling.DISCRETION), 50, Remainder(50, None, 0)),
    ],
)
def test_what_is_left(room: Room, given_count: int, remainder: Remainder) -> None:
    assert remainder_of(room, given_count) == remainder


def test_more_than_is_left_may_not_be_given() -> None:
    room = Room(Ruling.FIGURE, most=10)
    assert may_give(room, 9)
    assert not may_give(room, 10)
    assert not may_give(room, 8, 3)
    assert may_give(Room(Ruling.OPEN), 999)
    each = Room(Ruling.FIGURE, per_unit=2)
    assert may_give(each, 50, given_to_unit=1)
    assert not may_give(each, 50, given_to_unit=2)


@pytest.mark.requirement("S004-R23")
def test_fewer_than_the_minimum_come_in_and_nobody_is_added() -> None:
    found = choose([["a"], ["b", "c"]], Room(Ruling.FIGURE, 5, 10))
    assert (found.chosen, found.lacking, found.reserve) == (("a", "b", "c"), 2, ())


def test_the_reserve_list_is_ranked() -> None:
    found = choose([["a"], ["b"], ["c"], ["d", "e"]], Room(Ruling.FIGURE, most=2))
    assert (found.chosen, found.tied, found.reserve) == (("a", "b"), (), ("c", "d", "e"))
    moved_up = choose([["a"], ["c"], ["d", "e"]], Room(Ruling.FIGURE, most=2))
    assert moved_up.chosen == ("a", "c")


def test_equals_at_the_border_are_left_to_the_chair() -> None:
    found = choose([["a"], ["b", "c"], ["d"]], Room(Ruling.FIGURE, most=2))
    assert (found.chosen, found.tied, found.places, found.reserve) == (("a",), ("b", "c"), 1, ("d",))


def test_whoever_finds_his_unit_full_is_passed_over() -> None:
    room = Room(Ruling.FIGURE, per_unit=1)
    found = choose([["a1"], ["a2"], ["b1"], ["c1", "c2"], ["d1"]], room, unit_of=lambda name: name[0])
    assert (found.chosen, found.tied, found.places) == (("a1", "b1"), ("c1", "c2"), 1)
    assert found.reserve == ("a2", "d1")


names = st.text("abc", min_size=1, max_size=1)
rankings = st.lists(st.lists(names, min_size=1, max_size=4), max_size=8).map(
    lambda groups: [[f"{unit}{at}.{place}" for place, unit in enumerate(group)] for at, group in enumerate(groups)]
)
rooms = st.builds(
    Room,
    st.just(Ruling.FIGURE),
    st.none() | st.integers(0, 12),
    st.none() | st.integers(0, 12),
    st.none() | st.integers(1, 3),
)


@given(rankings, rooms)
def test_no_bound_is_ever_exceeded_and_everybody_stands_somewhere_once(ranked: list[list[str]], room: Room) -> None:
    found = choose(ranked, room, unit_of=lambda name: name[0])
    everybody = [name for group in ranked for name in group]
    assert sorted([*found.chosen, *found.tied, *found.reserve]) == sorted(everybody)
    assert room.most is None or len(found.chosen) + found.places <= room.most
    assert found.places < len(found.tied) or found.tied == ()
    if room.per_unit is not None:
        assert all([name[0] for name in found.chosen].count(unit) <= room.per_unit for unit in "abc")
    assert found.lacking == max(0, (room.least or 0) - len(found.chosen) - found.places)


@given(rankings, rooms)
def test_nobody_comes_in_before_a_better_one_of_a_unit_with_room(ranked: list[list[str]], room: Room) -> None:
    found = choose(ranked, room, unit_of=lambda name: name[0])
    place = {name: at for at, group in enumerate(ranked) for name in group}
    for out in (*found.reserve, *found.tied):
        for inside in found.chosen:
            is_full = room.per_unit is not None and [n[0] for n in found.chosen].count(out[0]) >= room.per_unit
            assert place[inside] < place[out] or is_full
    assert list(found.reserve) == sorted(found.reserve, key=lambda name: place[name])


@given(rankings, rooms)
def test_a_minimum_changes_nobody(ranked: list[list[str]], room: Room) -> None:
    without = Room(room.ruling, None, room.most, room.per_unit)
    found, other = (choose(ranked, one, unit_of=lambda name: name[0]) for one in (room, without))
    assert (found.chosen, found.tied, found.places) == (other.chosen, other.tied, other.places)


@given(st.integers(0, 5000), st.decimals("0.01", "100", places=2))
def test_a_share_never_exceeds_its_percentage_and_wastes_no_whole_place(base: int, percent: Decimal) -> None:
    most = room_of(Quota(QuotaKind.PERCENT, percent=percent, base="x"), base=base).most
    assert most is not None
    assert most * 100 <= percent * base < (most + 1) * 100


@given(rooms, st.integers(0, 20), st.integers(1, 5))
def test_what_may_be_given_is_what_is_left(room: Room, given_count: int, more: int) -> None:
    left = remainder_of(room, given_count).left
    fits_unit = room.per_unit is None or more <= room.per_unit
    assert may_give(room, given_count, more) is ((left is None or more <= left) and fits_unit)
