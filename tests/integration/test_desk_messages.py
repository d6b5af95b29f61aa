"""Judges ask the secretary by code: kept once, answered to one judge, and nobody learns of anybody (A10)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.desk.messages import ask_office, list_messages
from judging.desk.reviews import RoundClosedError
from judging.desk.work import get_sheet
from judging.errors import NotFoundError
from judging.messaging import TooManyMessagesError
from judging.models.history import Notice
from judging.models.rounds import Code, Round, Seat
from portal.db import writing
from portal.jobs.handlers.tell_questions import tell_questions
from tests.factories.judging import World, make_sealed_round
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from judging.models.people import Account
    from judging.models.rounds import Assignment
    from tests.conftest import TestClock

QUESTION = "Trang hai mờ, có bản rõ hơn không?"


@pytest.fixture
def world(app: Flask, clock: TestClock) -> World:
    with app.app_context(), on_main(app) as session:
        return make_sealed_round(session, now=clock(), entries=3, judges=3)


def on_main(app: Flask) -> object:
    return writing(app.extensions["bangvang_database"].main)


def sheet_of(app: Flask, world: World, judge: Account) -> tuple[Assignment, str, int]:
    """A sheet of the judge, its code and his number."""
    with app.app_context(), on_main(app) as session:
        world.session = session
        mine = world.assignments_of(judge)[0]
        return mine, session.get_one(Code, mine.code_id).word, session.get_one(Seat, mine.seat_id).number


def thread_of(app: Flask, mine: Assignment) -> list[tuple[bool, str]]:
    with app.app_context(), on_main(app) as session:
        sheet = get_sheet(session, mine.id, seats=frozenset({mine.seat_id}))
        return [(one.from_office, one.words) for one in list_messages(session, sheet)]


def notices_of(app: Flask, account: Account) -> list[tuple[str, dict[str, str], str]]:
    with app.app_context(), on_main(app) as session:
        rows = session.scalars(select(Notice).where(Notice.account == str(account.id)))
        return [(one.kind, dict(one.facts), one.url) for one in rows if one.kind.startswith("message.")]


def test_a_question_goes_by_code_and_its_answer_to_that_judge_alone(app: Flask, world: World) -> None:
    judge = world.judges[1]
    mine, word, number = sheet_of(app, world, judge)
    asking = PageClient(app).sign_in_as(judge)
    for _again in range(2):
        asking.post(f"/cham/{mine.id}/hoi", {"words": QUESTION, "idempotency_key": "once"})
    assert thread_of(app, mine) == [(False, QUESTION)]
    with app.app_context():
        tell_questions({})
        tell_questions({})
    ((kind, facts, url),) = notices_of(app, world.secretary)
    assert (kind, set(facts), url) == ("message.asked", {"round"}, f"/niem-phong/{world.round_id}/cau-hoi")
    office = PageClient(app).sign_in_as(world.secretary)
    assert "1 câu chờ trả lời" in office.get(f"/niem-phong/{world.round_id}").body
    page = office.get(url)
    assert QUESTION in page.body
    assert word in page.body
    main = page.words("main")
    assert judge.person.full_name not in page.body
    assert not re.search(rf"(số|ghế|khảo)\s*{number}\b", main)
    office.post(f"{url}/{mine.id}", {"words": "Đã thay bản khác, mời xem lại."})
    assert thread_of(app, mine)[1] == (True, "Đã thay bản khác, mời xem lại.")
    assert "Đã thay bản khác" in asking.get(f"/cham/{mine.id}/hoi").body
    ((kind, facts, url),) = notices_of(app, judge)
    assert (kind, set(facts), url) == ("message.answered", {"round"}, f"/cham/{mine.id}/hoi")
    assert world.secretary.person.full_name not in asking.get(f"/cham/{mine.id}/hoi").words("main")
    for other in (world.judges[0], world.judges[2]):
        assert notices_of(app, other) == []
        PageClient(app).sign_in_as(other).get(f"/cham/{mine.id}/hoi", status=404)


@pytest.mark.parametrize("part", ["name", "folded", "code", "unit"])
def test_A10_an_answer_that_names_any_entrant_is_stopped(app: Flask, world: World, part: str) -> None:
    mine, _word, _number = sheet_of(app, world, world.judges[1])
    PageClient(app).sign_in_as(world.judges[1]).post(f"/cham/{mine.id}/hoi", {"words": QUESTION})
    with app.app_context(), on_main(app) as session:
        world.session = session
        linked = {code.id: entry for entry, code in world.codes.items()}
        stranger = next(one for one in world.entries if one.id != linked[mine.code_id])
        author = session.merge(stranger).author
        named = {
            "name": author.full_name, "folded": author.full_name.upper(), "code": author.staff_code,
            "unit": author.unit.name,
        }[part]  # fmt: skip
    office = PageClient(app).sign_in_as(world.secretary)
    address = f"/niem-phong/{world.round_id}/cau-hoi/{mine.id}"
    page = office.post(address, {"words": f"Bài ấy không phải của {named}."}, status=422)
    assert "Chưa gửi" in page.words(".error-summary")
    assert thread_of(app, mine) == [(False, QUESTION)]
    assert notices_of(app, world.judges[1]) == []
    office.post(address, {"words": "Bài ấy không có phụ lục."})
    assert len(thread_of(app, mine)) == 2


def test_A01_questions_of_others_and_where_nobody_asked_do_not_exist(app: Flask, world: World) -> None:
    mine, _word, _number = sheet_of(app, world, world.judges[1])
    PageClient(app).sign_in_as(world.judges[0]).post(f"/cham/{mine.id}/hoi", {"words": "?"}, status=404)
    office = PageClient(app).sign_in_as(world.secretary)
    office.post(f"/niem-phong/{world.round_id}/cau-hoi/{mine.id}", {"words": "Chào"}, status=404)
    PageClient(app).sign_in_as(world.validator).get(f"/niem-phong/{world.round_id}/cau-hoi", status=404)
    PageClient(app).sign_in_as(world.judges[1]).get(f"/niem-phong/{world.round_id}/cau-hoi", status=404)


def test_a_thread_has_an_end_and_a_closed_round_takes_none(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("judging.messaging.MOST_MESSAGES", 2)
    mine, _word, _number = sheet_of(app, world, world.judges[1])
    seats = frozenset({mine.seat_id})

    def ask(key: str, *, by: frozenset[object] = seats) -> None:
        with app.app_context(), writing(app.extensions["bangvang_database"].desk) as session:
            ask_office(session, assignment_id=mine.id, seats=by, words="x", save_key=key, now=world.now)

    ask("a")
    ask("b")
    with pytest.raises(TooManyMessagesError):
        ask("c")
    with pytest.raises(NotFoundError):
        ask("d", by=frozenset())
    with app.app_context(), on_main(app) as session:
        session.get_one(Round, world.round_id).state = "closed"
    with pytest.raises(RoundClosedError):
        ask("e")
    client = PageClient(app).sign_in_as(world.judges[1])
    assert "không gửi câu hỏi được nữa" in client.get(f"/cham/{mine.id}/hoi").body


def test_a_message_says_something(app: Flask, world: World) -> None:
    mine, _word, _number = sheet_of(app, world, world.judges[1])
    client = PageClient(app).sign_in_as(world.judges[1])
    for nothing in ("", "  \n "):
        page = client.post(f"/cham/{mine.id}/hoi", {"words": nothing}, status=422)
        assert page.soup.select_one(".error-summary") is not None
    assert thread_of(app, mine) == []
