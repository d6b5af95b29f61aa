"""Registering oneself: nobody learns who is known, nobody takes an account over, the unit says who is theirs."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from judging.actions.registrations import forget_registrations
from judging.enums import Role
from judging.models.history import HistoryLine, Notice
from judging.models.people import Account, OneTimeCode, Person
from judging.models.registrations import Registration, RegistrationDetails
from portal.db import transaction
from portal.jobs.handlers.ask_reset import ask_reset
from portal.mail.links import code_of
from portal.mail.registrations import send_registration_letter
from portal.records.tables import Job
from portal.sign_in import code_digest
from tests.factories.counter import SLUG, Counter
from tests.factories.office import PASSWORD, make_account
from tests.page_client import Page, PageClient
from tests.query_counter import counted_queries

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock

FORM = f"/cuoc-thi/{SLUG}/dang-ky"
QUEUE = f"/tiep-nhan/{SLUG}/dang-ky"
NEW = "một mật khẩu khác dài"
NONCES = re.compile(r'(nonce|value|content)="[^"]*"|[0-9a-f]{16,}')


@pytest.fixture
def counter(app: Flask, clock: TestClock) -> Counter:
    counter = Counter(app, clock)
    counter.as_(counter.secretary).post(f"{QUEUE}/mo")
    return counter


@pytest.fixture
def mail(app: Flask) -> None:
    """A portal that has a mail server; nothing is handed to it here."""
    from dataclasses import replace

    app.extensions["bangvang_settings"] = replace(
        app.extensions["bangvang_settings"], mail_url="smtp://127.0.0.1:9", mail_from="bangvang@example.vn"
    )


def fields(counter: Counter, **more: Any) -> dict[str, Any]:
    told = {
        "full_name": "Người Tự Đăng Ký",
        "unit": str(counter.unit.id),
        "personnel_kind": "civil_servant",
        "email": "tudangky@example.vn",
        "agreed": "y",
        "idempotency_key": secrets.token_urlsafe(18),
    }
    return told | more


def register(counter: Counter, *, status: int = 302, **more: Any) -> Page:
    return PageClient(counter.app).post(FORM, fields(counter, **more), status=status)


def rows(counter: Counter) -> list[Registration]:
    with counter.app.app_context(), transaction() as session:
        found = list(session.scalars(select(Registration).order_by(Registration.received_at)))
        session.expunge_all()
        return found


def count(counter: Counter, model: type) -> int:
    with counter.app.app_context(), transaction() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def decide(counter: Counter, what: str, data: Any = None, *, by: Account | None = None, status: int = 302) -> Page:
    [row] = rows(counter)
    return counter.as_(by or counter.coordinator).post(f"{QUEUE}/{row.id}/{what}", data, status=status)


def own_address(counter: Counter, code: str, *, status: int = 200) -> str:
    return PageClient(counter.app).post("/dang-ky/xac-nhan", {"code": code}, status=status).body


def give_letter(counter: Counter) -> str:
    """The code that the letter of the only registration carries."""
    from judging.actions.registrations import expect_code

    [row] = rows(counter)
    with counter.app.app_context(), transaction() as session:
        code = code_of("registration", row.id)
        expect_code(session, session.get_one(Registration, row.id), code_digest(code), now=counter.clock())
    return code


def test_the_door_is_closed_until_a_secretary_opens_it(app: Flask, clock: TestClock) -> None:
    counter = Counter(app, clock)
    visitor = PageClient(app)
    visitor.get(FORM, status=404)
    visitor.post(FORM, fields(counter), status=404)
    assert "Đăng ký (chưa có tài khoản)" not in visitor.get(f"/cuoc-thi/{SLUG}").body
    counter.as_(counter.coordinator).post(f"{QUEUE}/mo", status=404)  # the office's to decide
    secretary = counter.as_(counter.secretary)
    secretary.post(f"{QUEUE}/mo")
    secretary.post(f"{QUEUE}/mo", status=409)
    assert "Đăng ký (chưa có tài khoản)" in visitor.get(f"/cuoc-thi/{SLUG}").body
    assert "91/2025/QH15" in visitor.get(FORM).body
    register(counter)
    secretary.post(f"{QUEUE}/dong")
    visitor.get(FORM, status=404)
    assert len(rows(counter)) == 1


def test_nobody_has_an_account_before_the_unit_confirmed_him_and_a_slip_opens_it_without_mail(counter: Counter) -> None:
    register(counter, phone="0912 345 678", position="Chuyên viên thử")
    people, accounts = count(counter, Person), count(counter, Account)
    queue = counter.as_(counter.coordinator).get(QUEUE).body
    assert ("Người Tự Đăng Ký" in queue, "địa chỉ chưa xác nhận" in queue) == (True, True)
    slip = decide(counter, "xac-nhan", status=200)
    assert (count(counter, Person), count(counter, Account)) == (people + 1, accounts + 1)
    with counter.app.app_context(), transaction() as session:
        person = session.scalars(select(Person).where(Person.full_name == "Người Tự Đăng Ký")).one()
        # An address that nobody confirmed is not his: letters would go to a stranger.
        assert (person.email, person.phone, person.unit_id) == (None, "+84912345678", counter.unit.id)
    decide(counter, "xac-nhan", status=409)
    code = {"code": slip.words(".slip-code"), "password": NEW, "repeated": NEW}
    visitor = PageClient(counter.app)
    visitor.post("/ma-dang-nhap", code)
    visitor.get("/bai-du-thi")


def test_a_confirmed_address_is_kept_and_its_link_works_once_for_two_days(
    counter: Counter, clock: TestClock, mail: None
) -> None:
    register(counter)
    code = give_letter(counter)
    clock.move(hours=48)
    assert "hết hạn" in own_address(counter, code, status=422)
    clock.now -= timedelta(hours=1)
    assert "đã được xác nhận" in own_address(counter, code)
    own_address(counter, code, status=422)
    own_address(counter, "ABCD-EFGH-JKMN", status=422)
    decide(counter, "xac-nhan")  # a letter is written: no slip is shown
    with counter.app.app_context(), transaction() as session:
        assert session.scalars(select(Person.email).where(Person.full_name == "Người Tự Đăng Ký")).one() == (
            "tudangky@example.vn"
        )
        assert session.scalars(select(Notice.kind).where(Notice.kind == "account.invited")).all() == ["account.invited"]


def test_C07_registering_as_somebody_known_changes_nothing_of_him_and_gives_no_code(counter: Counter) -> None:
    with counter.app.app_context(), transaction() as session:
        owner = make_account(session, "Người Có Tài Khoản", now=counter.clock(), unit=counter.unit, with_password=True)
        person = session.get_one(Person, owner.person_id)
        person.email, before = "tudangky@example.vn", owner.credential_version
        person_id, account_id = person.id, owner.id
    register(counter, full_name="Kẻ Mạo Danh")
    give_letter(counter)
    own_address(counter, give_letter(counter))
    shown = counter.as_(counter.coordinator).get(QUEUE).body
    assert ("trùng thư điện tử" in shown, "đang dùng tài khoản" in shown) == (True, True)
    assert "địa chỉ" in decide(counter, "xac-nhan", status=422).body  # his address is somebody's: no second person
    decide(counter, f"la/{counter.stranger.id}", status=422)  # nobody who was not shown as alike
    decide(counter, f"la/{person_id}")
    with counter.app.app_context(), transaction() as session:
        assert session.scalars(select(OneTimeCode)).all() == []
        account = session.get_one(Account, account_id)
        assert (account.credential_version, account.person.full_name) == (before, "Người Có Tài Khoản")
        assert session.scalars(select(Person.id).where(Person.full_name == "Kẻ Mạo Danh")).all() == []


def test_A20_a_coordinator_decides_about_his_own_unit_alone_and_sees_no_people_of_others(counter: Counter) -> None:
    with counter.app.app_context(), transaction() as session:
        session.get_one(Person, counter.stranger.id).email = "tudangky@example.vn"
    register(counter, unit=str(counter.other_unit.id))
    assert "Người Tự Đăng Ký" not in counter.as_(counter.coordinator).get(QUEUE).body
    for what in ("xac-nhan", "tu-choi", f"la/{counter.stranger.id}"):
        decide(counter, what, {"reason": "Không phải"}, status=404)
    assert counter.stranger.full_name in counter.as_(counter.secretary).get(QUEUE).body
    register(counter, full_name="Người Thứ Hai Tự Đăng Ký")
    mine = counter.as_(counter.coordinator).get(QUEUE).body
    assert ("Người của đơn vị khác" in mine, counter.stranger.full_name in mine) == (True, False)


def test_refusing_needs_a_reason_and_is_told(counter: Counter) -> None:
    register(counter)
    decide(counter, "tu-choi", {"reason": " "}, status=422)
    decide(counter, "tu-choi", {"reason": "Không công tác tại đơn vị."})
    decide(counter, "tu-choi", {"reason": "Lần nữa"}, status=409)
    assert "Không công tác tại đơn vị." in counter.as_(counter.coordinator).get(QUEUE).body


def test_a_form_that_lacks_something_or_names_no_unit_of_the_tree_is_not_taken(counter: Counter) -> None:
    for wrong in (
        {"unit": "Phòng tự đặt tên"},
        {"unit": "00000000-0000-4000-8000-000000000000"},
        {"email": "", "phone": ""},
        {"agreed": ""},
        {"email": "không phải địa chỉ"},
        {"website": "http://x.vn"},
        {"personnel_kind": "hoàng đế"},
    ):
        told = {name: value for name, value in fields(counter, **wrong).items() if not (name == "agreed" and not value)}
        PageClient(counter.app).post(FORM, told, status=422)
    assert rows(counter) == []


def test_B12_a_form_that_is_sent_twice_is_one_registration(counter: Counter) -> None:
    told = fields(counter)
    one = PageClient(counter.app).post(FORM, told)
    other = PageClient(counter.app).post(FORM, told)
    assert (one.location, len(rows(counter))) == (other.location, 1)


def test_C01_trying_again_and_again_is_slowed_down(counter: Counter) -> None:
    for _ in range(10):
        register(counter)
    assert "thử quá nhiều lần" in register(counter, status=422).body
    assert len(rows(counter)) == 10


def answer(page: Page) -> tuple[int, str, str]:
    return page.status, NONCES.sub("", page.text), page.location


@pytest.mark.parametrize("door", ["register", "forgot", "sign_in", "code"])
def test_C03_each_door_answers_the_same_whether_somebody_is_known_or_not(
    app: Flask, counter: Counter, mail: None, door: str
) -> None:
    """T-twin: text, status, size and the number of questions to the database, which is what time follows."""
    with app.app_context(), transaction() as session:
        known = make_account(session, "Người Đã Biết", now=counter.clock(), unit=counter.unit, with_password=True)
        session.get_one(Person, known.person_id).email = "da.biet@example.vn"
        from judging.actions.accounts import write_login_names

        write_login_names(session, known)
    register(counter, email="truoc@example.vn")  # the coordinator's one unread notice
    seen = []
    for address in ("da.biet@example.vn", "xa.la1@example.vn"):
        visitor = PageClient(app)
        with counted_queries(app) as queries:
            if door == "register":
                page = visitor.post(FORM, fields(counter, email=address))
            elif door == "forgot":
                page = visitor.post("/quen-mat-khau", {"name": address})
            elif door == "sign_in":
                page = visitor.post("/dang-nhap", {"name": address, "password": "sai hoàn toàn"}, status=422)
                page.text = page.text.replace(address, "")
            else:
                page = visitor.post(
                    "/ma-dang-nhap", {"code": "ABCDEFGHJKMN", "password": NEW, "repeated": NEW}, status=422
                )
        after = answer(visitor.follow(page)) if page.location else None
        seen.append((answer(page), after, len(queries)))
    assert seen[0] == seen[1]


def test_C03_only_the_job_knows_who_forgot_the_password_and_writes_to_the_listed_address(
    app: Flask, counter: Counter, mail: None
) -> None:
    with app.app_context(), transaction() as session:
        known = make_account(session, "Người Quên", now=counter.clock(), unit=counter.unit, with_password=True)
        session.get_one(Person, known.person_id).email = "quen@example.vn"
        judge = make_account(session, "Người Chấm", now=counter.clock(), roles=(Role.BOARD,), with_password=True)
        session.get_one(Person, judge.person_id).email = "hoi.dong@example.vn"
        names = [session.get_one(Person, one.person_id).staff_code for one in (known, judge)]
    for name in (*names, "khong-co-ai"):
        PageClient(app).post("/quen-mat-khau", {"name": name})
    with app.app_context(), transaction() as session:
        asked = [job.arguments for job in session.scalars(select(Job).where(Job.kind == "ask_reset"))]
    with app.app_context():
        for arguments in asked:
            ask_reset(arguments)
    with app.app_context(), transaction() as session:
        notices = {one.kind: one for one in session.scalars(select(Notice).where(Notice.kind.like("account.%")))}
        assert sorted(notices) == ["account.forgotten", "account.forgotten_duty"]
        assert notices["account.forgotten"].account == str(known.id)
        [code] = session.scalars(select(OneTimeCode)).all()
        plain = code_of("forgot", notices["account.forgotten"].facts["forgot"])
        assert (code.account_id, code.digest, code.purpose) == (known.id, code_digest(plain), "reset")
    with app.app_context():
        ask_reset({"name": names[0]})  # a stranger's question ends no code that is on its way
    PageClient(app).post("/ma-dang-nhap", {"code": plain, "password": NEW, "repeated": NEW})
    PageClient(app).post("/dang-nhap", {"name": names[0], "password": PASSWORD}, status=422)
    PageClient(app).post("/dang-nhap", {"name": names[0], "password": NEW})


def test_without_mail_a_forgotten_password_leads_to_the_coordinator(app: Flask, counter: Counter) -> None:
    assert "Đầu mối" in PageClient(app).get("/quen-mat-khau").body
    PageClient(app).post("/quen-mat-khau", {"name": "x"}, status=422)
    with app.app_context(), transaction() as session:
        assert session.scalars(select(Job).where(Job.kind == "ask_reset")).all() == []


def test_C13_the_letter_says_nothing_that_the_registrant_typed(
    app: Flask, counter: Counter, mail: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters: list[Any] = []
    monkeypatch.setattr("portal.mail.registrations.deliver", lambda letter, _url: letters.append(letter))
    register(counter, full_name="Trúng thưởng http://lua.example Bcc x@y.vn")
    [row] = rows(counter)
    with app.app_context():
        send_registration_letter(row.id)
        send_registration_letter(row.id)  # at most once
    [letter] = letters
    text = letter.get_body(("plain",)).get_content()
    assert (letter["To"], "lua" in text, "Trúng" in str(letter)) == ("tudangky@example.vn", False, False)
    with app.app_context():
        code = code_of("registration", row.id)
    assert f"/dang-ky/xac-nhan#{code}" in text
    own_address(counter, code)


def test_details_go_thirty_days_after_the_decision_and_the_chain_never_held_them(
    app: Flask, counter: Counter, clock: TestClock
) -> None:
    register(counter)
    decide(counter, "tu-choi", {"reason": "Không công tác tại đơn vị."})
    with app.app_context(), transaction() as session:
        assert forget_registrations(session, now=clock.move(days=30)) == 0
    with app.app_context(), transaction() as session:
        assert forget_registrations(session, now=clock.move(seconds=1)) == 1
    with app.app_context(), transaction() as session:
        assert session.scalars(select(RegistrationDetails)).all() == []
        lines = [one.data for one in session.scalars(select(HistoryLine))]
    assert not any("Tự Đăng Ký" in one or "tudangky" in one for one in lines)
    assert "(đã xóa thông tin)" in counter.as_(counter.secretary).get(QUEUE).body
