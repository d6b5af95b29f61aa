from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese import dates
from vietnamese.errors import DayError


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026", "05/01/2026"),
        (date(2020, 2, 10), "ngày 10 tháng 02 năm 2020", "10/02/2020"),
        (date(2020, 8, 24), "ngày 24 tháng 8 năm 2020", "24/8/2020"),
        (date(2020, 9, 1), "ngày 01 tháng 9 năm 2020", "01/9/2020"),
        (date(2020, 12, 31), "ngày 31 tháng 12 năm 2020", "31/12/2020"),
    ],
)
def test_format_day_puts_zeros_where_the_decree_does(day: date, long: str, short: str) -> None:
    assert dates.format_day(day) == long
    assert dates.format_day_short(day) == short


def test_format_period_says_once_what_both_days_share() -> None:
    first = date(2020, 9, 1)
    assert dates.format_period(first, first) == "ngày 01 tháng 9 năm 2020"
    assert dates.format_period(first, date(2020, 9, 15)) == "từ ngày 01 đến ngày 15 tháng 9 năm 2020"
    assert dates.format_period(first, date(2020, 12, 2)) == "từ ngày 01 tháng 9 đến ngày 02 tháng 12 năm 2020"
    assert dates.format_period(first, date(2021, 1, 2)) == ("từ ngày 01 tháng 9 năm 2020 đến ngày 02 tháng 01 năm 2021")
    assert dates.format_period_short(first, date(2020, 9, 15)) == "01/9/2020 – 15/9/2020"


def test_format_moment_is_local() -> None:
    at = datetime(2026, 1, 4, 20, 32, 5, tzinfo=UTC)
    assert dates.format_moment(at) == "03 giờ 32 phút, ngày 05 tháng 01 năm 2026"
    assert dates.format_moment(at, seconds=True) == "03 giờ 32 phút 05 giây, ngày 05 tháng 01 năm 2026"
    assert dates.format_moment_short(at) == "03:32 05/01/2026"
    assert dates.local_day(at) == date(2026, 1, 5)


def test_to_local_refuses_a_time_without_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        dates.to_local(datetime(2026, 1, 5, 3, 32))  # noqa: DTZ001  the mistake itself


@pytest.mark.requirement("S001-R26")
def test_end_of_day_is_the_first_moment_after_it_here() -> None:
    assert dates.start_of_day(date(2020, 9, 15)) == datetime(2020, 9, 14, 17, tzinfo=UTC)
    assert dates.end_of_day(date(2020, 9, 15)) == datetime(2020, 9, 15, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 giây"), (45, "45 giây"), (240, "4 phút 00 giây"), (312, "5 phút 12 giây"), (3605, "1 giờ 00 phút 05 giây")],
)
def test_format_duration(seconds: int, text: str) -> None:
    assert dates.format_duration(seconds) == text


def test_format_duration_refuses_a_negative_one() -> None:
    with pytest.raises(ValueError, match="negative"):
        dates.format_duration(-1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("16/7/2020", date(2020, 7, 16)),
        ("01-9-2020", date(2020, 9, 1)),
        ("01.09.2020", date(2020, 9, 1)),
        ("ngày 24 tháng 8 năm 2020", date(2020, 8, 24)),
        ("Ngày  05 tháng 01 năm 2026 ", date(2026, 1, 5)),
        ("2020-08-24", date(2020, 8, 24)),
    ],
)
def test_parse_day_reads_the_forms_met(text: str, day: date) -> None:
    assert dates.parse_day(text) == day


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31/6/2020", "impossible"),
        ("1/13/2020", "impossible"),
        ("1/1/20225", "form"),
        ("5/11", "form"),
        ("ngày … tháng … năm 2023", "form"),
        ("", "form"),
    ],
)
def test_parse_day_never_repairs(text: str, reason: str) -> None:
    with pytest.raises(DayError) as refused:
        dates.parse_day(text)
    assert refused.value.reason == reason


@given(st.dates(min_value=date(1000, 1, 1)))
def test_parse_day_reads_back_what_is_shown(day: date) -> None:
    assert dates.parse_day(dates.format_day(day)) == day
    assert dates.parse_day(dates.format_day_short(day)) == day


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 1, 5), "ngày mùng năm tháng một năm hai nghìn không trăm hai mươi sáu"),
        (date(2020, 8, 24), "ngày hai mươi tư tháng tám năm hai nghìn không trăm hai mươi"),
        (date(2025, 4, 10), "ngày mùng mười tháng tư năm hai nghìn không trăm hai mươi lăm"),
        (date(2021, 12, 31), "ngày ba mươi mốt tháng mười hai năm hai nghìn không trăm hai mươi mốt"),
        (date(1999, 2, 15), "ngày mười lăm tháng hai năm một nghìn chín trăm chín mươi chín"),
        (date(2026, 11, 11), "ngày mười một tháng mười một năm hai nghìn không trăm hai mươi sáu"),
    ],
)
def test_a_day_is_written_out_as_it_is_spoken(day: date, words: str) -> None:
    assert dates.day_in_words(day) == words
