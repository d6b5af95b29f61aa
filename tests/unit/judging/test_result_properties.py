"""What holds of every result, whatever the round: marks are not lost, chains end, prizes stay within the ladder."""

import json
import random
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest

from judging.rules.prizes import VacantBecause, slots_of
from judging.rules.scoring import Scorer, Sheet, aggregate, maximum_steps
from judging.rules.ties import Ending, break_tie
from judging.spec.rounds import TieStep
from judging.spec.words import Aggregation, SharedRule, TieKind
from tests.factories.results import RUBRIC, make_contender, random_sample

WITHIN = VacantBecause.WITHIN_SHARED


@pytest.mark.requirement("S001-R14")
def test_adding_a_mark_never_drops_another() -> None:
    rng = random.Random(51)
    for _ in range(150):
        sample = random_sample(rng)
        candidate = rng.choice(sample.candidates)
        rubric = sample.rules.rubric
        steps = {one.key: rng.randint(0, maximum_steps(rubric, one)) for one in rubric.criteria}
        more = replace(sample, sheets=(*sample.sheets, Sheet(candidate.code, 99, steps)))
        before, after = (_seats(one.compute().text) for one in (sample, more))
        assert after - before == Counter({(candidate.code, 99): 1})
        assert before - after == Counter()
        assert before == Counter((sheet.code, sheet.seat) for sheet in sample.sheets)


def _seats(text: str) -> Counter[tuple[str, int]]:
    scores = json.loads(text)["result"]["scores"]
    return Counter((score["code"], seat["seat"]) for score in scores for seat in score["seats"])


@pytest.mark.requirement("S001-R14")
def test_every_tie_chain_ends_and_everybody_holds_one_place() -> None:
    rng = random.Random(52)
    endings = Counter[Ending]()
    for _ in range(400):
        codes = [f"B-{number}" for number in range(rng.randint(2, 6))]
        tied = [make_contender(code, 50, rng.randint(0, 2), rng.choice([None, 1, 2, 3])) for code in codes]
        chain = [
            TieStep(kind, "content" if kind is TieKind.HIGHEST_CRITERION else None)
            for kind in rng.choices(list(TieKind), k=rng.randint(0, 6))
        ]
        held, _applied = break_tie(tied, chain, ())
        assert sorted(code for place in held for code in place.codes) == sorted(codes)
        assert all((len(place.codes) == 1) == (place.ending is Ending.SINGLE) for place in held)
        endings.update(place.ending for place in held)
    assert set(endings) >= {Ending.SINGLE, Ending.SHARED, Ending.AWAITS_HEAD, Ending.AWAITS_BOARD}


@pytest.mark.requirement("S001-R42")
def test_B14_prizes_and_their_money_never_exceed_the_ladder() -> None:
    rng = random.Random(53)
    given = 0
    for _ in range(200):
        sample = random_sample(rng)
        prizes = sample.compute().prizes
        slots = {(slot.ladder, slot.tier, slot.place): slot for one in sample.rules.ladders for slot in slots_of(one)}
        places = Counter((one.ladder, one.tier, one.place, one.share) for one in prizes.awards)
        assert all((one.ladder, one.tier, one.place) in slots for one in prizes.awards)
        assert max(places.values(), default=1) == 1
        assert prizes.total_vnd <= sum(slot.amount_vnd for slot in slots.values())
        given += len(prizes.awards)
    assert given > 300


@pytest.mark.requirement("S001-R14")
def test_a_trimmed_mean_leaves_nothing_out_below_five_marks() -> None:
    rng = random.Random(54)
    trimmed, plain = Scorer(RUBRIC, Aggregation.TRIMMED_MEAN), Scorer(RUBRIC, Aggregation.MEAN)
    for _ in range(200):
        sheets = [
            Sheet("B-2222", seat, {"content": rng.randint(0, 240), "form": rng.randint(0, 160)})
            for seat in range(1, rng.randint(2, 8))
        ]
        totals = [total for _seat, total in plain.score(sheets).totals]
        kept = sorted(totals)[1:-1] if len(totals) >= 5 else totals
        assert trimmed.score(sheets).total == sum(kept, Fraction(0)) / len(kept)
        assert aggregate(totals, Aggregation.TRIMMED_MEAN) == trimmed.score(sheets).total


@pytest.mark.requirement("S001-R42")
def test_a_shared_place_takes_as_many_places_as_entries_share_it_and_no_more_money_than_they_hold() -> None:
    rng = random.Random(55)
    shared = 0
    for _ in range(600):
        sample = random_sample(rng)
        prizes = sample.compute().prizes
        decided = {(one.ladder, one.tier, one.place) for one in prizes.vacancies if one.because is not WITHIN}
        within = {(one.ladder, one.tier, one.place) for one in prizes.vacancies if one.because is WITHIN}
        given = Counter((one.ladder, one.tier, one.place) for one in prizes.awards)
        for ladder in sample.rules.ladders:
            slots = [slot for slot in slots_of(ladder) if (slot.ladder, slot.tier, slot.place) not in decided]
            keys = [(slot.ladder, slot.tier, slot.place) for slot in slots]
            taken = set()
            for at, key in enumerate(keys):
                if given[key] < 2:
                    continue
                assert ladder.shared is not SharedRule.NEVER
                held, together = slots[at : at + given[key]], set(keys[at + 1 : at + given[key]])
                assert not any(given[one] for one in together), "what a shared place took is given to nobody else"
                taken |= together
                paid = sum(one.amount_vnd for one in prizes.awards if (one.ladder, one.tier, one.place) == key)
                assert 0 <= sum(slot.amount_vnd for slot in held) - paid < given[key]
                shared += 1
            assert {one for one in within if one[0] == ladder.key} == taken
    assert shared > 10
