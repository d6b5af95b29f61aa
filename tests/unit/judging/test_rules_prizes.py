import random
from collections import Counter
from fractions import Fraction

import pytest

from judging.rules.prizes import (
    Candidate,
    LadderUnclearError,
    Pending,
    PendingBecause,
    Prizes,
    Skipped,
    VacancyDecision,
    VacantBecause,
    assign_prizes,
    slots_of,
)
from judging.rules.ranking import Place
from judging.rules.ties import Ending
from judging.spec.prizes import Ladder, Tier
from judging.spec.quotas import Quota
from judging.spec.unknown import StillUnknownError, Unknown
from judging.spec.words import Exclusivity, QuotaKind, SharedRule, VacancyRule
from tests.factories.results import DAKRONG_LADDER, make_ladder, random_sample


def _places(*groups: str, ending: Ending = Ending.SHARED) -> list[Place]:
    places: list[Place] = []
    for group in groups:
        codes = tuple(group.split("="))
        number = 1 + sum(len(place.codes) for place in places)
        places.append(Place(number, codes, ending if len(codes) > 1 else Ending.SINGLE, Fraction(100 - number)))
    return places


def _give(
    places: list[Place],
    *ladders: Ladder,
    people: str = "",
    exclusivity: Exclusivity = Exclusivity.ONE_PER_AUTHOR,
    vacancies: tuple[VacancyDecision, ...] = (),
    videos: str = "",
) -> Prizes:
    """Each code is its own author, unless `people` says "A=x B=x"."""
    authors = dict(pair.split("=") for pair in people.split())
    candidates = {
        code: Candidate(code, "video" if code in videos else "essay", (authors.get(code, code),), "unit")
        for place in places
        for code in place.codes
    }
    return assign_prizes(places, candidates, ladders or (DAKRONG_LADDER,), exclusivity, vacancies)


def _lines(prizes: Prizes) -> list[str]:
    return [f"{one.tier} {one.code} {one.amount_vnd}" for one in prizes.awards]


@pytest.mark.requirement("S001-R30", "S001-R31", "S001-R44")
def test_one_ladder_for_essays_and_videos_gives_three_prizes() -> None:
    prizes = _give(_places("A", "B", "C", "D"), videos="AC")
    assert _lines(prizes) == ["first A 2000000", "second B 1500000", "third C 1000000"]
    assert prizes.total_vnd == 4_500_000
    assert (prizes.vacancies, prizes.pending) == ((), ())


def test_each_category_may_have_a_ladder_of_its_own() -> None:
    essays = make_ladder(("first", 1, 2_000_000), key="essays", categories=("essay",))
    videos = make_ladder(("first", 1, 2_000_000), key="videos", categories=("video",))
    prizes = _give(_places("A", "B", "C"), essays, videos, videos="BC")
    assert [(one.ladder, one.code, one.rank) for one in prizes.awards] == [("essays", "A", 1), ("videos", "B", 2)]


def test_fewer_entries_than_prizes_leave_prizes_empty() -> None:
    prizes = _give(_places("A"))
    assert [(one.tier, one.because) for one in prizes.vacancies] == [
        ("second", VacantBecause.NO_CANDIDATE),
        ("third", VacantBecause.NO_CANDIDATE),
    ]


def test_a_prize_left_empty_by_decision_goes_to_nobody_and_keeps_its_reason() -> None:
    decided = VacancyDecision("prizes", "first", 1, "không có bài xuất sắc")
    prizes = _give(_places("A", "B", "C"), vacancies=(decided,))
    assert _lines(prizes) == ["second A 1500000", "third B 1000000"]
    assert [(one.tier, one.because, one.reason) for one in prizes.vacancies] == [
        ("first", VacantBecause.DECIDED, "không có bài xuất sắc")
    ]


