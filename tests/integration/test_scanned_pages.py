"""A scanned essay: drawn when it is measured, seen by its author, covered page by page, and judged as pictures."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from judging.models.entries import Measurement
from judging.models.history import HistoryLine
from judging.models.part_renditions import PartRendition
from judging.models.rounds import Rendition
from portal.db import database, transaction
from portal.jobs.handlers import prepare_renditions as handler
from portal.jobs.handlers.measure_part import measure_part
from portal.jobs.worker import work_until_idle
from tests.factories.crafted import line
from tests.factories.desks import bring_to_desk
from tests.factories.entries import make_draft
from tests.factories.received import Intake
from tests.factories.scans import PICTURE, make_scan, mixed_scan, photograph
from vietnamese.covering import COVER

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from judging.ids import EntryID
    from tests.conftest import TestClock
    from tests.page_client import Page, PageClient

CANARY = "zqkanaryquet7f3a"
LOCAL = "http://127.0.0.1"


@pytest.fixture
def intake(app: Flask, clock: TestClock) -> Intake:
    return Intake(app, clock)


@pytest.fixture
def scan(tmp_path: Path) -> bytes:
    """Three scanned pages from a scanner that writes its owner into every picture."""
    pages = [PICTURE + b"%d 100 60 60 re f\n" % (100 * number) for number in range(1, 4)]
    return make_scan(tmp_path / "quet.pdf", pages, jpeg=photograph(comment=CANARY)).read_bytes()


def pictures(page: Page) -> list[str]:
    return [str(one["src"]) for one in page.soup.select(".essay-page img")]


def fetched(client: PageClient, address: str) -> bytes:
    answer = client.http.get(address, base_url=LOCAL)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    return answer.get_data()


def cover(client: PageClient, entry_id: EntryID, part: object, number: int, **more: object) -> Page:
    data = {"page": f"{part}:{number}", "reason": "name", **more}
    return client.post(f"/kiem-tra/{entry_id}/che/trang", data)


def test_an_author_sees_the_pages_of_a_scan_as_judges_will(intake: Intake, tmp_path: Path) -> None:
    author = intake.author()
    content = mixed_scan(tmp_path / "a.pdf").read_bytes()
    entry_id = make_draft(intake.app, author, intake.programme, file=("bai.pdf", content))
    with intake.app.app_context():
        measure_part({"part_id": str(intake.part_of(entry_id))})
    client = intake.as_(author)
    page = client.get(f"/bai-du-thi/{entry_id}/xem-truoc")
    assert "đang dựng ảnh" in page.text
    assert page.soup.select_one("[data-poll]")["data-poll"].endswith("/xem-truoc/tien-do")  # type: ignore[index]
    assert len(page.soup.select(".essay-page-lacking")) == 3
    work_until_idle(intake.app)
    page = client.get(f"/bai-du-thi/{entry_id}/xem-truoc")
    assert page.soup.select_one("[data-poll]") is None
    assert len(pictures(page)) == 3
    words = page.words(".essay")
    places = [words.index(one) for one in ("Bay gio sang", "Trang 2", "Ba con da ngoi", "Trang 4", "Trang 5")]
    assert places == sorted(places)
    for one in page.soup.select(".essay-page img"):
        assert one["loading"] == "lazy"
        assert int(str(one["width"])) > 100
        assert "của bài, dạng ảnh" in str(one["alt"])
    with Image.open(io.BytesIO(fetched(client, pictures(page)[0]))) as picture:
        assert max(picture.size) == 1800
    for wrong in ("so=1", "so=99", "so=x", ""):
        address = f"/bai-du-thi/{entry_id}/tep/{intake.part_of(entry_id)}/phat?ban=trang&{wrong}"
        assert client.http.get(address, base_url=LOCAL).status_code == 404
    stranger = intake.as_(intake.author())
    assert stranger.http.get(pictures(page)[0], base_url=LOCAL).status_code == 404


@pytest.mark.requirement("S001-R21")
def test_pages_that_cannot_be_counted_leave_the_verdict_to_a_person(intake: Intake, tmp_path: Path) -> None:
    author = intake.author()
    content = mixed_scan(tmp_path / "a.pdf").read_bytes()
    entry_id = make_draft(intake.app, author, intake.programme, file=("bai.pdf", content))
    part_id = intake.part_of(entry_id)
    with intake.app.app_context():
        measure_part({"part_id": str(part_id)})
        with Session(database().main) as session:
            kept = session.scalars(select(Measurement).where(Measurement.part_id == part_id)).one()
            rows = {row["kind"]: (row["verdict"], row["reason"]) for row in kept.verdicts}
    assert rows["chu"] == ("unknown", "pages_unread"), "the text pages alone are far too short"
    words = intake.as_(author).get(f"/bai-du-thi/{entry_id}/noi-dung").words("main")
    assert "Số trang là ảnh (bản quét): 3." in words
    assert "các trang là ảnh chưa được đếm nên cần người xem xét" in words


@pytest.mark.parametrize(("first", "verdict"), [(PICTURE, "unknown"), (line("Bay gio sang suong con phu."), "fail")])
def test_a_cover_that_is_a_picture_is_not_called_incomplete(
    intake: Intake, tmp_path: Path, first: bytes, verdict: str
) -> None:
    content = make_scan(tmp_path / "a.pdf", [first, line("Ba con da ngoi cho truoc cua."), PICTURE]).read_bytes()
    entry_id = make_draft(intake.app, intake.author(), intake.programme, file=("bai.pdf", content))
    part_id = intake.part_of(entry_id)
    with intake.app.app_context():
        measure_part({"part_id": str(part_id)})
        with Session(database().main) as session:
            kept = session.scalars(select(Measurement).where(Measurement.part_id == part_id)).one()
            assert {row["kind"]: row["verdict"] for row in kept.verdicts}["cover"] == verdict


@pytest.mark.requirement("S001-R41")
def test_A11_a_validator_covers_a_page_and_judges_get_the_others(intake: Intake, scan: bytes) -> None:
    entry_id = intake.forwarded(file=("quet.pdf", scan))
    part = intake.part_of(entry_id)
    client = intake.as_(intake.validator)
    page = client.get(f"/kiem-tra/{entry_id}/che")
    assert len(pictures(page)) == 3
    shown = [fetched(client, one) for one in pictures(page)]
    assert CANARY.encode() in scan, "the name could leak"
    cover(client, entry_id, part, 1)
    page = client.get(f"/kiem-tra/{entry_id}/che")
    assert [one.rpartition("=")[2] for one in pictures(page)] == ["2", "3"]
    assert page.words(".essay-page-covered") == COVER
    assert [str(one["value"]) for one in page.soup.select("select[name=page] option")] == [f"{part}:2", f"{part}:3"]
    assert "trang 1" in page.words("[aria-labelledby=lines-title]")
    with intake.app.app_context(), transaction() as session:
        line = session.scalars(select(HistoryLine).where(HistoryLine.action == "entry.cover")).one()
        assert "page:1" in line.data
    judge, sheets = bring_to_desk(intake, [entry_id])
    (sheet,) = sheets
    desk = intake.as_(judge)
    page = desk.get(f"/cham/{sheet}")
    seen = [fetched(desk, one) for one in pictures(page)]
    assert seen == shown[1:]
    assert page.words(".essay-page-covered") == COVER
    assert shown[0] not in seen
    for content in (*seen, page.text.encode()):
        assert CANARY.encode() not in content
        assert b"quet.pdf" not in content
    with intake.app.app_context(), transaction() as session:
        rows = session.scalars(select(Rendition).order_by(Rendition.position)).all()
        assert [(row.kind, row.facts.get("page")) for row in rows] == [("essay", None), ("page", 2), ("page", 3)]
        ours = set(session.scalars(select(PartRendition.store_key)))
        assert not ours & {row.store_key for row in rows}, "what lies on a desk shares no key with what its author sees"
    stranger = intake.as_(intake.author())
    assert stranger.http.get(pictures(page)[0], base_url=LOCAL).status_code == 404


def test_A11_a_cover_is_taken_off_again_until_sealing(intake: Intake, scan: bytes) -> None:
    entry_id = intake.forwarded(file=("quet.pdf", scan))
    part = intake.part_of(entry_id)
    client = intake.as_(intake.validator)
    cover(client, entry_id, part, 2)
    again = client.http.post(
        f"/kiem-tra/{entry_id}/che/trang", data={"page": f"{part}:2", "reason": "name"}, base_url=LOCAL
    )
    assert again.status_code == 422, "it is no choice any more"
    page = client.get(f"/kiem-tra/{entry_id}/che")
    undo = page.soup.select_one("[aria-labelledby=lines-title] form")
    assert undo is not None
    client.post(str(undo["action"]))
    page = client.get(f"/kiem-tra/{entry_id}/che")
    assert len(pictures(page)) == 3
    assert "trang 2" in page.words("[aria-labelledby=lines-title] details")
    cover(client, entry_id, part, 2)
    bring_to_desk(intake, [entry_id])
    page = client.get(f"/kiem-tra/{entry_id}/che")
    assert page.soup.select_one("[aria-labelledby=lines-title] form") is None
    refused = client.http.post(
        f"/kiem-tra/{entry_id}/che/trang", data={"page": f"{part}:3", "reason": "name"}, base_url=LOCAL
    )
    assert refused.status_code in {409, 422}


def test_a_page_that_is_no_picture_cannot_be_covered(intake: Intake, tmp_path: Path) -> None:
    entry_id = intake.forwarded(file=("a.pdf", mixed_scan(tmp_path / "a.pdf").read_bytes()))
    client = intake.as_(intake.validator)
    for number in ("1", "9", "x", ""):
        data = {"page": f"{intake.part_of(entry_id)}:{number}", "reason": "name"}
        answer = client.http.post(f"/kiem-tra/{entry_id}/che/trang", data=data, base_url=LOCAL)
        assert answer.status_code == 422, number
    assert client.get(f"/kiem-tra/{entry_id}/che").soup.select_one(".essay-page-covered") is None


def test_X03_pages_that_an_older_measurer_did_not_note_are_drawn_for_the_desk(
    intake: Intake, scan: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was made ready; sealing draws what the text marks."""
    monkeypatch.setattr(handler, "is_prepared", lambda _report: False)
    entry_id = intake.forwarded(file=("quet.pdf", scan))
    with intake.app.app_context(), transaction() as session:
        assert session.scalars(select(PartRendition)).all() == []
    judge, (sheet,) = bring_to_desk(intake, [entry_id])
    desk = intake.as_(judge)
    seen = pictures(desk.get(f"/cham/{sheet}"))
    assert len(seen) == 3
    assert fetched(desk, seen[0]).startswith(b"\xff\xd8")
