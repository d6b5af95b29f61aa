"""The board reads every condition between a round and its publication at any time; what was overridden is printed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.actions.publications import publish
from judging.enums import AssignmentState, ReviewState
from judging.errors import NotAllowedError
from judging.ids import ProgrammeID
from judging.models.history import HistoryLine
from judging.models.reviews import Review
from judging.spec.words import Task
from portal.papers.facts import Override
from portal.papers.kinds.minutes import build_minutes
from portal.papers.kinds.results import build_submission
from portal.papers.making import facts_of
from tests.factories.marking import make_day
from tests.factories.papers import say_words
from tests.integration.test_closing_gate import sheet_of_first
from tests.integration.test_prize_decisions import _board, _day, _plan, _ranged, _special
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from portal.papers.content import Content
    from tests.conftest import TestClock
    from tests.factories.marking import Day

OVER = "Giám khảo ốm, Ban Tổ chức đồng ý"


def _begun(day: Day) -> None:
    """One sheet of the first code is begun again and not locked."""
    with day.acting() as session:
        assignment, _seat, review = sheet_of_first(session, day)
        assignment.state = AssignmentState.ASSIGNED.value
        review.state = ReviewState.UNLOCKED.value
        review.locked_at = review.locked_version = review.locked_sha256 = None


def _gate(day: Day) -> dict[str, str]:
    client, path = _board(day)
    rows = client.get(path).soup.select("#gate tbody tr")
    return {row.select_one("th").get_text(strip=True): " ".join(row.get_text(" ").split()) for row in rows}


COVERAGE, TIES, BUDGET = (
    "Mọi bài dự thi đủ phiếu chấm",
    "Không còn nội dung chờ quyết định",
    "Tiền thưởng trong phạm vi",
)
SEALS, ANCHORS = "Mọi phiếu chấm còn nguyên", "Nhật ký có việc phê duyệt"


def _line(gate: dict[str, str], start: str) -> str:
    return next(text for name, text in gate.items() if name.startswith(start))


@pytest.mark.requirement("S001-R14")
def test_every_condition_stands_on_the_boards_page_from_marking_to_publication(app: Flask, clock: TestClock) -> None:
    day = _day(app, clock, plan=_plan(_special()))
    _begun(day)
    gate = _gate(day)
    assert len(gate) == 8
    assert "chưa đạt" in _line(gate, COVERAGE)
    assert day.codes[0] in _line(gate, COVERAGE)
    assert "Đề nghị nhắc giám khảo" in _line(gate, COVERAGE)
    assert "chưa đến bước này" in _line(gate, TIES)
    day.close(OVER)
    gate = _gate(day)
    assert "vẫn đóng vòng, có ghi lý do" in _line(gate, COVERAGE)
    assert "Còn 1 nội dung chờ quyết định" in _line(gate, TIES)
    assert "chưa đến bước này" in _line(gate, ANCHORS)
    client, path = _board(day)
    client.post(f"{path}/chon-bai", {"slot": "special/spread/1", "code": day.codes[3], "reason": "Lan tỏa"})
    with day.acting() as session:
        review = session.scalars(select(Review).where(Review.locked_sha256.is_not(None)).limit(1)).one()
        honest, review.locked_sha256 = review.locked_sha256, "0" * 64
        review_id = review.id
    gate = _gate(day)
    assert "Không phê duyệt trước khi quản trị hệ thống kiểm tra nhật ký" in _line(gate, SEALS)
    with day.acting() as session:
        session.get_one(Review, review_id).locked_sha256 = honest
    day.open()
    day.approve()
    gate = _gate(day)
    assert all(word in _line(gate, name) for name, word in ((TIES, "đạt"), (SEALS, "đạt"), (ANCHORS, "đạt")))
    assert not any("chưa đạt" in _line(gate, name) for name in (TIES, BUDGET, SEALS, ANCHORS))


def _said(content: Content) -> str:
    return json.dumps([getattr(block, "text", "") for block in content.blocks], ensure_ascii=False)


@pytest.mark.requirement("S001-R14")
def test_who_closed_over_something_is_printed_in_minutes_public_page_frame_and_open_data(
    app: Flask, clock: TestClock
) -> None:
    day = _day(app, clock, plan=_ranged())
    say_words(day)
    _begun(day)
    day.close(OVER)
    client, path = _board(day)
    client.post(f"{path}/so-giai", {"tier": "individual/consolation", "count": "2", "reason": "Bài tốt nhiều."})
    day.open()
    day.publish(day.approve())
    with day.acting() as session:
        facts = facts_of(session, ProgrammeID(day.programme_id), now=day.now)
    minutes, submission = _said(build_minutes(facts)), _said(build_submission(facts))
    name = day.secretary.person.full_name
    assert f"{name} đóng vòng chấm khi còn nội dung chưa đạt, với lý do: {OVER}." in minutes
    for paper in (minutes, submission):
        assert "Số lượng giải Khuyến khích: 02 giải. Lý do: Bài tốt nhiều." in paper
    framing = replace(app.extensions["bangvang_settings"], embed_origins="https://xa.example.vn")
    app.extensions["bangvang_settings"] = framing
    public = PageClient(app)
    for address in (f"/cuoc-thi/{day.slug}/ket-qua", f"/cuoc-thi/{day.slug}/ket-qua/nhung"):
        page = public.get(address).words("#result")
        assert OVER in page
        assert name in page
        assert "1 bài chưa đủ phiếu chấm" in page
    told = json.loads(public.get(f"/api/v1/programmes/{day.slug}/results/1").text)
    assert told["overrides"] == [
        {"what": "close", "round": facts.rounds[-1].name, "by": name, "reason": OVER,
         "points": [{"what": "marks", "count": 1}]}
    ]  # fmt: skip
    assert day.codes[0] not in json.dumps(told["overrides"])


def test_nothing_is_printed_where_nothing_was_overridden(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_published()
    told = json.loads(PageClient(app).get(f"/api/v1/programmes/{day.slug}/results/1").text)
    assert told["overrides"] == []
    with day.acting() as session:
        facts = facts_of(session, ProgrammeID(day.programme_id), now=day.now)
    assert facts.rounds[-1].overrides == ()
    assert "chưa đạt" not in _said(build_minutes(facts))
    told = (Override("publish", "Người thử", "máy hỏng", day.now),)
    over = replace(facts, rounds=(replace(facts.rounds[-1], overrides=told),))
    assert "Người thử công bố kết quả khi còn nội dung chưa đạt, với lý do: máy hỏng." in _said(build_minutes(over))


def test_the_board_reads_on_the_plan_and_the_result_that_a_plan_contradicts_itself(
    app: Flask, clock: TestClock
) -> None:
    day = _day(app, clock, plan=_plan(stated_total_vnd=5_000_000, stated_words="Năm mươi triệu đồng"))
    day.close()
    client, path = _board(day)
    for address in (path, f"/ke-hoach/{day.slug}"):
        page = client.get(address).words("#main").replace("\xa0", " ")
        assert "Kế hoạch có mâu thuẫn về cơ cấu giải" in page
        assert "5.000.000 đồng" in page
        assert "Năm mươi triệu đồng" in page
    plain = make_day(app, now=clock())
    client, path = _board(plain)
    assert "mâu thuẫn" not in client.get(f"/ke-hoach/{plain.slug}").body


@pytest.mark.requirement("S001-R38")
def test_publishing_is_the_duty_of_the_publishing_office_and_of_nobody_else(app: Flask, clock: TestClock) -> None:
    """Văn phòng HĐND và UBND advises publication: its publisher alone publishes, and only what the board approved."""
    day = make_day(app, now=clock()).until_opened()
    bundle = day.approve()
    for other in (day.board, day.secretary, day.validator, day.holders[0]):
        with pytest.raises(NotAllowedError), day.acting() as session:
            publish(session, day.at_hand(session), bundle_sha256=bundle, by=day.viewer(session, other),
                    now=clock(), in_production=False)  # fmt: skip
        PageClient(app).sign_in_as(other).post(f"/cong-bo/{day.round_id}", {"bundle": bundle}, status=404)
    day.publish(bundle)
    with day.acting() as session:
        line = session.scalars(select(HistoryLine).where(HistoryLine.action == "result.publish")).one()
        assert line.role == "publisher"
        assert day.at_hand(session).plan.plan.offices_that(Task.PUBLISHES) == ("Văn phòng HĐND và UBND huyện",)
