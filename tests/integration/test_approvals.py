"""The board approves one bundle by its hash: what it read, nothing stale, nothing changed, once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from judging.actions.approvals import BundleChangedError, NotOpenedError, approve, bundle_of, withdraw_approval
from judging.actions.board_decisions import decide_vacancy
from judging.actions.results import ResultApprovedError, StaleResultError
from judging.errors import AlreadyDoneError
from judging.models.entries import Entry
from judging.models.programmes import Programme
from judging.models.results import Approval, Award
from judging.models.rounds import Code
from tests.factories.marking import make_day
from tests.invariants import violations
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock
    from tests.factories.marking import Day


def approve_as_board(day: Day, bundle: str) -> None:
    with day.acting() as session:
        by = day.viewer(session, day.board)
        approve(session, day.at_hand(session), bundle_sha256=bundle, by=by, now=day.now)


def vacate_first(day: Day) -> None:
    with day.acting() as session:
        decide_vacancy(
            session, day.at_hand(session), ladder="individual", tier="first", place=1, reason="không xứng đáng",
            by=day.viewer(session, day.board), now=day.now,
        )  # fmt: skip


@pytest.mark.requirement("S001-R13", "S001-R30", "S001-R31")
def test_the_board_reads_names_and_hash_and_approves_exactly_them(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    day.close()
    client, path = PageClient(app).sign_in_as(day.board), f"/ban-to-chuc/ket-qua/{day.round_id}"
    before = client.get(path)
    assert "Không còn nội dung phải quyết định" in before.body
    assert day.entries[0].author.full_name not in before.body
    client.post(f"{path}/phe-duyet", {"bundle": "0" * 64}, status=422)
    day.open()
    page = client.get(path)
    rows = [row.replace("\xa0", " ") for row in page.all_words("#bundle tbody tr")]
    assert rows[0] == (
        f"Giải Nhất {day.codes[0]} {day.entries[0].author.full_name} {day.entries[0].unit.name} "
        f"{day.entries[0].title} 2.000.000 đồng"
    )
    sha256 = str(page.soup.select_one("input[name=bundle]")["value"])
    assert sha256 in page.words("#bundle p")
    assert sha256 == day.bundle()
    done = client.follow(client.post(f"{path}/phe-duyet", {"bundle": sha256}))
    assert "Đã phê duyệt" in done.body
    assert not done.soup.select("input[name=bundle]")
    client.post(f"{path}/phe-duyet", {"bundle": sha256}, status=409)
    with day.acting() as session:
        row = session.scalars(select(Approval)).one()
        told = json.loads(row.bundle)
        assert [one["amount_vnd"] for one in told["awards"]] == [2_000_000, 1_500_000, 1_000_000]
        assert all("phone" not in one for one in told["awards"])
        assert session.get_one(Programme, day.programme_id).state == "decided"
    assert violations(app) == {}


def test_nothing_is_approved_before_the_codes_are_opened(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    day.close()
    with pytest.raises(NotOpenedError):
        approve_as_board(day, "0" * 64)


def test_B15_a_result_that_went_stale_cannot_be_approved_until_it_is_computed_again(
    app: Flask, clock: TestClock
) -> None:
    day = make_day(app, now=clock()).until_opened()
    bundle = day.bundle()
    with day.acting() as session:
        session.scalars(select(Code).where(Code.word == day.codes[0])).one().is_void = True  # disqualified late
    with pytest.raises(StaleResultError):
        approve_as_board(day, bundle)
    page = PageClient(app).sign_in_as(day.board).get(f"/ban-to-chuc/ket-qua/{day.round_id}")
    assert "không còn đúng với hiện trạng" in page.body
    assert not page.soup.select("input[name=bundle]")
    day.compute()
    with pytest.raises(BundleChangedError):
        approve_as_board(day, bundle)
    with day.acting() as session:
        present = session.scalars(select(Award.entry_id).where(Award.revoked_at.is_(None))).all()
        assert set(present) == {entry.id for entry in day.entries[1:]}
    day.approve()
    assert violations(app) == {}


@pytest.mark.parametrize("what", ["holder", "money", "name", "title"])
def test_B21_what_was_changed_between_reading_and_approving_is_refused(app: Flask, clock: TestClock, what: str) -> None:
    day = make_day(app, now=clock()).until_opened()
    bundle = day.bundle()
    tamper(day, what)
    with pytest.raises(BundleChangedError):
        approve_as_board(day, bundle)
    client = PageClient(app).sign_in_as(day.board)
    refused = client.post(f"/ban-to-chuc/ket-qua/{day.round_id}/phe-duyet", {"bundle": bundle}, status=422)
    assert "khác nội dung Ông/Bà đã xem" in refused.body


def tamper(day: Day, what: str) -> None:
    with day.acting() as session:
        award = session.scalars(select(Award).where(Award.tier_key == "individual/first")).one()
        if what == "holder":
            loser = session.get_one(Entry, day.entries[3].id)
            award.entry_id, award.person_id = loser.id, loser.author_id
        elif what == "money":
            award.amount_vnd += 1
        elif what == "name":
            session.get_one(Entry, day.entries[0].id).author.full_name = "Người Khác"
        else:
            session.get_one(Entry, day.entries[0].id).title = "Bài khác"


def test_after_the_approval_no_decision_changes_anything(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_opened()
    day.approve()
    with pytest.raises(ResultApprovedError):
        vacate_first(day)
    page = PageClient(app).sign_in_as(day.board).get(f"/ban-to-chuc/ket-qua/{day.round_id}")
    assert not page.soup.select("#vacancy")


def test_a_withdrawn_approval_keeps_its_reason_and_lets_the_board_decide_again(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_opened()
    first = day.approve()
    client, path = PageClient(app).sign_in_as(day.board), f"/ban-to-chuc/ket-qua/{day.round_id}"
    client.post(f"{path}/rut-phe-duyet", {"reason": ""}, status=422)
    client.post(f"{path}/rut-phe-duyet", {"reason": "Có đơn kiến nghị"})
    client.post(f"{path}/rut-phe-duyet", {"reason": "Có đơn kiến nghị"}, status=422)
    vacate_first(day)
    second = day.approve()
    assert second != first
    with day.acting() as session:
        rows = session.scalars(select(Approval).order_by(Approval.withdrawn_at.is_(None))).all()
        assert [(row.bundle_sha256, row.withdrawal_reason) for row in rows] == [
            (first, "Có đơn kiến nghị"),
            (second, ""),
        ]
        assert rows[0].withdrawn_by == day.board.id
    assert violations(app) == {}


def test_B13_of_a_hundred_parallel_approvals_exactly_one_wins(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_opened()
    bundle = day.bundle()

    def try_it(_number: int) -> str:
        try:
            approve_as_board(day, bundle)
        except AlreadyDoneError:
            return "already done"
        return "won"

    with ThreadPoolExecutor(100) as pool:
        told = list(pool.map(try_it, range(100)))
    assert sorted(told) == ["already done"] * 99 + ["won"]
    with day.acting() as session:
        assert session.scalar(select(func.count()).select_from(Approval)) == 1


def test_B13_a_second_approval_is_refused_by_the_database_itself(app: Flask, clock: TestClock) -> None:
    from sqlalchemy.exc import IntegrityError

    day = make_day(app, now=clock()).until_opened()
    day.approve()
    with pytest.raises(IntegrityError), day.acting() as session:
        text = bundle_of(session, day.at_hand(session))
        session.add(
            Approval(
                programme_id=day.programme_id, bundle=text, bundle_sha256="1" * 64, approved_by=day.board.id,
                approved_at=day.now,
            )
        )  # fmt: skip
        session.flush()
    with day.acting() as session:
        withdraw_approval(session, day.at_hand(session), reason="sai", by=day.viewer(session, day.board), now=day.now)
    day.approve()
