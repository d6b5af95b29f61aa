"""Terms in working days: weekends, Tết, swapped days; and the terms of letters."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging.enums import CaseKind, CaseState, Role
from judging.errors import MoveRefusedError
from judging.plans.holidays import fixed_holidays
from judging.plans.loader import check_text
from judging.plans.shipped import shipped_text
from judging.rules.cases import FORMAL, book_of, handler_of, is_late, move_case, term_of
from judging.rules.working_days import NoWorkingDayError, WorkingCalendar, add_working_days, working_days_between
from judging.spec.after import Answering

TET = frozenset(date(2026, 2, 16) + timedelta(days=number) for number in range(5))
SWAPPED = WorkingCalendar(
    off=TET | {date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2)}, on=frozenset({date(2026, 8, 22)})
)


@pytest.mark.parametrize(
    ("received", "days", "due", "calendar"),
    [
        (date(2026, 9, 7), 5, date(2026, 9, 14), WorkingCalendar()),
        (date(2026, 9, 4), 1, date(2026, 9, 7), WorkingCalendar()),
        (date(2026, 9, 5), 1, date(2026, 9, 7), WorkingCalendar()),
        (date(2026, 2, 13), 5, date(2026, 2, 27), SWAPPED),
        (date(2026, 8, 20), 2, date(2026, 8, 22), SWAPPED),
        (date(2026, 8, 28), 1, date(2026, 9, 3), SWAPPED),
    ],
)
def test_a_term_leaves_out_weekends_and_holidays_and_counts_days_worked_in_exchange(
    received: date, days: int, due: date, calendar: WorkingCalendar
) -> None:
    assert add_working_days(received, days, calendar) == due
    assert working_days_between(received, due, calendar) == days


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 60), st.frozensets(st.integers(1, 40)))
def test_the_last_day_is_a_working_day_and_counting_back_gives_the_term(
    day: date, count: int, off: frozenset[int]
) -> None:
    calendar = WorkingCalendar(off=frozenset(day + timedelta(days=number) for number in off))
    due = add_working_days(day, count, calendar)
    assert calendar.is_working(due)
    assert working_days_between(day, due, calendar) == count
    assert working_days_between(due, day, calendar) == -count


def test_a_calendar_without_working_days_is_refused_not_searched_for_ever() -> None:
    never = WorkingCalendar(off=frozenset(date(2026, 1, 1) + timedelta(days=number) for number in range(1000)))
    with pytest.raises(NoWorkingDayError):
        add_working_days(date(2026, 1, 1), 1, never)


def test_fixed_holidays_are_the_four_days_of_the_law() -> None:
    assert [day for day, _ in fixed_holidays(2027)] == [
        date(2027, 1, 1),
        date(2027, 4, 30),
        date(2027, 5, 1),
        date(2027, 9, 2),
    ]


def test_terms_of_letters_are_those_of_the_plan() -> None:
    answering = Answering(question_days=3, petition_days=15, referral_days=7)
    assert [term_of(kind, answering) for kind in CaseKind] == [3, 15, 7, 7]
    assert [term_of(kind, None) for kind in CaseKind] == [5, 10, 5, 5]
    assert handler_of(CaseKind.DENUNCIATION) is Role.SUPERVISOR
    assert {book_of(kind) for kind in FORMAL} == {"D", "TC"}


def test_a_letter_is_late_only_while_it_waits() -> None:
    due = date(2026, 9, 14)
    assert not is_late(CaseState.TAKEN, due, due)
    assert is_late(CaseState.TAKEN, due, due + timedelta(days=1))
    assert not is_late(CaseState.ANSWERED, due, due + timedelta(days=30))
    with pytest.raises(MoveRefusedError):
        move_case(CaseState.ANSWERED, CaseState.TAKEN)


@pytest.mark.parametrize(("days", "code"), [("0", "not_positive"), ("61", "out_of_range")])
def test_a_plan_with_an_impossible_term_is_refused(days: str, code: str) -> None:
    head, rest = shipped_text("dakrong-demo").split("retention =", 1)
    text = f"{head}answering = {{ question_days = {days} }}\nretention ={rest}"
    found = [(problem.code, problem.place) for problem in check_text(text).problems if "answering" in problem.place]
    assert found == [(code, "answering.question_days")]
