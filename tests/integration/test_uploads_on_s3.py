"""A file's whole way where the bytes lie in an object store: announced, signed, sent to the store, measured there."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from judging.models.entries import Measurement, Part
from media.store.contract import PART_HASH_HEADER
from portal.app import create_app
from portal.db import transaction
from portal.jobs.worker import work_until_idle
from tests.contract.sending import request
from tests.factories.documents import make_docx
from tests.factories.entries import make_draft
from tests.factories.office import make_account
from tests.factories.programmes import make_programme
from tests.invariants import violations
from tests.page_client import PageClient
from tests.swift import ACCESS_KEY, SECRET_KEY, SwiftServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from werkzeug.test import TestResponse

    import config
    from judging.ids import EntryID
    from judging.models.people import Account
    from tests.conftest import TestClock

PART = 5000


@pytest.fixture
def bucket(swift: SwiftServer) -> str:
    return swift.make_bucket()


@pytest.fixture
def app(settings: config.Settings, clock: TestClock, swift: SwiftServer, bucket: str) -> Iterator[Flask]:
    """The application with its files in the real object store."""
    on_s3 = replace(
        settings, part_bytes=PART, s3_endpoint=swift.endpoint, s3_bucket=bucket, s3_access_key=ACCESS_KEY,
        s3_secret_key=SECRET_KEY,
    )  # fmt: skip
    app = create_app(on_s3, clock=clock)
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    app.extensions["bangvang_database"].dispose()


@pytest.fixture
def author(app: Flask, clock: TestClock) -> Account:
    with app.app_context(), transaction() as session:
        return make_account(session, now=clock())


@pytest.fixture
def entry_id(app: Flask, author: Account, clock: TestClock) -> EntryID:
    with app.app_context(), transaction() as session:
        programme = make_programme(session, now=clock(), slug="cuoc-thi")
    return make_draft(app, author, programme, text="")


class Page:
    """What the page asks the portal, and what it sends past it."""

    def __init__(self, app: Flask, account: Account) -> None:
        self.http = PageClient(app).sign_in_as(account).http

    def ask(self, method: str, url: str, **more: Any) -> TestResponse:
        headers = {"Accept": "application/json"}
        return self.http.open(url, method=method, base_url="http://127.0.0.1", headers=headers, **more)

    def begin(self, entry_id: EntryID, content: bytes) -> str:
        asked = {"entry": str(entry_id), "name": "Bài dự thi.docx", "size": len(content), "type": ""}
        answer = self.ask("POST", "/uploads", json=asked)
        assert answer.status_code == 201, answer.get_data(as_text=True)
        return str(answer.json["id"])  # type: ignore[index]

    def send(self, upload: str, content: bytes, *numbers: int) -> list[str]:
        """Send parts to where the portal says; the addresses."""
        parts = {number: content[(number - 1) * PART : number * PART] for number in numbers}
        sums = {str(number): hashlib.sha256(part).hexdigest() for number, part in parts.items()}
        signed = self.ask("POST", f"/uploads/{upload}/parts", json={"numbers": numbers, "sums": sums}).json
        addresses = signed["addresses"]  # type: ignore[index]
        for number, part in parts.items():
            address = addresses[str(number)]
            assert address["headers"] == {PART_HASH_HEADER: sums[str(number)]}
            status, said = request("PUT", address["url"], part, address["headers"])
            assert status == 200, said
        return [addresses[str(number)]["url"] for number in numbers]


def test_B08_a_file_goes_straight_to_the_store_and_is_measured_there(
    app: Flask, author: Account, entry_id: EntryID, swift: SwiftServer, bucket: str, tmp_path: Path
) -> None:
    content = make_docx(tmp_path / "bai.docx", chu=1200).read_bytes()
    count = -(-len(content) // PART)
    assert count > 1
    page = Page(app, author)
    upload = page.begin(entry_id, content)
    addresses = page.send(upload, content, *range(2, count + 1))
    assert all(address.startswith(f"{swift.endpoint}/{bucket}/incoming/") for address in addresses)
    lacking = page.ask("POST", f"/uploads/{upload}/complete", json={})
    assert (lacking.status_code, lacking.json["error"]) == (422, "upload_lacks_parts")  # type: ignore[index]
    first = page.send(upload, content, 1)
    done, again = (page.ask("POST", f"/uploads/{upload}/complete", json={}).json for _ in range(2))
    assert done == again
    work_until_idle(app)
    with app.app_context(), transaction() as session:
        (part,) = session.scalars(select(Part))
        report = session.scalars(select(Measurement)).one().report
        assert (part.size_bytes, part.file_name) == (len(content), "Bài dự thi.docx")
        assert report["sha256"] == hashlib.sha256(content).hexdigest()
        key = part.store_key
    # What was accepted is out of reach of the links that brought it, and of those without one.
    sum_of_first = {PART_HASH_HEADER: hashlib.sha256(content[:PART]).hexdigest()}
    assert request("PUT", first[0], content[:PART], sum_of_first)[0] == 404
    with app.extensions["bangvang_store"].open(key) as file:
        assert file.read() == content
    assert violations(app) == {}
    names = [row["Key"] for row in swift.ours.list_objects_v2(Bucket=bucket)["Contents"]]
    assert names == [f"objects/{key}"]


def test_pages_may_speak_to_the_store_and_to_nobody_else(app: Flask, swift: SwiftServer) -> None:
    policy = app.test_client().get("/suc-khoe").headers["Content-Security-Policy"]
    rules = dict(one.strip().split(" ", 1) for one in policy.split(";") if " " in one.strip())
    assert rules["connect-src"] == f"'self' {swift.endpoint}"
    assert rules["media-src"] == f"'self' blob: {swift.endpoint}"
    assert not re.search(r"https?:", rules["script-src"] + rules["default-src"] + rules["form-action"])


@pytest.fixture
def lost(app: Flask, clock: TestClock) -> Iterator[Flask]:
    """The same portal while its store cannot be reached."""
    away = replace(app.extensions["bangvang_settings"], s3_endpoint="http://127.0.0.1:9")
    lost = create_app(away, clock=clock)
    lost.testing = True
    lost.config["WTF_CSRF_ENABLED"] = False
    yield lost
    lost.extensions["bangvang_database"].dispose()


def test_X11_readiness_says_that_the_store_is_gone(app: Flask, lost: Flask) -> None:
    ready, answer = (one.test_client().get("/san-sang") for one in (app, lost))
    assert "store" not in ready.get_data(as_text=True)
    assert (answer.status_code, "store" in answer.get_data(as_text=True)) == (503, True)


def test_X11_a_person_is_told_that_the_storage_is_away_and_nothing_is_accepted(
    app: Flask, lost: Flask, author: Account, entry_id: EntryID
) -> None:
    page = Page(lost, author)
    asked = {"entry": str(entry_id), "name": "Bài dự thi.docx", "size": 5, "type": ""}
    begun = page.ask("POST", "/uploads", json=asked)
    assert (begun.status_code, begun.headers["Retry-After"], begun.json["error"]) == (503, "5", "store_away")
    assert "Kho lưu tệp tạm thời không phản hồi" in begun.json["said"]

    upload = Page(app, author).begin(entry_id, b"abcde")
    Page(app, author).send(upload, b"abcde", 1)
    assert page.ask("POST", f"/uploads/{upload}/complete", json={}).status_code == 503
    with app.app_context(), transaction() as session:
        assert session.scalars(select(Part)).all() == []
    assert Page(app, author).ask("POST", f"/uploads/{upload}/complete", json={}).status_code == 200
