"""Letters to the organisers: by form and code, by account, by duty; floods, secrecy, haste; on both databases.

It is longer than 300 lines, so that each case of this subject is found in one place.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from judging.actions.cases import answer_case, decline_case, refer_case, send_case, take_case
from judging.enums import CaseKind, CaseState
from judging.errors import AlreadyDoneError, MissingReasonError, NotFoundError
from judging.ids import CaseID
from judging.models.cases import Case, CaseSender
from judging.models.history import HistoryLine, Notice
from judging.queries.publications import get_public_programme
from judging.rules import cases as rules
from judging.rules.cases import CaseIsFormalError, CaseNotYoursError, CaseQueueFullError, NobodyReceivesError
from portal.db import database, transaction
from tests.factories.cases import a_letter, make_handlers
from tests.factories.entries import viewer
from tests.factories.office import make_account
from tests.factories.programmes import make_programme
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from judging.models.people import Account
    from tests.conftest import TestClock
    from tests.page_client import Page

SLUG = "cuoc-thi"
FORM = f"/cuoc-thi/{SLUG}/gui-don"
SECRET = "Ông Nguyễn Văn Kín, số 5 đường Thử"


class Post:
    """A contest whose letters two secretaries and a supervisor read."""

    def __init__(self, app: Flask, clock: TestClock) -> None:
        self.app, self.clock = app, clock
        with app.app_context(), transaction() as session:
            self.programme = make_programme(session, now=clock(), slug=SLUG)
            self.first, self.second, self.supervisor = make_handlers(session, self.programme, now=clock())
            self.writer = make_account(session, "Người Viết Đơn", now=clock())

    def as_(self, account: Account | None = None) -> PageClient:
        client = PageClient(self.app)
        return client.sign_in_as(account) if account is not None else client

    def write(self, by: Account | None = None, *, status: int = 200, **values: str) -> Page:
        told = {"kind": "question", "title": "Hỏi về thể lệ", "text": "Bài viết tay có được không?", **values}
        return self.as_(by).post(FORM, told, status=status)

    def code(self, **values: str) -> str:
        return str(self.write(**values).words(".copyable code"))

    def cases(self) -> list[Case]:
        with self.app.app_context(), Session(database().main) as session:
            return list(session.scalars(select(Case).order_by(Case.received_at, Case.number)))

    def act(self, by: Account, action: Any, **values: Any) -> None:
        who = viewer(self.app, by)
        with self.app.app_context(), transaction() as session:
            action(session, by=who, now=self.clock(), **values)

    def notices(self, account: Account) -> list[str]:
        with self.app.app_context(), Session(database().main) as session:
            return list(session.scalars(select(Notice.kind).where(Notice.account == str(account.id))))


@pytest.fixture
def post(app: Flask, clock: TestClock) -> Post:
    return Post(app, clock)


def test_C07_a_letter_without_account_is_looked_up_by_a_code_that_is_told_once_and_kept_hashed(post: Post) -> None:
    code = post.code()
    assert re.fullmatch(r"([A-Z2-9]{4}-){3}[A-Z2-9]{4}", code)
    (case,) = post.cases()
    with post.app.app_context(), Session(database().main) as session:
        dumped = [
            str(row)
            for table in ("cases", "case_senders", "history")
            for row in session.execute(text(f"SELECT * FROM {table}"))
        ]
    assert not any(code in row or code.replace("-", "") in row for row in dumped)
    page = post.as_().post("/tra-cuu-don", {"code": code.lower().replace("-", " ")}, status=200)
    assert case.number in page.body
    assert "đã tiếp nhận" in page.body
    assert case.text not in page.text, "whoever finds the code reads no letter"
    assert "no-store" in page.response.headers["Cache-Control"]
    assert "Không có đơn nào mang mã này" in post.as_().post("/tra-cuu-don", {"code": "AAAA"}, status=422).body


def test_C01_codes_are_tried_only_a_few_times(post: Post) -> None:
    client = post.as_()
    for _ in range(10):
        client.post("/tra-cuu-don", {"code": "ABCD-EFGH-JKMN-PQRS"}, status=422)
    code = post.code()
    assert "thử" in client.post("/tra-cuu-don", {"code": code}, status=422).words(".error-summary")
    post.clock.move(minutes=11)
    client.post("/tra-cuu-don", {"code": code}, status=200)


def test_X02_a_letter_that_is_sent_twice_is_one_and_its_code_is_told_again_only_for_some_minutes(post: Post) -> None:
    key = {"idempotency_key": "k" * 24}
    code = post.code(**key)
    assert post.code(**key) == code
    post.clock.move(minutes=11)
    page = post.write(status=409, **key)
    assert code not in page.text
    assert len(post.cases()) == 1


def test_E21_programs_floods_and_long_texts_are_stopped(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    post.write(status=422, website="http://example.org")
    post.write(status=422, text="x" * (rules.LONGEST_TEXT + 1))
    post.write(status=422, kind="khong-co")
    assert post.cases() == []
    for _ in range(10):
        post.write()
    assert "thử" in post.write(status=422).words(".error-summary")
    assert len(post.cases()) == 10
    post.write(post.writer, status=302)
    monkeypatch.setattr("judging.actions.cases.MOST_OPEN_WITHOUT_ACCOUNT", 10)
    monkeypatch.setattr("judging.actions.cases.MOST_OPEN_OF_ACCOUNT", 2)
    post.clock.move(minutes=11)
    assert "quá nhiều đơn" in post.write(status=422).words(".error-summary")
    post.write(post.writer, status=302)
    assert "quá nhiều đơn" in post.write(post.writer, status=422).words(".error-summary")
    post.write(kind="denunciation")
    assert post.notices(post.first).count("case.waiting") == 1, "a flood of letters is no flood of notices"


@pytest.mark.requirement("S001-R45")
def test_a_letter_of_an_account_is_answered_and_its_writer_is_told(post: Post) -> None:
    page = post.as_(post.writer).follow(post.write(post.writer, status=302))
    assert "Bài viết tay" in page.body
    assert "14/9/2026" in page.body
    (case,) = post.cases()
    secretary = post.as_(post.first)
    listed = secretary.get("/don-thu")
    assert "còn 5 ngày làm việc" in listed.body
    assert "Người Viết Đơn" not in listed.body
    address = f"/don-thu/{case.id}"
    assert "Người Viết Đơn" in secretary.get(address).body
    assert (
        "nhận xử lý đơn này trước" in secretary.follow(secretary.post(f"{address}/tra-loi", {"answer": "Được."})).body
    )
    secretary.post(f"{address}/nhan")
    secretary.post(f"{address}/tra-loi", {"answer": " "}, status=422)
    secretary.post(f"{address}/tra-loi", {"answer": "Được, nếu đọc rõ."})
    assert post.notices(post.writer) == ["case.answered"]
    assert "Được, nếu đọc rõ." in post.as_(post.writer).get(f"/don-cua-toi/{case.id}").body
    assert "đã trả lời" in post.as_(post.writer).get("/don-cua-toi").body
    post.as_().get(f"/don-cua-toi/{case.id}", status=302)
    post.as_(post.second).get(f"/don-cua-toi/{case.id}", status=404)
    with post.app.app_context(), Session(database().main) as session:
        lines = list(
            session.scalars(
                select(HistoryLine).where(HistoryLine.subject == f"case:{case.id}").order_by(HistoryLine.seq)
            )
        )
    assert [line.action for line in lines] == ["case.receive", "case.take", "case.answer"]
    assert not any("viết tay" in line.data or "đọc rõ" in line.data for line in lines)


def test_a_letter_past_its_last_day_is_late_and_stands_first(post: Post) -> None:
    post.write()
    post.clock.move(days=8)
    post.write(title="Đơn mới")
    page = post.as_(post.first).get("/don-thu")
    assert "Có 1 đơn quá hạn." in page.body
    assert "quá hạn 1 ngày làm việc" in page.all_words("tbody tr")[0]
    assert "Đơn mới" in page.all_words("tbody tr")[1]


@pytest.mark.requirement("S001-R45")
def test_a_complaint_names_its_sender_and_is_passed_on_with_a_receipt_never_answered(post: Post) -> None:
    post.write(status=422, kind="complaint")
    code = post.code(kind="complaint", name="Người Khiếu Nại", contact="0900 000 000")
    (case,) = post.cases()
    case_id = CaseID(case.id)
    post.act(post.first, take_case, case_id=case_id, take_over=False)
    with pytest.raises(CaseIsFormalError):
        post.act(post.first, answer_case, case_id=case_id, answer="Không đúng")
    assert "Trả lời đơn" not in post.as_(post.first).get(f"/don-thu/{case.id}").body
    told = {"body": "Thanh tra huyện", "paper": "Số 12/PC ngày 08/9/2026", "words": ""}
    post.as_(post.first).post(f"/don-thu/{case.id}/chuyen", told)
    page = post.as_().post("/tra-cuu-don", {"code": code}, status=200)
    assert "Thanh tra huyện (Số 12/PC ngày 08/9/2026)" in page.body
    with pytest.raises(AlreadyDoneError):
        post.act(post.first, refer_case, case_id=case_id, body="Nơi khác", paper="", words="")


def test_a_letter_that_is_nobodys_is_closed_with_a_reason_and_once(post: Post) -> None:
    post.write(post.writer, status=302)
    (case,) = post.cases()
    case_id = CaseID(case.id)
    post.act(post.first, take_case, case_id=case_id, take_over=False)
    for action, words in ((decline_case, {"reason": " "}), (refer_case, {"body": " ", "paper": "", "words": ""})):
        with pytest.raises(MissingReasonError):
            post.act(post.first, action, case_id=case_id, **words)
    address = f"/don-thu/{case.id}"
    post.as_(post.first).post(f"{address}/khong-xu-ly", {"reason": "Không thuộc cuộc thi này."})
    assert "Không thuộc cuộc thi này." in post.as_(post.writer).get(f"/don-cua-toi/{case.id}").body
    assert post.notices(post.writer) == ["case.declined"]
    assert "Hỏi về thể lệ" in post.as_(post.first).get("/don-thu?xong=1").body
    with pytest.raises(AlreadyDoneError):
        post.act(post.first, decline_case, case_id=case_id, reason="Lần nữa")


def test_A19_who_denounces_is_known_to_the_supervisor_alone(post: Post) -> None:
    page = post.write(post.writer, kind="denunciation", title="Tố cáo kín", name=SECRET, contact="Nhà riêng")
    assert page.words(".copyable code"), "also who is signed in gets a code, no page of his account"
    (case,) = post.cases()
    assert (case.account_id, case.number.split("/")[1]) == (None, "TC-CUOC-THI")
    assert post.as_(post.writer).get("/don-cua-toi").body.count("Tố cáo kín") == 0
    for account in (post.first, post.second, post.writer):
        client = post.as_(account)
        if account is not post.writer:
            assert "Tố cáo kín" not in client.get("/don-thu").body
        client.get(f"/don-thu/{case.id}", status=404)
        client.post(f"/don-thu/{case.id}/nhan", status=404)
        assert post.notices(account) == []
    assert SECRET not in post.as_(post.supervisor).get("/don-thu").body
    assert SECRET in post.as_(post.supervisor).get(f"/don-thu/{case.id}").body
    assert post.notices(post.supervisor) == ["case.waiting"]
    with post.app.app_context(), Session(database().main) as session:
        lines = "".join(
            f"{line.actor} {line.data}" for line in session.scalars(select(HistoryLine)) if "case" in line.action
        )
        named = session.scalars(select(CaseSender.name)).all()
        with pytest.raises(IntegrityError):
            session.execute(text("UPDATE cases SET account_id = :account"), {"account": _id(post.writer, session)})
    assert str(post.writer.id) not in lines
    assert SECRET not in lines
    assert named == [SECRET]
    post.write(post.first, status=302)
    assert case.number not in post.as_(post.first).get("/don-thu").body
    assert "0001/D-CUOC-THI" in post.as_(post.first).get("/don-thu").body, "no gap tells that one was received"


def test_a_denunciation_is_not_offered_where_no_supervisor_reads_it(post: Post) -> None:
    with post.app.app_context(), transaction() as session:
        make_programme(session, now=post.clock(), slug="cuoc-thi-hai")
        session.execute(text("DELETE FROM role_grants WHERE role = 'supervisor'"))
        with pytest.raises(NobodyReceivesError):
            send_case(
                session, get_public_programme(session, SLUG), a_letter(CaseKind.DENUNCIATION), by=None, now=post.clock()
            )
    assert "Tố cáo:" not in post.as_().get(FORM).body
    assert "Chưa thể nhận đơn" in post.as_().get("/cuoc-thi/cuoc-thi-hai/gui-don").body


def test_B13_of_many_who_take_a_letter_at_once_exactly_one_has_it(post: Post) -> None:
    post.write()
    (case,) = post.cases()
    case_id = CaseID(case.id)

    def take(number: int) -> Account | None:
        by = (post.first, post.second)[number % 2]
        try:
            post.act(by, take_case, case_id=case_id, take_over=False)
        except AlreadyDoneError:
            return None
        return by

    with ThreadPoolExecutor(8) as pool:
        (winner,) = [one for one in pool.map(take, range(8)) if one is not None]
    loser = post.second if winner is post.first else post.first
    assert post.cases()[0].taken_by == winner.id
    with pytest.raises(CaseNotYoursError):
        post.act(loser, answer_case, case_id=case_id, answer="Được.")
    post.as_(loser).post(f"/don-thu/{case.id}/nhan", {"take_over": "y"})
    with pytest.raises(CaseNotYoursError):
        post.act(winner, answer_case, case_id=case_id, answer="Được.")
    post.act(loser, answer_case, case_id=case_id, answer="Được.")
    assert post.cases()[0].state == CaseState.ANSWERED.value


def test_numbers_of_letters_have_no_gap_when_many_write_at_once(post: Post) -> None:
    def write(_number: int) -> None:
        with post.app.app_context(), transaction() as session:
            send_case(session, get_public_programme(session, SLUG), a_letter(), by=None, now=post.clock())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(12)))
    assert sorted(case.number[:4] for case in post.cases()) == [f"{number:04d}" for number in range(1, 13)]


def test_A01_a_secretary_of_another_contest_finds_no_letter(post: Post) -> None:
    post.write()
    (case,) = post.cases()
    with post.app.app_context(), transaction() as session:
        other = make_programme(session, now=post.clock())
        stranger, _, _ = make_handlers(session, other, now=post.clock())
    assert "Không có đơn nào đang chờ" in post.as_(stranger).get("/don-thu").body
    post.as_(stranger).get(f"/don-thu/{case.id}", status=404)
    with pytest.raises(NotFoundError):
        post.act(stranger, take_case, case_id=CaseID(case.id), take_over=True)


def test_E21_each_queue_has_its_own_bound(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("judging.actions.cases.MOST_OPEN_WITHOUT_ACCOUNT", 1)
    with post.app.app_context(), transaction() as session:
        plan = get_public_programme(session, SLUG)
        send_case(session, plan, a_letter(), by=None, now=post.clock())
        with pytest.raises(CaseQueueFullError):
            send_case(session, plan, a_letter(), by=None, now=post.clock())
        send_case(session, plan, a_letter(CaseKind.PETITION), by=None, now=post.clock())


def _id(account: Account, session: Session) -> Any:
    return account.id if session.get_bind().dialect.name == "postgresql" else account.id.hex
