"""A video on its pages: the provisional line, the facts, the sources of its duration, and the time line beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from judging.actions.examinations import keep_slice
from judging.models.entries import Part
from judging.models.examinations import Examination, Glance
from judging.queries.examinations import find_examination
from media.videos.examining import EXAMINER_VERSION, examine_slice, join
from portal.db import transaction
from portal.glances import glance_at
from portal.jobs.handlers.measure_part import measure_part
from portal.jobs.worker import work_until_idle
from portal.records.tables import Job
from portal.video_pages import shown_video
from tests.factories.entries import make_draft
from tests.factories.office import make_account, make_unit
from tests.factories.programmes import make_programme
from tests.factories.videos import clip, edited, recording
from tests.page_client import PageClient

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from judging.ids import EntryID, PartID
    from judging.models.people import Account
    from tests.conftest import TestClock

BLACK = (
    "-filter_complex",
    "[0:v]trim=duration=6[a];color=black:size=160x90:rate=25:duration=4[b];[a][b]concat=n=2[v]",
    *("-map", "[v]", "-map", "1:a", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
    *("-c:a", "aac", "-b:a", "16k", "-metadata", "artist=Người thử Hồ Thị Nương"),
)


class Sent:
    """One video in an entry of its own."""

    def __init__(self, app: Flask, clock: TestClock, path: Path) -> None:
        self.app = app
        with app.app_context(), transaction() as session:
            programme = make_programme(session, now=clock(), slug="cuoc-thi")
            unit = make_unit(session, "Phòng Nội vụ huyện")
            self.account: Account = make_account(session, now=clock(), unit=unit)
        file = (path.name, path.read_bytes())
        self.entry_id: EntryID = make_draft(app, self.account, programme, category="video", title="Một cửa", file=file)
        with app.app_context(), transaction() as session:
            self.part_id: PartID = session.scalars(select(Part.id)).one()

    def fragment(self) -> str:
        page = PageClient(self.app).sign_in_as(self.account).get(f"/bai-du-thi/{self.entry_id}/do")
        return page.text


@pytest.fixture
def film() -> Path:
    return recording("black.mp4", *BLACK, seconds=10)


def test_provisional_line_stands_until_the_measurement_does(app: Flask, clock: TestClock, film: Path) -> None:
    sent = Sent(app, clock, film)
    with app.app_context():
        glance_at(sent.part_id)
        glance_at(sent.part_id)
    before = sent.fragment()
    assert "Tạm tính" in before
    assert "10 giây · 160 × 90 · H.264 · AAC" in before
    work_until_idle(app)
    after = sent.fragment()
    assert "Tạm tính" not in after
    assert "160 × 90 · H.264" in after
    with app.app_context(), transaction() as session:
        assert session.scalar(select(func.count()).select_from(Glance)) == 0
        glance_at_is_late = session.get(Glance, sent.part_id)
    assert glance_at_is_late is None
    with app.app_context():
        glance_at(sent.part_id)  # the reader of the header was slower than the measurement
        with transaction() as session:
            assert session.get(Glance, sent.part_id) is None


def test_glance_at_what_is_no_video_or_gone_says_nothing(app: Flask, clock: TestClock, tmp_path: Path) -> None:
    script = tmp_path / "a.mp4"
    script.write_text("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n")
    sent = Sent(app, clock, script)
    with app.app_context():
        glance_at(sent.part_id)
        assert "Tạm tính" not in sent.fragment()


def test_second_look_comes_after_the_verdict_and_is_shown(app: Flask, clock: TestClock, film: Path) -> None:
    sent = Sent(app, clock, film)
    work_until_idle(app)
    with app.app_context(), transaction() as session:
        kinds = session.scalars(select(Job.kind).order_by(Job.created_at)).all()
        assert kinds.index("measure_part") < kinds.index("examine_video")
        part = session.get_one(Part, sent.part_id)
        examination = find_examination(session, sent.part_id, version=EXAMINER_VERSION)
        assert examination is not None
        assert examination.is_done
        with app.test_request_context():
            shown = shown_video(part.measurements[-1].report, examination)
    assert shown is not None
    assert shown.time_line is not None
    assert [row[0] for row in shown.time_line.rows] == ["Hình đen"]
    assert shown.time_line.rows[0][1] == "0:06"
    assert shown.time_line.rows[0][2] in {"0:09", "0:10"}
    assert any("LUFS" in value for _, value in shown.time_line.sound)
    assert ("tệp", "artist", "Người thử Hồ Thị Nương") in shown.tags
    assert dict(shown.witnesses)["tất cả các gói dữ liệu (được tính)"] == "10 giây"


def test_X03_slice_of_a_worker_that_was_slower_is_dropped(app: Flask, clock: TestClock, film: Path) -> None:
    sent = Sent(app, clock, film)
    first = examine_slice(film, start_ms=0, cpu_seconds=0.01)
    second = join(first, examine_slice(film, start_ms=first["until_ms"], cpu_seconds=60))

    def keep(start_ms: int, found: dict[str, object], *, is_done: bool) -> bool:
        with app.app_context(), transaction() as session:
            return keep_slice(
                session,
                sent.part_id,
                version=EXAMINER_VERSION,
                start_ms=start_ms,
                until_ms=int(str(found["until_ms"])),
                found=found,
                is_done=is_done,
                now=clock(),
            )

    assert not keep(first["until_ms"], second, is_done=True)  # nothing is there to go on from
    assert keep(0, first, is_done=False)
    assert not keep(0, first, is_done=False)
    assert keep(first["until_ms"], second, is_done=True)
    assert not keep(second["until_ms"], second, is_done=True)
    with app.app_context(), transaction() as session:
        row = session.scalars(select(Examination)).one()
        assert (row.slices, row.until_ms, row.is_done) == (2, second["until_ms"], True)


def test_look_lets_go_when_others_wait_and_goes_on_afterwards(
    app: Flask, clock: TestClock, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two slices whatever matters more gets the worker."""
    monkeypatch.setattr("portal.jobs.handlers.examine_video.others_wait", lambda _session: True)
    slices = iter([0.01, 60, 60, 60])

    def slice_of(path: Path, *, start_ms: int) -> dict[str, object]:
        return examine_slice(path, start_ms=start_ms, cpu_seconds=next(slices))

    monkeypatch.setattr("portal.jobs.handlers.examine_video.examine_slice_safely", slice_of)
    sent = Sent(app, clock, film)
    work_until_idle(app)
    with app.app_context(), transaction() as session:
        asked = session.scalar(select(func.count()).select_from(Job).where(Job.kind == "examine_video"))
        assert asked == 2
        row = find_examination(session, sent.part_id, version=EXAMINER_VERSION)
        assert row is not None
        assert (row.slices, row.is_done) == (2, True)


