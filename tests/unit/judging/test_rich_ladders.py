"""Ladders in full: ranges, choice, units, least marks, prizes by quality; both programs agree on all of it."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from judging import verify
from judging.rules.ladder_slots import ChoiceDecision, CountDecision, count_slots, is_chosen
from judging.rules.prizes import Candidate, Pending, PendingBecause, Prizes, VacantBecause, assign_prizes
from judging.rules.ranking import Place
from judging.rules.ties import Ending, TieDecision, break_tie
from judging.spec.prizes import Ladder, Tier
from judging.spec.quotas import Quota
from judging.spec.rounds import TieStep
from judging.spec.words import Exclusivity, LadderBasis, PrizeScope, QuotaKind, SharedRule, TieKind
from tests.factories.results import make_contender, make_ladder
from tests.factories.rich_ladders import random_rich_sample

RANGE = Quota(QuotaKind.RANGE, 2, 4)
CONSOLATION = Tier("consolation", "Khuyến khích", RANGE, 500_000)
FEW = make_ladder(tiers=(Tier("first", "Nhất", Quota.exactly(1), 2_000_000), CONSOLATION))


def _give(codes: str, *ladders: Ladder, exclusivity: Exclusivity = Exclusivity.ONE_PER_AUTHOR, units: str = "",
          counts: tuple[CountDecision, ...] = (), choices: tuple[ChoiceDecision, ...] = ()) -> Prizes:  # fmt: skip
    """Codes of falling totals 90, 80 … ("BC" together in one place as "B=C"); each is its own author and unit."""
    homes = dict(pair.split("=") for pair in units.split())
    places, candidates, rank = [], {}, 1
    for at, group in enumerate(codes.split()):
        tied = tuple(group.split("="))
        ending = Ending.AWAITS_BOARD if len(tied) > 1 else Ending.SINGLE
        places.append(Place(rank, tied, ending, Decimal(90 - 10 * at)))  # type: ignore[arg-type]  an exact number
        rank += len(tied)
        candidates |= {code: Candidate(code, "essay", (code,), homes.get(code, f"unit {code}")) for code in tied}
    return assign_prizes(places, candidates, ladders, exclusivity, counts=counts, choices=choices)


def _given(prizes: Prizes) -> str:
    return " ".join(f"{one.ladder}:{one.tier}:{one.code}" for one in prizes.awards)


def test_a_range_waits_for_the_board_and_lays_out_only_what_is_certain() -> None:
    prizes = _give("A B C D E F", FEW)
    assert [one.code for one in prizes.awards] == ["A", "B", "C"]
    assert prizes.pending == (Pending("prizes", "consolation", 3, (), PendingBecause.COUNT_AWAITS_BOARD),)
    decided = _give("A B C D E F", FEW, counts=(CountDecision("prizes", "consolation", 4, "nhiều bài tốt"),))
    assert [one.code for one in decided.awards] == list("ABCDE")
    assert decided.pending == ()


def test_a_number_outside_the_range_is_not_followed_unless_quality_may_move_it() -> None:
    five = (CountDecision("prizes", "consolation", 5, "nhiều bài tốt"),)
    refused = _give("A B C D E F G", FEW, counts=five)
    assert {one.because for one in refused.pending} == {
        PendingBecause.COUNT_FORBIDDEN,
        PendingBecause.COUNT_AWAITS_BOARD,
    }
    moved = _give("A B C D E F G", replace(FEW, adjustable=True), counts=five)
    assert [one.code for one in moved.awards] == list("ABCDEF")


def test_a_fixed_number_may_be_lowered_and_raised_where_the_plan_lets_quality_move_it() -> None:
    ladder = make_ladder(("first", 1, 9), ("second", 2, 5), adjustable=True)
    counts = (CountDecision("prizes", "first", 0, "không có bài xuất sắc"), CountDecision("prizes", "second", 3, "tốt"))
    assert _given(_give("A B C D", ladder, counts=counts)) == "prizes:second:A prizes:second:B prizes:second:C"


def test_a_tie_at_the_end_of_what_is_certain_waits_for_the_number_first() -> None:
    prizes = _give("A B C=D", FEW)
    assert [one.because for one in prizes.pending] == [PendingBecause.COUNT_AWAITS_BOARD]
    assert [one.code for one in prizes.awards] == ["A", "B"]


def test_a_prize_whose_least_mark_nobody_reaches_stays_empty_and_the_next_is_given() -> None:
    tiers = (Tier("first", "Nhất", Quota.exactly(1), 9, minimum_mark=Decimal(95)),
             Tier("second", "Nhì", Quota.exactly(1), 5, minimum_mark=Decimal(80)),
             Tier("third", "Ba", Quota.exactly(1), 3, minimum_mark=Decimal("80.01")))  # fmt: skip
    prizes = _give("A B C", make_ladder(tiers=tiers))
    assert _given(prizes) == "prizes:second:A"
    assert [(one.tier, one.because) for one in prizes.vacancies] == [
        ("first", VacantBecause.BELOW_MINIMUM),
        ("third", VacantBecause.BELOW_MINIMUM),
    ]


def test_no_unit_holds_more_prizes_of_a_ladder_than_the_plan_lets_it() -> None:
    ladder = make_ladder(("first", 4, 5), per_unit=2)
    prizes = _give("A B C D E", ladder, units="A=u B=u C=u E=u")
    assert [one.code for one in prizes.awards] == ["A", "B", "D"]
    assert [(one.code, one.held_by) for one in prizes.skipped] == [("C", "B"), ("E", "B")]
    tied = _give("A B=C D", ladder, units="A=u B=u C=u")
    assert tied.pending == (Pending("prizes", "first", 2, ("B", "C"), PendingBecause.UNIT_LIMIT),)


def test_units_win_collective_prizes_by_their_best_entry_beside_what_people_win() -> None:
    people = make_ladder(("first", 1, 9), key="people")
    units = make_ladder(("first", 2, 5), key="units", scope=PrizeScope.COLLECTIVE)
    prizes = _give("A B C", people, units, units="A=u B=u C=v")
    assert _given(prizes) == "people:first:A units:first:A units:first:C"
    assert [(one.ladder, one.code, one.held_by) for one in prizes.skipped] == [("units", "B", "A")]


def test_a_ladder_that_stands_apart_excludes_nobody_and_is_excluded_by_nobody() -> None:
    one, other = make_ladder(("first", 1, 9), key="one"), make_ladder(("first", 1, 5), key="other")
    assert _given(_give("A B", one, other)) == "one:first:A other:first:B"
    assert _given(_give("A B", one, replace(other, apart=True))) == "one:first:A other:first:A"


def test_a_prize_by_choice_goes_to_whom_the_board_names_and_to_nobody_else() -> None:
    special = make_ladder(("young", 1, 3), ("old", 1, 3), key="special", basis=LadderBasis.BOARD_CHOOSES)
    first = make_ladder(("first", 1, 9))
    chosen = (ChoiceDecision("special", "young", 1, "C", "tác giả trẻ nhất"),
              ChoiceDecision("special", "old", 1, "A", "tác giả cao tuổi nhất"))  # fmt: skip
    prizes = _give("A B C", first, special, choices=chosen)
    assert _given(prizes) == "prizes:first:A special:young:C"
    assert prizes.pending == (Pending("special", "old", 1, ("A",), PendingBecause.CHOICE_VOID),)
    apart = _give("A B C", first, replace(special, apart=True), choices=chosen)
    assert _given(apart) == "prizes:first:A special:young:C special:old:A"
    waits = _give("A B C", first, special)
    assert [one.because for one in waits.pending] == [PendingBecause.AWAITS_CHOICE] * 2
    assert waits.may_be_opened
    unknown = _give("A", special, choices=(ChoiceDecision("special", "young", 1, "Z", "?"),))
    assert unknown.pending[0].because is PendingBecause.CHOICE_VOID


def test_only_what_looks_at_authors_or_is_chosen_freely_may_wait_for_the_opening() -> None:
    assert not _give("A B C D E F", FEW).may_be_opened
    tied = _give("A=B", make_ladder(("first", 1, 9)))
    assert not tied.may_be_opened


@pytest.mark.parametrize("kind", [TieKind.WOMEN_FIRST, TieKind.OLDER_FIRST])
def test_a_rule_that_looks_at_authors_waits_and_then_goes_by_the_declared_order(kind: TieKind) -> None:
    tied = [make_contender(code, 50) for code in "ABC"]
    chain = (TieStep(kind), TieStep(TieKind.BOARD_DECIDES))
    held, applied = break_tie(tied, chain, ())
    assert [(one.codes, one.ending) for one in held] == [(("A", "B", "C"), Ending.AWAITS_OPENING)]
    assert applied == ()
    declared = TieDecision(kind, (("C",), ("A", "B")), "theo dữ liệu đã khai")
    held, applied = break_tie(tied, chain, (declared,))
    assert [(one.codes, one.ending) for one in held] == [(("C",), Ending.SINGLE), (("A", "B"), Ending.AWAITS_BOARD)]
    assert [(one.kind, one.values, one.groups) for one in applied] == [(kind, (), (("C",), ("A", "B")))]
    stale = TieDecision(kind, (("C",), ("A",)), "theo dữ liệu đã khai")
    assert break_tie(tied, chain, (stale,))[0][0].ending is Ending.AWAITS_OPENING


@pytest.mark.requirement("S001-R14")
@pytest.mark.parametrize("rounds", [500, pytest.param(10_000, marks=pytest.mark.soak)])
def test_B16_a_second_program_gets_the_same_from_ladders_that_leave_something_to_the_board(rounds: int) -> None:
    rng = random.Random(301)
    seen: set[str] = set()
    for number in range(rounds):
        rich = random_rich_sample(rng)
        text = rich.compute().text
        assert verify.verify_text(text) == [], number
        assert rich.compute(rng).text == text
        told = json.loads(text)
        result = told["result"]
        seen |= {told["format"]} | {step["kind"] for tie in result["ties"] for step in tie["steps"]}
        seen |= {place["ending"] for place in result["places"]}
        seen |= {one["because"] for one in result["prizes"]["pending"] + result["prizes"]["vacancies"]}
    assert seen >= {
        *("bangvang-result-3", "women_first", "older_first", "awaits_opening", "below_minimum"),
        *("count_awaits_board", "count_forbidden", "unit_limit", "awaits_choice", "choice_void", "earlier_ladder"),
        *("same_winner", "sharing_forbidden", "within_shared"),
    }


@pytest.mark.requirement("S001-R30", "S001-R31")
def test_B14_the_ladder_with_what_the_board_decided_is_never_exceeded() -> None:
    rng = random.Random(302)
    given = 0
    for _ in range(300):
        rich = random_rich_sample(rng)
        prizes = rich.compute().prizes
        rules, units = rich.sample.rules, {one.code: one.unit for one in rich.sample.candidates}
        slots = {(s.ladder, s.tier, s.place): s for one in rules.ladders for s in count_slots(one, rich.counts).slots}
        held = Counter((one.ladder, one.tier, one.place, one.share) for one in prizes.awards)
        assert max(held.values(), default=1) == 1
        assert {key[:3] for key in held} <= slots.keys()
        for ladder in rules.ladders:
            own = [one for one in prizes.awards if one.ladder == ladder.key]
            assert sum(one.amount_vnd for one in own) <= sum(
                s.amount_vnd for k, s in slots.items() if k[0] == ladder.key
            )
            per_unit = Counter(units[one.code] for one in own)
            limit = 1 if ladder.scope is PrizeScope.COLLECTIVE else ladder.per_unit
            assert limit is None or max(per_unit.values(), default=0) <= limit
            if not is_chosen(ladder):
                assert all(a.amount_vnd >= b.amount_vnd for a in own for b in own if a.rank < b.rank)
        given += len(prizes.awards)
    assert given > 300


@pytest.mark.requirement("S001-R14")
def test_B16_verify_finds_every_changed_decision_of_the_board() -> None:
    rng = random.Random(303)
    tried = Counter[str]()
    while min(tried[key] for key in ("counts", "choices", "ties")) < 12:
        standings = random_rich_sample(rng).compute()
        told = json.loads(standings.text)
        for key in ("counts", "choices", "ties"):
            for one in told["decisions"].get(key, ()):
                was = json.dumps(told["result"])
                changed = json.loads(standings.text)
                if key == "counts":
                    changed["decisions"][key][0]["count"] += 1
                elif key == "choices":
                    changed["decisions"][key][0]["code"] = "Z-0000"
                else:
                    changed["decisions"][key][0]["order"].reverse()
                del one
                computed = verify.recompute(changed)
                text = json.dumps(changed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
                # The text proves nothing once its result does not follow from what was decided.
                assert (verify.verify_text(text) == []) == (json.dumps(computed) == was)
                tried[key] += 1


def test_sharing_divides_what_the_tiers_are_worth_whatever_their_least_mark() -> None:
    tiers = (Tier("first", "Nhất", Quota.exactly(1), 9, minimum_mark=Decimal(70)),
             Tier("second", "Nhì", Quota.exactly(1), 5, minimum_mark=Decimal(95)),
             Tier("third", "Ba", Quota.exactly(1), 3))  # fmt: skip
    ladder = make_ladder(tiers=tiers, shared=SharedRule.ALLOWED)
    places = [Place(1, ("A", "B"), Ending.SHARED, Decimal(90))]  # type: ignore[arg-type]  an exact number
    candidates = {code: Candidate(code, "essay", (code,), code) for code in "AB"}
    prizes = assign_prizes(places, candidates, (ladder,), Exclusivity.ONE_PER_AUTHOR)
    assert [one.amount_vnd for one in prizes.awards] == [6, 6]
