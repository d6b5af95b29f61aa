"""Lists of people: every bad row named, two steps, whole or not at all, files that are only texts."""

from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from judging.actions.people import apply_person_list
from judging.models.people import Account, Person
from judging.models.units import Unit
from judging.queries.person_lists import check_person_list
from portal.kinds import PERSONNEL_KINDS, names_of_kinds
from portal.records.tables import TableImport
from portal.sessions import viewer_of
from tests.factories.administration import Office
from tests.factories.lists import PEOPLE, make_xlsx
from tests.factories.office import make_person

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from judging.queries.person_lists import PersonListCheck
    from tests.conftest import TestClock

PAYLOAD = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
FORMULA = '=HYPERLINK("http://evil.example")'


@pytest.fixture
def office(app: Flask, clock: TestClock) -> Office:
    with app.app_context():
        return Office(app, clock)


def test_every_bad_row_is_named_and_nothing_changes(office: Office) -> None:
    before = office.count()
    rows = [
        office.row("CB01"),
        office.row("", "Lê Thị Bình"),
        office.row("CB01", "Trần Văn Cường"),
        office.row("CB03", ""),
        office.row("CB04", kind="Côngchức"),
        office.row("CB05", unit="KHONGCO"),
        office.row("CB06", phone="1022"),
        office.row("CB07", email="khong phai thu"),
        office.row("CB 08"),
        office.row("0912043179"),
    ]
    page = office.upload(make_xlsx(PEOPLE, rows, above=["DANH SÁCH CÁN BỘ", ""]))
    assert page.h1 == "Danh sách cần sửa"
    told = [line.split(" ", 1) for line in page.all_words("tbody tr")]
    assert [int(row) for row, _ in told] == [5, 6, 7, 8, 9, 10, 11, 12, 13]
    words = dict(told)
    assert "Mã cán bộ" in words["5"]
    assert "dòng 4" in words["6"]
    assert "Họ và tên" in words["7"]
    assert "Côngchức" in words["8"]
    assert "KHONGCO" in words["9"]
    assert "1022" in words["10"]
    assert "khong phai thu" in words["11"]
    assert office.count() == before
    assert "Áp dụng" not in page.body


def test_a_list_is_previewed_then_applied_then_updated_by_code(office: Office) -> None:
    rows = [office.row("CB01", phone="0162.593.174 1"), office.row("CB02", "Hồ Y Bhin Êban")]
    preview = office.upload(make_xlsx(PEOPLE, rows))
    assert preview.h1 == "Những gì danh sách sẽ thay đổi"
    assert "Số 11 chữ số cũ 0162.593.174 1 sẽ được lưu thành 0325 931 741" in preview.body
    with office.writing() as session:
        assert session.scalars(select(Person).where(Person.staff_code == "CB01")).one_or_none() is None
    assert office.apply(preview).h1 == "Cán bộ"
    with office.writing() as session:
        one = session.scalars(select(Person).where(Person.staff_code == "CB01")).one()
        assert (one.full_name, one.personnel_kind, one.phone) == ("Nguyễn Văn An", "civil_servant", "+84325931741")
        assert session.scalars(select(TableImport)).one().rows == []
    preview = office.upload(make_xlsx(PEOPLE, [office.row("cb01", "Nguyễn Văn Anh", phone="0325931741")]))
    assert "Nguyễn Văn An → Nguyễn Văn Anh" in preview.body
    office.apply(preview)
    with office.writing() as session:
        one = session.scalars(select(Person).where(Person.staff_code == "CB01")).one()
        assert (one.full_name, one.position) == ("Nguyễn Văn Anh", "Chuyên viên")
        assert session.scalars(select(Person).where(Person.staff_code == "CB02")).one().full_name == "Hồ Y Bhin Êban"


def test_a_list_is_not_applied_when_the_records_changed_since_its_preview(office: Office) -> None:
    preview = office.upload(make_xlsx(PEOPLE, [office.row("CB01")]))
    with office.writing() as session:
        make_person(session, "Người Khác", unit=session.get_one(Unit, office.unit.id), staff_code="CB01")
    page = office.apply(preview)
    assert "bản xem trước mới" in page.body
    with office.writing() as session:
        assert session.scalars(select(Person).where(Person.staff_code == "CB01")).one().full_name == "Người Khác"


