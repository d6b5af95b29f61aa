"""People and their accounts: lists, slips, codes, closing, and whose people one may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from judging.enums import Role
from judging.models.people import Account, Person
from judging.models.units import Unit
from tests.factories.administration import Office
from tests.factories.lists import PEOPLE, make_xlsx
from tests.factories.office import make_account, make_person
from tests.page_client import PageClient
from tests.query_counter import counted_queries

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock

PAYLOAD = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
FORMULA = '=HYPERLINK("http://evil.example")'


@pytest.fixture
def office(app: Flask, clock: TestClock) -> Office:
    with app.app_context():
        return Office(app, clock)


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


def test_E01_a_script_in_a_name_is_shown_as_text(office: Office) -> None:
    office.apply(office.upload(make_xlsx(PEOPLE, [office.row("CB01", PAYLOAD, position=PAYLOAD)])))
    client = office.as_coordinator()
    for page in (client.get("/don-vi/nguoi"), client.post("/don-vi/nguoi/phieu", {"all_new": "1"}, status=200)):
        assert PAYLOAD in page.soup.get_text()
        assert "<script>alert" not in page.text
        assert page.soup.find("img", src="x") is None
    page = office.upload(make_xlsx(PEOPLE, [office.row("CB02", kind=PAYLOAD)]))
    assert "<script>alert" not in page.text


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
