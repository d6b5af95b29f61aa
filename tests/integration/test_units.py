"""Units: the tree, its dated levels, and lists of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.models.units import Unit, UnitLevel
from tests.factories.administration import Office
from tests.factories.lists import UNITS, make_xlsx
from tests.factories.office import make_unit
from tests.query_counter import counted_queries

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock


@pytest.fixture
def office(app: Flask, clock: TestClock) -> Office:
    with app.app_context():
        return Office(app, clock)


def level(office: Office, code: str, name: str, rank: int, **days: str) -> None:
    office.as_admin().post("/quan-tri/cap", {"code": code, "name": name, "rank": str(rank), **days})


@pytest.mark.requirement("S001-R05")
def test_units_of_every_kind_and_level_come_from_a_list_in_any_order(office: Office) -> None:
    level(office, "tinh", "Tỉnh", 1)
    level(office, "huyen", "Huyện", 2, active_to="2025-06-30")
    rows = [
        ["TR", "UBND xã Tà Rụt", "UBND xã", "", "DK", "", ""],
        ["PNV", "Phòng Nội vụ huyện", "Phòng chuyên môn", "huyen", "DK", "01/01/2015", "30/6/2025"],
        ["DK", "UBND huyện Đakrông", "UBND cấp trên", "huyen", "", "", date(2025, 6, 30)],
        ["TTVH", "Trung tâm Văn hóa", "đơn vị sự nghiệp", "", "DK", "", ""],
    ]
    preview = office.upload(make_xlsx(UNITS, rows), kind="don-vi")
    assert preview.words("dl") == "Thêm mới 4 Thay đổi 0 Không đổi 0"
    page = office.apply(preview)
    names = page.all_words("table:first-of-type tbody th")
    start = names.index("UBND huyện Đakrông")
    assert names[start : start + 4] == [
        "UBND huyện Đakrông", "– Phòng Nội vụ huyện", "– Trung tâm Văn hóa", "– UBND xã Tà Rụt",
    ]  # fmt: skip
    with office.writing() as session:
        unit = session.scalars(select(Unit).where(Unit.code == "PNV")).one()
        assert (unit.level_code, unit.valid_from, unit.valid_to) == ("huyen", date(2015, 1, 1), date(2025, 6, 30))
        assert unit.kind == "specialised_agency"


def test_every_bad_unit_is_named_and_nothing_changes(office: Office) -> None:
    level(office, "huyen", "Huyện", 2, active_to="2025-06-30")
    before = office.count(Unit)
    rows = [
        ["A1", "Đơn vị một", "sở", "xã", "", "", ""],
        ["A2", "Đơn vị hai", "sở", "huyen", "", "", ""],
        ["A3", "Đơn vị ba", "sở", "", "A4", "", ""],
        ["A4", "Đơn vị bốn", "sở", "", "A3", "", ""],
        ["A5", "Đơn vị năm", "sở", "", "A5", "", ""],
        ["A6", "Đơn vị sáu", "sở", "", "", "31/6/2020", ""],
        ["A7", "Đơn vị bảy", "sở", "", "", "02/01/2020", "01/01/2020"],
        ["a1", "Đơn vị tám", "sở", "", "", "", ""],
        ["A9", "", "", "", "KHONG", "", ""],
    ]
    page = office.upload(make_xlsx(UNITS, rows), kind="don-vi")
    told = page.all_words("tbody tr")
    assert sorted({int(line.split(" ", 1)[0]) for line in told}) == [2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert any(line.startswith("3 Mã cấp Cấp “Huyện” không tồn tại") for line in told)
    assert any(line.startswith("4 Mã đơn vị cấp trên Các đơn vị cấp trên lại dẫn về") for line in told)
    assert office.count(Unit) == before


def test_a_merged_unit_names_its_successor_and_takes_no_new_people(office: Office) -> None:
    with office.writing() as session:
        old, new = make_unit(session, "Xã Cũ"), make_unit(session, "Xã Mới")
    client = office.as_admin()
    form = {"name": "Xã Cũ", "kind": old.kind, "valid_to": "2025-06-30", "successor_code": new.code}
    form |= {"level_code": "", "parent_code": ""}
    client.post(f"/quan-tri/don-vi/{old.id}", form, status=302)
    assert "kế thừa: Xã Mới" in client.get("/quan-tri/don-vi").body
    page = client.post(
        "/quan-tri/nguoi/them",
        {"staff_code": "CB77", "full_name": "Lê An", "personnel_kind": "worker", "unit_code": old.code},
        status=422,
    )
    assert "đã kết thúc" in page.words(".error-summary")


def test_a_level_ends_after_it_begins_and_its_name_is_data(office: Office) -> None:
    level(office, "dac-khu", "Đặc khu", 3, active_from="2025-07-01")
    client = office.as_admin()
    bad = {"code": "dac-khu", "name": "Đặc khu", "rank": "3", "active_from": "2025-07-01", "active_to": "2025-06-30"}
    client.post("/quan-tri/cap?ma=dac-khu", bad, status=422)
    client.post("/quan-tri/cap?ma=dac-khu", {"code": "dac-khu", "name": "Đặc khu mới", "rank": "3"})
    with office.writing() as session:
        assert session.get_one(UnitLevel, "dac-khu").name == "Đặc khu mới"
        assert session.get_one(UnitLevel, "dac-khu").active_from is None


def test_the_tree_asks_as_much_for_three_more_units(office: Office) -> None:
    client = office.as_admin()
    counts = []
    for more in (0, 3):
        with office.writing() as session:
            for _ in range(more):
                make_unit(session, parent=session.get_one(Unit, office.unit.id))
        with counted_queries(office.app) as said:
            client.get("/quan-tri/don-vi")
        counts.append(len(said))
    assert counts[0] == counts[1]
