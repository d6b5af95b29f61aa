"""Phúc khảo from the request to the corrected result, and that its judges cannot tell; on both databases.

It is longer than 300 lines, so that each case of this subject is found in one place.
"""

from __future__ import annotations

import json
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from judging import verify
from judging.actions.approvals import NotOpenedError, bundle_of
from judging.actions.remarkings import (
    NothingToRemarkError,
    RemarkDayError,
    RemarkingClosedError,
    RemarkingNotOverError,
    RemarkingStillOpenError,
    begin_remarking,
)
from judging.actions.results import StaleResultError
from judging.errors import AlreadyDoneError, MissingReasonError
from judging.ids import ProgrammeID
from judging.models.history import HistoryLine, Notice
from judging.models.results import Publication
from judging.models.rounds import Assignment, Code
from judging.models.seals import CodeLink, SeatHolder
from judging.queries.invariants import nobody_marks_anew_what_he_marked
from judging.queries.paper_facts import list_round_rows
from judging.queries.standings import round_at_hand
from judging.spec.after import Remarking
from judging.spec.words import RemarkEffect
from portal.db import database
from tests.factories.judging import make_rendition
from tests.factories.remarkings import Anew
from tests.invariants import violations
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock


def bundles(anew: Anew) -> list[dict[str, object]]:
    """The public result of each version, oldest first."""
    client = PageClient(anew.app)
    with anew.app.app_context(), Session(database().main) as session:
        numbers = session.scalars(select(Publication.number).order_by(Publication.number)).all()
    found = []
    for number in numbers:
        text = client.get(f"/cuoc-thi/{anew.day.slug}/ket-qua/lan-{number}/bang-diem.json").text
        assert verify.verify_text(text) == []
        found.append(json.loads(text)["bundle"])
    return found


def totals(bundle: dict[str, object]) -> dict[str, str]:
    return {one["code"]: one["shown"] for one in bundle["result"]["scores"]}  # type: ignore[index]


def test_new_marks_replace_the_old_ones_as_a_new_version_and_the_old_one_stays(app: Flask, clock: TestClock) -> None:
    anew = Anew(app, clock)
    anew.remark({2: 95})
    anew.correct()
    told = anew.settle()
    low = anew.day.codes[2]
    assert [(one.code, one.before, one.new, one.after, one.counts) for one in told] == [
        (low, Decimal("70.00"), Decimal("95.00"), Decimal("95.00"), True)
    ]
    old, new = bundles(anew)
    assert (totals(old)[low], totals(new)[low]) == ("70.00", "95.00")
    assert new["result"]["prizes"]["awards"][0]["code"] == low  # type: ignore[index]
    seats = {sheet["seat"] for sheet in new["sheets"] if sheet["code"] == low}  # type: ignore[attr-defined,index]
    assert seats == {4, 5}, "the new judges are numbered after those of the first panel"
    page = PageClient(app).get(f"/cuoc-thi/{anew.day.slug}/ket-qua")
    assert "Kết quả phúc khảo" in page.body
    assert not any(violations(app).values())


@pytest.mark.parametrize(
    ("remarking", "new", "after", "counts"),
    [
        (Remarking(5, RemarkEffect.REPLACES), 60, "60.00", True),
        (Remarking(5, RemarkEffect.TOGETHER), 80, "75.00", True),
        (Remarking(5, RemarkEffect.IF_DIFFERS, Decimal(8)), 78, "78.00", True),
        (Remarking(5, RemarkEffect.IF_DIFFERS, Decimal(9)), 78, "70.00", False),
    ],
)
def test_the_plan_says_what_the_new_marks_do(
    app: Flask, clock: TestClock, remarking: Remarking, new: int, after: str, counts: bool
) -> None:
    anew = Anew(app, clock, remarking)
    anew.remark({2: new})
    if counts:
        anew.correct()
    (told,) = anew.settle()
    assert (str(told.after), told.counts) == (after, counts)
    assert totals(bundles(anew)[-1])[anew.day.codes[2]] == after


def test_it_is_asked_once_with_a_reason_and_within_the_window(app: Flask, clock: TestClock) -> None:
    anew = Anew(app, clock)
    with pytest.raises(MissingReasonError):
        anew.ask(0, " ")
    anew.ask(0)
    with pytest.raises(AlreadyDoneError):
        anew.ask(0)
    with pytest.raises(RemarkingStillOpenError):
        anew.begin()
    clock.move(days=7, hours=13, minutes=59)
    anew.ask(1)
    clock.move(minutes=2)
    with pytest.raises(RemarkingClosedError):
        anew.ask(2)
    anew.begin()
    with pytest.raises(AlreadyDoneError):
        anew.begin()


