"""What papers need beside a contest: the words of the office, and hands that take a paper all its way."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.actions.paper_words import save_paper_words
from judging.ids import AccountID, PaperID, ProgrammeID
from judging.models.papers import CertificateRow, Paper, PaperTemplate
from judging.models.results import Award
from media.store.contract import StorageKey
from portal.jobs.worker import work_until_idle
from portal.papers.content import Content, to_text
from portal.papers.making import new_code
from tests.factories.own_templates import GOOD, make_template
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.factories.house import House
    from tests.factories.marking import Day
    from tests.page_client import Page

SAID = {
    "place": "Đakrông",
    "authority_name": "Ủy ban nhân dân huyện Đakrông",
    "authority_symbol": "UBND",
    "authority_sign": "TM. Ủy ban nhân dân",
    "authority_position": "Chủ tịch",
    "authority_signer": "Người Ký Thử",
    "committee_name": "Ban Tổ chức cuộc thi",
    "committee_symbol": "BTC",
    "office_name": "Phòng Nội vụ",
    "office_symbol": "PNV",
    "office_position": "Trưởng phòng",
    "office_signer": "Người Trình Thử",
    "finance_name": "Phòng Tài chính - Kế hoạch",
    "filed_by": "NV",
    "legal_bases": "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
    "recipients": "Thường trực Huyện ủy;\nCác đơn vị dự thi;",
}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def say_words(day: Day, **further: str) -> dict[str, str]:
    """The office says its words for the contest of `day`."""
    said = SAID | {
        "committee_head": day.board.person.full_name,
        "secretary_head": day.secretary.person.full_name,
        **further,
    }
    with day.acting() as session:
        by = day.viewer(session, day.secretary)
        save_paper_words(session, ProgrammeID(day.programme_id), said, by=by, now=day.now)
    return said


def run_jobs(app: Flask) -> None:
    """Let a worker do what is due."""
    work_until_idle(app)


class Way:
    """One paper on its way through the pages: the secretary's and the board's."""

    def __init__(self, day: Day, kind: str, *, query: str = "") -> None:
        self.day, self.kind = day, kind
        self.secretary = PageClient(day.app).sign_in_as(day.secretary)
        self.board = PageClient(day.app).sign_in_as(day.board)
        self.start = f"/van-ban/{day.slug}/ban-in/{kind}{query}"
        self.path = ""

    def draft(self, **said: str) -> Way:
        done = self.secretary.post(self.start, {f"said-{key}": value for key, value in said.items()})
        self.path = self.secretary.get(done.location, status=302).location
        return self

    def look(self) -> Page:
        return self.board.get(self.path)

    def review(self) -> Way:
        seen = str(self.look().soup.select_one("input[name=seen]")["value"])
        self.board.post(f"{self.path}/ra-soat", {"seen": seen})
        return self

    def sign(self) -> Way:
        seen = str(self.look().soup.select_one("input[name=seen]")["value"])
        self.board.post(f"{self.path}/ky", {"seen": seen})
        return self

    def number(self, day: str = "2026-09-07") -> Way:
        self.secretary.post(f"{self.path}/lay-so", {"dated_on": day})
        return self

    def issue(self) -> Way:
        self.secretary.post(f"{self.path}/phat-hanh", {})
        run_jobs(self.day.app)
        return self


def add_papers(house: House, session: Session, published: Day, foreign: Day) -> None:
    """An issued sheet of certificates in two contests of the house, with a scan: own, and somebody else's."""
    for target, day in ((house.own, published), (house.other, foreign)):
        paper = _issued_paper(house.app, session, day)
        certificate = CertificateRow(
            paper_id=PaperID(paper.id),
            award_id=session.scalars(select(Award.id).where(Award.programme_id == day.programme_id).limit(1)).one(),
            code=new_code(), book_number=1, name="Người Được Giải Thử", unit="Đơn vị thử", prize="Giải Nhất",
        )  # fmt: skip
        session.add(certificate)
        session.flush()
        target.setdefault("", {}).update(
            {"paper_id": paper.id, "certificate_id": certificate.id, "kind": "thanh-lap-ban-to-chuc", "form": "pdf"}
        )
        for endpoint in ("draft_picture", "paper_picture"):
            target[f"secretary.{endpoint}"] = {"number": 1}
        target["public.verify_certificate"] = {"code": certificate.code}
        template = _own_template(house.app, session, day)
        for endpoint in ("try_template", "template_file", "put_template_to_use"):
            target[f"secretary.{endpoint}"] = {"slug": day.slug, "template_id": template.id}


def _own_template(app: Flask, session: Session, day: Day) -> PaperTemplate:
    data, key = make_template(*GOOD), secrets.token_hex(32)
    app.extensions["bangvang_store"].put(StorageKey(key), data)
    row = PaperTemplate(
        programme_id=ProgrammeID(day.programme_id), kind="thanh-lap-ban-to-chuc", number=1, file_name="mau.docx",
        store_key=key, sha256=hashlib.sha256(data).hexdigest(), size_bytes=len(data),
        sent_by=AccountID(day.secretary.id), sent_at=day.now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def _issued_paper(app: Flask, session: Session, day: Day) -> Paper:
    paper = Paper(
        programme_id=ProgrammeID(day.programme_id), kind="thanh-lap-ban-to-chuc", state="issued", said={},
        drafted_by=AccountID(day.secretary.id), drafted_at=day.now, content=to_text(Content(name="Văn bản thử")),
        content_sha256="0" * 64, reviewed_by=AccountID(day.board.id), reviewed_at=day.now,
        signed_by=AccountID(day.board.id), signed_at=day.now, issued_by=AccountID(day.secretary.id), issued_at=day.now,
    )  # fmt: skip
    for name, data, media_type in (("pdf", PDF, ""), ("docx", b"PK", ""), ("scan", PDF, "application/pdf")):
        key = secrets.token_hex(32)
        app.extensions["bangvang_store"].put(StorageKey(key), data)
        setattr(paper, f"{name}_key", key)
        setattr(paper, f"{name}_bytes", len(data))
        setattr(paper, f"{name}_sha256", hashlib.sha256(data).hexdigest())
        if media_type:
            paper.scan_type = media_type
    session.add(paper)
    session.flush()
    return paper