def test_a_ladder_that_is_never_vacant_refuses_the_decision() -> None:
    ladder = make_ladder(("first", 1, 5), vacancy=VacancyRule.NEVER_VACANT)
    prizes = _give(_places("A"), ladder, vacancies=(VacancyDecision("prizes", "first", 1, "x"),))
    assert _lines(prizes) == ["first A 5"]
    assert prizes.pending == (Pending("prizes", "first", 1, (), PendingBecause.VACANCY_FORBIDDEN),)


def test_B14_one_author_gets_one_prize_and_the_next_moves_up() -> None:
    prizes = _give(_places("A", "B", "C", "D"), people="A=x B=x")
    assert _lines(prizes) == ["first A 2000000", "second C 1500000", "third D 1000000"]
    assert prizes.skipped == (Skipped("prizes", "B", "A"),)


@pytest.mark.parametrize(
    ("exclusivity", "winners"),
    [
        (Exclusivity.UNLIMITED, "ABC"),
        (Exclusivity.ONE_PER_AUTHOR, "AC"),
        (Exclusivity.ONE_PER_AUTHOR_AND_CATEGORY, "ABC"),
        (Exclusivity.ONE_PER_UNIT, "A"),
    ],
)
def test_B14_exclusivity_as_the_plan_says_it(exclusivity: Exclusivity, winners: str) -> None:
    prizes = _give(_places("A", "B", "C"), people="A=x B=x", videos="B", exclusivity=exclusivity)
    assert "".join(one.code for one in prizes.awards) == winners


def test_equal_entries_that_fit_into_one_tier_need_no_decision() -> None:
    ladder = make_ladder(("first", 1, 9), ("third", 2, 4))
    prizes = _give(_places("A", "B=C", ending=Ending.AWAITS_BOARD), ladder)
    assert _lines(prizes) == ["first A 9", "third B 4", "third C 4"]
    assert [one.place for one in prizes.awards] == [1, 1, 2]


def test_a_shared_place_takes_as_many_places_and_divides_their_money() -> None:
    prizes = _give(_places("A=B", "C"))
    assert _lines(prizes) == ["first A 1750000", "first B 1750000", "third C 1000000"]
    assert [(one.share, one.shares, one.place) for one in prizes.awards] == [(1, 2, 1), (2, 2, 1), (1, 1, 1)]
    assert [(one.tier, one.because) for one in prizes.vacancies] == [("second", VacantBecause.WITHIN_SHARED)]
    assert prizes.total_vnd == 4_500_000


def test_a_place_shared_beyond_the_end_of_the_ladder_divides_what_is_there() -> None:
    prizes = _give(_places("A", "B", "C=D=E"))
    assert _lines(prizes)[2:] == ["third C 333333", "third D 333333", "third E 333333"]
    assert prizes.total_vnd == 4_499_999


@pytest.mark.requirement("S001-R42")
@pytest.mark.parametrize(
    ("shared", "ending", "because"),
    [
        (SharedRule.NEVER, Ending.SHARED, PendingBecause.SHARING_FORBIDDEN),
        (SharedRule.NEVER, Ending.SHARED_BY_DECISION, PendingBecause.SHARING_FORBIDDEN),
        (SharedRule.BOARD_DECIDES, Ending.SHARED, PendingBecause.SHARING_AWAITS_BOARD),
        (SharedRule.ALLOWED, Ending.AWAITS_BOARD, PendingBecause.AWAITS_BOARD),
        (SharedRule.NEVER, Ending.AWAITS_HEAD, PendingBecause.AWAITS_HEAD),
    ],
)
def test_the_ladder_stops_where_people_must_decide(shared: SharedRule, ending: Ending, because: PendingBecause) -> None:
    ladder = make_ladder(("first", 1, 9), ("second", 1, 5), ("third", 1, 3), shared=shared)
    prizes = _give(_places("A", "B=C", "D", ending=ending), ladder)
    assert _lines(prizes) == ["first A 9"]
    assert prizes.pending == (Pending("prizes", "second", 1, ("B", "C"), because),)