def test_reader_that_dies_ends_the_look_where_it_had_come_to(
    app: Flask, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.jobs.handlers.examine_video.examine_slice_safely", lambda _path, **_where: None)
    sent = Sent(app, clock, clip(seconds=10))
    work_until_idle(app)
    with app.app_context(), transaction() as session:
        row = find_examination(session, sent.part_id, version=EXAMINER_VERSION)
        assert row is not None
        assert (row.until_ms, row.is_done) == (0, True)
        part = session.get_one(Part, sent.part_id)
        with app.test_request_context():
            shown = shown_video(part.measurements[-1].report, row)
    assert shown is not None
    assert shown.time_line is not None
    assert shown.time_line.until == "0 giây"


def test_D14_picture_held_by_an_edit_list_is_left_to_a_person(app: Flask, clock: TestClock, tmp_path: Path) -> None:
    """Thirty seconds by its own tables, one picture of recording: neither inside nor outside the limits."""
    silent = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-an")
    path = tmp_path / "a.mp4"
    path.write_bytes(recording("held.mp4", *silent, seconds=2).read_bytes())
    edited(path, [(40, 1024, 1)] * 750)
    sent = Sent(app, clock, path)
    with app.app_context():
        measure_part({"part_id": str(sent.part_id)})
    text = sent.fragment()
    assert "Có nghi vấn: cần người kiểm tra quyết định" in text
    assert "30 giây theo bảng thời gian trong tệp" in text
    assert "(750 dòng) phát lặp lại 0,04 giây ghi hình để kéo dài thành 30 giây" in text
    with app.app_context(), transaction() as session:
        assert session.get_one(Part, sent.part_id).measurements[-1].verdict == "unknown"


def test_sent_video_is_answered_at_once(app: Flask, clock: TestClock, film: Path) -> None:
    """No worker has run yet: the first answer comes with the request that sent the file."""
    sent = Sent(app, clock, clip(seconds=3))
    client = PageClient(app).sign_in_as(sent.account)
    client.post(f"/bai-du-thi/{sent.entry_id}/tep", {"file": (film.open("rb"), "phim.mp4")})
    text = client.get(f"/bai-du-thi/{sent.entry_id}/do").text
    assert "Tạm tính" in text
    assert "10 giây · 160 × 90 · H.264 · AAC" in text
