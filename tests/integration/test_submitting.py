"""Submitting all finished sheets at once: what is locked, what is not and why, and the password before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.desk.reviews import TypedSheet, save_review
from judging.desk.work import get_sheet
from judging.enums import ReviewState
from judging.models.people import Account
from judging.models.reviews import Review
from portal.db import writing
from portal.passwords import hash_password
from tests.factories.judging import World, make_sealed_round, spread_total
from tests.factories.office import PASSWORD
from tests.page_client import PageClient
from tests.query_counter import counted_queries

if TYPE_CHECKING:
    from flask import Flask

    from judging.models.rounds import Assignment
    from tests.conftest import TestClock


@pytest.fixture
def world(app: Flask, clock: TestClock) -> World:
    """A judge with two finished sheets, one with a criterion open and the rest untouched."""
    with app.app_context(), on_main(app) as session:
        world = make_sealed_round(session, now=clock(), entries=5, judges=2)
        session.get_one(Account, world.judges[1].id).password_hash = hash_password(PASSWORD)
        for place, total in ((0, 80), (1, 64)):
            mark(world, sheets(world)[place], total)
        mark(world, sheets(world)[2], 50, leave_out="form")
        return world


def on_main(app: Flask) -> object:
    return writing(app.extensions["bangvang_database"].main)


def sheets(world: World) -> list[Assignment]:
    return world.assignments_of(world.judges[1])


def mark(world: World, one: Assignment, total: int, leave_out: str = "", version: int = 0) -> None:
    seats = frozenset({one.seat_id})
    rubric = get_sheet(world.session, one.id, seats=seats).sheet.rubric
    typed = {key: text for key, text in spread_total(rubric, total).items() if key != leave_out}
    save_review(
        world.session,
        TypedSheet(marks=typed, comments={}, comment="", version=version, save_key=f"key-{version}"),
        assignment_id=one.id,
        seats=seats,
        now=world.now,
    )


def locked(app: Flask) -> set[object]:
    with app.app_context(), on_main(app) as session:
        rows = session.scalars(select(Review.assignment_id).where(Review.state == ReviewState.LOCKED.value))
        return set(rows.all())


def listed(client: PageClient) -> list[str]:
    return [str(one["value"]) for one in client.get("/cham/nop-tat-ca").soup.select("input[name=sheet]")]


def test_all_finished_sheets_are_locked_and_the_others_told_with_what_they_lack(app: Flask, world: World) -> None:
    client = PageClient(app).sign_in_as(world.judges[1])
    page = client.get("/cham/nop-tat-ca")
    tables = page.all_words("table")
    assert "80 / 100" in tables[0]
    assert "64 / 100" in tables[0]
    assert "chưa có điểm: " in tables[1]
    assert "chưa chấm" in tables[1]
    assert "không hoàn tác được" in page.words("main")
    done = client.follow(client.post("/cham/nop-tat-ca", {"sheet": listed(client)}))
    assert "Đã nộp và khóa 2 phiếu." in done.words(".flashes")
    assert locked(app) == {one.id for one in sheets_by(app, world)[:2]}
    assert listed(client) == []


def sheets_by(app: Flask, world: World) -> list[Assignment]:
    with app.app_context(), on_main(app) as session:
        world.session = session
        return sheets(world)


def test_the_password_is_asked_for_once_and_good_for_minutes(app: Flask, world: World, clock: TestClock) -> None:
    client = PageClient(app).sign_in_as(world.judges[1])
    wanted = listed(client)
    clock.move(minutes=6)
    page = client.get("/cham/nop-tat-ca")
    assert page.soup.select("input[name=sheet]") == []
    asked = client.post("/cham/nop-tat-ca", {"sheet": wanted})
    assert asked.location == "/tai-khoan/xac-nhan?next=/cham/nop-tat-ca"
    assert locked(app) == set()
    client.post("/tai-khoan/xac-nhan", {"password": "sai bét nhè", "next": "/cham/nop-tat-ca"}, status=422)
    assert listed(client) == []
    back = client.post("/tai-khoan/xac-nhan", {"password": PASSWORD, "next": "/cham/nop-tat-ca"})
    assert back.location == "/cham/nop-tat-ca"
    clock.move(minutes=4)
    client.post("/cham/nop-tat-ca", {"sheet": listed(client)})
    assert len(locked(app)) == 2


def test_C08_confirming_leads_to_this_portal_only(app: Flask, world: World) -> None:
    client = PageClient(app).sign_in_as(world.judges[1])
    for away in ("https://example.org/", "//example.org", "/\\example.org"):
        assert client.post("/tai-khoan/xac-nhan", {"password": PASSWORD, "next": away}).location == "/"


def test_C01_guessing_the_password_again_and_again_is_stopped(app: Flask, world: World) -> None:
    client = PageClient(app).sign_in_as(world.judges[1])
    for _ in range(10):
        client.post("/tai-khoan/xac-nhan", {"password": "đoán mò 123456"}, status=422)
    client.post("/tai-khoan/xac-nhan", {"password": PASSWORD}, status=422)


def test_a_sheet_changed_after_the_page_was_shown_is_not_locked(app: Flask, world: World) -> None:
    client = PageClient(app).sign_in_as(world.judges[1])
    wanted = listed(client)
    with app.app_context(), on_main(app) as session:
        world.session = session
        mine = sheets(world)
        mark(world, mine[0], 90, version=1)
    done = client.follow(client.post("/cham/nop-tat-ca", {"sheet": wanted}))
    assert "phiếu vừa được thay đổi" in done.words(".flashes")
    assert locked(app) == {mine[1].id}


def test_B13_pressing_twice_locks_once_and_complains_of_nothing(app: Flask, world: World) -> None:
    client = PageClient(app).sign_in_as(world.judges[1])
    wanted = listed(client)
    client.follow(client.post("/cham/nop-tat-ca", {"sheet": wanted}))
    again = client.follow(client.post("/cham/nop-tat-ca", {"sheet": wanted}))
    assert again.all_words(".notice-warning .notice-title") == []
    assert "Chưa nộp được" not in again.words(".flashes")
    assert len(locked(app)) == 2


def test_A01_nobody_locks_a_sheet_of_another(app: Flask, world: World) -> None:
    wanted = listed(PageClient(app).sign_in_as(world.judges[1]))
    other = PageClient(app).sign_in_as(world.head)
    done = other.follow(other.post("/cham/nop-tat-ca", {"sheet": wanted}))
    assert done.words(".flashes").count("không còn trong danh sách") == 2
    other.post("/cham/nop-tat-ca", {"sheet": "không phải mã"}, status=404)
    assert locked(app) == set()


def test_the_list_asks_the_same_for_any_number_of_sheets(app: Flask, world: World) -> None:
    client = PageClient(app).sign_in_as(world.judges[1])
    with counted_queries(app) as asked:
        client.get("/cham/nop-tat-ca")
    assert len([one for one in asked if "review_versions" in one]) == 1
    assert len(asked) <= 6
