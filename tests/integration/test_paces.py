"""The secretary's page of progress says how fast each judge works, once that can be said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.ids import AssignmentID
from judging.models.rounds import Seat
from judging.queries.rounds import planned
from judging.rules.deadlines import closes_at, last_day
from judging.spec.deadlines import Deadline
from portal.db import transaction
from portal.display import day
from tests.factories.judging import make_sealed_round, mark_sheet
from tests.page_client import PageClient
from tests.query_counter import counted_queries

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock
    from tests.factories.judging import World


def lock_sheets(world: World, number: int, first: int, last: int) -> None:
    """The judge of a seat locks some of the sheets on the desk, at the moment at which the world stands."""
    for assignment in world.assignments_of(world.judges[number])[first:last]:
        mark_sheet(world, AssignmentID(assignment.id), world.session.get_one(Seat, assignment.seat_id), 80)


def test_each_judges_pace_stands_beside_the_counts_once_two_sheets_are_locked(app: Flask, clock: TestClock) -> None:
    with app.app_context(), transaction() as session:
        world = make_sealed_round(session, now=clock(), entries=6, judges=4)
        each = [len(world.assignments_of(one)) for one in world.judges]
        assert min(each) >= 3, each
        lock_sheets(world, 1, 0, 1)
        lock_sheets(world, 2, 0, 1)
        lock_sheets(world, 3, 0, each[3])
        url = f"/niem-phong/{world.round_id}/tien-do"
        secretary = world.secretary
    pages = PageClient(app).sign_in_as(secretary)

    def paces() -> list[str]:
        return pages.get(url).all_words("td[data-label='Tiến độ']")

    assert paces() == ["chưa chấm", "chưa đủ để ước tính", "chưa đủ để ước tính", "đã xong"]
    with app.app_context(), transaction() as session:
        world.session, world.now = session, clock.move(days=1)
        lock_sheets(world, 2, 1, 2)
    pages = PageClient(app).sign_in_as(secretary)
    left = each[2] - 2
    told = paces()
    assert told[:2] == ["chưa chấm", "chưa đủ để ước tính"]
    assert told[2] == f"1 phiếu mỗi ngày; với tốc độ này sẽ xong ngày {8 + left:02d}/9/2026"
    assert told[3] == "đã xong"


def test_the_page_warns_when_a_pace_ends_after_the_rounds_last_day(app: Flask, clock: TestClock) -> None:
    with app.app_context(), transaction() as session:
        world = make_sealed_round(session, now=clock(), entries=30, judges=3)
        world.now = clock.move(days=15)  # the plan's first day of marking
        slow, quick = 1, 2
        lock_sheets(world, slow, 0, 2)
        lock_sheets(world, quick, 0, len(world.assignments_of(world.judges[quick])) - 1)
        closes = planned(world.at_hand).closes
        assert isinstance(closes, Deadline)
        last_on, url, secretary = last_day(closes), f"/niem-phong/{world.round_id}/tien-do", world.secretary
    clock.move(days=1)
    page = PageClient(app).sign_in_as(secretary).get(url)
    warned = page.words(".notice-warning")
    assert f"ngày cuối của vòng ({day(last_on)})" in warned
    assert f" {slow + 1} (" in warned
    assert f" {quick + 1} (" not in warned
    assert page.all_words("td[data-label='Tiến độ']")[slow].endswith("không kịp")
    clock.now = closes_at(closes)
    page = PageClient(app).sign_in_as(secretary).get(url)
    left = 2 * 30 - sum(int(one) for one in page.all_words("td[data-label='Đã nộp']")[:3])
    assert f"còn {left} phiếu chưa nộp" in page.words(".notice-danger")


def test_the_days_of_marking_stand_in_a_plot_and_in_the_table_beside_it(app: Flask, clock: TestClock) -> None:
    with app.app_context(), transaction() as session:
        world = make_sealed_round(session, now=clock(), entries=6, judges=3)
        world.now = clock.move(days=15)
        lock_sheets(world, 1, 0, 2)
        world.now = clock.move(days=2)
        lock_sheets(world, 2, 0, 1)
        url, secretary = f"/niem-phong/{world.round_id}/tien-do", world.secretary
    page = PageClient(app).sign_in_as(secretary).get(url)
    rows = page.all_words("section[aria-labelledby=by-day] tbody tr")
    assert [row.split() for row in rows] == [
        ["24/9/2026", "1", "3", "7"],
        ["23/9/2026", "0", "2", "4"],
        ["22/9/2026", "2", "2", "2"],
    ]
    plot = page.soup.select_one("section[aria-labelledby=by-day] svg")
    done = [float(point.split(",")[1]) for point in plot.select_one(".plot-way")["points"].split()][-3:]
    assert done[0] == done[1] > done[2], "the line rises with the sheets"
    assert plot["aria-label"]
    assert "plot-bar" in str(page.soup.select_one("svg:has(rect)"))
    assert page.text.count('<svg class="plot"') == 2


def test_the_page_of_progress_asks_as_many_queries_for_one_day_as_for_many(app: Flask, clock: TestClock) -> None:
    with app.app_context(), transaction() as session:
        world = make_sealed_round(session, now=clock(), entries=6, judges=3)
        lock_sheets(world, 1, 0, 2)
        url, secretary = f"/niem-phong/{world.round_id}/tien-do/bang", world.secretary
    pages = PageClient(app).sign_in_as(secretary)
    pages.get(url)
    with counted_queries(app) as few:
        pages.get(url)
    with app.app_context(), transaction() as session:
        world.session = session
        lock_sheets(world, 2, 0, 3)
    with counted_queries(app) as many:
        pages.get(url)
    assert len(many) == len(few)
