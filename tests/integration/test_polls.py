"""The office's part of a vote: opening it, the report after the close, striking, confirming, and what is published."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from judging import verify
from judging.actions.openings import ask_opening
from judging.actions.results import ResultNotFinalError
from judging.models.history import HistoryLine
from judging.models.results import Award, BoardDecision, Result
from judging.models.votes import PollWork, VoteStrike
from judging.spec.words import VoteTie
from tests.factories.marking import make_day
from tests.factories.polls import make_popular_day
from tests.invariants import violations
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock
    from tests.factories.polls import PopularDay

REASON = "Đã xem báo cáo, không có dấu hiệu bất thường"


def _kept(popular: PopularDay) -> dict[str, Any]:
    with popular.day.acting() as session:
        kept = session.scalars(select(Result).order_by(Result.number.desc()).limit(1)).one()
        assert verify.verify_text(kept.canonical) == []
        told: dict[str, Any] = json.loads(kept.canonical)
        return told


def _winner(popular: PopularDay) -> list[str]:
    return [one["code"] for one in _kept(popular)["result"]["prizes"]["awards"] if one["ladder"] == "popular"]


def _findings(popular: PopularDay) -> dict[str, str]:
    """What the board's page offers to strike: the kind in words, and what its form sends."""
    page = popular.client(popular.day.board).get(popular.office)
    rows = page.soup.select("tr:has(input[name=finding])")
    return {row.select("td")[0].get_text(strip=True): row.select_one("input[name=finding]")["value"] for row in rows}


@pytest.mark.requirement("S001-R30", "S001-R31")
def test_E22_a_vote_from_its_opening_to_the_public_page(app: Flask, clock: TestClock) -> None:
    popular = make_popular_day(app, clock)
    day = popular.day
    secretary = popular.client(day.secretary)
    assert "Bài chỉ được đưa ra bình chọn sau khi kết thúc chấm" in secretary.get(popular.office).body
    secretary.post(f"{popular.office}/popular/mo", {}, status=422)
    popular.start()
    assert "không có số liệu nào được lưu hoặc hiển thị" in popular.client(day.secretary).get(popular.office).body
    with day.acting() as session:
        numbers = [one.number for one in session.scalars(select(PollWork))]
    assert sorted(numbers) == [1, 2, 3, 4]
    for voter, number in zip(popular.voters, (3, 3, 1), strict=True):
        popular.cast(voter, number)
    board = popular.client(day.board)
    gate = board.get(f"/ban-to-chuc/ket-qua/{day.round_id}")
    assert "khi hết thời gian bình chọn, Ban Tổ chức xem báo cáo và xác nhận" in gate.body
    board.post(f"{popular.board}/xac-nhan", {"reason": REASON}, status=422)
    popular.until(opened=False)
    with pytest.raises(ResultNotFinalError), day.acting() as session:
        ask_opening(session, day.at_hand(session), by=day.viewer(session, day.holders[0]), now=clock())
    board = popular.client(day.board)
    board.post(f"{popular.board}/xac-nhan", {"reason": " "}, status=422)
    done = board.follow(board.post(f"{popular.board}/xac-nhan", {"reason": REASON}))
    assert "Đã xác nhận kết quả kiểm phiếu" in done.body
    board.post(f"{popular.board}/xac-nhan", {"reason": REASON}, status=409)
    assert _winner(popular) == [day.codes[3]]
    first = [one["code"] for one in _kept(popular)["result"]["prizes"]["awards"] if one["tier"] == "first"]
    assert first == [day.codes[0]], "the judges' first prize is theirs"
    day.open()
    day.publish(day.approve())
    with day.acting() as session:
        won = session.scalars(select(Award).where(Award.tier_key == "popular/popular_first")).one()
        assert won.entry_id == day.entries[3].id
    public = PageClient(app).get(f"/cuoc-thi/{day.slug}/ket-qua")
    assert "Giải bình chọn: 2 lượt" in public.body
    assert REASON in public.body
    told = PageClient(app).get(f"/api/v1/programmes/{day.slug}/results/1").response.get_json()
    assert told["votes"] == [
        {"name": "Giải bình chọn", "cast": 3, "struck": 0, "counted": 3,
         "winners": [{"prize": "Giải bình chọn", "votes": 2}]}
    ]  # fmt: skip
    bundle = PageClient(app).get(f"/cuoc-thi/{day.slug}/ket-qua/lan-1/bang-diem.json").text
    assert verify.verify_text(bundle) == []
    for voter in popular.voters:
        for secret in (str(voter.id), str(voter.person_id), str(voter.person.unit_id)):
            assert secret not in bundle
    assert violations(app) == {}


