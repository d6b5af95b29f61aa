"""Short messages over a real HTTP gateway: who gets which, what stands in them, when none may leave."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

import config
from judging.enums import Role
from judging.events import Told, emit
from judging.ids import AccountID
from portal.db import writing
from portal.jobs.worker import work_until_idle
from portal.mail.kinds import SUBJECTS
from portal.records.texts import Text, TextNumber
from portal.texts.contract import Message, TextChannelDownError
from portal.texts.sending import TEXTED, WAITS
from portal.texts.webhook import Webhook
from tests.factories.office import make_account
from tests.page_client import PageClient

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from judging.models.people import Account
    from tests.conftest import TestClock

SECRET = "a-secret-of-the-tests-that-is-long-enough"
NUMBER, E164 = "0912 345 678", "+84912345678"
PLANTED = "Tên Bí Mật 7KQ4"


class Gateway:
    """A gateway that keeps what it is given; `status` is its answer, `hangs_up` cuts the line instead."""

    def __init__(self) -> None:
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.status, self.hangs_up = 200, False
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                gateway.taken.append((dict(self.headers), body))
                if gateway.hangs_up:
                    self.connection.close()
                    return
                self.send_response(gateway.status)
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_arguments: Any) -> None:
                """Tests print nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)

    @property
    def said(self) -> list[dict[str, str]]:
        return [json.loads(body) for _, body in self.taken]


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    found = Gateway()
    yield found
    found.close()


@pytest.fixture
def settings(settings: config.Settings, gateway: Gateway) -> config.Settings:
    return replace(
        settings, text_url=f"http://127.0.0.1:{gateway.port}/gui", text_secret=SECRET, text_hosts="127.0.0.1",
        text_private=True,
    )  # fmt: skip


@pytest.fixture
def person(app: Flask, clock: TestClock) -> Account:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        account = make_account(session, "Người Thử Tin", now=clock())
        account.is_demonstration = False
        session.flush()
        session.expunge_all()
    return account


def tell(app: Flask, account: Account, kind: str = "judge.reminded", **facts: str) -> None:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        emit(session, Told(AccountID(account.id), kind, tuple(facts.items()), f"/cham/{PLANTED}"))
    work_until_idle(app)


def texts(app: Flask, *, codes: bool = False) -> list[Text]:
    """The messages in the order of time: those that tell something, or those with codes."""
    with writing(app.extensions["bangvang_database"].main) as session:
        of_kind = Text.kind == "text.confirm" if codes else Text.kind != "text.confirm"
        found = list(session.scalars(select(Text).where(of_kind).order_by(Text.created_at)))
        session.expunge_all()
    return found


def asked(app: Flask, account: Account) -> PageClient:
    pages = PageClient(app).sign_in_as(account)
    pages.post("/tai-khoan/tin-nhan", {"number": NUMBER})
    work_until_idle(app)
    return pages


def wanting(app: Flask, account: Account, gateway: Gateway) -> PageClient:
    """The person's pages, with a confirmed number."""
    pages = asked(app, account)
    found = re.search(r"[A-Z0-9]{6}(?=\.)", gateway.said[-1]["text"])
    assert found is not None
    pages.post("/tai-khoan/tin-nhan/xac-nhan", {"code": found[0].lower()})
    gateway.taken.clear()
    return pages


def test_a_number_is_confirmed_by_its_code_before_anything_goes_there(
    app: Flask, person: Account, gateway: Gateway
) -> None:
    pages = asked(app, person)
    assert [one["to"] for one in gateway.said] == [E164]
    tell(app, person)
    assert len(gateway.taken) == 1  # nothing but the code
    for wrong in ("", "AAAAAA"):
        pages.post("/tai-khoan/tin-nhan/xac-nhan", {"code": wrong}, status=422)
    (code,) = re.findall(r"[A-Z0-9]{6}(?=\.)", gateway.said[0]["text"])
    pages.post("/tai-khoan/tin-nhan/xac-nhan", {"code": code})
    tell(app, person)
    assert len(gateway.taken) == 2


