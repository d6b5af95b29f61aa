"""The analysis of a closed round's marks: for the office, by numbers and codes alone, never before it is closed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging import verify
from judging.models.results import Result
from tests.factories.marking import make_day
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock

MARKS = ((90, 95), (90, 85), (80, 70), (60, 90))
"""The last lie further apart than the plan's limit: the round is closed with a reason."""
REASON = "Ban Tổ chức đã xem xét."


def address(day: object) -> str:
    return f"/niem-phong/{day.round_id}/phan-tich"  # type: ignore[attr-defined]


def test_A24_nobody_sees_the_marks_together_before_the_round_is_closed(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock(), marks=MARKS)
    for account in (day.secretary, day.board, day.judges[0]):
        PageClient(app).sign_in_as(account).get(address(day), status=404)
    day.close(REASON)
    PageClient(app).sign_in_as(day.secretary).get(address(day))
    for account in (day.judges[0], day.publisher, day.holders[1], day.authors[0]):
        PageClient(app).sign_in_as(account).get(address(day), status=404)


def test_the_page_says_in_numbers_and_codes_what_the_marks_show(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock(), marks=MARKS)
    day.close(REASON)
    page = PageClient(app).sign_in_as(day.secretary).get(address(day))
    assert page.h1 == "Phân tích điểm chấm"
    assert len(page.soup.select("svg.plot circle")) == 8
    assert page.soup.select_one("svg.plot")["aria-label"]
    text = page.body.replace("\xa0", " ")
    assert f"{day.codes[3]} " in page.words("#outliers ~ table, section[aria-labelledby=outliers] table")
    assert "+30" in text
    assert "−30" in text
    for entry in day.entries:
        assert entry.title not in text
        assert entry.author.full_name not in text
    for judge in day.judges:
        assert judge.person.full_name not in text
    rounds = PageClient(app).sign_in_as(day.secretary).get(f"/niem-phong/{day.round_id}")
    assert rounds.soup.select_one(f'a[href="{address(day)}"]') is not None


def test_what_changes_without_a_judge_is_what_the_second_program_computes(app: Flask, clock: TestClock) -> None:
    """`judging.verify`, which shares no line with the rules, is asked for the result without each judge."""
    day = make_day(app, now=clock(), marks=((90, 78), (88, 79), (84, 83), (60, 55)))
    day.close(REASON)
    page = PageClient(app).sign_in_as(day.secretary).get(address(day))
    rows = [row.replace("\xa0", " ") for row in page.all_words("section[aria-labelledby=without] tbody tr")]
    with day.acting() as session:
        bundle = json.loads(session.scalars(select(Result)).one().canonical)
    seats = sorted({sheet["seat"] for sheet in bundle["sheets"]})
    assert len(rows) == len(seats) == 3
    changed = 0
    for seat, row in zip(seats, rows, strict=True):
        rest = {**bundle, "sheets": [sheet for sheet in bundle["sheets"] if sheet["seat"] != seat]}
        now, then = prizes(bundle["result"]), prizes(verify.recompute(rest))
        expected = {code for code in now.keys() | then.keys() if now.get(code) != then.get(code)}
        assert row.startswith(f"{seat} ")
        assert {code for code in day.codes if f"{code}: " in row} == expected
        changed += len(expected)
    assert changed


def prizes(result: dict[str, object]) -> dict[str, str]:
    return {one["code"]: one["tier"] for one in result["prizes"]["awards"]}  # type: ignore[index]


def test_the_band_is_hidden_under_three_marks(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock(), marks=MARKS)
    day.close(REASON)
    page = PageClient(app).sign_in_as(day.board).get(address(day))
    assert "cần ít nhất 3 phiếu chấm" in page.words("section[aria-labelledby=bands]")


def test_plots_of_gaps_severity_and_agreement_stand_beside_their_tables(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock(), marks=MARKS)
    day.close(REASON)
    page = PageClient(app).sign_in_as(day.secretary).get(address(day))
    gaps = page.soup.select_one("section[aria-labelledby=gaps]")
    counted = [int(cell.get_text()) for cell in gaps.select("td.numeric")]
    assert sum(counted) == len(MARKS)
    assert counted[-1] == 1, "one work of four lies further apart than the plan's limit"
    bars = [(float(bar["height"]) > 0, "plot-bar-out" in bar["class"]) for bar in gaps.select("svg rect")]
    assert bars == [(count > 0, at >= 4) for at, count in enumerate(counted)]
    judges = page.soup.select_one("section[aria-labelledby=judges]")
    signs = ["−" in row.select("td")[5].get_text() for row in judges.select("tbody tr")]
    zero = float(judges.select_one(".plot-zero")["x1"])
    assert [float(bar["x"]) < zero for bar in judges.select("svg rect")] == signs, "who is stricter lies on the left"
    agreement = page.soup.select_one("section[aria-labelledby=agreement]")
    assert len(agreement.select("table:first-of-type tbody tr")) == len(judges.select("tbody tr"))
    for plot in page.soup.select("svg.plot"):
        assert plot["aria-label"]
        assert plot["role"] == "img"
