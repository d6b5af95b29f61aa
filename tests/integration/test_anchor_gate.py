"""The place outside the database cannot be reached for a day: the backlog is shown, nothing is published (X35)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from judging.actions.approvals import approve
from judging.actions.publications import NotAnchoredError
from judging.enums import Role
from judging.queries.history import anchor_backlog
from portal import anchors
from portal.anchors import anchor_file
from portal.jobs.worker import work_until_idle
from tests.factories.marking import Day, make_day
from tests.factories.office import make_account
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock


def approved(app: Flask, clock: TestClock) -> tuple[Day, str]:
    day = make_day(app, now=clock()).until_opened()
    bundle = day.bundle()
    with day.acting() as session:
        by = day.viewer(session, day.board)
        approve(session, day.at_hand(session), bundle_sha256=bundle, by=by, now=clock())
    return day, bundle


def test_X35_an_unreachable_anchor_shows_its_backlog_and_blocks_publication_until_it_is_back(
    app: Flask, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    day, bundle = approved(app, clock)
    with day.acting() as session:
        people = [make_account(session, now=clock(), roles=(role,)) for role in (Role.ADMIN, Role.SUPERVISOR)]
    with monkeypatch.context() as away:
        away.setattr(anchors, "FILE_NAME", "no such folder/anchors.jsonl")
        for _hour in range(24):
            work_until_idle(app)
            clock.move(hours=1, minutes=5)
        with day.acting() as session:
            backlog = anchor_backlog(session)
            assert backlog.lines > 0
        with pytest.raises(NotAnchoredError):
            day.publish(bundle)
        publisher = PageClient(app).sign_in_as(day.publisher)
        assert "chưa được ghi ra ngoài" in publisher.get(f"/cong-bo/{day.round_id}").words("#waits-for-anchor")
        publisher.post(f"/cong-bo/{day.round_id}", {"bundle": bundle}, status=422)
        PageClient(app).get(f"/cuoc-thi/{day.slug}/ket-qua", status=404)
        operation = PageClient(app).sign_in_as(people[0]).get("/quan-tri/van-hanh").body
        assert f"{backlog.lines}, dòng đầu từ" in operation
        assert "Đã hơn một ngày" in operation
        assert f"{backlog.lines}, dòng đầu từ" in PageClient(app).sign_in_as(people[1]).get("/nhat-ky").body
    assert not anchor_file(app.extensions["bangvang_settings"].data_folder).exists()
    day.anchor("daily")
    with day.acting() as session:
        assert anchor_backlog(session).lines == 0
    assert "Đã hơn một ngày" not in PageClient(app).sign_in_as(people[0]).get("/quan-tri/van-hanh").body
    day.publish(bundle)
    PageClient(app).get(f"/cuoc-thi/{day.slug}/ket-qua")
