"""Letters over a real SMTP server: who gets which, what stands in them, and that none leaves twice or is lost.

It is longer than 300 lines, so that each case of this subject is found in one place.
"""

from __future__ import annotations

import re
import socket
from dataclasses import replace
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from judging.enums import Role
from judging.events import Told, emit
from judging.ids import AccountID
from judging.models.people import Account
from portal import notices
from portal.db import writing
from portal.jobs.worker import work_until_idle
from portal.mail.letters import Reader, write_letter
from portal.mail.letters import Told as Line
from portal.mail.sending import WAITS
from portal.mail.server import MailServerDownError, deliver
from portal.records.mails import Mail
from tests.factories.office import make_account
from tests.page_client import PageClient

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from flask import Flask

    import config
    from tests.conftest import TestClock


class Postbox:
    """A mail server that keeps what it takes; `answer` is said instead of taking a letter, `hangs_up` cuts the line."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.letters: list[EmailMessage] = []
        self.answer = ""
        self.hangs_up = False

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        if self.answer:
            return self.answer
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        if self.hangs_up:
            server.transport.abort()
        return "250 taken"


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        box = Postbox(free.getsockname()[1])
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def settings(settings: config.Settings, postbox: Postbox) -> config.Settings:
    return replace(
        settings,
        mail_url=f"smtp://127.0.0.1:{postbox.port}",
        mail_from="bangvang@example.vn",
    )


def a_person(app: Flask, clock: TestClock, *, email: str = "nguoi.thu@example.vn", locale: str = "vi") -> Account:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        account = make_account(session, "Người Thử Thư", now=clock())
        account.person.email, account.locale, account.is_demonstration = email, locale, False
        session.flush()
        session.expunge_all()
    return account


def tell(app: Flask, account: Account, kind: str, url: str = "/cham", **facts: str) -> None:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        emit(session, Told(AccountID(account.id), kind, tuple(facts.items()), url))


def mails(app: Flask) -> list[Mail]:
    with writing(app.extensions["bangvang_database"].main) as session:
        found = list(session.scalars(select(Mail).order_by(Mail.created_at)))
        session.expunge_all()
    return found


def parts(letter: EmailMessage) -> tuple[str, str]:
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


def test_a_notice_comes_as_a_letter_in_its_readers_language(app: Flask, clock: TestClock, postbox: Postbox) -> None:
    for locale, subject, sentence in (
        ("vi", "[Bảng Vàng] Việc chấm thi", "Vòng “Chung khảo” đã mở"),
        ("en", "[Bảng Vàng] Your marking", "The round “Chung khảo” is open"),
    ):
        tell(app, a_person(app, clock, email=f"{locale}@example.vn", locale=locale), "round.opened", round="Chung khảo")
        work_until_idle(app)
        letter = postbox.letters[-1]
        assert letter["To"] == f"{locale}@example.vn"
        assert letter["Subject"] == subject
        for body in parts(letter):
            assert sentence in body or sentence.replace("“", "") in body.replace("“", "")
            assert "http://127.0.0.1/cham" in body
    assert [one.state for one in mails(app)] == ["sent", "sent"]


def test_people_without_an_address_and_accounts_of_the_demonstration_get_none(
    app: Flask, clock: TestClock, postbox: Postbox
) -> None:
    tell(app, a_person(app, clock, email=""), "round.opened", round="Chung khảo")
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        shown = make_account(session, "Người Trình Diễn", now=clock())
        shown.person.email, shown.is_demonstration = "trinh.dien@example.vn", True
        emit(session, Told(AccountID(shown.id), "round.opened", (("round", "Chung khảo"),), "/cham"))
    work_until_idle(app)
    assert postbox.letters == []
    assert {one.reason for one in mails(app)} == {"no_address"}


def test_letters_to_many_are_looked_through_before_they_leave(app: Flask, clock: TestClock, postbox: Postbox) -> None:
    people = [a_person(app, clock, email=f"nguoi{number}@example.vn") for number in range(3)]
    for one in people:
        tell(app, one, "plan.issued", url="/thong-bao/ke-hoach/1", title="Kế hoạch thử")
    clock.move(minutes=1)
    tell(app, people[0], "plan.amended", url="/thong-bao/ke-hoach/2", title="Kế hoạch thử", number="2")
    work_until_idle(app)
    assert postbox.letters == []
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        admin = make_account(session, "Quản Trị Thử", now=clock(), roles=(Role.ADMIN,))
    office = PageClient(app).sign_in_as(admin)
    page = office.get("/quan-tri/thu")
    assert "3 người" in page.words("article.card")
    first, second = (one["value"] for one in page.soup.select("article .inline-form input[name=batch]"))
    office.follow(office.post("/quan-tri/thu/bo", data={"batch": second}))
    office.follow(office.post("/quan-tri/thu/gui", data={"batch": first}))
    office.post("/quan-tri/thu/gui", data={"batch": first}, status=409)
    work_until_idle(app)
    assert sorted(letter["To"] for letter in postbox.letters) == [f"nguoi{number}@example.vn" for number in range(3)]
    assert "Không có thư nào chờ xem lại" in office.get("/quan-tri/thu").body


def test_who_wants_one_letter_a_day_gets_one_and_who_wants_none_keeps_those_of_his_duties(
    app: Flask, clock: TestClock, postbox: Postbox
) -> None:
    reader = a_person(app, clock)
    own = PageClient(app).sign_in_as(reader)
    own.follow(own.post("/tai-khoan/thu", data={"wanted": "daily"}))
    assert own.get("/tai-khoan/thu").soup.select_one("input[value=daily][checked]")
    for _ in range(2):
        tell(app, reader, "entry.accepted", url="/bai-du-thi", title="Bài thử")
    tell(app, reader, "round.opened", round="Chung khảo")
    work_until_idle(app)
    assert [letter["Subject"] for letter in postbox.letters] == ["[Bảng Vàng] Việc chấm thi"]
    clock.move(days=1)
    own.get("/thong-bao", status=302)
    work_until_idle(app)
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        from portal.jobs.slots import ask_due_slots

        ask_due_slots(session, now=clock())
    work_until_idle(app)
    assert [letter["Subject"] for letter in postbox.letters[1:]] == ["[Bảng Vàng] Các thông báo trong ngày"]
    assert parts(postbox.letters[1])[0].count("Bài thử") == 2
    stop = re.search(r"http://127\.0\.0\.1(/thu/thoi/\S+)", parts(postbox.letters[1])[0])
    assert stop is not None
    assert postbox.letters[1]["List-Unsubscribe"] == f"<http://127.0.0.1{stop.group(1)}>"
    anybody = PageClient(app)
    anybody.get(stop.group(1))
    anybody.get("/thu/thoi/abc", status=404)
    anybody.post("/thu/thoi/abc", status=404)
    assert "Đã xong" in anybody.post(stop.group(1), status=200).body
    tell(app, reader, "entry.accepted", url="/bai-du-thi", title="Bài thử")
    tell(app, reader, "seat.filled", round="Chung khảo")
    work_until_idle(app)
    assert len(postbox.letters) == 3
    assert {one.reason for one in mails(app) if one.state == "dropped"} == {"not_wanted"}


def test_X29_a_server_that_is_away_or_busy_gets_the_letter_later_and_once(
    app: Flask, clock: TestClock, postbox: Postbox
) -> None:
    reader = a_person(app, clock)
    postbox.answer = "451 come back later"
    tell(app, reader, "round.opened", round="Chung khảo")
    work_until_idle(app)
    clock.move(minutes=2)
    work_until_idle(app)
    (mail,) = mails(app)
    assert (mail.state, mail.reason, mail.tries) == ("waiting", "server_away", 2)
    assert postbox.letters == []
    postbox.answer = ""
    clock.move(minutes=6)
    work_until_idle(app)
    clock.move(minutes=60)
    work_until_idle(app)
    assert [letter["Message-ID"] for letter in postbox.letters] == [f"<{mail.id}@example.vn>"]


def test_X29_a_server_that_stays_away_is_given_up_at_last_and_the_operator_tries_again(
    app: Flask, clock: TestClock, postbox: Postbox
) -> None:
    reader = a_person(app, clock)
    postbox.answer = "421 closing"
    tell(app, reader, "round.opened", round="Chung khảo")
    for wait in (*WAITS, WAITS[-1]):
        work_until_idle(app)
        clock.move(seconds=wait.total_seconds() + 1)
    work_until_idle(app)
    (mail,) = mails(app)
    assert (mail.state, mail.reason) == ("failed", "server_away")
    assert "Vòng “Chung khảo”" in PageClient(app).sign_in_as(reader).get("/thong-bao").body, "the notice needs no mail"
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        admin = make_account(session, "Quản Trị Thử", now=clock(), roles=(Role.ADMIN,))
    office = PageClient(app).sign_in_as(admin)
    assert "không hoạt động trong hai ngày" in office.get("/quan-tri/thu").body
    postbox.answer = ""
    office.follow(office.post(f"/quan-tri/thu/{mail.id}/gui-lai"))
    office.post(f"/quan-tri/thu/{mail.id}/gui-lai", status=409)
    work_until_idle(app)
    assert len(postbox.letters) == 1


def test_X29_a_refused_address_is_no_reason_to_try_again(app: Flask, clock: TestClock, postbox: Postbox) -> None:
    postbox.answer = "554 no such person"
    tell(app, a_person(app, clock), "round.opened", round="Chung khảo")
    work_until_idle(app)
    (mail,) = mails(app)
    assert (mail.state, mail.reason, mail.tries) == ("failed", "refused", 1)


def test_X29_when_the_answer_is_lost_nothing_is_sent_twice(app: Flask, clock: TestClock, postbox: Postbox) -> None:
    postbox.hangs_up = True
    tell(app, a_person(app, clock), "round.opened", round="Chung khảo")
    work_until_idle(app)
    clock.move(hours=1)
    work_until_idle(app)
    (mail,) = mails(app)
    assert mail.state == "sending"
    assert len(postbox.letters) == 1
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        admin = make_account(session, "Quản Trị Thử", now=clock(), roles=(Role.ADMIN,))
    office = PageClient(app).sign_in_as(admin)
    assert "Có thể thư đã được gửi" in office.get("/quan-tri/thu").body
    postbox.hangs_up = False
    office.follow(office.post(f"/quan-tri/thu/{mail.id}/gui-lai"))
    work_until_idle(app)
    assert [one["Message-ID"] for one in postbox.letters] == [f"<{mail.id}@example.vn>"] * 2, "a mailbox shows it once"


def test_X29_no_server_at_all_is_an_error_that_waits() -> None:
    letter = message_from_bytes(b"From: a@example.vn\r\nTo: b@example.vn\r\n\r\nx", policy=policy.default)
    with pytest.raises(MailServerDownError):
        deliver(letter, "smtp://127.0.0.1:1")  # type: ignore[arg-type]


HOSTILE = (
    "Người\r\nBcc: ke.xau@example.com",
    "Người\nSubject: khác\n\nthân khác",
    "<script>alert(1)</script>",
    "http://ke-xau.example.com/vao-day",
    "www.ke-xau.example.com",
    "viết cho ke.xau@example.com",
    "%(round)s %s {0} {{ 7*7 }}",
    "\u2028Bcc: ke.xau@example.com",
    "=?utf-8?q?Bcc=3A_ke=2Exau=40example=2Ecom?=",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_C13_names_make_no_header_no_link_and_no_markup(
    app: Flask, clock: TestClock, postbox: Postbox, name: str
) -> None:
    reader = a_person(app, clock)
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        session.get_one(Account, reader.id).person.full_name = name
    tell(app, reader, "entry.returned", url="/bai-du-thi", title=name)
    work_until_idle(app)
    (letter,) = postbox.letters
    assert letter["Bcc"] is None
    assert letter["Subject"] == f"[Bảng Vàng] {'Thông tin về bài dự thi'}"
    assert letter.get_all("To") == ["nguoi.thu@example.vn"]
    text, html = parts(letter)
    assert "<script>" not in html
    assert ("{{ 7*7 }}" in text) == ("{{ 7*7 }}" in name), "what a person typed is no template"
    for body in (text, html):
        for trap in ("http://ke-xau", "www.ke-xau", "ke.xau@example", "example.com"):
            assert trap not in body
    links = set(re.findall(r'href="([^"]+)"', html))
    assert links == {"http://127.0.0.1/bai-du-thi"}


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_every_letter_can_be_written_in_both_languages_and_betrays_nothing(
    app: Flask, clock: TestClock, settings: config.Settings, locale: str
) -> None:
    secret = {"code": "X-9Q7Z", "author": "Tác Giả Bí Mật", "mark": "87,25"}
    common = {"round": "R", "title": "T", "number": "2", "by": "B", "role": "judge", **secret}
    with app.app_context():
        for kind in sorted(notices._words):
            letter = write_letter(
                Reader("a@example.vn", "Người Thử", locale, "http://127.0.0.1/thu/thoi/x"),
                [Line(kind, common, "/thong-bao")],
                message_id="<1@example.vn>",
                settings=settings,
                now=clock(),
            )
            whole = str(letter["Subject"]) + "".join(parts(letter))
            assert "%(" not in whole
            assert not any(value in whole for value in secret.values()), kind
            assert letter["Subject"] != "[Bảng Vàng] "
