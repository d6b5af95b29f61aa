"""Job *issue_paper*: draw the final DOCX and PDF of a paper, store them, and only then write that it is issued."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import current_app
from sqlalchemy.orm import Session

from judging.actions.papers import NewCertificate, StoredFile, finish_issue
from judging.ids import PaperID, ProgrammeID
from judging.models.papers import Paper
from media.store.contract import StorageKey
from portal.bridge.papers import JOB
from portal.clock import clock
from portal.db import database, transaction
from portal.failpoints import failpoint
from portal.jobs.progress import report_progress
from portal.jobs.registry import handles
from portal.paper_drawing import draw_paper, template_for
from portal.papers.content import fill, from_text
from portal.papers.making import check_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from media.store.contract import Store

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@handles(JOB, most_seconds=2 * 3600.0)
def issue_paper(arguments: Mapping[str, Any]) -> None:
    """Run twice, the second changes nothing: what it stored is given back."""
    paper_id = PaperID(UUID(arguments["paper_id"]))
    with Session(database().main, expire_on_commit=False) as session:
        paper = session.get(Paper, paper_id)
        if paper is None or paper.issued_at is not None or paper.issued_by is None:
            return
        template = template_for(session, ProgrammeID(paper.programme_id), paper.kind, paper, now=clock())
    year = paper.dated_on.year if paper.dated_on else paper.drafted_at.year
    text = fill(paper.content, number=paper.number, day=paper.dated_on, year=year)
    check = check_line(paper.content_sha256)
    report_progress(10, "pdf")
    pdf = _store(draw_paper(text, "pdf", check=check, template=template, is_long=True), "application/pdf")
    report_progress(55, "docx")
    docx = _store(draw_paper(text, "docx", check=check, template=template, is_long=True), DOCX)
    failpoint("paper_drawn")
    is_kept = False
    try:
        with transaction() as session:
            is_kept_now = finish_issue(
                session,
                paper_id,
                pdf=pdf,
                docx=docx,
                certificates=_certificates(text),
                template_sha256=template.sha256 if template else "",
                now=clock(),
            )
        is_kept = is_kept_now  # only now: the commit itself may be refused
    finally:
        if not is_kept:
            for one in (pdf, docx):
                _the_store().delete(StorageKey(one.key))


def _certificates(text: str) -> list[NewCertificate]:
    """What the public page of each certificate will tell, from the paper itself."""
    return [
        NewCertificate(
            award_id=UUID(one.award),
            code=one.code,
            book_number=int(one.book_number.rpartition(" ")[2]),
            name=one.recipient,
            unit=one.place,
            prize=one.merit[0],
        )
        for one in from_text(text).certificates
    ]


def _store(data: bytes, media_type: str) -> StoredFile:
    key = secrets.token_hex(32)
    _the_store().put(StorageKey(key), data)
    return StoredFile(key, hashlib.sha256(data).hexdigest(), len(data), media_type)


def _the_store() -> Store:
    store: Store = current_app.extensions["bangvang_store"]
    return store
