"""Counting ballots: thresholds on all members with absentees, ties, places, bounds. Properties and worked examples."""

from __future__ import annotations

import doctest
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from judging.rules import ballots, meetings
from judging.rules.ballots import (
    Base,
    Choice,
    CountProblem,
    Counts,
    Opinions,
    Outcome,
    Standing,
    Voters,
    VoteRule,
    base_of,
    count_papers,
    count_problems,
    decide,
    select_places,
    votes_needed,
)

MAJORITY = VoteRule(Base.PRESENT, Fraction(1, 2), is_exclusive=True)
NINETY_OF_ALL = VoteRule(Base.ALL, Fraction(9, 10))
EIGHTY_OF_ALL = VoteRule(Base.ALL, Fraction(8, 10))


def papers(votes_for: int, votes_against: int, invalid: int = 0, missing: int = 0) -> Counts:
    valid = votes_for + votes_against
    return Counts(valid + invalid + missing, valid + invalid, valid, invalid, votes_for, votes_against)


rules = st.builds(
    VoteRule,
    base=st.sampled_from(Base),
    threshold=st.fractions(min_value=0, max_value=1, max_denominator=100),
    is_exclusive=st.booleans(),
    keeps_recused=st.booleans(),
)


@st.composite
def votes(draw: st.DrawFn) -> tuple[Counts, Voters, Opinions]:
    """A ballot as it can happen: nobody votes twice, absent members write or do not."""
    members = draw(st.integers(1, 60))
    present = draw(st.integers(0, members))
    recused_present = draw(st.integers(0, present))
    recused_absent = draw(st.integers(0, members - present))
    electorate = present - recused_present
    cuts = sorted(draw(st.lists(st.integers(0, electorate), min_size=3, max_size=3)))
    writers = draw(st.integers(0, members - present - recused_absent))
    written_for = draw(st.integers(0, writers))
    counts = papers(cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1], electorate - cuts[2])
    voters = Voters(members, present, recused_present + recused_absent, recused_present)
    return counts, voters, Opinions(written_for, writers - written_for)


@pytest.mark.parametrize("module", [ballots, meetings])
def test_the_examples_in_the_rules_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]  # a module is what it takes


@pytest.mark.parametrize(
    ("rule", "base", "needed"),
    [
        (NINETY_OF_ALL, 10, 9),
        (NINETY_OF_ALL, 11, 10),
        (NINETY_OF_ALL, 12, 11),
        (NINETY_OF_ALL, 9, 9),
        (EIGHTY_OF_ALL, 15, 12),
        (EIGHTY_OF_ALL, 9, 8),
        (VoteRule(Base.PRESENT, Fraction(2, 3)), 9, 6),
        (MAJORITY, 8, 5),
        (MAJORITY, 9, 5),
        (VoteRule(Base.PRESENT, Fraction(0)), 7, 1),
    ],
)
def test_how_many_votes_are_needed(rule: VoteRule, base: int, needed: int) -> None:
    """By hand: a figure read as a percentage and rounded would pass 10 of 11 at 91 % and fail 9 of 10 at 89.9 %."""
    assert votes_needed(rule, base) == needed


@pytest.mark.requirement("S002-R26", "S003-R19")
def test_absentees_count_in_a_base_of_all_members() -> None:
    """Ten members, eight there, all for: 80 % of all, not 100 %. Each absentee's written yes lifts it."""
    voters = Voters(members=10, present=8)
    assert decide(NINETY_OF_ALL, papers(8, 0), voters).outcome is Outcome.FAILED
    with_one = decide(NINETY_OF_ALL, papers(8, 0), voters, Opinions(votes_for=1))
    assert (with_one.outcome, with_one.base, with_one.votes_for, with_one.needed) == (Outcome.PASSED, 10, 9, 9)
    assert decide(NINETY_OF_ALL, papers(8, 0), voters, Opinions(0, 2)).outcome is Outcome.FAILED


def test_written_opinions_do_not_count_among_those_present() -> None:
    voters = Voters(members=10, present=8)
    of_present = decide(MAJORITY, papers(4, 4), voters, Opinions(votes_for=2))
    assert (of_present.outcome, of_present.base, of_present.votes_for) == (Outcome.TIE, 8, 4)


def test_who_steps_aside_stays_in_the_base_unless_the_council_says_otherwise() -> None:
    voters = Voters(members=10, present=10, recused=1, recused_present=1)
    loose = VoteRule(Base.ALL, Fraction(9, 10), keeps_recused=False)
    assert (base_of(NINETY_OF_ALL, voters), base_of(loose, voters)) == (10, 9)
    assert decide(NINETY_OF_ALL, papers(8, 1), voters).outcome is Outcome.FAILED
    assert decide(NINETY_OF_ALL, papers(9, 0), voters).outcome is Outcome.PASSED
    assert decide(loose, papers(8, 1), voters).outcome is Outcome.FAILED


def test_equal_votes_are_a_tie_only_where_one_more_would_pass() -> None:
    voters = Voters(members=8, present=8)
    assert decide(MAJORITY, papers(4, 4), voters).outcome is Outcome.TIE
    assert decide(MAJORITY, papers(3, 3, invalid=2), voters).outcome is Outcome.FAILED
    assert decide(EIGHTY_OF_ALL, papers(4, 4), voters).outcome is Outcome.FAILED
    assert decide(MAJORITY, papers(0, 0, missing=8), voters).outcome is Outcome.FAILED


