from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging.rules.scoring import (
    MarkRefusedError,
    Sheet,
    SheetRefusedError,
    aggregate,
    check_sheet,
    gap_of,
    maximum_steps,
    missing_criteria,
    score_entry,
    sheet_total,
    shown,
    to_mark,
    to_steps,
)
from judging.spec.rubrics import Criterion, Rubric
from judging.spec.words import Aggregation
from tests.factories.results import RUBRIC

_CONTENT, _FORM = RUBRIC.criteria


@pytest.mark.parametrize(("mark", "steps"), [("0", 0), ("0.25", 1), ("50", 200), ("60", 240), ("59.75", 239)])
def test_to_steps_and_back(mark: str, steps: int) -> None:
    assert to_steps(RUBRIC, _CONTENT, Decimal(mark)) == steps
    assert to_mark(RUBRIC, steps) == Decimal(mark)


@pytest.mark.parametrize(
    ("mark", "reason"), [("-0.25", "below"), ("60.25", "above"), ("8.3", "off_step"), ("-0.1", "below")]
)
def test_to_steps_refuses_a_mark_that_the_rubric_does_not_know(mark: str, reason: str) -> None:
    with pytest.raises(MarkRefusedError) as refused:
        to_steps(RUBRIC, _CONTENT, Decimal(mark))
    assert refused.value.facts == {
        "reason": reason,
        "criterion": "content",
        "maximum": Decimal(60),
        "step": Decimal("0.25"),
    }


@pytest.mark.requirement("S001-R14")
def test_score_entry_of_the_worked_example() -> None:
    sheets = [
        Sheet("A", 2, {"content": 200, "form": 124}),
        Sheet("A", 1, {"content": 200, "form": 121}),
        Sheet("A", 3, {"content": 200, "form": 128}),
    ]
    score = score_entry(RUBRIC, Aggregation.MEAN, sheets)
    assert score.totals == ((1, Fraction("80.25")), (2, Fraction(81)), (3, Fraction(82)))
    assert (score.total, shown(score.total)) == (Fraction(973, 12), Decimal("81.08"))
    assert (score.gap, score.highest) == (Fraction("1.75"), Fraction(82))
    assert score.criterion_means == {"content": Fraction(50), "form": Fraction(373, 12)}


def test_a_deciding_sheet_alone_makes_the_mark() -> None:
    sheets = [
        Sheet("A", 1, {"content": 240, "form": 160}),
        Sheet("A", 2, {"content": 40, "form": 40}),
        Sheet("A", 3, {"content": 200, "form": 120}, deciding=True),
    ]
    score = score_entry(RUBRIC, Aggregation.MEAN, sheets)
    assert (score.total, score.gap, score.highest) == (Fraction(80), Fraction(80), Fraction(80))


def test_weights_count_into_the_total() -> None:
    rubric = Rubric("r", "r", Decimal(40), Decimal("0.5"), (Criterion("a", "a", Decimal(10), Decimal(3)), _FORM))
    assert sheet_total(rubric, {"a": 3}) == Fraction("4.5")
    assert sheet_total(rubric, {"a": 3, "form": 1}) == Fraction(5)
    assert sheet_total(rubric, {}) == 0


@pytest.mark.parametrize(
    ("how", "totals", "mark"),
    [
        (Aggregation.MEAN, [1, 2, 4], Fraction(7, 3)),
        (Aggregation.SUM, [1, 2, 4], Fraction(7)),
        (Aggregation.MEDIAN, [7], Fraction(7)),
        (Aggregation.MEDIAN, [9, 1], Fraction(5)),
        (Aggregation.MEDIAN, [9, 1, 2], Fraction(2)),
        (Aggregation.MEDIAN, [9, 1, 2, 5, 100, 0], Fraction(7, 2)),
        (Aggregation.TRIMMED_MEAN, [1, 2, 4], Fraction(7, 3)),
        (Aggregation.TRIMMED_MEAN, [1, 2, 4, 9], Fraction(4)),
        (Aggregation.TRIMMED_MEAN, [0, 2, 3, 4, 100], Fraction(3)),
        (Aggregation.TRIMMED_MEAN, [0, 0, 3, 4, 4, 4], Fraction(11, 4)),
    ],
)
def test_aggregate_trims_only_from_five_judges_on(how: Aggregation, totals: list[int], mark: Fraction) -> None:
    assert aggregate([Fraction(one) for one in totals], how) == mark


