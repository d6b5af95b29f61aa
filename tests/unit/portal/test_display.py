"""How values are written, in both languages."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from flask import Flask
from flask_babel import Babel

from portal import display

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def speaking(language: str) -> Iterator[None]:
    app = Flask(__name__)
    Babel(app, locale_selector=lambda: language, default_locale=language)
    with app.test_request_context():
        yield


def written(language: str) -> dict[str, str]:
    at = datetime(2020, 11, 5, 3, 32, 9, tzinfo=UTC)
    with speaking(language):
        return {
            "number": display.number(1463),
            "mark": display.mark("8.50"),
            "whole mark": display.mark("10.00"),
            "typed": display.mark("tám"),
            "money": display.money(2_000_000),
            "day": display.day(date(2020, 7, 6)),
            "padded month": display.day(date(2021, 1, 1)),
            "long day": display.long_day(date(2020, 11, 5)),
            "moment": display.moment(at),
            "to the second": display.moment(at, seconds=True),
            "clock": display.clock_time(at),
            "duration": display.duration(312),
            "long duration": display.duration(3720),
            "nothing": display.duration(0),
            "half a second": display.duration(Decimal("359.5")),
            "video": display.byte_size(146_300_000),
            "essay": display.byte_size(12_500),
            "note": display.byte_size(300),
            "archive": display.byte_size(2_000_000_000),
        }


def test_values_in_vietnamese_read_as_official_papers_write_them() -> None:
    assert written("vi") == {
        "number": "1.463",
        "mark": "8,5",
        "whole mark": "10",
        "typed": "tám",
        "money": "2.000.000\u00a0đồng",
        "day": "06/7/2020",
        "padded month": "01/01/2021",
        "long day": "ngày 05 tháng 11 năm 2020",
        "moment": "10 giờ 32 phút, ngày 05/11/2020",
        "to the second": "10 giờ 32 phút 09 giây, ngày 05/11/2020",
        "clock": "10:32",
        "duration": "5 phút 12 giây",
        "long duration": "1 giờ 02 phút 00 giây",
        "nothing": "0 giây",
        "half a second": "6 phút 00 giây",
        "video": "146,3\u00a0MB",
        "essay": "13\u00a0kB",
        "note": "300\u00a0byte",
        "archive": "2\u00a0GB",
    }


def test_values_in_english_keep_english_habits() -> None:
    spoken = written("en")
    assert spoken["number"] == "1,463"
    assert spoken["mark"] == "8.5"
    assert spoken["money"] == "2,000,000\u00a0VND"
    assert spoken["long day"] == "5 November 2020"
    assert spoken["moment"] == "10:32, 05/11/2020"
    assert spoken["duration"] == "5 min 12 s"


def test_mark_that_is_not_finite_stays_as_typed() -> None:
    with speaking("vi"):
        assert display.mark("NaN") == "NaN"


def test_capitalize_keeps_what_is_large_already() -> None:
    assert display.capitalize("đĩa CD video") == "Đĩa CD video"
    assert display.capitalize("") == ""


def test_browser_is_called_what_people_call_it() -> None:
    engine = "AppleWebKit/537.36 (KHTML, like Gecko)"
    phone = f"Mozilla/5.0 (Linux; Android 14; Pixel 8) {engine} Chrome/130.0 Mobile Safari/537.36"
    edge = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {engine} Chrome/130.0 Safari/537.36 Edg/130"
    tablet = f"Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) {engine} Version/17.4 Safari/604.1"
    called = [display.browser(one) for one in (phone, edge, tablet)]
    assert called == ["Chrome · Android", "Edge · Windows", "Safari · iPad"]
    assert display.browser("curl/8") == "curl/8"


def test_a_deadline_at_midnight_is_the_end_of_the_day_before() -> None:
    midnight = datetime(2026, 12, 5, 17, 0, tzinfo=UTC)
    with speaking("vi"):
        assert display.deadline(midnight) == "hết ngày 05/12/2026"
        assert display.deadline(midnight.replace(hour=10)) == "17 giờ 00 phút, ngày 05/12/2026"
    with speaking("en"):
        assert display.deadline(midnight) == "end of 05/12/2026"
