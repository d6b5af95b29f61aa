"""The unit's way: read, choose, send on in time and in an order; warnings; what the board does with the rest.

It is longer than 300 lines, so that each case of this subject is found in one place.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from judging.models.entries import Forward, LateDecision, Receipt, Refusal
from judging.models.history import HistoryLine, Notice
from judging.queries.programmes import plan_in_force
from judging.rules.deadlines import entry_window
from portal.db import transaction
from portal.jobs.slots import ask_due_slots
from portal.jobs.worker import work_until_idle
from tests.factories.received import Intake
from tests.invariants import violations
from tests.query_counter import counted_queries

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Flask

    from judging.ids import EntryID
    from judging.models.people import Account
    from tests.conftest import TestClock
    from tests.page_client import Page, PageClient


@pytest.fixture
def intake(app: Flask, clock: TestClock) -> Intake:
    return Intake(app, clock)


def closing(intake: Intake) -> datetime:
    with intake.app.app_context(), transaction() as session:
        return entry_window(plan_in_force(session, intake.programme.id).plan).closes_at


def forward(pages: PageClient, intake: Intake, entry_id: EntryID, *, status: int = 302, **fields: object) -> Page:
    data = {"version_id": str(intake.version_of(entry_id)), "position": "1", **fields}
    return pages.post(f"/don-vi/bai-du-thi/{entry_id}/chuyen", data, status=status)


def places(intake: Intake) -> dict[EntryID, int]:
    with intake.app.app_context(), transaction() as session:
        return dict(session.execute(select(Forward.entry_id, Forward.position)).all())


def notices(intake: Intake, account: Account, kind: str = "") -> list[Notice]:
    with intake.app.app_context(), transaction() as session:
        found = session.scalars(select(Notice).where(Notice.account == str(account.id)).order_by(Notice.created_at))
        kept = [one for one in found if not kind or one.kind == kind]
        session.expunge_all()
        return kept


@pytest.mark.requirement("S001-R06", "S001-R36")
def test_the_head_of_a_unit_reads_chooses_and_forwards_with_a_receipt(intake: Intake) -> None:
    author = intake.author("Hồ Thị Hoa")
    entry_id = intake.handed_in(author, title="Nụ cười nơi một cửa")
    pages = intake.as_(intake.coordinator)
    page = pages.get("/don-vi")
    assert "Đã chuyển: 0 bài (ít nhất 1)" in page.body
    assert [one.get_text() for one in page.soup.select("tbody th a")] == ["Nụ cười nơi một cửa"]
    page = pages.get(f"/don-vi/bai-du-thi/{entry_id}")
    assert "chữ: trong giới hạn 1.000–2.000" in page.body
    assert page.soup.select_one("article.essay p") is not None
    pages.post(f"/don-vi/bai-du-thi/{entry_id}/chon")
    assert intake.state(entry_id) == "selected"
    done = forward(pages, intake, entry_id, note="Bài tốt nhất của xã")
    assert intake.state(entry_id) == "forwarded"
    receipt = pages.follow(done)
    assert "Đã chuyển đến Ban Tổ chức" in receipt.body
    assert "UBND xã Tà Rụt" in receipt.body
    work_until_idle(intake.app)
    assert receipt.soup.select_one("code.code") is not None
    with intake.app.app_context(), transaction() as session:
        rows = {one.kind: one for one in session.scalars(select(Receipt))}
        assert set(rows) == {"submit", "forward"}
        assert rows["forward"].unit_id == intake.unit.id
        assert rows["forward"].second_payload is not None
        assert session.scalar(select(Forward.note)) == "Bài tốt nhất của xã"
    number = receipt.h1.removeprefix("Phiếu tiếp nhận ")
    assert number in intake.as_(author).get(done.location).h1
    assert number in intake.as_(intake.validator).get(check_of(receipt)).body
    intake.as_(intake.other_coordinator).get(done.location, status=404)
    assert [one.kind for one in notices(intake, author) if one.kind.startswith("entry.")] == [
        "entry.selected",
        "entry.forwarded",
    ]
    assert "Đã chuyển: 1 bài (ít nhất 1)" in pages.get("/don-vi").body
    assert violations(intake.app) == {}


def check_of(page: Page) -> str:
    return str(page.soup.select_one("a[href*='/xac-minh/']")["href"])


@pytest.mark.requirement("S001-R06")
def test_A04_another_units_entries_do_not_exist(intake: Intake) -> None:
    entry_id = intake.handed_in()
    part = intake.part_of(entry_id)
    other = intake.as_(intake.other_coordinator)
    assert other.get("/don-vi").soup.select("tbody tr") == []
    base = f"/don-vi/bai-du-thi/{entry_id}"
    for address in (base, f"{base}/tep/{part}", f"{base}/tep/{part}/phat"):
        other.get(address, status=404)
    for act in ("chon", "khong-chon", "rut-lai", "thu-tu"):
        other.post(f"{base}/{act}", status=404)
    forward(other, intake, entry_id, status=404)
    assert intake.state(entry_id) == "submitted"
    for stranger in (intake.validator, intake.board, intake.author("Người Khác")):
        intake.as_(stranger).get(base, status=404)
        intake.as_(stranger).get("/don-vi", status=404)
    own = intake.as_(intake.coordinator)
    assert own.get(f"{base}/tep/{part}").response.headers["Content-Disposition"].startswith("attachment")


def test_A04_a_unit_never_sees_drafts_only_how_many(intake: Intake) -> None:
    from tests.factories.entries import make_draft

    entry_id = make_draft(intake.app, intake.author("Người Đang Viết"), intake.programme, title="Bản nháp bí mật")
    page = intake.as_(intake.coordinator).get("/don-vi")
    assert "Đơn vị có 1 bài đã bắt đầu nhưng chưa nộp." in page.body
    assert "Bản nháp bí mật" not in page.text
    assert "Người Đang Viết" not in page.text
    intake.as_(intake.coordinator).get(f"/don-vi/bai-du-thi/{entry_id}", status=404)


def test_the_units_order_makes_room_and_closes_gaps(intake: Intake) -> None:
    first, second, third = (intake.handed_in(measured=False) for _ in range(3))
    pages = intake.as_(intake.coordinator)
    forward(pages, intake, first, position="1")
    forward(pages, intake, second, position="1")
    forward(pages, intake, third, position="9")
    assert places(intake) == {second: 1, first: 2, third: 3}
    pages.post(f"/don-vi/bai-du-thi/{third}/thu-tu", {"position": "1"})
    assert places(intake) == {third: 1, second: 2, first: 3}
    pages.post(f"/don-vi/bai-du-thi/{second}/rut-lai")
    assert places(intake) == {third: 1, first: 2}
    assert intake.state(second) == "selected"
    forward(pages, intake, second, position="2")
    assert places(intake) == {third: 1, second: 2, first: 3}
    forward(pages, intake, second, status=422)
    forward(pages, intake, third, status=422, position="không")
    with intake.app.app_context(), transaction() as session:
        assert session.scalar(select(func.count()).where(Receipt.kind == "forward")) == 3
    assert violations(intake.app) == {}


@pytest.mark.requirement("S001-R26", "S001-R43")
def test_the_forward_must_arrive_before_the_deadline_and_a_late_one_is_kept_with_its_reason(intake: Intake) -> None:
    in_time, late = intake.handed_in(measured=False), intake.handed_in(measured=False)
    closes_at = closing(intake)
    intake.clock.now = closes_at - timedelta(microseconds=1)
    pages = intake.as_(intake.coordinator)
    forward(pages, intake, in_time)
    intake.clock.now = closes_at
    page = forward(pages, intake, late, status=422)
    assert "hết hạn" in page.words(".error-summary") or "kết thúc" in page.words(".error-summary")
    assert (intake.state(in_time), intake.state(late)) == ("forwarded", "submitted")
    pages.post(f"/don-vi/bai-du-thi/{late}/chon")
    pages.post(f"/don-vi/bai-du-thi/{in_time}/rut-lai")
    assert (intake.state(in_time), intake.state(late)) == ("forwarded", "submitted")
    with intake.app.app_context(), transaction() as session:
        rows = session.scalars(select(Refusal).order_by(Refusal.action)).all()
        assert [(one.action, one.reason) for one in rows] == [
            ("forward", "entries_closed"),
            ("select", "entries_closed"),
            ("take_back", "entries_closed"),
        ]
        assert {one.account_id for one in rows} == {intake.coordinator.id}
        logged = session.scalars(select(HistoryLine.role).where(HistoryLine.action == "entry.forward_refused")).all()
        assert logged == ["coordinator"]


def test_B12_the_same_forward_sent_twice_is_one(intake: Intake) -> None:
    entry_id = intake.handed_in(measured=False)
    pages = intake.as_(intake.coordinator)
    one = forward(pages, intake, entry_id, idempotency_key="khoa")
    two = forward(pages, intake, entry_id, idempotency_key="khoa")
    assert one.location == two.location
    with intake.app.app_context(), transaction() as session:
        assert session.scalar(select(func.count()).select_from(Forward)) == 1


def test_what_was_handed_in_again_meanwhile_is_not_forwarded_unread(intake: Intake) -> None:
    from tests.factories.entries import submit

    author = intake.author()
    entry_id = intake.handed_in(author, measured=False)
    read = str(intake.version_of(entry_id))
    version = intake.stored(entry_id).version
    intake.as_(author).post(f"/bai-du-thi/{entry_id}/thong-tin", {"title": "Bản mới", "version": str(version)})
    submit(intake.app, author, entry_id)
    page = forward(intake.as_(intake.coordinator), intake, entry_id, status=409, version_id=read)
    assert "đã nộp lại sau khi ông/bà mở trang này" in page.body
    assert intake.state(entry_id) == "submitted"


@pytest.mark.requirement("S001-R06")
def test_units_are_warned_48_24_and_2_hours_before_each_time_once(intake: Intake) -> None:
    intake.handed_in(measured=False)
    done = intake.forwarded(intake.author(unit=intake.other_unit), measured=False)
    assert intake.state(done) == "forwarded"
    closes_at = closing(intake)
    told: list[tuple[int, int]] = []
    for hours in (49, 48, 47, 24, 24, 3, 2, 1, 0, -1):
        intake.clock.now = closes_at - timedelta(hours=hours)
        for _ in range(2):
            with intake.app.app_context(), transaction() as session:
                ask_due_slots(session, now=intake.clock())
            work_until_idle(intake.app)
        told.append((hours, len(notices(intake, intake.coordinator, "unit.warning"))))
    assert told == [
        (49, 0), (48, 1), (47, 1), (24, 2), (24, 2), (3, 2), (2, 3), (1, 3), (0, 3), (-1, 3),
    ]  # fmt: skip
    assert [one.facts["hours"] for one in notices(intake, intake.coordinator, "unit.warning")] == ["48", "24", "2"]
    assert notices(intake, intake.other_coordinator, "unit.warning") == []


@pytest.mark.requirement("S001-R26", "S001-R43")
def test_what_was_not_forwarded_in_time_is_the_boards_to_decide(intake: Intake) -> None:
    author = intake.author("Hồ Thị Muộn")
    admitted = intake.handed_in(author, title="Bài bị quên")
    left, chosen = intake.handed_in(title="Bài thứ hai"), intake.handed_in(title="Bài đã chọn")
    refused = intake.handed_in(title="Đơn vị không chọn")
    unit = intake.as_(intake.coordinator)
    unit.post(f"/don-vi/bai-du-thi/{chosen}/chon")
    unit.post(f"/don-vi/bai-du-thi/{refused}/khong-chon")
    board = intake.as_(intake.board)
    url = "/ban-to-chuc/bai-qua-han"
    assert board.get(url).soup.select(".card") == []
    board.post(f"{url}/{admitted}", {"outcome": "admit", "reason": "Sớm quá"}, status=422)
    intake.clock.now = closing(intake) + timedelta(hours=1)
    board = intake.as_(intake.board)
    page = board.get(url)
    assert sorted(page.all_words(".card h2")) == ["Bài bị quên", "Bài thứ hai", "Bài đã chọn"]
    page = board.post(f"{url}/{admitted}", {"outcome": "admit", "reason": " "}, status=422)
    assert page.soup.select_one("input[value=admit][checked]") is not None
    board.post(f"{url}/{admitted}", {"outcome": "admit", "reason": "Mất điện toàn xã, có xác nhận"})
    board.post(f"{url}/{chosen}", {"outcome": "admit", "reason": "Đơn vị đã chọn"})
    board.post(f"{url}/{left}", {"outcome": "leave_out", "reason": "Không có lý do chính đáng"})
    assert [intake.state(one) for one in (admitted, chosen, left, refused)] == [
        "forwarded", "forwarded", "not_selected", "not_selected",
    ]  # fmt: skip
    board.post(f"{url}/{left}", {"outcome": "admit", "reason": "Đổi ý"}, status=409)
    board.post(f"{url}/{refused}", {"outcome": "admit", "reason": "Đổi ý"}, status=409)
    assert [one.kind for one in notices(intake, author) if one.kind.startswith("entry.")] == ["entry.admitted"]
    assert len(board.get(url).soup.select("tbody tr")) == 3
    assert len(intake.as_(intake.validator).get("/kiem-tra").soup.select("tbody tr")) == 2
    with intake.app.app_context(), transaction() as session:
        assert session.scalar(select(func.count()).select_from(LateDecision)) == 3
    for stranger in (intake.coordinator, intake.validator, intake.author()):
        intake.as_(stranger).get(url, status=404)
        intake.as_(stranger).post(f"{url}/{left}", {"outcome": "admit", "reason": "x"}, status=404)
    assert violations(intake.app) == {}


def test_the_units_page_asks_the_same_number_of_queries_for_1_and_for_3(intake: Intake) -> None:
    intake.handed_in(measured=False)
    pages = intake.as_(intake.coordinator)
    pages.get("/don-vi")
    with counted_queries(intake.app) as one:
        assert len(pages.get("/don-vi").soup.select("tbody tr")) == 1
    intake.handed_in(measured=False)
    intake.forwarded(measured=False)
    with counted_queries(intake.app) as three:
        assert len(pages.get("/don-vi").soup.select("tbody tr")) == 3
    assert len(three) == len(one)


def test_E01_titles_and_remarks_are_text(intake: Intake) -> None:
    payload = "<script>alert('xss')</script>"
    entry_id = intake.handed_in(intake.author(f"Hồ {payload}"), title=f"Một cửa {payload}", measured=False)
    pages = intake.as_(intake.coordinator)
    done = forward(pages, intake, entry_id, note=payload)
    for address in ("/don-vi", f"/don-vi/bai-du-thi/{entry_id}", done.location):
        assert payload not in pages.get(address).text
    assert payload in pages.get(f"/don-vi/bai-du-thi/{entry_id}").words("h1")


@pytest.mark.requirement("S001-R43")
def test_A02_the_board_reads_a_late_entry_before_deciding_and_nothing_else(intake: Intake) -> None:
    late, sent = intake.handed_in(), intake.forwarded(intake.author(unit=intake.other_unit), measured=False)
    pages = intake.as_(intake.board)
    pages.get(f"/ban-to-chuc/bai-qua-han/{late}", status=404)
    intake.clock.now = closing(intake)
    pages = intake.as_(intake.board)
    listed = pages.get("/ban-to-chuc/bai-qua-han")
    assert listed.soup.select_one(f'a[href="/ban-to-chuc/bai-qua-han/{late}"]') is not None
    page = pages.get(f"/ban-to-chuc/bai-qua-han/{late}")
    assert page.h1 == intake.stored(late).title
    assert "chữ" in page.words(".card")
    address = f"/ban-to-chuc/bai-qua-han/{late}/tep/{intake.part_of(late)}"
    assert pages.http.get(address, base_url="http://127.0.0.1").headers["Content-Disposition"].startswith("attachment")
    pages.get(f"/ban-to-chuc/bai-qua-han/{sent}", status=404)
    pages.get(f"/ban-to-chuc/bai-qua-han/{late}/tep/{intake.part_of(sent)}", status=404)
    intake.as_(intake.coordinator).get(f"/ban-to-chuc/bai-qua-han/{late}", status=404)
