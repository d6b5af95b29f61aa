"""An archived contest: read as before, changed by nobody, its data deleted on its day or earlier by two persons."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from judging import verify
from judging.actions.payees import purge_details
from judging.enums import Role
from judging.models.archives import Archiving, Purge
from judging.models.entries import Entry, EntryVersion, Part
from judging.models.history import HistoryLine
from judging.models.payments import PayeeDetails, PaymentList
from judging.models.programmes import Programme
from judging.models.results import Approval
from judging.models.rounds import Rendition
from judging.models.seals import CodeLink
from judging.queries.history import verify_chain
from judging.rules.retention import ProgrammeArchivedError
from portal.db import transaction
from portal.jobs.handlers.purge_archives import purge_archives
from tests.factories.cases import make_case
from tests.factories.marking import make_day
from tests.factories.office import make_account
from tests.integration.test_consents import everything
from tests.invariants import violations
from tests.page_client import PageClient
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from flask import Flask

    from judging.models.people import Account
    from tests.conftest import TestClock
    from tests.factories.marking import Day


class Shelf:
    """A published contest with a second member of the board, and a draft that was never handed in."""

    def __init__(self, app: Flask, clock: TestClock) -> None:
        self.app, self.clock = app, clock
        self.day: Day = make_day(app, now=clock(), video=1).until_published()
        clock.now = max(clock.now, self.day.now)
        with app.app_context(), transaction() as session:
            programme = session.get_one(Programme, self.day.programme_id)
            make = {"now": clock(), "programme": programme}
            self.second = make_account(session, "Người Ban Hai", roles=(Role.BOARD,), **make)
            self.supervisor = make_account(session, "Người Giám Sát", roles=(Role.SUPERVISOR,), **make)
            first = self.day.entries[0]
            entry = Entry(
                programme_id=programme.id, category_key=first.category_key, plan_version_id=first.plan_version_id,
                author_id=first.author_id, unit_id=first.unit_id, title="Bài nháp", typed_text="Chuyện riêng",
                created_at=clock(), changed_at=clock(),
            )  # fmt: skip
            session.add(entry)
            session.flush()
            self.draft_id = entry.id
        self.page = f"/luu-tru/{self.day.slug}"

    def as_(self, who: Account | None = None) -> PageClient:
        return PageClient(self.app).sign_in_as(who or self.day.board)

    def post(self, what: str = "", data: Any = None, *, by: Account | None = None, status: int = 302) -> str:
        form = {**(data or {}), "idempotency_key": secrets.token_urlsafe(18)}
        return self.as_(by).post(f"{self.page}{what}", form, status=status).text

    def run(self) -> None:
        with self.app.app_context():
            purge_archives({})

    def purges(self) -> list[tuple[str, str, int]]:
        with self.app.app_context(), transaction() as session:
            rows = session.scalars(select(Purge).order_by(Purge.kind, Purge.done_at))
            return [(one.kind, one.state, one.rows) for one in rows]

    def losers(self) -> list[Entry]:
        """The works that won nothing."""
        with self.app.app_context(), transaction() as session:
            from judging.models.results import Award

            won = set(session.scalars(select(Award.entry_id)))
            rows = session.scalars(select(Entry).where(Entry.programme_id == self.day.programme_id)).all()
            found = [one for one in rows if one.id not in won and one.id != self.draft_id]
            session.expunge_all()
            return found

    def sound(self) -> None:
        """Chain and invariants hold, and the published result verifies byte for byte."""
        assert violations(self.app) == {}
        with self.app.app_context(), transaction() as session:
            assert verify_chain(session) is None
        text = PageClient(self.app).get(f"/cuoc-thi/{self.day.slug}/ket-qua/lan-1/bang-diem.json").text
        assert verify.verify_text(text) == []


@pytest.fixture
def shelf(app: Flask, clock: TestClock) -> Shelf:
    return Shelf(app, clock)


def test_only_the_board_archives_and_only_what_is_finished(shelf: Shelf) -> None:
    for who in (shelf.day.secretary, shelf.supervisor):
        shelf.post(by=who, status=404)
    with shelf.app.app_context(), transaction() as session:
        programme = session.get_one(Programme, shelf.day.programme_id)
        programme.state = "decided"
    shelf.post(status=422)
    # Who won nothing is no number on a page before the result is published (A08).
    assert "Bài không đạt giải" not in shelf.as_().get(shelf.page).body.partition("Khóa xóa dữ liệu")[0]
    with shelf.app.app_context(), transaction() as session:
        session.get_one(Programme, shelf.day.programme_id).state = "published"
        make_case(session, shelf.day.programme_id, now=shelf.clock())
    assert "1 đơn" in shelf.post(status=422)
    with shelf.app.app_context(), transaction() as session:
        assert session.scalars(select(Archiving)).all() == []


def test_an_archived_contest_is_read_as_before_among_the_past_ones_and_nothing_of_it_changes(shelf: Shelf) -> None:
    before = everything(shelf.app)
    shelf.post()
    shelf.post(status=409)
    after = everything(shelf.app)
    assert after.keys() == before.keys()
    assert after[f"/cuoc-thi/{shelf.day.slug}/ket-qua"].count("<") == before[
        f"/cuoc-thi/{shelf.day.slug}/ket-qua"
    ].count("<")
    title = shelf.as_().get(shelf.page).words(".help-line")
    assert title in PageClient(shelf.app).get("/cac-cuoc-thi").body
    for who in (shelf.day.secretary, shelf.supervisor):
        assert "đã lưu trữ" in shelf.as_(who).get(shelf.page).body
    with shelf.app.app_context():
        entry_id = shelf.day.entries[0].id
        for change in (
            lambda session: setattr(session.get_one(Entry, entry_id), "title", "Sửa lén"),
            lambda session: session.delete(session.scalars(select(Approval)).first()),
            lambda session: setattr(session.scalars(select(Part)).first(), "file_name", "khác"),
        ):
            with pytest.raises(ProgrammeArchivedError), transaction() as session:
                change(session)
                session.flush()
    shelf.sound()


def test_data_goes_on_its_day_and_not_before_and_the_record_stays_whole(shelf: Shelf) -> None:
    losers = shelf.losers()
    assert losers
    shelf.post()
    shelf.clock.move(days=180)
    shelf.run()
    assert shelf.purges() == []
    shown = shelf.as_().get(shelf.page).body
    assert "Bài không đạt giải" in shown
    shelf.clock.move(days=1)
    shelf.run()
    shelf.run()  # a second run of the same day finds nothing
    assert shelf.purges() == [("drafts", "done", 1)]
    with shelf.app.app_context(), transaction() as session:
        draft = session.get_one(Entry, shelf.draft_id)
        assert (draft.title, draft.typed_text, draft.state) == ("", "", "withdrawn")
    shelf.clock.move(days=1825)
    shelf.run()
    assert {one[0] for one in shelf.purges()} >= {"drafts", "works"}
    with shelf.app.app_context(), transaction() as session:
        for entry in losers:
            parts = session.scalars(select(Part).where(Part.entry_id == entry.id)).all()
            shown_to_judges = session.scalars(
                select(Rendition)
                .join(CodeLink, CodeLink.code_id == Rendition.code_id)
                .where(CodeLink.entry_id == entry.id)
            ).all()
            assert all(part.store_key.startswith("freed:") for part in parts)
            assert shown_to_judges
            assert all((one.html, one.store_key) == ("", None) for one in shown_to_judges)
            assert not session.get_one(Entry, entry.id).cover.get("phone")
            versions = session.scalars(select(EntryVersion).where(EntryVersion.entry_id == entry.id)).all()
            assert not [one for one in versions if '"phone":"0' in one.canonical]
        winner = session.get_one(Entry, shelf.day.entries[0].id)
        assert winner.title
        lines = session.scalars(select(HistoryLine).where(HistoryLine.action == "retention.purge")).all()
    assert len(lines) == len(shelf.purges())
    assert "đã xóa" in shelf.as_().get(shelf.page).body
    PageClient(shelf.app).get(f"/cuoc-thi/{shelf.day.slug}/ket-qua/individual-first-1")
    shelf.sound()


def test_a_hold_keeps_what_is_due_until_it_is_released_with_a_reason(shelf: Shelf) -> None:
    shelf.post()
    shelf.post("/khoa", {"kind": "drafts", "reason": " "}, status=422)
    shelf.post("/khoa", {"kind": "", "reason": "Đang có khiếu nại."}, by=shelf.supervisor, status=404)
    shelf.post("/khoa", {"kind": "drafts", "reason": "Đang có khiếu nại."})
    shelf.post("/khoa", {"kind": "drafts", "reason": "Lần nữa."}, status=409)
    shelf.clock.move(days=181)
    shelf.run()
    assert shelf.purges() == []
    page = shelf.as_().get(shelf.page)
    assert "đang khóa xóa" in page.body
    address = page.soup.select_one("form[action$='/mo']")["action"].removeprefix(shelf.page)
    shelf.post(address, {"reason": ""}, status=422)
    shelf.post(address, {"reason": "Đã giải quyết xong."})
    shelf.run()
    assert shelf.purges() == [("drafts", "done", 1)]


def test_A23_a_deletion_before_its_day_needs_two_persons(shelf: Shelf) -> None:
    shelf.post("/xoa-som", {"kind": "drafts", "reason": "Tác giả đề nghị."}, status=404)  # not archived yet
    shelf.post()
    shelf.post("/xoa-som", {"kind": "payees", "reason": "Không có."}, status=422)  # nothing of it is there
    shelf.post("/xoa-som", {"kind": "drafts", "reason": "Tác giả đề nghị."})
    shelf.post("/xoa-som", {"kind": "drafts", "reason": "Lần nữa."}, status=409)
    shelf.run()
    assert shelf.purges() == [("drafts", "proposed", 0)]
    form = shelf.as_().get(shelf.page).soup.select_one("form[action$='/xac-nhan']")["action"]
    address = form.removeprefix(shelf.page)
    shelf.post(address, status=422)  # the same person
    shelf.post(address, by=shelf.day.secretary, status=404)
    shelf.post(address, by=shelf.second)
    shelf.post(address, by=shelf.second, status=409)
    shelf.run()
    assert shelf.purges() == [("drafts", "done", 1)]
    shelf.sound()


def test_a_proposal_may_be_given_up(shelf: Shelf) -> None:
    shelf.post()
    shelf.post("/xoa-som", {"kind": "works", "reason": "Hết chỗ lưu."})
    form = shelf.as_().get(shelf.page).soup.select_one("form[action$='/bo']")["action"]
    shelf.post(form.removeprefix(shelf.page), by=shelf.second)
    shelf.run()
    assert shelf.purges() == [("works", "dropped", 0)]


def test_a_hold_keeps_winners_numbers_too_and_their_day_stays_the_lists(shelf: Shelf) -> None:
    with shelf.app.app_context(), transaction() as session:
        approval = session.scalars(select(Approval)).first()
        assert approval is not None
        today = local_day(shelf.clock())
        session.add(
            PaymentList(
                programme_id=shelf.day.programme_id, number=1, approval_id=approval.id, state="listed",
                made_by=shelf.day.board.id, made_at=shelf.clock(), purge_on=today + timedelta(days=30),
            )
        )  # fmt: skip
        session.add(
            PayeeDetails(
                programme_id=shelf.day.programme_id, person_id=shelf.day.entries[0].author_id, number=1, key_id="k",
                sealed="x", shown={"bank": "Ngân hàng thử"}, account_mark="0" * 64, given_by=shelf.day.board.id,
                given_at=shelf.clock(),
            )
        )  # fmt: skip
    shelf.post()
    shelf.post("/khoa", {"kind": "", "reason": "Thanh tra."})
    shelf.clock.move(days=31)
    now = shelf.clock()
    with shelf.app.app_context(), transaction() as session:
        assert purge_details(session, today=local_day(now), now=now) == 0
    address = shelf.as_().get(shelf.page).soup.select_one("form[action$='/mo']")["action"]
    shelf.post(address.removeprefix(shelf.page), {"reason": "Thanh tra xong."})
    with shelf.app.app_context(), transaction() as session:
        assert purge_details(session, today=local_day(now), now=now) == 1
        assert session.scalars(select(PayeeDetails.sealed)).all() == [""]
