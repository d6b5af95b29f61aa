"""The counter: its book, works on paper and on discs, files on behalf, arrivals that are written down later.

It is longer than 300 lines, so that each case of this subject is found in one place.
"""

from __future__ import annotations

import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from judging.actions.handovers import Brought, record_handover
from judging.enums import HandoverWay, Role
from judging.ids import AccountID, PersonID, ProgrammeID
from judging.models.entries import Receipt
from judging.models.handovers import CopyMove, Handover, HandoverBook, HandoverConsent, PhysicalCopy
from judging.models.history import HistoryLine, Notice
from judging.models.people import DeclaredTie, Person
from judging.rules.counter import Arrival
from judging.spec.words import Intake
from portal.db import transaction
from portal.jobs.worker import work_until_idle
from tests.factories.counter import SLUG, Counter
from tests.factories.entries import viewer
from tests.factories.office import make_account, make_person
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock

LABEL = {f"label_{one}": "right" for one in ("author", "title", "unit", "phone")}
BOOKLET = {"kind": "booklet", "pages": "6", "is_whole": "y", **LABEL, "place": "Tủ 2, ngăn 1"}


@pytest.fixture
def counter(app: Flask, clock: TestClock) -> Counter:
    return Counter(app, clock)


@pytest.mark.requirement("S001-R19", "S001-R36")
def test_a_booklet_goes_from_the_counter_to_the_receipt(app: Flask, counter: Counter, clock: TestClock) -> None:
    came = clock() - timedelta(minutes=5)
    pages = counter.as_(counter.secretary)
    form = pages.get(f"/tiep-nhan/{SLUG}/nguoi/{counter.author.id}")
    assert form.soup.select_one("input[name=arrived]")["value"] == "2026-09-07T10:00"
    wrote = pages.post(f"/tiep-nhan/{SLUG}/nguoi/{counter.author.id}", counter.fields(arrived=came))
    assert "Đã vào sổ số 00001/STN-CUOC-THI" in pages.follow(wrote).body
    row, _entry_id = counter.line()
    address = f"/tiep-nhan/dong/{row.id}"
    pages.post(f"{address}/ban", {**BOOKLET, "label_phone": "missing"})
    shown = pages.get(address).body
    assert ("Tủ 2, ngăn 1" in shown, "không ghi" in shown) == (True, True)
    slip = pages.get(f"{address}/phieu")
    assert (row.check_code in slip.body, slip.soup.select_one("svg.slip-qr path") is not None) == (True, True)
    clock.move(hours=2)
    entry_id, pages = counter.fill(), counter.as_(counter.secretary)
    assert "thay cho Người Tác Giả" in pages.get(f"/bai-du-thi/{entry_id}").body
    receipt = pages.follow(counter.hand_in())
    assert "Phiếu tiếp nhận" in receipt.h1
    entry = counter.entry()
    assert (entry.state, entry.author_id, entry.submitted_at) == ("submitted", counter.author.id, row.arrived_at)
    with app.app_context(), transaction() as session:
        told = json.loads(session.scalars(select(Receipt.payload)).one())
        roles = set(
            session.scalars(select(HistoryLine.role).where(HistoryLine.action.in_(["entry.submit", "part.attach"])))
        )
    assert told["counter"] == {"book_number": "00001/STN-CUOC-THI", "way": "paper"}
    assert (told["author"], told["within_grace"]) == ("Người Tác Giả", False)
    assert roles == {"secretary"}
    with app.app_context():
        work_until_idle(app)
        assert "chữ" in pages.get(f"/bai-du-thi/{entry_id}").body  # measured as any other
    assert "Bài đã được nộp lên hệ thống" in PageClient(app).get(f"/phieu-nhan/{row.check_code}").body


