"""What a measurement says of a limit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from judging.enums import Demand, Verdict
from judging.rules.verdicts import (
    Figure,
    FigureKind,
    MeasuredVerdict,
    Reason,
    WorkFacts,
    chu_verdict,
    cover_verdict,
    duration_verdict,
    form_verdict,
    overall,
    whole_seconds,
)
from judging.spec import Bounds, Category, CoverField, WorkForm

PASS, BORDERLINE, FAIL, UNKNOWN = Verdict.PASS, Verdict.BORDERLINE, Verdict.FAIL, Verdict.UNKNOWN
MINUTES_4_TO_6 = Bounds(240, 360)
CHU_1000_TO_2000 = Bounds(1000, 2000)


@pytest.mark.requirement("S001-R23")
@pytest.mark.parametrize(
    ("seconds", "verdict", "off_by"),
    [
        (237, FAIL, -3),
        (238, FAIL, -2),
        (239, BORDERLINE, -1),
        (240, BORDERLINE, 0),
        (241, BORDERLINE, 0),
        (242, PASS, 0),
        (312, PASS, 0),
        (358, PASS, 0),
        (360, BORDERLINE, 0),
        (360.008, BORDERLINE, 0),
        (361, BORDERLINE, 1),
        (361.499, BORDERLINE, 1),
        (361.5, FAIL, 2),
        (363, FAIL, 3),
    ],
)
def test_a_duration_against_four_to_six_minutes(seconds: float, verdict: Verdict, off_by: int) -> None:
    measured = duration_verdict(MINUTES_4_TO_6, seconds)
    assert (measured.verdict, measured.off_by) == (verdict, off_by)
    assert (measured.minimum, measured.maximum) == (240, 360)
    assert measured.figures[0].value == whole_seconds(seconds)


@pytest.mark.parametrize(
    ("seconds", "printed"),
    [(239.4999, 239), (239.5, 240), (Decimal("240.5"), 241), (360.008, 360), (0, 0), (0.5, 1)],
)
def test_seconds_are_rounded_half_up(seconds: float | Decimal, printed: int) -> None:
    assert whole_seconds(seconds) == printed


def test_tracks_more_than_a_second_apart_are_borderline() -> None:
    assert duration_verdict(MINUTES_4_TO_6, 312, (312, 311)).verdict is PASS
    apart = duration_verdict(MINUTES_4_TO_6, 312, (312, 310.999))
    assert (apart.verdict, apart.reason) == (BORDERLINE, Reason.TRACKS_DIFFER)


@pytest.mark.parametrize("seconds", [120, 312, 361, 900])
def test_a_duration_against_which_something_speaks_is_for_a_person(seconds: int) -> None:
    found = duration_verdict(MINUTES_4_TO_6, seconds, (seconds,), is_doubtful=True)
    assert (found.verdict, found.reason, found.figures[0].value) == (UNKNOWN, Reason.DOUBTFUL, seconds)


def test_a_duration_that_nobody_measured_stays_unknown() -> None:
    assert duration_verdict(MINUTES_4_TO_6, None) == MeasuredVerdict(
        Demand.SECONDS, UNKNOWN, Reason.NOT_TOLD, minimum=240, maximum=360
    )


@pytest.mark.requirement("S001-R21")
@pytest.mark.parametrize(
    ("official", "word_like", "verdict", "off_by"),
    [
        (999, 999, FAIL, -1),
        (999, 1000, BORDERLINE, -1),
        (1000, 1000, PASS, 0),
        (1000, 1023, PASS, 0),
        (1429, 1463, PASS, 0),
        (2000, 2000, PASS, 0),
        (1990, 2001, BORDERLINE, 1),
        (1990, 2010, BORDERLINE, 10),
        (2001, 2001, FAIL, 1),
        (2001, 2060, FAIL, 60),
        (950, 2050, FAIL, -50),
    ],
)
def test_both_figures_around_a_thousand_and_two_thousand(
    official: int, word_like: int, verdict: Verdict, off_by: int
) -> None:
    measured = chu_verdict(CHU_1000_TO_2000, official, word_like, counter="1")
    assert (measured.verdict, measured.off_by) == (verdict, off_by)
    assert [(f.kind, f.value) for f in measured.figures] == [
        (FigureKind.OFFICIAL, official),
        (FigureKind.WORD_LIKE, word_like),
    ]
    assert measured.counter == "1"


@pytest.mark.requirement("S001-R21")
@pytest.mark.parametrize(
    ("official", "word_like", "verdict", "reason"),
    [
        (0, 0, UNKNOWN, Reason.PAGES_UNREAD),
        (200, 210, UNKNOWN, Reason.PAGES_UNREAD),
        (1429, 1463, UNKNOWN, Reason.PAGES_UNREAD),
        (1990, 2010, UNKNOWN, Reason.PAGES_UNREAD),
        (2001, 2010, FAIL, Reason.OUTSIDE),
    ],
)
def test_pages_that_nobody_could_read_leave_the_number_of_chu_to_a_person(
    official: int, word_like: int, verdict: Verdict, reason: Reason
) -> None:
    measured = chu_verdict(CHU_1000_TO_2000, official, word_like, counter="1", has_unread_pages=True)
    assert (measured.verdict, measured.reason) == (verdict, reason)
    assert [one.value for one in measured.figures] == [official, word_like]


def test_each_figure_says_by_how_much() -> None:
    measured = chu_verdict(CHU_1000_TO_2000, 1990, 2010)
    assert measured.figures == (
        Figure(FigureKind.OFFICIAL, 1990, 0),
        Figure(FigureKind.WORD_LIKE, 2010, 10),
    )
    assert measured.reason is Reason.FIGURES_DISAGREE


@pytest.mark.parametrize(("official", "word_like"), [(None, None), (1200, None), (None, 1200)])
def test_chu_without_both_figures_stay_unknown(official: int | None, word_like: int | None) -> None:
    assert chu_verdict(CHU_1000_TO_2000, official, word_like).verdict is UNKNOWN


def test_a_limit_on_one_side_only() -> None:
    assert chu_verdict(Bounds(maximum=1000), 5, 5).verdict is PASS
    assert chu_verdict(Bounds(minimum=1000), 900, 900).off_by == -100
    assert duration_verdict(Bounds(maximum=300), 1).verdict is PASS


@pytest.mark.requirement("S001-R18")
def test_the_cover_names_what_is_missing() -> None:
    required = ("author", "position", "unit", "phone", "title")
    assert cover_verdict(required, frozenset(required)).verdict is PASS
    lacking = cover_verdict(required, frozenset({"author", "unit", "title"}))
    assert (lacking.verdict, lacking.missing) == (FAIL, ("position", "phone"))
    assert cover_verdict(required, None).verdict is UNKNOWN


ESSAY = Category(
    key="essay",
    name="bài viết",
    form=WorkForm.ESSAY,
    file_kinds=("docx",),
    max_bytes=1,
    chu=CHU_1000_TO_2000,
    a4=True,
    page_numbers=True,
    cover_fields=(CoverField("author", "họ và tên tác giả"), CoverField("note", "ghi chú", required=False)),
)


@pytest.mark.requirement("S001-R16", "S001-R17")
@pytest.mark.parametrize(
    ("is_a4", "has_page_numbers", "verdict"),
    [
        (True, True, PASS),
        (True, None, UNKNOWN),
        (None, True, UNKNOWN),
        (False, True, FAIL),
        (True, False, FAIL),
        (False, None, FAIL),
    ],
)
def test_form_facts_that_a_file_does_not_tell_stay_unknown(
    is_a4: bool | None, has_page_numbers: bool | None, verdict: Verdict
) -> None:
    facts = WorkFacts(
        1500, 1530, "1", is_a4=is_a4, has_page_numbers=has_page_numbers, cover_fields=frozenset({"author"})
    )
    form = form_verdict(ESSAY, facts)
    assert form.overall is verdict
    assert [item.kind for item in form.items] == [Demand.CHU, Demand.A4, Demand.PAGE_NUMBERS, Demand.COVER]


def test_a_video_is_asked_only_for_what_its_category_demands() -> None:
    video = Category(
        key="video", name="video", form=WorkForm.VIDEO, file_kinds=("mp4",), max_bytes=1, seconds=MINUTES_4_TO_6
    )
    form = form_verdict(video, WorkFacts(duration_seconds=312))
    assert [(item.kind, item.verdict) for item in form.items] == [(Demand.SECONDS, PASS)]
    assert form.overall is PASS


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([], PASS),
        ([PASS, BORDERLINE], BORDERLINE),
        ([BORDERLINE, UNKNOWN, PASS], UNKNOWN),
        ([UNKNOWN, FAIL, BORDERLINE], FAIL),
    ],
)
def test_the_overall_verdict(verdicts: list[Verdict], expected: Verdict) -> None:
    assert overall(verdicts) is expected
