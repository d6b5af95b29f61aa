"""A locked sheet opens again only by two: the head asks with a reason, somebody else grants it (B03)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.actions.unlockings import grant_unlocking, refuse_unlocking
from judging.desk.reviews import SheetLockedError, TypedSheet, lock_review, save_review
from judging.desk.unlockings import ask_unlocking, list_wishes
from judging.desk.work import get_sheet
from judging.enums import Role
from judging.errors import (
    AlreadyDoneError,
    MissingReasonError,
    NotAllowedError,
    NotFoundError,
    SamePersonError,
)
from judging.ids import AssignmentID
from judging.models.history import HistoryLine
from judging.models.people import RoleGrant
from judging.models.reviews import Review, ReviewVersion
from judging.models.rounds import Assignment, Seat
from portal.db import writing
from tests.factories.judging import World, make_marked_round, make_sealed_round, mark_sheet, spread_total
from tests.page_client import PageClient

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.conftest import TestClock


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        yield session


def first_sheet(world: World) -> tuple[Assignment, Seat, str]:
    """A locked sheet of a judge who is not the head: assignment, seat, code."""
    for judge in world.judges[1:]:
        for one in world.assignments_of(judge):
            seat = world.session.get_one(Seat, one.seat_id)
            return one, seat, next(code.word for code in world.codes.values() if code.id == one.code_id)
    raise AssertionError("no sheet")


def ask(world: World, seat: Seat, word: str, *, by: object = None, reason: str = "cộng nhầm") -> object:
    viewer = world.by(by or world.head)
    return ask_unlocking(
        world.session, round_id=world.round_id, word=word, seat_number=seat.number, reason=reason, by=viewer,
        now=world.now,
    )  # fmt: skip


def grant(world: World, wish: object, *, by: object) -> object:
    return grant_unlocking(world.session, world.at_hand, unlocking_id=wish.id, by=world.by(by), now=world.now)


def test_B03_head_reason_and_second_person_make_a_new_version_and_keep_the_old(app: Flask, clock: TestClock) -> None:
    engine = app.extensions["bangvang_database"].main
    with app.app_context(), writing(engine) as session:
        world = make_marked_round(session, now=clock(), marks=[80, 70])
        assignment, seat, word = first_sheet(world)
        review = session.scalars(select(Review).where(Review.assignment_id == assignment.id)).one()
        before, version = review.locked_sha256, review.locked_version
        with pytest.raises(MissingReasonError):
            ask(world, seat, word, reason=" ")
        wish = ask(world, seat, word.lower().replace("-", " "))
        with pytest.raises(AlreadyDoneError):
            ask(world, seat, word)
        grant(world, wish, by=world.board)
        with pytest.raises(AlreadyDoneError):
            grant(world, wish, by=world.secretary)
        seats = frozenset({seat.id})
        sheet = get_sheet(session, assignment.id, seats=seats)
        assert (sheet.state.value, sheet.version, sheet.may_change) == ("unlocked", version, True)
        rubric = world.at_hand.rules.rubric
        save_review(
            session,
            TypedSheet(marks=spread_total(rubric, 66), comments={}, comment="", version=version, save_key="again"),
            assignment_id=assignment.id,
            seats=seats,
            now=clock(),
        )
        after = lock_review(session, assignment_id=assignment.id, seats=seats, version=version + 1, now=clock())
        assert after != before
        kept = session.scalars(
            select(ReviewVersion).where(ReviewVersion.review_id == review.id).order_by(ReviewVersion.number)
        ).all()
        assert [sum(one.marks.values()) * rubric.step for one in kept][-1] == 66
        assert len(kept) == version + 1
        review_id = review.id
    with app.app_context(), writing(engine) as session:
        lines = session.scalars(
            select(HistoryLine).where(HistoryLine.subject == f"review:{review_id}").order_by(HistoryLine.seq)
        ).all()
        assert [line.action for line in lines] == ["review.lock", "unlocking.ask", "review.unlock", "review.lock"]
        assert before in lines[2].data
        assert "cộng nhầm" in lines[2].data
        assert (before in lines[0].data, after in lines[3].data) == (True, True)


def test_B03_nobody_but_the_head_asks_and_nobody_grants_his_own(session: Session, clock: TestClock) -> None:
    world = make_marked_round(session, now=clock(), marks=[80, 70])
    _, seat, word = first_sheet(world)
    for account in (world.judges[1], world.secretary, world.board):
        with pytest.raises(NotAllowedError):
            ask(world, seat, word, by=account)
    wish = ask(world, seat, word)
    for account in (world.judges[1], world.validator, *world.holders, world.publisher):
        with pytest.raises(NotAllowedError):
            grant(world, wish, by=account)
    session.add(
        RoleGrant(account_id=world.head.id, role=Role.BOARD.value, programme_id=world.programme.id, granted_at=clock())
    )
    session.flush()
    with pytest.raises(SamePersonError):
        grant(world, wish, by=world.head)
    grant(world, wish, by=world.secretary)


def test_a_refused_wish_leaves_the_sheet_locked(session: Session, clock: TestClock) -> None:
    world = make_marked_round(session, now=clock(), marks=[80])
    assignment, seat, word = first_sheet(world)
    wish = ask(world, seat, word)
    by = world.by(world.secretary)
    with pytest.raises(MissingReasonError):
        refuse_unlocking(session, world.at_hand, unlocking_id=wish.id, reason="", by=by, now=clock())
    refuse_unlocking(session, world.at_hand, unlocking_id=wish.id, reason="không có căn cứ", by=by, now=clock())
    assert [one.outcome for one in list_wishes(session, by=world.by(world.head))] == ["refused"]
    with pytest.raises(AlreadyDoneError):
        grant(world, wish, by=world.board)
    with pytest.raises(SheetLockedError):
        save_review(
            session,
            TypedSheet(marks={}, comments={}, comment="", version=1, save_key="x"),
            assignment_id=assignment.id,
            seats=frozenset({seat.id}),
            now=clock(),
        )


def test_a_sheet_that_is_not_locked_or_not_there_is_not_found(session: Session, clock: TestClock) -> None:
    world = make_marked_round(session, now=clock(), marks=[80])
    _, seat, word = first_sheet(world)
    with pytest.raises(NotFoundError):
        ask(world, seat, "B-2222")
    seat.number, real = 98, seat.number
    with pytest.raises(NotFoundError):
        ask_unlocking(
            session, round_id=world.round_id, word=word, seat_number=real, reason="x", by=world.by(world.head),
            now=clock(),
        )  # fmt: skip
    seat.number = real


def test_B03_the_whole_way_through_the_pages(app: Flask, clock: TestClock) -> None:
    engine = app.extensions["bangvang_database"].main
    with app.app_context(), writing(engine) as session:
        world = make_marked_round(session, now=clock(), marks=[80, 70])
        assignment, seat, word = first_sheet(world)
        judge = next(one for one in world.judges if seat.id in world.by(one).seats)
    head = PageClient(app).sign_in_as(world.head)
    asking = str(head.get("/truong-ban").soup.select_one("main a.button")["href"])
    wrong = head.post(asking, {"word": word, "seat_number": "9", "reason": "x"}, status=422)
    assert "không có phiếu chấm đã nộp" in wrong.body
    done = head.follow(head.post(asking, {"word": word, "seat_number": str(seat.number), "reason": "ghi nhầm"}))
    assert "đang chờ" in done.body
    other = PageClient(app).sign_in_as(world.judges[1])
    assert other.get("/truong-ban").soup.select("main a.button") == []
    other.get(asking, status=404)
    secretary = PageClient(app).sign_in_as(world.secretary)
    page = secretary.get(f"/niem-phong/{world.round_id}/mo-phieu")
    assert (word in page.body, "ghi nhầm" in page.body) == (True, True)
    granting = str(page.soup.select_one("form[action$='/dong-y']")["action"])
    assert "đã mở lại" in secretary.follow(secretary.post(granting)).body
    again = PageClient(app).sign_in_as(judge).get(f"/cham/{assignment.id}")
    assert "Phiếu chấm này được mở lại" in again.body


def test_A08_A10_the_head_sees_how_far_all_sheets_are_and_no_judge_nor_code(app: Flask, clock: TestClock) -> None:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world = make_sealed_round(session, now=clock(), entries=3, judges=3)
        others = [one for one in world.judges if one.id != world.head.id]
        busy = max(others, key=lambda one: len(world.assignments_of(one)))
        mine = world.assignments_of(busy)[:2]
        for sheet in mine:
            mark_sheet(world, AssignmentID(sheet.id), session.get_one(Seat, sheet.seat_id), 70)
        words = {one.word for one in world.codes.values()}
        assigned = sum(len(world.assignments_of(one)) for one in world.judges)
    page = PageClient(app).sign_in_as(world.head).get("/truong-ban")
    assert f"đã nộp {len(mine)}/{assigned} phiếu chấm" in page.body
    assert "2 phiếu mỗi ngày" in page.body
    assert [word for word in words if word in page.text] == []
    assert f"{assigned} phiếu chấm" not in PageClient(app).sign_in_as(others[0]).get("/truong-ban").body
