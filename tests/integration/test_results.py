"""From locked sheets to a result by code, computed twice, in words that can be printed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from judging import verify
from judging.actions.results import ResultsDifferError, RubricChangedError, keep_result
from judging.models.entries import Entry
from judging.models.results import BoardDecision, Result
from judging.models.rounds import Code, Round
from judging.models.seals import CodeLink
from tests.factories.marking import make_day
from tests.invariants import violations
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock
    from tests.factories.marking import Day


def board(day: Day) -> PageClient:
    return PageClient(day.app).sign_in_as(day.board)


def secretary(day: Day) -> PageClient:
    return PageClient(day.app).sign_in_as(day.secretary)


@pytest.mark.requirement("S001-R14", "S001-R30", "S001-R31")
def test_the_result_page_shows_totals_ranks_and_prizes_by_code_alone(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock(), marks=(90, (86, 85), 80, 60), video=1)
    day.close()
    page = secretary(day).get(f"/niem-phong/{day.round_id}/ket-qua")
    rows = [row.replace("\xa0", " ") for row in page.all_words("#result tbody tr")]
    assert [row.split(" ")[0] for row in rows] == day.codes
    assert [row.split(" ")[1] for row in rows] == ["1", "2", "3", "4"]
    assert rows[1].endswith("85,5 Giải Nhì 1.500.000 đồng")
    assert "ghế" in rows[1]
    assert rows[3].endswith("60 –")
    assert "4.500.000 đồng" in page.body.replace("\xa0", " ")
    for entry in day.entries:
        assert entry.title not in page.body
        assert entry.author.full_name not in page.body
    with day.acting() as session:
        kept = session.scalars(select(Result)).one()
        assert verify.verify_text(kept.canonical) == []


@pytest.mark.requirement("S001-R11")
def test_B11_an_excluded_entry_takes_part_in_no_standing_and_the_others_move_up(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock(), marks=(90, 85, 80, 60), video=1)
    with day.acting() as session:
        first = session.scalars(
            select(CodeLink).join(Code, Code.id == CodeLink.code_id).where(Code.word == day.codes[0])
        )
        session.get_one(Entry, first.one().entry_id).state = "disqualified"
    day.close()
    page = secretary(day).get(f"/niem-phong/{day.round_id}/ket-qua")
    rows = [row.replace("\xa0", " ") for row in page.all_words("#result tbody tr")]
    assert [row.split(" ")[:2] for row in rows] == [
        [code, str(rank)] for rank, code in enumerate(day.codes[1:], start=1)
    ]


@pytest.mark.requirement("S001-R14")
def test_computing_again_keeps_one_result_until_something_changes(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    day.close()
    client = secretary(day)
    for _ in range(2):
        client.post(f"/niem-phong/{day.round_id}/ket-qua/tinh")
    with day.acting() as session:
        assert session.scalar(select(func.count()).select_from(Result)) == 1


def test_B16_a_result_on_which_the_two_programs_differ_is_not_kept(
    app: Flask, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second program is told to read every share of a prize as one đồng more: nothing may be kept then."""
    day = make_day(app, now=clock())
    day.close()
    with day.acting() as session:
        session.execute(Result.__table__.delete())
    honest = verify._prizes

    def dishonest(*facts: object) -> dict[str, object]:
        found = dict(honest(*facts))
        found["total_vnd"] += 1
        return found

    monkeypatch.setattr(verify, "_prizes", dishonest)
    with pytest.raises(ResultsDifferError), day.acting() as session:
        keep_result(session, day.at_hand(session), by=day.viewer(session, day.secretary), now=clock())
    refused = secretary(day).post(f"/niem-phong/{day.round_id}/ket-qua/tinh", status=422)
    assert "không khớp nhau" in refused.body
    with day.acting() as session:
        assert session.scalar(select(func.count()).select_from(Result)) == 0


