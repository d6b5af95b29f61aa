"""The plan wizard, as a clerk goes through it: clone, decide, look through, issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from judging.enums import PlanState, ProgrammeState, Role
from judging.models.programmes import Category, Programme, Tier
from judging.models.rounds import Round
from judging.plans.shipped import shipped_plan
from judging.queries.programmes import plan_of_text
from judging.rules.openings import round_blockers
from judging.spec.unknown import Unknown
from tests.factories.administration import Office
from tests.factories.office import make_account
from tests.factories.programmes import make_programme
from tests.factories.wizard import DAYS, JUDGING, SLUG, WIZARD, Clerk, fields_of, form_of

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.conftest import TestClock


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
def test_mistakes_of_the_rubric_are_explained_before_the_issue(clerk: Clerk) -> None:
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


def test_B12_two_clerks_never_overwrite_each_other(clerk: Clerk) -> None:
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


@pytest.mark.requirement("S001-R30")
def test_a_ladder_by_vote_asks_how_people_vote_and_another_kind_forgets_it(clerk: Clerk) -> None:
    clerk.clone()
    clerk.step("thoi-gian", **DAYS)
    row = {"ladders-1-name": "Giải bình chọn", "ladders-1-scope": "individual", "ladders-1-basis": "public_vote"}
    clerk.step("giai", **row)
    popular = plan_of_text(clerk.version().canonical).ladders[1]
    assert popular.vote is not None
    assert all(isinstance(one, Unknown) for one in (popular.vote.voters, popular.vote.opens, popular.vote.closes))
    at = f"ladders-{popular.key}-vote"
    page = clerk.step("giai", **row, **{f"{at}-voters": "staff", f"{at}-works_each": "hai"}, status=422)
    assert "số nguyên" in page.words(".error-summary")
    told = {f"{at}-voters": "staff", f"{at}-opens-day": "2026-10-01", f"{at}-closes-day": "2026-10-05",
            f"{at}-works_each": "2", f"{at}-ties": "board_decides"}  # fmt: skip
    clerk.step("giai", **row, **told)
    rule = plan_of_text(clerk.version().canonical).ladders[1].vote
    assert rule is not None
    assert (rule.voters, rule.works_each, rule.ties, rule.least_votes) == ("staff", 2, "board_decides", 1)
    review = " | ".join(clerk.browser().get(f"/ke-hoach/{SLUG}/xem-lai").all_words("tbody tr"))
    assert "Giải bình chọn" in review
    clerk.step("giai", **{**row, "ladders-1-basis": "ranking"})
    assert plan_of_text(clerk.version().canonical).ladders[1].vote is None
