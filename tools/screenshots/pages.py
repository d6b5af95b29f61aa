"""Which pages are taken, as whom, in which order. A page that does not exist is skipped with a note."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import uploading
from .stages import DRAFTED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from playwright.sync_api import FilePayload, Page


@dataclass(frozen=True, slots=True)
class Picture:
    """One page: the name of its file, who looks (a staff code; empty: nobody signed in), and its address.

    `args` fills the address: `entry:duthi3` is looked up, other words stand for themselves. `act` is done in
    the browser before the picture is taken. The picture begins at the first element that matches `begins_at`.
    """

    name: str
    who: str
    endpoint: str
    args: Mapping[str, str] = field(default_factory=dict)
    act: Callable[[Page], None] | None = None
    begins_at: str = ""


def _fill_list(page: Page) -> None:
    """A list of people with two bad rows, uploaded for its check."""
    rows = (
        "Mã cán bộ,Họ và tên,Mã đơn vị,Chức vụ,Đối tượng,Số điện thoại\n"
        "TD001,Hồ Thị Trình Diễn,KK,Chuyên viên,công chức,0912 345 678\n"
        "TD002,,KK,Chuyên viên,công chức,0912 345 679\n"
        "TD003,Lê Văn Trình Diễn,XX,Chuyên viên,công chức,09123\n"
    )
    file: FilePayload = {"name": "can-bo.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    page.set_input_files("input[type=file]", files=file)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def _press_first(page: Page) -> None:
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def _sign_in_wrongly(page: Page) -> None:
    page.fill("input[name=name]", "khong-co-ai")
    page.fill("input[name=password]", "mật khẩu sai")
    _press_first(page)


def _cover(page: Page) -> None:
    """The first words of the essay's second paragraph, covered."""
    shown = page.locator("[data-covering] p").filter(has_not_text="«").nth(1).inner_text()
    page.fill("#passage", " ".join(shown.split()[:4]))
    page.locator("#cover-form button[type=submit]").click()
    page.wait_for_load_state()


DRAFT, ESSAY, VIDEO, OUTSIDE = (
    {"entry_id": "entry:duthi2"},
    {"entry_id": "entry:duthi3"},
    {"entry_id": "entry:duthi4"},
    {"entry_id": "entry:duthi6"},
)

