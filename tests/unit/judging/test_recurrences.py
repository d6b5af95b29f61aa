"""Returning and event-bound deadlines over three years: month ends, Tết, swapped days, inclusive and exclusive."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging.plans.shipped import shipped_plan
from judging.rules.deadlines import ZONE
from judging.rules.recurrences import (
    begins_at,
    bucket_of,
    closing_on,
    day_after_event,
    next_closing,
    occurrence_days,
    occurrences,
)
from judging.rules.working_days import NoWorkingDayError, WorkingCalendar
from judging.spec import Bound, Deadline, EventAnchor, Every, Precision, Recurrence, Unknown
from judging.spec.campaign_words import FreeDayRule, MomentKind

STAYS, NEXT, BEFORE = FreeDayRule.STAYS, FreeDayRule.NEXT_WORKING_DAY, FreeDayRule.WORKING_DAY_BEFORE
MONTHLY = Deadline(Recurrence(Every.MONTH, day=5), Bound.EXCLUSIVE, text="trước ngày 05 hàng tháng")


def span(first: date, last: date) -> set[date]:
    return {first + timedelta(days=number) for number in range((last - first).days + 1)}


TET = span(date(2024, 2, 8), date(2024, 2, 14)) | span(date(2025, 1, 25), date(2025, 2, 2))
TET |= span(date(2026, 2, 14), date(2026, 2, 22))
SWAPPED_OFF = {date(2024, 4, 29), date(2025, 5, 2), date(2026, 1, 2)}
SWAPPED_ON = {date(2024, 5, 4), date(2025, 4, 26), date(2026, 1, 10)}
HOLIDAYS = {date(year, month, day) for year in (2024, 2025, 2026) for month, day in ((1, 1), (4, 30), (5, 1), (9, 2))}
CALENDAR = WorkingCalendar(off=frozenset(TET | SWAPPED_OFF | HOLIDAYS), on=frozenset(SWAPPED_ON))


def midnight(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=ZONE).astimezone(UTC)


def last_days(deadline: Deadline, rule: FreeDayRule, first: date, last: date) -> list[date]:
    """The last local day of each occurrence: the day before its first refused midnight."""
    found = occurrences(deadline, first=first, last=last, calendar=CALENDAR, on_free_day=rule)
    return [(one.closes_at - timedelta(microseconds=1)).astimezone(ZONE).date() for one in found]


@pytest.mark.requirement("S004-R14")
def test_before_the_fifth_of_every_month_over_three_years_as_written() -> None:
    found = last_days(MONTHLY, STAYS, date(2024, 1, 1), date(2026, 12, 31))
    assert found == [date(year, month, 4) for year in (2024, 2025, 2026) for month in range(1, 13)]


@pytest.mark.requirement("S004-R14")
def test_before_the_fifth_moved_to_the_next_working_day_over_three_years() -> None:
    """What moves, against the calendar on the wall: Sundays and Saturdays, never a weekend day that is worked."""
    found = last_days(MONTHLY, NEXT, date(2024, 1, 1), date(2026, 12, 31))
    moved = {(day.year, day.month): day.day for day in found if day.day != 4}
    assert moved == {
        (2024, 2): 5,
        (2024, 8): 5,
        (2025, 1): 6,
        (2025, 5): 5,
        (2025, 10): 6,
        (2026, 1): 5,
        (2026, 4): 6,
        (2026, 7): 6,
        (2026, 10): 5,
    }
    assert date(2024, 5, 4) in found


@pytest.mark.parametrize(
    ("day", "bound", "rule", "last"),
    [
        # Tết Giáp Thìn 2024: 8/2 to 14/2.
        (date(2024, 2, 10), Bound.INCLUSIVE, STAYS, date(2024, 2, 10)),
        (date(2024, 2, 10), Bound.INCLUSIVE, NEXT, date(2024, 2, 15)),
        (date(2024, 2, 10), Bound.INCLUSIVE, BEFORE, date(2024, 2, 7)),
        (date(2024, 2, 8), Bound.EXCLUSIVE, NEXT, date(2024, 2, 7)),
        (date(2024, 2, 9), Bound.EXCLUSIVE, NEXT, date(2024, 2, 15)),
        # Tết Ất Tỵ 2025: 25/1 to 2/2; Bính Ngọ 2026: 14/2 to 22/2.
        (date(2025, 1, 31), Bound.INCLUSIVE, NEXT, date(2025, 2, 3)),
        (date(2025, 1, 31), Bound.INCLUSIVE, BEFORE, date(2025, 1, 24)),
        (date(2026, 2, 20), Bound.EXCLUSIVE, NEXT, date(2026, 2, 23)),
        (date(2026, 2, 20), Bound.EXCLUSIVE, BEFORE, date(2026, 2, 13)),
        # The Monday before 30/4/2024 was off for the Saturday 4/5, which was worked.
        (date(2024, 4, 29), Bound.INCLUSIVE, NEXT, date(2024, 5, 2)),
        (date(2024, 4, 29), Bound.INCLUSIVE, BEFORE, date(2024, 4, 26)),
        (date(2024, 5, 4), Bound.INCLUSIVE, NEXT, date(2024, 5, 4)),
        (date(2024, 5, 5), Bound.INCLUSIVE, NEXT, date(2024, 5, 6)),
        (date(2025, 5, 2), Bound.INCLUSIVE, NEXT, date(2025, 5, 5)),
        (date(2026, 1, 1), Bound.INCLUSIVE, NEXT, date(2026, 1, 5)),
        (date(2026, 1, 10), Bound.INCLUSIVE, NEXT, date(2026, 1, 10)),
    ],
)
def test_days_off_and_swapped_days(day: date, bound: Bound, rule: FreeDayRule, last: date) -> None:
    closing = closing_on(Deadline(date(2000, 1, 1), bound), day, calendar=CALENDAR, on_free_day=rule)
    assert closing == midnight(last.year, last.month, last.day) + timedelta(days=1)


def test_an_hour_stays_the_same_hour_when_its_day_moves() -> None:
    at_five = Deadline(date(2000, 1, 1), Bound.EXCLUSIVE, at=time(17))
    moved = closing_on(at_five, date(2024, 6, 1), calendar=CALENDAR, on_free_day=NEXT)
    assert moved == datetime(2024, 6, 3, 17, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("again", "days"),
    [
        (Recurrence(Every.MONTH, day=31), ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"]),
        (Recurrence(Every.MONTH), ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"]),
        (Recurrence(Every.MONTH, day=30), ["2024-01-30", "2024-02-29", "2024-03-30", "2024-04-30", "2024-05-30"]),
        (Recurrence(Every.QUARTER, day=15), ["2024-03-15"]),
        (Recurrence(Every.QUARTER, day=15, month=1), ["2024-01-15", "2024-04-15"]),
        (Recurrence(Every.HALF_YEAR), []),
        (Recurrence(Every.HALF_YEAR, day=10, month=3), ["2024-03-10"]),
        (Recurrence(Every.MONTH, day=5, since=date(2024, 3, 5)), ["2024-03-05", "2024-04-05", "2024-05-05"]),
        (Recurrence(Every.MONTH, day=5, until=date(2024, 2, 5)), ["2024-01-05", "2024-02-05"]),
        (Recurrence(Every.MONTH, day=5, since=date(2025, 1, 1)), []),
    ],
)
def test_on_which_days_of_five_months_it_falls(again: Recurrence, days: list[str]) -> None:
    found = occurrence_days(again, date(2024, 1, 1), date(2024, 5, 31))
    assert [str(day) for day in found] == days


def test_the_last_of_february_over_three_years_and_the_end_of_years() -> None:
    february = occurrence_days(Recurrence(Every.YEAR, day=29, month=2), date(2024, 1, 1), date(2026, 12, 31))
    assert february == (date(2024, 2, 29), date(2025, 2, 28), date(2026, 2, 28))
    end = occurrence_days(Recurrence(Every.YEAR), date(2024, 1, 1), date(2026, 12, 31))
    assert end == tuple(date(year, 12, 31) for year in (2024, 2025, 2026))


@pytest.mark.requirement("S002-R24")
def test_before_the_fifth_of_january_of_every_year_of_the_plan() -> None:
    campaign = shipped_plan("so-tu-phap-ha-nam-2023-2025").campaign
    assert campaign is not None
    form = campaign.forms[-1].key
    (moment,) = campaign.moments_for(MomentKind.DOSSIERS_CLOSE, form, campaign.subjects[0])
    assert isinstance(moment.deadline, Deadline)
    assert last_days(moment.deadline, STAYS, date(2024, 1, 1), date(2026, 12, 31)) == [
        date(2024, 1, 4),
        date(2025, 1, 4),
        date(2026, 1, 4),
    ]
    assert last_days(moment.deadline, NEXT, date(2024, 1, 1), date(2026, 12, 31)) == [
        date(2024, 1, 4),
        date(2025, 1, 6),
        date(2026, 1, 5),
    ]


@pytest.mark.requirement("S004-R14")
@pytest.mark.parametrize(
    ("arrived", "bucket"),
    [
        (datetime(2024, 3, 4, 23, 59, 59, 999999, tzinfo=ZONE), date(2024, 3, 5)),
        (datetime(2024, 3, 5, tzinfo=ZONE), date(2024, 4, 5)),
        (datetime(2024, 3, 31, 12, tzinfo=ZONE), date(2024, 4, 5)),
        (datetime(2024, 12, 5, tzinfo=ZONE), date(2025, 1, 5)),
        (datetime(2025, 1, 4, 23, 59, tzinfo=ZONE), date(2025, 1, 5)),
        (datetime(2026, 2, 4, 17, 0, tzinfo=UTC), date(2026, 3, 5)),
        (datetime(2026, 2, 4, 16, 59, 59, tzinfo=UTC), date(2026, 2, 5)),
    ],
)
def test_what_arrives_belongs_to_the_first_month_that_still_takes_it(arrived: datetime, bucket: date) -> None:
    found = bucket_of(MONTHLY, arrived, calendar=CALENDAR, on_free_day=STAYS)
    assert found is not None
    assert found.day == bucket


@pytest.mark.requirement("S004-R14")
def test_a_day_off_keeps_the_bucket_open() -> None:
    """4/8/2024 was a Sunday: under the rule of the next working day the 5th still belongs to August."""
    monday = datetime(2024, 8, 5, 9, tzinfo=ZONE)
    days = [bucket_of(MONTHLY, monday, calendar=CALENDAR, on_free_day=rule) for rule in (STAYS, NEXT)]
    assert [one.day for one in days if one is not None] == [date(2024, 9, 5), date(2024, 8, 5)]


def test_nothing_follows_the_last_occurrence() -> None:
    ended = replace(MONTHLY, value=Recurrence(Every.MONTH, day=5, until=date(2024, 12, 31)))
    late = datetime(2024, 12, 5, tzinfo=ZONE)
    assert bucket_of(ended, late, calendar=CALENDAR, on_free_day=STAYS) is None
    assert next_closing(ended, now=late, events={}, calendar=CALENDAR, on_free_day=STAYS) is None
    assert occurrences(Deadline(date(2024, 1, 1)), first=date(2024, 1, 1), last=date(2024, 1, 2),
                       calendar=CALENDAR, on_free_day=STAYS) == ()  # fmt: skip


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC)),  # noqa: DTZ001  zoned by timezones
    st.sampled_from(FreeDayRule),
    st.sampled_from(Every),
    st.none() | st.integers(1, 31),
    st.sampled_from(Bound),
)
def test_every_instant_has_one_bucket_and_buckets_stand_in_order(
    arrived: datetime, rule: FreeDayRule, every: Every, day: int | None, bound: Bound
) -> None:
    deadline = Deadline(Recurrence(every, day=day), bound)
    found = bucket_of(deadline, arrived, calendar=CALENDAR, on_free_day=rule)
    assert found is not None
    assert arrived < found.closes_at
    closings = [
        one.closes_at
        for one in occurrences(deadline, first=date(2023, 11, 1), last=found.day, calendar=CALENDAR, on_free_day=rule)
    ]
    assert closings == sorted(closings)
    assert all(closing <= arrived for closing in closings[:-1])


SELECTION = Deadline(EventAnchor("par_ranking_published"), text="Sau khi UBND huyện công bố kết quả xếp loại")


def test_what_begins_with_an_event_begins_when_it_has_happened() -> None:
    assert begins_at(SELECTION, events={}, calendar=CALENDAR) is None
    happened = {"par_ranking_published": date(2024, 1, 19)}
    assert begins_at(SELECTION, events=happened, calendar=CALENDAR) == midnight(2024, 1, 19)
    assert begins_at(MONTHLY, events=happened, calendar=CALENDAR) is None


@pytest.mark.parametrize(
    ("anchor", "day"),
    [
        (EventAnchor("decision", 5), date(2024, 2, 10)),
        (EventAnchor("decision", 5, in_working_days=True), date(2024, 2, 19)),
        (EventAnchor("decision", 0), date(2024, 2, 5)),
    ],
)
def test_so_many_days_after_an_event_over_tet(anchor: EventAnchor, day: date) -> None:
    assert day_after_event(anchor, date(2024, 2, 5), CALENDAR) == day


@pytest.mark.parametrize(
    ("deadline", "closing"),
    [
        (None, None),
        (Unknown("Phòng Nội vụ", "?"), None),
        (Deadline(datetime(2024, 1, 1, 17, tzinfo=ZONE), Bound.EXCLUSIVE), datetime(2024, 1, 1, 17, tzinfo=ZONE)),
        (Deadline(date(2024, 6, 2)), midnight(2024, 6, 4)),
        (Deadline(date(2023, 12, 31), precision=Precision.YEAR), midnight(2024, 1, 3)),
        (MONTHLY, midnight(2024, 3, 5)),
        (Deadline(EventAnchor("decision", 3), Bound.EXCLUSIVE), midnight(2024, 6, 4)),
        (Deadline(EventAnchor("congress")), None),
    ],
)
def test_whatever_kind_of_deadline_has_a_closing_or_none(deadline: Deadline, closing: datetime | None) -> None:
    now = datetime(2024, 2, 6, tzinfo=ZONE)
    events = {"decision": date(2024, 5, 31)}
    assert next_closing(deadline, now=now, events=events, calendar=CALENDAR, on_free_day=NEXT) == closing


def test_as_long_as_nobody_decided_about_days_off_a_day_stays_as_written() -> None:
    unsaid = Unknown("Phòng Nội vụ", "Hạn trùng ngày nghỉ thì tính thế nào?")
    sunday = Deadline(date(2024, 6, 2))
    told = next_closing(sunday, now=midnight(2024, 1, 1), events={}, calendar=CALENDAR, on_free_day=unsaid)
    assert told == midnight(2024, 6, 3)


def test_a_calendar_without_working_days_is_not_searched_for_ever() -> None:
    nothing = WorkingCalendar(off=frozenset(span(date(2023, 1, 1), date(2026, 12, 31))))
    for rule in (NEXT, BEFORE):
        with pytest.raises(NoWorkingDayError):
            closing_on(Deadline(date(2025, 1, 1)), date(2025, 3, 3), calendar=nothing, on_free_day=rule)
