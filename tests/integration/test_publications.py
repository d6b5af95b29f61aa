"""Publishing the approved bundle and no other; corrections are versions; the preview is what the public reads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from judging.actions.approvals import BundleChangedError, NotApprovedError, withdraw_approval
from judging.actions.publications import DemonstrationError, WorkChangedError, publish
from judging.actions.results import StaleResultError
from judging.errors import AlreadyDoneError, MissingReasonError
from judging.events import Told
from judging.models.history import HistoryLine, Notice
from judging.models.people import Account
from judging.models.programmes import Programme
from judging.models.results import Publication, PublishedWork
from judging.models.rounds import Code, Rendition
from media.store.contract import StorageKey
from portal.jobs.worker import work_until_idle
from portal.words import action_words
from tests.factories.marking import VIDEO, make_day
from tests.integration.test_approvals import tamper, vacate_first
from tests.invariants import violations
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock
    from tests.factories.marking import Day
    from tests.page_client import Page


def publisher(day: Day) -> PageClient:
    return PageClient(day.app).sign_in_as(day.publisher)


def without_links(page: Page) -> str:
    """The published part of a page without its links: they lead elsewhere in a preview, nowhere in an old version."""
    part = page.soup.select_one("#result")
    assert part is not None
    for link in part.select("a"):
        link.unwrap()
    return part.decode()


@pytest.mark.requirement("S001-R13", "S001-R32")
def test_the_whole_way_in_the_browser_and_every_invariant_holds(app: Flask, clock: TestClock) -> None:
    """Close, compute, open by two, approve, preview, publish: each by its own person, by the pages alone."""
    day = make_day(app, now=clock(), video=1)
    as_ = {name: PageClient(app).sign_in_as(account) for name, account in (
        ("secretary", day.secretary), ("one", day.holders[0]), ("two", day.holders[1]),
        ("board", day.board), ("publisher", day.publisher))}  # fmt: skip
    here = day.round_id
    as_["secretary"].post(f"/niem-phong/{here}/ket-qua/dong-vong", {"reason": ""})
    as_["secretary"].post(f"/niem-phong/{here}/ket-qua/tinh")
    as_["one"].post(f"/ghep-phach/{here}/mo/de-nghi")
    assert not as_["one"].get("/ghep-phach/mo").soup.select("details.confirm")
    assert as_["two"].get("/ghep-phach/mo").soup.select("details.confirm")
    as_["two"].post(f"/ghep-phach/{here}/mo/xac-nhan")
    assert "Thời điểm ghép phách" in as_["one"].get("/ghep-phach/mo").body
    approve = as_["board"].get(f"/ban-to-chuc/ket-qua/{here}")
    bundle = str(approve.soup.select_one("input[name=bundle]")["value"])
    assert "chưa phê duyệt" in as_["publisher"].get(f"/cong-bo/{here}").body
    as_["board"].post(f"/ban-to-chuc/ket-qua/{here}/phe-duyet", {"bundle": bundle})
    day.anchor("result.approve")
    assert as_["publisher"].get("/cong-bo").soup.select(f"a[href='/cong-bo/{here}']")
    preview = as_["publisher"].get(f"/cong-bo/{here}")
    assert str(preview.soup.select_one("input[name=bundle]")["value"]) == bundle
    done = as_["publisher"].post(f"/cong-bo/{here}", {"bundle": bundle, "reason": ""})
    assert done.location == f"/cuoc-thi/{day.slug}/ket-qua"
    public = PageClient(app).get(done.location)
    assert without_links(public) == without_links(preview)
    work_until_idle(app)
    assert violations(app) == {}
    with day.acting() as session:
        assert session.get_one(Programme, day.programme_id).state == "published"
        acts = list(session.scalars(select(HistoryLine.action).order_by(HistoryLine.seq)))
    assert [act for act in acts if act.split(".")[0] in {"result", "opening"} or act == "round.close"] == [
        "round.close", "result.keep", "opening.ask", "opening.confirm", "result.approve", "result.publish",
    ]  # fmt: skip
    with app.test_request_context("/"):
        assert set(acts[-7:]) <= set(action_words())


@pytest.mark.requirement("S001-R32")
def test_the_preview_of_a_work_is_the_work_that_will_be_public(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock(), video=1).until_opened()
    client, here = publisher(day), f"/cong-bo/{day.round_id}/bai"
    client.get(f"{here}/individual-first-1", status=404)
    client.get(f"{here}/individual-second-1/video", status=404)
    bundle = day.approve()
    shown = client.get(f"{here}/individual-first-1").soup.select_one("article.essay").decode()
    video = client.http.get(f"{here}/individual-second-1/video", base_url="http://127.0.0.1")
    assert video.get_data() == VIDEO
    assert video.headers["Cache-Control"] == "no-store"
    client.get(f"{here}/individual-third-2", status=404)
    day.publish(bundle)
    public = PageClient(app).get(f"/cuoc-thi/{day.slug}/ket-qua/individual-first-1")
    assert public.soup.select_one("article.essay").decode() == shown


@pytest.mark.parametrize("what", ["holder", "money", "name", "title"])
def test_B21_what_was_changed_between_approval_and_publication_is_refused(
    app: Flask, clock: TestClock, what: str
) -> None:
    day = make_day(app, now=clock()).until_opened()
    bundle = day.approve()
    tamper(day, what)
    with pytest.raises(BundleChangedError):
        day.publish(bundle)
    publisher(day).post(f"/cong-bo/{day.round_id}", {"bundle": bundle}, status=422)
    PageClient(app).get(f"/cuoc-thi/{day.slug}/ket-qua", status=404)


def test_B21_only_the_approved_bundle_is_published(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_opened()
    with pytest.raises(NotApprovedError):
        day.publish(day.bundle())
    day.approve()
    with pytest.raises(NotApprovedError):
        day.publish("0" * 64)


def test_B15_marks_that_changed_after_the_approval_stop_the_publication(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_opened()
    bundle = day.approve()
    with day.acting() as session:
        session.scalars(select(Code).where(Code.word == day.codes[3])).one().is_void = True
    with pytest.raises(StaleResultError):
        day.publish(bundle)


def test_B22_a_correction_is_a_new_version_and_the_old_one_stays_with_the_reason(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock(), video=0).until_published()
    path = f"/cuoc-thi/{day.slug}/ket-qua"
    old = without_links(PageClient(app).get(path))
    with pytest.raises(AlreadyDoneError):
        day.publish(day.bundle())
    with day.acting() as session:
        by = day.viewer(session, day.board)
        withdraw_approval(session, day.at_hand(session), reason="Có đơn", by=by, now=clock())
    assert without_links(PageClient(app).get(path)) == old
    vacate_first(day)
    bundle = day.approve()
    with pytest.raises(MissingReasonError):
        day.publish(bundle)
    publisher(day).post(f"/cong-bo/{day.round_id}", {"bundle": bundle, "reason": "Xử lý đơn kiến nghị"})
    newest, first = PageClient(app).get(path), PageClient(app).get(f"{path}/lan-1")
    assert without_links(first) == old
    assert "Đây là phiên bản công bố trước" in first.body
    assert not first.soup.select("#result a")
    assert "Lý do đính chính Xử lý đơn kiến nghị" in newest.body
    assert "Giải Nhất: không trao" in newest.body
    assert [link["href"] for link in newest.soup.select("ol.timeline a")] == [f"{path}/lan-2", f"{path}/lan-1"]
    PageClient(app).get(f"{path}/individual-first-1", status=404)
    assert PageClient(app).get(f"{path}/individual-second-1").soup.select("video")
    assert violations(app) == {}


def test_A18_exactly_the_winners_are_told_and_only_by_publishing(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_opened()
    bundle = day.approve()
    with day.acting() as session:
        by = day.viewer(session, day.publisher)
        publish(session, day.at_hand(session), bundle_sha256=bundle, by=by, now=clock(), in_production=False)
        told = [one for one in session.info["events"] if isinstance(one, Told)]
    assert {one.account_id for one in told} == {account.id for account in day.authors[:3]}
    assert {one.kind for one in told} == {"award.won"}
    assert len(told) == 3
    with day.acting() as session:
        rows = session.execute(select(Notice.account, Notice.url).where(Notice.kind == "award.won")).all()
    assert {account for account, _url in rows} == {str(account.id) for account in day.authors[:3]}
    assert {url for _account, url in rows} == {f"/cuoc-thi/{day.slug}/ket-qua"}


@pytest.mark.parametrize("invented", ["programme", "person"])
def test_A19_a_demonstration_is_watermarked_and_never_published_in_production(
    app: Flask, clock: TestClock, invented: str
) -> None:
    day = make_day(app, now=clock()).until_opened()
    with day.acting() as session:
        session.get_one(Programme, day.programme_id).is_demonstration = invented == "programme"
        for account in session.scalars(select(Account)):
            account.is_demonstration = invented == "person" and account.id == day.authors[2].id
    bundle = day.approve()
    with pytest.raises(DemonstrationError):
        day.publish(bundle, in_production=True)
    day.publish(bundle)
    for address in ("", "/individual-first-1", "/lan-1"):
        page = PageClient(app).get(f"/cuoc-thi/{day.slug}/ket-qua{address}")
        assert page.words(".watermark") == "Bản trình diễn", address


def test_A19_a_real_result_has_no_watermark_and_is_published_in_production(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_opened()
    with day.acting() as session:
        session.get_one(Programme, day.programme_id).is_demonstration = False
        for account in session.scalars(select(Account)):
            account.is_demonstration = False
    day.publish(day.approve(), in_production=True)
    assert not PageClient(app).get(f"/cuoc-thi/{day.slug}/ket-qua").soup.select(".watermark")


@pytest.mark.parametrize("damage", ["bytes", "object", "article"])
def test_a_work_that_is_not_what_was_judged_is_not_published(app: Flask, clock: TestClock, damage: str) -> None:
    day = make_day(app, now=clock(), video=0).until_opened()
    bundle = day.approve()
    store = app.extensions["bangvang_store"]
    with day.acting() as session:
        video = session.scalars(select(Rendition).where(Rendition.kind == "video")).one()
        if damage == "bytes":
            video.store_key = "a" * 64
            store.put(StorageKey("a" * 64), VIDEO[:-1] + b"x")
        elif damage == "object":
            store.delete(StorageKey(video.store_key))
        else:
            code = session.scalars(select(Code).where(Code.word == day.codes[1])).one()
            essay = session.scalars(select(Rendition).where(Rendition.code_id == code.id)).one()
            essay.html = "<article>khác</article>"
    refused = publisher(day).post(f"/cong-bo/{day.round_id}", {"bundle": bundle}, status=422)
    assert "không còn đúng với bản đã chấm" in refused.body
    with day.acting() as session:
        assert session.scalar(select(func.count()).select_from(PublishedWork)) == 0
    if damage == "article":
        with pytest.raises(WorkChangedError):
            day.publish(bundle)


def test_B13_of_a_hundred_parallel_publications_exactly_one_wins(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_opened()
    bundle = day.approve()

    def try_it(_number: int) -> str:
        try:
            day.publish(bundle)
        except AlreadyDoneError:
            return "already done"
        return "won"

    with ThreadPoolExecutor(100) as pool:
        told = list(pool.map(try_it, range(100)))
    assert sorted(told) == ["already done"] * 99 + ["won"]
    with day.acting() as session:
        assert session.scalar(select(func.count()).select_from(Publication)) == 1
        assert session.scalar(select(func.count()).select_from(PublishedWork)) == 3


@pytest.mark.parametrize("who", ["secretary", "board", "holder", "author"])
def test_only_the_publisher_publishes(app: Flask, clock: TestClock, who: str) -> None:
    day = make_day(app, now=clock()).until_opened()
    bundle = day.approve()
    account = {"holder": day.holders[0], "author": day.authors[0]}.get(who) or getattr(day, who)
    client = PageClient(app).sign_in_as(account)
    client.get(f"/cong-bo/{day.round_id}", status=404)
    client.post(f"/cong-bo/{day.round_id}", {"bundle": bundle}, status=404)
