"""Sending a file in parts, going on after a break, and what is refused before anybody waits for nothing.

It is longer than 300 lines, so that each case of this subject is found in one place.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from judging.models.entries import Measurement, Part
from portal import streaming
from portal.app import create_app
from portal.db import transaction
from portal.jobs.worker import work_until_idle
from portal.records.tables import Upload
from tests.factories.documents import make_docx
from tests.factories.entries import make_draft, make_submitted, submit
from tests.factories.office import make_account
from tests.factories.programmes import make_programme
from tests.factories.uploads import PART, Browser
from tests.factories.videos import clip
from tests.page_client import PageClient

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask

    import config
    from judging.ids import EntryID
    from judging.models.people import Account
    from judging.models.programmes import Programme
    from tests.conftest import TestClock


@pytest.fixture
def app(settings: config.Settings, clock: TestClock) -> Iterator[Flask]:
    """The application with small parts, so that small files have several."""
    app = create_app(replace(settings, part_bytes=PART, free_bytes_reserve=0), clock=clock)
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    app.extensions["bangvang_database"].dispose()


@pytest.fixture
def programme(app: Flask, clock: TestClock) -> Programme:
    with app.app_context(), transaction() as session:
        return make_programme(session, now=clock(), slug="cuoc-thi")


@pytest.fixture
def author(app: Flask, clock: TestClock) -> Account:
    with app.app_context(), transaction() as session:
        return make_account(session, now=clock())


@pytest.fixture
def entry_id(app: Flask, author: Account, programme: Programme) -> EntryID:
    return make_draft(app, author, programme, text="")


def parts_in(app: Flask) -> list[Part]:
    with app.app_context(), transaction() as session:
        return list(session.scalars(select(Part).order_by(Part.created_at)))


def bytes_of(app: Flask, part: Part) -> bytes:
    with app.extensions["bangvang_store"].open(part.store_key) as file:
        return file.read()


def test_a_file_comes_in_parts_and_becomes_the_work(app: Flask, author: Account, entry_id: EntryID) -> None:
    content = bytes(range(256)) * 10
    browser = Browser(app, author)
    begun = browser.begin(entry_id, len(content), name="Bài dự thi.docx")
    assert begun["part_size"] == PART
    browser.send(begun["id"], content, 3, 1)
    state = browser.ask("GET", f"/uploads/{begun['id']}").json
    assert [(one["number"], one["size"], one["sha256"]) for one in state["parts"]] == [
        (1, 1000, hashlib.sha256(content[:1000]).hexdigest()),
        (3, 560, hashlib.sha256(content[2000:]).hexdigest()),
    ]
    lacking = browser.complete(begun["id"])
    assert (lacking.status_code, lacking.json["error"]) == (422, "upload_lacks_parts")
    browser.send(begun["id"], content, 2)
    first, again = browser.complete(begun["id"]).json, browser.complete(begun["id"]).json
    assert first == again
    (part,) = parts_in(app)
    assert (str(part.id), part.file_name, part.size_bytes) == (first["part_id"], "Bài dự thi.docx", len(content))
    assert bytes_of(app, part) == content


def test_a_reload_finds_the_unfinished_upload_on_the_page(app: Flask, author: Account, entry_id: EntryID) -> None:
    browser = Browser(app, author)
    begun = browser.begin(entry_id, 2500)
    pages = PageClient(app).sign_in_as(author)
    kept = pages.get(f"/bai-du-thi/{entry_id}/noi-dung").soup.select_one("[data-upload-kept]")
    assert (kept["data-id"], kept["data-size"], kept.select_one("bdi").get_text()) == (begun["id"], "2500", "bài.docx")
    listed = browser.ask("GET", "/uploads").json
    assert [(one["id"], one["size"], one["attachment"]) for one in listed["uploads"]] == [(begun["id"], 2500, None)]
    pages.post(f"/uploads/{begun['id']}/abandon", {})
    assert not pages.get(f"/bai-du-thi/{entry_id}/noi-dung").soup.select("[data-upload-kept]")
    assert browser.ask("GET", "/uploads").json["uploads"] == []


def test_another_file_never_continues_an_upload(app: Flask, author: Account, entry_id: EntryID) -> None:
    browser = Browser(app, author)
    upload = browser.begin(entry_id, 2000)["id"]
    browser.send(upload, b"a" * 2000, 1)
    differs = browser.put(browser.addresses(upload, 1)["1"], b"b" * 1000)
    assert (differs.status_code, differs.json["error"]) == (409, "part_differs")
    replaced = browser.begin(entry_id, 2000, instead_of=upload)["id"]
    assert browser.ask("GET", f"/uploads/{upload}").json["state"] == "aborted"
    assert browser.put(browser.addresses(replaced, 1)["1"], b"b" * 1000).status_code == 200


def test_A01_D24_an_address_serves_one_part_of_one_length_to_one_account_for_an_hour(
    app: Flask, author: Account, entry_id: EntryID, clock: TestClock
) -> None:
    browser = Browser(app, author)
    upload = browser.begin(entry_id, 1500)["id"]
    address = browser.addresses(upload, 1)["1"]
    assert browser.put(address, b"x" * 999).status_code == 422
    assert browser.put(address, b"x" * 1001).status_code in {413, 422}
    assert browser.put(address[:-2] + "xx", b"x" * 1000).json["error"] == "address_expired"
    with app.app_context(), transaction() as session:
        stranger = make_account(session, now=clock())
    other = Browser(app, stranger)
    assert other.put(address, b"x" * 1000).json["error"] == "address_expired"
    for method, path in (("GET", ""), ("POST", "/parts"), ("POST", "/complete"), ("POST", "/abandon")):
        assert other.ask(method, f"/uploads/{upload}{path}", json={"numbers": [1]}).status_code == 404
    assert other.ask("POST", "/uploads", json={"entry": str(entry_id), "name": "a", "size": 5}).status_code == 404
    clock.move(minutes=19)
    Browser.put(browser, address, b"x" * 1000)
    for _ in range(3):
        clock.move(minutes=15)
        browser.ask("GET", f"/uploads/{upload}")
    assert browser.put(address, b"x" * 1000).json["error"] == "address_expired"


def test_nobody_who_is_signed_out_may_send(app: Flask, author: Account, entry_id: EntryID) -> None:
    browser = Browser(app, author)
    address = browser.addresses(browser.begin(entry_id, 1000)["id"], 1)["1"]
    answer = app.test_client().put(address, data=b"x" * 1000, base_url="http://127.0.0.1")
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"size": 20_971_521}, "file_too_large"),
        ({"size": 1000, "name": "bài.exe"}, "file_kind_refused"),
        ({"size": 1000, "name": "bài.tep"}, None),
        ({"size": 1000, "name": "phim.mp4"}, "file_kind_refused"),
        ({"size": 1000, "attachment": "khong_co"}, "unknown_choice"),
        ({"size": 10_485_761, "attachment": "pictures", "name": "a.jpg"}, "file_too_large"),
    ],
)
def test_what_the_plan_does_not_allow_is_refused_before_a_byte_is_sent(
    app: Flask, author: Account, entry_id: EntryID, asked: dict[str, Any], code: str | None
) -> None:
    browser = Browser(app, author)
    if code is None:
        browser.begin(entry_id, **asked)  # a name is no evidence: the bytes will tell
        return
    told = browser.begin(entry_id, status=422, **asked)
    assert told["error"] == code
    assert told["said"]


def test_D22_sizes_names_and_bodies_that_are_no_upload_are_refused(
    app: Flask, author: Account, entry_id: EntryID
) -> None:
    browser = Browser(app, author)
    for asked in (
        {"size": 0}, {"size": -1}, {"size": "1"}, {"size": 1.5}, {"size": True}, {"size": 2**60},
        {"size": 5, "name": "x" * 2000}, {"size": 5, "name": None}, {"size": 5, "entry": "nothing"},
    ):  # fmt: skip
        body = {"entry": str(entry_id), "name": "a.docx", **asked}
        assert browser.ask("POST", "/uploads", json=body).status_code == 400, asked
    assert browser.ask("POST", "/uploads", data=b"[1]", content_type="application/json").status_code == 400
    large = b"x" * (3 * 2**20)
    assert browser.ask("POST", "/uploads", data=large, content_type="application/json").status_code in {400, 413}
    upload = browser.begin(entry_id, 1500)["id"]
    for numbers in ([0], [3], ["1"], [True], "1", None, [1.5]):
        answer = browser.ask("POST", f"/uploads/{upload}/parts", json={"numbers": numbers})
        assert answer.status_code in {400, 422}, numbers
    address = browser.addresses(upload, 1)["1"]
    assert browser.put(address, b"x" * 100_000).status_code == 413
    many = {f"f{number}": "x" for number in range(600)}
    assert browser.ask("POST", f"/bai-du-thi/{entry_id}/tep", data=many,
                       content_type="multipart/form-data").status_code == 413  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.docx", "C:\\bài.docx", "a\x00b.docx", "a\nb.docx", "\u202ecod.exe.docx", "x" * 300 + ".docx",
        "CON.docx", ";rm.docx", "-rf.docx", "🎉.docx", "ba\u0300i.docx", "bài.pdf.docx", "<img src=x>.docx", ".docx",
    ],
)  # fmt: skip
def test_D15_a_name_is_shown_and_never_used(app: Flask, author: Account, entry_id: EntryID, name: str) -> None:
    Browser(app, author).whole(entry_id, b"PK" * 600, name=name)
    (part,) = parts_in(app)
    assert "\x00" not in part.file_name
    assert "\n" not in part.file_name
    assert 0 < len(part.file_name) <= 180
    assert set(part.store_key) <= set("0123456789abcdef")
    pages = PageClient(app).sign_in_as(author)
    shown = pages.get(f"/bai-du-thi/{entry_id}/do")
    assert shown.soup.select_one("bdi").get_text() == part.file_name
    assert not shown.soup.select("img")
    answer = pages.get(f"/bai-du-thi/{entry_id}/tep/{part.id}").response
    assert (
        answer.headers["Content-Disposition"] == "attachment; filename=\"noi-dung.bin\"; filename*=UTF-8''noi-dung.bin"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.data == b"PK" * 600


def test_A02_A13_addresses_hold_no_key_and_files_leave_under_our_names(
    app: Flask, author: Account, entry_id: EntryID, tmp_path: Path
) -> None:
    content = make_docx(tmp_path / "x.docx", chu=300).read_bytes()
    Browser(app, author).whole(entry_id, content, name="Hồ Thị Tác Giả.docx")
    work_until_idle(app)
    (part,) = parts_in(app)
    pages = PageClient(app).sign_in_as(author)
    for page in ("", "/noi-dung", "/do", "/nop", "/xem-truoc"):
        assert part.store_key not in pages.get(f"/bai-du-thi/{entry_id}{page}").text
    answer = pages.get(f"/bai-du-thi/{entry_id}/tep/{part.id}").response
    assert 'filename="noi-dung.docx"' in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")
    pages.get(f"/bai-du-thi/{entry_id}/tep/{part.store_key}", status=404)


def test_D02_a_file_that_is_not_what_its_name_says_is_named_and_cannot_be_handed_in(
    app: Flask, author: Account, programme: Programme
) -> None:
    entry_id = make_draft(app, author, programme, file=("bài.docx", b"MZ" + b"\x00" * 3000))
    work_until_idle(app)
    pages = PageClient(app).sign_in_as(author)
    shown = pages.get(f"/bai-du-thi/{entry_id}/do")
    assert "EXECUTABLE" in shown.words(".notice-danger")
    with app.app_context(), transaction() as session:
        measured = session.scalars(select(Measurement)).one()
    assert (measured.is_acceptable, measured.verdict) == (False, "unknown")
    fields = {"version": "2", "idempotency_key": "a"}
    refused = pages.post(f"/bai-du-thi/{entry_id}/nop", fields, status=422)
    assert "Không sử dụng được tệp: bài.docx" in refused.words(".error-summary")


def test_X19_of_two_writers_of_one_part_one_wins_and_the_bytes_are_right(
    app: Flask, author: Account, entry_id: EntryID
) -> None:
    browser = Browser(app, author)
    content = b"".join(number.to_bytes(4, "big") for number in range(250 * 20))
    upload = browser.begin(entry_id, len(content))["id"]
    numbers = range(1, 21)
    addresses = browser.addresses(upload, *numbers)
    answers: list[int] = []

    def write(number: int) -> None:
        at = (number - 1) * PART
        answers.append(Browser(app, author).put(addresses[str(number)], content[at : at + PART]).status_code)

    threads = [threading.Thread(target=write, args=(number,)) for number in numbers for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) <= {200, 409}
    state = browser.ask("GET", f"/uploads/{upload}").json
    assert [one["number"] for one in state["parts"]] == list(numbers)
    completed = [browser.complete(upload).json["part_id"] for _ in range(2)]
    assert len(set(completed)) == 1
    (part,) = parts_in(app)
    assert bytes_of(app, part) == content


def test_X19_a_race_to_complete_attaches_one_part(app: Flask, author: Account, entry_id: EntryID) -> None:
    browser = Browser(app, author)
    upload = browser.begin(entry_id, 1500)["id"]
    browser.send(upload, b"z" * 1500, 1, 2)
    ids: list[str] = []
    clients = [Browser(app, author) for _ in range(8)]
    threads = [
        threading.Thread(target=lambda one=one: ids.append(one.complete(upload).json["part_id"])) for one in clients
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 8
    assert len(set(ids)) == 1
    assert len(parts_in(app)) == 1


def test_B08_after_handing_in_the_bytes_stay_whatever_is_sent(
    app: Flask, author: Account, programme: Programme, entry_id: EntryID
) -> None:
    browser = Browser(app, author)
    upload = browser.begin(entry_id, 1500, name="bài.docx")["id"]
    addresses = browser.addresses(upload, 1, 2)
    browser.send(upload, b"a" * 1500, 1, 2)
    browser.complete(upload)
    submit(app, author, entry_id)
    for number, length in (("1", 1000), ("2", 500)):
        answer = browser.put(addresses[number], b"b" * length)
        assert answer.status_code in {404, 409}
    (part,) = parts_in(app)
    assert bytes_of(app, part) == b"a" * 1500
    later = browser.whole(entry_id, b"c" * 1200, name="mới.docx")
    handed_in, staged = parts_in(app)
    assert (handed_in.removed_at, handed_in.staged_at) == (None, None)
    assert (str(staged.id), staged.staged_at is not None) == (later, True)
    assert bytes_of(app, handed_in) == b"a" * 1500


def test_D23_abandoned_uploads_leave_nothing_after_a_day(
    app: Flask, clock: TestClock, programme: Programme, settings: config.Settings
) -> None:
    with app.app_context(), transaction() as session:
        authors = [make_account(session, now=clock()) for _ in range(5)]
    for author in authors:
        entry_id = make_draft(app, author, programme, text="")
        browser = Browser(app, author)
        for _ in range(12):
            upload = browser.begin(entry_id, 2500)["id"]
        assert browser.begin(entry_id, 10, status=422)["error"] == "too_many_uploads"
        browser.send(upload, b"q" * 2500, 1, 2, 3)
    finished = Browser(app, authors[0])
    uploads = settings.store_folder / "uploads"
    assert len(list(uploads.iterdir())) == 60
    clock.move(hours=23)
    work_until_idle(app)
    assert len(list(uploads.iterdir())) == 60
    clock.move(hours=2, minutes=1)
    work_until_idle(app)
    with app.app_context(), transaction() as session:
        assert {row.state for row in session.scalars(select(Upload))} == {"aborted"}
    assert list(uploads.iterdir()) == []
    assert finished.ask("GET", "/uploads/00000000-0000-4000-8000-000000000000").status_code in {401, 404}


def test_without_script_a_small_file_comes_in_one_piece(
    app: Flask, author: Account, entry_id: EntryID, tmp_path: Path
) -> None:
    path = make_docx(tmp_path / "x.docx", chu=1500)
    pages = PageClient(app).sign_in_as(author)
    with path.open("rb") as file:
        data = {"file": (file, "bài của tôi.docx"), "attachment": ""}
        pages.post(f"/bai-du-thi/{entry_id}/tep", data, content_type="multipart/form-data")
    (part,) = parts_in(app)
    assert bytes_of(app, part) == path.read_bytes()
    assert part.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="to.docx"\r\n\r\n'
    too_large = head + b"x" * (21 * 2**20) + b"\r\n--b--\r\n"
    url, kind = f"/bai-du-thi/{entry_id}/tep", "multipart/form-data; boundary=b"
    pages.post(url, too_large, status=413, content_type=kind)


@pytest.mark.requirement("S001-R22")
def test_pictures_are_attached_measured_and_limited(app: Flask, author: Account, entry_id: EntryID) -> None:
    from io import BytesIO

    from PIL import Image

    picture = BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "JPEG")
    browser = Browser(app, author)
    for number in range(10):
        browser.whole(entry_id, picture.getvalue(), name=f"ảnh {number}.jpg", attachment="pictures")
    work_until_idle(app)
    pages = PageClient(app).sign_in_as(author)
    shown = pages.get(f"/bai-du-thi/{entry_id}/do?cho=pictures")
    assert shown.all_words(".verdict-sentence") == ["Đọc được tệp."] * 10
    assert shown.soup.select("[data-poll-done]")
    more = browser.begin(entry_id, 100, name="nữa.jpg", attachment="pictures", status=422)
    assert more["error"] == "too_many_attachments"
    first = parts_in(app)[0]
    pages.post(f"/bai-du-thi/{entry_id}/tep/{first.id}/bo")
    assert len(pages.get(f"/bai-du-thi/{entry_id}/do?cho=pictures").soup.select("section")) == 9


def test_a_video_plays_in_ranges_of_bounded_length(
    app: Flask, author: Account, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert streaming.RANGE_BYTES == 2**20
    monkeypatch.setattr(streaming, "RANGE_BYTES", 1000)
    film = clip(seconds=2).read_bytes()
    entry_id = make_draft(app, author, programme, category="video", file=("v.mp4", film))
    work_until_idle(app)
    (part,) = parts_in(app)
    pages = PageClient(app).sign_in_as(author)
    url = f"/bai-du-thi/{entry_id}/tep/{part.id}/phat"
    assert pages.get(f"/bai-du-thi/{entry_id}/xem-truoc").soup.select_one("video source")["src"] == url
    url = pages.get(url, status=302).location
    content = pages.get(url).response.data
    assert len(content) > 2000
    answer = pages.get(url, status=206, headers={"Range": "bytes=0-"}).response
    assert answer.data == content[:1000]
    assert answer.headers["Content-Range"] == f"bytes 0-999/{len(content)}"
    assert answer.headers["Content-Type"] == "video/mp4"
    tail = pages.get(url, status=206, headers={"Range": "bytes=-10"}).response
    assert tail.data == content[-10:]
    middle = pages.get(url, status=206, headers={"Range": "bytes=5-9"}).response
    assert (middle.data, middle.headers["Content-Length"]) == (content[5:10], "5")
    for odd in ("bytes=9-5", f"bytes={len(content)}-", "bytes=-", "bytes=a-b", "items=0-1"):
        pages.get(url, status=416, headers={"Range": odd})


def test_E05_a_stranger_with_the_part_id_gets_no_byte(
    app: Flask, author: Account, programme: Programme, clock: TestClock
) -> None:
    entry_id, _ = make_submitted(app, author, programme)
    (part,) = parts_in(app)
    with app.app_context(), transaction() as session:
        stranger = make_account(session, now=clock())
    other = PageClient(app).sign_in_as(stranger)
    mine = make_draft(app, author, programme, seed=3)
    for path in (f"{entry_id}/tep/{part.id}", f"{entry_id}/tep/{part.id}/phat"):
        other.get(f"/bai-du-thi/{path}", status=404)
    PageClient(app).sign_in_as(author).get(f"/bai-du-thi/{mine}/tep/{part.id}", status=404)


def test_an_upload_that_ends_after_the_deadline_is_no_part(
    app: Flask, author: Account, entry_id: EntryID, clock: TestClock
) -> None:
    browser = Browser(app, author)
    upload = browser.begin(entry_id, 500)["id"]
    browser.send(upload, b"x" * 500, 1)
    clock.now += timedelta(days=15)
    late = Browser(app, author).complete(upload)
    assert (late.status_code, late.json["error"]) == (422, "entries_closed")
    assert parts_in(app) == []


def test_D25_a_file_that_is_gone_is_told_before_a_byte_is_sent(app: Flask, author: Account, entry_id: EntryID) -> None:
    browser = Browser(app, author)
    part_id = browser.whole(entry_id, b"x" * 2500)
    (part,) = parts_in(app)
    app.extensions["bangvang_store"].delete(part.store_key)
    pages = PageClient(app).sign_in_as(author)
    page = pages.get(f"/bai-du-thi/{entry_id}/tep/{part_id}", status=500)
    assert "Vui lòng báo quản trị viên để khôi phục tệp" in page.text
    assert "Content-Disposition" not in page.response.headers
