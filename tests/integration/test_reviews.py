"""Marking: saves that are never lost, locks that never change, a session that ends in the middle.

It is longer than 300 lines, so that each case of this subject is found in one place.
"""

from __future__ import annotations

import json
import re
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from judging.desk.reviews import (
    RoundClosedError,
    SheetIncompleteError,
    SheetLockedError,
    StaleSheetError,
    TypedSheet,
    lock_review,
    make_save_key,
    read_marks,
    save_review,
    text_of,
)
from judging.desk.work import get_sheet
from judging.errors import NotFoundError
from judging.models.history import HistoryLine
from judging.models.reviews import Review, ReviewVersion
from judging.models.rounds import Assignment, Round
from judging.rules.canonical import sha256_of
from portal.db import writing
from tests.factories.judging import World, make_marked_round, make_sealed_round, spread_total
from tests.factories.office import PASSWORD
from tests.page_client import PageClient

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.conftest import TestClock

FULL = {"relevance": "20", "novelty": "22,5", "effect": "15.5", "expression": "18", "form": "9"}


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        yield session


@pytest.fixture
def sealed(app: Flask, clock: TestClock) -> tuple[World, Assignment]:
    """An open round on the database, and a judge's first assignment in it (of world.judges[1])."""
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world = make_sealed_round(session, now=clock(), entries=3)
        return world, world.assignments_of(world.judges[1])[0]


def save(session: Session, world: World, assignment: Assignment, **changes: object) -> object:
    values = {
        "typed": FULL, "comments": {}, "comment": "", "version": 0, "save_key": secrets.token_hex(8),
        "seats": frozenset({assignment.seat_id}), "now": world.now,
    } | changes  # fmt: skip
    typed = TypedSheet(values["typed"], values["comments"], values["comment"], values["version"], values["save_key"])
    return save_review(session, typed, assignment_id=assignment.id, seats=values["seats"], now=values["now"])


def fields(version: int, key: str = "page-1", **marks: str) -> dict[str, str]:
    return {"version": str(version), "idempotency_key": key, **{f"mark-{k}": v for k, v in marks.items()}}


@pytest.mark.requirement("S001-R18", "S001-R44", "S001-R10", "S001-R09")
def test_one_scale_for_essays_and_videos_with_words_of_their_own(session: Session, clock: TestClock) -> None:
    world = make_sealed_round(session, now=clock(), entries=1)
    judge = next(one for one in world.judges if world.assignments_of(one))
    sheet = get_sheet(session, world.assignments_of(judge)[0].id, seats=world.by(judge).seats)
    rubric = sheet.sheet.rubric
    assert sum(one.maximum for one in rubric.criteria) == rubric.scale == 100
    words = {one.key: (one.wording_for("essay"), one.wording_for("video")) for one in rubric.criteria}
    assert words["novelty"] == ("Tính mới, sáng tạo trong cách viết", "Tính mới, sáng tạo trong cách dựng")
    assert words["relevance"][0] == words["relevance"][1] == "Đúng chủ đề, phản ánh đúng thực tế đơn vị"
    assert "bìa" in words["form"][0]
    assert sheet.facts["cover"] == "pass"


def test_marks_are_read_as_people_type_them(session: Session, clock: TestClock) -> None:
    world = make_sealed_round(session, now=clock(), entries=1)
    rubric = world.at_hand.rules.rubric
    steps, wrong = read_marks(rubric, FULL)
    assert steps == {"relevance": 40, "novelty": 45, "effect": 31, "expression": 36, "form": 18}
    assert wrong == {}
    typed = {"relevance": "26", "novelty": "-1", "effect": "3,3", "expression": "1e9", "form": " "}
    assert read_marks(rubric, typed) == (
        {}, {"relevance": "above", "novelty": "below", "effect": "off_step", "expression": "not_a_number"},
    )  # fmt: skip
    assert read_marks(rubric, {"relevance": "NaN", "novelty": "١٢", "unknown": "3"})[0] == {}


