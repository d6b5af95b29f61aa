"""The files of papers: drafts drawn on demand in a limited child, issued ones as they were stored."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal

from flask import Response, make_response, request

from judging.enums import Role
from judging.errors import NotFoundError
from judging.ids import PaperID
from judging.queries.papers import get_office_programme, get_paper
from portal.access import me, open_to
from portal.clock import clock
from portal.db import reading
from portal.paper_drawing import draw_paper
from portal.paper_pages import current_text, get_kind, look_at_kind, look_at_paper
from portal.papers.child import draw_page
from portal.papers.making import check_line
from portal.streaming import download
from portal.views.secretary import bp

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from portal.paper_pages import PaperPage

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES: dict[str, str] = {"pdf": "application/pdf", "docx": DOCX}
SCANS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


@bp.get("/van-ban/<slug>/ban-in/<kind>/tep.<any(pdf, docx):form>")
@open_to(Role.SECRETARY, Role.BOARD)
def draft_file(slug: str, kind: str, form: Literal["pdf", "docx"]) -> ResponseReturnValue:
    """A paper that nobody drafted yet, or that is only printed."""
    return _file(_kind(slug, kind), form)


@bp.get("/van-ban/<slug>/ban-in/<kind>/trang-<int:number>.png")
@open_to(Role.SECRETARY, Role.BOARD)
def draft_picture(slug: str, kind: str, number: int) -> ResponseReturnValue:
    """A page of it as a picture."""
    return _picture(_kind(slug, kind), number)


@bp.get("/van-ban/p/<uuid:paper_id>/tep.<any(pdf, docx):form>")
@open_to(Role.SECRETARY, Role.BOARD)
def paper_file(paper_id: UUID, form: Literal["pdf", "docx"]) -> ResponseReturnValue:
    """A paper on its way, drawn now; an issued one as the bytes that were issued."""
    paper = get_paper(reading(), PaperID(paper_id), visible_to=me())
    key, size = (paper.pdf_key, paper.pdf_bytes) if form == "pdf" else (paper.docx_key, paper.docx_bytes)
    if key is not None:
        name = f"{paper.kind}-{paper.full_number.replace('/', '-') or paper.subject or 'ban-chinh'}.{form}"
        return download(key, size=size, name=name, media_type=TYPES[form])
    return _file(look_at_paper(reading(), paper, now=clock()), form)


@bp.get("/van-ban/p/<uuid:paper_id>/trang-<int:number>.png")
@open_to(Role.SECRETARY, Role.BOARD)
def paper_picture(paper_id: UUID, number: int) -> ResponseReturnValue:
    """A page of it as a picture."""
    paper = get_paper(reading(), PaperID(paper_id), visible_to=me())
    return _picture(look_at_paper(reading(), paper, now=clock()), number)


@bp.get("/van-ban/p/<uuid:paper_id>/ban-quet")
@open_to(Role.SECRETARY, Role.BOARD)
def paper_scan(paper_id: UUID) -> ResponseReturnValue:
    """The scan of the signed print, as an attachment."""
    paper = get_paper(reading(), PaperID(paper_id), visible_to=me())
    if paper.scan_key is None:
        raise NotFoundError("scan")
    name = f"{paper.kind}-ban-quet.{SCANS[paper.scan_type]}"
    return download(paper.scan_key, size=paper.scan_bytes, name=name, media_type=paper.scan_type)


def _kind(slug: str, kind: str) -> PaperPage:
    session = reading()
    plan = get_office_programme(session, slug, visible_to=me())
    return look_at_kind(session, plan, get_kind(kind), request.args.get("ve", ""), now=clock())


def _file(page: PaperPage, form: Literal["pdf", "docx"]) -> Response:
    text = current_text(reading(), page, now=clock())
    check = check_line(page.paper.content_sha256 if page.paper else None)
    data = draw_paper(text, form, check=check, template=page.template)
    response = Response(data, mimetype=TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{page.kind.key}-ban-nhap.{form}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _picture(page: PaperPage, number: int) -> ResponseReturnValue:
    """With an ETag of what is drawn, so that looking again costs no drawing."""
    text = current_text(reading(), page, now=clock())
    check = check_line(page.paper.content_sha256 if page.paper else None)
    etag = hashlib.sha256(f"{text}|{check}|{number}".encode()).hexdigest()[:32]
    if request.if_none_match.contains(etag):
        same = make_response(b"", 304)
        same.set_etag(etag)
        return same
    data, pages = draw_page(text, number, check=check)
    response = Response(data, mimetype="image/png")
    response.headers["X-Pages"] = str(pages)
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(etag)
    return response
