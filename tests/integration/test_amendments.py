"""After the issue: everybody is told and confirms reading; amendments with reason, second person and limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.enums import PlanState, RoundState
from judging.models.history import HistoryLine, Notice
from judging.models.people import Account
from judging.models.programmes import PlanReceipt, PlanVersion
from judging.models.rounds import Round
from judging.queries.programmes import plan_of_text
from judging.spec.deadlines import Deadline
from judging.spec.words import MilestoneKind
from portal.jobs.worker import work_until_idle
from tests.factories.administration import Office
from tests.factories.office import make_account
from tests.factories.wizard import SLUG, Clerk

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock


@pytest.fixture
def clerk(app: Flask, clock: TestClock) -> Clerk:
    with app.app_context():
        return Clerk(Office(app, clock))


@pytest.mark.requirement("S001-R01", "S001-R03")
def test_everybody_of_the_office_is_told_of_an_issued_plan_and_confirms_reading_it(clerk: Clerk) -> None:
    clerk.open_contest()
    work_until_idle(clerk.office.app)
    work_until_idle(clerk.office.app)
    with clerk.office.writing() as session:
        accounts = set(session.scalars(select(Account.id)))
        assert set(session.scalars(select(PlanReceipt.account_id))) == accounts
        told = session.scalars(select(Notice).where(Notice.kind == "plan.issued")).all()
        assert sorted(one.account for one in told) == sorted(map(str, accounts))
    staff = clerk.browser(clerk.staff)
    assert "cải cách hành chính" in staff.get("/thong-bao").body
    url = f"/thong-bao/ke-hoach/{clerk.version().id}"
    page = staff.get(url)
    assert "3202/UBND-NC" in page.body
    assert "UBND các xã, thị trấn" in page.body
    staff.post(f"{url}/da-doc", {})
    assert "đã đọc kế hoạch này" in staff.get(url).body
    overview = clerk.browser().get(f"/ke-hoach/{SLUG}")
    assert "Đã đọc 1" in " ".join(overview.all_words("dl"))
    with clerk.office.writing() as session:
        newcomer = make_account(session, now=clerk.office.clock())
    clerk.browser(newcomer).get(url, status=404)


@pytest.mark.requirement("S001-R34")
def test_a_unit_sees_who_has_not_read_the_plan(clerk: Clerk) -> None:
    with clerk.office.writing() as session:
        unit = session.get_one(type(clerk.office.unit), clerk.office.unit.id)
        for name in ("Đã Đọc", "Chưa Đọc"):
            make_account(session, name, now=clerk.office.clock(), unit=unit)
    clerk.open_contest()
    work_until_idle(clerk.office.app)
    with clerk.office.writing() as session:
        reader = next(a for a in session.scalars(select(Account)) if a.person.full_name == "Đã Đọc")
    clerk.browser(reader).post(f"/thong-bao/ke-hoach/{clerk.version().id}/da-doc", {})
    page = clerk.office.as_coordinator().get("/don-vi/ke-hoach-da-doc")
    assert page.words("dl") == "Được thông báo 3 Đã đọc 1 Chưa đọc 2"
    card = page.words(".card")
    assert "Chưa Đọc" in card
    assert "Đã Đọc" not in card
    assert "Cán Bộ" not in card, "another unit's people are not shown"


def test_an_amendment_needs_its_reason_and_tells_everyone_concerned(clerk: Clerk) -> None:
    clerk.open_contest()
    work_until_idle(clerk.office.app)
    clerk.amend()
    clerk.issue(status=422, reason="không đổi gì")
    clerk.step("giai", **{"ladders-individual-tiers-2-amount_vnd": "1.200.000"})
    clerk.issue(status=422)
    clerk.issue(reason="Tăng mức thưởng theo ý kiến lãnh đạo")
    work_until_idle(clerk.office.app)
    with clerk.office.writing() as session:
        first, second = session.scalars(select(PlanVersion).order_by(PlanVersion.number)).all()
        assert (first.state, second.state) == ("replaced", "issued")
        assert second.reason == "Tăng mức thưởng theo ý kiến lãnh đạo"
        told = session.scalars(select(Notice.account).where(Notice.kind == "plan.amended")).all()
        assert len(told) == len(session.scalars(select(Account.id)).all())
        actions = session.scalars(
            select(HistoryLine.action).where(HistoryLine.action.like("plan.%")).order_by(HistoryLine.seq)
        ).all()
        assert actions == ["plan.issue", "plan.amend", "plan.issue"]
    page = clerk.browser(clerk.staff).get(f"/thong-bao/ke-hoach/{second.id}")
    assert "1.200.000" in page.words("table").replace("\xa0", " ")
    assert "Tăng mức thưởng theo ý kiến lãnh đạo" in page.body


def test_X33_a_moved_deadline_holds_only_after_a_second_person_confirmed_it(clerk: Clerk) -> None:
    clerk.open_contest()
    clerk.amend()
    later = ("milestones-entries_close-deadline-day", "milestones-programme_end-deadline-day")
    clerk.step("thoi-gian", **dict.fromkeys(later, "2026-09-25"))
    clerk.step("cham", **{"rounds-final-opens-day": "2026-09-26", "rounds-final-closes-day": "2026-10-02"})
    assert "Gửi để xác nhận" in clerk.browser().get(f"/ke-hoach/{SLUG}/xem-lai").all_words("button")
    clerk.issue(reason="Mưa lũ, nhiều xã mất điện")
    assert clerk.version().state == PlanState.SUBMITTED.value
    assert "đang chờ xác nhận" in clerk.browser(clerk.second).get("/thong-bao").body
    assert "đang chờ xác nhận" not in clerk.browser().get("/thong-bao").body
    url = f"/ke-hoach/{SLUG}"
    edition = {"version": str(clerk.version().edition)}
    clerk.browser().post(f"{url}/xac-nhan", edition, status=422)
    clerk.browser(clerk.staff).post(f"{url}/xac-nhan", edition, status=404)
    clerk.browser(clerk.second).post(f"{url}/xac-nhan", {"version": "1"}, status=409)
    assert closing(clerk) == "2026-09-21"
    assert "Mưa lũ" in clerk.browser(clerk.second).get(f"{url}/xem-lai").body
    clerk.browser(clerk.second).post(f"{url}/xac-nhan", edition)
    assert closing(clerk) == "2026-09-25"
    version = clerk.version()
    assert (version.submitted_by, version.issued_by) == (clerk.account.id, clerk.second.id)


def test_X33_the_second_person_may_send_the_amendment_back(clerk: Clerk) -> None:
    clerk.open_contest()
    clerk.amend()
    clerk.step("thoi-gian", **{"milestones-results_by-deadline-day": "2026-10-05"})
    clerk.issue(reason="nhầm")
    clerk.step("thoi-gian", status=409)
    clerk.browser(clerk.second).post(f"/ke-hoach/{SLUG}/tra-lai", {"reason": "Ngày 05/10 vướng lịch họp"})
    assert clerk.version().state == PlanState.DRAFT.value
    clerk.browser().post(f"/ke-hoach/{SLUG}/bo-ban-thao", {})
    assert clerk.version().number == 1


def closing(clerk: Clerk) -> str:
    with clerk.office.writing() as session:
        text = session.scalars(select(PlanVersion.canonical).where(PlanVersion.state == "issued")).one()
    deadline = plan_of_text(text).find_milestone(MilestoneKind.ENTRIES_CLOSE)
    assert isinstance(deadline, Deadline)
    return str(deadline.value)


def test_B19_a_rubric_is_frozen_once_its_round_is_open(clerk: Clerk) -> None:
    clerk.open_contest()
    clerk.amend()
    clerk.step("cham", **{"rubrics-common-criteria-0-maximum": "30", "rubrics-common-criteria-1-maximum": "20"})
    with clerk.office.writing() as session:
        for one in session.scalars(select(Round)):
            one.state = RoundState.OPEN.value
    page = clerk.browser().get(f"/ke-hoach/{SLUG}/xem-lai")
    assert "Vòng chấm đã mở: thang điểm và quy tắc chấm không đổi được nữa." in page.body
    clerk.issue(status=422, reason="đổi thang điểm")
    assert clerk.version().state == PlanState.DRAFT.value
    with clerk.office.writing() as session:
        for one in session.scalars(select(Round)):
            one.state = RoundState.PLANNED.value
    clerk.issue(reason="đổi thang điểm")
    assert clerk.version().state == PlanState.ISSUED.value


def test_what_entries_rest_on_cannot_be_taken_away_after_opening(clerk: Clerk) -> None:
    clerk.open_contest()
    clerk.amend()
    clerk.step("the-loai", **{"topics-0-text": ""})
    assert "không thể bỏ đi" in clerk.browser().get(f"/ke-hoach/{SLUG}/xem-lai").body
    clerk.issue(status=422, reason="bỏ chủ đề")
