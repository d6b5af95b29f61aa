"""Prizes by vote: their order, their ties, that both programs agree on them, and that they change nothing else."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest

from judging import verify
from judging.rules.prizes import Candidate, PendingBecause, Prizes, assign_prizes
from judging.rules.ranking import Place
from judging.rules.revocations import MovesUp, Revocation, RevocationKind
from judging.rules.ties import Ending
from judging.rules.votes import VoteCount, VoteOrder
from judging.spec.prizes import Ladder, VoteRule
from judging.spec.words import Exclusivity, SharedRule, Voters, VoteTie
from tests.factories.results import make_ladder
from tests.factories.votes import OPEN, make_vote_ladder, random_voted_sample

BOARD = VoteRule(Voters.STAFF, OPEN, OPEN, ties=VoteTie.BOARD_DECIDES)
SHARED = replace(BOARD, ties=VoteTie.SHARED_PLACE)
PLACE = replace(BOARD, ties=VoteTie.JUDGES_PLACE)


def _give(votes: str | None, *ladders: Ladder, order: str = "", ranked: str = "A B C D",
          exclusivity: Exclusivity = Exclusivity.ONE_PER_AUTHOR) -> Prizes:  # fmt: skip
    """Codes ranked A before B …, with so many votes each ("A=3 B=2"); `order` "B A" is the board's."""
    places = [Place(at, (code,), Ending.SINGLE, Fraction(90 - at)) for at, code in enumerate(ranked.split(), start=1)]
    counted = tuple((pair.partition("=")[0], int(pair.partition("=")[2])) for pair in (votes or "").split())
    counts = [VoteCount("popular", counted, 0, "đã kiểm")] if votes is not None else []
    orders = [VoteOrder("popular", tuple((code,) for code in order.split()), "hội ý")] if order else []
    candidates = {code: Candidate(code, "essay", (code,), code) for code in "ABCDE"}
    return assign_prizes(places, candidates, ladders, exclusivity, votes=counts, vote_orders=orders)


def _given(prizes: Prizes) -> str:
    return " ".join(f"{one.tier}:{one.code}" for one in prizes.awards)


def test_the_work_with_most_votes_wins_whatever_the_judges_thought_of_it() -> None:
    ladder = make_vote_ladder(("p1", 1, 9), ("p2", 1, 5))
    assert _given(_give("A=1 B=2 D=7", ladder)) == "p1:D p2:B"


def test_E22_nothing_is_given_before_a_person_confirmed_the_count() -> None:
    prizes = _give(None, make_vote_ladder(), make_ladder(("first", 1, 9)))
    assert [(one.ladder, one.because) for one in prizes.pending] == [("popular", PendingBecause.AWAITS_VOTE)]
    assert _given(prizes) == "first:A"
    assert not prizes.may_be_opened


def test_E22_a_work_without_a_place_of_the_judges_wins_nothing_by_votes() -> None:
    assert _given(_give("E=50 C=2", make_vote_ladder())) == "popular_first:C"


def test_a_work_needs_as_many_votes_as_the_plan_says() -> None:
    few = make_vote_ladder(vote=replace(PLACE, least_votes=3))
    assert _given(_give("A=2 B=2", few)) == ""
    assert _given(_give("A=2 B=3", few)) == "popular_first:B"
    assert _given(_give("A=0 B=0", make_vote_ladder())) == "", "nobody wins without a vote"


def test_equal_votes_are_told_apart_as_the_plan_says() -> None:
    by_place = _give("C=4 B=4", make_vote_ladder(vote=PLACE))
    assert _given(by_place) == "popular_first:B"
    waits = _give("C=4 B=4", make_vote_ladder(vote=BOARD))
    assert [(one.because, one.codes) for one in waits.pending] == [(PendingBecause.AWAITS_BOARD, ("B", "C"))]
    assert _given(_give("C=4 B=4", make_vote_ladder(vote=BOARD), order="C B")) == "popular_first:C"
    assert _give("C=4 B=4 A=4", make_vote_ladder(vote=BOARD), order="C B").pending, "of exactly these, or void"
    shared = _give("C=4 B=4", make_vote_ladder(("p1", 1, 5), ("p2", 1, 2), vote=SHARED, shared=SharedRule.ALLOWED))
    assert [(one.tier, one.code, one.amount_vnd) for one in shared.awards] == [("p1", "B", 3), ("p1", "C", 3)]


