"""Numbers of registers: of two clerks at one moment none shares one and none is left out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from judging.actions.registers import number_paper
from judging.ids import AccountID, ProgrammeID
from judging.models.papers import Paper, Register
from tests.factories.marking import make_day
from tests.factories.papers import say_words
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock
    from tests.factories.marking import Day

PAPERS, CLERKS = 24, 6


def make_signed(day: Day, count: int) -> list[object]:
    with day.acting() as session:
        rows = [
            Paper(
                programme_id=ProgrammeID(day.programme_id), kind="thanh-lap-ban-to-chuc", subject=f"thu-{at}",
                state="signed", said={}, drafted_by=AccountID(day.secretary.id), drafted_at=day.now, content="{}",
                content_sha256="0" * 64,
            )
            for at in range(count)
        ]  # fmt: skip
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


@pytest.mark.requirement("S001-R31")
def test_B13_numbers_taken_at_one_moment_have_neither_gaps_nor_doubles(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    papers = make_signed(day, PAPERS)
    today = day.now.date()

    def take(at: int) -> int:
        with day.acting() as session:
            by = day.viewer(session, day.secretary)
            number = number_paper(
                session, session.get_one(Paper, papers[at]), organ="UBND thử", symbol="QĐ-UBND", dated_on=today,
                today=today, by=by, now=day.now,
            )  # fmt: skip
            if at % 4 == 3:
                raise _StoppedError
            return number

    def taken(at: int) -> int | None:
        try:
            return take(at)
        except _StoppedError:
            return None  # the transaction was rolled back: its number was never taken

    with ThreadPoolExecutor(CLERKS) as pool:
        numbers = [one for one in pool.map(taken, range(PAPERS)) if one is not None]
    assert sorted(numbers) == list(range(1, PAPERS * 3 // 4 + 1))
    with day.acting() as session:
        kept = session.scalars(select(Paper.number).where(Paper.number.is_not(None))).all()
        assert sorted(one for one in kept if one is not None) == sorted(numbers)
        assert session.scalars(select(Register.last_number)).one() == len(numbers)


class _StoppedError(Exception):
    """The clerk's machine stops before the commit."""


def test_E03_the_register_exports_to_excel_as_texts(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    say_words(day)
    paper = make_signed(day, 1)[0]
    with day.acting() as session:
        row = session.get_one(Paper, paper)
        number_paper(
            session, row, organ="=1+1", symbol="QĐ-UBND", dated_on=day.now.date(), today=day.now.date(),
            by=day.viewer(session, day.secretary), now=day.now,
        )  # fmt: skip
    client = PageClient(app).sign_in_as(day.secretary)
    assert "01/QĐ-UBND" in client.get("/so-van-ban").body
    data = client.get("/so-van-ban.xlsx?nam=2026").response.get_data()
    path = app.extensions["bangvang_settings"].scratch_folder / "so.xlsx"
    path.write_bytes(data)
    sheet = load_workbook(path).active
    cells = [cell.value for cell in sheet[2]]
    assert cells[0] == "01/QĐ-UBND"
    assert cells[4] == "=1+1"
    assert sheet.cell(2, 5).data_type == "s"
    assert "Chưa có số nào" in client.get("/so-van-ban?nam=2020").body


def test_a_stranger_sees_no_number_of_a_contest_that_is_not_his(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    make_signed(day, 1)
    judge = PageClient(app).sign_in_as(day.judges[0])
    for path in ("/so-van-ban", "/van-ban", f"/van-ban/{day.slug}"):
        judge.get(path, status=404)
