"""Results by code, consents, letters and jobs as Excel files: for who may, with a reason where people stand in them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pytest
from sqlalchemy import select

from judging.enums import Role
from judging.models.exports import Export
from portal.db import transaction
from portal.records.mails import Mail
from portal.records.tables import Job
from tests.factories.marking import make_day
from tests.factories.office import make_account
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from judging.models.people import Account
    from tests.conftest import TestClock

WHY = "Lập hồ sơ họp Ban Tổ chức"


def sheet_of(data: bytes) -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert not any(cell.data_type == "f" for row in book.worksheets[0].iter_rows() for cell in row)
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]


def take(pages: PageClient, address: str) -> list[list[object]]:
    """The list without its three lines of watermark, which are looked at here."""
    pages.post(address, {"reason": "x"}, status=422)
    rows = sheet_of(pages.post(address, {"reason": WHY}, status=200).response.data)
    assert WHY in str(rows[1][0])
    return rows[3:]


@pytest.fixture
def admin(app: Flask, clock: TestClock) -> Account:
    with app.app_context(), transaction() as session:
        return make_account(session, "Người thử Quản trị", now=clock(), roles=(Role.ADMIN,))


def test_E19_the_result_by_code_is_taken_with_a_reason_and_names_nobody(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    address = f"/xuat-danh-sach/ket-qua-theo-ma?vong={day.round_id}"
    pages = PageClient(app).sign_in_as(day.board)
    pages.post(address, {"reason": WHY}, status=404)  # not closed: there is no result
    day.close()
    assert f"vong={day.round_id}" in str(pages.get(f"/ban-to-chuc/ket-qua/{day.round_id}").soup)
    rows = take(pages, address)
    assert [row[1] for row in rows[1:]] == day.codes
    assert rows[1][0] == 1
    whole = str(rows)
    for entry in day.entries:
        assert entry.author.full_name not in whole
        assert entry.unit.name not in whole
    for account in (day.publisher, day.validator, day.judges[0]):
        PageClient(app).sign_in_as(account).get(address, status=404)
    assert f"/niem-phong/{day.round_id}/ket-qua" in str(pages.get(address).soup)
    with app.app_context(), transaction() as session:
        (kept,) = session.scalars(select(Export))
        assert (kept.kind, kept.row_count, kept.filters) == ("ket-qua-theo-ma", 4, {"vong": str(day.round_id)})


def test_A20_no_result_of_another_contest_is_taken(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    other = make_day(app, now=clock())
    day.close()
    address = f"/xuat-danh-sach/ket-qua-theo-ma?vong={day.round_id}"
    PageClient(app).sign_in_as(other.board).post(address, {"reason": WHY}, status=404)
    PageClient(app).sign_in_as(day.board).get("/xuat-danh-sach/ket-qua-theo-ma", status=404)


def test_E19_consents_of_winners_are_the_publishers_and_empty_before_the_approval(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    day.until_opened()
    address = f"/xuat-danh-sach/dong-y-cong-khai?vong={day.round_id}"
    pages = PageClient(app).sign_in_as(day.publisher)
    assert take(pages, address)[1:] == []
    day.approve()
    assert address.replace("&", "&amp;") in str(pages.get(f"/cong-bo/{day.round_id}/dong-y").soup)
    rows = take(pages, address)
    assert {row[0] for row in rows[1:]} == {entry.author.full_name for entry in day.entries[:3]}
    assert {row[3] for row in rows[1:]} == {"được công khai"}
    PageClient(app).sign_in_as(day.secretary).get(address, status=404)


def test_letters_and_jobs_are_the_administrators_with_the_filters_of_the_page(
    app: Flask, clock: TestClock, admin: Account
) -> None:
    formula = '=HYPERLINK("http://x.vn")'
    with app.app_context(), transaction() as session:
        reader = make_account(session, formula, now=clock())
        for state in ("sent", "failed"):
            session.add(
                Mail(account_id=reader.id, kind="round.opened", state=state, created_at=clock(), due_at=clock())
            )
        for kind, state in (("scrub", "poison"), ("sweep", "done")):
            session.add(Job(kind=kind, arguments={"secret": "7KQ4"}, state=state, run_at=clock(), created_at=clock()))
    pages = PageClient(app).sign_in_as(admin)
    assert len(take(pages, "/xuat-danh-sach/thu")) == 3
    rows = take(pages, "/xuat-danh-sach/thu?trang-thai=failed")
    assert [row[0] for row in rows[1:]] == [formula]
    jobs = sheet_of(pages.get("/xuat-danh-sach/cong-viec?trang-thai=poison&loai=scrub").response.data)
    assert len(jobs) == 2
    assert "7KQ4" not in str(jobs)
    assert "trang-thai=poison" in str(pages.get("/quan-tri/van-hanh?trang-thai=poison").soup)
    with app.app_context(), transaction() as session:
        other = make_account(session, "Người thử Khác", now=clock(), roles=(Role.SUPERVISOR,))
    for listed in ("thu", "cong-viec"):
        PageClient(app).sign_in_as(other).get(f"/xuat-danh-sach/{listed}", status=404)
