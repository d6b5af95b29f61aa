"""When a plan's words begin and end, to the millisecond."""

from __future__ import annotations

import os
import time as system_time
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from judging.errors import DeadlineNotFixedError, UndecidedError
from judging.plans import load, shipped_text
from judging.rules.deadlines import (
    Window,
    author_window,
    closes_at,
    entry_window,
    is_on_time,
    is_open,
    last_day,
    may_finish_after_deadline,
    opens_at,
    warning_due,
    warning_moments,
)
from judging.spec import (
    Bound,
    Deadline,
    EventAnchor,
    Milestone,
    MilestoneKind,
    Precision,
    Programme,
    RelativeDay,
    Unknown,
)

HANOI = timezone(timedelta(hours=7))
MS = timedelta(milliseconds=1)


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=HANOI)


INCLUSIVE, EXCLUSIVE = Bound.INCLUSIVE, Bound.EXCLUSIVE


@pytest.mark.parametrize(
    ("deadline", "first_refused"),
    [
        pytest.param(Deadline(date(2020, 9, 15)), local(2020, 9, 16), id="chậm nhất 15/9"),
        pytest.param(Deadline(date(2020, 9, 21), EXCLUSIVE), local(2020, 9, 21), id="trước 21/9"),
        pytest.param(Deadline(date(2020, 9, 30)), local(2020, 10, 1), id="end of a month"),
        pytest.param(Deadline(date(2020, 10, 1), EXCLUSIVE), local(2020, 10, 1), id="before a first"),
        pytest.param(Deadline(date(2020, 2, 29)), local(2020, 3, 1), id="leap day"),
        pytest.param(Deadline(date(2021, 2, 28)), local(2021, 3, 1), id="no leap day"),
        pytest.param(Deadline(date(2020, 12, 31)), local(2021, 1, 1), id="end of a year"),
        pytest.param(
            Deadline(date(2020, 9, 15), at=time(17)), local(2020, 9, 15, 17) + timedelta(microseconds=1), id="by 17:00"
        ),
        pytest.param(Deadline(date(2020, 9, 15), EXCLUSIVE, at=time(17)), local(2020, 9, 15, 17), id="before 17:00"),
        pytest.param(
            Deadline(datetime(2020, 9, 15, 10, tzinfo=UTC), EXCLUSIVE), local(2020, 9, 15, 17), id="an instant"
        ),
        pytest.param(
            Deadline(date(2025, 10, 20), precision=Precision.MONTH), local(2025, 11, 1), id="trong tháng 10/2025"
        ),
        pytest.param(
            Deadline(date(2025, 12, 1), precision=Precision.QUARTER), local(2026, 1, 1), id="trong Quý IV năm 2025"
        ),
        pytest.param(
            Deadline(date(2025, 11, 5), EXCLUSIVE, precision=Precision.QUARTER), local(2025, 10, 1), id="trước Quý IV"
        ),
        pytest.param(Deadline(date(2025, 6, 1), precision=Precision.YEAR), local(2026, 1, 1), id="trong năm 2025"),
    ],
)
def test_the_first_refused_instant(deadline: Deadline, first_refused: datetime) -> None:
    assert closes_at(deadline) == first_refused
    assert closes_at(deadline).tzinfo is UTC


@pytest.mark.requirement("S001-R25", "S001-R26")
def test_X16_the_deadline_edge_to_the_millisecond() -> None:
    window = Window(opens_at(Deadline(date(2020, 9, 1))), closes_at(Deadline(date(2020, 9, 15))))
    edge = local(2020, 9, 16)
    assert [is_open(window, edge + step) for step in (-MS, 0 * MS, MS)] == [True, False, False]
    start = local(2020, 9, 1)
    assert [is_open(window, start + step) for step in (-MS, 0 * MS, MS)] == [False, True, True]


