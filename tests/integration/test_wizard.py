"""The plan wizard, as a clerk goes through it: clone, decide, look through, issue, amend, confirm, read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.enums import PlanState, ProgrammeState, Role, RoundState
from judging.models.history import HistoryLine, Notice
from judging.models.people import Account
from judging.models.programmes import Category, PlanReceipt, PlanVersion, Programme, Tier
from judging.models.rounds import Round
from judging.plans.shipped import shipped_plan
from judging.queries.programmes import plan_of_text
from judging.rules.openings import round_blockers
from judging.spec.deadlines import Deadline
from judging.spec.words import MilestoneKind
from portal.jobs.worker import work_until_idle
from tests.factories.administration import Office
from tests.factories.office import make_account
from tests.factories.programmes import make_programme
from tests.factories.wizard import fields_of, form_of
from tests.page_client import Page, PageClient

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.conftest import TestClock

SLUG = "cchc-2026"
WIZARD = ("van-ban", "thoi-gian", "the-loai", "du-thi", "cham", "giai")
ESSAY = {"categories-essay-count_scope": "body", "categories-essay-typed_allowed": "yes",
         "categories-essay-file_kinds": ["docx", "pdf"], "categories-essay-max_bytes": "20",
         "categories-video-file_kinds": ["mp4"], "categories-video-max_bytes": "1024",
         "categories-essay-attachments-pictures-count-maximum": "10",
         "categories-essay-attachments-pictures-file_kinds": ["jpg", "png"],
         "categories-essay-attachments-pictures-max_bytes": "10",
         "categories-essay-attachments-video_disc-count-maximum": "1",
         "categories-essay-attachments-video_disc-file_kinds": ["mp4"],
         "categories-essay-attachments-video_disc-max_bytes": "500"}  # fmt: skip
ENTERING = {"eligibility-excluded_roles": ["board", "judge", "head", "secretary", "validator"],
            "entering-per_author-maximum": "2", "entering-on_fail": "warn", "entering-late": "refuse",
            "entering-grace_seconds": "0", "entering-max_versions-none": "yes"}  # fmt: skip
DAYS = {"milestones-programme_start-deadline-day": "2026-09-01", "milestones-programme_end-deadline-day": "2026-09-20",
        "milestones-entries_open-deadline-day": "2026-09-01", "milestones-entries_close-deadline-day": "2026-09-20",
        "milestones-results_by-deadline-day": "2026-10-15",
        "milestones-awards_by-deadline-day": "2026-10-20"}  # fmt: skip
JUDGING = {"rounds-final-opens-day": "2026-09-21", "rounds-final-closes-day": "2026-10-01",
           "rounds-final-panel-seats-minimum": "3", "rounds-final-panel-seats-maximum": "5",
           "rounds-final-marks_per_entry": "2", "rounds-final-aggregation": "mean", "rounds-final-gap-limit": "20",
           "rounds-final-gap-action": "third_mark", "rounds-final-cap_per_judge-none": "yes",
           "rounds-final-own_unit_excluded": "yes", "rounds-final-blindness": "author_and_panel",
           "rubrics-final-criteria-0-name": "Đúng chủ đề", "rubrics-final-criteria-0-maximum": "60",
           "rubrics-final-criteria-1-name": "Tính mới", "rubrics-final-criteria-1-maximum": "40",
           "rubrics-final-step": "0.5", "rounds-final-tie_chain-0-kind": "highest_criterion",
           "rounds-final-tie_chain-0-criterion": "tính mới", "rounds-final-tie_chain-1-kind": "board_decides",
           "rounds-final-tie_chain-1-criterion": ""}  # fmt: skip


class Clerk:
    """A board member with the demonstration's sample before her."""

    def __init__(self, office: Office) -> None:
        self.office = office
        with office.writing() as session:
            self.account = make_account(session, "Văn Thư", now=office.clock(), roles=(Role.BOARD,), unit=None)
            self.second = make_account(session, "Người Thứ Hai", now=office.clock(), roles=(Role.BOARD,))
            self.staff = make_account(session, "Cán Bộ", now=office.clock())

    def browser(self, account: Account | None = None) -> PageClient:
        return PageClient(self.office.app).sign_in_as(account or self.account)

    def clone(self, source: str = "sample:dakrong-2020", slug: str = SLUG) -> Page:
        title = "Cuộc thi cải cách hành chính 2026"
        page = self.browser().post("/ke-hoach/moi", {"source": source, "title": title, "slug": slug})
        return self.browser().follow(page)

    def step(self, word: str, *, status: int = 302, by: Account | None = None, **changes: object) -> Page:
        browser = self.browser(by)
        url = f"/ke-hoach/{SLUG}/soan/{word}"
        page = Page(browser.http.get(url, base_url="http://127.0.0.1"))  # its HTML is checked once, in another test
        sent = fields_of(form_of(page, url)) | changes if page.status == 200 else changes
        return browser.post(url, sent, status=status)

    def issue(self, *, status: int = 302, reason: str = "", by: Account | None = None) -> Page:
        edition = str(self.version().edition)
        return self.browser(by).post(
            f"/ke-hoach/{SLUG}/ban-hanh", {"reason": reason, "version": edition}, status=status
        )

    def version(self) -> PlanVersion:
        with self.office.writing() as session:
            statement = select(PlanVersion).join(Programme).where(Programme.slug == SLUG)
            return session.scalars(statement.order_by(PlanVersion.number.desc())).first()  # type: ignore[return-value]

    def decide_entering(self) -> None:
        self.step("thoi-gian", **DAYS)
        self.step("the-loai", **ESSAY)
        self.step("du-thi", **ENTERING)
        self.step("cham", **{k: v for k, v in JUDGING.items() if k.endswith("-day")})

    def open_contest(self) -> None:
        """The demonstration's contest, issued and open: entries close on 21 September."""
        with self.office.writing() as session:
            make_programme(session, now=self.office.clock(), slug=SLUG)

    def amend(self) -> None:
        self.browser().post(f"/ke-hoach/{SLUG}/dieu-chinh", {})


