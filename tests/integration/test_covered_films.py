"""Stretches of a film that a validator covers: made anew, previewed, undone, sealed; judges get nothing from below."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from judging.models.entries import Part
from judging.models.history import HistoryLine
from judging.models.part_renditions import PartRendition
from judging.models.redactions import Redaction
from judging.models.rounds import Rendition
from portal.db import transaction
from portal.demo.videos import make_video
from portal.jobs.worker import work_until_idle
from portal.uploads import store_whole
from tests.factories.desks import bring_to_desk
from tests.factories.entries import make_draft, submit, viewer
from tests.factories.received import Intake
from vietnamese.covering import COVER

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from flask import Flask

    from judging.ids import EntryID
    from tests.conftest import TestClock
    from tests.page_client import Page, PageClient

NAME = "Hồ Thị Canarỳ"
WORDS = f"WEBVTT\n\n00:00.000 --> 00:01.000\nXin chào\n\n00:02.000 --> 00:03.000\nTôi là {NAME}\n".encode()
LOCAL = "http://127.0.0.1"


@pytest.fixture
def intake(app: Flask, clock: TestClock) -> Intake:
    return Intake(app, clock)


@pytest.fixture
def entry_id(intake: Intake, tmp_path: Path) -> EntryID:
    """A film of four seconds with captions that name its author, with the validators."""
    author = intake.author(NAME)
    film = make_video(tmp_path / "phim.mp4", seconds=4, size=(640, 480)).read_bytes()
    made = make_draft(intake.app, author, intake.programme, category="video", file=("phim.mp4", film))
    with intake.app.app_context():
        store_whole(
            made, "captions", WORDS, name="phu-de.vtt", size_bytes=len(WORDS), by=viewer(intake.app, author),
            arrived_at=intake.clock(),
        )  # fmt: skip
    work_until_idle(intake.app)
    submit(intake.app, author, made)
    intake.forward(made)
    work_until_idle(intake.app)
    return made


def film_of(intake: Intake, entry_id: EntryID) -> UUID:
    with intake.app.app_context(), transaction() as session:
        return session.scalars(select(Part.id).where(Part.entry_id == entry_id, Part.kind == "content")).one()


def ask(
    client: PageClient,
    intake: Intake,
    entry_id: EntryID,
    starts: str,
    ends: str,
    hides: str = "both",
    status: int = 302,
) -> Page:
    data = {"film": str(film_of(intake, entry_id)), "starts": starts, "ends": ends, "hides": hides, "reason": "name"}
    return client.post(f"/kiem-tra/{entry_id}/che/doan-phim", data, status=status)


def bytes_at(client: PageClient, address: str) -> bytes:
    answer = client.http.get(address, base_url=LOCAL, follow_redirects=True)
    assert answer.status_code == 200, address
    return answer.get_data()


def sources(page: Page) -> dict[str, str]:
    """What the player on a page would fetch."""
    found = {"video": "video source", "poster": "video", "captions": "video track"}
    got = {kind: page.soup.select_one(selector) for kind, selector in found.items()}
    saver = page.soup.select_one("[data-player-saver]")
    scenes = page.soup.select_one("[data-player-scenes]")
    assert None not in (*got.values(), saver, scenes)
    return {
        "video": got["video"]["src"], "poster": got["poster"]["poster"], "captions": got["captions"]["src"],
        "video_small": saver["data-player-saver"], "strip": scenes["data-player-scenes"],
    }  # type: ignore[index]  # fmt: skip


def rows(app: Flask) -> dict[tuple[str, bool], str]:
    """(kind, whether something is covered in it) → hash, of all that is made ready."""
    with app.app_context(), transaction() as session:
        return {(row.kind, bool(row.covers)): row.sha256 for row in session.scalars(select(PartRendition))}


@pytest.mark.requirement("S001-R41")
def test_A11_a_covered_stretch_reaches_no_judge(intake: Intake, entry_id: EntryID) -> None:
    client = intake.as_(intake.validator)
    page = client.get(f"/kiem-tra/{entry_id}/che")
    assert "Video chưa che" in page.words("figcaption")
    cue = next(one for one in page.soup.select("[aria-labelledby=found-title] .card") if "giây thứ 2" in one.text)
    assert "giám khảo sẽ thấy" in cue.text
    around = client.get(str(cue.select_one("a")["href"]).partition("#")[0])  # type: ignore[index]
    assert [around.soup.select_one(f"#{one}")["value"] for one in ("starts", "ends")] == ["0:00", "0:07"]  # type: ignore[index]
    before = rows(intake.app)
    assert not any(covered for _, covered in before)
    ask(client, intake, entry_id, "0:01,5", "0:03,2")
    page = client.get(f"/kiem-tra/{entry_id}/che")
    assert "đang chờ đến lượt" in page.words("#covering")
    assert "đang chờ đến lượt" in client.get(f"/kiem-tra/{entry_id}/che/tien-do").text
    work_until_idle(intake.app)
    assert "Đã có bản cho giám khảo" in client.get(f"/kiem-tra/{entry_id}/che/tien-do").text
    after = rows(intake.app)
    kinds = ("video", "video_small", "poster", "strip", "captions")
    assert {kind for kind, covered in after if covered} == set(kinds)
    assert all(after[kind, True] != after[kind, False] == before[kind, False] for kind in kinds if kind != "poster")
    page = client.get(f"/kiem-tra/{entry_id}/che")
    assert "Video đã che" in page.words("figcaption")
    assert page.soup.select_one("#covering") is None
    assert "hình và tiếng từ 0:01,5 đến 0:03,2" in page.words("[aria-labelledby=lines-title]")
    assert "giám khảo sẽ thấy" not in page.words("[aria-labelledby=found-title]")
    for kind, address in sources(page).items():
        body = bytes_at(client, address)
        assert hashlib.sha256(body).hexdigest() == after[kind, True], kind
        assert "&che=" in address or "?che=" in address
    with intake.app.app_context(), transaction() as session:
        line = session.scalars(select(HistoryLine).where(HistoryLine.action == "entry.cover")).one()
        assert "stretch:1500-3200:both" in line.data
    judge, (sheet,) = bring_to_desk(intake, [entry_id])
    desk = intake.as_(judge)
    for kind, address in sources(desk.get(f"/cham/{sheet}")).items():
        assert hashlib.sha256(bytes_at(desk, address)).hexdigest() == after[kind, True], kind
        if kind == "captions":
            words = bytes_at(desk, address).decode()
            assert (NAME in words, COVER in words, "Xin chào" in words) == (False, True, True)
    with intake.app.app_context(), transaction() as session:
        judged = {row.sha256 for row in session.scalars(select(Rendition))}
        assert not judged & {sha256 for (kind, covered), sha256 in after.items() if not covered and kind != "poster"}


def test_A11_a_cover_over_a_film_is_undone_and_its_copies_go(intake: Intake, entry_id: EntryID) -> None:
    client, app = intake.as_(intake.validator), intake.app
    ask(client, intake, entry_id, "0:00", "0:01", "sound")
    work_until_idle(app)
    first = rows(app)
    address = sources(client.get(f"/kiem-tra/{entry_id}/che"))["video"]
    ask(client, intake, entry_id, "2", "3", "picture")
    work_until_idle(app)
    second = rows(app)
    assert len(second) == len(first), "the copies with one cover only are gone"
    assert second["video", True] != first["video", True]
    assert client.http.get(address, base_url=LOCAL).status_code == 404, "what is not in force is not played"
    for _ in range(2):
        undo = client.get(f"/kiem-tra/{entry_id}/che").soup.select_one("[aria-labelledby=lines-title] form")
        assert undo is not None
        client.post(str(undo["action"]))
        work_until_idle(app)
    assert not any(covered for _, covered in rows(app))
    assert "Video chưa che" in client.get(f"/kiem-tra/{entry_id}/che").words("figcaption")
    with app.app_context(), transaction() as session:
        kept = session.scalar(select(func.count()).select_from(PartRendition))
    assert kept == len([one for one in second if not one[1]])


WRONG = [
    ("0:02", "0:01", "both", "kết thúc sau lúc bắt đầu"),
    ("0:02", "0:02", "both", "kết thúc sau lúc bắt đầu"),
    ("1:00", "2:00", "sound", "nằm trong thời lượng video"),
    ("giữa", "0:02", "both", "phút:giây"),
    ("0:01", "0:75", "both", "phút:giây"),
    ("", "0:02", "both", "Vui lòng"),
    ("0:01", "0:02", "smell", "error"),
]


def test_a_stretch_of_nothing_is_refused_with_what_to_do(intake: Intake, entry_id: EntryID) -> None:
    client = intake.as_(intake.validator)
    for starts, ends, hides, said in WRONG:
        page = ask(client, intake, entry_id, starts, ends, hides, status=422)
        assert said in str(page.soup.select_one("#stretch-form")), starts
        assert page.soup.select_one("#starts").get("value", "") == starts, "what was typed is not lost"  # type: ignore[union-attr]
    with intake.app.app_context(), transaction() as session:
        assert session.scalars(select(Redaction)).all() == []


def test_a_stretch_over_the_end_ends_there_and_is_covered_once(intake: Intake, entry_id: EntryID) -> None:
    client = intake.as_(intake.validator)
    ask(client, intake, entry_id, "0:03", "9:00")
    with intake.app.app_context(), transaction() as session:
        (row,) = session.scalars(select(Redaction)).all()
        assert row.place == "stretch:3000-4000:both"
    page = ask(client, intake, entry_id, "3", "0:04", status=409)
    assert "đã được che" in page.text
