"""What a plan says twice and differently about its prizes is shown as a doubt, and nothing of it is put right."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from judging.plans.checker import check
from judging.plans.loader import load
from judging.plans.prize_parts import CONTRADICTIONS
from judging.plans.problems import Severity
from judging.plans.sentences import sentence
from judging.plans.shipped import shipped_text
from judging.spec.programme import Programme
from judging.spec.quotas import Quota
from judging.spec.rounds import TieStep
from judging.spec.words import QuotaKind, SharedRule, TieKind, VacancyRule


def _plan(**changes: Any) -> Programme:
    plan = load(shipped_text("dakrong-demo"))
    assert isinstance(plan, Programme)
    return replace(plan, ladders=(replace(plan.ladders[0], **changes),))


def _found(plan: Programme) -> list[tuple[str, str]]:
    problems = check(plan)
    assert all(one.severity is Severity.WARNING for one in problems)
    assert all(one.code in CONTRADICTIONS and "{" not in sentence(one) for one in problems)
    return [(one.code, one.place) for one in problems]


@pytest.mark.requirement("S001-R30", "S001-R31")
def test_the_document_of_s001_agrees_with_itself_about_its_prizes() -> None:
    assert (
        _found(_plan(stated_total_vnd=4_500_000, stated_count=3, stated_words="Bốn triệu, năm trăm nghìn đồng chẵn"))
        == []
    )


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ({"stated_total_vnd": 4_000_000}, "total_contradicts", "stated_total_vnd"),
        ({"stated_count": 37}, "count_contradicts", "stated_count"),
        ({"stated_words": "Bốn triệu đồng"}, "words_contradict", "stated_words"),
    ],
)
def test_what_the_document_prints_a_second_time_must_agree(changes: dict[str, Any], code: str, place: str) -> None:
    plan = _plan(**changes)
    assert _found(plan) == [(code, f"ladders[individual].{place}")]
    assert plan.ladders[0].stated_total_vnd == changes.get("stated_total_vnd")


def test_money_in_words_beside_its_figure() -> None:
    tiers = _plan().ladders[0].tiers
    right = (replace(tiers[0], amount_words="hai triệu đồng"), *tiers[1:])
    wrong = (replace(tiers[0], amount_words="hai mươi triệu đồng"), *tiers[1:])
    assert _found(_plan(tiers=right)) == []
    assert _found(_plan(tiers=wrong)) == [("words_contradict", "ladders[individual].tiers[first].amount_words")]


def test_a_stated_number_may_lie_inside_the_ranges() -> None:
    tiers = _plan().ladders[0].tiers
    tiers = (*tiers[:2], replace(tiers[2], count=Quota(QuotaKind.RANGE, 5, 10)))
    assert _found(_plan(tiers=tiers, stated_count=9)) == []
    assert [code for code, _ in _found(_plan(tiers=tiers, stated_count=13))] == ["count_contradicts"]
    open_ended = (*tiers[:2], replace(tiers[2], count=Quota(QuotaKind.DISCRETIONARY)))
    assert _found(_plan(tiers=open_ended, stated_count=99)) == []


def test_rules_of_a_ladder_that_contradict_each_other() -> None:
    tiers = _plan().ladders[0].tiers
    high = (replace(tiers[0], minimum_mark=Decimal(90)), *tiers[1:])
    assert _found(_plan(tiers=high, vacancy=VacancyRule.BOARD_DECIDES)) == []
    assert [code for code, _ in _found(_plan(tiers=high, vacancy=VacancyRule.NEVER_VACANT))] == ["minimum_never_vacant"]
    plan = _plan(shared=SharedRule.NEVER)
    chain = (TieStep(TieKind.SHARED_PLACE),)
    plan = replace(plan, rounds=tuple(replace(one, tie_chain=chain) for one in plan.rounds))
    assert [code for code, _ in _found(plan)] == ["sharing_contradicts"]


def test_prizes_above_the_ceiling_of_the_plan() -> None:
    assert _found(replace(_plan(), prize_budget_vnd=4_500_000)) == []
    assert _found(replace(_plan(), prize_budget_vnd=4_499_999)) == [("budget_below_prizes", "prize_budget_vnd")]