@pytest.mark.requirement("S001-R30")
def test_E22_a_prize_by_vote_excludes_nobody_from_another_and_the_other_way_round() -> None:
    prizes = _give("A=5 B=1", make_vote_ladder(), make_ladder(("first", 1, 9)), make_ladder(("x", 1, 1), key="late"))
    assert _given(prizes) == "popular_first:A first:A x:B"


def test_a_revoked_code_lets_the_next_by_votes_move_up() -> None:
    places = [Place(1, ("A",), Ending.SINGLE, Fraction(9)), Place(2, ("B",), Ending.SINGLE, Fraction(8))]
    gone = Revocation("A", RevocationKind.REVOKED, "sai", (("popular", MovesUp.NEXT),))
    candidates = {code: Candidate(code, "essay", (code,), code) for code in "AB"}
    votes = [VoteCount("popular", (("A", 5), ("B", 1)), 0, "đã kiểm")]
    prizes = assign_prizes(places, candidates, (make_vote_ladder(),), Exclusivity.UNLIMITED, votes=votes,
                           revocations=[gone])  # fmt: skip
    assert _given(prizes) == "popular_first:B"


@pytest.mark.requirement("S001-R14")
def test_E22_both_programs_agree_on_250_rounds_with_votes() -> None:
    rng = random.Random(401)
    seen = Counter[str]()
    for _ in range(250):
        sample = random_voted_sample(rng)
        standings = sample.compute()
        assert verify.verify_text(standings.text) == []
        assert verify.explain(standings.text) == []
        assert sample.compute(rng).text == standings.text
        keys = {one.key for one in sample.rich.sample.rules.ladders if one.vote is not None}
        seen["awards"] += sum(one.ladder in keys for one in standings.prizes.awards)
        seen.update(one.because.value for one in standings.prizes.pending if one.ladder in keys)
        seen["shared"] += sum(one.ladder in keys and one.shares > 1 for one in standings.prizes.awards)
        seen.update(f"order {place.ending.value}" for one in standings.prizes.votes for place in one.places)
    told = ("awards", "awaits_vote", "order awaits_board", "order shared_by_decision")
    assert min(seen[key] for key in told) > 10
    assert seen["shared"]
    assert seen["awaits_board"]


@pytest.mark.requirement("S001-R14", "S001-R30")
def test_E22_votes_never_change_a_mark_a_place_or_a_prize_of_any_other_ladder() -> None:
    rng = random.Random(402)
    compared = 0
    for _ in range(200):
        sample = random_voted_sample(rng)
        other = replace(sample, votes=tuple(_stuffed(rng, one) for one in sample.votes), orders=())
        none = replace(sample, votes=(), orders=())
        keys = {one.key for one in sample.rich.sample.rules.ladders if one.vote is not None}
        told = [_without(json.loads(one.compute().text)["result"], keys) for one in (sample, other, none)]
        assert told[0] == told[1] == told[2]
        compared += len(told[0]["prizes"]["awards"])
    assert compared > 200


def _stuffed(rng: random.Random, one: VoteCount) -> VoteCount:
    return replace(one, votes=tuple((code, votes + rng.randint(0, 99)) for code, votes in one.votes))


def _without(result: dict[str, object], keys: set[str]) -> dict[str, dict[str, list[dict[str, object]]]]:
    """A result without what is about the ladders `keys`."""
    prizes: dict[str, list[dict[str, object]]] = {
        kind: [one for one in listed if one["ladder"] not in keys]
        for kind, listed in result["prizes"].items()  # type: ignore[attr-defined]
        if isinstance(listed, list)
    }
    return {**{key: result[key] for key in ("places", "scores", "ties", "unmarked")}, "prizes": prizes}  # type: ignore[dict-item]


@pytest.mark.requirement("S001-R14")
def test_E22_verify_finds_every_changed_count() -> None:
    rng = random.Random(403)
    changed = 0
    while changed < 40:
        told = json.loads(random_voted_sample(rng).compute().text)
        won = [place for one in told["result"]["votes"] for place in one["places"]]
        if not won:
            continue
        for one in told["decisions"]["votes"]:
            for count in one["counts"]:
                count["votes"] = 5 - count["votes"]
        text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        was, now = told["result"], verify.recompute(told)
        assert (verify.verify_text(text) == []) == (was == now)
        changed += was != now
