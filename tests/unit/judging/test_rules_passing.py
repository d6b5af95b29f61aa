"""Who goes on, in words and in random programmes of several rounds; the second program must see the same."""

import json
import random
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest

from judging import verify
from judging.rules.passing import BorderBecause, PassDecision, Passing, limit_of, pass_on
from judging.rules.prizes import Candidate
from judging.rules.ranking import Place
from judging.rules.ties import Ending
from judging.spec.rounds import PassRule
from judging.spec.words import BorderRule, PassKind, TieKind
from tests.factories.several_rounds import random_programme

TOP_2 = PassRule(PassKind.TOP, count=2)


def _places(*groups: tuple[int, str]) -> list[Place]:
    places, rank = [], 1
    for total, codes in groups:
        held = tuple(codes.split())
        places.append(Place(rank, held, Ending.SINGLE if len(held) == 1 else Ending.SHARED, Fraction(total)))
        rank += len(held)
    return places


DAY = _places((90, "A"), (80, "B C"), (70, "D"))


def _pass(rule: PassRule, *decisions: PassDecision, places: Sequence[Place] = DAY, videos: str = "") -> Passing:
    codes = [code for place in places for code in place.codes]
    entries = {code: Candidate(code, "video" if code in videos.split() else "essay") for code in codes}
    return pass_on(places, entries, rule, decisions)


def test_a_tie_at_the_border_is_stated_and_waits_for_the_board() -> None:
    passing = _pass(TOP_2)
    assert passing.passed == ("A",)
    (border,) = passing.pending
    assert (border.codes, border.room, border.because) == (("B", "C"), 1, BorderBecause.AWAITS_BOARD)


@pytest.mark.parametrize(
    ("border", "passed", "because"),
    [
        (BorderRule.ALL_PASS, ("A", "B", "C"), BorderBecause.ALL_PASS),
        (BorderRule.NONE_PASS, ("A",), BorderBecause.NONE_PASS),
        (BorderRule.HEAD_DECIDES, ("A",), BorderBecause.AWAITS_HEAD),
    ],
)
def test_the_plan_says_what_becomes_of_a_tie_at_the_border(
    border: BorderRule, passed: tuple[str, ...], because: BorderBecause
) -> None:
    passing = _pass(PassRule(PassKind.TOP, count=2, border=border))
    assert (passing.passed, passing.borders[0].because) == (passed, because)


def test_only_a_decision_about_exactly_these_codes_by_the_right_person_counts() -> None:
    right = PassDecision(TieKind.BOARD_DECIDES, ("C", "B"), ("C",), "bài C có tính mới")
    assert _pass(TOP_2, right).passed == ("A", "C")
    assert _pass(TOP_2, right).borders[0].reason == "bài C có tính mới"
    by_head = PassDecision(TieKind.HEAD_DECIDES, ("B", "C"), ("C",), "x")
    too_many = PassDecision(TieKind.BOARD_DECIDES, ("B", "C", "D"), ("D",), "x")
    stranger = PassDecision(TieKind.BOARD_DECIDES, ("B", "C"), ("D",), "x")
    for wrong in (by_head, too_many, stranger):
        assert _pass(TOP_2, wrong).passed == ("A",)
        assert _pass(TOP_2, wrong).unused == (wrong,)
    contradicting = PassDecision(TieKind.BOARD_DECIDES, ("B", "C"), ("B",), "x")
    assert _pass(TOP_2, right, contradicting).pending


def test_no_border_where_a_tie_fits_as_a_whole() -> None:
    passing = _pass(PassRule(PassKind.TOP, count=3))
    assert (passing.passed, passing.borders) == (("A", "B", "C"), ())


def test_a_percentage_is_rounded_up_and_a_mark_is_a_floor_beside_it() -> None:
    assert limit_of(PassRule(PassKind.PERCENT, percent=Decimal(30)), 11) == 4
    assert limit_of(PassRule(PassKind.PERCENT, percent=Decimal(25)), 4) == 1
    assert _pass(PassRule(PassKind.PERCENT, percent=Decimal(75))).passed == ("A", "B", "C")
    assert _pass(PassRule(PassKind.MINIMUM_MARK, minimum_mark=Decimal(80))).passed == ("A", "B", "C")
    assert _pass(PassRule(PassKind.TOP, count=4, minimum_mark=Decimal("80.25"))).passed == ("A",)
    assert _pass(PassRule(PassKind.ALL)).passed == ("A", "B", "C", "D")