def test_without_a_word_in_the_plan_nothing_can_be_asked(app: Flask, clock: TestClock) -> None:
    anew = Anew(app, clock, None)
    with pytest.raises(RemarkingClosedError):
        anew.ask(0)
    with pytest.raises(RemarkingClosedError):
        anew.begin()


def test_nobody_asked_nothing_begins(app: Flask, clock: TestClock) -> None:
    anew = Anew(app, clock)
    clock.move(days=10)
    with pytest.raises(NothingToRemarkError):
        anew.begin()


def test_B24_who_marked_before_never_marks_anew_though_he_sits_in_the_panel(app: Flask, clock: TestClock) -> None:
    anew = Anew(app, clock)
    anew.ask(0)
    anew.ask(2)
    clock.move(days=10)
    round_id = anew.begin()
    anew.panel(former=True)
    anew.open()
    with app.app_context(), Session(database().main) as session:
        rows = session.execute(
            select(CodeLink.entry_id, CodeLink.round_id, SeatHolder.account_id)
            .join(Assignment, Assignment.code_id == CodeLink.code_id)
            .join(SeatHolder, SeatHolder.seat_id == Assignment.seat_id)
        ).all()
    asked = {anew.day.entries[number].id for number in (0, 2)}
    before = {(entry, account) for entry, round_, account in rows if round_ != round_id and entry in asked}
    anew_ = {(entry, account) for entry, round_, account in rows if round_ == round_id}
    seated_before = {judge.id for judge in anew.day.judges[:2]}
    assert len(anew_) == 4
    assert not anew_ & before
    assert {account for _, account in before} & seated_before, "somebody in the new panel could have met it again"


def test_B24_the_new_judges_see_a_round_like_any_other(app: Flask, clock: TestClock) -> None:
    anew = Anew(app, clock)
    anew.ask(2, "Canary-lý-do-phúc-khảo")
    clock.move(days=10)
    anew.begin()
    judge = anew.panel()[0]
    anew.open()
    client = PageClient(app).sign_in_as(judge)
    desk = client.get("/cham")
    address = next(str(link["href"]) for link in desk.soup.select("main a[href^='/cham/']"))
    pages = [desk, client.get(address), client.get("/thong-bao")]
    told = "\n".join(page.text for page in pages)
    assert anew.round_name in desk.body, "the round has the name of the one that it re-marks"
    for secret in (
        "phúc khảo",
        "Phúc khảo",
        "Canary",
        anew.day.codes[2],
        "70,00",
        ">70<",
        anew.day.authors[2].person.full_name,
    ):
        assert secret not in told, secret
    for tail in ("phuc-khao", "phuc-khao/bat-dau"):
        client.http.get(f"/niem-phong/{anew.day.round_id}/{tail}", base_url="http://127.0.0.1")
        assert (
            client.http.get(f"/niem-phong/{anew.day.round_id}/phuc-khao", base_url="http://127.0.0.1").status_code
            == 404
        )


def test_pages_lead_from_the_request_to_its_outcome(app: Flask, clock: TestClock) -> None:
    anew = Anew(app, clock)
    entry, round_id = anew.day.entries[2].id, anew.day.round_id
    author = PageClient(app).sign_in_as(anew.day.authors[2])
    secretary = PageClient(app).sign_in_as(anew.day.secretary)
    assert "Phúc khảo" in author.get(f"/bai-du-thi/{entry}").body
    page = f"/bai-du-thi/{entry}/phuc-khao"
    assert "dù cao hơn hay thấp hơn" in author.get(page).body
    author.post(page, {"reason": " "}, status=422)
    office = f"/niem-phong/{round_id}/phuc-khao"
    assert "Chưa có ai đề nghị" in secretary.get(office).body
    assert "Đã nhận đề nghị" in author.follow(author.post(page, {"reason": "Điểm thấp"})).body
    author.post(page, {"reason": "Điểm thấp"}, status=409)
    PageClient(app).sign_in_as(anew.day.authors[0]).get(page, status=404)
    assert "Điểm thấp" in secretary.get(office).body
    today = {"closes_on": "2026-09-30"}
    assert "Tác giả được đề nghị đến" in secretary.follow(secretary.post(f"{office}/bat-dau", today)).body
    clock.move(days=10)
    secretary, author = secretary.sign_in_as(anew.day.secretary), author.sign_in_as(anew.day.authors[2])
    secretary.post(f"{office}/bat-dau", {"closes_on": ""}, status=422)
    assert "mã phách mới" in secretary.follow(secretary.post(f"{office}/bat-dau", today)).body
    assert "(phúc khảo)" in secretary.get("/niem-phong").body
    secretary.get(f"/niem-phong/{anew.round_id}")
    secretary.get(f"/niem-phong/{anew.round_id}/phuc-khao", status=404)
    assert not secretary.get(f"/niem-phong/{anew.round_id}/ma-phach").soup.select("#seal-batch"), (
        "nothing else joins it"
    )
    with anew.day.acting() as session:
        for code in session.scalars(select(Code).where(Code.round_id == anew.round_id)):
            make_rendition(session, code)
    anew.panel()
    anew.open()
    anew.mark({2: 95})
    secretary.post(f"/niem-phong/{anew.round_id}/ket-qua/dong-vong")
    secretary.get(f"/niem-phong/{anew.round_id}/ket-qua")
    early = secretary.follow(secretary.post(f"{office}/bao-ket-qua"))
    assert "Đã báo kết quả" not in early.body
    assert early.soup.select(".notice-danger")
    anew.correct()
    assert "Các bài đã phúc khảo" in PageClient(app).get(f"/cuoc-thi/{anew.day.slug}/ket-qua").body
    assert "Đã báo kết quả" in secretary.follow(secretary.post(f"{office}/bao-ket-qua")).body
    told = author.get(page).body
    assert "Điểm của bài đã thay đổi" in told
    assert "70" in told
    assert "95" in told