@pytest.mark.requirement("S001-R24")
def test_a_disc_is_followed_from_hand_to_hand(app: Flask, counter: Counter) -> None:
    counter.write(**counter.fields(way="disc", category="video"))
    row, _entry = counter.line()
    pages, address = counter.as_(counter.secretary), f"/tiep-nhan/dong/{row.id}"
    assert "điền" in pages.post(f"{address}/ban", {"kind": "disc", "place": "Tủ 1"}, status=422).body
    pages.post(f"{address}/ban", {"kind": "disc", "is_whole": "y", **LABEL, "label_title": "differs", "place": "Tủ 1"})
    with app.app_context(), transaction() as session:
        copy = session.scalars(select(PhysicalCopy)).one()
        assert copy.label == {"author": "right", "title": "differs", "unit": "right", "phone": "right"}
        copy_id, version = copy.id, copy.version
    move = f"{address}/ban/{copy_id}/chuyen"
    step = {"state": "handed_on", "place": "Phòng chấm", "version": version}
    assert "Vui lòng ghi người nhận" in pages.post(move, step, status=422).body
    pages.post(move, {**step, "received_by": "Người Nhận Thử"})
    assert "Hai lần" not in pages.post(move, {**step, "received_by": "Hai lần"}, status=409).body  # a stale page
    shown = pages.get(address)
    assert ("Người Nhận Thử" in shown.body, "đã bàn giao" in shown.body) == (True, True)
    pages.post(move, {"state": "returned", "place": "Tác giả", "received_by": "Người Tác Giả", "version": version + 1})
    with app.app_context(), transaction() as session:
        steps = list(session.scalars(select(CopyMove.state).order_by(CopyMove.number)))
    assert steps == ["here", "handed_on", "returned"]
    with pytest.raises(DBAPIError, match="append-only"), app.app_context(), transaction() as session:
        session.execute(text("UPDATE copy_moves SET place = 'x'"))


