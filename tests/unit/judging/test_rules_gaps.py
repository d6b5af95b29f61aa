"""What follows from a gap: the next step, how it stands, and who is the third marker."""

import random

import pytest

from judging.rules.assignment import Bar, SeatOffer, Work
from judging.rules.gaps import (
    GapFacts,
    GapState,
    GapStep,
    Nobody,
    Unfit,
    choose_third,
    next_step,
    state_of,
    unfit_because,
)
from judging.spec.words import GapAction

_THIRD, _TALK, _HEAD = GapAction.THIRD_MARK, GapAction.DIALOGUE, GapAction.HEAD_DECIDES


@pytest.mark.parametrize(
    ("facts", "head_may", "step"),
    [
        (GapFacts(_THIRD, is_far=True), True, GapStep.CALL_THIRD),
        (GapFacts(_TALK, is_far=True), True, GapStep.OPEN_DIALOGUE),
        (GapFacts(_TALK, is_far=True, dialogue_open=True), True, GapStep.WAIT),
        (GapFacts(_TALK, is_far=True, dialogue_open=False), True, GapStep.CALL_HEAD),
        (GapFacts(_TALK, is_far=True, dialogue_open=False), False, GapStep.CALL_THIRD),
        (GapFacts(_TALK, is_far=False, dialogue_open=False), True, GapStep.WAIT),
        (GapFacts(_HEAD, is_far=True), True, GapStep.CALL_HEAD),
        (GapFacts(_HEAD, is_far=True), False, GapStep.CALL_THIRD),
        (GapFacts(_HEAD, is_far=True, is_whole=False), True, GapStep.WAIT),
        (GapFacts(_THIRD, is_far=True, decider=GapStep.CALL_THIRD), True, GapStep.WAIT),
    ],
)
def test_the_next_step_is_the_plans(facts: GapFacts, head_may: bool, step: GapStep) -> None:
    assert next_step(facts, head_may=head_may) is step


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (GapFacts(_THIRD, is_far=True), GapState.CALLING),
        (GapFacts(_THIRD, is_far=True, is_obstructed=True), GapState.OBSTRUCTED),
        (GapFacts(_THIRD, is_far=True, decider=GapStep.CALL_THIRD), GapState.THIRD_MARK),
        (GapFacts(_HEAD, is_far=True, decider=GapStep.CALL_HEAD), GapState.HEAD),
        (GapFacts(_THIRD, is_far=True, decider=GapStep.CALL_THIRD, is_decided=True), GapState.SETTLED),
        (GapFacts(_TALK, is_far=True, dialogue_open=True), GapState.DIALOGUE),
        (GapFacts(_TALK, is_far=False, dialogue_open=False), GapState.SETTLED),
        (GapFacts(_TALK, is_far=False, is_whole=False), GapState.REOPENED),
    ],
)
def test_how_a_gap_stands(facts: GapFacts, state: GapState) -> None:
    assert state_of(facts) is state


def test_the_third_marker_has_the_fewest_sheets_of_those_who_may() -> None:
    work = Work("A-2222", "essay", "u1", held=frozenset({"s1", "s2"}), barred=frozenset({"s3"}))
    offers = [SeatOffer(f"s{n}") for n in range(1, 7)]
    loads = {"s4": 5, "s5": 2, "s6": 3}
    assert choose_third(work, offers, loads, seed="ab") == "s5"


def test_B25_among_equals_the_seed_chooses_whatever_the_order() -> None:
    offers = [SeatOffer(f"s{n}") for n in range(9)]
    work = Work("A-2222", "essay", "u1", held=frozenset({"s0"}))
    chosen = set()
    for seed in range(40):
        first = choose_third(work, offers, {}, seed=str(seed))
        assert choose_third(work, random.Random(seed).sample(offers, 9), {}, seed=str(seed)) == first
        chosen.add(first)
    assert len(chosen) > 4
    assert "s0" not in chosen


def test_A22_nobody_in_conflict_is_called_and_each_obstacle_is_named() -> None:
    work = Work("A-2222", "essay", "u1", people=frozenset({"p"}), held=frozenset({"s1"}), barred=frozenset({"s2"}))
    offers = [
        SeatOffer("s1"),
        SeatOffer("s2"),
        SeatOffer("s3", units=frozenset({"u1"})),
        SeatOffer("s4", tied_to=frozenset({"p"})),
        SeatOffer("s5", cap=3),
    ]
    assert choose_third(work, offers, {"s5": 3}, seed="ab") == Nobody(
        (
            ("s1", Unfit.MARKED_IT),
            ("s2", Bar.STEPPED_BACK),
            ("s3", Bar.OWN_UNIT),
            ("s4", Bar.DECLARED_TIE),
            ("s5", Unfit.FULL),
        )
    )
    assert choose_third(work, offers, {"s5": 2}, seed="ab") == "s5"
    assert choose_third(work, offers, {"s5": 3}, seed="ab", own_unit_excluded=False) == "s3"
    assert unfit_because(work, offers[4], 3, ignore_cap=True) is None