def test_C13_a_message_is_signed_and_holds_a_fixed_phrase_and_addresses_only(
    app: Flask, person: Account, gateway: Gateway
) -> None:
    wanting(app, person, gateway)
    for kind in sorted(TEXTED):
        tell(app, person, kind, round=PLANTED, title=PLANTED, left=PLANTED, prize=PLANTED, hours=PLANTED)
    assert len(gateway.taken) == len(TEXTED)
    assert {kind.partition(".")[0] for kind in TEXTED} <= SUBJECTS.keys() | {"message"}
    for headers, body in gateway.taken:
        told = json.loads(body)
        assert PLANTED not in body.decode()
        assert "Người Thử Tin" not in told["text"]
        assert set(told) == {"id", "to", "text", "sent_at"}
        assert told["to"] == E164
        signed = hmac.new(SECRET.encode(), headers["X-BangVang-Sent-At"].encode() + b"." + body, hashlib.sha256)
        assert headers["X-BangVang-Signature"] == "sha256=" + signed.hexdigest()
        assert headers["Idempotency-Key"] == told["id"]
        stopping = r"http://127\.0\.0\.1/tin-nhan/thoi/[A-Z0-9]+"
        assert re.fullmatch(rf"Bảng Vàng: [^:]+\. Xem tại http://127\.0\.0\.1/thong-bao\. Thôi nhận tin: {stopping}",
                            told["text"])  # fmt: skip


def test_nothing_goes_out_when_messages_are_off(app: Flask, person: Account, gateway: Gateway) -> None:
    pages = wanting(app, person, gateway)
    app.extensions["bangvang_settings"] = replace(app.extensions["bangvang_settings"], text_url="")
    tell(app, person)
    pages.post("/tai-khoan/tin-nhan", {"number": NUMBER}, status=404)
    assert "không gửi tin nhắn" in pages.get("/tai-khoan/tin-nhan").words("main")
    with writing(app.extensions["bangvang_database"].main) as session:
        session.execute(update(Text).values(state="waiting"))
    with app.app_context():
        from portal.texts.sending import send_one

        send_one(texts(app, codes=True)[0].id)
    assert gateway.taken == []
    assert texts(app) == []
    assert texts(app, codes=True)[0].reason == "off"
    assert config.Settings().text_url == ""


def test_whoever_did_not_ask_gets_none_and_the_link_ends_them_without_signing_in(
    app: Flask, clock: TestClock, person: Account, gateway: Gateway
) -> None:
    wanting(app, person, gateway)
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        other = make_account(session, "Người Thử Khác", now=clock())
        other.is_demonstration = False
    tell(app, other)
    assert gateway.taken == []
    tell(app, person)
    (stop,) = re.findall(r"/tin-nhan/thoi/[A-Z0-9]+", gateway.said[0]["text"])
    stranger = PageClient(app)
    stranger.get(stop[:-1] + ("A" if stop[-1] != "A" else "B"), status=404)
    stranger.get(stop)
    tell(app, person)
    assert len(gateway.taken) == 2  # looking ends nothing
    stranger.post(stop, {}, status=200)
    tell(app, person)
    assert len(gateway.taken) == 2
    with writing(app.extensions["bangvang_database"].main) as session:
        assert session.get(TextNumber, person.id) is None


def test_X29_a_gateway_that_is_away_is_tried_again_and_one_that_refuses_is_not(
    app: Flask, clock: TestClock, person: Account, gateway: Gateway
) -> None:
    wanting(app, person, gateway)
    gateway.status = 503
    tell(app, person)
    for wait in WAITS:
        clock.move(seconds=int(wait.total_seconds()) + 1)
        work_until_idle(app)
    last = texts(app)[-1]
    assert (last.state, last.reason, len(gateway.taken)) == ("failed", "gateway_away", len(WAITS) + 1)
    assert len({one["id"] for one in gateway.said}) == 1  # the same key for every try
    gateway.status = 422
    clock.move(seconds=1)
    tell(app, person)
    assert [(one.state, one.reason) for one in texts(app)][-1] == ("failed", "refused")
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        admin = make_account(session, "Quản Trị Thử", now=clock(), roles=(Role.ADMIN,))
    office = PageClient(app).sign_in_as(admin)
    page = office.get("/quan-tri/tin-nhan")
    assert "127.0.0.1" in page.words(".notice")
    assert len(page.soup.select("li.task")) == 2
    gateway.status = 200
    office.post(f"/quan-tri/tin-nhan/{last.id}/gui-lai", {})
    work_until_idle(app)
    assert next(one for one in texts(app) if one.id == last.id).state == "sent"


