"""What judges, the head and the secretary see of marks that lie far apart; and what they do not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging import verify
from judging.actions.gaps import act_on_gaps
from judging.actions.results import close_round, compute_agreed
from judging.models.history import HistoryLine
from judging.models.reviews import ReviewVersion
from judging.queries.gaps import list_gaps
from judging.queries.standings import round_at_hand
from judging.rules.gaps import GapState
from judging.spec.words import GapAction
from portal.db import writing
from portal.sessions import viewer_of
from tests.factories.judging import spread_total
from tests.integration.test_gaps import make_far
from tests.page_client import PageClient

if TYPE_CHECKING:
    import pytest
    from flask import Flask

    from judging.models.people import Account
    from judging.queries.gaps import GapLine
    from tests.conftest import TestClock


class Office:
    """A round with one entry far apart, about which the plan's first step was taken; committed."""

    def __init__(self, app: Flask, clock: TestClock, monkeypatch: pytest.MonkeyPatch, action: GapAction) -> None:
        self.app, self.now = app, clock()
        with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
            self.world, self.code = make_far(session, monkeypatch, action, self.now)
            self.judges = self.world.judges
            self.secretary = self.world.secretary
            self.round_id = self.world.round_id
            self.rubric = self.world.at_hand.rules.rubric
        self.act()

    def act(self) -> GapLine:
        """The job runs; how the gap stands then."""
        with self.app.app_context(), writing(self.app.extensions["bangvang_database"].main) as session:
            act_on_gaps(session, round_at_hand(session, self.round_id), now=self.now)
            [line] = list_gaps(session, round_at_hand(session, self.round_id))
            return line

    def close(self) -> None:
        with self.app.app_context(), writing(self.app.extensions["bangvang_database"].main) as session:
            by = viewer_of(session, session.get_one(type(self.secretary), self.secretary.id), now=self.now)
            close_round(session, round_at_hand(session, self.round_id), by=by, now=self.now)

    def total(self) -> float:
        """The mark of the entry by the rules, with which the independent program agrees."""
        with self.app.app_context(), writing(self.app.extensions["bangvang_database"].main) as session:
            standings = compute_agreed(session, round_at_hand(session, self.round_id))
            assert verify.verify_text(standings.text) == []
            return float(next(one.total for one in standings.scores if one.code == self.code))

    def page(self, account: Account) -> PageClient:
        return PageClient(self.app).sign_in_as(account)

    def marks(self, total: int) -> dict[str, str]:
        from decimal import Decimal

        return {f"mark-{key}": text for key, text in spread_total(self.rubric, Decimal(total)).items()}


