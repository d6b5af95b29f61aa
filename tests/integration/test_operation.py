"""The operation page: figures, health, and jobs that were given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

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
    assert "Không có việc nào bị bỏ." in page.body


def test_a_job_that_was_given_up_shows_its_error_and_runs_again_once(office: Office) -> None:
    (job,) = poison(office)
    client = office.as_admin()
    page = client.get("/quan-tri/van-hanh")
    assert "UnknownJobError: <b>no_such_kind</b>" in page.body
    assert page.soup.find("b") is None
    client.post(f"/quan-tri/van-hanh/viec/{job.id}/chay-lai", {})
    with office.writing() as session:
        row = session.scalars(select(Job).where(Job.id == job.id)).one()
        assert (row.state, row.attempts) == ("queued", 0)
    client.post(f"/quan-tri/van-hanh/viec/{job.id}/chay-lai", {}, status=409)
    work_until_idle(office.app, most=1)
    with office.writing() as session:
        assert session.scalars(select(Job.attempts).where(Job.id == job.id)).one() == 1


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
