from dataclasses import replace

import pytest

from judging.plans.shipped import shipped_plan
from judging.rules.budgets import ceiling_of, counts_to_choose
from judging.rules.canonical import sha256_of
from judging.rules.ladder_slots import VacancyDecision
from judging.rules.publishing_gate import SealedSheet, not_green
from judging.rules.review_texts import review_text
from judging.spec.quotas import Quota
from judging.spec.words import QuotaKind
from tests.factories.results import DAKRONG_LADDER

PLAN = replace(shipped_plan("dakrong-demo"), ladders=(DAKRONG_LADDER,))
SALT = "0" * 32
_TIER = f"{DAKRONG_LADDER.key}/first"


def _sheet(code: str, seat: int, *, content: int = 80) -> SealedSheet:
    """A sheet that was locked with 80 steps of content, and holds `content` now."""
    text = review_text(
        salt=SALT, round_id="r", sheet_sha256="s", code=code, seat=seat, version=1,
        steps={"content": 80}, comments={}, comment="",
    )  # fmt: skip
    return SealedSheet("r", "s", code, seat, 1, {"content": content}, {}, "", SALT, sha256_of(text))


@pytest.mark.requirement("S001-R14")
def test_all_green_finds_nothing() -> None:
    awards = [(_TIER, 2_000_000), (_TIER, 2_500_000)]
    assert not_green([_sheet("A", 1), _sheet("B", 1)], awards, PLAN, waiting_lines=0) == []


@pytest.mark.requirement("S001-R14")
def test_B01_every_sheet_that_does_not_fit_its_lock_is_named() -> None:
    sheets = [_sheet("B", 2, content=81), _sheet("A", 3, content=0), _sheet("A", 1)]
    found = not_green(sheets, [], PLAN, waiting_lines=0)
    assert found == [{"what": "seal", "code": "A", "seat": 3}, {"what": "seal", "code": "B", "seat": 2}]


@pytest.mark.requirement("S001-R14")
@pytest.mark.parametrize(("stated", "ceiling"), [(None, 4_500_000), (4_000_000, 4_000_000)])
def test_awards_above_what_the_ladder_may_cost_are_named_by_one_dong(stated: int | None, ceiling: int) -> None:
    ladder = replace(DAKRONG_LADDER, stated_total_vnd=stated)
    plan = replace(PLAN, ladders=(ladder,))
    assert ceiling_of(ladder) == ceiling
    assert not_green([], [(_TIER, ceiling)], plan, waiting_lines=0) == []
    assert not_green([], [(_TIER, ceiling), (_TIER, 1)], plan, waiting_lines=0) == [
        {"what": "budget", "ladder": ladder.name, "total_vnd": ceiling + 1, "ceiling_vnd": ceiling}
    ]


@pytest.mark.requirement("S001-R14")
def test_X35_lines_that_wait_for_their_anchor_are_counted() -> None:
    assert not_green([], [], PLAN, waiting_lines=7) == [{"what": "anchor", "lines": 7}]


@pytest.mark.requirement("S001-R14", "S001-R31")
def test_the_plans_own_ceiling_holds_for_all_ladders_together() -> None:
    plan = replace(PLAN, prize_budget_vnd=3_000_000)
    assert not_green([], [(_TIER, 3_000_000)], plan, waiting_lines=0) == []
    assert not_green([], [(_TIER, 3_000_001)], plan, waiting_lines=0) == [
        {"what": "budget", "ladder": "", "total_vnd": 3_000_001, "ceiling_vnd": 3_000_000}
    ]


def test_a_range_costs_at_most_its_maximum_and_an_open_number_has_no_ceiling() -> None:
    tier = replace(DAKRONG_LADDER.tiers[2], count=Quota(QuotaKind.RANGE, 5, 10))
    ranged = replace(DAKRONG_LADDER, tiers=(*DAKRONG_LADDER.tiers[:2], tier))
    assert ceiling_of(ranged) == 13_500_000
    plan = replace(PLAN, ladders=(ranged,))
    assert not_green([], [(_TIER, 13_500_001)], plan, waiting_lines=0)[0]["ceiling_vnd"] == 13_500_000
    open_ended = replace(tier, count=Quota(QuotaKind.DISCRETIONARY))
    assert ceiling_of(replace(ranged, tiers=(open_ended,))) is None


def test_the_board_is_offered_the_numbers_that_plan_and_money_allow() -> None:
    tier = replace(DAKRONG_LADDER.tiers[2], count=Quota(QuotaKind.RANGE, 1, 4))
    ladder = replace(DAKRONG_LADDER, tiers=(*DAKRONG_LADDER.tiers[:2], tier), stated_total_vnd=6_000_000)
    plan = replace(PLAN, ladders=(ladder,))
    assert counts_to_choose(plan, ladder, tier, counts=(), vacancies=()) == [(1, 1_500_000), (2, 500_000)]
    empty = (VacancyDecision(ladder.key, "first", 1, "không có bài xuất sắc"),)
    assert [count for count, _left in counts_to_choose(plan, ladder, tier, counts=(), vacancies=empty)] == [1, 2, 3, 4]
    moving = replace(ladder, adjustable=True)
    free = counts_to_choose(replace(plan, ladders=(moving,)), moving, tier, counts=(), vacancies=empty)
    assert [count for count, _left in free] == [0, 1, 2, 3, 4]
