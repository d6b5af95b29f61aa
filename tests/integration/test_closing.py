"""Closing a round: blocked until every entry has its marks, or overridden by a named person with a printed reason."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update

from judging.actions.results import close_round
from judging.errors import AlreadyDoneError
from judging.models.people import Person
from judging.models.programmes import Programme
from judging.models.results import Closing
from judging.models.reviews import Review
from judging.models.rounds import Assignment, Code, Round
from tests.factories.marking import make_day
from tests.invariants import violations
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock
    from tests.factories.marking import Day


def secretary(day: Day) -> PageClient:
    return PageClient(day.app).sign_in_as(day.secretary)


def unlock_one(day: Day, code: str) -> None:
    """As if a judge still owed this code a mark."""
    with day.acting() as session:
        review = session.scalars(
            select(Review).join(Assignment, Assignment.id == Review.assignment_id)
            .join(Code, Code.id == Assignment.code_id).where(Code.word == code).limit(1)
        ).one()  # fmt: skip
        session.execute(
            update(Review)
            .where(Review.id == review.id)
            .values(state="unlocked", locked_at=None, locked_sha256=None, locked_version=None)
        )


@pytest.mark.requirement("S001-R14")
def test_a_complete_round_closes_once_and_computes(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    client, path = secretary(day), f"/niem-phong/{day.round_id}/ket-qua"
    assert "8/8" in client.get(path).body
    client.post(f"{path}/dong-vong", {"reason": ""})
    assert "Hiện chưa" not in client.get(path).body
    client.post(f"{path}/dong-vong", {"reason": ""}, status=409)
    client.post(f"{path}/tinh")
    assert client.get(path).soup.select("#result tbody tr")
    with day.acting() as session:
        assert session.get_one(Round, day.round_id).state == "closed"
        assert session.get_one(Programme, day.programme_id).state == "evaluating"
    assert violations(app) == {}


@pytest.mark.requirement("S001-R14", "S001-R43")
def test_a_missing_mark_blocks_and_an_override_is_printed_with_its_name(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    unlock_one(day, day.codes[2])
    client, path = secretary(day), f"/niem-phong/{day.round_id}/ket-qua"
    assert f"{day.codes[2]}: đã chốt 1/2 phiếu chấm. Còn phải chấm: ghế" in client.get(path).body
    refused = client.post(f"{path}/dong-vong", {"reason": "  "}, status=422)
    assert "còn 1 nội dung chưa hoàn tất" in refused.body
    client.post(f"{path}/dong-vong", {"reason": "Giám khảo ốm, có giấy xác nhận"})
    client.post(f"{path}/tinh")
    page = client.get(path)
    with day.acting() as session:
        name = session.get_one(Person, day.secretary.person_id).full_name
    assert f"{name} đóng vòng chấm với lý do: Giám khảo ốm, có giấy xác nhận" in page.body
    assert f"{day.codes[2]}: đã chốt 1/2" in page.body
    board = PageClient(app).sign_in_as(day.board).get(f"/ban-to-chuc/ket-qua/{day.round_id}")
    assert "Giám khảo ốm, có giấy xác nhận" in board.body


@pytest.mark.requirement("S001-R14")
def test_a_gap_of_the_limit_or_more_is_named_and_blocks(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock(), marks=((90, 70), (80, "60.5"), 50))
    client, path = secretary(day), f"/niem-phong/{day.round_id}/ket-qua"
    page = client.get(path)
    assert f"{day.codes[0]}: điểm của các giám khảo chênh lệch 20 (ngưỡng theo kế hoạch là 20)." in page.body
    assert f"{day.codes[1]}: điểm" not in page.body
    client.post(f"{path}/dong-vong", {}, status=422)


def test_an_unknown_field_refuses_the_whole_form(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    refused = secretary(day).post(f"/niem-phong/{day.round_id}/ket-qua/dong-vong", {"closed_by": "x"}, status=422)
    assert refused.h1
    with day.acting() as session:
        assert session.scalars(select(Closing)).all() == []


@pytest.mark.parametrize("who", ["board", "publisher", "validator", "author", "judge"])
def test_only_the_secretary_closes(app: Flask, clock: TestClock, who: str) -> None:
    day = make_day(app, now=clock())
    account = {"author": day.authors[0], "judge": day.judges[0]}.get(who) or getattr(day, who)
    PageClient(app).sign_in_as(account).post(f"/niem-phong/{day.round_id}/ket-qua/dong-vong", {}, status=404)


def test_B13_of_a_hundred_parallel_closings_exactly_one_wins(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())

    def try_it(_number: int) -> str:
        try:
            with day.acting() as session:
                close_round(session, day.at_hand(session), by=day.viewer(session, day.secretary), now=clock())
        except AlreadyDoneError:
            return "already done"
        return "won"

    with ThreadPoolExecutor(100) as pool:
        told = list(pool.map(try_it, range(100)))
    assert sorted(told) == ["already done"] * 99 + ["won"]
    with day.acting() as session:
        assert session.scalar(select(func.count()).select_from(Closing)) == 1