def test_A24_nobody_can_tell_a_third_marking_from_any_other(
    app: Flask, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(app, clock, monkeypatch, GapAction.THIRD_MARK)
    line = office.act()
    decider = line.decider
    assert decider is not None
    assert line.state is GapState.THIRD_MARK
    third = office.page(office.judges[decider.seat_number - 1])
    address = f"/cham/{decider.assignment_id}"
    own = third.get(address).text
    others = [one for one in re.findall(r"/cham/([0-9a-f-]{36})", third.get("/cham").text) if one not in address]
    usual = third.get(f"/cham/{others[0]}").text
    words = ("chênh lệch", "thứ ba", "chenh-lech", "lần ba")
    for body in (own, third.get("/cham").text, third.get("/thong-bao").text):
        assert not [word for word in words if word in body.lower()]
    assert headings(own) == headings(usual)
    third.get(f"{address}/chenh-lech", status=404)
    for sheet in line.sheets:
        marker = office.page(office.judges[sheet.seat_number - 1])
        marker.get(f"/cham/{sheet.assignment_id}/chenh-lech", status=404)
        if sheet.decides is None:
            body = marker.get(f"/cham/{sheet.assignment_id}").text + marker.get("/cham").text
            assert not [word for word in words if word in body.lower()]


def headings(body: str) -> list[str]:
    """The headings of a page without codes and titles."""
    found = re.findall(r"<h[23][^>]*>(.*?)</h[23]>", body)
    return [one for one in found if "một cửa" not in one]


def test_a_dialogue_shows_both_sheets_by_number_and_a_new_version_settles_it(
    app: Flask, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(app, clock, monkeypatch, GapAction.DIALOGUE)
    line = office.act()
    assert line.state is GapState.DIALOGUE
    low, high = sorted(line.sheets, key=lambda one: one.total)
    first, second = (office.page(office.judges[one.seat_number - 1]) for one in (low, high))
    address = f"/cham/{low.assignment_id}/chenh-lech"
    assert address in first.get("/cham").text
    page = first.get(address)
    shown = " ".join(page.all_words("table"))
    assert "40" in shown
    assert "90" in shown
    for number, judge in enumerate(office.judges, start=1):
        if number != low.seat_number:
            assert judge.person.full_name not in page.body
        if number not in (low.seat_number, high.seat_number):
            office.page(judge).get(address, status=404)
    second.get(address, status=404)

    second.post(f"/cham/{high.assignment_id}/chenh-lech/giu-nguyen", {"remark": "Bài có số liệu thật"})
    again = second.post(f"/cham/{high.assignment_id}/chenh-lech/giu-nguyen", {"remark": "nữa"}, status=409)
    assert "Bài có số liệu thật" not in first.get(address).body
    assert "đã trả lời" in again.body
    assert office.act().state is GapState.DIALOGUE

    first.post(f"{address}/phieu-moi", office.marks(80), status=422)
    first.post(f"{address}/phieu-moi", {**office.marks(40), "reason": "x"}, status=422)
    wrong = {**office.marks(80), "reason": "x"}
    wrong[next(iter(wrong))] = "999"
    first.post(f"{address}/phieu-moi", wrong, status=422)
    first.post(f"{address}/phieu-moi", {**office.marks(80), "reason": "Tôi bỏ sót phần hiệu quả"})
    assert office.act().state is GapState.SETTLED
    office.close()
    assert office.total() == 85
    told = " ".join(office.page(office.secretary).get(f"/niem-phong/{office.round_id}/tien-do").all_words("td"))
    for said in ("trước 40, nay 80", "Tôi bỏ sót phần hiệu quả", "Bài có số liệu thật"):
        assert said in told
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        versions = session.scalars(
            select(ReviewVersion.number).where(ReviewVersion.review_id == low.review_id).order_by(ReviewVersion.number)
        ).all()
        assert versions == [1, 2]
        actions = session.scalars(
            select(HistoryLine.action).where(HistoryLine.action.in_(["review.keep", "review.amend"]))
        ).all()
        assert sorted(actions) == ["review.amend", "review.keep"]


def test_when_both_keep_their_sheets_the_head_reads_both_and_decides(
    app: Flask, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(app, clock, monkeypatch, GapAction.DIALOGUE)
    for sheet in office.act().sheets:
        office.page(office.judges[sheet.seat_number - 1]).post(f"/cham/{sheet.assignment_id}/chenh-lech/giu-nguyen")
    line = office.act()
    assert line.state is GapState.HEAD
    assert line.decider is not None
    secretary = office.page(office.secretary)
    told = secretary.get(f"/niem-phong/{office.round_id}/tien-do")
    assert "chờ Trưởng ban giám khảo" in told.body
    assert "Chênh lệch 50" not in told.body
    head = office.page(office.judges[0])
    address = f"/cham/{line.decider.assignment_id}"
    both = " ".join(head.get(f"{address}/chenh-lech").all_words("table"))
    assert "90" in both
    assert "40" in both
    head.post(f"{address}/chenh-lech/giu-nguyen", status=409)
    head.post(f"{address}/luu", {**office.marks(60), "version": "0", "act": "save", "idempotency_key": "k1"})
    assert head.post(f"{address}/nop", {"version": "1"}).location.endswith(address)
    head.post(f"{address}/luu", {
        **office.marks(60), "comment": "Đọc lại bài, cân nhắc hai phiếu", "version": "1", "act": "save",
        "idempotency_key": "k2",
    })  # fmt: skip
    head.post(f"{address}/nop", {"version": "2"})
    assert office.act().state is GapState.SETTLED
    office.close()
    assert office.total() == 60
