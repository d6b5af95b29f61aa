"""People: lists with every bad row named, two steps, slips, codes, and whose people one may see."""

from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from judging.actions.people import apply_person_list
from judging.enums import Role
from judging.models.people import Account, Person
from judging.models.units import Unit
from judging.queries.person_lists import check_person_list
from portal.kinds import PERSONNEL_KINDS, names_of_kinds
from portal.records.tables import TableImport
from portal.sessions import viewer_of
from tests.factories.administration import Office
from tests.factories.lists import PEOPLE, make_xlsx
from tests.factories.office import make_account, make_person
from tests.page_client import PageClient
from tests.query_counter import counted_queries

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


def test_people_are_listed_by_given_name_and_found_without_accents(office: Office) -> None:
    with office.writing() as session:
        unit = session.get_one(Unit, office.unit.id)
        for name in ("Trần Thị Hoạ", "Lê Thị Hoả", "Nguyễn Thị Hoa", "Đinh Văn Ánh", "Phan Thị Ân", "Hoàng Thị Hòa"):
            make_person(session, name, unit=unit)
    page = office.as_coordinator().get("/don-vi/nguoi")
    names = [one for one in page.all_words("tbody th") if one != "Đầu Mối"]
    assert names == ["Đinh Văn Ánh", "Phan Thị Ân", "Nguyễn Thị Hoa", "Hoàng Thị Hòa", "Lê Thị Hoả", "Trần Thị Hoạ"]
    found = office.as_coordinator().get("/don-vi/nguoi?tim=thi hoa").all_words("tbody th")
    assert found == ["Nguyễn Thị Hoa", "Hoàng Thị Hòa", "Lê Thị Hoả", "Trần Thị Hoạ"]
    found = office.as_coordinator().get("/don-vi/nguoi?tim=hoạ").all_words("tbody th")
    assert found[0] == "Trần Thị Hoạ"
    assert office.as_coordinator().get("/don-vi/nguoi?tim=%25").all_words("tbody th") == []


def test_the_list_of_people_asks_as_much_for_three_as_for_one(office: Office) -> None:
    client = office.as_admin()
    counts = []
    for more in (0, 2):
        with office.writing() as session:
            for _ in range(more):
                make_account(session, now=office.clock(), roles=(Role.FINANCE,))
        with counted_queries(office.app) as said:
            client.get("/quan-tri/nguoi")
        counts.append(len(said))
    assert counts[0] == counts[1]


def test_slips_open_accounts_and_carry_a_code_that_works_once(office: Office) -> None:
    with office.writing() as session:
        person = make_person(session, "Lê Thị Bình", unit=session.get_one(Unit, office.unit.id))
    client = office.as_coordinator()
    data = {"person": str(person.id), "idempotency_key": "slips-1"}
    page = client.post("/don-vi/nguoi/phieu", data, status=200)
    code = page.words(".slip-code")
    assert page.words(".slip-name") == "Lê Thị Bình"
    assert page.soup.select_one("svg.slip-qr path")
    assert code not in client.follow(client.post("/don-vi/nguoi/phieu", data)).body, "a reload shows no code again"
    words = {"code": code, "password": "mưa rào tháng bảy", "repeated": "mưa rào tháng bảy"}
    PageClient(office.app).post("/ma-dang-nhap", words)
    PageClient(office.app).post("/ma-dang-nhap", words, status=422)


def test_A20_C12_a_coordinator_reaches_only_the_own_unit(office: Office) -> None:
    with office.writing() as session:
        stranger = make_account(
            session, "Người Đơn Vị Khác", now=office.clock(), unit=session.get_one(Unit, office.other.id)
        )
        own = make_account(session, "Người Nhà", now=office.clock(), unit=session.get_one(Unit, office.unit.id))
    client = office.as_coordinator()
    assert "Người Nhà" in client.get("/don-vi/nguoi").body
    assert "Người Đơn Vị Khác" not in client.get("/don-vi/nguoi?tim=nguoi").body
    client.post(f"/don-vi/nguoi/{stranger.person_id}/ma", {}, status=404)
    client.post("/don-vi/nguoi/phieu", {"person": [str(own.person_id), str(stranger.person_id)]}, status=404)
    client.post("/don-vi/nguoi/phieu", {"person": "../../etc"}, status=404)
    client.get(f"/quan-tri/nguoi/{own.person_id}", status=404)
    client.get("/quan-tri/nguoi", status=404)
    assert "Mã đặt lại mật khẩu" in client.post(f"/don-vi/nguoi/{own.person_id}/ma", {}, status=200).h1


