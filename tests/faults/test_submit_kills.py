"""The process dies at every step of accepting an entry: what was answered is there, what was not can be asked again."""

from __future__ import annotations

import base64
import signal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.models.entries import Entry, EntryVersion, Part, Receipt
from judging.models.history import HistoryLine
from portal.db import transaction
from portal.records.tables import Job, Upload
from tests.factories.entries import make_draft
from tests.factories.office import make_account
from tests.factories.programmes import make_programme
from tests.faults.victims import PART, Server

if TYPE_CHECKING:
    import subprocess

    from flask import Flask

    import config
    from judging.ids import EntryID
    from judging.models.people import Account
    from judging.models.programmes import Programme
    from tests.conftest import TestClock

BEFORE_COMMIT = ("submit_parsed", "submit_locked", "submit_written", "submit_answer_kept", "before_commit")
AFTER_COMMIT = ("after_commit", "submit_before_answer")


@pytest.fixture
def programme(app: Flask, clock: TestClock) -> Programme:
    with app.app_context(), transaction() as session:
        return make_programme(session, now=clock(), slug="cuoc-thi")


@pytest.fixture
def author(app: Flask, clock: TestClock) -> Account:
    with app.app_context(), transaction() as session:
        return make_account(session, now=clock())


@pytest.fixture
def server(app: Flask, author: Account, settings: config.Settings, victims: subprocess.Popen[str]) -> Server:
    return Server(app, author, settings, victims)


def standing(app: Flask, entry_id: EntryID) -> tuple[str, int, int, int, int]:
    """State, and how many versions, receipts, lines of the chain and jobs the submit left."""
    with app.app_context(), transaction() as session:
        return (
            session.get_one(Entry, entry_id).state,
            len(session.scalars(select(EntryVersion)).all()),
            len(session.scalars(select(Receipt)).all()),
            len(session.scalars(select(HistoryLine).where(HistoryLine.action == "entry.submit")).all()),
            len(session.scalars(select(Job).where(Job.kind == "second_receipt")).all()),
        )


@pytest.mark.parametrize("place", BEFORE_COMMIT + AFTER_COMMIT)
def test_X02_a_submit_killed_anywhere_is_whole_or_not_there_and_the_same_key_gives_one_receipt(
    app: Flask, author: Account, programme: Programme, server: Server, place: str
) -> None:
    entry_id = make_draft(app, author, programme)
    asked = {
        "method": "POST",
        "path": f"/bai-du-thi/{entry_id}/nop",
        "data": {"version": "2", "idempotency_key": "one-key"},
        "accept": "text/html",
    }
    status, answers = server.serve(asked, failpoint=f"{place}:kill")
    assert (status, answers) == (-signal.SIGKILL, [])
    accepted = place in AFTER_COMMIT
    assert standing(app, entry_id) == (("submitted", 1, 1, 1, 1) if accepted else ("draft", 0, 0, 0, 0))
    _, (first, again) = server.serve(asked, asked)
    assert first["status"] == again["status"] == 302
    assert first["location"] == again["location"]
    assert standing(app, entry_id) == ("submitted", 1, 1, 1, 1)
    with app.app_context(), transaction() as session:
        receipt = session.scalars(select(Receipt)).one()
    assert first["location"].endswith(str(receipt.id))
    assert receipt.number == "00001/PTN-CUOC-THI"


@pytest.mark.parametrize("place", ["upload_completed", "part_attached", "before_commit", "after_commit"])
def test_X02_completing_an_upload_killed_anywhere_attaches_one_whole_part(
    app: Flask, author: Account, programme: Programme, server: Server, place: str
) -> None:
    entry_id = make_draft(app, author, programme, text="")
    content = bytes(range(250)) * 9
    _, (begun,) = server.serve(
        {"method": "POST", "path": "/uploads", "json": {"entry": str(entry_id), "name": "a.docx", "size": len(content)}}
    )
    upload = begun["json"]["id"]
    _, (signed,) = server.serve({"method": "POST", "path": f"/uploads/{upload}/parts", "json": {"numbers": [1, 2, 3]}})
    puts = [
        {"method": "PUT", "path": address, "bytes": base64.b64encode(content[at : at + PART]).decode()}
        for at, address in zip(
            range(0, len(content), PART), (one["url"] for one in signed["json"]["addresses"].values()), strict=True
        )
    ]
    assert server.serve(puts[0], failpoint="part_written:kill") == (-signal.SIGKILL, [])
    _, sent = server.serve(*puts)
    assert [one["status"] for one in sent] == [200, 200, 200]
    complete = {"method": "POST", "path": f"/uploads/{upload}/complete", "json": {}}
    assert server.serve(complete, failpoint=f"{place}:kill") == (-signal.SIGKILL, [])
    with app.app_context(), transaction() as session:
        expected = 1 if place == "after_commit" else 0
        assert len(session.scalars(select(Part)).all()) == expected
        assert session.scalars(select(Upload.state)).one() == ("complete" if expected else "open")
    _, (state, first, again) = server.serve({"method": "GET", "path": f"/uploads/{upload}"}, complete, complete)
    assert state["json"]["state"] == ("complete" if expected else "stored")
    assert (first["status"], first["json"]) == (200, again["json"])
    with app.app_context(), transaction() as session:
        part = session.scalars(select(Part)).one()
        assert str(part.id) == first["json"]["part_id"]
        with app.extensions["bangvang_store"].open(part.store_key) as file:
            assert file.read() == content


def test_X02_a_typed_text_killed_between_store_and_record_leaves_no_half_part(
    app: Flask, author: Account, programme: Programme, server: Server
) -> None:
    entry_id = make_draft(app, author, programme, text="")
    asked = {
        "method": "POST",
        "path": f"/bai-du-thi/{entry_id}/soan-thao",
        "data": {"version": "2", "typed_text": "Một hai ba bốn.", "use": "1"},
        "accept": "text/html",
    }
    assert server.serve(asked, failpoint="whole_stored:kill") == (-signal.SIGKILL, [])
    with app.app_context(), transaction() as session:
        assert session.scalars(select(Part)).all() == []
        entry = session.get_one(Entry, entry_id)
        assert (entry.typed_text, entry.version) == ("Một hai ba bốn.", 3)
    again = {**asked, "data": {**asked["data"], "version": "3"}}
    _, (answer,) = server.serve(again)
    assert answer["status"] == 302
    with app.app_context(), transaction() as session:
        assert session.scalars(select(Part)).one().size_bytes == len("Một hai ba bốn.".encode())
