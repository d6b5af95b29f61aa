"""Where a contest stands, on one page: milestones, intake, backlog, coverage, decisions, money."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from judging.actions.plan_receipts import read_plan
from judging.enums import Role
from judging.ids import ProgrammeID
from judging.queries.programmes import plan_in_force
from judging.rules.deadlines import entry_window
from portal.db import transaction
from tests.factories.entries import viewer
from tests.factories.judging import make_sealed_round
from tests.factories.office import make_account, make_unit
from tests.factories.programmes import demonstration_plan, make_programme
from tests.factories.received import Intake
from tests.page_client import PageClient
from tests.query_counter import counted_queries

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock
    from tests.page_client import Page

ADDRESS = "/ban-to-chuc/hien-trang/cuoc-thi"


@pytest.fixture
def intake(app: Flask, clock: TestClock) -> Intake:
    return Intake(app, clock)


def fact(page: Page, name: str) -> str:
    facts = dict(zip(page.all_words(".facts dt"), page.all_words(".facts dd"), strict=True))
    return facts[name]


def table(page: Page, caption: str) -> list[list[str]]:
    found = next(one for one in page.soup.select("table") if one.caption.get_text(strip=True) == caption)
    return [[" ".join(cell.get_text(" ").split()) for cell in row.select("th,td")] for row in found.select("tbody tr")]


def coverage_row(page: Page) -> list[str]:
    (row,) = table(page, "Tiến độ chấm")
    return row


@pytest.mark.requirement("S001-R03", "S001-R05", "S001-R06")
def test_the_page_counts_days_units_backlog_and_who_read_the_plan(intake: Intake) -> None:
    with intake.app.app_context(), transaction() as session:
        make_unit(session, "UBND xã A Ngo", kind="commune")
    intake.handed_in(measured=False)
    intake.clock.move(days=1)
    intake.forwarded(intake.author(unit=intake.other_unit), measured=False)
    page = intake.as_(intake.board).get(ADDRESS)
    assert page.h1 == "Hiện trạng cuộc thi"
    assert table(page, "Bài nộp theo ngày") == [["07/9/2026", "1"], ["08/9/2026", "1"]]
    units = {row[0]: row[1:4] for row in table(page, "Đơn vị: bài dự thi và xác nhận đã đọc kế hoạch")}
    assert units["UBND xã Tà Rụt"] == ["0", "1", "1"]
    assert units["Phòng Tư pháp"] == ["1", "0", "0"]
    assert units["UBND xã A Ngo"] == ["0", "1", "0"]
    assert fact(page, "Tác phẩm chờ đo").startswith("2 ")
    assert fact(page, "Bài chờ kiểm tra thể thức").startswith("1 ")
    assert fact(page, "Bài đang chờ tại đơn vị") == "1"
    assert len(page.soup.select("svg.plot rect.plot-column")) == 2
    bars = [one for one in page.soup.select("svg.plot") if "theo đơn vị" in one["aria-label"]]
    assert {one.get_text() for one in bars[0].select(".plot-tick")} == {"UBND xã Tà Rụt", "Phòng Tư pháp"}


def test_reading_receipts_stand_beside_each_unit(intake: Intake) -> None:
    by = viewer(intake.app, intake.coordinator)
    with intake.app.app_context(), transaction() as session:
        read_plan(session, plan_in_force(session, ProgrammeID(intake.programme.id)), by=by, now=intake.clock())
    page = intake.as_(intake.board).get(ADDRESS)
    rows = {row[0]: row[4] for row in table(page, "Đơn vị: bài dự thi và xác nhận đã đọc kế hoạch")}
    assert rows["UBND xã Tà Rụt"].startswith("1 ")
    assert rows["Phòng Tư pháp"] != rows["UBND xã Tà Rụt"]


@pytest.mark.requirement("S001-R05")
def test_a_milestone_whose_day_is_over_is_late_and_names_who_has_it(intake: Intake) -> None:
    intake.handed_in(measured=False)
    name = "Các mốc thời gian, mốc trễ hạn và nơi đang giữ việc"
    assert "quá hạn" not in {row[2] for row in table(intake.as_(intake.board).get(ADDRESS), name)}
    with intake.app.app_context(), transaction() as session:
        closes_at = entry_window(plan_in_force(session, ProgrammeID(intake.programme.id)).plan).closes_at
    intake.clock.now = closes_at + timedelta(minutes=1)
    late = [row for row in table(intake.as_(intake.board).get(ADDRESS), name) if row[2] == "quá hạn"]
    assert [(row[0], "đơn vị chuyển bài dự thi" in row[3]) for row in late] == [
        ("Bài dự thi gửi đến Ban tổ chức", True)
    ]
    intake.clock.move(days=200)
    rows = table(intake.as_(intake.board).get(ADDRESS), name)
    published = next(row for row in rows if "công bố kết quả" in row[3])
    assert published[2] == "quá hạn"
    assert "Phan Tổ Chức" in published[3], "the board decides"
    assert "Trần Kiểm Tra" not in published[3], "nothing waits for a validator"


def test_groups_under_three_works_are_not_told_apart_while_identity_is_sealed(app: Flask, clock: TestClock) -> None:
    """Two films beside three essays: a board member who knows one author would read how far his film is."""
    with app.app_context(), transaction() as session:
        small, full = (make_sealed_round(session, now=clock(), entries=count, judges=3) for count in (5, 6))
        few = make_sealed_round(session, now=clock(), entries=2, judges=3)
        for world in (small, full):
            for code in list(world.codes.values())[3:]:
                session.merge(code).category_key = "video"
        (slug, other_slug, few_slug) = (world.programme.slug for world in (small, full, few))
        board, other_board, few_board = small.board, full.board, few.board
    row = coverage_row(PageClient(app).sign_in_as(board).get(f"/ban-to-chuc/hien-trang/{slug}"))
    assert row[1] == "5"
    assert row[4] == "không nêu khi có thể loại dưới 3 bài"
    row = coverage_row(PageClient(app).sign_in_as(other_board).get(f"/ban-to-chuc/hien-trang/{other_slug}"))
    assert (row[1], row[4]) == ("6", "Bài viết: 0 trên 3 Video: 0 trên 3")
    page = PageClient(app).sign_in_as(few_board).get(f"/ban-to-chuc/hien-trang/{few_slug}")
    assert coverage_row(page)[1:4] == ["dưới 3", "–", "–"]
    assert not [one for one in page.soup.select("svg.plot") if "phiếu chấm" in one["aria-label"]]


def test_the_page_asks_the_same_number_of_queries_for_1_and_for_3_entries(intake: Intake) -> None:
    intake.forwarded(measured=False)
    pages = intake.as_(intake.board)
    pages.get(ADDRESS)
    with counted_queries(intake.app) as one:
        pages.get(ADDRESS)
    intake.handed_in(measured=False)
    intake.forwarded(intake.author(unit=intake.other_unit), measured=False)
    with counted_queries(intake.app) as three:
        pages.get(ADDRESS)
    assert len(three) == len(one) <= 18


def test_A04_only_the_board_of_the_contest_opens_it(intake: Intake) -> None:
    with intake.app.app_context(), transaction() as session:
        other = make_programme(session, now=intake.clock())
        stranger = make_account(session, now=intake.clock(), roles=(Role.BOARD,), programme=other)
    for account in (stranger, intake.validator, intake.coordinator, intake.author()):
        intake.as_(account).get(ADDRESS, status=404)


def test_a_stated_sum_that_contradicts_the_tiers_is_shown_and_not_repaired(intake: Intake) -> None:
    plan = demonstration_plan("2026-09-07")
    ladder = replace(plan.ladders[0], stated_total_vnd=1_000)
    with intake.app.app_context(), transaction() as session:
        wrong = make_programme(
            session, now=intake.clock(), plan=replace(plan, ladders=(ladder, *plan.ladders[1:])), slug="mau-thuan"
        )
        board = make_account(session, now=intake.clock(), roles=(Role.BOARD,), programme=wrong)
    pages = intake.as_(board)
    assert "kế hoạch ghi tổng 1.000" in pages.get("/ban-to-chuc/hien-trang/mau-thuan").body.replace("\xa0", " ")
    assert "kế hoạch ghi tổng" not in intake.as_(intake.board).get(ADDRESS).body
