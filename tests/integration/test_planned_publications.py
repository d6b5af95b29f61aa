"""A result that becomes public at its moment: not before, exactly what was planned, and not at all when it changed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.models.history import HistoryLine, Notice
from judging.models.planned_publications import PlannedPublication
from judging.models.results import Publication
from portal.db import transaction
from portal.jobs.worker import work_until_idle
from tests.factories.marking import make_day
from tests.page_client import PageClient
from vietnamese.dates import ZONE

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock
    from tests.factories.marking import Day


@pytest.fixture
def day(app: Flask, clock: TestClock) -> Day:
    found = make_day(app, now=clock())
    found.until_opened()
    found.approve()
    return found


def plan(day: Day, clock: TestClock, *, hours: float = 2, status: int = 302, bundle: str = "") -> PageClient:
    """The publisher's pages, after he planned the publication."""
    pages = PageClient(day.app).sign_in_as(day.publisher)
    at = (clock() + timedelta(hours=hours)).astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")
    pages.post(f"/cong-bo/{day.round_id}/hen-gio", {"bundle": bundle or day.bundle(), "at": at}, status=status)
    return pages


def rows(day: Day) -> tuple[list[PlannedPublication], int]:
    with day.app.app_context(), transaction() as session:
        found = list(session.scalars(select(PlannedPublication).order_by(PlannedPublication.planned_at)))
        session.expunge_all()
        return found, len(list(session.scalars(select(Publication))))


@pytest.mark.requirement("S001-R32")
def test_A17_B20_a_planned_result_is_public_at_its_moment_and_nowhere_before(day: Day, clock: TestClock) -> None:
    public = f"/cuoc-thi/{day.slug}/ket-qua"
    visitor = PageClient(day.app)
    before = {path: visitor.http.get(path).data for path in ("/tin.atom", "/sitemap.xml")}
    pages = plan(day, clock)
    assert "Đã hẹn giờ công bố" in pages.get(f"/cong-bo/{day.round_id}").words("main")
    clock.move(minutes=119)
    work_until_idle(day.app)
    assert rows(day)[1] == 0
    assert visitor.http.get(public).status_code == 404
    assert {path: visitor.http.get(path).data for path in before} == before
    clock.move(minutes=2)
    work_until_idle(day.app)
    (row,), published = rows(day)
    assert (row.outcome, published) == ("published", 1)
    visitor.get(public)
    work_until_idle(day.app)
    assert rows(day)[1] == 1
    with day.app.app_context(), transaction() as session:
        actions = set(session.scalars(select(HistoryLine.action)))
    assert {"publication.plan", "result.publish"} <= actions


def test_a_plan_is_cancelled_until_its_moment(day: Day, clock: TestClock) -> None:
    pages = plan(day, clock)
    plan(day, clock, status=409)  # one at a time
    ((row,), _) = rows(day)
    pages.post(f"/cong-bo/{day.round_id}/hen-gio/{row.id}/bo")
    clock.move(hours=3)
    work_until_idle(day.app)
    assert [one.outcome for one in rows(day)[0]] == ["cancelled"]
    assert rows(day)[1] == 0
    PageClient(day.app).sign_in_as(day.publisher).post(f"/cong-bo/{day.round_id}/hen-gio/{row.id}/bo", status=409)


def test_B21_what_changed_after_planning_is_not_published_and_the_publisher_is_told(day: Day, clock: TestClock) -> None:
    plan(day, clock)
    with day.acting() as session:
        entry = session.merge(day.entries[0])
        entry.author.full_name = "Người thử Đổi Tên"
    clock.move(hours=3)
    work_until_idle(day.app)
    (row,), published = rows(day)
    assert published == 0
    assert row.outcome not in {"", "published", "cancelled"}
    with day.app.app_context(), transaction() as session:
        told = list(session.scalars(select(Notice.account).where(Notice.kind == "publication.failed")))
    assert told == [str(day.publisher.id)]
    page = PageClient(day.app).sign_in_as(day.publisher).get("/thong-bao")
    assert "chưa được công bố đúng giờ đã hẹn" in page.words("main")


def test_only_an_approved_bundle_of_the_own_contest_is_planned_for_a_moment_to_come(day: Day, clock: TestClock) -> None:
    plan(day, clock, hours=-1, status=422)
    plan(day, clock, hours=24 * 61, status=422)
    plan(day, clock, bundle="0" * 64, status=422)
    PageClient(day.app).sign_in_as(day.publisher).post(
        f"/cong-bo/{day.round_id}/hen-gio", {"bundle": day.bundle(), "at": "mai"}, status=422
    )
    at = {"bundle": day.bundle(), "at": "2026-12-01T08:00"}
    PageClient(day.app).sign_in_as(day.secretary).post(f"/cong-bo/{day.round_id}/hen-gio", at, status=404)
    assert rows(day) == ([], 0)