@pytest.mark.requirement("S001-R14")
def test_E22_a_crowd_of_one_unit_is_found_struck_with_a_reason_and_printed(app: Flask, clock: TestClock) -> None:
    """Twenty accounts of one unit within five minutes from one network lift a work over six honest votes."""
    popular = make_popular_day(app, clock, voters=6)
    popular.start()
    for at, voter in enumerate(popular.voters):
        popular.cast(voter, 0, network=f"home{at}", at=timedelta(hours=5 * at))
    crowd = popular.more_voters(20, unit=popular.unit())
    for at, voter in enumerate(crowd):
        popular.cast(voter, 3, network="hall", at=timedelta(minutes=600, seconds=15 * at))
    popular.until(opened=False)
    named = _findings(popular)
    assert sorted(named) == [
        "Nhiều lượt bình chọn trong mười phút", "Nhiều lượt bình chọn từ một mạng", "Nhiều lượt bình chọn từ một đơn vị"
    ]  # fmt: skip
    board = popular.client(popular.day.board)
    page = board.get(popular.office)
    for voter in (*popular.voters, *crowd):
        assert f"{voter.person.full_name} " not in f"{page.body} ", "a report names groups, never a voter"
        assert str(voter.id) not in page.text
    sent = {"finding": named["Nhiều lượt bình chọn trong mười phút"], "reason": "Bình chọn hàng loạt từ một phòng máy"}
    for wrong in ({"reason": " "}, {"finding": '["unit",{"work":"x"}]'}, {"finding": "khac"}, {"finding": "[]"}):
        board.post(f"{popular.board}/loai", {**sent, **wrong}, status=422)
    done = board.follow(board.post(f"{popular.board}/loai", sent))
    assert "Có 26 lượt bình chọn, trong đó 6 lượt hợp lệ" in done.body
    board.post(f"{popular.board}/loai", sent, status=409)
    with popular.day.acting() as session:
        strike = session.scalars(select(VoteStrike)).one()
        assert strike.votes == 20
    undone = board.follow(board.post(f"{popular.board}/loai/{strike.id}/bo"))
    assert "trong đó 26 lượt hợp lệ" in undone.body
    board.post(f"{popular.board}/loai/{strike.id}/bo", status=409)
    board.post(f"{popular.board}/loai", sent)
    board.post(f"{popular.board}/xac-nhan", {"reason": "Loại lượt bình chọn hàng loạt"})
    board.post(f"{popular.board}/loai", {**sent, "finding": named["Nhiều lượt bình chọn từ một mạng"]}, status=422)
    assert _winner(popular) == [popular.day.codes[0]]
    assert _kept(popular)["decisions"]["votes"][0]["struck"] == 20
    with popular.day.acting() as session:
        [line] = session.scalars(select(HistoryLine).where(HistoryLine.action == "poll.strike")).all()[:1]
        assert "hall" not in json.dumps(line.data)
    popular.day.open()
    popular.day.publish(popular.day.approve())
    public = PageClient(app).get(f"/cuoc-thi/{popular.day.slug}/ket-qua")
    assert "Loại 20 lượt: Bình chọn hàng loạt từ một phòng máy" in public.body


@pytest.mark.parametrize("who", ["secretary", "publisher", "holder", "author"])
def test_E22_nobody_but_the_board_decides_about_votes(app: Flask, clock: TestClock, who: str) -> None:
    popular = make_popular_day(app, clock, voters=1)
    popular.start()
    popular.cast(popular.voters[0], 0)
    popular.until(opened=False)
    day = popular.day
    client = popular.client({"holder": day.holders[0], "author": day.authors[1]}.get(who) or getattr(day, who))
    client.post(f"{popular.board}/xac-nhan", {"reason": REASON}, status=404)
    client.post(f"{popular.board}/loai", {"finding": "[]", "reason": "x"}, status=404)
    page = client.http.get(popular.office, base_url="http://127.0.0.1")
    assert page.status_code == (200 if who == "secretary" else 404)
    assert "Xác nhận kết quả kiểm phiếu này?" not in page.get_data(as_text=True)


def test_equal_votes_go_to_the_board_which_orders_them_apart_from_the_marks(app: Flask, clock: TestClock) -> None:
    popular = make_popular_day(app, clock, voters=4, ties=VoteTie.BOARD_DECIDES)
    popular.start()
    for voter, number in zip(popular.voters, (1, 1, 2, 2), strict=True):
        popular.cast(voter, number)
    popular.until(opened=False)
    popular.confirm()
    day = popular.day
    board, path = popular.client(day.board), f"/ban-to-chuc/ket-qua/{day.round_id}"
    page = board.get(path)
    assert page.soup.select_one("#tie-1 input[name=ladder]")["value"] == "popular"
    order = {f"position-{day.codes[2]}": "1", f"position-{day.codes[1]}": "2", "reason": "Bốc thăm trước Ban Tổ chức"}
    board.post(f"{path}/dong-diem", {**order, "ladder": "individual"}, status=422)
    done = board.follow(board.post(f"{path}/dong-diem", {**order, "ladder": "popular"}))
    assert _winner(popular) == [day.codes[2]]
    assert "Thứ tự các bài bằng số lượt bình chọn" in done.body
    with day.acting() as session:
        decision = session.scalars(select(BoardDecision).where(BoardDecision.kind == "vote")).one()
    board.post(f"{path}/rut-quyet-dinh/{decision.id}")
    assert _winner(popular) == []
    assert "Xác nhận kết quả kiểm phiếu" in board.get(popular.office).body


def test_a_vote_that_nobody_opened_in_time_ends_without_a_winner(app: Flask, clock: TestClock) -> None:
    popular = make_popular_day(app, clock)
    popular.day.close()
    popular.until(opened=False)
    popular.client(popular.day.secretary).post(f"{popular.office}/popular/mo", {}, status=422)
    board = popular.client(popular.day.board)
    assert "không ai đạt giải này" in board.get(popular.office).body
    board.post(f"{popular.board}/xac-nhan", {"reason": "Không tổ chức bình chọn"})
    assert _winner(popular) == []
    popular.day.open()


def test_two_secretaries_put_the_works_to_the_vote_once(app: Flask, clock: TestClock) -> None:
    popular = make_popular_day(app, clock)
    popular.start()
    popular.client(popular.day.secretary).post(f"{popular.office}/popular/mo", {}, status=409)
    popular.client(popular.day.secretary).post(f"{popular.office}/individual/mo", {}, status=404)
    with popular.day.acting() as session:
        assert len(session.scalars(select(PollWork)).all()) == 4


def test_a_contest_without_a_vote_says_so(app: Flask, clock: TestClock) -> None:

    day = make_day(app, now=clock())
    page = PageClient(app).sign_in_as(day.secretary).get(f"/niem-phong/{day.round_id}/binh-chon")
    assert "Vòng này không có giải bình chọn" in page.body