def test_the_invariants_name_a_judge_who_got_an_entry_again(app: Flask, clock: TestClock) -> None:
    anew = Anew(app, clock)
    anew.ask(2)
    clock.move(days=10)
    anew.begin()
    anew.panel()
    anew.open()
    with anew.day.acting() as session:
        assert nobody_marks_anew_what_he_marked(session) == []
        first = session.scalars(
            select(SeatHolder.account_id)
            .join(Assignment, Assignment.seat_id == SeatHolder.seat_id)
            .join(CodeLink, CodeLink.code_id == Assignment.code_id)
            .where(CodeLink.entry_id == anew.day.entries[2].id, CodeLink.round_id == anew.day.round_id)
        ).first()
        seat = session.scalars(
            select(SeatHolder)
            .join(Assignment, Assignment.seat_id == SeatHolder.seat_id)
            .join(CodeLink, CodeLink.code_id == Assignment.code_id)
            .where(CodeLink.round_id == anew.round_id)
        ).first()
        assert first is not None
        assert seat is not None
        seat.account_id = first
        session.flush()
        assert len(nobody_marks_anew_what_he_marked(session)) == 1
        session.rollback()


def test_papers_are_made_of_the_plans_rounds_and_marking_has_a_day_ahead(app: Flask, clock: TestClock) -> None:
    anew = Anew(app, clock)
    anew.ask(2)
    clock.move(days=10)
    with anew.day.acting() as session, pytest.raises(RemarkDayError):
        begin_remarking(
            session,
            anew.day.at_hand(session),
            closes_on=date(2026, 9, 1),
            draw=secrets.randbelow,
            by=anew.day.viewer(session, anew.day.secretary),
            now=clock(),
        )
    anew.begin()
    with anew.day.acting() as session:
        assert [row.id for row in list_round_rows(session, ProgrammeID(anew.day.programme_id))] == [anew.day.round_id]


def test_A01_its_result_is_approved_by_nobody_apart(app: Flask, clock: TestClock) -> None:
    anew = Anew(app, clock)
    anew.remark({2: 95})
    with anew.day.acting() as session, pytest.raises(NotOpenedError):
        bundle_of(session, round_at_hand(session, anew.round_id))


def test_B15_it_is_told_only_when_the_result_that_holds_is_published(app: Flask, clock: TestClock) -> None:
    anew = Anew(app, clock)
    with pytest.raises(RemarkingNotOverError):
        anew.settle()
    anew.remark({2: 95})
    with pytest.raises(StaleResultError):
        anew.settle()
    anew.correct()
    anew.settle()
    with pytest.raises(AlreadyDoneError):
        anew.settle()
    with app.app_context(), Session(database().main) as session:
        author = str(anew.day.authors[2].id)
        kinds = session.scalars(select(Notice.kind).where(Notice.account == author)).all()
        actions = session.scalars(
            select(HistoryLine.action).where(HistoryLine.action.like("remark.%")).order_by(HistoryLine.seq)
        ).all()
    assert kinds.count("remark.settled") == 1
    assert actions == ["remark.ask", "remark.begin", "remark.settle"]


def test_B13_of_many_who_begin_at_once_exactly_one_does(app: Flask, clock: TestClock) -> None:
    anew = Anew(app, clock)
    anew.ask(2)
    clock.move(days=10)

    def begin(_number: int) -> str:
        try:
            anew.begin()
        except AlreadyDoneError:
            return "already done"
        return "won"

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(begin, range(6))) == ["already done"] * 5 + ["won"]
