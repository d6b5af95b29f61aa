"""Standards of a campaign: what figures and index results say, and what is left to a person."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging.enums import StandardOutcome
from judging.plans.shipped import shipped_plan
from judging.rules.standards import Answer, IndexResult, SubjectFacts, judge_index, judge_standard, meets
from judging.spec.campaign_words import (
    Comparison,
    ConditionKind,
    IndexName,
    IndexTest,
    Measure,
    Subject,
)
from judging.spec.contents import IndexReference, IndexScale, Target
from judging.spec.standards import Alternative, Condition, Standard
from judging.spec.unknown import Unknown

MET, UNMET = StandardOutcome.MET, StandardOutcome.UNMET
NOT, OPEN = StandardOutcome.NOT_APPLICABLE, StandardOutcome.OPEN
PAR = IndexName.PAR_INDEX
GRADES = IndexScale(PAR, ("Xuất sắc", "Tốt", "Khá", "Trung bình"))
WHOLE = Target("share", "hồ sơ đúng hạn", Comparison.EQUAL, Decimal(100), Measure.PERCENT)
NONE_LATE = Target("late", "hồ sơ trễ hẹn", Comparison.EQUAL, Decimal(0), Measure.COUNT)


def standard(**kwargs: object) -> Standard:
    return Standard("k", "tiêu chuẩn", (Subject.COLLECTIVE,), **kwargs)  # type: ignore[arg-type]


def ranked(*results: tuple[int, str | None, int | None]) -> SubjectFacts:
    """A unit that is measured by the PAR index: (year, grade, place)."""
    return SubjectFacts(
        results=tuple(IndexResult(PAR, year, grade, place) for year, grade, place in results),
        measured=frozenset({PAR}),
    )


@pytest.mark.parametrize(
    ("comparison", "figure", "holds"),
    [
        (Comparison.EQUAL, "100", True),
        (Comparison.EQUAL, "99.99", False),
        (Comparison.AT_LEAST, "100", True),
        (Comparison.AT_LEAST, "99.9", False),
        (Comparison.AT_MOST, "100.01", False),
        (Comparison.AT_MOST, "0", True),
    ],
)
def test_a_target_is_compared_exactly(comparison: Comparison, figure: str, holds: bool) -> None:
    target = Target("t", "t", comparison, Decimal(100), Measure.PERCENT)
    assert meets(target, Decimal(figure)) is holds


def test_a_figure_that_is_missing_is_open_and_one_that_fails_fails_the_whole() -> None:
    both = standard(targets=(WHOLE, NONE_LATE))
    facts = SubjectFacts()
    assert judge_standard(both, None, facts=facts) is OPEN
    assert judge_standard(both, Answer({"share": Decimal(100)}), facts=facts) is OPEN
    assert judge_standard(both, Answer({"share": Decimal(99)}), facts=facts) is UNMET
    assert judge_standard(both, Answer({"share": Decimal(100), "late": Decimal(0)}), facts=facts) is MET


def test_words_alone_are_for_a_person() -> None:
    assert judge_standard(standard(), Answer(text="đã làm tốt"), facts=SubjectFacts()) is OPEN


@pytest.mark.requirement("S003-R17")
def test_a_unit_without_the_index_has_nothing_to_show_and_one_with_it_cannot_say_so() -> None:
    has_index = Condition(ConditionKind.HAS_INDEX, index=PAR)
    asked = standard(condition=has_index, indices=(IndexReference(PAR, IndexTest.GRADE_AT_LEAST, 2024, "Xuất sắc"),))
    claim = Answer(claims_not_applicable=True)
    assert judge_standard(asked, claim, facts=SubjectFacts()) is NOT
    assert judge_standard(asked, claim, facts=ranked((2024, "Khá", 9)), scales=(GRADES,)) is UNMET
    assert judge_standard(asked, claim, facts=ranked((2024, "xuất sắc", 1)), scales=(GRADES,)) is MET


@pytest.mark.parametrize(
    ("kind", "facts", "outcome"),
    [
        (Condition(ConditionKind.HEADS_UNIT), SubjectFacts(heads_unit=True), OPEN),
        (Condition(ConditionKind.HEADS_UNIT), SubjectFacts(), NOT),
        (Condition(ConditionKind.OF_UNIT_KIND, unit_kinds=("commune",)), SubjectFacts(unit_kind="commune"), OPEN),
        (Condition(ConditionKind.OF_UNIT_KIND, unit_kinds=("commune",)), SubjectFacts(unit_kind="school"), NOT),
    ],
)
def test_conditions_say_to_whom_a_standard_applies(
    kind: Condition, facts: SubjectFacts, outcome: StandardOutcome
) -> None:
    assert judge_standard(standard(condition=kind), Answer(text="có"), facts=facts) is outcome


@pytest.mark.parametrize(
    ("grade", "scale", "outcome"),
    [
        ("Xuất sắc", GRADES, MET),
        ("Khá", GRADES, MET),
        ("Trung bình", GRADES, UNMET),
        ("Chưa xếp loại", GRADES, OPEN),
        ("Tốt", IndexScale(PAR, Unknown("Sở Nội vụ", "Thang xếp loại?")), OPEN),
        ("KHÁ", IndexScale(PAR, Unknown("Sở Nội vụ", "Thang xếp loại?")), MET),
        (None, GRADES, OPEN),
    ],
)
@pytest.mark.requirement("S003-R06", "S003-R12")
def test_grades_are_compared_only_on_a_known_scale(
    grade: str | None, scale: IndexScale, outcome: StandardOutcome
) -> None:
    asked = IndexReference(PAR, IndexTest.GRADE_AT_LEAST, 2023, "Khá")
    assert judge_index(asked, ranked((2023, grade, None)), (scale,)) is outcome


@pytest.mark.parametrize(
    ("results", "outcome"),
    [
        (((2023, None, 3), (2022, None, 12)), MET),
        (((2023, None, 3), (2022, None, 7)), UNMET),
        (((2023, None, 3),), OPEN),
        (((2023, None, None), (2022, None, 9)), OPEN),
    ],
)
@pytest.mark.requirement("S000-R14")
def test_a_leap_needs_both_years(results: tuple[tuple[int, str | None, int | None], ...], outcome: object) -> None:
    assert judge_index(IndexReference(PAR, IndexTest.LEAP, 2023, places=5), ranked(*results)) is outcome
    unknown = IndexReference(PAR, IndexTest.LEAP, 2023, places=Unknown("Phòng Nội vụ", "Bao nhiêu bậc?"))
    assert judge_index(unknown, ranked(*results)) is OPEN


@pytest.mark.requirement("S003-R14")
def test_one_of_several_ways_is_enough() -> None:
    first_three = Alternative(
        "rank", "Nhất, Nhì, Ba", indices=(IndexReference(PAR, IndexTest.RANK_WITHIN, 2024, places=3),)
    )
    adviser = Alternative("adviser", "đơn vị tham mưu tốt")
    communes = Alternative(
        "dti", "DTI", condition=Condition(ConditionKind.OF_UNIT_KIND, unit_kinds=("commune",)), targets=(WHOLE,)
    )
    asked = standard(any_of=(first_three, adviser, communes))
    second, ninth = ranked((2024, None, 2)), ranked((2024, None, 9))
    assert judge_standard(asked, Answer(), facts=second) is MET
    assert judge_standard(asked, Answer(alternative="rank"), facts=ninth) is UNMET
    assert judge_standard(asked, Answer(alternative="adviser"), facts=ninth) is OPEN
    assert judge_standard(asked, Answer(), facts=ninth) is OPEN
    no_way_left = standard(any_of=(first_three, communes))
    assert judge_standard(no_way_left, Answer(alternative="dti"), facts=ninth) is UNMET


figures = st.dictionaries(st.sampled_from(["share", "late"]), st.decimals(0, 200, places=2), max_size=2)


@given(first=figures, second=figures)
def test_a_further_figure_never_turns_unmet_into_met(first: dict[str, Decimal], second: dict[str, Decimal]) -> None:
    both = standard(targets=(WHOLE, NONE_LATE))
    before = judge_standard(both, Answer(first), facts=SubjectFacts())
    after = judge_standard(both, Answer({**second, **first}), facts=SubjectFacts())
    if before is not OPEN:
        assert after is before


@pytest.mark.parametrize("name", ["krong-no-2023"])
def test_every_standard_of_a_shipped_plan_can_be_judged_without_any_fact(name: str) -> None:
    campaign = shipped_plan(name).campaign
    assert campaign is not None
    for one in campaign.standards:
        assert judge_standard(one, None, facts=SubjectFacts()) in {OPEN, NOT}
