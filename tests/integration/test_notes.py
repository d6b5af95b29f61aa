"""A judge's private notes: kept once, removed and taken back, seen by nobody but their seat."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.desk.notes import (
    EmptyNoteError,
    NotePlaceError,
    Place,
    TooManyNotesError,
    add_note,
    list_notes,
    remove_note,
    restore_note,
)
from judging.desk.reviews import RoundClosedError
from judging.desk.work import get_sheet
from judging.errors import NotFoundError
from judging.models.history import HistoryLine
from judging.models.notes import Note
from judging.models.rounds import Rendition, Round
from judging.rules.note_places import Passage
from portal.db import writing
from tests.factories.judging import World, make_rendition, make_sealed_round
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from judging.models.rounds import Assignment
    from tests.conftest import TestClock

TEXT = '<article class="essay" lang="vi">\n<p>Một ngày ở bộ phận một cửa</p>\n<p>Chị Hoa đến từ sáng</p>\n</article>\n'
SECRET = "Điều chỉ mình tôi biết 7391"


@pytest.fixture
def desk(app: Flask, clock: TestClock) -> tuple[World, Assignment]:
    """An open round, and a sheet of world.judges[1] whose work is an essay (part 1) and a film (part 2)."""
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world = make_sealed_round(session, now=clock(), entries=3)
        mine = world.assignments_of(world.judges[1])[0]
        essay = session.scalars(select(Rendition).where(Rendition.code_id == mine.code_id)).one()
        essay.html = TEXT
        code = next(one for one in world.codes.values() if one.id == mine.code_id)
        film = make_rendition(session, code, store_key="ef" * 16, size=10)
        film.position = film.part_number = 2
        return world, mine


def add(session: Session, world: World, mine: Assignment, words: str = "", **changes: object) -> object:
    values = {
        "seats": frozenset({mine.seat_id}), "words": words, "place": None, "save_key": secrets.token_hex(8),
        "now": world.now,
    } | changes  # fmt: skip
    return add_note(session, assignment_id=mine.id, **values).id


def on_desk(app: Flask) -> object:
    return writing(app.extensions["bangvang_database"].desk)


def listed(session: Session, mine: Assignment) -> list[tuple[str, str, str]]:
    sheet = get_sheet(session, mine.id, seats=frozenset({mine.seat_id}))
    return [(one.kind.value, one.quote, one.words) for one in list_notes(session, sheet).notes]


def test_notes_stand_in_the_order_of_the_work(app: Flask, desk: tuple[World, Assignment]) -> None:
    world, mine = desk
    with app.app_context(), on_desk(app) as session:
        add(session, world, mine, "giây đầu", place=Place(2, at_ms=83_500))
        add(session, world, mine, place=Place(1, Passage(0, 21, 1, 7)))
        add(session, world, mine, "tên riêng?", place=Place(1, Passage(0, 0, 0, 8)))
        add(session, world, mine, "  đọc lại  ")
    with app.app_context(), on_desk(app) as session:
        assert listed(session, mine) == [
            ("work", "", "đọc lại"),
            ("passage", "Một ngày", "tên riêng?"),
            ("passage", "t cửa Chị Hoa", ""),
            ("moment", "", "giây đầu"),
        ]


def test_what_is_no_note_and_no_place_is_refused(app: Flask, desk: tuple[World, Assignment]) -> None:
    world, mine = desk
    with app.app_context(), on_desk(app) as session:
        with pytest.raises(EmptyNoteError):
            add(session, world, mine, "  ")
        for place in (
            Place(1, Passage(0, 0, 0, 99)), Place(1, Passage(2, 0, 2, 1)), Place(2, Passage(0, 0, 0, 1)),
            Place(1, at_ms=5), Place(2, at_ms=-1), Place(2), Place(3, at_ms=5),
        ):  # fmt: skip
            with pytest.raises(NotePlaceError):
                add(session, world, mine, "x", place=place)
        assert session.scalars(select(Note)).all() == []


def test_a_work_takes_a_limited_number_of_notes(
    app: Flask, desk: tuple[World, Assignment], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, mine = desk
    monkeypatch.setattr("judging.desk.notes.MOST_NOTES", 2)
    with app.app_context(), on_desk(app) as session:
        add(session, world, mine, "một", save_key="k")
        add(session, world, mine, "hai")
        with pytest.raises(TooManyNotesError):
            add(session, world, mine, "ba")
        add(session, world, mine, "một", save_key="k")


def test_removing_is_undone_and_the_last_removed_is_offered(app: Flask, desk: tuple[World, Assignment]) -> None:
    world, mine = desk
    seats = frozenset({mine.seat_id})
    with app.app_context(), on_desk(app) as session:
        one = add(session, world, mine, "một")
        two = add(session, world, mine, "hai")
        for note in (two, one, one):
            remove_note(session, note, assignment_id=mine.id, seats=seats, now=world.now)
        assert listed(session, mine) == []
        restore_note(session, one, assignment_id=mine.id, seats=seats)
        session.expire_all()
        assert listed(session, mine) == [("work", "", "một")]
        left = list_notes(session, get_sheet(session, mine.id, seats=seats))
        assert left.removed is not None
        assert left.removed.id == two


def test_B12_notes_of_many_tabs_are_all_kept_and_repeated_ones_once(app: Flask, desk: tuple[World, Assignment]) -> None:
    world, mine = desk

    def tab(number: int) -> object:
        with app.app_context(), on_desk(app) as session:
            return add(session, world, mine, f"ghi chú {number // 2}", save_key=f"key-{number // 2}")

    with ThreadPoolExecutor(12) as pool:
        made = list(pool.map(tab, range(40)))
    with app.app_context(), on_desk(app) as session:
        assert sorted(words for _, _, words in listed(session, mine)) == sorted(f"ghi chú {n}" for n in range(20))
    assert [made[n] for n in range(0, 40, 2)] == [made[n] for n in range(1, 40, 2)]


def test_B12_a_device_that_sends_a_note_again_learns_that_another_removed_it(
    app: Flask, desk: tuple[World, Assignment]
) -> None:
    """Its answer had been lost: the note must not be believed to stand, and not come back by itself."""
    world, mine = desk
    device = PageClient(app).sign_in_as(world.judges[1])
    sent = {"words": "viết khi mất mạng", "idempotency_key": "một khóa"}
    address = f"/cham/{mine.id}/ghi-chu"

    def send(to: str, fields: dict[str, str]) -> dict[str, object]:
        return dict(device.post(to, fields, status=200, headers={"Accept": "application/json"}).response.get_json())

    first = send(address, sent)
    assert first["removed"] is False
    send(str(first["remove"]), {})
    again = send(address, sent)
    assert (again["removed"], again["back"]) == (True, first["back"])
    with app.app_context(), on_desk(app) as session:
        assert listed(session, mine) == []
    send(str(again["back"]), {})
    with app.app_context(), on_desk(app) as session:
        assert listed(session, mine) == [("work", "", "viết khi mất mạng")]


def test_a_closed_round_shows_notes_and_takes_none(app: Flask, desk: tuple[World, Assignment]) -> None:
    world, mine = desk
    seats = frozenset({mine.seat_id})
    with app.app_context(), on_desk(app) as session:
        note = add(session, world, mine, "một")
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        session.get_one(Round, world.round_id).state = "closed"
    with app.app_context(), on_desk(app) as session:
        assert listed(session, mine) == [("work", "", "một")]
        with pytest.raises(RoundClosedError):
            add(session, world, mine, "hai")
        for act in (lambda: remove_note(session, note, assignment_id=mine.id, seats=seats, now=world.now),
                    lambda: restore_note(session, note, assignment_id=mine.id, seats=seats)):  # fmt: skip
            with pytest.raises(RoundClosedError):
                act()
    page = PageClient(app).sign_in_as(world.judges[1]).get(f"/cham/{mine.id}")
    assert page.soup.select("[data-notes] form, [data-note-tools]") == []
    assert "một" in page.words("[data-notes]")


def test_A01_a_note_is_found_through_its_seat_alone(app: Flask, desk: tuple[World, Assignment]) -> None:
    world, mine = desk
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world.session = session
        other = next(one for one in world.assignments_of(world.judges[0]))
        second = world.assignments_of(world.judges[1])[1]
    with app.app_context(), on_desk(app) as session:
        note = add(session, world, mine, SECRET)
        for assignment, seats in ((mine, {other.seat_id}), (other, {other.seat_id}), (second, {mine.seat_id})):
            with pytest.raises(NotFoundError):
                remove_note(session, note, assignment_id=assignment.id, seats=frozenset(seats), now=world.now)
    assert SECRET in PageClient(app).sign_in_as(world.judges[1]).get(f"/cham/{mine.id}").text
    stranger = PageClient(app).sign_in_as(world.judges[0])
    stranger.get(f"/cham/{mine.id}/ghi-chu", status=404)
    stranger.post(f"/cham/{mine.id}/ghi-chu", {"words": "x"}, status=404)
    for act in ("xoa", "lay-lai"):
        stranger.post(f"/cham/{mine.id}/ghi-chu/{note}/{act}", status=404)
        stranger.post(f"/cham/{other.id}/ghi-chu/{note}/{act}", status=404)


def test_A24_notes_stand_on_no_page_of_anybody_else_and_never_in_the_chain(
    app: Flask, desk: tuple[World, Assignment]
) -> None:
    """Every address without an id that anybody of the office may open, and those of the round."""
    world, mine = desk
    with app.app_context(), on_desk(app) as session:
        add(session, world, mine, SECRET)
        add(session, world, mine, SECRET, place=Place(1, Passage(0, 0, 0, 8)))
    reached = 0
    people = (world.judges[0], world.judges[2], world.secretary, world.board, *world.holders, world.publisher)
    for account in people:
        client = PageClient(app).sign_in_as(account)
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or set()) or rule.endpoint == "static" or rule.arguments - {"round_id"}:
                continue
            address = rule.rule.replace("<uuid:round_id>", str(world.round_id))
            answer = client.http.get(address, base_url="http://127.0.0.1")
            reached += answer.status_code == 200
            assert SECRET.encode() not in answer.get_data(), (account.id, rule.rule)
    assert reached > 30
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world.session = session
        sheets = [(judge, one) for judge in (world.judges[0], world.judges[2]) for one in world.assignments_of(judge)]
    assert mine.code_id in {one.code_id for _, one in sheets}, "somebody else marks the same work"
    for judge, one in sheets:
        assert SECRET not in PageClient(app).sign_in_as(judge).get(f"/cham/{one.id}").text
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        lines = session.scalars(select(HistoryLine.action)).all()
        assert [line for line in lines if "note" in line] == []
        assert len(session.scalars(select(Note)).all()) == 2


def test_A24_only_the_desk_knows_of_notes() -> None:
    """No export, paper, bundle or query of the office can hold what it cannot name."""
    root = Path(__file__).parents[2]
    sources = [*root.glob("judging/**/*.py"), *root.glob("portal/**/*.py")]
    naming = {str(one.relative_to(root)) for one in sources if "models.notes" in one.read_text(encoding="utf-8")}
    assert naming == {"judging/desk/notes.py"}


def test_the_page_takes_a_note_with_and_without_script(app: Flask, desk: tuple[World, Assignment]) -> None:
    world, mine = desk
    client = PageClient(app).sign_in_as(world.judges[1])
    address = f"/cham/{mine.id}"
    sent = {"words": "<b>đậm</b>\r\nhai dòng", "idempotency_key": "trang-1"}
    assert client.post(f"{address}/ghi-chu", sent).location == f"{address}#notes"
    client.post(f"{address}/ghi-chu", sent)
    place = {"part": "1", "first_paragraph": "1", "first_sign": "0", "last_paragraph": "1", "last_sign": "7"}
    answer = client.post(
        f"{address}/ghi-chu",
        {"words": "", "idempotency_key": "2", **place},
        status=200,
        headers={"Accept": "application/json"},
    )
    told = answer.response.get_json()
    assert told["said"] == "Đã lưu ghi chú."
    assert client.get(f"{address}/ghi-chu").soup.select_one('[data-passage="1,0,1,7"]') is not None
    page = client.get(address)
    assert page.all_words(".note-words") == ["<b>đậm</b> hai dòng"]
    assert page.all_words(".note-quote") == ["Chị Hoa"]
    refused = {"part": "1", "at_ms": "5", "first_sign": "3"}
    client.post(f"{address}/ghi-chu", refused, status=422)
    assert "trước" in client.follow(client.post(f"{address}/ghi-chu", {"words": " "})).words(".flashes")
    note = page.soup.select_one("[data-passage]")["data-note"]
    client.post(f"{address}/ghi-chu/{note}/xoa")
    page = client.get(address)
    assert page.all_words(".note-quote") == []
    assert "Chị Hoa" in page.words("[data-note-removed]")
    client.post(f"{address}/ghi-chu/{note}/lay-lai")
    assert client.get(address).all_words(".note-quote") == ["Chị Hoa"]
