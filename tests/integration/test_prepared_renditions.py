"""From a measured film to what others see of it: made in the background, once, shown with what is still being made."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.ids import EntryID, PartID
from judging.models.entries import Part
from judging.models.part_renditions import PartRendition
from portal.db import reading, transaction
from portal.demo.videos import make_video
from portal.jobs.handlers import prepare_renditions as handler
from portal.jobs.handlers.measure_part import measure_part
from portal.jobs.worker import work_until_idle
from portal.records.tables import Job
from portal.uploads import store_whole
from tests.factories.entries import make_draft, viewer
from tests.factories.received import Intake

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from flask import Flask

    from judging.models.people import Account
    from media.store.contract import StorageKey
    from tests.conftest import TestClock
    from tests.page_client import PageClient

NAMED = "Kanarỳ Thị Phim"
WORDS = f"WEBVTT\n\nNOTE {NAMED}\n\n00:00.000 --> 00:01.000\n<v {NAMED}>Xin chào bà con\n"


@pytest.fixture
def intake(app: Flask, clock: TestClock) -> Intake:
    return Intake(app, clock)


@pytest.fixture
def film(tmp_path: Path) -> bytes:
    return make_video(tmp_path / "phim.mp4", seconds=3, size=(640, 480), title=NAMED).read_bytes()


def stored(app: Flask, entry_id: EntryID, kind: str = "content") -> Part:
    with app.app_context(), transaction() as session:
        part = session.scalars(select(Part).where(Part.entry_id == entry_id, Part.kind == kind)).one()
        session.expunge(part)
        return part


def ready(app: Flask, part_id: UUID) -> dict[str, PartRendition]:
    with app.app_context(), transaction() as session:
        rows = session.scalars(select(PartRendition).where(PartRendition.part_id == part_id)).all()
        session.expunge_all()
    return {row.kind: row for row in rows}


def objects(app: Flask) -> int:
    return sum(1 for _ in app.extensions["bangvang_store"].list_keys())


def add_captions(app: Flask, account: Account, entry_id: EntryID, text: str = WORDS) -> None:
    with app.app_context():
        store_whole(
            entry_id, "captions", text.encode(), name="phu-de.vtt", size_bytes=len(text.encode()),
            by=viewer(app, account), arrived_at=app.extensions["bangvang_clock"](),
        )  # fmt: skip


def played(
    client: PageClient, entry_id: UUID, part_id: UUID, *, who: str = "bai-du-thi", which: str = ""
) -> bytes | int:
    """The bytes that an address gives, or the status with which it does not."""
    address = f"/{who}/{entry_id}/tep/{part_id}/phat{which and f'?ban={which}'}"
    answer = client.http.get(address, base_url="http://127.0.0.1", follow_redirects=True)
    return answer.get_data() if answer.status_code == 200 else answer.status_code


def test_A11_a_film_plays_without_its_tags_as_soon_as_its_copies_are_made(intake: Intake, film: bytes) -> None:
    app, author = intake.app, intake.author()
    entry_id = make_draft(app, author, intake.programme, category="video", file=("phim.mp4", film))
    add_captions(app, author, entry_id)
    work_until_idle(app)
    part = stored(app, entry_id)
    rows = ready(app, part.id)
    assert {(row.kind, row.tool) for row in rows.values()} == {
        ("video", "remux"), ("video_small", "transcode-360"), ("poster", "poster"), ("strip", "strip"),
    }  # fmt: skip
    assert rows["strip"].facts == {"count": 2, "columns": 2, "every_ms": 2000}
    client = intake.as_(author)
    assert NAMED.encode() in film, "the name could leak"
    for which, kind in {"": "video", "nhe": "video_small", "anh": "poster", "canh": "strip"}.items():
        body = played(client, entry_id, part.id, which=which)
        assert isinstance(body, bytes)
        assert hashlib.sha256(body).hexdigest() == rows[kind].sha256
        assert NAMED.encode() not in body
        assert body != film
    words = played(client, entry_id, part.id, which="phu-de")
    assert words == "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nXin chào bà con\n".encode()
    assert played(client, entry_id, part.id, which="hinh") == 404
    assert played(client, entry_id, part.id, which="goc") == 404
    page = client.get(f"/bai-du-thi/{entry_id}/xem-truoc")
    player = page.soup.select_one("[data-player]")
    assert player is not None
    assert player.select_one("track")["src"].endswith("?ban=phu-de")
    assert player.select_one("[data-player-saver]")["data-player-saver"].endswith("?ban=nhe")
    assert player.select_one("[data-player-scenes]")["data-count"] == "2"
    assert page.soup.select_one("[data-poll]") is None


def test_until_its_copy_is_made_a_film_plays_for_its_author_and_for_validators_only(
    intake: Intake, film: bytes
) -> None:
    app, author = intake.app, intake.author()
    entry_id = intake.handed_in(author, measured=False, category="video", file=("phim.mp4", film))
    part = stored(app, entry_id)
    with app.app_context():
        measure_part({"part_id": str(part.id)})
    client = intake.as_(author)
    assert played(client, entry_id, part.id) == film
    assert played(client, entry_id, part.id, which="nhe") == 404
    page = client.get(f"/bai-du-thi/{entry_id}/xem-truoc")
    assert "đang chờ đến lượt" in page.text
    assert page.soup.select_one("[data-poll]")["data-poll"].endswith("/xem-truoc/tien-do")
    coordinator = intake.as_(intake.coordinator)
    assert played(coordinator, entry_id, part.id, who="don-vi/bai-du-thi") == 404
    page = coordinator.get(f"/don-vi/bai-du-thi/{entry_id}")
    assert page.soup.select_one("video") is None
    assert "đang chờ đến lượt" in page.text
    with app.app_context(), transaction() as session:
        job = session.scalars(select(Job).where(Job.kind == "prepare_renditions")).one()
        job.state, job.progress_percent, job.progress_step = "running", 42, "film"
    assert "đã xong 42 %" in client.get(f"/bai-du-thi/{entry_id}/xem-truoc/tien-do").text
    with app.app_context(), transaction() as session:
        job = session.scalars(select(Job).where(Job.kind == "prepare_renditions")).one()
        job.state, job.progress_percent = "queued", None
    work_until_idle(app)
    assert "data-poll-reload" in client.get(f"/bai-du-thi/{entry_id}/xem-truoc/tien-do").text
    assert played(client, entry_id, part.id) != film
    body = played(coordinator, entry_id, part.id, who="don-vi/bai-du-thi")
    assert isinstance(body, bytes)
    assert NAMED.encode() not in body
    assert coordinator.get(f"/don-vi/bai-du-thi/{entry_id}").soup.select_one("video") is not None


def test_captions_that_no_player_reads_are_refused_with_the_place(intake: Intake, film: bytes) -> None:
    app, author = intake.app, intake.author()
    entry_id = make_draft(app, author, intake.programme, category="video", file=("phim.mp4", film))
    add_captions(app, author, entry_id, "WEBVTT\n\n00:00.000 -> 00:01.000\nXin chào\n")
    work_until_idle(app)
    assert ready(app, stored(app, entry_id, "attachment").id) == {}
    text = intake.as_(author).get(f"/bai-du-thi/{entry_id}/dinh-kem").text
    assert "vui lòng xem lại đoạn thứ 2" in text


def test_X03_what_was_made_twice_is_kept_once_and_nothing_is_left_over(
    intake: Intake, film: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = intake.app
    entry_id = make_draft(app, intake.author(), intake.programme, category="video", file=("phim.mp4", film))
    work_until_idle(app)
    part = stored(app, entry_id)
    before, kept = objects(app), ready(app, part.id)
    with app.app_context():
        handler.prepare_renditions({"part_id": str(part.id)})
        monkeypatch.setattr(handler, "_is_ready", lambda *_: False)  # another worker is at the same work
        handler.prepare_renditions({"part_id": str(part.id)})
    assert objects(app) == before
    assert {kind: row.id for kind, row in ready(app, part.id).items()} == {kind: row.id for kind, row in kept.items()}


def test_X28_a_failure_half_way_leaves_no_half_and_the_next_try_makes_all(
    intake: Intake, film: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = intake.app
    entry_id = make_draft(app, intake.author(), intake.programme, category="video", file=("phim.mp4", film))
    part = stored(app, entry_id)
    real = app.extensions["bangvang_store"].put
    calls = 0

    def failing(key: StorageKey, source: object) -> object:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise OSError("disk full")
        return real(key, source)

    with app.app_context():
        measure_part({"part_id": str(part.id)})
        before = objects(app)
        with monkeypatch.context() as patch:
            patch.setattr(app.extensions["bangvang_store"], "put", failing)
            with pytest.raises(OSError, match="disk full"):
                handler.prepare_renditions({"part_id": str(part.id)})
        assert objects(app) == before
        assert ready(app, part.id) == {}
        handler.prepare_renditions({"part_id": str(part.id)})
    assert set(ready(app, part.id)) == {"video", "video_small", "poster", "strip"}


def test_what_was_made_of_a_part_that_was_replaced_gives_its_room_back(intake: Intake, film: bytes) -> None:
    app = intake.app
    entry_id = make_draft(app, intake.author(), intake.programme, category="video", file=("phim.mp4", film))
    work_until_idle(app)
    part = stored(app, entry_id)
    before = objects(app)
    with app.app_context():
        with transaction() as session:
            session.get_one(Part, part.id).removed_at = intake.clock()
        handler.sweep_renditions({})
        assert ready(app, part.id) == {}
        assert objects(app) == before - 4
        handler.prepare_renditions({"part_id": str(part.id)})
        assert ready(app, part.id) == {}, "a part that was taken out is not made ready again"
        assert reading().get(Part, PartID(part.id)) is not None
