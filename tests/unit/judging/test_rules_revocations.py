"""A revoked prize: by each rule of the plan, in words and in random rounds; the second program must see the same."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from fractions import Fraction

import pytest

from judging import verify
from judging.rules.openings import prize_blockers
from judging.rules.prizes import Candidate, PendingBecause, Prizes, VacantBecause, assign_prizes, slots_of
from judging.rules.ranking import Place
from judging.rules.revocations import MovesUp, Revocation, RevocationKind
from judging.rules.standings import StandingsRefusedError
from judging.rules.ties import Ending
from judging.spec.unknown import Unknown
from judging.spec.words import Exclusivity, RevocationRule, SharedRule
from tests.factories.programmes import demonstration_plan
from tests.factories.results import DAKRONG_LADDER, random_sample, revoked_sample, with_revocations
from tests.factories.rich_ladders import random_rich_sample

NEXT, VACANT = RevocationRule.NEXT_MOVES_UP, RevocationRule.STAYS_VACANT


def give(
    *groups: str, rule: RevocationRule | Unknown | None, said: MovesUp | None = None, shared: SharedRule | None = None
) -> Prizes:
    """Places of codes ("A=B" are equal) with the prize of A revoked."""
    places, number = [], 1
    for group in groups:
        codes = tuple(group.split("="))
        places.append(Place(number, codes, Ending.SHARED if len(codes) > 1 else Ending.SINGLE, Fraction(99 - number)))
        number += len(codes)
    ladder = replace(DAKRONG_LADDER, revocation=rule, shared=shared or DAKRONG_LADDER.shared)
    gone = Revocation("A", RevocationKind.REVOKED, "khai không đúng", (("prizes", said),) if said else ())
    people = {code: Candidate(code, "essay", (code,)) for place in places for code in place.codes}
    return assign_prizes(places, people, [ladder], Exclusivity.ONE_PER_AUTHOR, revocations=[gone])


def lines(prizes: Prizes) -> list[str]:
    return [f"{one.tier} {one.code} {one.rank} {one.amount_vnd}" for one in prizes.awards]


def test_the_next_of_the_ranking_moves_up_and_keeps_its_rank() -> None:
    prizes = give("A", "B", "C", "D", rule=NEXT)
    assert lines(prizes) == ["first B 2 2000000", "second C 3 1500000", "third D 4 1000000"]
    assert [(one.code, one.moves_up) for one in prizes.revoked] == [("A", MovesUp.NEXT)]
    assert prizes.vacancies == ()


def test_the_place_stays_vacant_and_nobody_else_moves() -> None:
    prizes = give("A", "B", "C", "D", rule=VACANT)
    assert lines(prizes) == ["second B 2 1500000", "third C 3 1000000"]
    assert [(one.tier, one.because, one.reason) for one in prizes.vacancies] == [
        ("first", VacantBecause.REVOKED, "khai không đúng")
    ]
    assert [(one.tier, one.place, one.amount_vnd) for one in prizes.revoked] == [("first", 1, 2_000_000)]


@pytest.mark.parametrize("rule", [None, RevocationRule.BOARD_DECIDES, Unknown("Ban tổ chức")])
def test_where_the_plan_does_not_say_the_ladder_waits_for_the_board(rule: RevocationRule | Unknown | None) -> None:
    prizes = give("A", "B", "C", rule=rule)
    assert prizes.awards == ()
    assert [(one.codes, one.because) for one in prizes.pending] == [(("A",), PendingBecause.REVOCATION_AWAITS_BOARD)]
    assert lines(give("A", "B", "C", rule=rule, said=MovesUp.NEXT))[0] == "first B 2 2000000"
    assert lines(give("A", "B", "C", rule=rule, said=MovesUp.NOBODY))[0] == "second B 2 1500000"


def test_the_plan_decides_even_where_the_board_said_otherwise() -> None:
    assert lines(give("A", "B", rule=VACANT, said=MovesUp.NEXT)) == ["second B 2 1500000"]


def test_of_a_shared_prize_the_other_keeps_exactly_his_part_or_moves_up() -> None:
    assert lines(give("A=B", "C", rule=VACANT)) == ["first B 1 1750000", "third C 3 1000000"]
    assert [one.because for one in give("A=B", "C", rule=VACANT).vacancies] == [VacantBecause.WITHIN_SHARED]
    assert lines(give("A=B", "C", rule=NEXT))[:2] == ["first B 1 2000000", "second C 3 1500000"]


def test_who_won_nothing_changes_nothing_by_being_disqualified() -> None:
    for rule in (NEXT, VACANT):
        assert lines(give("B", "C", "D", "A", rule=rule)) == lines(give("B", "C", "D", "E", rule=rule))


def test_a_plan_that_leaves_it_open_may_still_give_prizes() -> None:
    plan = demonstration_plan("2026-09-01")
    open_ = replace(plan, ladders=tuple(replace(one, revocation=Unknown("Ban tổ chức")) for one in plan.ladders))
    assert prize_blockers(open_) == prize_blockers(plan) == ()


@pytest.mark.requirement("S001-R14")
@pytest.mark.parametrize("rounds", [300, pytest.param(10_000, marks=pytest.mark.soak)])
def test_B16_both_programs_agree_on_random_revocations_and_nobody_revoked_holds_a_prize(rounds: int) -> None:
    rng = random.Random(307)
    seen: set[str] = set()
    for _ in range(rounds):
        sample = revoked_sample(rng)
        standings = sample.compute()
        assert verify.verify_text(standings.text) == []
        mixed = replace(sample, revocations=tuple(rng.sample(sample.revocations, len(sample.revocations))))
        assert mixed.compute().text == standings.text
        prizes = standings.prizes
        assert not {one.code for one in sample.revocations} & {one.code for one in prizes.awards}
        slots = {(slot.ladder, slot.tier, slot.place): slot for one in sample.rules.ladders for slot in slots_of(one)}
        assert prizes.total_vnd <= sum(slot.amount_vnd for slot in slots.values())
        vacant = [(one.ladder, one.tier, one.place) for one in prizes.vacancies]
        assert len(vacant) == len(set(vacant))
        assert not set(vacant) & {(one.ladder, one.tier, one.place) for one in prizes.awards}
        assert standings.ranking == replace(sample, revocations=()).compute().ranking
        seen |= {one.moves_up.value for one in prizes.revoked} | {one.because.value for one in prizes.pending}
    assert seen >= {"next_moves_up", "stays_vacant", "revocation_awaits_board"}


def test_B16_both_programs_agree_where_the_ladders_leave_more_to_the_board() -> None:
    rng = random.Random(310)
    seen: set[str] = set()
    for _ in range(200):
        rich = random_rich_sample(rng)
        rich = replace(rich, sample=with_revocations(rng, rich.sample))
        standings = rich.compute()
        assert verify.verify_text(standings.text) == []
        assert rich.compute(rng).text == standings.text
        codes = {one.code for one in rich.sample.revocations}
        assert not codes & {one.code for one in standings.prizes.awards}
        seen |= {one.moves_up.value for one in standings.prizes.revoked}
    assert seen == {"next_moves_up", "stays_vacant"}


def test_B16_the_second_program_finds_every_changed_figure_of_a_revocation() -> None:
    rng, tried = random.Random(308), 0
    for _ in range(120):
        bundle = json.loads(revoked_sample(rng).compute().text)
        assert bundle["format"] == "bangvang-result-4"
        for number, one in enumerate(bundle["result"]["prizes"]["revoked"]):
            for key in ("code", "moves_up", "tier", "place", "share", "amount_vnd"):
                was = one[key]
                one[key] = was + 1 if isinstance(was, int) else f"{was}0"
                told = verify.verify_text(json.dumps(bundle, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
                assert any(f"revoked/{number}/{key}" in line for line in told), (key, told)
                one[key] = was
                tried += 1
    assert tried > 60


def test_a_revocation_of_an_unknown_code_or_of_one_code_twice_is_refused() -> None:
    rng = random.Random(309)
    sample = random_sample(rng)
    gone = Revocation("Q-2222", RevocationKind.REVOKED, "x")
    with pytest.raises(StandingsRefusedError):
        replace(sample, revocations=(gone,)).compute()
    own = replace(gone, code=sample.candidates[0].code)
    with pytest.raises(StandingsRefusedError):
        replace(sample, revocations=(own, own)).compute()
    bundle = json.loads(replace(sample, revocations=(own,)).compute().text)
    bundle["decisions"]["revocations"][0]["code"] = "Q-2222"
    with pytest.raises(ValueError, match="not complete"):
        verify.verify_text(json.dumps(bundle))
