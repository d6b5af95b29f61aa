from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging.rules.ranking import rank
from judging.rules.ties import Applied, Contender, Ending, TieDecision
from judging.spec.rounds import TieStep
from judging.spec.words import TieKind
from tests.factories.results import make_contender

_CONTENT = TieStep(TieKind.HIGHEST_CRITERION, "content")
_HEAD, _BOARD = TieStep(TieKind.HEAD_DECIDES), TieStep(TieKind.BOARD_DECIDES)
_SHARED = TieStep(TieKind.SHARED_PLACE)


def _lines(contenders: list[Contender], chain: tuple[TieStep, ...], *decisions: TieDecision) -> list[str]:
    places = rank(contenders, chain, decisions).places
    return [f"{place.rank} {'='.join(place.codes)} {place.ending}" for place in places]


_FIELD = [
    make_contender("A", "90"),
    make_contender("B", "85", content=50),
    make_contender("C", "85", content=52),
    make_contender("D", "85", content=50),
    make_contender("E", "70"),
]


def test_rank_counts_on_after_a_shared_place() -> None:
    assert _lines(_FIELD, (_SHARED,)) == ["1 A single", "2 B=C=D shared", "5 E single"]


@pytest.mark.requirement("S001-R42")
def test_rank_names_what_the_chain_leaves_equal() -> None:
    assert _lines(_FIELD, (_CONTENT,)) == ["1 A single", "2 C single", "3 B=D awaits_board", "5 E single"]
    assert _lines(_FIELD, (_CONTENT, _HEAD)) == ["1 A single", "2 C single", "3 B=D awaits_head", "5 E single"]
    assert _lines(_FIELD, ()) == ["1 A single", "2 B=C=D awaits_board", "5 E single"]


@pytest.mark.requirement("S001-R42")
def test_rank_follows_a_decision_about_exactly_the_tied_codes() -> None:
    decided = TieDecision(TieKind.BOARD_DECIDES, (("D",), ("B",)), "video rõ hơn")
    ranking = rank(_FIELD, (_CONTENT, _BOARD), [decided])
    assert [place.codes for place in ranking.places] == [("A",), ("C",), ("D",), ("B",), ("E",)]
    assert ranking.unused == ()
    (tie,) = ranking.ties
    assert tie.codes == ("B", "C", "D")
    assert tie.steps == (
        Applied(
            TieKind.HIGHEST_CRITERION,
            "content",
            (("B", Fraction(50)), ("C", Fraction(52)), ("D", Fraction(50))),
            (("C",), ("B", "D")),
        ),
        Applied(TieKind.BOARD_DECIDES, None, (), (("D",), ("B",)), "video rõ hơn"),
    )


@pytest.mark.parametrize(
    "order",
    [(("D",), ("B",), ("C",)), (("D",),), (("D", "B"), ("B",)), (("A",), ("B",))],
)
def test_rank_ignores_and_names_a_decision_about_other_codes(order: tuple[tuple[str, ...], ...]) -> None:
    decided = TieDecision(TieKind.BOARD_DECIDES, order, "cũ")
    ranking = rank(_FIELD, (_CONTENT, _BOARD), [decided])
    assert ranking.places[2].ending is Ending.AWAITS_BOARD
    assert ranking.unused == (decided,)


def test_rank_ignores_decisions_that_contradict_each_other_or_come_from_another_hand() -> None:
    one = TieDecision(TieKind.BOARD_DECIDES, (("D",), ("B",)), "")
    other = TieDecision(TieKind.BOARD_DECIDES, (("B",), ("D",)), "")
    assert _lines(_FIELD, (_CONTENT, _BOARD), one, other)[2] == "3 B=D awaits_board"
    assert _lines(_FIELD, (_CONTENT, _HEAD), one)[2] == "3 B=D awaits_head"
    assert _lines(_FIELD, (_CONTENT, _BOARD), one, one)[2] == "3 D single"


def test_rank_lets_the_board_share_a_place() -> None:
    shared = TieDecision(TieKind.BOARD_DECIDES, (("D", "B"),), "đồng hạng")
    assert _lines(_FIELD, (_CONTENT, _BOARD), shared)[2] == "3 B=D shared_by_decision"


def test_rank_compares_gaps_highest_marks_and_arrivals() -> None:
    quiet, loud = make_contender("Q", 80, arrival=2), make_contender("L", 80, arrival=1)
    quiet = replace(quiet, score=replace(quiet.score, gap=Fraction(2), highest=Fraction(81)))
    loud = replace(loud, score=replace(loud.score, gap=Fraction(9), highest=Fraction(86)))
    assert _lines([quiet, loud], (TieStep(TieKind.LOWEST_GAP),)) == ["1 Q single", "2 L single"]
    assert _lines([quiet, loud], (TieStep(TieKind.HIGHEST_SINGLE_MARK),)) == ["1 L single", "2 Q single"]
    assert _lines([quiet, loud], (TieStep(TieKind.EARLIER_ENTRY),)) == ["1 L single", "2 Q single"]
    shown = rank([quiet, loud], (TieStep(TieKind.LOWEST_GAP),)).ties[0].steps[0]
    assert shown.values == (("L", Fraction(9)), ("Q", Fraction(2)))
    unknown = replace(loud, arrival=None)
    assert _lines([quiet, unknown], (TieStep(TieKind.EARLIER_ENTRY),)) == ["1 L=Q awaits_board"]


_contenders = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2) | st.none()), min_size=1, max_size=9
).map(lambda rows: [make_contender(f"C{i}", t, content=c, arrival=a) for i, (t, c, a) in enumerate(rows)])
_chains = st.lists(st.sampled_from([_CONTENT, _HEAD, _BOARD, _SHARED, TieStep(TieKind.EARLIER_ENTRY)]), max_size=3).map(
    tuple
)


@given(_contenders, _chains, st.randoms())
def test_B16_rank_is_a_total_preorder_blind_to_the_order_of_arguments(
    contenders: list[Contender], chain: tuple[TieStep, ...], rng: object
) -> None:
    ranking = rank(contenders, chain)
    held = [code for place in ranking.places for code in place.codes]
    assert sorted(held) == sorted(one.code for one in contenders)
    before = 0
    for place in ranking.places:
        assert place.rank == before + 1
        before += len(place.codes)
    totals = {one.code: one.score.total for one in contenders}
    assert [totals[code] for code in held] == sorted(totals.values(), reverse=True)
    mixed = [*contenders]
    rng.shuffle(mixed)  # type: ignore[attr-defined]  a random.Random of hypothesis
    assert rank(mixed, chain) == ranking


@given(_contenders, _chains, st.data())
def test_B16_a_higher_total_never_worsens_a_rank(
    contenders: list[Contender], chain: tuple[TieStep, ...], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(contenders) - 1))
    lucky = contenders[at]
    raised = replace(lucky, score=replace(lucky.score, total=lucky.score.total + data.draw(st.integers(1, 4))))

    def rank_of(field: list[Contender]) -> int:
        return next(place.rank for place in rank(field, chain).places if lucky.code in place.codes)

    assert rank_of([*contenders[:at], raised, *contenders[at + 1 :]]) <= rank_of(contenders)