def test_each_category_is_counted_by_itself_where_the_plan_says_so() -> None:
    passing = _pass(PassRule(PassKind.TOP, count=1, each_category=True), videos="C D")
    assert [(one.category, one.ranked, one.passed) for one in passing.groups] == [
        ("essay", 2, ("A",)),
        ("video", 2, ("C",)),
    ]


@pytest.mark.requirement("S001-R14")
@pytest.mark.parametrize("programmes", [500, pytest.param(10_000, marks=pytest.mark.soak)])
def test_B16_a_second_program_follows_random_programmes_of_several_rounds(programmes: int) -> None:
    rng = random.Random(41)
    seen: set[str] = set()
    for _ in range(programmes):
        for one in random_programme(rng):
            assert verify.verify_text(one.standings.text) == []
            bundle = json.loads(one.standings.text)
            passing = bundle["result"]["passing"] or {"borders": [], "unused_decisions": []}
            seen |= {border["because"] for border in passing["borders"]}
            seen |= {"unused" for _ in passing["unused_decisions"]} | {one["because"] for one in bundle["path"]["left"]}
            seen |= {f"after {len(line['before'])}" for line in bundle["result"]["came"]}
            seen |= {change["what"] for change in bundle["path"]["changes"]}
    assert seen >= {"all_pass", "none_pass", "decided", "awaits_head", "awaits_board", "unused", "after 1", "after 2"}
    assert seen >= {"excluded", "removed", "added"}


@pytest.mark.requirement("S001-R14")
def test_B16_the_order_of_judges_entries_and_decisions_changes_no_programme() -> None:
    rng = random.Random(42)
    for _ in range(100):
        for one in random_programme(rng):
            assert one.again(rng).text == one.standings.text


@pytest.mark.requirement("S001-R14")
def test_B16_verify_finds_an_entry_that_came_from_nowhere_and_one_that_was_lost() -> None:
    rng = random.Random(43)
    tried: set[str] = set()
    while tried < {"link", "left", "swap", "earlier"}:
        bundle = json.loads(random_programme(rng)[-1].standings.text)
        path = bundle["path"]
        forgeries = {
            "link": lambda path: path["links"].pop(),
            "left": lambda path: path["left"].pop(),
            "swap": lambda path: path["links"][0].update(code=path["links"][1]["code"]),
            "earlier": lambda path: path["earlier"][0]["sheets"].pop(),
        }
        for name, forge in forgeries.items():
            forged = json.loads(json.dumps(bundle))
            if name in {"link", "left"} and not path["links" if name == "link" else "left"]:
                continue
            if name == "swap" and (len(path["links"]) < 2 or path["links"][0]["round"] != path["links"][1]["round"]):
                continue
            if name == "earlier" and not (path["earlier"] and path["earlier"][0]["sheets"]):
                continue
            forge(forged["path"])
            text = json.dumps(forged, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            assert verify.verify_text(text), name
            tried.add(name)


def test_monotone_a_better_mark_never_loses_a_place_in_the_next_round() -> None:
    """Who goes on by number alone still does when nothing but his own total grows."""
    rng = random.Random(44)
    for _ in range(200):
        totals = {code: rng.randint(0, 9) for code in "ABCDEFGH"}
        rule = PassRule(PassKind.TOP, count=rng.randint(1, 7), border=BorderRule.ALL_PASS)
        better = rng.choice("ABCDEFGH")
        before = _passed(totals, rule)
        after = _passed(totals | {better: totals[better] + 1}, rule)
        assert better not in before or better in after


def _passed(totals: dict[str, int], rule: PassRule) -> tuple[str, ...]:
    ordered = sorted(set(totals.values()), reverse=True)
    groups = [(total, " ".join(code for code in totals if totals[code] == total)) for total in ordered]
    return _pass(rule, places=_places(*groups)).passed
