"""An entry from the first click to what stands in the record: beginning, saving, handing in, replacing, withdrawing.

It is longer than 300 lines, so that each case of this subject is found in one place.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import event, select

from judging.actions.entries import Draft, StaleDraftError, save_draft
from judging.enums import EntryState, Role
from judging.ids import EntryID
from judging.models.entries import Entry, EntryVersion, Part, Refusal
from judging.models.people import RoleGrant
from judging.models.programmes import Programme
from judging.queries.programmes import plan_in_force
from portal.db import transaction
from tests.factories.entries import make_draft, make_submitted, submit, viewer
from tests.factories.office import make_account, make_unit
from tests.factories.programmes import demonstration_plan, make_programme
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from judging.models.people import Account
    from tests.conftest import TestClock


@pytest.fixture
def programme(app: Flask, clock: TestClock) -> Programme:
    with app.app_context(), transaction() as session:
        return make_programme(session, now=clock(), slug="cuoc-thi")


@pytest.fixture
def author(app: Flask, clock: TestClock) -> Account:
    with app.app_context(), transaction() as session:
        return make_account(session, "Hồ Thị Tác Giả", now=clock())


@pytest.fixture
def pages(app: Flask, author: Account) -> PageClient:
    return PageClient(app).sign_in_as(author)


def stored(app: Flask, entry_id: EntryID) -> Entry:
    with app.app_context(), transaction() as session:
        entry = session.get_one(Entry, entry_id)
        session.expunge_all()
        return entry


def begin(pages: PageClient, category: str = "essay", *, status: int = 302) -> str:
    page = pages.post("/cuoc-thi/cuoc-thi/du-thi", {"category": category}, status=status)
    return page.location if status == 302 else page.body


@pytest.mark.requirement("S001-R04", "S001-R05", "S001-R07")
def test_a_draft_begins_with_what_the_office_knows(pages: PageClient, programme: Programme, author: Account) -> None:
    url = begin(pages)
    page = pages.get(url)
    assert page.h1 == "Bài dự thi chưa có tiêu đề"
    assert "CHƯA NỘP" in page.words(".entry-banner")
    cover = pages.get(f"{url}/thong-tin")
    values = {tag["name"]: tag.get("value", "") for tag in cover.soup.select("input[name^=cover-]")}
    assert values == {
        "cover-author": "Hồ Thị Tác Giả",
        "cover-position": "Chuyên viên",
        "cover-unit": author.person.unit.name,
        "cover-phone": author.person.phone,
    }


@pytest.mark.requirement("S001-R04", "S001-R05")
@pytest.mark.parametrize(
    ("person", "unit_kind", "roles", "told"),
    [
        ({"personnel_kind": "citizen"}, "commune", (), "cán bộ, công chức, viên chức, người lao động"),
        ({}, "enterprise", (), "cơ quan chuyên môn thuộc UBND huyện"),
        ({}, "commune", (Role.JUDGE,), "nhiệm vụ trong cuộc thi này"),
        ({}, "commune", (Role.BOARD,), "nhiệm vụ trong cuộc thi này"),
        ({}, "commune", (Role.VALIDATOR,), "nhiệm vụ trong cuộc thi này"),
    ],
)
def test_whom_the_plan_does_not_name_is_refused_and_told_why(
    app: Flask,
    clock: TestClock,
    programme: Programme,
    person: dict[str, str],
    unit_kind: str,
    roles: tuple[Role, ...],
    told: str,
) -> None:
    with app.app_context(), transaction() as session:
        account = make_account(session, now=clock(), roles=roles, unit=make_unit(session, kind=unit_kind))
        account.person.personnel_kind = person.get("personnel_kind", account.person.personnel_kind)
    body = begin(PageClient(app).sign_in_as(account), status=422)
    assert told in body
    with app.app_context(), transaction() as session:
        assert session.scalars(select(Entry)).all() == []


def test_a_duty_that_has_ended_still_keeps_one_from_entering(
    app: Flask, pages: PageClient, programme: Programme, author: Account, clock: TestClock
) -> None:
    with app.app_context(), transaction() as session:
        session.add(
            RoleGrant(
                account_id=author.id,
                role=Role.VALIDATOR.value,
                programme_id=programme.id,
                granted_at=clock(),
                ended_at=clock(),
            )
        )
    assert "nhiệm vụ trong cuộc thi này" in begin(pages, status=422)


def test_a_second_click_begins_no_second_draft(app: Flask, pages: PageClient, programme: Programme) -> None:
    answers = {
        pages.post("/cuoc-thi/cuoc-thi/du-thi", {"category": "essay", "idempotency_key": "k1"}).location
        for _ in range(2)
    }
    assert len(answers) == 1
    with app.app_context(), transaction() as session:
        assert len(session.scalars(select(Entry)).all()) == 1


def test_the_plan_limits_how_many_entries_an_author_has(pages: PageClient, programme: Programme) -> None:
    begin(pages)
    begin(pages, "video")
    assert "2 bài dự thi" in begin(pages, status=422)


@pytest.mark.requirement("S001-R08", "S001-R18")
def test_the_cover_saves_and_a_stale_tab_never_overwrites(pages: PageClient, programme: Programme) -> None:
    url = begin(pages)
    form = pages.get(f"{url}/thong-tin").soup
    version = form.select_one("input[name=version]")["value"]
    assert len(form.select("input[name=topic_key]")) == 9
    first = {"version": version, "title": "Một  cửa ", "topic_key": "one_stop_shop", "cover-position": "Công chức"}
    saved = pages.post(f"{url}/thong-tin", first, status=200, headers={"Accept": "application/json"})
    assert saved.response.json["version"] == int(version) + 1
    stale = {**first, "title": "Bản cũ"}
    refused = pages.post(f"{url}/thong-tin", stale, status=409, headers={"Accept": "application/json"})
    assert refused.response.json["fields"]["title"] == "Một cửa"
    assert refused.response.json["version"] == int(version) + 1
    both = pages.post(f"{url}/thong-tin", stale, status=409)
    assert "Một cửa" in both.words(".notice-warning")
    assert both.soup.select_one("input[name=title]")["value"] == "Bản cũ"
    assert pages.get(url).h1 == "Một cửa"


def test_A05_fields_that_no_form_has_change_nothing(app: Flask, pages: PageClient, programme: Programme) -> None:
    url = begin(pages)
    entry_id = EntryID(UUID(url.rpartition("/")[2]))
    before = stored(app, entry_id)
    forged = {
        "version": before.version, "title": "Tiêu đề", "state": "valid", "author_id": "x", "unit_id": "x",
        "submitted_at": "2020-01-01T00:00:00Z", "cover-secret": "x", "declare-other": "y", "may_change": "content",
    }  # fmt: skip
    pages.post(f"{url}/thong-tin", forged)
    after = stored(app, entry_id)
    assert (after.state, after.author_id, after.unit_id, after.submitted_at, after.may_change) == (
        "draft", before.author_id, before.unit_id, None, [],
    )  # fmt: skip
    assert set(after.cover) == {"author", "position", "unit", "phone"}
    assert after.title == "Tiêu đề"


def test_A01_somebody_elses_entry_is_as_if_it_were_not_there(
    app: Flask, clock: TestClock, programme: Programme, author: Account
) -> None:
    entry_id, receipt = make_submitted(app, author, programme)
    with app.app_context(), transaction() as session:
        part = session.scalars(select(Part)).one()
        stranger = make_account(session, now=clock(), roles=(Role.ENTRANT,))
    other = PageClient(app).sign_in_as(stranger)
    missing = "00000000-0000-4000-8000-000000000000"
    base = f"/bai-du-thi/{entry_id}"
    paths = [
        base, f"{base}/thong-tin", f"{base}/noi-dung", f"{base}/soan-thao", f"{base}/dinh-kem", f"{base}/cam-ket",
        f"{base}/do", f"{base}/nop", f"{base}/xem-truoc", f"{base}/thay-doi", f"{base}/tep/{part.id}",
        f"{base}/tep/{part.id}/phat", f"{base}/phieu/{receipt.id}", f"{base}/phieu/{receipt.id}/qr.svg",
        f"{base}/phieu/{receipt.id}/phieu.json",
    ]  # fmt: skip
    for path in paths:
        theirs = other.get(path, status=404)
        nobody = other.get(path.replace(str(entry_id), missing), status=404)
        assert theirs.h1 == nobody.h1
    for path in ("nop", "rut", "bo-thay-doi", "thong-tin", "cam-ket", "soan-thao", f"tep/{part.id}/bo"):
        other.post(f"{base}/{path}", {"version": "1", "title": "Của tôi"}, status=404)
    assert stored(app, entry_id).state == "submitted"


def test_C06_every_posting_route_of_entries_wants_the_token(
    app: Flask, pages: PageClient, programme: Programme, author: Account
) -> None:
    entry_id = make_draft(app, author, programme)
    app.config["WTF_CSRF_ENABLED"] = True
    for path in ("nop", "rut", "thong-tin", "cam-ket", "soan-thao", "tep", "bo-thay-doi"):
        pages.post(f"/bai-du-thi/{entry_id}/{path}", {"version": "2"}, status=400)
    answer = pages.http.post("/uploads", json={"entry": str(entry_id)}, base_url="http://127.0.0.1")
    assert answer.status_code == 400
    assert pages.http.put("/uploads/parts/x", data=b"x", base_url="http://127.0.0.1").status_code == 400
    assert stored(app, entry_id).state == "draft"


def test_E08_no_entry_changes_by_get(app: Flask, pages: PageClient, programme: Programme, author: Account) -> None:
    entry_id = make_draft(app, author, programme)
    for path in ("rut", "bo-thay-doi", "tep"):
        pages.get(f"/bai-du-thi/{entry_id}/{path}", status=405)
    pages.get(f"/bai-du-thi/{entry_id}/nop?version=2&idempotency_key=x")
    assert stored(app, entry_id).state == "draft"


@pytest.mark.requirement("S001-R11", "S001-R12", "S001-R18")
def test_what_is_missing_is_named_and_handing_in_is_refused_and_logged(
    app: Flask, pages: PageClient, programme: Programme
) -> None:
    url = begin(pages)
    page = pages.get(f"{url}/nop")
    assert page.all_words(".notice-danger li")[:3] == ["Tiêu đề bài dự thi", "Chủ đề", "Bài dự thi (tệp hoặc văn bản)"]
    assert not page.soup.select(f'form[action="{url}/nop"]')
    refused = pages.post(f"{url}/nop", {"version": "1", "idempotency_key": "a"}, status=422)
    assert "CHƯA NỘP" in refused.words(".entry-banner")
    with app.app_context(), transaction() as session:
        refusal = session.scalars(select(Refusal)).one()
    assert (refusal.action, refusal.reason) == ("submit", "entry_incomplete")
    assert refusal.facts["missing"].startswith("title, topic, content, declarations:original")


def test_a_complete_entry_is_handed_in_and_the_banner_says_so(
    app: Flask, pages: PageClient, programme: Programme, author: Account
) -> None:
    entry_id = make_draft(app, author, programme)
    form = pages.get(f"/bai-du-thi/{entry_id}/nop").soup.select_one(f'form[action="/bai-du-thi/{entry_id}/nop"]')
    fields = {tag["name"]: tag["value"] for tag in form.select("input")}
    receipt = pages.follow(pages.post(f"/bai-du-thi/{entry_id}/nop", fields))
    assert receipt.h1 == "Phiếu tiếp nhận 00001/PTN-CUOC-THI"
    assert "ĐÃ NỘP" in receipt.words(".entry-banner")
    assert "10 giờ 00 phút 00 giây, ngày 07/9/2026" in receipt.words(".entry-banner")
    entry = stored(app, entry_id)
    assert (entry.state, entry.changes) == ("submitted", {})
    assert "đã nộp" in pages.get("/bai-du-thi").words("tbody").lower()


def test_B12_fifty_parallel_saves_make_one_chain_of_versions_and_lose_none(
    app: Flask, programme: Programme, author: Account, clock: TestClock
) -> None:
    entry_id = make_draft(app, author, programme)
    by, first = viewer(app, author), stored(app, entry_id).version
    versions: list[int] = []

    def save(number: int) -> None:
        with app.app_context():
            version = first
            while True:
                try:
                    with transaction() as session:
                        entry = session.get_one(Entry, entry_id)
                        plan = plan_in_force(session, entry.programme_id)
                        saved = save_draft(
                            session,
                            entry_id=entry_id,
                            version=version,
                            draft=Draft(title=f"Tiêu đề {number}"),
                            plan=plan,
                            by=by,
                            arrived_at=clock(),
                        )
                except StaleDraftError as error:
                    version = error.version
                else:
                    versions.append(saved.version)
                    return

    threads = [threading.Thread(target=save, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(versions) == list(range(first + 1, first + 51))
    assert stored(app, entry_id).version == first + 50


def test_B12_a_double_click_gives_one_version_and_one_receipt(
    app: Flask, pages: PageClient, programme: Programme, author: Account
) -> None:
    entry_id = make_draft(app, author, programme)
    fields = {"version": stored(app, entry_id).version, "idempotency_key": "same"}
    one = pages.post(f"/bai-du-thi/{entry_id}/nop", fields)
    two = pages.post(f"/bai-du-thi/{entry_id}/nop", fields)
    assert one.location == two.location
    pages.post(f"/bai-du-thi/{entry_id}/nop", {**fields, "idempotency_key": "other"}, status=409)
    with app.app_context(), transaction() as session:
        assert [row.number for row in session.scalars(select(EntryVersion))] == [1]


def test_what_is_changed_after_handing_in_waits_until_it_is_handed_in_again(
    app: Flask, pages: PageClient, programme: Programme, author: Account
) -> None:
    entry_id, _ = make_submitted(app, author, programme, title="Bản thứ nhất")
    url = f"/bai-du-thi/{entry_id}"
    version = stored(app, entry_id).version
    pages.post(f"{url}/thong-tin", {"version": version, "title": "Bản thứ hai", "topic_key": "procedures"})
    entry = stored(app, entry_id)
    assert (entry.title, entry.changes["title"]) == ("Bản thứ nhất", "Bản thứ hai")
    page = pages.get(url)
    assert page.h1 == "Bản thứ hai"
    assert "chưa được nộp" in page.words(".entry-banner")
    pages.post(f"{url}/nop", {"version": entry.version, "idempotency_key": "2"})
    entry = stored(app, entry_id)
    assert (entry.title, entry.changes) == ("Bản thứ hai", {})
    changes = pages.get(f"{url}/thay-doi")
    assert changes.all_words("tbody tr") == [
        "Tiêu đề bài dự thi Bản thứ nhất Bản thứ hai",
        "Chủ đề leadership procedures",
    ]


def test_changes_may_be_dropped_again(app: Flask, pages: PageClient, programme: Programme, author: Account) -> None:
    entry_id, _ = make_submitted(app, author, programme, title="Giữ nguyên")
    url = f"/bai-du-thi/{entry_id}"
    pages.post(f"{url}/thong-tin", {"version": stored(app, entry_id).version, "title": "Khác", "topic_key": ""})
    pages.post(f"{url}/bo-thay-doi", {"version": stored(app, entry_id).version})
    entry = stored(app, entry_id)
    assert (entry.title, entry.changes, entry.state) == ("Giữ nguyên", {}, "submitted")
    refused = pages.post(f"{url}/nop", {"version": entry.version, "idempotency_key": "2"}, status=422)
    assert "không có gì để nộp lại" in refused.body


def test_B09_handing_in_again_and_withdrawing_are_limited_by_the_plan(
    app: Flask, clock: TestClock, author: Account
) -> None:
    day = clock().astimezone().date().isoformat()
    plan = demonstration_plan(day)
    plan = replace(plan, entering=replace(plan.entering, max_versions=3))
    with app.app_context(), transaction() as session:
        programme = make_programme(session, now=clock(), plan=plan, slug="gioi-han")
    pages = PageClient(app).sign_in_as(author)
    entry_id, _ = make_submitted(app, author, programme)
    url = f"/bai-du-thi/{entry_id}"

    def again(title: str, *, status: int = 302) -> str:
        pages.post(f"{url}/thong-tin", {"version": stored(app, entry_id).version, "title": title, "topic_key": ""})
        pages.post(
            f"{url}/thong-tin", {"version": stored(app, entry_id).version, "title": title, "topic_key": "indexes"}
        )
        fields = {"version": stored(app, entry_id).version, "idempotency_key": title}
        return pages.post(f"{url}/nop", fields, status=status).text

    again("Lần hai")
    pages.post(f"{url}/rut", {"version": stored(app, entry_id).version})
    withdrawn = stored(app, entry_id)
    assert withdrawn.state == EntryState.WITHDRAWN.value
    pages.post(f"{url}/nop", {"version": withdrawn.version, "idempotency_key": "x"}, status=422)
    entry_id, _ = make_submitted(app, author, programme, seed=2)
    url = f"/bai-du-thi/{entry_id}"
    assert "3 lần" in again("Lần bốn", status=422)
    with app.app_context(), transaction() as session:
        rows = session.scalars(select(EntryVersion).order_by(EntryVersion.submitted_at, EntryVersion.number)).all()
    assert [(row.number, row.withdrawn_at is not None) for row in rows if row.entry_id == withdrawn.id] == [
        (1, False),
        (2, True),
    ]


@pytest.mark.requirement("S001-R43")
def test_after_a_return_only_what_was_listed_may_change_once_the_deadline_passed(
    app: Flask, pages: PageClient, programme: Programme, author: Account, clock: TestClock
) -> None:
    entry_id, _ = make_submitted(app, author, programme, title="Bài được trả")
    clock.move(days=16)
    with app.app_context(), transaction() as session:
        entry = session.get_one(Entry, entry_id)
        entry.state = EntryState.RETURNED.value
        entry.may_change = ["cover:phone"]
        entry.return_until = clock() + timedelta(days=2)
    pages = PageClient(app).sign_in_as(author)
    url = f"/bai-du-thi/{entry_id}"
    assert "chỉ được thay đổi nội dung bị trả lại" in pages.get(url).words(".notice-warning").lower()
    version = stored(app, entry_id).version
    frozen = {"version": version, "title": "Tiêu đề khác", "topic_key": "leadership"}
    assert "không thể thay đổi" in pages.post(f"{url}/thong-tin", frozen, status=422).body
    text = pages.post(f"{url}/soan-thao", {"version": version, "typed_text": "khác", "use": "1"}, status=422)
    assert "không thể thay đổi" in text.body
    same = {"version": version, "title": "Bài được trả", "topic_key": "leadership", "cover-phone": "0912345678"}
    cover = stored(app, entry_id).cover
    same |= {f"cover-{key}": value for key, value in cover.items() if key != "phone"}
    pages.post(f"{url}/thong-tin", same)
    pages.post(f"{url}/nop", {"version": stored(app, entry_id).version, "idempotency_key": "r"})
    entry = stored(app, entry_id)
    assert (entry.state, entry.cover["phone"], entry.may_change) == ("forwarded", "0912345678", [])


def test_a_return_has_its_own_last_moment(app: Flask, programme: Programme, author: Account, clock: TestClock) -> None:
    entry_id, _ = make_submitted(app, author, programme)
    with app.app_context(), transaction() as session:
        entry = session.get_one(Entry, entry_id)
        entry.state, entry.may_change = EntryState.RETURNED.value, ["cover"]
        entry.return_until = clock() + timedelta(days=20)
    clock.now = stored(app, entry_id).return_until
    pages = PageClient(app).sign_in_as(author)
    page = pages.post(
        f"/bai-du-thi/{entry_id}/nop", {"version": stored(app, entry_id).version, "idempotency_key": "l"}, status=422
    )
    assert "kết thúc" in page.words(".error-summary")
    clock.now -= timedelta(microseconds=1)
    submit(app, author, entry_id)


def test_a_suspended_programme_takes_nothing(app: Flask, pages: PageClient, programme: Programme) -> None:
    url = begin(pages)
    with app.app_context(), transaction() as session:
        session.get_one(Programme, programme.id).state = "suspended"
    refused = pages.post(f"{url}/thong-tin", {"version": "1", "title": "X"}, status=422)
    assert "hiện không tiếp nhận" in refused.body


def test_the_list_asks_the_database_as_often_for_three_entries_as_for_one(
    app: Flask, pages: PageClient, programme: Programme, author: Account, clock: TestClock
) -> None:
    with app.app_context(), transaction() as session:
        second = make_programme(session, now=clock(), slug="cuoc-thi-hai")
    engine = app.extensions["bangvang_database"].main
    statements: list[str] = []
    make_submitted(app, author, programme)
    event.listen(engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    pages.get("/bai-du-thi")
    one = len(statements)
    make_submitted(app, author, programme, seed=2)
    make_submitted(app, author, second, seed=3)
    statements.clear()
    page = pages.get("/bai-du-thi")
    assert len(page.soup.select("tbody tr")) == 3
    assert len(statements) == one


def test_X36_fifty_authors_at_once_get_fifty_numbers_without_a_gap_and_one_chain(
    app: Flask, programme: Programme, clock: TestClock
) -> None:
    with app.app_context(), transaction() as session:
        unit = make_unit(session)
        accounts = [make_account(session, now=clock(), unit=unit) for _ in range(50)]
    entries = [make_draft(app, account, programme, text="một hai ba") for account in accounts]
    numbers: list[str] = []

    def hand_in(account: Account, entry_id: EntryID) -> None:
        numbers.append(submit(app, account, entry_id).number)

    threads = [threading.Thread(target=hand_in, args=pair) for pair in zip(accounts, entries, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == [f"{number:05d}/PTN-CUOC-THI" for number in range(1, 51)]