@pytest.mark.requirement("S001-R14")
def test_a_lock_freezes_the_seen_version_by_its_hash_in_the_chain(app: Flask, sealed: tuple[World, Assignment]) -> None:
    world, assignment = sealed
    engine = app.extensions["bangvang_database"].desk
    seats = frozenset({assignment.seat_id})
    with app.app_context(), writing(engine) as session:
        short = save(session, world, assignment, typed={"relevance": "5"})
        with pytest.raises(SheetIncompleteError) as refused:
            lock_review(session, assignment_id=assignment.id, seats=seats, version=1, now=world.now)
        assert refused.value.names == tuple(
            one.name for one in world.at_hand.rules.rubric.criteria if one.key != "relevance"
        )
        save(session, world, assignment, version=short.version, comments={"form": "Thiếu số trang"}, comment="Tốt")
        with pytest.raises(StaleSheetError):
            lock_review(session, assignment_id=assignment.id, seats=seats, version=1, now=world.now)
        sheet = get_sheet(session, assignment.id, seats=seats)
        assert sheet.total == Decimal("85.00")
        sha256 = lock_review(session, assignment_id=assignment.id, seats=seats, version=2, now=world.now)
        assert sha256 == sha256_of(text_of(session, sheet))
        with pytest.raises(SheetLockedError):
            save(session, world, assignment, version=2)
        with pytest.raises(SheetLockedError):
            lock_review(session, assignment_id=assignment.id, seats=seats, version=2, now=world.now)
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        line = session.scalars(select(HistoryLine).where(HistoryLine.action == "review.lock")).one()
        assert json.loads(line.data) == {"sha256": sha256, "version": 2, "format": 2}
        assert line.actor == str(assignment.seat_id)
        assert session.scalars(select(ReviewVersion.number).order_by(ReviewVersion.number)).all() == [1, 2]


def test_saved_versions_cannot_be_changed_or_taken_away(app: Flask, sealed: tuple[World, Assignment]) -> None:
    world, assignment = sealed
    with app.app_context(), writing(app.extensions["bangvang_database"].desk) as session:
        save(session, world, assignment)
    for statement in ("UPDATE review_versions SET comment = 'x'", "DELETE FROM review_versions"):
        with pytest.raises(DatabaseError), app.extensions["bangvang_database"].main.begin() as connection:
            connection.execute(text(statement))


def test_B12_fifty_parallel_saves_make_one_chain_and_lose_none(app: Flask, sealed: tuple[World, Assignment]) -> None:
    """Each page saves its own text until the server took it; refused as stale, it goes on from what stands."""
    world, assignment = sealed
    engine = app.extensions["bangvang_database"].desk

    def page(number: int) -> int:
        version, tries = 0, 0
        while True:
            tries += 1
            try:
                with app.app_context(), writing(engine) as session:
                    done = save(
                        session, world, assignment, comment=f"trang {number}", version=version,
                        save_key=make_save_key(f"page{number}", version, "x"),
                    )  # fmt: skip
            except StaleSheetError as error:
                version = error.stands.version
                continue
            assert done.version == version + 1
            return tries

    with ThreadPoolExecutor(25) as pool:
        tries = list(pool.map(page, range(50)))
    assert sum(tries) > 50, "some were told that they were stale"
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        rows = session.scalars(select(ReviewVersion).order_by(ReviewVersion.number)).all()
        assert [row.number for row in rows] == list(range(1, 51))
        assert sorted(row.comment for row in rows) == sorted(f"trang {number}" for number in range(50))
        assert session.scalars(select(Review.version).where(Review.assignment_id == assignment.id)).one() == 50


def test_B12_the_same_save_fifty_times_is_one_version(app: Flask, sealed: tuple[World, Assignment]) -> None:
    world, assignment = sealed
    engine = app.extensions["bangvang_database"].desk
    key = make_save_key("page", 0, "same")

    def again(_number: int) -> int:
        with app.app_context(), writing(engine) as session:
            return save(session, world, assignment, save_key=key).version

    with ThreadPoolExecutor(25) as pool:
        assert set(pool.map(again, range(50))) == {1}
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        assert len(session.scalars(select(ReviewVersion)).all()) == 1


def test_B12_a_page_whose_answer_was_lost_goes_on_with_its_newer_text(session: Session, clock: TestClock) -> None:
    world = make_sealed_round(session, now=clock(), entries=1)
    assignment = world.assignments_of(next(one for one in world.judges if world.assignments_of(one)))[0]
    first = save(session, world, assignment, save_key=make_save_key("same", 0, "a"), comment="a")
    second = save(session, world, assignment, save_key=make_save_key("same", 0, "b"), comment="b", version=0)
    assert (first.version, second.version) == (1, 2)
    with pytest.raises(StaleSheetError) as stale:
        save(session, world, assignment, save_key=make_save_key("other", 0, "c"), comment="c", version=0)
    assert (stale.value.stands.version, stale.value.stands.comment) == (2, "b")