@pytest.fixture
def clerk(app: Flask, clock: TestClock) -> Clerk:
    with app.app_context():
        return Clerk(Office(app, clock))


@pytest.mark.requirement("S001-R01", "S001-R02")
def test_a_clone_keeps_what_the_sample_says_but_not_the_old_papers_identity(clerk: Clerk) -> None:
    page = clerk.clone()
    assert page.h1 == "Văn bản"
    assert page.soup.select_one("[name=legal_bases-0-number]")["value"] == "3202/UBND-NC"
    plan = plan_of_text(clerk.version().canonical)
    sample = shipped_plan("dakrong-2020")
    assert (plan.legal_bases, plan.topics, plan.ladders) == (sample.legal_bases, sample.topics, sample.ladders)
    assert (plan.document.number, plan.document.number_as_read, plan.document.issued_on) == (None, None, None)
    assert plan.document.signer is None
    assert plan.key == SLUG


@pytest.mark.requirement("S001-R08")
def test_saving_every_step_untouched_changes_nothing(clerk: Clerk) -> None:
    clerk.clone()
    before = clerk.version().sha256
    for step in WIZARD:
        clerk.browser().get(f"/ke-hoach/{SLUG}/soan/{step}")
        clerk.step(step)
    assert clerk.version().sha256 == before


def test_unknowns_of_entering_stop_the_issue_and_those_of_a_round_do_not(clerk: Clerk) -> None:
    clerk.clone()
    page = clerk.browser().get(f"/ke-hoach/{SLUG}/chua-quyet-dinh")
    assert "Ban tổ chức cuộc thi huyện" in page.body
    assert "Ban Giám khảo có mấy người?" in page.body
    review = clerk.browser().get(f"/ke-hoach/{SLUG}/xem-lai")
    assert "Ban hành kế hoạch" not in review.all_words("button")
    clerk.issue(status=422)
    assert clerk.version().state == PlanState.DRAFT.value
    clerk.decide_entering()
    assert "Ban hành kế hoạch" in clerk.browser().get(f"/ke-hoach/{SLUG}/xem-lai").all_words("button")
    clerk.issue()
    with clerk.office.writing() as session:
        programme = session.scalars(select(Programme).where(Programme.slug == SLUG)).one()
        assert programme.state == ProgrammeState.OPEN.value
        assert session.scalars(select(Category.key).where(Category.programme_id == programme.id)).all() == [
            "essay",
            "video",
        ]
        assert len(session.scalars(select(Tier.key).where(Tier.programme_id == programme.id)).all()) == 3
        assert session.scalars(select(Round.key).where(Round.programme_id == programme.id)).all() == ["final"]
    plan = plan_of_text(clerk.version().canonical)
    assert "rounds[final].rubric" in dict(round_blockers(plan, "final"))
    overview = clerk.browser().get(f"/ke-hoach/{SLUG}")
    assert "chưa thể mở" in overview.body
    assert "Thang điểm" in overview.body


