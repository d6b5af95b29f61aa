"""The moment of the deadline: decided by the stamp of the door, to the microsecond, whatever a client says."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from judging.models.entries import Entry, EntryVersion, Receipt, Refusal
from judging.rules.deadlines import author_window
from portal.db import transaction
from tests.factories.entries import make_draft, make_submitted
from tests.factories.office import make_account, make_unit
from tests.factories.programmes import demonstration_plan, make_programme
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from judging.ids import EntryID
    from judging.models.people import Account
    from judging.models.programmes import Programme
    from judging.spec.programme import Programme as Plan
    from tests.conftest import TestClock

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def plan(clock: TestClock) -> Plan:
    return demonstration_plan(clock().astimezone(VIETNAM).date().isoformat())


@pytest.fixture
def programme(app: Flask, clock: TestClock, plan: Plan) -> Programme:
    with app.app_context(), transaction() as session:
        return make_programme(session, now=clock(), plan=plan, slug="cuoc-thi")


@pytest.fixture
def author(app: Flask, clock: TestClock) -> Account:
    with app.app_context(), transaction() as session:
        return make_account(session, now=clock())


def hand_in(app: Flask, author: Account, entry_id: EntryID, *, key: str = "k", **more: object) -> int:
    pages = PageClient(app).sign_in_as(author)
    with app.app_context(), transaction() as session:
        version = session.get_one(Entry, entry_id).version
    answer = pages.http.post(
        f"/bai-du-thi/{entry_id}/nop",
        data={"version": version, "idempotency_key": key},
        base_url="http://127.0.0.1",
        **more,
    )
    return answer.status_code


@pytest.mark.requirement("S001-R25", "S001-R26")
def test_the_last_day_lasts_until_its_end_in_vietnam(plan: Plan, clock: TestClock) -> None:
    window = author_window(plan)
    today = clock().astimezone(VIETNAM).replace(hour=0, minute=0)
    assert window.closes_at == today + timedelta(days=15)
    assert window.opens_at == today - timedelta(days=7)


@pytest.mark.requirement("S001-R26", "S001-R43")
def test_the_last_microsecond_is_in_time_and_the_deadline_itself_is_late(
    app: Flask, programme: Programme, author: Account, plan: Plan, clock: TestClock
) -> None:
    closes_at = author_window(plan).closes_at
    one, two = make_draft(app, author, programme), make_draft(app, author, programme, seed=2)
    clock.now = closes_at
    assert hand_in(app, author, one) == 422
    clock.now = closes_at - INSTANT
    assert hand_in(app, author, two) == 302
    with app.app_context(), transaction() as session:
        refusal = session.scalars(select(Refusal)).one()
        assert (refusal.entry_id, refusal.reason, refusal.arrived_at) == (one, "entries_closed", closes_at)
        assert session.get_one(Entry, two).submitted_at == closes_at - INSTANT
        assert session.get_one(Entry, one).state == "draft"


def test_X16_two_hundred_submits_around_the_deadline_are_all_decided_by_their_stamp(
    app: Flask, programme: Programme, plan: Plan, clock: TestClock
) -> None:
    closes_at = author_window(plan).closes_at
    with app.app_context(), transaction() as session:
        unit = make_unit(session)
        accounts = [make_account(session, now=clock(), unit=unit) for _ in range(200)]
    entries = [make_draft(app, account, programme, text="một hai ba") for account in accounts]
    luck = random.Random(20260916)
    offsets = [0, -1, 1, *(luck.randint(-50_000, 50_000) for _ in range(197))]
    clock.now = closes_at - timedelta(seconds=1)
    sessions = [PageClient(app).sign_in_as(account) for account in accounts]
    decided = {}
    for pages, entry_id, offset in zip(sessions, entries, offsets, strict=True):
        clock.now = closes_at + timedelta(microseconds=offset)
        answer = pages.http.post(
            f"/bai-du-thi/{entry_id}/nop",
            data={"version": "2", "idempotency_key": str(entry_id)},
            base_url="http://127.0.0.1",
        )
        decided[entry_id] = (offset, answer.status_code)
    assert all((status == 302) == (offset < 0) for offset, status in decided.values())
    with app.app_context(), transaction() as session:
        accepted = session.scalars(select(EntryVersion)).all()
        assert {row.entry_id for row in accepted} == {key for key, (offset, _) in decided.items() if offset < 0}
        assert all(row.submitted_at == closes_at + timedelta(microseconds=decided[row.entry_id][0]) for row in accepted)
        assert len(session.scalars(select(Receipt)).all()) == len(accepted)
        assert len(session.scalars(select(Refusal)).all()) == 200 - len(accepted)


def test_what_counts_is_the_arrival_and_not_the_end_of_the_work(
    app: Flask,
    programme: Programme,
    author: Account,
    plan: Plan,
    clock: TestClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry_id = make_draft(app, author, programme)
    closes_at = author_window(plan).closes_at
    clock.now = closes_at - timedelta(minutes=1)
    pages = PageClient(app).sign_in_as(author)
    moments = iter([closes_at - INSTANT])
    # The door reads the clock first; whatever asks later is told that it is over.
    monkeypatch.setattr(type(clock), "__call__", lambda _: next(moments, closes_at + timedelta(seconds=3)))
    answer = pages.http.post(
        f"/bai-du-thi/{entry_id}/nop", data={"version": "2", "idempotency_key": "a"}, base_url="http://127.0.0.1"
    )
    assert answer.status_code == 302
    assert next(moments, None) is None
    with app.app_context(), transaction() as session:
        assert session.get_one(Entry, entry_id).submitted_at == closes_at - INSTANT


def test_B04_B05_no_header_and_no_field_moves_the_stamp(
    app: Flask, programme: Programme, author: Account, plan: Plan, clock: TestClock
) -> None:
    entry_id = make_draft(app, author, programme)
    closes_at = author_window(plan).closes_at
    clock.now = closes_at + timedelta(seconds=1)
    early = closes_at - timedelta(days=1)
    pages = PageClient(app).sign_in_as(author)
    headers = {
        "Date": early.strftime("%a, %d %b %Y %H:%M:%S GMT"),
        "X-Request-Start": f"t={early.timestamp()}",
        "X-Arrived-At": str(early.timestamp()),
        "X-Forwarded-For": "127.0.0.1",
        "If-Unmodified-Since": early.strftime("%a, %d %b %Y %H:%M:%S GMT"),
    }
    fields = {
        "version": "2", "idempotency_key": "a", "submitted_at": early.isoformat(), "arrived_at": early.isoformat(),
        "received_at": early.isoformat(), "now": early.isoformat(), "upload_began_at": early.isoformat(),
    }  # fmt: skip
    answer = pages.http.post(f"/bai-du-thi/{entry_id}/nop", data=fields, headers=headers, base_url="http://127.0.0.1")
    assert answer.status_code == 422
    with app.app_context(), transaction() as session:
        entry = session.get_one(Entry, entry_id)
        assert (entry.state, entry.submitted_at) == ("draft", None)
        assert session.scalars(select(Refusal.arrived_at)).one() == closes_at + timedelta(seconds=1)


@pytest.mark.parametrize("grace_seconds", [0, 600])
def test_B07_an_upload_that_began_in_time_may_be_finished_within_the_plans_grace_only(
    app: Flask, author: Account, plan: Plan, clock: TestClock, grace_seconds: int
) -> None:
    plan = replace(plan, entering=replace(plan.entering, grace_seconds=grace_seconds))
    with app.app_context(), transaction() as session:
        programme = make_programme(session, now=clock(), plan=plan)
    closes_at = author_window(plan).closes_at
    drafts = [make_draft(app, author, programme, text="", seed=seed) for seed in (1, 2)]
    clock.now = closes_at - timedelta(minutes=2)
    pages = PageClient(app).sign_in_as(author)
    json = {"Accept": "application/json"}

    def ask(method: str, url: str, **more: object) -> object:
        return pages.http.open(url, method=method, base_url="http://127.0.0.1", headers=json, **more)

    uploads = []
    for entry_id in drafts:
        asked = {"entry": str(entry_id), "name": "a.docx", "size": 700}
        upload = ask("POST", "/uploads", json=asked).json["id"]
        address = ask("POST", f"/uploads/{upload}/parts", json={"numbers": [1]}).json["addresses"]["1"]["url"]
        uploads.append((upload, address))
    clock.now = closes_at + timedelta(seconds=599)
    statuses = []
    for (upload, address), entry_id in zip(uploads, drafts, strict=True):
        assert ask("PUT", address, data=b"x" * 700).status_code == 200
        statuses.append(ask("POST", f"/uploads/{upload}/complete", json={}).status_code)
        if entry_id == drafts[0]:
            statuses.append(hand_in(app, author, entry_id))
    late_upload = ask("POST", "/uploads", json={"entry": str(drafts[1]), "name": "a.docx", "size": 700})
    assert late_upload.status_code == 422
    clock.now = closes_at + timedelta(seconds=600)
    statuses.append(hand_in(app, author, drafts[1]))
    assert statuses == ([200, 302, 200, 422] if grace_seconds else [422, 422, 422, 422])
    if grace_seconds:
        with app.app_context(), transaction() as session:
            receipt = session.scalars(select(Receipt)).one()
        page = pages.get(f"/bai-du-thi/{drafts[0]}/phieu/{receipt.id}")
        assert "Bắt đầu tải lên lúc" in page.body


def test_before_the_opening_nothing_comes_in(
    app: Flask, programme: Programme, author: Account, clock: TestClock
) -> None:
    clock.now -= timedelta(days=7, hours=10, microseconds=1)
    pages = PageClient(app).sign_in_as(author)
    page = pages.post("/cuoc-thi/cuoc-thi/du-thi", {"category": "essay"}, status=422)
    assert "chưa" in page.words(".error-summary")
    clock.now += INSTANT
    pages.post("/cuoc-thi/cuoc-thi/du-thi", {"category": "essay"})


def test_after_the_deadline_nothing_of_an_entry_changes(
    app: Flask, programme: Programme, author: Account, clock: TestClock
) -> None:
    entry_id, _ = make_submitted(app, author, programme, title="Như cũ")
    clock.move(days=15)
    pages = PageClient(app).sign_in_as(author)
    with app.app_context(), transaction() as session:
        version = session.get_one(Entry, entry_id).version
    saved = {"version": version, "title": "Khác", "topic_key": "indexes"}
    pages.post(f"/bai-du-thi/{entry_id}/thong-tin", saved, status=422)
    pages.post(f"/bai-du-thi/{entry_id}/rut", {"version": version}, status=422)
    answer = pages.http.post(
        "/uploads", json={"entry": str(entry_id), "name": "a.docx", "size": 5}, base_url="http://127.0.0.1",
        headers={"Accept": "application/json"},
    )  # fmt: skip
    assert answer.status_code == 422
    page = pages.get(f"/bai-du-thi/{entry_id}")
    assert page.h1 == "Như cũ"
    assert not page.soup.select(".task-list")
    assert not page.soup.select("#withdraw")