def test_C12_a_coordinator_gets_no_code_for_an_account_with_duties(office: Office) -> None:
    with office.writing() as session:
        board = make_account(
            session, "Trưởng Ban", now=office.clock(), roles=(Role.BOARD,), unit=session.get_one(Unit, office.unit.id)
        )
    client = office.as_coordinator()
    page = client.post(f"/don-vi/nguoi/{board.person_id}/ma", {}, status=422)
    assert "Trưởng Ban" in page.body
    client.post("/don-vi/nguoi/phieu", {"person": str(board.person_id)}, status=422)
    everybody = client.post("/don-vi/nguoi/phieu", {"all_new": "1"}, status=200)
    assert everybody.all_words(".slip-name") == ["Đầu Mối"], "whoever has duties is left out of the bulk print"
    office.as_admin().post(f"/quan-tri/nguoi/{board.person_id}/ma", {}, status=200)


def test_C15_codes_that_look_alike_are_refused_by_the_list_and_by_the_database(office: Office) -> None:
    office.apply(office.upload(make_xlsx(PEOPLE, [office.row("NGUYENA1")])))
    for twin in ("NGUYENAl", "NGUYENAI", "Nguyễna1", "ＮＧＵＹＥＮＡＬ"):
        page = office.upload(make_xlsx(PEOPLE, [office.row(twin)]))
        assert "dễ nhầm" in page.body, twin
    cyrillic = office.upload(make_xlsx(PEOPLE, [office.row("NGUY\u0415NA2")]))
    assert "không dùng để đăng nhập được" in cyrillic.body
    with pytest.raises(Exception, match=r"(?i)unique"), office.writing() as session:
        make_person(session, "Giả Mạo", unit=session.get_one(Unit, office.unit.id), staff_code="NGUYENAl")


def test_E01_a_script_in_a_name_is_shown_as_text(office: Office) -> None:
    office.apply(office.upload(make_xlsx(PEOPLE, [office.row("CB01", PAYLOAD, position=PAYLOAD)])))
    client = office.as_coordinator()
    for page in (client.get("/don-vi/nguoi"), client.post("/don-vi/nguoi/phieu", {"all_new": "1"}, status=200)):
        assert PAYLOAD in page.soup.get_text()
        assert "<script>alert" not in page.text
        assert page.soup.find("img", src="x") is None
    page = office.upload(make_xlsx(PEOPLE, [office.row("CB02", kind=PAYLOAD)]))
    assert "<script>alert" not in page.text


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


def test_A05_fields_that_a_form_does_not_have_are_refused_and_change_nothing(office: Office) -> None:
    with office.writing() as session:
        person = make_account(
            session, "Lê Thị Bình", now=office.clock(), unit=session.get_one(Unit, office.unit.id)
        ).person
    url = f"/quan-tri/nguoi/{person.id}/sua"
    good = {"full_name": "Lê Thị Bình Minh", "personnel_kind": "worker", "unit_code": office.unit.code}
    client = office.as_admin()
    for extra in (
        {"role": "judge"},
        {"staff_code": "ADMIN"},
        {"id": "1"},
        {"unit_code": [office.unit.code, office.other.code]},
    ):
        client.post(url, {**good, **extra}, status=422)
    client.post("/don-vi/nguoi/phieu", {"all_new": "1", "is_active": "0"}, status=422)
    with office.writing() as session:
        assert session.get_one(Person, person.id).full_name == "Lê Thị Bình"
    client.post(url, good)
    with office.writing() as session:
        assert session.get_one(Person, person.id).full_name == "Lê Thị Bình Minh"


def test_C05_closing_an_account_and_signing_out_everywhere_end_sessions_at_once(office: Office) -> None:
    with office.writing() as session:
        account = make_account(session, "Lê Thị Bình", now=office.clock())
    browser, admin = PageClient(office.app).sign_in_as(account), office.as_admin()
    browser.get("/tai-khoan")
    admin.post(f"/quan-tri/nguoi/{account.person_id}/ket-thuc-phien", {})
    browser.get("/tai-khoan", status=302)
    browser = PageClient(office.app).sign_in_as(account)
    admin.post(f"/quan-tri/nguoi/{account.person_id}/khoa", {"reason": " "}, status=422)
    browser.get("/tai-khoan")
    admin.post(f"/quan-tri/nguoi/{account.person_id}/khoa", {"reason": "Chuyển công tác"})
    browser.get("/tai-khoan", status=302)
    with office.writing() as session:
        assert not session.get_one(Account, account.id).is_active
    admin.post(f"/quan-tri/nguoi/{account.person_id}/ma", {}, status=422)
    admin.post(f"/quan-tri/nguoi/{account.person_id}/mo-lai", {})
    PageClient(office.app).sign_in_as(account).get("/tai-khoan")
    admin.post(f"/quan-tri/nguoi/{office.admin.person_id}/khoa", {"reason": "nhầm"}, status=403)


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
