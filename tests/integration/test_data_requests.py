"""My data: seen, corrected, taken away, deleted; what must stay says so, and the record keeps verifying."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from judging import verify
from judging.actions.erasures import NOBODY
from judging.enums import Role
from judging.ids import ProgrammeID
from judging.models.data_requests import DataRequest, DataRequestValues
from judging.models.entries import Entry, Part
from judging.models.history import HistoryLine
from judging.models.people import Account, LoginName, Person
from judging.models.rounds import Code
from judging.queries.history import verify_chain
from judging.queries.programmes import plan_in_force
from judging.rules.data_requests import salted_hash
from portal.db import transaction, writing
from portal.passwords import hash_password
from tests.factories.counter import Counter
from tests.factories.judging import make_sealed_round
from tests.factories.marking import make_day
from tests.factories.office import PASSWORD, make_account
from tests.integration.test_consents import everything
from tests.invariants import violations
from tests.page_client import PageClient

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Flask

    from tests.conftest import TestClock

PAGE = "/tai-khoan/du-lieu"
OFFICE = "/du-lieu-ca-nhan"
UUID_IN = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


class Desk:
    """One ordinary person with an account, an administrator, a supervisor."""

    def __init__(self, app: Flask, clock: TestClock) -> None:
        self.app, self.clock = app, clock
        self.counter = Counter(app, clock)
        with app.app_context(), transaction() as session:
            now = clock()
            self.me = make_account(session, "Người Thư Một", now=now, unit=self.counter.unit, with_password=True)
            self.admin = make_account(session, "Người Quản Trị", now=now, roles=(Role.ADMIN,), with_password=True)
            self.supervisor = make_account(session, "Người Giám Sát", now=now, roles=(Role.SUPERVISOR,))
            self.person_id = self.me.person_id

    def own(self) -> PageClient:
        return PageClient(self.app).sign_in_as(self.me)

    def office(self, who: Account | None = None) -> PageClient:
        return PageClient(self.app).sign_in_as(who or self.admin)

    def sure(self, pages: PageClient) -> PageClient:
        pages.post("/tai-khoan/xac-nhan", {"password": PASSWORD, "next": PAGE})
        return pages

    def archive(self, pages: PageClient, address: str = f"{PAGE}/tai-ve") -> dict[str, bytes]:
        page = pages.post(address, status=200)
        with zipfile.ZipFile(io.BytesIO(page.response.get_data())) as found:
            assert found.testzip() is None
            return {one: found.read(one) for one in found.namelist()}

    def request(self) -> DataRequest:
        with self.app.app_context(), transaction() as session:
            row = session.scalars(select(DataRequest).order_by(DataRequest.received_at.desc())).first()
            assert row is not None
            session.expunge_all()
            return row

    def person(self) -> Person:
        with self.app.app_context(), transaction() as session:
            row = session.get_one(Person, self.person_id)
            session.expunge_all()
            return row


@pytest.fixture
def desk(app: Flask, clock: TestClock) -> Desk:
    return Desk(app, clock)


def add_draft(desk: Desk) -> UUID:
    """A work that the person began and never handed in."""
    with desk.app.app_context(), transaction() as session:
        plan = plan_in_force(session, ProgrammeID(desk.counter.programme.id))
        entry = Entry(
            programme_id=plan.programme_id, category_key="essay", plan_version_id=plan.version_id,
            author_id=desk.me.person_id, unit_id=desk.counter.unit.id, title="Bài nháp của tôi",
            typed_text="Chuyện riêng của tôi", cover={"phone": "0912345678"}, created_at=desk.clock(),
            changed_at=desk.clock(),
        )  # fmt: skip
        session.add(entry)
        session.flush()
        return entry.id


def sound(app: Flask) -> None:
    """The chain and the invariants hold."""
    with app.app_context(), transaction() as session:
        assert verify_chain(session) is None
    assert violations(app) == {}


@pytest.mark.requirement("S001-R46")
def test_a_person_reads_everything_with_purpose_and_retention_and_nothing_of_others(desk: Desk) -> None:
    page = desk.own().get(PAGE).body
    for words in ("Người Thư Một", "Mục đích", "Thời hạn lưu", "Nghị định 356/2025/NĐ-CP"):
        assert words in page
    assert desk.counter.author.full_name not in page
    PageClient(desk.app).get(PAGE, status=302)


def test_a_typing_mistake_is_corrected_at_once_and_anything_else_is_decided(desk: Desk) -> None:
    own = desk.own()
    own.post(f"{PAGE}/sua", {"field": "full_name", "value": "Người Thử Một"})
    assert desk.person().full_name == "Người Thử Một"
    own.post(f"{PAGE}/sua", {"field": "full_name", "value": "Người Thử Một"}, status=422)
    own.post(f"{PAGE}/sua", {"field": "email", "value": "khong-phai"}, status=422)
    own.post(f"{PAGE}/sua", {"field": "unit_id", "value": "x"}, status=422)
    desk.clock.move(seconds=1)
    own.post(f"{PAGE}/sua", {"field": "email", "value": "moi@example.vn"})
    own.post(f"{PAGE}/sua", {"field": "email", "value": "moi2@example.vn"}, status=422)  # one of a field at a time
    row = desk.request()
    assert (desk.person().email, row.state, row.term_days) == (None, "waiting", 10)
    assert row.due_on.isoformat() == "2026-09-21"  # ten working days after Monday 7 September
    desk.office(desk.supervisor).get(f"{OFFICE}/{row.id}", status=404)
    desk.own().get(f"{OFFICE}/{row.id}", status=404)
    office = desk.office()
    assert "moi@example.vn" in office.get(f"{OFFICE}/{row.id}").body
    office.post(f"{OFFICE}/{row.id}/thuc-hien", {"answer": "Đã đối chiếu."})
    office.post(f"{OFFICE}/{row.id}/thuc-hien", {"answer": ""}, status=409)
    assert desk.person().email == "moi@example.vn"
    with desk.app.app_context(), transaction() as session:
        assert "moi@example.vn" in session.scalars(select(LoginName.compared)).all()
    assert "Đã đối chiếu." in desk.own().get(PAGE).body


def test_an_address_of_somebody_else_is_not_taken_over_by_a_correction(desk: Desk) -> None:
    with desk.app.app_context(), transaction() as session:
        session.get_one(Person, desk.counter.stranger.id).email = "cua.nguoi.khac@example.vn"
    desk.own().post(f"{PAGE}/sua", {"field": "email", "value": "Cua.Nguoi.Khac@example.vn"})
    desk.office().post(f"{OFFICE}/{desk.request().id}/thuc-hien", {"answer": ""}, status=422)
    assert desk.person().email is None


def test_declining_needs_a_reason_and_taking_back_ends_it(desk: Desk) -> None:
    desk.own().post(f"{PAGE}/sua", {"field": "phone", "value": "0912 345 678"})
    row = desk.request()
    desk.office().post(f"{OFFICE}/{row.id}/tu-choi", {"reason": " "}, status=422)
    desk.office().post(f"{OFFICE}/{row.id}/tu-choi", {"reason": "Số này thuộc đơn vị (Luật 91/2025/QH15)."})
    assert "Số này thuộc đơn vị" in desk.own().get(PAGE).body
    desk.clock.move(seconds=1)
    desk.own().post(f"{PAGE}/sua", {"field": "phone", "value": "0912 345 678"})
    second = desk.request()
    desk.office().post(f"{PAGE}/{second.id}/rut", status=404)  # somebody else's
    desk.own().post(f"{PAGE}/{second.id}/rut")
    desk.own().post(f"{PAGE}/{second.id}/rut", status=409)
    log = desk.office(desk.supervisor).get(OFFICE).body
    assert ("không chấp nhận" in log, "Số này thuộc đơn vị" in log) == (True, True)


def test_nobody_decides_about_himself_and_a_secretary_only_about_people_of_his_contest(desk: Desk) -> None:
    PageClient(desk.app).sign_in_as(desk.admin).post(f"{PAGE}/sua", {"field": "phone", "value": "0912 345 678"})
    row = desk.request()
    desk.office().get(f"{OFFICE}/{row.id}", status=404)
    secretary = desk.office(desk.counter.secretary)
    secretary.post(f"{OFFICE}/{row.id}/thuc-hien", {"answer": ""}, status=404)
    secretary.post(f"{OFFICE}/{row.id}/tu-choi", {"reason": "Không"}, status=404)
    assert "Người Quản Trị" not in secretary.get(OFFICE).body
    assert "Người Quản Trị" in desk.office(desk.supervisor).get(OFFICE).body


def test_E04_the_archive_holds_data_and_files_and_no_trace_of_anybody_else(desk: Desk) -> None:
    own = desk.own()
    desk.clock.move(minutes=10)
    assert own.post(f"{PAGE}/tai-ve").location.startswith("/tai-khoan/xac-nhan")  # the password first (C10)
    files = desk.archive(desk.sure(own))
    told = json.loads(files["du-lieu.json"])
    assert told["groups"]["staff"][0]["full_name"] == "Người Thư Một"
    assert told["groups"]["channels"][0]["signed_in_at"].startswith("2026-09-07T03:00")
    assert "Người Thư Một" in files["du-lieu.html"].decode()
    assert b"argon2" not in b"".join(files.values())
    with zipfile.ZipFile(io.BytesIO(desk.sure(own).post(f"{PAGE}/tai-ve", status=200).response.get_data())) as found:
        assert {(one.date_time[0], one.comment) for one in found.infolist()} == {(2020, b"")}
    assert "Bản sao dữ liệu" in desk.office(desk.supervisor).get(OFFICE).body  # the log knows of it


@pytest.mark.requirement("S001-R46")
def test_E04_the_archive_carries_an_authors_files_and_before_the_opening_neither_code_nor_judge(
    app: Flask, clock: TestClock
) -> None:
    with app.app_context(), writing(app.extensions["bangvang_database"].main) as session:
        world = make_sealed_round(session, now=clock(), entries=2, judges=3)
        author = session.scalars(select(Account).where(Account.person_id == world.entries[0].author_id)).one_or_none()
        if author is None:
            author = make_account(session, now=clock(), with_password=True)
            world.entries[0].author_id = author.person_id
        codes = session.scalars(select(Code.word)).all()
        judges = [session.get_one(Account, one.id).person.full_name for one in world.judges]
        author.password_hash, key = hash_password(PASSWORD), "ab" * 32
        session.add(
            Part(
                entry_id=world.entries[0].id, kind="attachment", attachment_key="x", store_key=key,
                file_name="Bài của tôi.docx", size_bytes=5, sha256="0" * 64, upload_began_at=clock(),
                created_at=clock(),
            )
        )  # fmt: skip
        for part in session.scalars(select(Part).where(Part.store_key != key)):
            app.extensions["bangvang_store"].put(part.store_key, b"khac")
        app.extensions["bangvang_store"].put(key, b"12345")
        title = world.entries[0].title
    desk = object.__new__(Desk)
    desk.app = app
    pages = desk.sure(PageClient(app).sign_in_as(author))
    files = desk.archive(pages)
    assert [one for name, one in files.items() if name.endswith("Bài của tôi.docx")] == [b"12345"]
    text = b"".join(files.values()).decode(errors="replace") + pages.get(PAGE).text
    assert title in text
    assert len(codes) >= 2
    assert not [one for one in (*codes, *judges) if one in text]


def test_a_deletion_takes_drafts_account_and_name_where_nothing_binds_the_office(desk: Desk) -> None:
    draft_id = add_draft(desk)
    old_code = desk.person().staff_code
    desk.own().post(f"{PAGE}/sua", {"field": "full_name", "value": "Người Thử Một"})
    own = desk.own()
    desk.clock.move(minutes=10)
    assert own.post(f"{PAGE}/xoa").location.startswith("/tai-khoan/xac-nhan")
    desk.sure(own)
    assert "không có căn cứ nào buộc" in own.get(f"{PAGE}/xoa").body
    desk.clock.move(seconds=1)
    own.post(f"{PAGE}/xoa")
    own.post(f"{PAGE}/xoa", status=422)  # it waits already
    row = desk.request()
    assert (row.kind, row.term_days) == ("delete", 20)
    desk.office().post(f"{OFFICE}/{row.id}/thuc-hien", {"answer": "Đã xóa."})
    person = desk.person()
    assert (person.full_name, person.email, person.phone, person.position) == (NOBODY, None, None, "")
    assert person.staff_code != old_code
    with desk.app.app_context(), transaction() as session:
        draft = session.get_one(Entry, draft_id)
        assert (draft.state, draft.title, draft.typed_text, draft.cover) == ("withdrawn", "", "", {})
    assert own.get(PAGE, status=302).location.startswith("/dang-nhap")
    PageClient(desk.app).post("/dang-nhap", {"name": old_code, "password": PASSWORD}, status=422)
    with desk.app.app_context(), transaction() as session:
        assert session.scalars(select(DataRequestValues)).all() == []
        lines = "".join(one.data for one in session.scalars(select(HistoryLine)))
    assert not any(words in lines for words in ("Thử Một", "Thư Một", old_code))
    sound(desk.app)


def test_the_chain_keeps_a_salted_hash_that_proves_a_value_as_long_as_it_is_held(desk: Desk) -> None:
    desk.own().post(f"{PAGE}/sua", {"field": "phone", "value": "0912 345 678"})
    with desk.app.app_context(), transaction() as session:
        values = session.scalars(select(DataRequestValues)).one()
        line = session.scalars(select(HistoryLine).where(HistoryLine.action == "data_request.ask")).one()
        assert json.loads(line.data)["values"] == salted_hash(values.salt, values.before, values.after)
        assert len(values.salt) >= 32
        assert "912345678" not in line.data


def test_whoever_holds_a_duty_keeps_his_account_until_it_ends(desk: Desk) -> None:
    with desk.app.app_context(), transaction() as session:
        judge = make_account(session, "Người Chấm Thử", now=desk.clock(), roles=(Role.JUDGE,), with_password=True)
    pages = desk.sure(PageClient(desk.app).sign_in_as(judge))
    pages.post(f"{PAGE}/xoa")
    desk.office().post(f"{OFFICE}/{desk.request().id}/thuc-hien", {"answer": ""}, status=422)
    pages.get(PAGE)


@pytest.mark.requirement("S001-R46")
def test_a_winner_who_asks_is_on_no_public_page_at_once_and_result_chain_and_invariants_hold(
    app: Flask, clock: TestClock
) -> None:
    day = make_day(app, now=clock(), video=1).until_published()
    entry = day.entries[0]
    name = entry.author.full_name
    author = next(one for one in day.authors if one.person_id == entry.author_id)
    assert sum(name in text for text in everything(app).values()) >= 3
    with app.app_context(), transaction() as session:
        session.get_one(Account, author.id).password_hash = hash_password(PASSWORD)
        admin = make_account(session, "Người Quản Trị", now=clock(), roles=(Role.ADMIN,))
        person_id: UUID = author.person_id
    desk = object.__new__(Desk)
    desk.app, desk.clock, desk.person_id = app, clock, person_id
    pages = desk.sure(PageClient(app).sign_in_as(author))
    shown = pages.get(f"{PAGE}/xoa").body
    assert ("bảo quản vĩnh viễn" in shown, "phiếu tiếp nhận" in shown) == (True, True)
    pages.post(f"{PAGE}/xoa")
    after = everything(app)
    assert [path for path, text in after.items() if name in text] == []
    PageClient(app).sign_in_as(admin).post(f"{OFFICE}/{desk.request().id}/thuc-hien", {"answer": ""})
    assert desk.person().full_name == name  # the decision names him
    after = everything(app)
    assert [path for path, text in after.items() if name in text] == []
    assert verify.verify_text(after[f"/cuoc-thi/{day.slug}/ket-qua/lan-1/bang-diem.json"]) == []
    sound(app)


def test_a_letter_of_somebody_without_an_account_is_written_down_and_answered_with_a_copy(desk: Desk) -> None:
    form: dict[str, Any] = {"staff_code": desk.counter.author.staff_code, "kind": "export", "case_number": "0001/HD"}
    office = desk.office()
    office.post(f"{OFFICE}/tu-don", {**form, "staff_code": "KHONG-CO"}, status=422)
    office.post(f"{OFFICE}/tu-don", {**form, "case_number": " "}, status=422)
    desk.office(desk.counter.secretary).post(f"{OFFICE}/tu-don", form, status=422)  # nobody of his contest
    office.post(f"{OFFICE}/tu-don", form)
    row = desk.request()
    files = desk.archive(office, f"{OFFICE}/{row.id}/ban-sao")
    with desk.app.app_context(), transaction() as session:  # an official's copy leaves a line (E19)
        lines = session.scalars(select(HistoryLine).where(HistoryLine.action == "data_request.copy")).all()
        assert [(one.actor, json.loads(one.data)["case"]) for one in lines] == [(str(desk.admin.id), "0001/HD")]
    assert json.loads(files["du-lieu.json"])["groups"]["staff"][0]["full_name"] == desk.counter.author.full_name
    office.post(f"{OFFICE}/{row.id}/thuc-hien", {"answer": "Đã giao tại trụ sở."})
    office.post(f"{OFFICE}/{row.id}/ban-sao", status=409)
    assert "theo đơn số 0001/HD" in office.get(OFFICE).body
    office.post(f"{OFFICE}/tu-don", {**form, "kind": "delete"})
    desk.clock.now += timedelta(days=60)
    assert "quá hạn" in desk.office().get(OFFICE).body