def test_X14_numbers_of_the_book_have_neither_gaps_nor_doubles(app: Flask, counter: Counter, clock: TestClock) -> None:
    count, programme_id = 12, ProgrammeID(counter.programme.id)
    with app.app_context(), transaction() as session:
        people = [PersonID(make_person(session, unit=counter.unit).id) for _ in range(count)]
    by = [viewer(app, counter.secretary), viewer(app, counter.second)]

    def write(at: int) -> int | None:
        try:
            with app.app_context(), transaction() as session:
                row = record_handover(
                    session,
                    Brought("essay", HandoverWay.PAPER, "Người Thử", "", Arrival(clock())),
                    programme_id=programme_id,
                    author_id=people[at],
                    check_code=f"MA{at:02d}",
                    by=by[at % 2],
                    now=clock(),
                )
                if at % 4 == 3:
                    _stop()
                return row.number
        except _StoppedError:
            return None  # rolled back: its number was never taken

    with ThreadPoolExecutor(4) as pool:
        numbers = [one for one in pool.map(write, range(count)) if one is not None]
    assert sorted(numbers) == list(range(1, count * 3 // 4 + 1))
    with app.app_context(), transaction() as session:
        assert sorted(session.scalars(select(Handover.number))) == sorted(numbers)
        assert session.scalars(select(HandoverBook.last_number)).one() == len(numbers)


class _StoppedError(Exception):
    """The clerk's connection broke."""


def _stop() -> None:
    raise _StoppedError


def test_B12_a_form_that_is_sent_twice_writes_one_line(app: Flask, counter: Counter) -> None:
    fields = counter.fields(idempotency_key="k1")
    first, second = counter.write(**fields), counter.write(**fields)
    assert first.location == second.location
    with app.app_context(), transaction() as session:
        assert list(session.scalars(select(Handover.number))) == [1]


def close(counter: Counter, clock: TestClock, **after: float) -> None:
    """Move to the moment at which the contest closes (22/9 00:00 in Vietnam), and on."""
    clock.now = clock.now.replace(month=9, day=21, hour=17, minute=0)
    clock.move(**after)


@pytest.mark.requirement("S001-R26", "S001-R36")
def test_B04_what_came_in_time_and_is_written_down_late_needs_a_reason_and_a_second_person(
    app: Flask, counter: Counter, clock: TestClock
) -> None:
    close(counter, clock, minutes=-10)
    came = clock()
    clock.move(hours=9)
    told = counter.fields(arrived=came)
    assert "Vui lòng ghi rõ lý do" in counter.write(status=422, **told).body
    counter.write(**told, reason="Mất điện đến sáng hôm sau")
    row, _entry = counter.line()
    assert (row.arrived_at, row.needs_second, row.late_reason) == (came, True, "Mất điện đến sáng hôm sau")
    counter.fill()
    assert "Cần một người khác" in counter.hand_in(status=422).body
    address = f"/tiep-nhan/dong/{row.id}/xac-nhan"
    assert "người thứ hai" in counter.as_(counter.secretary).post(address, status=422).body.lower()
    counter.as_(counter.second).post(address)
    counter.hand_in()
    entry = counter.entry()
    assert (entry.state, entry.submitted_at) == ("submitted", came)
    with app.app_context(), transaction() as session:
        waits = list(session.scalars(select(Notice.account).where(Notice.kind == "handover.waits")))
    assert waits == [str(counter.second.id)]


@pytest.mark.requirement("S001-R26")
def test_the_counter_keeps_the_deadline_of_the_plan(app: Flask, counter: Counter, clock: TestClock) -> None:
    early = counter.fields(arrived=clock() - timedelta(days=30), reason="x")
    assert "chưa đến thời gian nhận bài" in counter.write(status=422, **early).body
    assert (
        "xem lại thời gian" in counter.write(status=422, **counter.fields(arrived=clock() + timedelta(minutes=2))).body
    )
    close(counter, clock)
    assert "đã kết thúc lúc" in counter.write(status=422, **counter.fields()).body.lower()
    with app.app_context(), transaction() as session:
        assert session.scalars(select(Handover)).all() == []


@pytest.mark.requirement("S001-R26")
def test_B07_grace_serves_only_whom_the_deadline_met_at_the_counter(app: Flask, clock: TestClock) -> None:
    counter = Counter(app, clock, grace_seconds=1800)
    close(counter, clock, minutes=20)
    assert "đã kết thúc lúc" in counter.write(status=422, **counter.fields()).body.lower()
    waited = {"waiting": "2026-09-21T23:50"}
    counter.write(**counter.fields(**waited))
    row, _entry = counter.line()
    assert (row.counts_at, row.needs_second) == (clock() - timedelta(minutes=30), False)
    clock.move(days=1)
    counter.fill()
    counter.hand_in()
    with app.app_context(), transaction() as session:
        told = json.loads(session.scalars(select(Receipt.payload)).one())
    assert (told["within_grace"], told["received_at"]) == (True, "2026-09-21T17:20:00.000000Z")
    late = counter.fields(arrived=row.arrived_at + timedelta(minutes=11), reason="x", **waited)
    assert "đã kết thúc lúc" in counter.write(status=422, person=counter.stranger, **late).body.lower()


def test_a_line_is_taken_back_with_a_reason_and_its_number_stays(app: Flask, counter: Counter) -> None:
    counter.write()
    row, entry_id = counter.line()
    pages, address = counter.as_(counter.secretary), f"/tiep-nhan/dong/{row.id}/huy"
    assert "Vui lòng ghi rõ lý do" in pages.post(address, {"reason": " "}, status=422).body
    pages.post(address, {"reason": "Ghi nhầm người"})
    assert counter.entry().state == "withdrawn"
    pages.get(f"/bai-du-thi/{entry_id}", status=404)
    counter.write()
    assert counter.line(2)[0].number == 2
    book = pages.get(f"/tiep-nhan/{SLUG}")
    assert ("đã hủy" in book.body, "00001/STN-CUOC-THI" in book.body) == (True, True)


@pytest.mark.requirement("S001-R36")
def test_who_stands_at_no_counter_sees_no_line(app: Flask, counter: Counter, clock: TestClock) -> None:
    counter.write()
    row, entry_id = counter.line()
    with app.app_context(), transaction() as session:
        other = make_account(session, "Thư ký nơi khác", now=clock(), roles=(Role.COORDINATOR,), programme=None)
        judge = make_account(session, "Giám khảo", now=clock(), roles=(Role.JUDGE, Role.SECRETARY))
        plain = make_account(session, "Người khác", now=clock())
    for account in (other, judge, plain):
        pages = counter.as_(account)
        for address in (f"/tiep-nhan/dong/{row.id}", f"/tiep-nhan/dong/{row.id}/phieu", f"/bai-du-thi/{entry_id}"):
            pages.get(address, status=404)
    for account in (judge, plain):
        pages = counter.as_(account)
        pages.get(f"/tiep-nhan/{SLUG}", status=404)
        pages.get(f"/tiep-nhan/{SLUG}/nguoi/{counter.author.id}", status=404)


@pytest.mark.parametrize("intake", list(Intake))
def test_a_coordinator_serves_the_own_unit_where_entries_go_through_units(
    app: Flask, clock: TestClock, intake: Intake
) -> None:
    counter = Counter(app, clock, intake=intake)
    if intake is Intake.DIRECT:
        counter.write(by=counter.coordinator, status=404)
        return
    counter.write(by=counter.coordinator, status=404, person=counter.stranger, **counter.fields())
    counter.write(by=counter.coordinator)
    counter.fill(by=counter.coordinator)
    counter.hand_in(by=counter.coordinator)
    pages, entry_id = counter.as_(counter.coordinator), counter.line()[1]
    pages.post(f"/don-vi/bai-du-thi/{entry_id}/chon")
    assert counter.entry().state == "selected"  # the same way as any other


def test_somebody_who_is_not_in_the_list_is_added_and_belongs_to_his_work(app: Flask, counter: Counter) -> None:
    pages, address = counter.as_(counter.secretary), f"/tiep-nhan/{SLUG}/nguoi"
    assert "Không tìm thấy ai" in pages.get(f"{address}?tim=Khong+Co+Ai").body
    told = {"full_name": "Người Mới Thử", "unit": str(counter.unit.id), "personnel_kind": "civil_servant"}
    assert "Số điện thoại chưa đúng" in pages.post(address, {**told, "phone": "12"}, status=422).body
    made = pages.post(address, {**told, "phone": "0912 345 678", "email": "moi@example.vn"})
    pages.post(made.location, counter.fields(), content_type="multipart/form-data")
    with app.app_context(), transaction() as session:
        person = session.scalars(select(Person).where(Person.full_name == "Người Mới Thử")).one()
        assert (person.staff_code[:3], person.phone, person.email) == ("TD-", "+84912345678", "moi@example.vn")
        person_id = person.id
    assert counter.entry().author_id == person_id
    twice = pages.post(address, {**told, "email": "MOI@example.vn"}, status=422)
    assert "Danh sách đã có người dùng địa chỉ" in twice.body
    assert "Người Mới Thử" in pages.get(f"{address}?tim=nguoi+moi+thu").body


@pytest.mark.parametrize("what", ["no form", "no scan", "later day", "no scan's kind"])
def test_nothing_is_handed_in_for_somebody_without_his_recorded_consent(
    app: Flask, counter: Counter, clock: TestClock, what: str
) -> None:
    missing: dict[str, dict[str, Any]] = {
        "no form": {"consent_form": ""},
        "no scan": {"consent_scan": (io.BytesIO(b""), "")},
        "later day": {"consent_on": "2026-09-08"},
        "no scan's kind": {"consent_scan": (io.BytesIO(b"<svg/>"), "a.pdf")},
    }
    before = stored(app, clock)
    counter.write(status=422, **{**counter.consent(), **missing[what]})
    with app.app_context(), transaction() as session:
        assert session.scalars(select(Handover)).all() == []
    assert stored(app, clock) == before


def stored(app: Flask, clock: TestClock) -> int:
    """How many objects the store holds."""
    return len(list(app.extensions["bangvang_store"].list_keys(before=clock().replace(year=2100))))


@pytest.mark.parametrize("state", ["draft", "submitted after the deadline"])
def test_the_author_is_told_and_objects_and_his_entry_is_out_at_once(
    app: Flask, counter: Counter, clock: TestClock, state: str
) -> None:
    with app.app_context(), transaction() as session:
        account = make_account(session, "Tác Giả Có Tài Khoản", now=clock(), unit=counter.unit)
        person = session.get_one(Person, account.person_id)
    counter.write(person=person, **counter.consent())
    row, _entry_id = counter.line()
    with app.app_context(), transaction() as session:
        notice = session.scalars(select(Notice).where(Notice.account == str(account.id))).one()
        assert (notice.kind, notice.url) == ("handover.behalf", f"/phieu-nhan/{row.check_code}")
        consent = session.scalars(select(HandoverConsent)).one()
        assert (consent.form, consent.given_by, consent.scan_type) == (
            "signed_form",
            "Người Tác Giả",
            "application/pdf",
        )
    assert counter.as_(counter.secretary).get(f"/tiep-nhan/dong/{row.id}/dong-y").response.data.startswith(b"%PDF")
    if state != "draft":
        counter.fill()
        counter.hand_in()
        close(counter, clock, days=1)
    anyone = PageClient(app)
    assert account.person.full_name not in anyone.get(f"/phieu-nhan/{row.check_code}").text
    anyone.post(f"/phieu-nhan/{row.check_code}/phan-doi", {"reason": ""}, status=422)
    anyone.post("/phieu-nhan/KHONGCO/phan-doi", {"reason": "Tôi không ký"}, status=404)
    assert counter.entry().state != "withdrawn"
    anyone.post(f"/phieu-nhan/{row.check_code}/phan-doi", {"reason": "Tôi không ký"})
    assert counter.entry().state == "withdrawn"
    anyone.post(f"/phieu-nhan/{row.check_code}/phan-doi", {"reason": "Lần nữa"}, status=409)
    assert "Tôi không ký" in counter.as_(counter.secretary).get(f"/tiep-nhan/dong/{row.id}").body
    with app.app_context(), transaction() as session:
        told = set(session.scalars(select(Notice.account).where(Notice.kind == "handover.objected")))
    assert told == {str(counter.secretary.id), str(counter.second.id)}


def test_A23_nobody_writes_down_his_own_work_or_that_of_a_declared_tie(
    app: Flask, counter: Counter, clock: TestClock
) -> None:
    with app.app_context(), transaction() as session:
        own = session.get_one(Person, counter.secretary.person_id)
        session.add(
            DeclaredTie(
                account_id=AccountID(counter.secretary.id),
                person_id=PersonID(counter.author.id),
                reason="Anh em",
                declared_at=clock(),
            )
        )
    for person in (own, counter.author):
        assert "Vui lòng nhờ đồng nghiệp" in counter.write(person=person, status=422, **counter.fields()).body
    counter.write(by=counter.second)
    counter.as_(counter.secretary).get(f"/bai-du-thi/{counter.line()[1]}", status=404)


def test_the_clerks_hand_leaves_the_entry_when_it_is_handed_in(app: Flask, counter: Counter) -> None:
    counter.write()
    entry_id = counter.fill()
    counter.hand_in()
    pages = counter.as_(counter.secretary)
    version = counter.entry().version
    frozen = pages.post(f"/bai-du-thi/{entry_id}/thong-tin", {"title": "Sửa lén", "version": version}, status=422)
    assert frozen.soup.select_one(".error-summary") is not None
    pages.post(f"/bai-du-thi/{entry_id}/rut", {"version": version}, status=404)
    assert counter.entry().title == "Bài thử ở quầy"


def test_E03_the_book_exports_to_excel_as_texts(app: Flask, counter: Counter) -> None:
    counter.write(**counter.fields(brought_by="=1+1"))
    pages = counter.as_(counter.secretary)
    data = pages.http.get(f"/tiep-nhan/{SLUG}/so.xlsx", base_url="http://127.0.0.1").data
    rows = list(load_workbook(io.BytesIO(data)).worksheets[0].values)
    assert (rows[1][0], rows[1][3], rows[1][6]) == ("00001/STN-CUOC-THI", "Người Tác Giả", "=1+1")


@pytest.mark.requirement("S001-R41")
def test_A10_a_judges_connection_reads_nothing_of_the_counter(app: Flask, counter: Counter) -> None:
    counter.write()
    database = app.extensions["bangvang_database"]
    tables = ("handovers", "physical_copies", "copy_moves", "handover_consents", "invitations")
    with database.main.connect() as connection:
        assert connection.exec_driver_sql("SELECT full_number FROM handovers").scalar() == "00001/STN-CUOC-THI"
    for table in tables:
        with database.desk.connect() as connection, pytest.raises(DBAPIError):
            connection.exec_driver_sql(f"SELECT * FROM {table}")