def test_the_review_says_every_difference_in_words(clerk: Clerk) -> None:
    clerk.clone()
    clerk.step("thoi-gian", **DAYS)
    clerk.step("the-loai", **{"categories-essay-chu-maximum": "1.800", "categories-video-seconds-maximum": "6:30"})
    clerk.step("giai", **{"ladders-individual-tiers-0-amount_vnd": "2,5 triệu đồng"})
    rows = clerk.browser().get(f"/ke-hoach/{SLUG}/xem-lai").all_words("tbody tr")
    told = " | ".join(rows).replace("\xa0", " ")
    assert "Hết hạn nhận bài đến hết ngày 15/9/2020 đến hết ngày 20/9/2026" in told
    assert "Thể loại “bài viết” – Số chữ từ 1.000 đến 2.000 từ 1.000 đến 1.800" in told
    video = "Thể loại “video” – Thời lượng (phút:giây) từ 4 phút 00 giây đến "
    assert f"{video}6 phút 00 giây từ 4 phút 00 giây đến 6 phút 30 giây" in told
    assert "giải “Nhất” – Mức thưởng 2.000.000 đồng 2.500.000 đồng" in told
    assert "Bắt đầu nhận bài từ ngày 01/9/2020 từ ngày 01/9/2026" in told
    assert "toml" not in told.lower()


def test_what_cannot_be_read_is_told_at_its_field_and_nothing_is_lost(clerk: Clerk) -> None:
    clerk.clone()
    before = clerk.version().sha256
    page = clerk.step(
        "giai", status=422, **{"ladders-individual-tiers-0-amount_vnd": "hai triệu", "exclusivity": "one_per_author"}
    )
    assert "hai triệu" in page.words(".error-summary")
    assert page.soup.select_one("[name=ladders-individual-tiers-0-amount_vnd]")["value"] == "hai triệu"
    assert page.soup.select_one("[name=exclusivity] option[selected]")["value"] == "one_per_author"
    assert clerk.version().sha256 == before
    clerk.step("thoi-gian", status=422, **{"milestones-entries_close-deadline-day": "31/6/2026"})
    clerk.step("cham", status=422, **{"rounds-final-marks_per_entry": "hai"})
    clerk.step("du-thi", status=422, **{"entering-intake": "by_pigeon"})


@pytest.mark.requirement("S001-R08")
def test_B19_mistakes_of_the_rubric_are_explained_before_the_issue(clerk: Clerk) -> None:
    clerk.clone()
    clerk.decide_entering()
    clerk.step(
        "cham", **{**JUDGING, "rounds-final-marks_per_entry": "9", "rounds-final-tie_chain-1-kind": "lowest_gap"}
    )
    page = clerk.browser().get(f"/ke-hoach/{SLUG}/xem-lai")
    assert "Mỗi bài cần 9 phiếu chấm, nhưng ban chỉ có 5 người." in page.body
    assert "Bước cuối cùng phải do một người quyết định hoặc cho đồng hạng." in page.body
    clerk.issue(status=422)
    topics = {"topics-0-text": "Sáng kiến một cửa", "topics-9-text": "Chủ đề mới thêm"}
    clerk.step("the-loai", **topics)
    plan = plan_of_text(clerk.version().canonical)
    assert (plan.topics[0].key, plan.topics[0].text) == ("leadership", "Sáng kiến một cửa")
    assert (plan.topics[9].key, plan.topics[9].text) == ("chu_de_moi_them", "Chủ đề mới thêm")


