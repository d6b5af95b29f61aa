"""Signing in: the door, its throttle, and sessions that can be ended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from judging.actions.accounts import set_password
from judging.models.people import Account
from portal.db import writing
from portal.passwords import hash_password
from portal.sign_in import make_code
from portal.views.account.sessions import safe_next
from tests.factories.office import PASSWORD, make_account
from tests.page_client import Page, PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock


@pytest.fixture
def account(app: Flask, clock: TestClock) -> Account:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        return make_account(session, "Người Thử nghiệm", now=clock(), with_password=True)


def sign_in(client: PageClient, name: str, password: str = PASSWORD, *, status: int = 302, **more: str) -> Page:
    return client.post("/dang-nhap", {"name": name, "password": password, **more}, status=status)


def test_the_door_opens_by_staff_code_and_phone_in_any_writing(app: Flask, account: Account) -> None:
    code, phone = account.person.staff_code, account.person.phone
    for name in (code, code.lower(), f" {code} ", phone, f"+84 {phone[1:4]} {phone[4:7]}.{phone[7:]}"):
        client = PageClient(app)
        assert sign_in(client, name).location == "/"
        assert client.get("/tai-khoan").words("dl").startswith("Họ và tên Người Thử nghiệm")


def test_C03_an_unknown_name_and_a_wrong_password_are_answered_alike(app: Flask, account: Account) -> None:
    wrong = sign_in(PageClient(app), account.person.staff_code, "sai mật khẩu rồi", status=422)
    unknown = sign_in(PageClient(app), "NV999999", "sai mật khẩu rồi", status=422)
    tokens = re.compile(r'(name="csrf_token"[^>]*value|name="csrf-token" content)="[^"]*"')
    assert tokens.sub("", wrong.text).replace(account.person.staff_code, "NV999999") == tokens.sub("", unknown.text)
    assert "Tên hoặc mật khẩu không đúng" in wrong.body


def test_C01_the_eleventh_try_is_refused_and_others_are_not_locked_out(
    app: Flask, account: Account, clock: TestClock
) -> None:
    for _ in range(10):
        sign_in(PageClient(app), account.person.staff_code, "sai mật khẩu rồi", status=422)
    refused = sign_in(PageClient(app), account.person.staff_code, status=422)
    assert "Vui lòng chờ 10 phút" in refused.body
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        other = make_account(session, now=clock(), with_password=True)
    sign_in(PageClient(app), other.person.staff_code)
    clock.move(minutes=11)
    sign_in(PageClient(app), account.person.staff_code)


def test_C04_signing_in_gives_a_new_token_and_ends_the_old_session(app: Flask, account: Account) -> None:
    client = PageClient(app)
    sign_in(client, account.person.staff_code)
    old = client.http.get_cookie("bangvang", domain="127.0.0.1").value
    client.post("/dang-xuat")
    sign_in(client, account.person.staff_code)
    new = client.http.get_cookie("bangvang", domain="127.0.0.1").value
    assert old != new
    client.http.set_cookie("bangvang", old, domain="127.0.0.1")
    assert "/dang-nhap" in client.get("/tai-khoan", status=302).location


def test_C05_a_changed_password_a_closed_account_and_signing_out_end_every_session(
    app: Flask, account: Account, clock: TestClock
) -> None:
    database = app.extensions["bangvang_database"].main
    one, two = PageClient(app).sign_in_as(account), PageClient(app).sign_in_as(account)
    one.get("/tai-khoan")
    one.post("/dang-xuat")
    one.get("/tai-khoan", status=302)
    two.get("/tai-khoan")
    with app.app_context(), writing(database) as session:
        set_password(
            session, account=session.get_one(Account, account.id), password_hash=hash_password("x" * 12), now=clock()
        )
    two.get("/tai-khoan", status=302)
    three = PageClient(app).sign_in_as(account)
    three.get("/tai-khoan")
    with app.app_context(), writing(database) as session:
        session.get_one(Account, account.id).is_active = False
    three.get("/tai-khoan", status=302)


def test_C11_a_session_ends_after_twenty_idle_minutes_and_eight_hours(
    app: Flask, account: Account, clock: TestClock
) -> None:
    client = PageClient(app).sign_in_as(account)
    clock.move(minutes=19)
    client.get("/tai-khoan")
    clock.move(minutes=21)
    client.get("/tai-khoan", status=302)
    client = PageClient(app).sign_in_as(account)
    for _ in range(32):
        clock.move(minutes=15)
        last = client.http.get("/tai-khoan", base_url="http://127.0.0.1")
    assert last.status_code == 302


def test_C11_nothing_behind_sign_in_is_kept_by_browsers(app: Flask, account: Account) -> None:
    client = PageClient(app).sign_in_as(account)
    assert client.get("/tai-khoan").response.headers["Cache-Control"] == "no-store"
    assert client.post("/dang-xuat").response.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_C12_a_slip_works_once_and_a_new_slip_ends_the_old_one(app: Flask, account: Account, clock: TestClock) -> None:
    database = app.extensions["bangvang_database"].main
    with app.test_request_context("/"), writing(database) as session:
        first = make_code(session, session.get_one(Account, account.id), purpose="slip", by=None, now=clock())
    with app.test_request_context("/"), writing(database) as session:
        second = make_code(session, session.get_one(Account, account.id), purpose="slip", by=None, now=clock())
    new = {"password": "mưa rào tháng bảy", "repeated": "mưa rào tháng bảy"}
    PageClient(app).post("/ma-dang-nhap", {"code": first, **new}, status=422)
    client = PageClient(app)
    client.post("/ma-dang-nhap", {"code": second.lower().replace("-", " "), **new})
    client.get("/tai-khoan")
    again = PageClient(app).post("/ma-dang-nhap", {"code": second, **new}, status=422)
    assert "không còn hiệu lực" in again.body
    sign_in(PageClient(app), account.person.staff_code, "mưa rào tháng bảy")


def test_C12_a_slip_expires_after_thirty_days(app: Flask, account: Account, clock: TestClock) -> None:
    with app.test_request_context("/"), writing(app.extensions["bangvang_database"].main) as session:
        code = make_code(session, session.get_one(Account, account.id), purpose="slip", by=None, now=clock())
    clock.move(days=30, seconds=1)
    new = {"code": code, "password": "mưa rào tháng bảy", "repeated": "mưa rào tháng bảy"}
    PageClient(app).post("/ma-dang-nhap", new, status=422)


HOSTILE_TARGETS = (
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example", "https://evil.example",
    "/%0d%0aLocation:x", "/%5cevil.example", "javascript:alert(1)", "", "/ok\n",
)  # fmt: skip


def test_C08_only_a_path_of_this_portal_is_followed_after_signing_in(app: Flask, account: Account) -> None:
    with app.test_request_context("/"):
        for target in HOSTILE_TARGETS:
            assert safe_next(target) == "/", target
        assert safe_next("/tai-khoan?tab=1") == "/tai-khoan?tab=1"
    client = PageClient(app)
    assert sign_in(client, account.person.staff_code, next="//evil.example").location == "/"


def test_C06_a_post_without_token_or_from_elsewhere_is_refused(app: Flask, account: Account) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client = PageClient(app).sign_in_as(account)
    refused = client.post("/dang-xuat", status=400)
    assert refused.h1
    client.get("/tai-khoan")


def test_C14_no_account_exists_in_an_empty_installation(app: Flask) -> None:
    sign_in(PageClient(app), "admin", "admin", status=422)
    sign_in(PageClient(app), "NV0001", PASSWORD, status=422)


def test_E07_a_foreign_host_name_is_misdirected(app: Flask) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "evil.example:80"):
        answer = app.test_client().get("/", base_url=f"http://{host}")
        assert answer.status_code == 421
        assert host.encode() not in answer.data


def test_E08_no_state_changes_by_get_head_or_an_override(app: Flask, account: Account) -> None:
    client = PageClient(app).sign_in_as(account)
    for method in ("GET", "HEAD", "PUT", "TRACE"):
        answer = client.http.open("/dang-xuat", method=method, base_url="http://127.0.0.1",
                                  headers={"X-HTTP-Method-Override": "POST"})  # fmt: skip
        assert answer.status_code in {404, 405}
    client.get("/tai-khoan")


def test_E11_an_error_page_tells_nothing_of_the_inside(app: Flask) -> None:
    app.testing = False
    app.extensions["bangvang_database"].main.dispose()

    def broken() -> str:
        raise RuntimeError("inner detail")

    app.view_functions["public.alive"] = broken
    broken._open_to = app.view_functions["public.home"]._open_to
    answer = app.test_client().get("/suc-khoe", base_url="http://127.0.0.1")
    assert answer.status_code == 500
    assert "inner detail" not in answer.get_data(as_text=True)
    assert "Traceback" not in answer.get_data(as_text=True)
