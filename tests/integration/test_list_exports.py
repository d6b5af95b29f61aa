"""Lists as Excel files: filters kept, no formula, nothing hidden; a reason, a watermark, an alarm (E03, E04, E19)."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pytest
from sqlalchemy import select

from judging.enums import Role
from judging.models.exports import Export
from judging.models.history import HistoryLine, Notice
from portal.db import transaction
from portal.list_exports import KINDS
from tests.factories.judging import make_sealed_round
from tests.factories.office import make_account, make_unit
from tests.factories.programmes import make_programme
from tests.factories.received import Intake
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    import config
    from judging.models.people import Account
    from tests.conftest import TestClock

WHY = "Lập danh sách đại biểu dự lễ trao giải"
PEOPLE = "/xuat-danh-sach/nguoi"


@pytest.fixture
def settings(settings: config.Settings) -> config.Settings:
    return replace(settings, export_alarm_rows=5)


@pytest.fixture
def admin(app: Flask, clock: TestClock) -> Account:
    with app.app_context(), transaction() as session:
        return make_account(session, "Người thử Quản trị", now=clock(), roles=(Role.ADMIN,))


@pytest.fixture
def supervisor(app: Flask, clock: TestClock) -> Account:
    with app.app_context(), transaction() as session:
        return make_account(session, "Người thử Giám sát", now=clock(), roles=(Role.SUPERVISOR,))


def sheet_of(data: bytes) -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert [one.sheet_state for one in book.worksheets] == ["visible"]
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]


def take(pages: PageClient, address: str = PEOPLE, reason: str = WHY) -> list[list[object]]:
    return sheet_of(pages.post(address, {"reason": reason}, status=200).response.data)


def rows_of(app: Flask) -> list[Export]:
    with app.app_context(), transaction() as session:
        return list(session.scalars(select(Export).order_by(Export.taken_at, Export.row_count)))


def test_E19_a_list_that_names_people_is_taken_only_with_a_reason_and_wears_its_watermark(
    app: Flask, admin: Account
) -> None:
    pages = PageClient(app).sign_in_as(admin)
    asked = pages.get(PEOPLE)
    assert asked.h1 == "Xuất danh sách ra tệp Excel"
    for reason in ("", "  ", "x", "          x"):
        pages.post(PEOPLE, {"reason": reason}, status=422)
    assert rows_of(app) == []
    rows = take(pages)
    (kept,) = rows_of(app)
    assert str(rows[0][0]).startswith("Người xuất: Người thử Quản trị (")
    assert "10 giờ 00 phút, ngày 07/9/2026" in str(rows[0][0])
    assert str(kept.id) in str(rows[0][0])
    assert rows[1][0] == f"Lý do: {WHY}"
    assert rows[3][1] == "Họ và tên"
    assert [row[1] for row in rows[4:]] == ["Người thử Quản trị"]
    assert (kept.kind, kept.reason, kept.row_count, kept.alarmed) == ("nguoi", WHY, 1, False)


def test_E19_what_is_taken_is_in_the_chain_without_reason_or_names(app: Flask, admin: Account) -> None:
    take(PageClient(app).sign_in_as(admin), f"{PEOPLE}?tim=Quản")
    (kept,) = rows_of(app)
    with app.app_context(), transaction() as session:
        line = session.scalars(select(HistoryLine).where(HistoryLine.action == "list.export")).one()
    assert line.subject == f"export:{kept.id}"
    assert kept.sha256 in line.data
    assert "Quản" not in line.data
    assert "lễ trao giải" not in line.data
    assert kept.filters == {"tim": "Quản"}


def test_E19_many_rows_within_a_day_alarm_every_supervisor_even_in_small_files(
    app: Flask, admin: Account, supervisor: Account, clock: TestClock
) -> None:
    def alarms() -> int:
        with app.app_context(), transaction() as session:
            told = session.scalars(select(Notice).where(Notice.kind == "export.large")).all()
            assert {one.account for one in told} <= {str(supervisor.id)}
            return len(told)

    pages = PageClient(app).sign_in_as(admin)
    take(pages)
    take(pages)
    assert alarms() == 0, "four rows"
    clock.move(minutes=5)
    take(pages)
    assert alarms() == 1, "six rows in three files"
    assert [one.alarmed for one in rows_of(app)] == [False, False, True]
    watcher = PageClient(app).sign_in_as(supervisor)
    listed = watcher.get("/nhat-ky/xuat-danh-sach")
    assert len(listed.soup.select("tbody tr")) == 3
    assert WHY in listed.body
    assert len(watcher.get("/nhat-ky/xuat-danh-sach?bao-dong=1").soup.select("tbody tr")) == 1
    assert "Người thử Quản trị đã xuất 6 dòng" in watcher.get("/thong-bao").body
    clock.move(hours=25)
    pages = PageClient(app).sign_in_as(admin)
    take(pages)
    assert alarms() == 1, "the day before is over"


def test_the_filters_of_the_page_stay_in_the_file(app: Flask, clock: TestClock, admin: Account) -> None:
    with app.app_context(), transaction() as session:
        unit = make_unit(session, "Phòng Thử Lọc")
        make_account(session, "Người thử Một", now=clock(), unit=unit)
        make_account(session, "Người thử Hai", now=clock(), unit=unit)
        unit_id = unit.id
    pages = PageClient(app).sign_in_as(admin)
    address = f"?tim=mot&don-vi={unit_id}"
    link = pages.get(f"/quan-tri/nguoi{address}").soup.select_one('a[href^="/xuat-danh-sach/"]')
    assert link is not None
    assert link["href"] == f"{PEOPLE}{address}"
    assert [row[1] for row in take(pages, str(link["href"]))[4:]] == ["Người thử Một"]
    assert sorted(str(row[1]) for row in take(pages, f"{PEOPLE}?don-vi={unit_id}")[4:]) == [
        "Người thử Hai",
        "Người thử Một",
    ]


def test_a_list_longer_than_its_page_is_taken_whole(app: Flask, clock: TestClock, admin: Account) -> None:
    with app.app_context(), transaction() as session:
        unit = make_unit(session, "Phòng Thử Dài")
        for number in range(107):
            make_account(session, f"Người thử {number:03d}", now=clock(), unit=unit)
        unit_id = unit.id
    rows = take(PageClient(app).sign_in_as(admin), f"{PEOPLE}?don-vi={unit_id}&page=2")
    assert len({row[0] for row in rows[4:]}) == len(rows[4:]) == 107


@pytest.mark.parametrize("evil", ["=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", "http://evil.example"])
def test_E03_no_name_becomes_a_formula_or_a_link(app: Flask, clock: TestClock, admin: Account, evil: str) -> None:
    with app.app_context(), transaction() as session:
        make_account(session, evil, now=clock())
    data = PageClient(app).sign_in_as(admin).post(PEOPLE, {"reason": f"={WHY}"}, status=200).response.data
    book = openpyxl.load_workbook(io.BytesIO(data))
    kinds = {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None}
    assert kinds <= {"s", "n"}
    assert evil in [cell.value for cell in book.worksheets[0]["B"]]
    assert not any(cell.hyperlink for row in book.worksheets[0].iter_rows() for cell in row)


def test_E04_the_file_says_nothing_beside_its_cells(app: Flask, admin: Account) -> None:
    data = PageClient(app).sign_in_as(admin).post(PEOPLE, {"reason": WHY}, status=200).response.data
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        about = packed.read("docProps/core.xml").decode() + packed.read("docProps/app.xml").decode()
    assert "Người thử" not in about
    assert "2026" not in about
    assert WHY not in about
    said = openpyxl.load_workbook(io.BytesIO(data)).properties
    assert [said.creator or "", said.lastModifiedBy or "", said.description or ""] == ["", "", ""]
    assert "<Company></Company>" in about or "<Company/>" in about or "<Company>" not in about


def test_A03_A04_each_list_is_its_duty_s_alone_and_holds_only_what_its_page_shows(
    app: Flask, clock: TestClock, admin: Account
) -> None:
    intake = Intake(app, clock)
    intake.forwarded(intake.author(unit=intake.other_unit), title="Bài của phòng", measured=False)
    intake.handed_in(title="Bài của xã", measured=False)
    with app.app_context(), transaction() as session:
        other = make_programme(session, now=clock())
        elsewhere = make_account(session, now=clock(), roles=(Role.BOARD, Role.VALIDATOR), programme=other)
    mine = intake.as_(intake.coordinator)
    assert [row[0] for row in take(mine, "/xuat-danh-sach/bai-cua-don-vi")[4:]] == ["Bài của xã"]
    assert [row[0] for row in take(intake.as_(intake.validator), "/xuat-danh-sach/kiem-tra")[4:]] == ["Bài của phòng"]
    assert take(intake.as_(elsewhere), "/xuat-danh-sach/kiem-tra")[4:] == []
    standing = intake.as_(intake.board).get("/xuat-danh-sach/hien-trang?cuoc-thi=cuoc-thi").response.data
    rows = {row[0]: row[1:4] for row in sheet_of(standing)[1:]}
    assert (rows["Phòng Tư pháp"], rows["UBND xã Tà Rụt"]) == ([1, 0, 0], [0, 1, 1])
    intake.as_(elsewhere).get("/xuat-danh-sach/hien-trang?cuoc-thi=cuoc-thi", status=404)
    author = intake.as_(intake.author())
    for word in [*KINDS, "khong-co"]:
        author.get(f"/xuat-danh-sach/{word}", status=404)
        author.post(f"/xuat-danh-sach/{word}", {"reason": WHY}, status=404)
    intake.as_(intake.coordinator).get(PEOPLE, status=404)
    PageClient(app).get(PEOPLE, status=302)


def test_every_list_opens_for_its_duty_and_stands_on_its_page(app: Flask, clock: TestClock) -> None:
    """Each kind is asked by somebody who holds its duty: it makes a file with headings."""
    intake = Intake(app, clock)
    for word, kind in KINDS.items():
        if word == "tien-do" or kind.back_takes:
            continue  # a round's: asked by tests of their own
        with app.app_context(), transaction() as session:
            programme = session.merge(intake.programme)
            who = make_account(session, now=clock(), roles=(min(kind.roles),), programme=programme)
        pages = intake.as_(who)
        address = f"/xuat-danh-sach/{word}?cuoc-thi=cuoc-thi"
        if kind.is_personal:
            pages.get(address)
            rows = take(pages, address)
            assert rows[3][0], word
        else:
            pages.post(address, {"reason": WHY}, status=404)
            rows = sheet_of(pages.get(address).response.data)
            assert rows[0][0], word


def test_the_codes_of_a_round_are_counts_alone(app: Flask, clock: TestClock) -> None:
    with app.app_context(), transaction() as session:
        world = make_sealed_round(session, now=clock(), entries=3, judges=3)
        round_id, secretary = world.round_id, world.secretary
        words = sorted(code.word for code in world.codes.values())
        stranger = make_account(
            session, now=clock(), roles=(Role.SECRETARY,), programme=make_programme(session, now=clock())
        )
    address = f"/xuat-danh-sach/tien-do?vong={round_id}"
    pages = PageClient(app).sign_in_as(secretary)
    link = pages.get(f"/niem-phong/{round_id}/tien-do").soup.select_one('a[href^="/xuat-danh-sach/"]')
    assert link is not None
    assert link["href"] == address
    rows = sheet_of(pages.get(address).response.data)
    assert [row[0] for row in rows[1:]] == words
    assert {row[3] for row in rows[1:]} == {0}
    PageClient(app).sign_in_as(stranger).get(address, status=404)
    pages.get("/xuat-danh-sach/tien-do", status=404)