def test_B19_a_rubric_changed_after_the_round_opened_stops_the_result(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    with day.acting() as session:
        row = session.get_one(Round, day.round_id)
        sheet = json.loads(json.dumps(row.sheet))
        sheet["rubric"]["criteria"][0]["name"] = "Khác"
        row.sheet = sheet
    with pytest.raises(RubricChangedError):
        day.close()


@pytest.mark.requirement("S001-R42")
def test_the_board_puts_a_tie_in_order_and_may_take_it_back(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock(), marks=(90, 90, 80, 60))
    day.close()
    client, path = board(day), f"/ban-to-chuc/ket-qua/{day.round_id}"
    page = client.get(path)
    assert "Ban tổ chức quyết định" in page.words("#tie-1")
    first, second = day.codes[1], day.codes[0]
    order = {f"position-{first}": "1", f"position-{second}": "2"}
    client.post(f"{path}/dong-diem", {**order, "reason": ""}, status=422)
    client.post(f"{path}/dong-diem", {f"position-{first}": "1", "reason": "hội ý"}, status=422)
    shared = {f"position-{first}": "1", f"position-{second}": "1"}
    forbidden = client.post(f"{path}/dong-diem", {**shared, "reason": "hội ý"}, status=422)
    assert "không cho phép đồng giải" in forbidden.body
    assert forbidden.soup.select_one("#tie-reason-1").get_text().strip() == "hội ý"
    done = client.follow(client.post(f"{path}/dong-diem", {**order, "reason": "Cách viết mới hơn"}))
    rows = done.all_words("#result tbody tr")
    assert [row.split(" ")[0] for row in rows[:2]] == [first, second]
    assert "Lý do: Cách viết mới hơn" in done.body
    assert "cùng đạt 90 điểm" in done.body
    assert "Vẫn bằng nhau" in done.body
    with day.acting() as session:
        decision = session.scalars(select(BoardDecision).where(BoardDecision.undone_at.is_(None))).one()
    undone = client.follow(client.post(f"{path}/rut-quyet-dinh/{decision.id}"))
    assert undone.soup.select_one("#tie-1")
    client.post(f"{path}/rut-quyet-dinh/{decision.id}", status=409)
    assert violations(app) == {}


@pytest.mark.requirement("S001-R42")
def test_the_board_leaves_a_prize_empty_and_the_next_entry_moves_down(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    day.close()
    client, path = board(day), f"/ban-to-chuc/ket-qua/{day.round_id}"
    for slot in ("individual/first/2", "individual/tenth/1", "khac", "individual/first/x"):
        client.post(f"{path}/de-trong", {"slot": slot, "reason": "không có"}, status=422)
    vacancy = {"slot": "individual/first/1", "reason": "Không bài nào xứng đáng"}
    page = client.follow(client.post(f"{path}/de-trong", vacancy))
    rows = page.all_words("#result tbody tr")
    assert "Giải Nhì" in rows[0]
    assert "Giải Nhất: để trống theo quyết định của Ban tổ chức: Không bài nào xứng đáng." in page.body
    client.post(f"{path}/de-trong", vacancy, status=409)
    day.open()
    day.publish(day.approve())
    public = PageClient(app).get(f"/cuoc-thi/{day.slug}/ket-qua")
    assert "Giải Nhất: không trao" in public.body
    assert len(public.soup.select("#result tbody tr")) == 2


@pytest.mark.parametrize("who", ["secretary", "publisher", "validator", "holder", "author"])
def test_only_the_board_decides(app: Flask, clock: TestClock, who: str) -> None:
    day = make_day(app, now=clock(), marks=(90, 90, 80))
    day.close()
    account = {"holder": day.holders[0], "author": day.authors[0]}.get(who) or getattr(day, who)
    client = PageClient(app).sign_in_as(account)
    path = f"/ban-to-chuc/ket-qua/{day.round_id}"
    client.get(path, status=404)
    client.post(f"{path}/de-trong", {"slot": "individual/first/1", "reason": "x"}, status=404)
    client.post(f"{path}/phe-duyet", {"bundle": "0" * 64}, status=404)


def test_the_board_of_another_contest_finds_no_such_round(app: Flask, clock: TestClock) -> None:
    day, other = make_day(app, now=clock()), make_day(app, now=clock())
    day.close()
    board(other).get(f"/ban-to-chuc/ket-qua/{day.round_id}", status=404)
    secretary(other).get(f"/niem-phong/{day.round_id}/ket-qua", status=404)
    secretary(other).post(f"/niem-phong/{day.round_id}/ket-qua/tinh", status=404)


def test_C06_a_decision_without_a_token_is_refused(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    day.close()
    app.config["WTF_CSRF_ENABLED"] = True
    client = board(day)
    client.post(
        f"/ban-to-chuc/ket-qua/{day.round_id}/de-trong", {"slot": "individual/first/1", "reason": "x"}, status=400
    )
    with day.acting() as session:
        assert session.scalars(select(BoardDecision)).all() == []


def test_B12_a_decision_sent_twice_with_one_key_is_one_decision(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock())
    day.close()
    client = board(day)
    sent = {"slot": "individual/third/1", "reason": "để trống", "idempotency_key": "k1"}
    for _ in range(2):
        client.post(f"/ban-to-chuc/ket-qua/{day.round_id}/de-trong", sent)
    with day.acting() as session:
        assert len(session.scalars(select(BoardDecision)).all()) == 1
