"""From a look-alike to a decision: asked, explained, decided, confirmed; in browsers' pages and against haste."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from judging.actions.suspicions import confirm_exclusion, decide_suspicion, explain, open_suspicion
from judging.enums import EntryState, Role, SuspicionOutcome
from judging.errors import AlreadyDoneError, MissingReasonError, NotAllowedError, NotFoundError, SamePersonError
from judging.ids import LookalikeID, SuspicionID
from judging.models.history import HistoryLine, Notice
from judging.models.lookalikes import Suspicion
from judging.rules.suspicions import ExplainDayError, ExplanationPendingError
from portal.db import database, transaction
from portal.jobs.worker import work_until_idle
from tests.factories.entries import viewer
from tests.factories.office import make_account
from tests.factories.received import Intake
from tests.integration.test_lookalikes import COPIED, OWN, keeper, pairs, written

if TYPE_CHECKING:
    from flask import Flask

    from judging.ids import EntryID
    from judging.models.people import Account
    from tests.conftest import TestClock

QUESTION = "Nhiều đoạn trong bài trùng với một tác phẩm khác. Đề nghị cho biết nguồn."


class Case:
    """Two entries, the second copied from the first; whoever acts on them."""

    def __init__(self, app: Flask, clock: TestClock) -> None:
        self.app, self.clock = app, clock
        self.intake = Intake(app, clock)
        self.first_author = self.intake.author("Người Thử Thứ Nhất")
        self.author = self.intake.author("Người Thử Thứ Hai")
        self.first = self.intake.forwarded(self.first_author, text=OWN)
        self.entry = self.intake.forwarded(self.author, text=COPIED)
        (found,) = pairs(app)
        self.pair = LookalikeID(found.id)

    def ask(
        self, by: Account | None = None, entry_id: EntryID | None = None, *, question: str = QUESTION, days: int = 3
    ) -> SuspicionID:
        who = viewer(self.app, by or self.intake.validator)
        with self.app.app_context(), transaction() as session:
            row = open_suspicion(
                session,
                lookalike_id=self.pair,
                entry_id=entry_id or self.entry,
                question=question,
                explain_until=self.clock() + timedelta(days=days),
                by=who,
                now=self.clock(),
            )
            return SuspicionID(row.id)

    def explain(self, suspicion: SuspicionID, by: Account | None = None, words: str = "Tôi trích dẫn.") -> None:
        who = viewer(self.app, by or self.author)
        with self.app.app_context(), transaction() as session:
            explain(session, suspicion_id=suspicion, explanation=words, by=who, now=self.clock())

    def decide(
        self, suspicion: SuspicionID, outcome: SuspicionOutcome, by: Account | None = None, reason: str = "Đã xem xét"
    ) -> None:
        who = viewer(self.app, by or self.intake.board)
        with self.app.app_context(), transaction() as session:
            decide_suspicion(session, suspicion_id=suspicion, outcome=outcome, reason=reason, by=who, now=self.clock())

    def confirm(self, suspicion: SuspicionID, by: Account) -> None:
        who = viewer(self.app, by)
        with self.app.app_context(), transaction() as session:
            confirm_exclusion(session, suspicion_id=suspicion, by=who, now=self.clock())

    def state(self) -> str:
        return self.intake.stored(self.entry).state

    def notices(self, account: Account) -> list[str]:
        with self.app.app_context(), Session(database().main) as session:
            return list(session.scalars(select(Notice.kind).where(Notice.account == str(account.id))))


@pytest.fixture
def case(app: Flask, clock: TestClock) -> Case:
    return Case(app, clock)


@pytest.mark.requirement("S001-R11")
def test_B11_an_entry_is_excluded_only_after_its_author_was_heard_and_by_two_persons(case: Case) -> None:
    suspicion = case.ask()
    assert "entry.asked_to_explain" in case.notices(case.author)
    with pytest.raises(ExplanationPendingError):
        case.decide(suspicion, SuspicionOutcome.DISQUALIFY)
    case.explain(suspicion)
    with pytest.raises(AlreadyDoneError):
        case.explain(suspicion, words="Lần nữa")
    with pytest.raises(MissingReasonError):
        case.decide(suspicion, SuspicionOutcome.DISQUALIFY, reason=" ")
    case.decide(suspicion, SuspicionOutcome.DISQUALIFY)
    assert case.state() == EntryState.FORWARDED.value
    assert "entry.disqualified" not in case.notices(case.author)
    with pytest.raises(SamePersonError):
        case.confirm(suspicion, case.intake.board)
    case.confirm(suspicion, case.intake.validator)
    assert case.state() == EntryState.DISQUALIFIED.value
    assert "entry.disqualified" in case.notices(case.author)
    with case.app.app_context(), Session(database().main) as session:
        lines = session.scalars(
            select(HistoryLine.action).where(HistoryLine.action.like("suspicion.%")).order_by(HistoryLine.seq)
        ).all()
        texts = "".join(session.scalars(select(HistoryLine.data)))
    assert lines == ["suspicion.open", "suspicion.explain", "suspicion.decide", "suspicion.confirm"]
    assert "Tôi trích dẫn" not in texts, "own words enter the chain as their hash"


def test_in_the_authors_favour_the_board_decides_at_once(case: Case) -> None:
    suspicion = case.ask()
    case.decide(suspicion, SuspicionOutcome.UNFOUNDED)
    assert case.state() == EntryState.FORWARDED.value
    assert "entry.suspicion_unfounded" in case.notices(case.author)
    with pytest.raises(AlreadyDoneError):
        case.explain(suspicion)


def test_who_lets_his_time_pass_was_heard(case: Case) -> None:
    suspicion = case.ask()
    case.clock.move(days=3, seconds=1)
    case.decide(suspicion, SuspicionOutcome.WARNED)
    assert "entry.suspicion_warned" in case.notices(case.author)


def test_A01_A20_nobody_acts_beyond_his_duty(case: Case) -> None:
    suspicion = case.ask()
    with pytest.raises(NotAllowedError):
        case.ask(by=case.intake.board, entry_id=case.first)
    with pytest.raises(NotFoundError):
        case.explain(suspicion, by=case.first_author)
    with pytest.raises(NotAllowedError):
        case.decide(suspicion, SuspicionOutcome.UNFOUNDED, by=case.intake.validator)
    with pytest.raises(AlreadyDoneError):
        case.confirm(suspicion, case.intake.second)
    with pytest.raises(AlreadyDoneError):
        case.ask()
    with pytest.raises(ExplainDayError):
        case.ask(entry_id=case.first, days=0)
    with pytest.raises(MissingReasonError):
        case.ask(entry_id=case.first, question=" ")


def test_the_database_has_the_last_word_on_the_second_person(case: Case) -> None:
    suspicion = case.ask()
    case.explain(suspicion)
    case.decide(suspicion, SuspicionOutcome.DISQUALIFY)
    with pytest.raises(IntegrityError), case.app.app_context(), transaction() as session:
        row = session.get_one(Suspicion, suspicion)
        row.confirmed_by = row.decided_by


@pytest.mark.requirement("S001-R11")
def test_A10_the_whole_way_in_pages_and_the_other_author_is_never_named(case: Case) -> None:
    intake = case.intake
    validator, board = intake.as_(intake.validator), intake.as_(intake.board)
    listed = validator.get("/doi-chieu")
    assert f"/doi-chieu/{case.pair}" in listed.text
    page = validator.get(f"/doi-chieu/{case.pair}")
    assert {"Người Thử Thứ Nhất", "Người Thử Thứ Hai"} <= set(re.findall(r"Người Thử Thứ \w+", page.text))
    assert page.text.count("<mark>") >= 2
    assert f"/doi-chieu/{case.pair}" in validator.get(f"/kiem-tra/{case.entry}").text
    validator.post(
        f"/doi-chieu/{case.pair}/hoi",
        {"ask-entry_id": str(case.entry), "ask-question": QUESTION, "ask-until": "2026-09-12"},
    )
    with case.app.app_context(), Session(database().main) as session:
        suspicion = session.scalars(select(Suspicion.id)).one()
    author = intake.as_(case.author)
    assert f"/giai-trinh/{suspicion}" in author.get(f"/bai-du-thi/{case.entry}").text
    address = f"/bai-du-thi/{case.entry}/giai-trinh/{suspicion}"
    asked = author.get(address)
    assert QUESTION in asked.text
    assert "<mark>" in asked.text
    for secret in ("Người Thử Thứ Nhất", str(case.first), str(case.pair)):
        assert secret not in asked.text
    intake.as_(case.first_author).get(address, status=404)
    author.post(address, {"explain-explanation": "Tôi có trích nguồn ở cuối bài."})
    shown = board.get(f"/nghi-van/{suspicion}")
    assert "Tôi có trích nguồn ở cuối bài." in shown.text
    board.post(f"/nghi-van/{suspicion}/quyet-dinh", {"decide-outcome": "disqualify", "decide-reason": "Sao chép"})
    assert "Sao chép" not in author.get(address).text, "what is only proposed is nobody's news"
    validator.post(f"/nghi-van/{suspicion}/dong-y", {})
    assert case.state() == EntryState.DISQUALIFIED.value
    assert "Sao chép" in author.get(address).text


def test_a_refused_form_keeps_what_was_typed(case: Case) -> None:
    validator = case.intake.as_(case.intake.validator)
    sent = {"ask-entry_id": str(case.entry), "ask-question": QUESTION, "ask-until": "2026-09-01"}
    page = validator.post(f"/doi-chieu/{case.pair}/hoi", sent, status=422)
    assert QUESTION in page.text
    validator.post(f"/doi-chieu/{case.pair}/bo-qua", {"dismiss-reason": ""}, status=422)


def test_A20_the_library_takes_paste_and_files_from_its_keepers_alone(app: Flask, clock: TestClock) -> None:
    intake = Intake(app, clock)
    client = intake.as_(keeper(app, intake))
    assert "Thư viện chưa có bài viết nào" in client.get("/thu-vien-bai-viet").text
    text = written(120, 7)
    client.post("/thu-vien-bai-viet/dan", {"paste-title": "Bài thử", "paste-source": "", "paste-text": text})
    assert "đang chuẩn bị" in client.get("/thu-vien-bai-viet").text
    work_until_idle(app)
    listed = client.get("/thu-vien-bai-viet?tim=bai")
    assert "không có bài nào giống" in listed.text
    files = [
        (io.BytesIO(f"Tên trong tệp\n\n{written(90, 8)}".encode()), "bai.txt"),
        (io.BytesIO(b"\x7fELF" + b"\0" * 200), "la.txt"),
    ]
    answer = client.http.post(
        "/thu-vien-bai-viet/tep",
        data={"files-files": files, "files-source": "Báo thử"},
        content_type="multipart/form-data",
        base_url="http://127.0.0.1",
    )
    assert answer.status_code == 422
    assert "la.txt" in answer.text
    assert "Tên trong tệp" in client.get("/thu-vien-bai-viet").text
    (address,) = set(re.findall(r'/thu-vien-bai-viet/[0-9a-f-]{36}(?=">\s*<bdi>Bài thử)', listed.text))
    assert text[:60] in client.get(address).text
    client.post(f"{address}/bo", {})
    assert "Bài thử" not in client.get("/thu-vien-bai-viet?tim=thu").text
    for who in (intake.validator, intake.coordinator):
        intake.as_(who).get("/thu-vien-bai-viet", status=404)


def test_A10_a_judge_reaches_none_of_it(case: Case) -> None:
    suspicion = case.ask()
    with case.app.app_context(), transaction() as session:
        judge = make_account(
            session, "Hoàng Giám Khảo", now=case.clock(), roles=(Role.JUDGE,), programme=case.intake.programme
        )
    client = case.intake.as_(judge)
    for address in (
        "/doi-chieu",
        f"/doi-chieu/{case.pair}",
        "/nghi-van",
        f"/nghi-van/{suspicion}",
        "/thu-vien-bai-viet",
    ):
        client.get(address, status=404)
