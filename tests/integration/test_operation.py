"""The operation page: figures, health, and jobs that were given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.models.history import HistoryLine
from portal.job_lists import list_jobs
from portal.jobs.claim import enqueue
from portal.jobs.worker import work_until_idle
from portal.records.tables import Job
from tests.factories.administration import Office
from tests.query_counter import counted_queries

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock


@pytest.fixture
def office(app: Flask, clock: TestClock) -> Office:
    with app.app_context():
        return Office(app, clock)


def poison(office: Office, count: int = 1) -> list[Job]:
    with office.writing() as session:
        jobs = [
            Job(kind="no_such_kind", arguments={}, state="poison", run_at=office.clock(), attempts=5,
                last_error="Traceback\nUnknownJobError: <b>no_such_kind</b>", created_at=office.clock(),
                finished_at=office.clock())
            for _ in range(count)
        ]  # fmt: skip
        session.add_all(jobs)
        return jobs


def test_jobs_are_counted_by_state_with_the_age_of_the_oldest(office: Office) -> None:
    with office.writing() as session:
        enqueue(session, "measure_part", now=office.clock())
        office.clock.move(minutes=5, seconds=12)
        enqueue(session, "measure_part", now=office.clock())
    page = office.as_admin().get("/quan-tri/van-hanh")
    assert page.all_words("dl")[0].startswith("Đang chờ 2 Đang chạy 0 Đã xong 0")
    assert "Việc chờ lâu nhất 5 phút 12 giây" in page.all_words("dl")[0]
    assert page.all_words("tbody tr")[0].startswith("Đo tệp đang chờ")


def test_an_idle_portal_says_that_everything_is_done(office: Office) -> None:
    page = office.as_admin().get("/quan-tri/van-hanh")
    assert "Mọi việc đã xong" in page.body
    assert page.soup.find("table") is None


def test_a_job_that_was_given_up_says_what_to_do_and_runs_again_once_with_a_line_in_the_history(
    office: Office,
) -> None:
    (job,) = poison(office)
    client = office.as_admin()
    page = client.get("/quan-tri/van-hanh")
    assert "Phiên bản này của cổng không biết loại việc này." in page.body
    assert "UnknownJobError: <b>no_such_kind</b>" in page.soup.find("pre").text
    assert page.soup.find("b") is None
    client.post(f"/quan-tri/van-hanh/viec/{job.id}/chay-lai", {})
    with office.writing() as session:
        row = session.scalars(select(Job).where(Job.id == job.id)).one()
        assert (row.state, row.attempts) == ("queued", 0)
        line = session.scalars(select(HistoryLine).where(HistoryLine.action == "job.again")).one()
        assert line.subject == f"job:{job.id}"
    client.post(f"/quan-tri/van-hanh/viec/{job.id}/chay-lai", {}, status=409)
    work_until_idle(office.app, most=1)
    with office.writing() as session:
        assert session.scalars(select(Job.attempts).where(Job.id == job.id)).one() == 1
        assert len(session.scalars(select(HistoryLine).where(HistoryLine.action == "job.again")).all()) == 1


def test_a_job_that_failed_says_when_it_is_tried_again_and_may_run_at_once(office: Office) -> None:
    with office.writing() as session:
        job = enqueue(session, "no_such_kind", now=office.clock())
    work_until_idle(office.app)
    client = office.as_admin()
    words = client.get("/quan-tri/van-hanh").all_words("tbody tr")[0]
    assert "bị lỗi, sẽ thử lại thử lại sau 2 giây" in words
    client.post(f"/quan-tri/van-hanh/viec/{job}/chay-lai", {})
    assert "bị lỗi" not in client.get("/quan-tri/van-hanh").all_words("tbody tr")[0]


def test_jobs_are_listed_by_state_and_kind_in_pages(office: Office) -> None:
    poison(office, 31)
    with office.writing() as session:
        for state, kind in (("done", "anchor"), ("running", "measure_part"), ("queued", "scrub")):
            session.add(
                Job(kind=kind, arguments={}, state=state, run_at=office.clock(), created_at=office.clock(),
                    progress_percent=40)
            )  # fmt: skip
    client = office.as_admin()

    def kinds(**asked: str) -> list[str]:
        page = client.get("/quan-tri/van-hanh", query_string=asked)
        return [row.find("th").get_text(strip=True) for row in page.soup.select("tbody tr")]

    assert kinds() == ["no_such_kind"] * 30
    assert kinds(page="2") == ["no_such_kind", "Đo tệp", "Kiểm tra toàn bộ tệp đã lưu"]
    assert kinds(page="99") == kinds(page="2")
    assert kinds(**{"trang-thai": "done"}) == ["Ghi mốc nhật ký ra ngoài cơ sở dữ liệu"]
    assert kinds(**{"trang-thai": "running"}) == ["Đo tệp"]
    assert kinds(loai="scrub") == ["Kiểm tra toàn bộ tệp đã lưu"]
    assert kinds(loai="scrub", **{"trang-thai": "poison"}) == []
    assert "40 %" in client.get("/quan-tri/van-hanh", query_string={"trang-thai": "running"}).all_words("tbody tr")[0]


@pytest.mark.parametrize(
    ("trace", "name"),
    [
        ("Traceback (most recent call last):\n  File x\nOSError: [Errno 28] No space left", "OSError"),
        ("WorkerDied: the worker ended", "WorkerDied"),
        (
            (
                "Traceback (most recent call last):\n  x()\nsqlalchemy.exc.OperationalError: (sqlite3) no\n"
                "[SQL: SELECT 1]\n(Background on this error at: https://sqlalche.me/e)"
            ),
            "OperationalError",
        ),
        ("ValueError: no\n\nDuring handling of the above exception, another …:\n\na.b.Second\n", "Second"),
        ("", ""),
    ],
)
def test_a_failure_is_known_by_the_name_of_what_ended_the_try(office: Office, trace: str, name: str) -> None:
    (job,) = poison(office)
    with office.writing() as session:
        session.get_one(Job, job.id).last_error = trace
        page = list_jobs(session, now=office.clock(), state="poison", kind="", page=1)
    assert [line.failure for line in page.lines] == [name]


def test_health_says_what_is_not_fit(office: Office) -> None:
    office.clock.move(minutes=3)
    page = office.as_admin().get("/quan-tri/van-hanh")
    assert "lệch nhau hơn 2 giây" in page.body
    office.app.extensions["bangvang_settings"].keys_folder.joinpath("receipts.key").unlink()
    assert "Thiếu khóa ký phiếu tiếp nhận" in office.as_admin().get("/quan-tri/van-hanh").body


def test_only_the_administrator_sees_how_the_installation_runs(office: Office) -> None:
    (job,) = poison(office)
    coordinator = office.as_coordinator()
    coordinator.get("/quan-tri/van-hanh", status=404)
    coordinator.post(f"/quan-tri/van-hanh/viec/{job.id}/chay-lai", {}, status=404)
    with office.writing() as session:
        assert session.scalars(select(Job.state)).one() == "poison"


def test_the_page_asks_as_much_for_three_given_up_jobs_as_for_one(office: Office) -> None:
    counts = []
    client = office.as_admin()
    for count in (1, 2):
        poison(office, count)
        with counted_queries(office.app) as said:
            client.get("/quan-tri/van-hanh")
        counts.append(len(said))
    assert counts[0] == counts[1]
