"""The board's desk: counts, who owes its minimum, what waits for a decision, what comes next."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from judging.actions.validations import decide_entry
from judging.enums import Role, ValidationOutcome
from judging.ids import ProgrammeID
from judging.queries.programmes import plan_in_force
from judging.rules.deadlines import entry_window
from judging.rules.validating import Decision, FormReason
from portal.db import transaction
from tests.factories.entries import viewer
from tests.factories.office import make_account, make_unit
from tests.factories.programmes import make_programme
from tests.factories.received import Intake
from tests.query_counter import counted_queries

if TYPE_CHECKING:
    from flask import Flask

    from judging.ids import EntryID
    from tests.conftest import TestClock
    from tests.page_client import Page


@pytest.fixture
def intake(app: Flask, clock: TestClock) -> Intake:
    return Intake(app, clock)


def propose(intake: Intake, entry_id: EntryID) -> None:
    by = viewer(intake.app, intake.validator)
    with intake.app.app_context(), transaction() as session:
        decide_entry(
            session,
            entry_id=entry_id,
            version_id=intake.version_of(entry_id),
            decision=Decision(ValidationOutcome.REJECT, (FormReason.TOPIC,)),
            by=by,
            now=intake.clock(),
        )


def owing(page: Page) -> list[str]:
    return page.all_words("tbody th")


@pytest.mark.requirement("S001-R05", "S001-R06")
def test_the_desk_counts_states_and_names_who_owes_its_minimum(intake: Intake) -> None:
    with intake.app.app_context(), transaction() as session:
        make_unit(session, "Trạm Y tế không dự thi", kind="enterprise")
        make_unit(session, "UBND xã A Ngo", kind="commune")
    intake.handed_in(measured=False)
    intake.forwarded(intake.author(unit=intake.other_unit), measured=False)
    page = intake.as_(intake.board).get("/ban-to-chuc")
    assert page.h1 == "Bàn làm việc của Ban Tổ chức"
    assert "đã nộp: 1" in page.body
    assert "đã chuyển Ban Tổ chức: 1" in page.body or "chuyển" in page.body
    names = owing(page)
    assert {"UBND xã A Ngo", "UBND xã Tà Rụt"} <= set(names)
    assert "Phòng Tư pháp" not in names
    assert "Trạm Y tế không dự thi" not in names
    row = page.all_words("tbody tr")[names.index("UBND xã Tà Rụt")]
    assert row == "UBND xã Tà Rụt 0 1 1"


@pytest.mark.requirement("S001-R43")
def test_what_waits_for_the_board_is_a_task_with_its_page(intake: Intake) -> None:
    intake.handed_in(measured=False)
    propose(intake, intake.forwarded())
    board = intake.as_(intake.board)
    page = board.get("/ban-to-chuc")
    assert page.all_words(".task-name a") == ["Đề nghị không hợp lệ cần người thứ hai"]
    listed = board.get("/ban-to-chuc/khong-hop-le")
    assert len(listed.soup.select("tbody tr")) == 1
    board.get(str(listed.soup.select_one("tbody a")["href"]))
    with intake.app.app_context(), transaction() as session:
        closes_at = entry_window(plan_in_force(session, ProgrammeID(intake.programme.id)).plan).closes_at
    intake.clock.now = closes_at + timedelta(minutes=1)
    page = intake.as_(intake.board).get("/ban-to-chuc")
    assert page.all_words(".task-name a") == [
        "Chưa được chuyển đúng hạn",
        "Đề nghị không hợp lệ cần người thứ hai",
    ]


def test_the_desk_asks_the_same_number_of_queries_for_1_and_for_3_entries(intake: Intake) -> None:
    intake.handed_in(measured=False)
    pages = intake.as_(intake.board)
    pages.get("/ban-to-chuc")
    with counted_queries(intake.app) as one:
        pages.get("/ban-to-chuc")
    intake.handed_in(measured=False)
    intake.forwarded(intake.author(unit=intake.other_unit), measured=False)
    with counted_queries(intake.app) as three:
        pages.get("/ban-to-chuc")
    assert len(three) == len(one)
    of_the_desk = [one for one in three if "FROM entries" in one or "FROM units" in one or "plan_versions" in one]
    assert len(of_the_desk) == 3


def test_A04_a_board_sees_only_its_own_contest(intake: Intake) -> None:
    propose(intake, intake.forwarded())
    with intake.app.app_context(), transaction() as session:
        other = make_programme(session, now=intake.clock())
        stranger = make_account(session, now=intake.clock(), roles=(Role.BOARD,), programme=other)
    pages = intake.as_(stranger)
    assert pages.get("/ban-to-chuc/khong-hop-le").soup.select("tbody tr") == []
    assert pages.get("/ban-to-chuc").soup.select(".task-name") == []
    for account in (intake.validator, intake.coordinator, intake.author()):
        for address in ("/ban-to-chuc", "/ban-to-chuc/khong-hop-le"):
            intake.as_(account).get(address, status=404)