def test_nobody_saves_or_locks_another_seats_sheet(session: Session, clock: TestClock) -> None:
    world = make_sealed_round(session, now=clock(), entries=2)
    one = world.assignments_of(world.judges[1])[0]
    other = next(seat for judge in world.judges for seat in world.by(judge).seats if seat != one.seat_id)
    with pytest.raises(NotFoundError):
        save(session, world, one, seats=frozenset({other}))
    with pytest.raises(NotFoundError):
        save(session, world, one, seats=frozenset())
    with pytest.raises(NotFoundError):
        lock_review(session, assignment_id=one.id, seats=frozenset({other}), version=1, now=clock())


def test_after_closing_nothing_is_saved_and_own_marks_stay_readable(app: Flask, clock: TestClock) -> None:
    engine = app.extensions["bangvang_database"].main
    with app.app_context(), writing(engine) as session:
        world = make_marked_round(session, now=clock(), marks=[81, 64])
        judge = world.judges[0]
        assignment = world.assignments_of(judge)[0]
        session.get_one(Round, world.round_id).state = "closed"
        session.flush()
        with pytest.raises(RoundClosedError):
            save(session, world, assignment, version=1)
    client = PageClient(app).sign_in_as(judge)
    assert "vòng chấm đã khóa" in client.get("/cham").body
    assert client.get(f"/cham/{assignment.id}").soup.select("button[value=submit]") == []
    shown = client.get("/cham/diem-da-cham")
    totals = [one.get_text(strip=True) for one in shown.soup.select("tbody td strong")]
    assert set(totals) <= {"81", "64"}
    assert len(totals) == len(shown.soup.select("tbody tr")) > 0


def test_B19_an_amended_rubric_does_not_reach_an_open_round(app: Flask, clock: TestClock) -> None:
    """The sheet froze at opening: pages, totals and locks go on by it, and a lock names its hash."""
    engine = app.extensions["bangvang_database"].main
    with app.app_context(), writing(engine) as session:
        world = make_sealed_round(session, now=clock(), entries=2)
        from judging.actions.programmes import issue_plan
        from judging.models.programmes import PlanVersion
        from judging.spec.canonical import digest, to_canonical

        plan = world.at_hand.plan.plan
        rubric = plan.rubrics[0]
        harder = replace(rubric, criteria=(replace(rubric.criteria[0], maximum=Decimal(5)), *rubric.criteria[1:]))
        amended = replace(plan, rubrics=(harder,))
        draft = PlanVersion(
            programme_id=world.programme.id, number=2, canonical=to_canonical(amended), sha256=digest(amended),
            reason="thử sửa", created_at=clock(),
        )  # fmt: skip
        session.add(draft)
        session.flush()
        frozen = session.get_one(Round, world.round_id).sheet_sha256
        issue_plan(session, world.programme, draft, amended, by=None, now=clock())
        judge = world.judges[0]
        assignment = world.assignments_of(judge)[0]
    client = PageClient(app).sign_in_as(judge)
    page = client.get(f"/cham/{assignment.id}")
    assert page.soup.select_one("#mark-relevance").find_parent("fieldset")["data-score-max"] == "25"
    with app.app_context(), writing(app.extensions["bangvang_database"].desk) as session:
        save(session, world, assignment)
        sheet = get_sheet(session, assignment.id, seats=frozenset({assignment.seat_id}))
        assert sheet.sheet.plan_sha256 == digest(plan)
        assert json.loads(text_of(session, sheet))["sheet"] == frozen


def test_the_score_page_saves_by_itself_and_says_when(app: Flask, sealed: tuple[World, Assignment]) -> None:
    world, assignment = sealed
    client = PageClient(app).sign_in_as(world.judges[1])
    page = client.get(f"/cham/{assignment.id}")
    form = page.soup.select_one("form[data-autosave]")
    assert form["data-autosave"] == f"/cham/{assignment.id}/luu"
    asked = {"Accept": "application/json"}
    done = client.post(str(form["data-autosave"]), fields(0, relevance="20", novelty="9,9"), status=200, headers=asked)
    told = json.loads(done.text)
    assert (told["version"], told["saved_at"], told["wrong"]) == (1, "2026-09-07T03:00:00+00:00", ["novelty"])
    stale = client.post(f"/cham/{assignment.id}/luu", fields(0, "page-2", relevance="7"), status=409, headers=asked)
    stored = json.loads(stale.text)
    assert stored["version"] == 1
    assert stored["fields"]["mark-relevance"] == "20"
    assert set(stored["fields"]) == {str(one["name"]) for one in form.select("input.score-input, textarea")}
    both = client.post(f"/cham/{assignment.id}/luu", fields(0, "page-2", relevance="7"), status=409)
    assert both.soup.select_one("#mark-relevance")["value"] == "7"
    assert "đã lưu: 20" in both.body
    assert both.soup.select_one("input[name=version]")["value"] == "1"


