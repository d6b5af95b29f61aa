"""Help by AI tools: asked on the declarations' page, kept with each version, read by those who verify, never judged."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from judging.models.entries import Entry, EntryVersion, Refusal
from judging.spec.words import AiHelpRule
from portal.db import transaction, writing
from tests.factories.entries import make_draft, submit
from tests.factories.judging import make_sealed_round
from tests.factories.office import make_account
from tests.factories.programmes import demonstration_plan, make_programme
from tests.factories.received import Intake
from tests.integration.test_suspicions import Case
from tests.integration.test_validations import post
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from judging.ids import EntryID
    from tests.conftest import TestClock
    from tests.page_client import Page

YES = {"ai-used": "yes", "ai-tool": "Công cụ Thử Nghiệm", "ai-use-spelling": "y", "ai-words": "Chỉ soát chính tả"}
KEPT = {"used": True, "tool": "Công cụ Thử Nghiệm", "uses": ["spelling"], "words": "Chỉ soát chính tả"}


class Desk:
    """An author with a draft that lacks nothing but the answer, under a plan with the given rule."""

    def __init__(self, app: Flask, clock: TestClock, rule: AiHelpRule | None) -> None:
        self.app = app
        plan = demonstration_plan(clock().date().isoformat())
        plan = replace(plan, entering=replace(plan.entering, ai_help=rule))
        with app.app_context(), transaction() as session:
            programme = make_programme(session, now=clock(), plan=plan, slug="hoi-ai")
            self.author = make_account(session, "Người Thử Khai", now=clock())
        self.pages = PageClient(app).sign_in_as(self.author)
        self.entry_id = make_draft(app, self.author, programme)
        self.url = f"/bai-du-thi/{self.entry_id}"

    def entry(self) -> Entry:
        with self.app.app_context(), transaction() as session:
            found = session.get_one(Entry, self.entry_id)
            session.expunge_all()
            return found

    def declare(self, fields: dict[str, str], *, status: int = 302, **given: object) -> Page:
        boxes = {"declare-original": "y", "declare-unpublished": "y"}
        return self.pages.post(
            f"{self.url}/cam-ket", {"version": self.entry().version, **boxes, **fields}, status=status, **given
        )

    def hand_in(self, *, status: int = 302) -> Page:
        fields = {"version": self.entry().version, "idempotency_key": f"k{self.entry().version}"}
        return self.pages.post(f"{self.url}/nop", fields, status=status)

    def refusals(self) -> list[tuple[str, str]]:
        with self.app.app_context(), transaction() as session:
            return [(one.reason, one.facts.get("missing", "")) for one in session.scalars(select(Refusal))]

    def versions(self) -> list[dict[str, object]]:
        with self.app.app_context(), transaction() as session:
            rows = session.scalars(select(EntryVersion.canonical).order_by(EntryVersion.number))
            return [json.loads(row) for row in rows]


@pytest.fixture
def intake(app: Flask, clock: TestClock) -> Intake:
    return Intake(app, clock)


def say(intake: Intake, entry_id: EntryID, told: dict[str, object]) -> None:
    """As if the entry had been handed in with this answer."""
    with intake.app.app_context(), transaction() as session:
        session.get_one(Entry, entry_id).ai_help = told


@pytest.mark.requirement("S001-R11")
def test_where_an_answer_is_needed_nothing_is_handed_in_without_it(app: Flask, clock: TestClock) -> None:
    desk = Desk(app, clock, AiHelpRule.REQUIRED)
    missing = desk.pages.get(f"{desk.url}/nop")
    assert missing.all_words(".notice-danger li") == ["Có dùng công cụ trí tuệ nhân tạo (AI) hay không"]
    assert "Còn thiếu" in desk.hand_in(status=422).body
    assert desk.refusals() == [("entry_incomplete", "ai_help:used")]
    desk.declare({"ai-used": "yes"})
    assert "Tên công cụ AI đã dùng" in desk.pages.get(f"{desk.url}/nop").body
    desk.hand_in(status=422)
    assert desk.refusals()[-1] == ("entry_incomplete", "ai_help:tool, ai_help:uses")
    desk.declare(YES)
    assert "Công cụ Thử Nghiệm" in desk.pages.get(f"{desk.url}/nop").body
    desk.hand_in()
    assert (desk.entry().state, desk.entry().ai_help) == ("submitted", KEPT)
    assert [one["ai_help"] for one in desk.versions()] == [KEPT]


def test_where_help_is_forbidden_a_yes_is_refused_with_its_sentence_and_kept_in_the_record(
    app: Flask, clock: TestClock
) -> None:
    desk = Desk(app, clock, AiHelpRule.FORBIDDEN)
    assert "Bài khai có dùng sẽ không nộp được" in desk.pages.get(f"{desk.url}/cam-ket").body
    desk.declare(YES)
    assert desk.entry().ai_help == KEPT, "what was said is kept, it is never dropped silently"
    refused = desk.hand_in(status=422)
    assert "Kế hoạch không cho phép dùng công cụ trí tuệ nhân tạo" in refused.words(".error-summary")
    assert desk.refusals() == [("ai_help_forbidden", "")]
    assert (desk.entry().state, desk.versions()) == ("draft", [])
    desk.declare({"ai-used": "no", "ai-tool": "còn sót"})
    desk.hand_in()
    assert desk.versions()[0]["ai_help"] == {"used": False}


def test_where_it_may_be_left_open_it_may_and_where_it_is_not_asked_nothing_is_kept(
    app: Flask, clock: TestClock
) -> None:
    desk = Desk(app, clock, AiHelpRule.OPTIONAL)
    assert desk.pages.get(f"{desk.url}/cam-ket").soup.select("input[name=ai-used]")
    desk.hand_in()
    assert "ai_help" not in desk.versions()[0]


def test_A05_an_answer_that_the_plan_does_not_ask_for_is_not_kept(app: Flask, clock: TestClock) -> None:
    desk = Desk(app, clock, None)
    assert desk.pages.get(f"{desk.url}/cam-ket").soup.select("input[name=ai-used]") == []
    desk.declare(YES)
    assert desk.entry().ai_help == {}


def test_B12_an_older_page_overwrites_nothing_and_shows_what_is_stored(app: Flask, clock: TestClock) -> None:
    desk = Desk(app, clock, AiHelpRule.REQUIRED)
    old = desk.entry().version
    saved = desk.declare(YES, status=200, headers={"Accept": "application/json"})
    assert saved.response.json["version"] == old + 1
    fields = {"ai-used": "no", "ai-tool": "", "version": old}
    late = desk.declare(fields, status=409, headers={"Accept": "application/json"}).response.json["fields"]
    assert (late["ai-used"], late["ai-tool"], late["ai-use-spelling"]) == ("yes", "Công cụ Thử Nghiệm", "y")
    assert late["ai-use-ideas"] == ""
    page = desk.declare(fields, status=409)
    assert "Công cụ Thử Nghiệm" in page.words(".notice-warning")
    assert desk.entry().ai_help == KEPT


@pytest.mark.requirement("S001-R11")
def test_unit_and_validators_read_it_and_the_queue_finds_it(intake: Intake) -> None:
    told, silent, none = (intake.forwarded(title=title) for title in ("Có dùng", "Chưa khai", "Không dùng"))
    say(intake, told, KEPT)
    say(intake, none, {"used": False})
    for account, address in ((intake.coordinator, "don-vi/bai-du-thi"), (intake.validator, "kiem-tra")):
        pages = intake.as_(account)
        if address == "kiem-tra":
            page = pages.get(f"/{address}/{told}")
        else:
            links = [str(tag["href"]) for tag in pages.get("/don-vi").soup.select("a") if str(told) in str(tag["href"])]
            page = pages.get(links[0])
        assert "Công cụ AI: khai có dùng" in page.body
        assert {"Công cụ Thử Nghiệm", "Sửa lỗi chính tả, câu chữ", "Chỉ soát chính tả"} <= set(page.all_words("dd"))
    pages = intake.as_(intake.validator)
    assert "Công cụ AI: chưa khai" in pages.get(f"/kiem-tra/{silent}").body

    def listed(word: str) -> list[str]:
        return pages.get(f"/kiem-tra?khai-ai={word}").all_words("tbody th a")

    assert (listed("yes"), listed("no"), listed("none")) == (["Có dùng"], ["Không dùng"], ["Chưa khai"])
    assert len(listed("khac")) == 3
    assert pages.get("/kiem-tra?khai-ai=yes").words("tbody").count("khai có dùng AI") == 1


def test_a_return_for_it_opens_it_alone_and_shows_the_difference(intake: Intake) -> None:
    author = intake.author("Người Thử Bổ Sung")
    entry_id = intake.forwarded(author)
    pages, own = intake.as_(intake.validator), intake.as_(author)
    url = f"/bai-du-thi/{entry_id}/cam-ket"
    post(pages, intake, entry_id, "tra-lai", reasons=["ai_help"], may_change=["ai_help"], until="2026-12-30")
    assert "Khai báo sử dụng công cụ AI còn thiếu" in own.get(f"/bai-du-thi/{entry_id}").body
    intake.clock.move(days=60)
    boxes = {"declare-original": "y", "declare-unpublished": "y"}
    own = intake.as_(author)
    own.post(url, {**YES, "declare-original": "y", "version": intake.stored(entry_id).version}, status=422)
    own.post(url, {**boxes, **YES, "version": intake.stored(entry_id).version})
    submit(intake.app, author, entry_id)
    page = intake.as_(intake.validator).get(f"/kiem-tra/{entry_id}")
    assert page.all_words("table tbody tr")[:4] == [
        "Tên công cụ AI đã dùng — Công cụ Thử Nghiệm",
        "Có dùng công cụ trí tuệ nhân tạo (AI) hay không — có",
        "Việc đã dùng công cụ AI — Sửa lỗi chính tả, câu chữ",
        "Nội dung tác giả tự mô tả việc dùng công cụ AI — Chỉ soát chính tả",
    ]


def test_after_handing_in_it_is_frozen_with_the_rest_when_time_is_over(app: Flask, clock: TestClock) -> None:
    desk = Desk(app, clock, AiHelpRule.OPTIONAL)
    desk.declare({"ai-used": "no"})
    desk.hand_in()
    clock.move(days=60)
    desk.pages = PageClient(app).sign_in_as(desk.author)
    desk.declare(YES, status=422)
    assert (desk.entry().ai_help, desk.entry().changes) == ({"used": False}, {})


def test_a_return_for_something_else_never_leaves_an_author_unable_to_answer(intake: Intake) -> None:
    """Where the answer lacks a part that is needed, every return opens it."""
    entry_id = intake.forwarded()
    say(intake, entry_id, {"used": True})
    post(intake.as_(intake.validator), intake, entry_id, "tra-lai", reasons=["cover"], may_change=["title"],
         until="2026-12-30")  # fmt: skip
    assert intake.stored(entry_id).may_change == ["title", "ai_help"]


@pytest.mark.requirement("S001-R11")
def test_a_suspicion_shows_the_declaration_beside_the_evidence(app: Flask, clock: TestClock) -> None:
    case = Case(app, clock)
    suspicion = case.ask()
    board = case.intake.as_(case.intake.board)
    assert "Công cụ AI: chưa khai" in board.get(f"/nghi-van/{suspicion}").body
    say(case.intake, case.entry, KEPT)
    assert "Công cụ Thử Nghiệm" in board.get(f"/nghi-van/{suspicion}").body


@pytest.mark.requirement("S001-R41")
def test_A01_A13_no_judge_reads_what_an_author_declared(app: Flask, clock: TestClock) -> None:
    planted = "CONG-CU-RIENG-CUA-TAC-GIA"
    main = app.extensions["bangvang_database"].main
    with app.app_context(), writing(main) as session:
        world = make_sealed_round(session, now=clock(), entries=3, judges=3)
        for one in world.entries:
            session.get_one(Entry, one.id).ai_help = {**KEPT, "tool": planted}
    with main.connect() as connection:
        assert planted in str(connection.execute(text("SELECT ai_help FROM entries")).all()), "it could have leaked"
    with app.extensions["bangvang_database"].desk.connect() as connection, pytest.raises(DatabaseError):
        connection.execute(text("SELECT ai_help FROM entries"))
    for judge in world.judges:
        client = PageClient(app).sign_in_as(judge)
        work = client.get("/cham")
        seen = [work, *(client.get(str(link["href"])) for link in work.soup.select("tbody a"))]
        assert len(seen) > 1
        assert [page.h1 for page in seen if planted in page.text or "Công cụ AI" in page.text] == []
        client.get(f"/kiem-tra/{world.entries[0].id}", status=404)
