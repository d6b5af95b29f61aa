"""A clerk before the plan wizard: what a form holds is sent back as a browser does, with what the test changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.enums import Role
from judging.models.programmes import PlanVersion, Programme
from tests.factories.office import make_account
from tests.factories.programmes import make_programme
from tests.page_client import Page, PageClient

if TYPE_CHECKING:
    from bs4 import Tag

    from judging.models.people import Account
    from tests.factories.administration import Office

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


def form_of(page: Page, action_ends: str) -> Tag:
    """The posting form whose address ends so."""
    return next(
        form
        for form in page.soup.find_all("form")
        if str(form.get("method", "")).lower() == "post" and str(form["action"]).split("?")[0].endswith(action_ends)
    )


def fields_of(form: Tag) -> dict[str, list[str]]:
    """Everything that a browser would send for the form as it stands."""
    sent: dict[str, list[str]] = {}
    for tag in form.find_all(["input", "textarea", "select"]):
        name = tag.get("name")
        if not name:
            continue
        if tag.name == "select":
            chosen = tag.find("option", selected=True) or tag.find("option")
            sent.setdefault(str(name), []).append(str(chosen["value"]) if chosen else "")
        elif tag.name == "textarea":
            sent.setdefault(str(name), []).append(tag.get_text().removeprefix("\n"))
        elif tag.get("type") not in {"checkbox", "radio"} or tag.has_attr("checked"):
            sent.setdefault(str(name), []).append(str(tag.get("value", "")))
    return sent


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