HANDING_IN = (
    Picture("public-home", "", "public.home"),
    Picture("public-programme", "", "public.programme", {"slug": "programme:any"}),
    Picture("public-verify", "", "public.verify"),
    Picture("public-receipt", "", "public.verify_receipt", {"check_code": "check:duthi3"}),
    Picture("account-sign-in", "", "account.sign_in"),
    Picture("account-sign-in-refused", "", "account.sign_in", act=_sign_in_wrongly),
    Picture("account-code", "", "account.use_code"),
    Picture("account-account", "duthi3", "account.account"),
    Picture("account-password", "duthi3", "account.change_password"),
    Picture("entrant-entries-none", "duthi1", "entrant.entries"),
    Picture("entrant-start", "duthi1", "entrant.start", {"slug": "programme:any"}),
    Picture("entrant-entries", "duthi3", "entrant.entries"),
    Picture("entrant-entry-draft", "duthi2", "entrant.entry", DRAFT),
    Picture("entrant-cover", "duthi2", "entrant.cover", DRAFT),
    Picture("entrant-work-essay", "duthi2", "entrant.work", DRAFT),
    Picture("entrant-typed", "duthi2", "entrant.typed", DRAFT),
    Picture("entrant-attachments", "duthi2", "entrant.attachments", DRAFT),
    Picture("entrant-declarations", "duthi2", "entrant.declarations", DRAFT),
    Picture("entrant-submit", "duthi2", "entrant.submit", DRAFT),
    Picture("entrant-entry-handed-in", "duthi3", "entrant.entry", ESSAY),
    Picture("entrant-work-identity", "duthi3", "entrant.work", ESSAY),
    Picture("entrant-preview-essay", "duthi3", "entrant.preview", ESSAY),
    Picture("entrant-changes", "duthi3", "entrant.entry_changes", ESSAY),
    Picture("entrant-receipt", "duthi3", "entrant.receipt", {**ESSAY, "receipt_id": "receipt:duthi3"}),
    Picture("entrant-work-video", "duthi4", "entrant.work", VIDEO),
    *(
        Picture(f"entrant-upload-{act.__name__}", "duthi4", "entrant.work", VIDEO, act, "main > details")
        for act in (uploading.going, uploading.paused, uploading.failed, uploading.resumed, uploading.unfinished)
    ),
    Picture("entrant-preview-video", "duthi4", "entrant.preview", VIDEO),
    Picture("entrant-entry-outside", "duthi6", "entrant.entry", OUTSIDE),
    Picture("entrant-work-outside", "duthi6", "entrant.work", OUTSIDE),
    Picture("coordinator-unit", "daumoi-tr", "coordinator.unit"),
    Picture("coordinator-entry", "daumoi-tr", "coordinator.unit_entry", ESSAY),
    Picture("coordinator-readings", "daumoi-tr", "coordinator.readings"),
    Picture("coordinator-people", "daumoi-kk", "coordinator.people"),
    Picture("board-plans", "bantochuc", "board.plans"),
    Picture("board-plan", "bantochuc", "board.plan", {"slug": "programme:any"}),
    Picture("board-plan-new", "bantochuc", "board.clone"),
    *(
        Picture(f"board-plan-step-{step}", "bantochuc", "board.plan_step", {"slug": DRAFTED, "step": step})
        for step in ("van-ban", "thoi-gian", "the-loai", "du-thi", "cham", "giai")
    ),
    Picture("board-plan-review", "bantochuc", "board.plan_review", {"slug": DRAFTED}),
    Picture("board-plan-unknowns", "bantochuc", "board.plan_unknowns", {"slug": DRAFTED}),
    Picture("admin-people", "quantri", "admin.people"),
    Picture("admin-person", "quantri", "admin.person", {"person_id": "person:duthi3"}),
    Picture("admin-person-add", "quantri", "admin.add_person"),
    Picture("admin-units", "quantri", "admin.units"),
    Picture("admin-unit", "quantri", "admin.change_unit", {"unit_id": "unit:KK"}),
    Picture("admin-unit-add", "quantri", "admin.add_unit"),
    Picture("admin-levels", "quantri", "admin.level"),
    Picture("admin-list", "quantri", "admin.upload_list", {"word": "nguoi"}),
    Picture("admin-list-faults", "quantri", "admin.upload_list", {"word": "nguoi"}, _fill_list),
    Picture("components", "", "public.components"),
)

