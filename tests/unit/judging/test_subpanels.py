"""Panels divided by category or topic: who may mark what, what the checker says, and that both programs hold to it."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from judging import verify
from judging.plans.checker import check
from judging.plans.loader import load
from judging.plans.shipped import DEMONSTRATION, shipped_text
from judging.plans.writer import write
from judging.rules.assignment import AssignmentImpossible, AssignmentPlan, Bar, SeatOffer, Work, assign, bar_between
from judging.rules.remarkings import remark_plan
from judging.rules.round_order import ladders_apart
from judging.rules.standings import StandingsRefusedError, compute_standings
from judging.rules.subpanels import EVERYTHING, PanelSeats, Reach, reach_of_seat, seats_by_panel
from judging.spec.after import Remarking
from judging.spec.canonical import to_canonical
from judging.spec.programme import Programme
from judging.spec.quotas import Bounds
from judging.spec.rounds import Subpanel
from judging.spec.words import RemarkEffect
from tests.factories.results import random_sample

if TYPE_CHECKING:
    from tests.factories.results import Sample

ESSAYS = Subpanel("van", "Tiểu ban Bài viết", Bounds(2, 4), categories=("essay",))
FILMS = Subpanel("phim", "Tiểu ban Phim", Bounds(2, 3), categories=("video",))


def demo() -> Programme:
    plan = load(shipped_text(DEMONSTRATION))
    assert isinstance(plan, Programme)
    return plan


def divided(*parts: Subpanel) -> Programme:
    plan = demo()
    (only,) = plan.rounds
    return replace(plan, rounds=(replace(only, panel=replace(only.panel, subpanels=parts)),))


def apart(plan: Programme) -> Programme:
    """A ladder for each category, so that no two compete across subpanels."""
    ladder = plan.ladders[0]
    kinds = ("essay", "video")
    ladders = tuple(
        replace(
            ladder,
            key=kind,
            categories=(kind,),
            stated_total_vnd=None,
            tiers=tuple(replace(tier, key=f"{kind}_{tier.key}") for tier in ladder.tiers),
        )
        for kind in kinds
    )
    return replace(plan, ladders=ladders)


def random_reach(rng: random.Random) -> Reach:
    categories = rng.choice([None, frozenset({"essay"}), frozenset({"video"}), frozenset({"essay", "video"})])
    return Reach(categories, rng.choice([None, None, frozenset({"t0"}), frozenset({"t0", "t1"})]))


def most_marks(works: list[Work], seats: list[SeatOffer], marks: int) -> bool:
    """Whether every work can have its marks, by trying everything."""
    free = [[n for n, seat in enumerate(seats) if bar_between(work, seat) is None] for work in works]

    def fits(at: int, loads: tuple[int, ...]) -> bool:
        if at == len(works):
            return True
        for chosen in combinations(free[at], marks):
            grown = tuple(load + (n in chosen) for n, load in enumerate(loads))
            if all(seat.cap is None or load <= seat.cap for seat, load in zip(seats, grown, strict=True)) and fits(
                at + 1, grown
            ):
                return True
        return False

    return fits(0, (0,) * len(seats))


@pytest.mark.requirement("S001-R15")
def test_no_seat_is_ever_given_what_its_part_of_the_panel_does_not_mark() -> None:
    rng = random.Random(71)
    plans = refused = 0
    for _ in range(400):
        works = [
            Work(f"W{n}", rng.choice(["essay", "video"]), f"u{n}", topic=rng.choice(["", "t0", "t1"]))
            for n in range(rng.randint(1, 5))
        ]
        seats = [
            SeatOffer(f"s{n}", cap=rng.choice([None, 1, 2]), reach=random_reach(rng)) for n in range(rng.randint(2, 4))
        ]
        marks = rng.randint(1, 2)
        found = assign(works, seats, marks_per_entry=marks, seed=str(rng.random()))
        assert isinstance(found, AssignmentPlan) is most_marks(works, seats, marks)
        by_code, by_seat = {one.code: one for one in works}, {one.seat: one for one in seats}
        if isinstance(found, AssignmentPlan):
            plans += 1
            assert len(found.pairs) == marks * len(works)
            for code, seat in found.pairs:
                assert by_seat[seat].reach.takes(by_code[code].category, by_code[code].topic)
            continue
        refused += 1
        for few in found.too_few:
            named = {seat for seat, bar in few.bars if bar is Bar.OTHER_PANEL}
            work = by_code[few.code]
            assert named == {one.seat for one in seats if not one.reach.takes(work.category, work.topic)}
    assert min(plans, refused) > 60


def test_a_part_without_seats_enough_is_named_entry_by_entry() -> None:
    seats = [SeatOffer("s1", reach=Reach(frozenset({"essay"}))), SeatOffer("s2")]
    found = assign([Work("E1", "essay", "u"), Work("V1", "video", "u")], seats, marks_per_entry=2, seed="x")
    assert isinstance(found, AssignmentImpossible)
    (few,) = found.too_few
    assert (few.code, few.needed, few.eligible, few.bars) == ("V1", 2, ("s2",), (("s1", Bar.OTHER_PANEL),))


def test_loads_are_levelled_inside_each_part() -> None:
    films = Reach(frozenset({"video"}))
    seats = [
        SeatOffer("e1", reach=Reach(frozenset({"essay"}))),
        SeatOffer("v1", reach=films),
        SeatOffer("v2", reach=films),
    ]
    works = [Work(f"E{n}", "essay", f"u{n}") for n in range(6)] + [Work(f"V{n}", "video", f"u{n}") for n in range(6)]
    found = assign(works, seats, marks_per_entry=1, seed="x")
    assert isinstance(found, AssignmentPlan)
    assert dict(found.loads) == {"e1": 6, "v1": 3, "v2": 3}


def test_a_divided_plan_is_read_written_and_checked() -> None:
    plan = apart(divided(ESSAYS, FILMS))
    assert load(write(plan)) == plan
    assert check(plan) == ()
    assert "subpanels" not in to_canonical(demo())  # what was issued before keeps its hash


def test_the_checker_says_what_a_division_leaves_out() -> None:
    topic = demo().topics[0].key
    narrow = replace(ESSAYS, topics=(topic,))
    cases = {
        "category_without_subpanel": (ESSAYS,),
        "topic_without_subpanel": (narrow, FILMS),
        "subpanel_too_small": (replace(ESSAYS, seats=Bounds(1, 1)), FILMS),
        "subpanels_too_large": (replace(ESSAYS, seats=Bounds(6, 6)), FILMS),
        "subpanel_judges_other": (ESSAYS, FILMS, Subpanel("la", "Lạ", Bounds(0, None), ("song",))),
        "unknown_topic": (ESSAYS, FILMS, Subpanel("la", "Lạ", Bounds(0, None), topics=("absent",))),
        "repeated_key": (ESSAYS, FILMS, replace(FILMS, key="panel")),
        "empty_list": (),
    }
    for code, parts in cases.items():
        assert code in {one.code for one in check(apart(divided(*parts)))}, code


def test_one_ladder_over_two_subpanels_needs_one_panel_or_a_common_final() -> None:
    plan = divided(ESSAYS, FILMS)
    assert [(one.code, one.facts["categories"]) for one in check(plan)] == [("ladder_over_subpanels", "video")]
    (found,) = ladders_apart(plan, "final")
    assert found.categories == ("video",)
    assert ladders_apart(apart(plan), "final") == ()
    # The same subpanels in a first round, and one panel in the final: the ladder is given there.
    (only,) = plan.rounds
    final = replace(only, key="common", panel=replace(only.panel, key="common", subpanels=None))
    ladder = replace(plan.ladders[0], round="common")
    common = replace(plan, rounds=(only, final), ladders=(ladder,))
    assert ladders_apart(common, "common") == ()
    assert "ladder_over_subpanels" not in {one.code for one in check(common)}
    # Subpanels by topic alone mark every category: one panel for the ladder's categories.
    first, second = (one.key for one in plan.topics[:2])
    rest = tuple(one.key for one in plan.topics[1:])
    by_topic = divided(
        Subpanel("mot", "Một", Bounds(2, 4), topics=(first,)), Subpanel("hai", "Hai", Bounds(2, 3), topics=rest)
    )
    assert second in rest
    assert check(by_topic) == ()
    assert ladders_apart(by_topic, "final") == ()


def test_whoever_marks_anew_sits_in_the_same_division() -> None:
    plan = replace(
        divided(ESSAYS, replace(FILMS, seats=Bounds(1, 1))), remarking=Remarking(15, 2, RemarkEffect.REPLACES)
    )
    day = plan.document.issued_on
    (round_,) = remark_plan(plan, "final", "final_2", opens_on=day, closes_on=day).rounds  # type: ignore[arg-type]
    assert [one.seats for one in round_.panel.subpanels or ()] == [Bounds(None, 4), Bounds(None, 2)]
    assert [one.categories for one in round_.panel.subpanels or ()] == [("essay",), ("video",)]


def test_a_seat_whose_part_was_amended_away_marks_nothing() -> None:
    panel = divided(ESSAYS, FILMS).rounds[0].panel
    assert reach_of_seat(panel, panel.key) == EVERYTHING
    assert not reach_of_seat(panel, "gone").takes("essay", "")
    assert seats_by_panel(replace(panel, subpanels=None), [("panel", 1)]) == ()


def divided_sample(rng: random.Random) -> Sample:
    """A random round in which every seat may mark just what it marked, and topics are told."""
    sample = random_sample(rng)
    topics = {one.code: rng.choice(["t0", "t1"]) for one in sample.candidates}
    candidates = tuple(replace(one, topic=topics[one.code]) for one in sample.candidates)
    kind = {one.code: one.category for one in candidates}
    parts = tuple(
        PanelSeats(
            f"p{seat}",
            (seat,),
            Reach(
                frozenset(kind[one.code] for one in sample.sheets if one.seat == seat),
                frozenset(topics[one.code] for one in sample.sheets if one.seat == seat),
            ),
        )
        for seat in sorted({one.seat for one in sample.sheets})
    )
    return replace(sample, rules=replace(sample.rules, divided=parts), candidates=candidates)


@pytest.mark.requirement("S001-R14")
def test_both_programs_hold_a_sheet_to_its_part_of_the_panel() -> None:
    rng = random.Random(72)
    strays = 0
    for _ in range(120):
        sample = divided_sample(rng)
        text = sample.compute().text
        assert verify.verify_text(text) == verify.explain(text) == []
        if not sample.sheets:
            continue
        bundle = json.loads(text)
        seat = rng.choice(sample.sheets).seat
        part = next(one for one in bundle["rules"]["subpanels"] if one["seats"] == [seat])
        part["topics"] = ["elsewhere"]
        strayed = sorted({one["code"] for one in bundle["sheets"] if one["seat"] == seat})
        broken = json.dumps(bundle, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert verify.verify_text(broken) == [f"sheets: seat {seat} may not mark {code}" for code in strayed]
        reach = Reach(frozenset(part["categories"]), frozenset({"elsewhere"}))
        parts = tuple(replace(one, reach=reach) if one.seats == (seat,) else one for one in sample.rules.divided)
        with pytest.raises(StandingsRefusedError) as refused:
            compute_standings(replace(sample.rules, divided=parts), sample.candidates, sample.sheets)
        assert refused.value.facts == {"reason": "other_panel", "codes": tuple(strayed)}
        strays += 1
    assert strays > 60


def test_a_seat_that_stands_in_no_part_may_mark_nothing() -> None:
    rng = random.Random(73)
    sample = next(one for _ in range(50) if (one := divided_sample(rng)).sheets)
    bundle = json.loads(sample.compute().text)
    gone = bundle["rules"]["subpanels"].pop(0)["seats"][0]
    text = json.dumps(bundle, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert verify.verify_text(text)
    assert all(f"seat {gone} may not mark" in line for line in verify.verify_text(text))
