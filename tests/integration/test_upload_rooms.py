"""How much room files may take, and uploads that meet a dead line, a lost answer or an ended session."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from judging.models.entries import Part
from portal.app import create_app
from portal.db import transaction
from portal.failpoints import FailpointError
from portal.jobs.handlers.sweep_replaced import sweep_replaced
from portal.records.tables import Upload
from portal.sessions import end_sessions
from portal.uploads import receive_part
from tests.factories.entries import make_draft, make_submitted, viewer
from tests.factories.office import make_account
from tests.factories.programmes import make_programme
from tests.factories.uploads import PART, Browser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

    import config
    from tests.conftest import TestClock


class Site:
    """An application with small parts, an author, and a draft."""

    def __init__(self, settings: config.Settings, clock: TestClock, **changed: Any) -> None:
        self.app: Flask = create_app(
            replace(settings, **{"part_bytes": PART, "free_bytes_reserve": 0, **changed}), clock=clock
        )
        self.app.testing = True
        self.app.config["WTF_CSRF_ENABLED"] = False
        with self.app.app_context(), transaction() as session:
            self.programme = make_programme(session, now=clock())
            self.author = make_account(session, now=clock())
        self.entry_id = self.draft()
        self.browser = Browser(self.app, self.author)

    def draft(self) -> Any:
        return make_draft(self.app, self.author, self.programme, text="")

    def refusal(self, size: int, entry_id: Any = None) -> tuple[str, str]:
        told = self.browser.begin(entry_id or self.entry_id, size, status=422)
        return told["error"], told["said"]


@pytest.fixture
def site(settings: config.Settings, clock: TestClock) -> Iterator[Callable[..., Site]]:
    """Makes a site with settings of its own."""
    made: list[Site] = []

    def make(**changed: Any) -> Site:
        made.append(Site(settings, clock, **changed))
        return made[-1]

    yield make
    for one in made:
        one.app.extensions["bangvang_database"].dispose()


def test_D23_an_entry_a_person_and_the_store_have_quotas_and_the_disk_a_reserve(site: Callable[..., Site]) -> None:
    entry = site(entry_quota_bytes=5000)
    entry.browser.whole(entry.entry_id, b"x" * 3000)
    code, sentence = entry.refusal(2001)
    assert code == "entry_quota_exceeded"
    assert "vượt mức cho phép đối với một bài (5\u00a0kB). Vui lòng gửi tệp nhỏ hơn" in sentence
    entry.browser.begin(entry.entry_id, 2000)

    person = site(person_quota_bytes=5000)
    person.browser.begin(person.entry_id, 3000)
    assert person.refusal(2001)[0] == "quota_exceeded"
    person.browser.begin(person.entry_id, 2000)

    # Everybody's files count here: 5,000 bytes of the first entry and 5,000 of the second are there already.
    store = site(store_quota_bytes=13_000)
    store.browser.begin(store.entry_id, 2900)
    code, sentence = store.refusal(101)
    assert code == "store_quota_exceeded"
    assert "báo ngay cho Ban Tổ chức" in sentence

    disk = site(free_bytes_reserve=2**62)
    assert disk.refusal(10)[0] == "store_too_full"
    with disk.app.app_context(), transaction() as session:
        refused = session.scalars(select(Upload).where(Upload.account_id == disk.author.id)).all()
    assert refused == []


def test_X02_an_announcement_whose_answer_was_lost_is_one_upload(site: Callable[..., Site]) -> None:
    made = site()
    asked = {"entry": str(made.entry_id), "name": "bài.docx", "size": 1500, "type": ""}
    first, again, other = (
        made.browser.ask("POST", "/uploads", json=asked, headers={"Idempotency-Key": key}).json
        for key in ("k1", "k1", "k2")
    )
    assert first == again
    assert other["id"] != first["id"]
    assert len(made.browser.ask("GET", "/uploads").json["uploads"]) == 2


def test_after_signing_in_again_the_page_gets_a_fresh_token_and_goes_on(
    site: Callable[..., Site], clock: TestClock
) -> None:
    made = site()
    content = b"q" * 2500
    upload = made.browser.begin(made.entry_id, len(content))["id"]
    made.browser.send(upload, content, 1)
    address = made.browser.addresses(upload, 2)["2"]
    with made.app.app_context(), transaction() as session:
        end_sessions(session, made.author.id, now=clock())
    assert made.browser.put(address, content[1000:2000]).status_code == 401
    assert made.browser.ask("GET", "/uploads").status_code == 401
    made.app.config["WTF_CSRF_ENABLED"] = True
    again = Browser(made.app, made.author)
    token = again.ask("GET", "/uploads").json["csrf_token"]
    refused = again.ask("POST", f"/uploads/{upload}/complete", json={})
    assert (refused.status_code, refused.json["error"]) == (400, "csrf")
    made.app.config["WTF_CSRF_ENABLED"] = True
    headers = {"X-CSRFToken": token}
    put = again.ask("PUT", address, data=content[1000:2000], content_type="application/octet-stream", headers=headers)
    assert put.status_code == 200
    state = again.ask("GET", f"/uploads/{upload}").json
    assert [part["number"] for part in state["parts"]] == [1, 2]


class _Halting:
    """A body of which half arrives, and then nothing, until the line is given up."""

    def __init__(self, half: bytes) -> None:
        self.half = half
        self.is_waiting = threading.Event()
        self.is_over = threading.Event()

    def read(self, _size: int, /) -> bytes:
        if self.half:
            half, self.half = self.half, b""
            return half
        self.is_waiting.set()
        assert self.is_over.wait(30)
        return b""


def test_X18_a_line_that_died_in_the_middle_of_a_part_holds_up_nobody(site: Callable[..., Site]) -> None:
    made = site()
    content = bytes(range(250)) * 4
    upload = made.browser.begin(made.entry_id, 1000)["id"]
    address = made.browser.addresses(upload, 1)["1"]
    dead = _Halting(b"\xff" * 500)
    by = viewer(made.app, made.author)
    ended: list[str] = []

    def hang() -> None:
        with made.app.app_context():
            try:
                receive_part(address.rpartition("/")[2], dead, length=1000, by=by)
            except Exception as error:  # noqa: BLE001  its name is what is looked at
                ended.append(type(error).__name__)

    thread = threading.Thread(target=hang)
    thread.start()
    assert dead.is_waiting.wait(30)
    # While it hangs: another write to the database, the same part again, and the end of the upload.
    made.browser.begin(made.draft(), 10)
    assert made.browser.put(address, content).status_code == 200
    assert made.browser.complete(upload).status_code == 200
    dead.is_over.set()
    thread.join(30)
    assert ended
    with made.app.app_context(), transaction() as session:
        (part,) = session.scalars(select(Part))
    with made.app.extensions["bangvang_store"].open(part.store_key) as file:
        assert file.read() == content


def objects(one: Site) -> int:
    return sum(1 for _ in one.app.extensions["bangvang_store"].list_keys())


def sweep(one: Site) -> None:
    with one.app.app_context():
        sweep_replaced({})


def test_D23_what_was_replaced_counts_until_its_bytes_are_freed(site: Callable[..., Site], clock: TestClock) -> None:
    one = site(entry_quota_bytes=5000)
    one.browser.whole(one.entry_id, b"a" * 2400)
    one.browser.whole(one.entry_id, b"b" * 2400)
    assert one.refusal(2400)[0] == "entry_quota_exceeded"
    sweep(one)
    assert objects(one) == 2, "it is kept for a day"
    clock.move(days=1, minutes=1)
    sweep(one)
    sweep(one)
    assert objects(one) == 1
    again = Browser(one.app, one.author)
    again.whole(one.entry_id, b"c" * 2400)
    with one.app.app_context(), transaction() as session:
        present = session.scalars(select(Part).where(Part.removed_at.is_(None))).one()
        assert one.app.extensions["bangvang_store"].verify(present.store_key).size == 2400


def test_D23_what_was_handed_in_once_is_never_freed(site: Callable[..., Site], clock: TestClock) -> None:
    one = site()
    with one.app.app_context(), transaction() as session:
        author = session.merge(one.author)
        session.expunge_all()
    entry_id, _ = make_submitted(one.app, author, one.programme)
    with one.app.app_context(), transaction() as session:
        session.scalars(select(Part).where(Part.entry_id == entry_id)).one().removed_at = clock()
    clock.move(days=2)
    sweep(one)
    assert objects(one) == 1


def test_X12_a_worker_that_dies_while_freeing_goes_on_the_next_time(
    site: Callable[..., Site], clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = site()
    one.browser.whole(one.entry_id, b"a" * 1400)
    one.browser.whole(one.entry_id, b"b" * 1400)
    clock.move(days=2)
    monkeypatch.setenv("BANGVANG_FAILPOINT", "replaced_freed:raise")
    with pytest.raises(FailpointError):
        sweep(one)
    monkeypatch.delenv("BANGVANG_FAILPOINT")
    sweep(one)
    assert objects(one) == 1