def test_X25_a_session_that_ends_while_judging_loses_nothing(
    app: Flask, clock: TestClock, sealed: tuple[World, Assignment]
) -> None:
    """The page is told 401 and keeps its text; after signing in again at the same place the same save goes through."""
    world, assignment = sealed
    engine = app.extensions["bangvang_database"].main
    with app.app_context(), writing(engine) as session:
        from judging.models.people import Account
        from portal.passwords import hash_password

        judge = session.get_one(Account, world.judges[1].id)
        judge.password_hash = hash_password(PASSWORD)
        code = judge.person.staff_code
    client = PageClient(app).sign_in_as(world.judges[1])
    asked = {"Accept": "application/json"}
    address = f"/cham/{assignment.id}"
    client.post(f"{address}/luu", fields(0, relevance="20"), status=200, headers=asked)
    clock.move(minutes=21)
    client.post(f"{address}/luu", fields(1, relevance="21"), status=401, headers=asked)
    door = client.get(address, status=302)
    signing = client.follow(door)
    following = signing.soup.select_one("input[name=next]")["value"]
    assert following == address
    back = client.post("/dang-nhap", {"name": code, "password": PASSWORD, "next": following})
    assert client.follow(back).soup.select_one("#mark-relevance")["value"] == "20"
    done = client.post(f"{address}/luu", fields(1, relevance="21"), status=200, headers=asked)
    assert json.loads(done.text)["version"] == 2
    assert client.get(address).soup.select_one("#mark-relevance")["value"] == "21"


def test_a_judge_marks_submits_and_goes_on_to_the_next(app: Flask, sealed: tuple[World, Assignment]) -> None:
    world, assignment = sealed
    client = PageClient(app).sign_in_as(world.judges[1])
    address = f"/cham/{assignment.id}"
    wrong = client.post(f"{address}/luu", {**fields(0, relevance="99"), "remark-relevance": "hay"}, status=422)
    assert "vui lòng nhập điểm từ 0 đến 25, cách nhau 0,5 điểm" in wrong.body
    assert (wrong.soup.select_one("#mark-relevance")["value"], wrong.words("#remark-relevance")) == ("99", "hay")
    client.get(f"{address}/nop", status=422)
    version = wrong.soup.select_one("input[name=version]")["value"]
    sent = {**fields(int(version), "page-3", **FULL), "comment": "Bài viết chân thực", "act": "submit"}
    asking = client.follow(client.post(f"{address}/luu", sent))
    assert "85" in asking.words("table")
    assert "Bài viết chân thực" in asking.body
    done = client.post(f"{address}/nop", {"version": asking.soup.select_one("input[name=version]")["value"]})
    following = client.follow(done)
    assert done.location.startswith("/cham/")
    assert done.location != address
    assert "đã nộp và đã khóa" in following.body
    locked = client.get(address)
    assert locked.soup.select_one("#mark-relevance").has_attr("readonly")
    client.post(f"{address}/luu", fields(2, "page-4", relevance="1"), status=422)
    assert "đã nộp 1/2 phiếu chấm" in client.get("/cham").body


def test_a_judge_steps_back_on_the_page(app: Flask, sealed: tuple[World, Assignment]) -> None:
    world, assignment = sealed
    client = PageClient(app).sign_in_as(world.judges[1])
    client.post(f"/cham/{assignment.id}/tu-choi", {"reason": ""}, status=422)
    word = re.search(r"[A-Z]-[A-Z0-9]{4}", client.get(f"/cham/{assignment.id}").h1)[0]
    done = client.follow(client.post(f"/cham/{assignment.id}/tu-choi", {"reason": "nhận ra giọng nói"}))
    assert f"đã từ chối chấm bài {word}" in done.body
    assert word not in done.words("table")
    client.get(f"/cham/{assignment.id}", status=404)
    others = [one for one in world.judges if one is not world.judges[1]]
    for other in others:
        assert "từ chối" not in PageClient(app).sign_in_as(other).get("/cham").words("main")
    office = PageClient(app).sign_in_as(world.secretary).get(f"/niem-phong/{world.round_id}/phan-cong")
    assert ("nhận ra giọng nói" in office.body, word in office.body) == (True, True)


def test_spreading_a_total_fills_the_first_criteria(session: Session, clock: TestClock) -> None:
    world = make_sealed_round(session, now=clock(), entries=1)
    typed = spread_total(world.at_hand.rules.rubric, Decimal("60.5"))
    assert typed == {"relevance": "25.0", "novelty": "25.0", "effect": "10.5", "expression": "0.0", "form": "0.0"}
