"""Late additions and removals of a sealed list: asked by the head with a reason, done by the secretary, printed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging import verify
from judging.actions.assignments import assign_round
from judging.desk.list_changes import ask_change
from judging.errors import AlreadyDoneError, NotAllowedError, NotFoundError
from judging.models.entries import Entry
from judging.models.list_changes import ListChange
from judging.models.rounds import Code
from judging.models.seals import CodeLink
from judging.queries.standings import find_result, list_codes, round_coverage
from judging.rules.round_paths import ChangeWhat
from tests.factories.judging import make_rendition, make_valid_entry
from tests.factories.marking import make_day
from tests.factories.two_rounds import lock_all
from tests.invariants import violations
from tests.page_client import PageClient

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Flask

    from tests.conftest import TestClock
    from tests.factories.marking import Day


def ask(day: Day, what: ChangeWhat, word: str = "", reason: str = "Tác giả xin rút bài") -> UUID:
    with day.acting() as session:
        head = day.viewer(session, day.judges[0])
        return ask_change(
            session, round_id=day.at_hand(session).id, what=what, word=word, reason=reason, by=head, now=day.now
        ).id


def office(day: Day) -> PageClient:
    return PageClient(day.app).sign_in_as(day.secretary)


def address(day: Day, change: UUID, act: str) -> str:
    return f"/niem-phong/{day.round_id}/thay-doi-danh-sach/{change}/{act}"


def bundle_of(day: Day) -> dict[str, object]:
    with day.acting() as session:
        kept = find_result(session, day.at_hand(session).id)
        assert kept is not None
        assert verify.verify_text(kept.canonical) == []
        told: dict[str, object] = json.loads(kept.canonical)
        return told


def test_a_code_is_taken_out_for_a_printed_reason(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock(), marks=(90, 85, 80, 60))
    change = ask(day, ChangeWhat.REMOVED, day.codes[1])
    page = office(day).get(f"/niem-phong/{day.round_id}/thay-doi-danh-sach")
    assert f"Rút mã phách {day.codes[1]}" in page.body
    office(day).post(address(day, change, "rut"))
    with day.acting() as session:
        assert day.codes[1] not in list_codes(session, day.at_hand(session).id)
        assert round_coverage(session, day.at_hand(session)).is_complete
    # It is gone from every desk.
    for judge in day.judges:
        assert day.codes[1] not in PageClient(app).sign_in_as(judge).get("/cham").body
    day.close()
    told = bundle_of(day)
    assert told["path"]["changes"] == [  # type: ignore[index]
        {"code": day.codes[1], "what": "removed", "reason": "Tác giả xin rút bài"}
    ]
    assert "được rút sau niêm phong: Tác giả xin rút bài" in office(day).get(f"/niem-phong/{day.round_id}/ket-qua").body
    assert violations(app) == {}


def test_an_entry_is_let_in_gets_a_code_and_marks(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock(), marks=(90, 85, 80))
    with day.acting() as session:
        entry = make_valid_entry(session, day.at_hand(session).plan.programme, now=day.now)
        entry_id, author = entry.id, entry.author.full_name
    change = ask(day, ChangeWhat.ADDED, reason="Bài nộp đúng hạn, chuyển đến chậm")
    page = office(day).get(f"/niem-phong/{day.round_id}/thay-doi-danh-sach")
    assert author in page.body
    office(day).post(address(day, change, "them"), {"entry": str(entry_id)})
    with day.acting() as session:
        code = session.scalars(
            select(Code).join(CodeLink, CodeLink.code_id == Code.id).where(CodeLink.entry_id == entry_id)
        ).one()
        word = code.word
        assert session.get_one(Entry, entry_id).state == "sealed"
        # Coverage follows: the round cannot be closed before the entry has its marks.
        assert [one.code for one in round_coverage(session, day.at_hand(session)).shortfalls] == [word]
        make_rendition(session, code)
        by = day.viewer(session, day.secretary)
        assign_round(session, day.at_hand(session), run=2, reason="Bài bổ sung", by=by, now=day.now)
    with day.acting() as session:
        lock_all(session, day, {entry_id: 88})
    day.close()
    told = bundle_of(day)
    assert told["result"]["places"][1]["codes"] == [word]  # type: ignore[index]
    assert told["path"]["changes"] == [  # type: ignore[index]
        {"code": word, "what": "added", "reason": "Bài nộp đúng hạn, chuyển đến chậm"}
    ]


def test_only_the_head_asks_and_only_once(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock(), marks=(90, 85, 80))
    with day.acting() as session, pytest.raises(NotAllowedError):
        judge = day.viewer(session, day.judges[1])
        ask_change(session, round_id=day.at_hand(session).id, what=ChangeWhat.ADDED, reason="x", by=judge, now=day.now)
    change = ask(day, ChangeWhat.REMOVED, day.codes[0])
    with pytest.raises(AlreadyDoneError):
        ask(day, ChangeWhat.REMOVED, day.codes[0])
    with pytest.raises(NotFoundError):
        ask(day, ChangeWhat.REMOVED, "Z-ZZZZ")
    office(day).post(address(day, change, "tu-choi"), {"reason": "Tác giả đã đổi ý"})
    office(day).post(address(day, change, "rut"), status=409)
    with day.acting() as session:
        row = session.scalars(select(ListChange)).one()
        assert (row.done_at, row.refused_because) == (None, "Tác giả đã đổi ý")
        assert day.codes[0] in list_codes(session, day.at_hand(session).id)


def test_the_head_asks_on_his_page_and_learns_no_entry(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock(), marks=(90, 85, 80))
    head = PageClient(app).sign_in_as(day.judges[0])
    url = f"/truong-ban/{day.round_id}/danh-sach"
    shown = head.get(url)
    for entry in day.entries:
        assert entry.title not in shown.body
    wrong = head.post(url, {"what": "removed", "word": "Z-ZZZZ", "reason": "Nhầm"}, status=422)
    assert "không có mã phách" in wrong.body
    done = head.follow(head.post(url, {"what": "removed", "word": day.codes[2].lower(), "reason": "Trùng bài"}))
    assert day.codes[2] in done.body
    PageClient(app).sign_in_as(day.judges[1]).get(url, status=404)