def test_X16_a_time_of_day_edge_to_the_millisecond() -> None:
    edge = local(2020, 9, 15, 17)
    by = Window(local(2020, 9, 1), closes_at(Deadline(date(2020, 9, 15), INCLUSIVE, at=time(17))))
    before = Window(local(2020, 9, 1), closes_at(Deadline(date(2020, 9, 15), EXCLUSIVE, at=time(17))))
    assert [is_open(by, edge + step) for step in (-MS, 0 * MS, MS)] == [True, True, False]
    assert [is_open(before, edge + step) for step in (-MS, 0 * MS, MS)] == [True, False, False]


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati", "UTC"])
def test_X17_the_zone_of_the_server_changes_nothing(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    system_time.tzset()
    try:
        # New York changes its clocks on 1 November 2020.
        deadline = Deadline(date(2020, 11, 1))
        assert opens_at(deadline) == datetime(2020, 10, 31, 17, tzinfo=UTC)
        assert closes_at(deadline) == datetime(2020, 11, 1, 17, tzinfo=UTC)
    finally:
        monkeypatch.undo()
        system_time.tzset()
    assert os.environ.get("TZ") != zone


@pytest.mark.requirement("S001-R27", "S001-R28")
def test_before_a_day_ends_on_the_day_before() -> None:
    assert last_day(Deadline(date(2020, 9, 21), EXCLUSIVE)) == date(2020, 9, 20)
    assert last_day(Deadline(date(2020, 9, 30), EXCLUSIVE)) == date(2020, 9, 29)
    assert last_day(Deadline(date(2020, 9, 15))) == date(2020, 9, 15)
    assert last_day(Deadline(date(2020, 9, 15), at=time(17))) == date(2020, 9, 15)


@pytest.mark.parametrize("value", [RelativeDay(3), EventAnchor("results_published")])
def test_a_day_that_is_not_fixed_is_no_instant(value: RelativeDay | EventAnchor) -> None:
    with pytest.raises(DeadlineNotFixedError):
        closes_at(Deadline(value))


WINDOW = Window(local(2020, 9, 1), local(2020, 9, 16))


@pytest.mark.parametrize(
    ("began_after_closing", "now_after_closing", "grace_seconds", "may"),
    [
        (-60, 0, 600, True),
        (-60, 599.999, 600, True),
        (-60, 600, 600, False),
        (-0.001, 1, 600, True),
        (0, 1, 600, False),
        (-60, 0, 0, False),
        (-60, -1, 600, False),
        (-15 * 86400 - 1, 1, 600, False),
    ],
)
def test_grace_finishes_only_what_began_in_time(
    began_after_closing: float, now_after_closing: float, grace_seconds: int, may: bool
) -> None:
    began = WINDOW.closes_at + timedelta(seconds=began_after_closing)
    now = WINDOW.closes_at + timedelta(seconds=now_after_closing)
    answer = may_finish_after_deadline(WINDOW, grace_seconds=grace_seconds, upload_began_at=began, now=now)
    assert answer is may


def test_on_time_by_the_window_or_by_grace() -> None:
    late = WINDOW.closes_at + timedelta(seconds=5)
    began = WINDOW.closes_at - timedelta(seconds=5)
    assert is_on_time(WINDOW, arrived_at=began) is True
    assert is_on_time(WINDOW, arrived_at=late) is False
    assert is_on_time(WINDOW, arrived_at=late, grace_seconds=60) is False
    assert is_on_time(WINDOW, arrived_at=late, grace_seconds=60, upload_began_at=began) is True


def test_warnings_come_at_48_24_and_2_hours() -> None:
    edge = WINDOW.closes_at
    assert warning_moments(edge) == (
        (48, edge - timedelta(hours=48)),
        (24, edge - timedelta(hours=24)),
        (2, edge - timedelta(hours=2)),
    )
    hours = [48.1, 48, 30, 24, 3, 2, 0.001, 0, -1]
    assert [warning_due(edge, edge - timedelta(hours=h)) for h in hours] == [None, 48, 48, 24, 24, 2, 2, None, None]


def dakrong(*milestones: Milestone) -> Programme:
    programme = load(shipped_text("dakrong-2020"))
    assert isinstance(programme, Programme)
    return replace(programme, milestones=milestones or programme.milestones)


OPENING = Milestone(MilestoneKind.ENTRIES_OPEN, Deadline(date(2020, 9, 1)))
CLOSING = Milestone(MilestoneKind.ENTRIES_CLOSE, Deadline(date(2020, 9, 15)))


@pytest.mark.requirement("S001-R25", "S001-R26")
def test_the_window_of_dakrong_is_the_first_to_the_fifteenth_of_september() -> None:
    assert entry_window(dakrong()) == WINDOW
    assert author_window(dakrong()) == WINDOW


def test_units_may_close_to_their_authors_earlier() -> None:
    earlier = Milestone(MilestoneKind.AUTHORS_CLOSE, Deadline(date(2020, 9, 10)))
    programme = dakrong(OPENING, earlier, CLOSING)
    assert entry_window(programme) == WINDOW
    assert author_window(programme) == Window(WINDOW.opens_at, local(2020, 9, 11))


@pytest.mark.parametrize(
    ("milestones", "facts"),
    [
        (
            (OPENING, Milestone(MilestoneKind.ENTRIES_CLOSE, Unknown("Phòng Nội vụ"))),
            {"path": "milestones[entries_close].deadline", "decided_by": "Phòng Nội vụ"},
        ),
        ((CLOSING,), {"path": "milestones[entries_open].deadline", "decided_by": "UBND huyện Đakrông"}),
    ],
)
def test_a_window_that_is_not_decided_says_who_must_decide(
    milestones: tuple[Milestone, ...], facts: dict[str, str]
) -> None:
    with pytest.raises(UndecidedError) as refusal:
        entry_window(dakrong(*milestones))
    assert refusal.value.facts == facts