@given(rules, votes())
def test_what_passes_has_exactly_the_share_that_the_rule_asks(
    rule: VoteRule, vote: tuple[Counts, Voters, Opinions]
) -> None:
    """Against the definition itself, in whole numbers: votes × denominator against numerator × base."""
    counts, voters, opinions = vote
    decided = decide(rule, counts, voters, opinions)
    left, right = decided.votes_for * rule.threshold.denominator, rule.threshold.numerator * decided.base
    reached = left > right if rule.is_exclusive else left >= right
    assert (decided.outcome is Outcome.PASSED) == (reached and decided.votes_for > 0)
    if decided.outcome is Outcome.TIE:
        assert decided.votes_for == decided.votes_against
        assert not reached


@given(rules, votes())
def test_more_votes_never_make_it_worse(rule: VoteRule, vote: tuple[Counts, Voters, Opinions]) -> None:
    counts, voters, opinions = vote
    assume(counts.votes_against > 0)
    turned = papers(counts.votes_for + 1, counts.votes_against - 1, counts.invalid, counts.not_returned)
    if decide(rule, counts, voters, opinions).outcome is Outcome.PASSED:
        assert decide(rule, turned, voters, opinions).outcome is Outcome.PASSED


@given(st.fractions(min_value=0, max_value=1, max_denominator=100), votes())
def test_a_base_of_all_is_never_easier_than_one_of_those_present(
    threshold: Fraction, vote: tuple[Counts, Voters, Opinions]
) -> None:
    counts, voters, _none = vote
    of_all = decide(VoteRule(Base.ALL, threshold), counts, voters)
    of_present = decide(VoteRule(Base.PRESENT, threshold), counts, voters)
    assert of_all.base >= of_present.base
    if of_all.outcome is Outcome.PASSED:
        assert of_present.outcome is Outcome.PASSED


@given(votes())
def test_counts_of_a_vote_that_happened_add_up(vote: tuple[Counts, Voters, Opinions]) -> None:
    counts, voters, _ = vote
    assert count_problems(counts, electorate=voters.electorate) == ()
    assert counts.issued == counts.collected + counts.not_returned


@given(st.lists(st.sampled_from([*Choice, None])))
def test_papers_on_screen_always_add_up(choices: list[Choice | None]) -> None:
    counts = count_papers(choices)
    assert count_problems(counts, electorate=len(choices)) == ()
    assert counts.collected == sum(one is not None for one in choices)


@pytest.mark.parametrize(
    ("counts", "problem"),
    [
        (Counts(9, 10, 10, 0, 9, 1), CountProblem.COLLECTED_MORE_THAN_ISSUED),
        (Counts(10, 9, 9, 0, 9, 0), CountProblem.ISSUED_TO_MORE_THAN_MAY_VOTE),
        (Counts(9, 9, 9, 1, 9, 0), CountProblem.COLLECTED_IS_NOT_VALID_AND_INVALID),
        (Counts(9, 9, 9, 0, 8, 0), CountProblem.VALID_IS_NOT_FOR_AND_AGAINST),
        (Counts(9, 8, 9, -1, 9, 0), CountProblem.NEGATIVE),
    ],
)
def test_what_does_not_add_up_is_named(counts: Counts, problem: CountProblem) -> None:
    assert count_problems(counts, electorate=9) == (problem,)


standings = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 8)), unique_by=lambda one: one[0], max_size=30).map(
    lambda pairs: [Standing(f"{key:03d}", votes) for key, votes in pairs]
)


@given(standings, st.integers(0, 12))
def test_places_are_never_exceeded_and_go_by_votes(passed: list[Standing], places: int) -> None:
    """Bounds: never more than the places; nobody with fewer votes before somebody with more; nobody lost."""
    found = select_places(passed, places=places)
    votes_of = {one.key: one.votes for one in passed}
    assert len(found.chosen) + found.open_places == min(places, len(passed))
    assert sorted((*found.chosen, *found.reserve, *found.tied)) == sorted(votes_of)
    for key in found.chosen:
        assert all(votes_of[key] >= votes_of[other] for other in (*found.reserve, *found.tied))
    assert len({votes_of[key] for key in found.tied}) <= 1
    assert bool(found.tied) == bool(found.open_places)
    assert not found.tied or len(found.tied) > found.open_places


@given(st.integers(0, 4), st.integers(2, 8), st.integers(0, 4), st.data())
def test_the_chair_settles_exactly_the_tied_places(above: int, equal: int, below: int, data: st.DataObject) -> None:
    places = above + data.draw(st.integers(1, equal - 1))
    votes = [9] * above + [7] * equal + [5] * below
    passed = [Standing(f"{at:02d}", one) for at, one in enumerate(votes)]
    found = select_places(passed, places=places)
    assert (len(found.tied), found.open_places) == (equal, places - above)
    named = data.draw(st.permutations(found.tied))[: found.open_places]
    settled = select_places(passed, places=places, chair=named)
    assert len(settled.chosen) == places
    assert set(settled.chosen) == {*found.chosen, *named}
    assert settled.tied == ()
    too_many = [*found.tied]
    assert select_places(passed, places=places, chair=too_many) == found
    outsiders = [*found.reserve, *found.chosen]
    assert select_places(passed, places=places, chair=outsiders) == found


def test_without_a_limit_all_that_passed_are_chosen() -> None:
    three = [Standing("a", 5), Standing("b", 7), Standing("c", 5)]
    assert select_places(three, places=None).chosen == ("b", "a", "c")
    assert select_places(three, places=3).chosen == ("b", "a", "c")
    assert select_places(three, places=0).reserve == ("b", "a", "c")