def test_X25_two_clerks_never_overwrite_each_other(clerk: Clerk) -> None:
    clerk.clone()
    url = f"/ke-hoach/{SLUG}/soan/van-ban"
    mine = fields_of(form_of(clerk.browser().get(url), url))
    clerk.step("van-ban", by=clerk.second, theme="Chủ đề của người kia")
    page = clerk.browser().post(url, mine | {"theme": "Chủ đề của tôi"}, status=409)
    assert "Chủ đề của người kia" in page.words("table")
    assert "Chủ đề của tôi" in page.words("table")
    assert plan_of_text(clerk.version().canonical).theme == "Chủ đề của người kia"
    again = fields_of(form_of(page, url))
    assert again["theme"] == ["Chủ đề của tôi"]
    clerk.browser().post(url, again)
    assert plan_of_text(clerk.version().canonical).theme == "Chủ đề của tôi"


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


def test_A05_A20_the_wizard_is_the_boards_own_and_takes_only_its_fields(clerk: Clerk) -> None:
    clerk.clone()
    with clerk.office.writing() as session:
        programme = session.scalars(select(Programme).where(Programme.slug == SLUG)).one()
        foreign = make_account(session, now=clerk.office.clock(), roles=(Role.BOARD,), programme=_other(session, clerk))
        head = make_account(session, now=clerk.office.clock(), roles=(Role.HEAD,), programme=programme)
    for url in (f"/ke-hoach/{SLUG}", f"/ke-hoach/{SLUG}/soan/van-ban", f"/ke-hoach/{SLUG}/xem-lai"):
        clerk.browser(foreign).get(url, status=404)
        clerk.browser(clerk.staff).get(url, status=404)
    clerk.browser(foreign).post(f"/ke-hoach/{SLUG}/ban-hanh", {"reason": "", "version": "1"}, status=404)
    clerk.browser(head).get(f"/ke-hoach/{SLUG}/soan/van-ban", status=404)
    before = clerk.version().sha256
    for extra in ("state", "canonical", "sha256", "issued_by", "key"):
        clerk.step("van-ban", status=422, **{"title": "Đổi tên", extra: "x"})
    clerk.browser().post(f"/ke-hoach/{SLUG}/ban-hanh", {"reason": "", "version": "1", "issued_by": "x"}, status=422)
    assert clerk.version().sha256 == before
    clerk.browser().get(f"/ke-hoach/{SLUG}/soan/khong-co", status=404)
    clerk.browser().get("/ke-hoach/khong-co", status=404)


def _other(session: Session, clerk: Clerk) -> Programme:
    return make_programme(session, now=clerk.office.clock())


def test_E01_what_a_clerk_types_is_shown_as_text(clerk: Clerk) -> None:
    payload = '"><script>alert(1)</script>'
    clerk.clone()
    clerk.step("van-ban", title=payload, theme=payload, **{"legal_bases-0-subject": payload})
    for url in (f"/ke-hoach/{SLUG}/soan/van-ban", f"/ke-hoach/{SLUG}/xem-lai", "/ke-hoach", f"/ke-hoach/{SLUG}"):
        page = clerk.browser().get(url)
        assert "<script>alert" not in page.text
    assert payload in clerk.browser().get("/ke-hoach").soup.get_text()


def test_a_taken_short_name_is_refused_and_a_board_of_one_contest_gets_the_new_one(clerk: Clerk) -> None:
    clerk.clone()
    form = {"source": "sample:dakrong-demo", "title": "Khác", "slug": SLUG}
    page = clerk.browser().post("/ke-hoach/moi", form, status=422)
    assert SLUG in page.words(".error-summary")
    with clerk.office.writing() as session:
        scoped = make_account(session, now=clerk.office.clock(), roles=(Role.BOARD,), programme=_other(session, clerk))
    browser = clerk.browser(scoped)
    browser.follow(browser.post("/ke-hoach/moi", {**form, "slug": "ke-hoach-rieng"}))
    browser.get("/ke-hoach/ke-hoach-rieng")
    for bad in ({"slug": "Có Dấu"}, {"slug": "a"}, {"source": "sample:../../etc/passwd"}, {"source": "version:x"}):
        browser.post("/ke-hoach/moi", {**form, "slug": "abc-1", **bad}, status=422)