def test_the_board_may_decide_to_share_where_the_plan_leaves_it_to_the_board() -> None:
    ladder = make_ladder(("first", 1, 9), ("second", 1, 5), shared=SharedRule.BOARD_DECIDES)
    prizes = _give(_places("A=B", ending=Ending.SHARED_BY_DECISION), ladder)
    assert _lines(prizes) == ["first A 7", "first B 7"]


def test_a_tie_below_the_ladder_is_nobodys_question() -> None:
    prizes = _give(_places("A", "B", "C", "D=E", ending=Ending.AWAITS_BOARD))
    assert prizes.pending == ()


def test_two_works_of_one_author_in_one_tie_ask_people() -> None:
    prizes = _give(_places("A=B", "C"), people="A=x B=x")
    assert prizes.pending == (Pending("prizes", "first", 1, ("A", "B"), PendingBecause.SAME_WINNER),)


def test_a_later_ladder_waits_for_an_earlier_one_under_an_exclusivity() -> None:
    ladders = (
        make_ladder(("first", 1, 9), key="essays", categories=("essay",)),
        make_ladder(("first", 1, 9), key="videos", categories=("video",)),
    )
    places = _places("A=B", "C", ending=Ending.AWAITS_BOARD)
    prizes = _give(places, *ladders, videos="C")
    assert [(one.ladder, one.because) for one in prizes.pending] == [
        ("essays", PendingBecause.AWAITS_BOARD),
        ("videos", PendingBecause.EARLIER_LADDER),
    ]
    free = _give(places, *ladders, videos="C", exclusivity=Exclusivity.UNLIMITED)
    assert _lines(free) == ["first C 9"]


def test_a_tier_without_a_number_asks_for_one() -> None:
    tier = Tier("third", "Ba", Quota(QuotaKind.DISCRETIONARY), 5)
    with pytest.raises(LadderUnclearError) as refused:
        slots_of(make_ladder(tiers=(tier,)))
    assert refused.value.facts == {"ladder": "prizes", "tier": "third", "kind": QuotaKind.DISCRETIONARY}
    unknown = Tier("third", "Ba", Quota.exactly(1), Unknown("Ban Tổ chức"))
    with pytest.raises(StillUnknownError):
        slots_of(make_ladder(tiers=(unknown,)))


def test_a_range_of_prizes_has_places_up_to_its_maximum() -> None:
    tier = Tier("consolation", "Khuyến khích", Quota(QuotaKind.RANGE, 5, 10), 500_000)
    assert [slot.place for slot in slots_of(make_ladder(tiers=(tier,)))] == list(range(1, 11))


@pytest.mark.requirement("S001-R30", "S001-R31")
def test_B14_never_more_than_the_ladder_and_never_two_prizes_for_one() -> None:
    rng = random.Random(14)
    for _ in range(600):
        sample = random_sample(rng)
        prizes = sample.compute().prizes
        slots = [slot for ladder in sample.rules.ladders for slot in slots_of(ladder)]
        wholes = Counter((one.ladder, one.tier, one.place, one.share) for one in prizes.awards)
        assert max(wholes.values(), default=1) == 1
        held = {(one.ladder, one.tier, one.place) for one in prizes.awards}
        empty = {(one.ladder, one.tier, one.place) for one in prizes.vacancies}
        assert not held & empty
        assert held | empty <= {(slot.ladder, slot.tier, slot.place) for slot in slots}
        assert prizes.total_vnd <= sum(slot.amount_vnd for slot in slots)
        if not prizes.pending:
            assert held | empty == {(slot.ladder, slot.tier, slot.place) for slot in slots}
        authors = {one.code: one.authors for one in sample.candidates}
        if sample.rules.exclusivity is Exclusivity.ONE_PER_AUTHOR:
            winners = Counter(who for one in prizes.awards for who in authors[one.code])
            assert max(winners.values(), default=1) == 1
        for award in prizes.awards:
            better = [one for one in prizes.awards if one.ladder == award.ladder and one.rank < award.rank]
            assert all(one.amount_vnd >= award.amount_vnd for one in better)