ROUND = {"round_id": "round:any"}
FORWARDED = (
    Picture("coordinator-unit-forwarded", "daumoi-tr", "coordinator.unit"),
    Picture("coordinator-receipt", "daumoi-tr", "coordinator.forward_receipt", {"receipt_id": "forwarded:duthi3"}),
    Picture("validator-queue", "kiemtra1", "validator.queue"),
    Picture("validator-entry", "kiemtra1", "validator.entry", {"entry_id": "entry:duthi5"}),
    Picture("validator-entry-outside", "kiemtra1", "validator.entry", {"entry_id": "entry:duthi6"}),
    Picture("validator-entry-video", "kiemtra1", "validator.entry", {"entry_id": "entry:duthi4"}),
    Picture("validator-redactions", "kiemtra1", "validator.redactions", {"entry_id": "entry:duthi5"}),
    Picture("validator-redactions-covered", "kiemtra1", "validator.redactions", {"entry_id": "entry:duthi5"}, _cover),
    Picture("validator-redactions-video", "kiemtra1", "validator.redactions", {"entry_id": "entry:duthi4"}),
    Picture("validator-lookalikes", "kiemtra1", "validator.lookalikes"),
    Picture("validator-lookalike", "kiemtra1", "validator.lookalike", {"lookalike_id": "lookalike:any"}),
    Picture("validator-suspicions", "kiemtra1", "validator.suspicions"),
    Picture("validator-green", "kiemtra1", "validator.green", {"slug": "programme:any"}),
    Picture("board-desk", "bantochuc", "board.desk"),
    Picture("board-late", "bantochuc", "board.late"),
)
VALIDATED = (
    Picture("validator-queue-decided", "kiemtra1", "validator.queue", {"kho": "decided"}),
    Picture("board-rejections", "bantochuc", "board.rejections"),
    Picture("secretary-library", "thuky", "secretary.library"),
    Picture("secretary-article-new", "thuky", "secretary.new_article"),
    Picture("secretary-rounds", "thuky", "secretary.rounds"),
    Picture("secretary-seals-before", "thuky", "secretary.seals", ROUND),
)
SEALED = (
    Picture("secretary-seals", "thuky", "secretary.seals", ROUND),
    Picture("secretary-panel", "thuky", "secretary.panel", ROUND),
    Picture("secretary-assignment", "thuky", "secretary.assignment", ROUND),
    Picture("holder-openings", "bantochuc", "holder.openings"),
    Picture("judge-work-before", "giamkhao2", "judge.work"),
)
JUDGING = (
    Picture("secretary-round", "thuky", "secretary.judging_round", ROUND),
    Picture("judge-work", "giamkhao2", "judge.work"),
    Picture("judge-essay", "giamkhao2", "judge.review_entry", {"assignment_id": "essay:giamkhao2"}),
    # Two of three judges mark the video: whoever of these two has it.
    Picture("judge-video", "giamkhao2", "judge.review_entry", {"assignment_id": "video:giamkhao2"}),
    Picture("judge-video", "giamkhao3", "judge.review_entry", {"assignment_id": "video:giamkhao3"}),
    Picture("judge-recuse", "giamkhao2", "judge.recuse_entry", {"assignment_id": "essay:giamkhao2"}),
)
MARKED = (
    Picture("judge-work-marked", "giamkhao2", "judge.work"),
    Picture("judge-my-marks", "giamkhao2", "judge.my_marks"),
    Picture("judge-lock", "giamkhao2", "judge.lock_entry", {"assignment_id": "essay:giamkhao2"}),
    Picture("secretary-coverage", "thuky", "secretary.coverage", ROUND),
    Picture("secretary-unlockings", "thuky", "secretary.unlockings", ROUND),
)
LOCKED = (
    Picture("judge-marks", "giamkhao2", "judge.marks"),
    Picture("head-panel", "truongban", "head.panel"),
    Picture("head-unlock", "truongban", "head.ask_unlock", ROUND),
    Picture("secretary-coverage-complete", "thuky", "secretary.coverage", ROUND),
    Picture("secretary-results", "thuky", "secretary.results"),
    Picture("secretary-result-before", "thuky", "secretary.result", ROUND),
)
CLOSED = (
    Picture("secretary-result", "thuky", "secretary.result", ROUND),
    Picture("holder-matchings", "bantochuc", "holder.matchings"),
    Picture("board-results", "bantochuc", "board.results"),
    Picture("board-result-closed", "bantochuc", "board.result", ROUND),
)
OPENED = (Picture("board-result-opened", "bantochuc", "board.result", ROUND),)
APPROVED = (
    Picture("publisher-publications", "congbo", "publisher.publications"),
    Picture("publisher-preview", "congbo", "publisher.preview", ROUND),
)
PUBLISHED = (
    Picture("public-results", "", "public.results", {"slug": "programme:any"}),
    Picture("public-proof", "", "public.proof", {"slug": "programme:any"}),
    Picture("public-work-essay", "", "public.work", {"slug": "programme:any", "address": "address:essay"}),
    Picture("public-work-video", "", "public.work", {"slug": "programme:any", "address": "address:video"}),
    Picture("public-home-published", "", "public.home"),
    Picture("entrant-entry-published", "duthi4", "entrant.entry", VIDEO),
    Picture("supervisor-history", "giamsat", "supervisor.history"),
    Picture("supervisor-verified", "giamsat", "supervisor.history", act=_press_first),
    Picture("admin-operation", "quantri", "admin.operation"),
)
ALL = (
    *HANDING_IN, *FORWARDED, *VALIDATED, *SEALED, *JUDGING, *MARKED, *LOCKED, *CLOSED, *OPENED, *APPROVED, *PUBLISHED,
)  # fmt: skip
