"""A work that is public no more: no broadcast of it, no article, no film, no photograph, nothing in frames and data."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.actions.broadcasts import BroadcastWithdrawnError, note_aired, plan_broadcast
from judging.ids import BroadcastID, BroadcastSlotID
from judging.models.broadcasts import Broadcast
from judging.models.history import HistoryLine, Notice
from judging.rules.revocations import RevocationKind
from judging.spec.words import RevocationRule
from tests.factories.marking import make_day
from tests.factories.programmes import demonstration_plan
from tests.integration.test_broadcasts import Desk, keyed
from tests.integration.test_photographs import send, withhold
from tests.integration.test_revocations import REASON, begin, take
from tests.invariants import violations
from tests.page_client import PageClient
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock
    from tests.factories.marking import Day

EMBED = "https://xa.example.vn"


class OnAir(Desk):
    """A publisher whose two best essays are on the loudspeaker: one slot was read, one has passed, two are to come."""

    def __init__(self, app: Flask, day: Day) -> None:
        self.app, self.day = app, day
        self.client = PageClient(app).sign_in_as(day.publisher)
        self.urls = [self._plan(f"Đài {at}") for at in range(2)]

    def _plan(self, station: str) -> str:
        url = self.prepare()
        self.post(url, "kich-ban", item=[f"Bài của {station.lower()}.", "Mục hai."])
        self.post(url, "duyet")
        self.post(url, "lich", stations=station, first="2026-09-08", repeats="2", times="05:30")
        return url

    def rows(self) -> list[Broadcast]:
        with self.day.acting() as session:
            rows = list(session.scalars(select(Broadcast).order_by(Broadcast.prepared_at, Broadcast.id)))
            session.expunge_all()
        return sorted(rows, key=lambda one: self.urls.index(f"/phat-thanh/{one.id}"))


def republish(day: Day, clock: TestClock) -> None:
    day.now = clock()
    PageClient(day.app).sign_in_as(day.publisher).post(
        f"/cong-bo/{day.round_id}", {"bundle": day.approve(), "reason": REASON, "override": "Quyết định ký sau"}
    )


@pytest.mark.requirement("S001-R33", "S001-R39", "S001-R31")
def test_B22_the_broadcast_of_a_disqualified_work_stops_and_the_next_winner_keeps_his_own(
    app: Flask, clock: TestClock
) -> None:
    day = begin(app, clock, RevocationRule.NEXT_MOVES_UP).until_published()
    air = OnAir(app, day)
    lost, kept = air.rows()
    clock.now += timedelta(days=2, hours=-1)  # two of four slots have passed
    air.client = PageClient(app).sign_in_as(day.publisher)
    passed = [one for one in lost.slots if one.planned_at <= clock()]
    assert len(passed) == 2
    air.client.post(f"/phat-thanh/luot/{passed[0].id}/da-phat", keyed() | {"at": "2026-09-08T05:31", "note": ""})
    day.now = clock()
    take(day)
    republish(day, clock)

    lost, kept = air.rows()
    assert (lost.withdrawn_because, len(lost.slots), len(lost.dropped)) == (REASON, 2, 2)
    assert (kept.withdrawn_at, kept.award_place, len(kept.slots)) == (None, "individual-first-1", 4)
    page = air.client.get(air.urls[0])
    assert REASON in page.body
    assert "Các lượt phát đã gỡ" in page.body
    assert not page.soup.select("form[action$='/lich'], form[action$='/duyet'], form[action$='/kich-ban']")
    air.client.get(f"{air.urls[0]}/ban-tin.pdf", status=404)
    assert "đã gỡ khỏi lịch" not in page.body
    assert day.entries[1].title in air.client.get(air.urls[1]).body, "the script follows its work to its new place"
    listed = air.client.get("/phat-thanh")
    assert air.urls[0] in {str(one["href"]) for one in listed.soup.select("main li a")}
    with day.acting() as session:
        by = day.viewer(session, day.publisher)
        with pytest.raises(BroadcastWithdrawnError):
            plan_broadcast(
                session, BroadcastID(lost.id), version=lost.version, stations=["Đài 9"], first=local_day(clock()),
                times=[clock().time()], repeats=1, by=by, now=clock(),
            )  # fmt: skip
        with pytest.raises(BroadcastWithdrawnError):
            note_aired(session, BroadcastSlotID(lost.slots[1].id), at=clock(), note="", by=by, now=clock())
        assert note_aired(
            session, BroadcastSlotID(lost.slots[1].id), at=clock() - timedelta(minutes=5), note="", by=by, now=clock()
        ), "what was read before can still be written down"
        line = session.scalars(select(HistoryLine.data).where(HistoryLine.action == "broadcast.withdraw")).one()
        assert json.loads(line)["reason"] == REASON
        assert len(json.loads(line)["slots"]) == 2
        assert session.scalars(select(Notice.account).where(Notice.kind == "broadcast.withdrawn")).all() == [
            str(day.publisher.id)
        ]
    assert violations(app) == {}


def test_a_work_whose_author_withdraws_his_consent_is_read_no_more(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_published()
    air = OnAir(app, day)
    client = PageClient(app).sign_in_as(day.authors[0])
    client.post(f"/bai-du-thi/{day.entries[0].id}/cong-khai", keyed() | {"name": "y", "unit": "y"})
    lost, kept = air.rows()
    assert (lost.withdrawn_because, lost.slots, len(lost.dropped)) == ("consent", [], 4)
    assert kept.withdrawn_at is None
    assert "không còn đồng ý công bố" in air.client.get(air.urls[0]).body


def photographs(day: Day) -> dict[str, str]:
    """The addresses of what is shown, by the words that stand for each picture."""
    page = PageClient(day.app).get(f"/cuoc-thi/{day.slug}/anh")
    return {str(one["alt"]): str(one["src"]) for one in page.soup.select(".photographs img")}


@pytest.mark.requirement("S001-R32")
def test_B22_film_photograph_frame_and_open_data_of_a_revoked_prize_change_with_the_publication(
    app: Flask, clock: TestClock
) -> None:
    app.extensions["bangvang_settings"] = replace(app.extensions["bangvang_settings"], embed_origins=EMBED)
    plan = demonstration_plan(local_day(clock()).isoformat())
    plan = replace(plan, ladders=tuple(replace(one, revocation=RevocationRule.STAYS_VACANT) for one in plan.ladders))
    day = make_day(app, now=clock(), marks=(90, 85, 80, 60), video=0, plan=plan).until_published()
    path, name = f"/cuoc-thi/{day.slug}/ket-qua", day.entries[0].author.full_name
    send(day, people=[str(day.entries[0].author_id)])
    send(day, people=[str(day.entries[1].author_id)], alt="Trao giải Nhì")
    for entry in day.entries[:2]:
        withhold(day, entry)
    seen = photographs(day)
    assert set(seen) == {"Trao giải Nhất", "Trao giải Nhì"}
    public = PageClient(app)
    api = f"/api/v1/programmes/{day.slug}/results/"
    assert name in public.get(f"{path}/nhung").body
    assert name in public.get(f"{api}1").response.get_data(as_text=True)
    assert public.http.get(f"{path}/individual-first-1/video", base_url="http://127.0.0.1").status_code in {200, 206}

    take(day, kind=RevocationKind.REVOKED)
    republish(day, clock)

    frame = public.get(f"{path}/nhung").body
    assert name not in frame
    assert f"Thu hồi giải của bài mã {day.codes[0]}" in frame
    assert REASON in frame
    told = json.loads(public.get(f"{api}2").response.get_data())
    assert [(one["code"], one["kind"], one["moves_up"]) for one in told["revocations"]] == [
        (day.codes[0], "revoked", "stays_vacant")
    ]
    assert name not in json.dumps(told, ensure_ascii=False)
    works = public.get(f"/api/v1/programmes/{day.slug}/works").response.get_data(as_text=True)
    assert name not in works
    assert day.entries[1].title in works
    for gone in ("", "/video"):
        public.get(f"{path}/individual-first-1{gone}", status=404)
    assert set(photographs(day)) == {"Trao giải Nhì"}
    assert public.http.get(seen["Trao giải Nhất"], base_url="http://127.0.0.1").status_code == 404
    with day.acting() as session:
        lines = session.scalars(select(HistoryLine.data).where(HistoryLine.action == "photograph.remove")).all()
        assert [json.loads(one)["reason"] for one in lines] == [REASON]
    assert violations(app) == {}
