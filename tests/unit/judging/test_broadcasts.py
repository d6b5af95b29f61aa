"""Cutting an essay into items for the loudspeaker, and putting them on stations and slots."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging.rules.broadcasts import MOST_DAYS, Slot, cut_items, plan_slots, split_items
from vietnamese.dates import ZONE
from vietnamese.spoken import count_chu, reading_seconds

SENTENCE = st.lists(st.sampled_from(["một", "hai", "ba"]), min_size=1, max_size=30).map(lambda w: " ".join(w) + ".")
PARAGRAPH = st.lists(SENTENCE, min_size=0, max_size=8).map(" ".join)


@pytest.mark.requirement("S001-R33")
@given(st.lists(PARAGRAPH, max_size=8), st.integers(20, 120))
def test_items_lose_nothing_and_are_never_too_long_but_for_a_single_sentence(texts: list[str], longest: int) -> None:
    items = cut_items(texts, longest_seconds=longest)
    assert " ".join(items).split() == " ".join(texts).split()
    for item in items:
        is_one_sentence = item.count(".") == 1
        assert is_one_sentence or reading_seconds(count_chu(item))[1] <= longest


def test_paragraphs_stay_together_where_they_can() -> None:
    assert cut_items(["Một hai ba.", "Bốn năm.", "Sáu bảy tám chín."], longest_seconds=3) == [
        "Một hai ba.\nBốn năm.",
        "Sáu bảy tám chín.",
    ]
    assert cut_items(["Một hai. Ba bốn. Năm sáu."], longest_seconds=2) == ["Một hai. Ba bốn.", "Năm sáu."]
    assert cut_items([]) == []


def test_a_person_divides_and_drops_items() -> None:
    assert split_items(["a\n *\nb\nc", "", "\n*\n", "d"]) == ["a", "b\nc", "d"]


@pytest.mark.requirement("S001-R39")
def test_every_item_comes_in_order_at_all_stations_and_never_where_another_is_read() -> None:
    first = date(2026, 9, 7)
    morning, evening = time(5, 30), time(17)
    taken = {("Đài xã", datetime(2026, 9, 7, 17, tzinfo=ZONE))}
    slots = plan_slots(2, ["Đài huyện", "Đài xã"], first=first, times=[evening, morning], repeats=1, taken=taken)
    assert slots == [
        Slot(1, "Đài huyện", datetime(2026, 9, 7, 5, 30, tzinfo=ZONE)),
        Slot(1, "Đài xã", datetime(2026, 9, 7, 5, 30, tzinfo=ZONE)),
        Slot(2, "Đài huyện", datetime(2026, 9, 8, 5, 30, tzinfo=ZONE)),
        Slot(2, "Đài xã", datetime(2026, 9, 8, 5, 30, tzinfo=ZONE)),
    ]
    twice = plan_slots(1, ["Đài huyện"], first=first, times=[morning], repeats=2, taken=())
    assert [one.at.day for one in twice] == [7, 8]
    assert plan_slots(MOST_DAYS + 1, ["Đài huyện"], first=first, times=[morning], repeats=1, taken=()) == []
    assert plan_slots(3, ["Đài huyện"], first=first, times=[], repeats=1, taken=()) == []
