"""Captions that name the author: told to the author and to the validator, who may keep them from the judges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.ids import PartID
from judging.models.entries import Entry, Part
from judging.queries.programmes import plan_in_force
from judging.queries.redactions import part_covers
from portal.db import transaction
from portal.demo.videos import make_video
from portal.jobs.handlers.make_renditions import _render
from portal.jobs.worker import work_until_idle
from portal.uploads import store_whole
from tests.factories.entries import make_draft, submit, viewer
from tests.factories.received import Intake

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from judging.ids import EntryID
    from portal.bridge.renditions import Made
    from tests.conftest import TestClock
    from tests.page_client import Page

NAME = "Hồ Chim Vàng"
WORDS = f"WEBVTT\n\n00:01.000 --> 00:02.000\nXin chào\n\n00:02.000 --> 00:03.000\nNgười dựng: {NAME}\n".encode()


def made_for_judges(app: Flask, entry_id: EntryID) -> list[Made]:
    """What sealing would make of every part with its covers."""
    with app.app_context(), transaction() as session:
        entry = session.get_one(Entry, entry_id)
        category = plan_in_force(session, entry.programme_id).plan.find_category(entry.category_key)
        assert category is not None
        covers = part_covers(session, entry_id)
        parts = session.scalars(select(Part).where(Part.entry_id == entry_id)).all()
        return [
            made
            for part in parts
            for made in _render(entry, part, category, number=1, covers=covers.get(PartID(part.id)))
        ]


def assert_labels_find_their_fields(page: Page) -> None:
    """Several forms of the page ask why; each label, also of the dialog that withholds, belongs to one field."""
    ids = [str(one["id"]) for one in page.soup.select("[id]")]
    assert sorted(ids) == sorted(set(ids))
    dialog = page.soup.select("#withhold-1")[0]
    labels = [str(one["for"]) for one in dialog.select("label")]
    assert labels == [str(one["id"]) for one in dialog.select("select, textarea")]
    assert len(labels) == 2


@pytest.mark.requirement("S001-R36")
def test_A11_captions_that_name_the_author_are_told_and_can_be_kept_from_the_judges(
    app: Flask, clock: TestClock, tmp_path: Path
) -> None:
    intake = Intake(app, clock)
    author = intake.author(NAME)
    film = make_video(tmp_path / "phim.mp4", seconds=3, size=(320, 240), title="").read_bytes()
    entry_id = make_draft(app, author, intake.programme, category="video", file=("phim.mp4", film))
    with app.app_context():
        store_whole(
            entry_id, "captions", WORDS, name="phu-de.vtt", size_bytes=len(WORDS), by=viewer(app, author),
            arrived_at=clock(),
        )  # fmt: skip
    work_until_idle(app)
    assert "trong phụ đề ở giây thứ 2" in intake.as_(author).get(f"/bai-du-thi/{entry_id}/dinh-kem").text
    submit(app, author, entry_id)
    intake.forward(entry_id)
    work_until_idle(app)
    page = intake.as_(intake.validator)
    shown = page.get(f"/kiem-tra/{entry_id}/che")
    lines = shown.all_words("[aria-labelledby=found-title] .card")
    assert ["giám khảo sẽ thấy" in line for line in lines if "trong phụ đề ở giây thứ 2" in line] == [True]
    assert_labels_find_their_fields(shown)
    assert {"video", "captions"} <= {one.kind for one in made_for_judges(app, entry_id)}
    with app.app_context(), transaction() as session:
        captions = session.scalars(select(Part.id).where(Part.entry_id == entry_id, Part.kind == "attachment")).one()
    page.follow(page.post(f"/kiem-tra/{entry_id}/tep/{captions}/khong-cho-xem", {"reason": "name"}))
    kinds = {one.kind for one in made_for_judges(app, entry_id)}
    assert ("video" in kinds, "captions" in kinds) == (True, False)