def test_X29_a_lost_answer_is_shown_and_never_sent_twice_by_itself(
    app: Flask, clock: TestClock, person: Account, gateway: Gateway
) -> None:
    wanting(app, person, gateway)
    gateway.hangs_up = True
    tell(app, person)
    clock.move(hours=30)
    work_until_idle(app)
    assert len(gateway.taken) == 1
    assert texts(app)[-1].state == "sending"


def test_E06_messages_go_to_no_address_within_the_network_and_follow_no_redirect(gateway: Gateway) -> None:
    message = Message("a", E164, "thử")
    url = f"http://127.0.0.1:{gateway.port}/gui"
    for channel, why in (
        (Webhook(url, SECRET, frozenset({"127.0.0.1"})), "address_not_public"),
        (Webhook(url.replace("127.0.0.1", "localhost"), SECRET, frozenset({"localhost"})), "address_not_public"),
        (Webhook("http://169.254.169.254/x", SECRET, frozenset({"169.254.169.254"})), "address_not_public"),
        (Webhook(url, SECRET, frozenset({"tin.example.vn"}), may_be_private=True), "host_not_allowed"),
    ):
        with pytest.raises(TextChannelDownError, match=why):
            channel.send(message, sent_at="2026-09-07T10:00:00+07:00")
    assert gateway.taken == []
    gateway.status = 302
    with pytest.raises(TextChannelDownError, match="302"):
        Webhook(url, SECRET, frozenset({"127.0.0.1"}), may_be_private=True).send(message, sent_at="x")
    assert len(gateway.taken) == 1


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"text_hosts": "khac.example.vn"}, "BANGVANG_TEXT_HOSTS"),
        ({"text_secret": "short"}, "BANGVANG_TEXT_SECRET"),
        ({"text_url": "http://tin.example.vn/gui"}, "BANGVANG_TEXT_URL"),
    ],
)
def test_settings_that_would_send_openly_or_anywhere_stop_the_start(values: dict[str, str], named: str) -> None:
    good = config.Settings(text_url="https://tin.example.vn/gui", text_secret=SECRET, text_hosts="tin.example.vn")
    assert config.problems(good) == ()
    assert any(named in one for one in config.problems(replace(good, **values)))


def test_a_code_is_worth_nothing_after_a_quarter_of_an_hour_or_five_tries(
    app: Flask, clock: TestClock, person: Account, gateway: Gateway
) -> None:
    pages = asked(app, person)
    (code,) = re.findall(r"[A-Z0-9]{6}(?=\.)", gateway.said[0]["text"])
    pages.post("/tai-khoan/tin-nhan", {"number": NUMBER}, status=422)
    for _ in range(5):
        pages.post("/tai-khoan/tin-nhan/xac-nhan", {"code": "WRONG1"}, status=422)
    pages.post("/tai-khoan/tin-nhan/xac-nhan", {"code": code}, status=422)
    clock.move(minutes=3)
    pages.post("/tai-khoan/tin-nhan", {"number": NUMBER})
    work_until_idle(app)
    (new,) = re.findall(r"[A-Z0-9]{6}(?=\.)", gateway.said[1]["text"])
    assert new != code
    clock.move(minutes=16)
    pages.post("/tai-khoan/tin-nhan/xac-nhan", {"code": new}, status=422)
    for wrong in ("không phải số", "1022", "0233 3852 123"):
        clock.move(minutes=3)
        assert "số điện thoại di động" in PageClient(app).sign_in_as(person).post(
            "/tai-khoan/tin-nhan", {"number": wrong}, status=422
        ).words(".notice")