@pytest.mark.parametrize(
    ("marks", "published"),
    [
        # Ski jumping, five style judges, the highest and the lowest left out, the rest added up: the example of
        # about.com, "Ski Jumping: how is it scored" (C. Mason / M. Doyle).
        (("17", "18", "18.5", "20", "19"), "55.5"),
        # Diving, five judges, the same rule: the example of newpkjob.com, "How are diving scores calculated".
        (("8.0", "8.5", "8.0", "7.5", "8.0"), "24.0"),
    ],
)
def test_the_trimmed_mean_is_the_one_of_published_sports_results(marks: tuple[str, ...], published: str) -> None:
    assert aggregate([Fraction(one) for one in marks], Aggregation.TRIMMED_MEAN) * 3 == Fraction(published)


def test_gap_of() -> None:
    assert gap_of([]) == 0
    assert gap_of([Fraction(5)]) == 0
    assert gap_of([Fraction(80), Fraction(59), Fraction(70)]) == 21


@pytest.mark.parametrize(
    ("steps", "reason", "criteria"),
    [
        ({"content": 1}, "missing", ("form",)),
        ({"content": 1, "form": 1, "voice": 1}, "unknown_criterion", ("voice",)),
        ({"content": 241, "form": 1}, "outside", ("content",)),
        ({"content": 1, "form": -1}, "outside", ("form",)),
    ],
)
def test_check_sheet_refuses_what_cannot_be_counted(
    steps: dict[str, int], reason: str, criteria: tuple[str, ...]
) -> None:
    with pytest.raises(SheetRefusedError) as refused:
        check_sheet(RUBRIC, Sheet("A", 2, steps))
    assert refused.value.facts == {"code": "A", "seat": 2, "reason": reason, "criteria": criteria}


def test_missing_criteria_come_in_the_order_of_the_rubric() -> None:
    assert missing_criteria(RUBRIC, {}) == ("content", "form")
    assert missing_criteria(RUBRIC, {"content": 0, "form": 0}) == ()


@pytest.mark.parametrize(
    ("value", "text"),
    [("80.125", "80.13"), ("80.124", "80.12"), ("245/3", "81.67"), ("-1/8", "-0.13"), ("0", "0.00"), ("80.5", "80.50")],
)
def test_shown_rounds_half_up_for_print_only(value: str, text: str) -> None:
    assert str(shown(Fraction(value))) == text


@given(st.integers(min_value=0, max_value=240))
def test_every_step_is_a_mark_and_every_mark_a_step(steps: int) -> None:
    assert to_steps(RUBRIC, _CONTENT, to_mark(RUBRIC, steps)) == steps
    assert maximum_steps(RUBRIC, _CONTENT) == 240


_totals = st.lists(st.fractions(min_value=0, max_value=100, max_denominator=12), min_size=1, max_size=8)


@given(_totals, st.sampled_from(Aggregation), st.data())
def test_B16_aggregate_is_blind_to_order_and_never_falls_when_a_mark_rises(
    totals: list[Fraction], how: Aggregation, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(totals) - 1))
    raised = [*totals]
    raised[at] += data.draw(st.fractions(min_value=0, max_value=5, max_denominator=4))
    assert aggregate(raised, how) >= aggregate(totals, how)
    assert aggregate(totals[::-1], how) == aggregate(totals, how)
    if how is not Aggregation.SUM:
        assert min(totals) <= aggregate(totals, how) <= max(totals)
