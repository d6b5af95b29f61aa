"""Marks that reach the server after the lock: refused with the reason, kept for B03, never merged (X26)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.actions.unlockings import grant_unlocking
from judging.desk.late_sheets import keep_late_sheet, list_late_arrivals, list_own_late, take_late_sheet
from judging.desk.reviews import RoundClosedError, SheetLockedError, TypedSheet, lock_review, save_review
from judging.desk.unlockings import ask_unlocking
from judging.desk.work import get_sheet
from judging.enums import LateReason
from judging.errors import NotFoundError
from judging.models.history import HistoryLine
from judging.models.late_sheets import LateSheet
from judging.models.reviews import ReviewVersion, Unlocking
from judging.models.rounds import Assignment, Round, Seat
from portal.db import writing
from tests.factories.judging import World, make_sealed_round, spread_total
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock

JSON = {"Accept": "application/json"}


@pytest.fixture
def world(app: Flask, clock: TestClock) -> World:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        return make_sealed_round(session, now=clock(), entries=3)


def sheet_of(world: World) -> Assignment:
    return world.assignments_of(world.judges[1])[0]


def values(world: World, total: int, key: str, version: int, comment: str = "") -> dict[str, object]:
    mine = sheet_of(world)
    return {
        "assignment_id": mine.id, "seats": frozenset({mine.seat_id}), "now": world.now,
        "typed": TypedSheet(spread_total(world_rubric(world), total), {}, comment, version, key),
    }  # fmt: skip


def world_rubric(world: World) -> object:
    mine = sheet_of(world)
    return get_sheet(world.session, mine.id, seats=frozenset({mine.seat_id})).sheet.rubric


def fields(world: World, total: int, version: int, **more: object) -> dict[str, object]:
    marks = {f"mark-{key}": mark for key, mark in spread_total(world_rubric(world), total).items()}
    return marks | {"version": version, "idempotency_key": "tab-one"} | more


def on_main(app: Flask) -> object:
    return writing(app.extensions["bangvang_database"].main)


def lock(world: World, total: int = 60) -> None:
    one = values(world, total, "online", 0)
    saved = save_review(world.session, **one)
    lock_review(
        world.session, assignment_id=one["assignment_id"], seats=one["seats"], version=saved.version, now=world.now
    )


def versions(app: Flask) -> int:
    with app.app_context(), on_main(app) as session:
        return len(session.scalars(select(ReviewVersion)).all())


def test_X26_marks_after_the_lock_are_refused_with_the_reason_and_kept(app: Flask, world: World) -> None:
    with app.app_context(), on_main(app) as session:
        world.session = session
        lock(world)
        mine = sheet_of(world).id
        late = fields(world, 90, 0, comment="viết khi mất mạng")
    client = PageClient(app).sign_in_as(world.judges[1])
    for _again in range(2):
        told = client.post(f"/cham/{mine}/luu", late, status=423, headers=JSON).response.get_json()
        assert (told["error"], told["kept"]) == ("sheet_locked", True)
        assert "khóa" in told["said"]
    assert versions(app) == 1
    with app.app_context(), on_main(app) as session:
        (row,) = session.scalars(select(LateSheet)).all()
        assert (row.reason, row.comment, sum(row.marks.values()) > 0) == ("locked", "viết khi mất mạng", True)
        lines = session.scalars(select(HistoryLine.action).where(HistoryLine.action == "review.late")).all()
        assert lines == ["review.late"]
    page = client.get(f"/cham/{mine}")
    assert "viết khi mất mạng" in page.words("#late")
    assert "Đưa các điểm này vào phiếu" not in page.words("#late")


def test_X26_what_says_the_same_as_the_sheet_is_nothing_to_keep(app: Flask, world: World) -> None:
    with app.app_context(), on_main(app) as session:
        world.session = session
        lock(world, 60)
        mine, same = sheet_of(world).id, fields(world, 60, 0)
    client = PageClient(app).sign_in_as(world.judges[1])
    assert client.post(f"/cham/{mine}/luu", same, status=423, headers=JSON).response.get_json()["kept"] is False
    with app.app_context(), on_main(app) as session:
        assert session.scalars(select(LateSheet)).all() == []


def test_X26_a_closed_round_keeps_marks_aside_and_never_lets_them_in(app: Flask, world: World) -> None:
    with app.app_context(), on_main(app) as session:
        world.session = session
        mine, late = sheet_of(world), fields(world, 70, 0)
        session.get_one(Round, world.round_id).state = "closed"
    client = PageClient(app).sign_in_as(world.judges[1])
    told = client.post(f"/cham/{mine.id}/luu", late, status=423, headers=JSON).response.get_json()
    assert (told["error"], told["kept"]) == ("round_closed", True)
    with app.app_context(), on_main(app) as session:
        seats = frozenset({mine.seat_id})
        sheet = get_sheet(session, mine.id, seats=seats)
        (own,) = list_own_late(session, sheet)
        assert (own.reason, sheet.version) == (LateReason.CLOSED, 0)
        with pytest.raises(RoundClosedError):
            take_late_sheet(session, own.id, assignment_id=mine.id, seats=seats, version=0, now=world.now)


def test_X26_B03_the_head_asks_a_second_person_opens_and_the_judge_takes_them_over(app: Flask, world: World) -> None:
    with app.app_context(), on_main(app) as session:
        world.session = session
        lock(world)
        mine = sheet_of(world)
        keep_late_sheet(session, **values(world, 90, "late", 1))
        seats = frozenset({mine.seat_id})
        (own,) = list_own_late(session, get_sheet(session, mine.id, seats=seats))
        with pytest.raises(SheetLockedError):
            take_late_sheet(session, own.id, assignment_id=mine.id, seats=seats, version=1, now=world.now)
        (line,) = list_late_arrivals(session, by=world.by(world.head))
        number = session.get_one(Seat, mine.seat_id).number
        assert (line.seat_number, line.asked) == (number, False)
        assert list_late_arrivals(session, by=world.by(world.judges[1])) == []
    panel = PageClient(app).sign_in_as(world.head).get("/truong-ban")
    link = panel.soup.select_one(f'a[href*="ma={line.word}"]')["href"]
    asking = PageClient(app).sign_in_as(world.head).get(str(link))
    assert asking.soup.select_one("[name=word]")["value"] == line.word
    with app.app_context(), on_main(app) as session:
        world.session = session
        wish = ask_unlocking(
            session, round_id=world.round_id, word=line.word, seat_number=number, reason="mất mạng",
            by=world.by(world.head), now=world.now,
        )  # fmt: skip
        assert [one.asked for one in list_late_arrivals(session, by=world.by(world.head))] == [True]
        grant_unlocking(session, world.at_hand, unlocking_id=wish.id, by=world.by(world.secretary), now=world.now)
    client = PageClient(app).sign_in_as(world.judges[1])
    assert "Đưa các điểm này vào phiếu" in client.get(f"/cham/{mine.id}").words("#late")
    client.post(f"/cham/{mine.id}/den-muon/{own.id}", {"version": 1})
    with app.app_context(), on_main(app) as session:
        sheet = get_sheet(session, mine.id, seats=seats)
        assert (sheet.version, str(sheet.total)) == (2, "90.00")
        assert session.scalars(select(Unlocking)).one().granted_at is not None


def test_A01_late_marks_of_another_judge_do_not_exist(app: Flask, world: World) -> None:
    with app.app_context(), on_main(app) as session:
        world.session = session
        lock(world)
        one = values(world, 90, "late", 1)
        keep_late_sheet(session, **one)
        mine = sheet_of(world)
        own = list_own_late(session, get_sheet(session, mine.id, seats=frozenset({mine.seat_id})))[0]
        foreign = world.by(world.judges[2]).seats
        with pytest.raises(NotFoundError):
            keep_late_sheet(session, **(one | {"seats": foreign}))
        other = next(a for a in world.assignments_of(world.judges[2]))
        with pytest.raises(NotFoundError):
            take_late_sheet(session, own.id, assignment_id=other.id, seats=foreign, version=0, now=world.now)
    PageClient(app).sign_in_as(world.judges[2]).post(f"/cham/{mine.id}/den-muon/{own.id}", {"version": 1}, status=404)


def test_C11_E15_the_key_is_an_accounts_own_and_needs_a_live_session(app: Flask, world: World) -> None:
    clients = [PageClient(app).sign_in_as(one) for one in world.judges[:2]]
    told = [client.get("/cham/mang-theo").response for client in clients]
    assert all(one.headers["Cache-Control"] == "no-store" for one in told)
    first, second = (one.get_json() for one in told)
    assert (len(first["key"]), len(first["owner"])) == (44, 16)
    assert first["key"] != second["key"]
    assert first["owner"] != second["owner"]
    with app.app_context(), on_main(app) as session:
        world.session = session
        assert second["sheets"] == [f"/cham/{one.id}" for one in world.assignments_of(world.judges[1])]
    assert clients[0].get("/cham/mang-theo").response.get_json() == first
    clients[0].post("/dang-xuat")
    clients[0].get("/cham/mang-theo", status=401, headers=JSON)


def test_a_pulse_is_activity_of_the_session(app: Flask, world: World, clock: TestClock) -> None:
    client = PageClient(app).sign_in_as(world.judges[1])
    idle = app.extensions["bangvang_settings"].session_idle_seconds
    for _ in range(3):
        clock.move(seconds=idle - 60)
        client.get("/cham/nhip")
    clock.move(seconds=idle + 60)
    client.get("/cham/nhip", status=401, headers=JSON)