def test_the_present_list_downloaded_and_uploaded_says_nothing_new(office: Office) -> None:
    office.apply(office.upload(make_xlsx(PEOPLE, [office.row("CB01", phone="0912043179", email="an@dakrong.example")])))
    rows = [["CB01", "Nguyễn Văn An", "Chuyên viên", "công chức", office.unit.code, "0912043179", "an@dakrong.example"]]
    data = office.as_admin().get("/quan-tri/nhap/nguoi/mau?du-lieu=1").response.data
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    kept = [[cell or "" for cell in row] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert rows[0] in kept
    page = office.upload(make_xlsx(PEOPLE, rows))
    assert "không có gì mới" in page.body


def test_a_csv_from_excel_is_read_and_an_unreadable_file_is_explained(office: Office) -> None:
    text = "Mã cán bộ;Họ và tên;Đối tượng;Mã đơn vị\r\nCB01;Nguyễn Thị Hoà;CC;" + office.unit.code + "\r\n"
    page = office.upload(io.BytesIO(b"\xef\xbb\xbf" + text.encode()), "ds.csv")
    assert "Nguyễn Thị Hoà" in page.body
    client = office.as_admin()
    for data, said in (
        (text.encode("cp1258", "replace"), "CSV UTF-8"),
        (b"PK\x03\x04 no zip", "không đọc được"),
        (b"\x00\x01\x02", "không đọc được"),
        ("Mã cán bộ,Họ và tên\nCB01,An\n".encode(), "Thiếu các cột"),
        (b"a,b\n1,2\n", "Thiếu dòng tiêu đề"),
    ):
        page = client.post("/quan-tri/nhap/nguoi", {"file": (io.BytesIO(data), "x")}, status=422)
        assert said in page.words(".error-summary"), said


def test_ten_thousand_people_are_checked_and_written_in_reasonable_time(office: Office, database_kind: str) -> None:
    rows = [office.row(f"CB{n:05d}", f"Nguyễn Văn {n}", phone=f"09{n:08d}") for n in range(10_000)]
    stream = make_xlsx(PEOPLE, rows)
    began = time.perf_counter()
    preview = office.upload(stream)
    assert "10.000" in preview.words("dl")
    assert office.apply(preview).h1 == "Cán bộ"
    seconds = time.perf_counter() - began
    assert office.count() == 10_002
    assert seconds < 60, f"{database_kind}: {seconds:.1f} s"


def test_C15_codes_that_look_alike_are_refused_by_the_list_and_by_the_database(office: Office) -> None:
    office.apply(office.upload(make_xlsx(PEOPLE, [office.row("NGUYENA1")])))
    for twin in ("NGUYENAl", "NGUYENAI", "Nguyễna1", "ＮＧＵＹＥＮＡＬ"):
        page = office.upload(make_xlsx(PEOPLE, [office.row(twin)]))
        assert "dễ nhầm" in page.body, twin
    cyrillic = office.upload(make_xlsx(PEOPLE, [office.row("NGUY\u0415NA2")]))
    assert "không dùng để đăng nhập được" in cyrillic.body
    with pytest.raises(Exception, match=r"(?i)unique"), office.writing() as session:
        make_person(session, "Giả Mạo", unit=session.get_one(Unit, office.unit.id), staff_code="NGUYENAl")


def test_E03_downloads_hold_texts_and_never_formulas(office: Office) -> None:
    rows = [office.row("CB01", "'" + FORMULA + " An"), office.row("CB02", "＝1+1 Bình", position="@SUM(A1)")]
    office.apply(office.upload(make_xlsx(PEOPLE, rows)))
    bad = office.upload(make_xlsx(PEOPLE, [office.row("CB03", kind="+cmd|x")]))
    link = bad.soup.find("a", href=lambda href: href is not None and href.endswith("/loi"))
    assert link is not None
    for url in ("/quan-tri/nhap/nguoi/mau?du-lieu=1", str(link["href"])):
        book = load_workbook(io.BytesIO(office.as_admin().get(url).response.data))
        cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}


def check(session: Session, office: Office, *rows: list[object]) -> PersonListCheck:
    from portal.imports import PEOPLE_COLUMNS

    keys = [column.key for column in PEOPLE_COLUMNS]
    cells = [(n, {k: str(v) for k, v in zip(keys, row, strict=True)}) for n, row in enumerate(rows, start=2)]
    kinds = names_of_kinds(PERSONNEL_KINDS, ())
    return check_person_list(session, cells, kinds=kinds, today=office.clock().date())


def test_two_people_may_exchange_their_addresses_in_one_list(office: Office) -> None:
    with office.app.app_context(), office.writing() as session:
        unit = session.get_one(Unit, office.unit.id)
        for code, email in (("CB01", "a@dakrong.example"), ("CB02", "b@dakrong.example")):
            make_person(
                session, "Nguyễn Văn An", unit=unit, staff_code=code, email=email, personnel_kind="civil_servant"
            )
        admin = viewer_of(session, session.get_one(Account, office.admin.id), now=office.clock())
        taken = check(session, office, office.row("CB03", email="A@dakrong.example"))
        assert [(fault.column, fault.code) for fault in taken.faults] == [("email", "email_taken")]
        rows = office.row("CB01", email="b@dakrong.example"), office.row("CB02", email="a@dakrong.example")
        found = check(session, office, *rows)
        assert found.faults == ()
        apply_person_list(session, found, by=admin, now=office.clock())
        emails = dict(session.execute(select(Person.staff_code, Person.email).where(Person.email.is_not(None))).all())
        assert emails == {"CB01": "b@dakrong.example", "CB02": "a@dakrong.example"}
