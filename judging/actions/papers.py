"""The way of a paper: drafted, reviewed by another person, signed here or on paper, issued, revoked.

A review freezes what the paper says; whoever signs names the hash of exactly that. Many chairs never log in: then the
clerk sends the scan of the signed print, and another person types the hash as he reads it on the scan.

It is longer than 300 lines: the steps of one life cycle, which share their guards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from judging.actions.duties import refuse_conflict
from judging.actions.history import record
from judging.enums import PaperState, Role
from judging.errors import AlreadyDoneError, MissingReasonError, NotAllowedError, RefusedError, SamePersonError
from judging.events import MilestoneReached, PaperToIssue, emit
from judging.ids import AccountID, PaperID, ProgrammeID
from judging.models.papers import CertificateRow, Paper
from judging.queries.papers import OFFICE, list_certificates
from judging.rules.canonical import sha256_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.rules.viewers import Viewer

CHECK_SIGNS = 16
"""So many signs of the content's hash are printed at the foot of a reviewed paper."""


class PaperNotThereError(RefusedError):
    """The paper does not stand where this step begins: somebody moved it, or the page is old."""

    code = "paper_moved"


class PaperChangedError(RefusedError):
    """What the paper would say now is not what was read: the record changed since."""

    code = "paper_changed"


class CheckDiffersError(RefusedError):
    """What was typed is not the hash that this paper's print carries: it is another paper's scan, or an old print's."""

    code = "check_differs"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Bytes that are in the store already."""

    key: str
    sha256: str
    size_bytes: int
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class NewCertificate:
    """What the public page of one certificate tells."""

    award_id: UUID
    code: str
    book_number: int
    name: str
    unit: str
    prize: str


def acting_as(session: Session, programme_id: ProgrammeID, *, by: Viewer, roles: tuple[Role, ...] = OFFICE) -> Role:
    """The duty of `roles` in which `by` acts on a paper of the programme. Raises NotAllowedError, DutyConflictError."""
    found = next((role for role in roles if by.has(role, programme_id=programme_id)), None)
    if found is None:
        raise NotAllowedError
    refuse_conflict(session, by=by, acting_as=found, programme_id=programme_id)
    return found


def draft_paper(
    session: Session,
    programme_id: ProgrammeID,
    *,
    kind: str,
    subject: str,
    said: Mapping[str, str],
    by: Viewer,
    now: datetime,
) -> Paper:
    """Begin a paper. One of a kind (and subject) is on its way at a time. Raises AlreadyDoneError."""
    role = acting_as(session, programme_id, by=by)
    paper = Paper(
        programme_id=programme_id,
        kind=kind,
        subject=subject,
        state=PaperState.DRAFT.value,
        said=dict(said),
        drafted_by=by.account_id,
        drafted_at=now,
    )
    session.add(paper)
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyDoneError from error
    _tell(session, paper, "draft", role=role, by=by, now=now)
    return paper


def change_said(session: Session, paper: Paper, said: Mapping[str, str], *, by: Viewer, now: datetime) -> None:
    """Change what the clerk types of a paper, while it is a draft."""
    role = acting_as(session, ProgrammeID(paper.programme_id), by=by)
    _stands(session, paper, PaperState.DRAFT)
    paper.said = dict(said)
    _tell(session, paper, "change", role=role, by=by, now=now)


def review_paper(  # noqa: D417  what is left out says itself
    session: Session, paper: Paper, *, content: str, fresh_sha256: str, seen_sha256: str, by: Viewer, now: datetime
) -> None:
    """Another person than who drafted it reads the paper and freezes it.

    Args:
        content: what it says, as it is kept and hashed.
        fresh_sha256: the hash of what the page would show now.
        seen_sha256: the hash of what the reviewer was shown.

    Raises:
        SamePersonError: who drafted it does not review it.
        PaperChangedError: the record changed since it was shown.
    """
    role = acting_as(session, ProgrammeID(paper.programme_id), by=by)
    _stands(session, paper, PaperState.DRAFT)
    if paper.drafted_by == by.account_id:
        raise SamePersonError
    if fresh_sha256 != seen_sha256:
        raise PaperChangedError
    paper.content, paper.content_sha256 = content, sha256_of(content)
    paper.reviewed_by, paper.reviewed_at, paper.state = by.account_id, now, PaperState.REVIEWED.value
    _tell(session, paper, "review", role=role, by=by, now=now, content=paper.content_sha256)


def send_back(session: Session, paper: Paper, *, reason: str, by: Viewer, now: datetime) -> None:
    """Make a draft of it again, before it has a number; what was kept of it is let go. Raises MissingReasonError."""
    role = acting_as(session, ProgrammeID(paper.programme_id), by=by)
    _stands(session, paper, PaperState.REVIEWED, PaperState.SCANNED, PaperState.SIGNED)
    if not reason.strip():
        raise MissingReasonError
    was = paper.content_sha256
    paper.content, paper.content_sha256 = "", None
    paper.reviewed_by = paper.reviewed_at = paper.signed_by = paper.signed_at = None
    _drop_scan(paper)
    paper.state = PaperState.DRAFT.value
    _tell(session, paper, "return", role=role, by=by, now=now, content=was, reason=reason.strip())


def sign_paper(session: Session, paper: Paper, *, content_sha256: str, by: Viewer, now: datetime) -> None:
    """The board signs exactly what this hash names; who drafted it does not.

    Raises SamePersonError, PaperChangedError.
    """
    role = acting_as(session, ProgrammeID(paper.programme_id), by=by, roles=(Role.BOARD,))
    _stands(session, paper, PaperState.REVIEWED)
    if paper.drafted_by == by.account_id:
        raise SamePersonError
    if paper.content_sha256 != content_sha256:
        raise PaperChangedError
    paper.signed_by, paper.signed_at, paper.state = by.account_id, now, PaperState.SIGNED.value
    _tell(session, paper, "sign", role=role, by=by, now=now, content=paper.content_sha256)


def attach_scan(session: Session, paper: Paper, scan: StoredFile, *, by: Viewer, now: datetime) -> None:
    """The clerk sends the scan of the signed print; it waits for another person. A newer scan takes its place."""
    role = acting_as(session, ProgrammeID(paper.programme_id), by=by, roles=(Role.SECRETARY,))
    _stands(session, paper, PaperState.REVIEWED, PaperState.SCANNED)
    paper.scan_key, paper.scan_sha256, paper.scan_bytes = scan.key, scan.sha256, scan.size_bytes
    paper.scan_type, paper.scanned_by, paper.scanned_at = scan.media_type, by.account_id, now
    paper.state = PaperState.SCANNED.value
    _tell(session, paper, "scan", role=role, by=by, now=now, content=paper.content_sha256, scan=scan.sha256)


def confirm_scan(session: Session, paper: Paper, *, typed: str, by: Viewer, now: datetime) -> None:
    """Another person reads the hash on the scan and types it; then the paper counts as signed.

    Raises:
        SamePersonError: who sent the scan, or drafted the paper, does not confirm it.
        CheckDiffersError: the scan carries another hash.
    """
    role = acting_as(session, ProgrammeID(paper.programme_id), by=by)
    _stands(session, paper, PaperState.SCANNED)
    if by.account_id in {paper.scanned_by, paper.drafted_by}:
        raise SamePersonError
    if tidy_check(typed) != (paper.content_sha256 or "")[:CHECK_SIGNS]:
        raise CheckDiffersError
    paper.signed_by, paper.signed_at, paper.state = by.account_id, now, PaperState.SIGNED.value
    _tell(session, paper, "confirm", role=role, by=by, now=now, content=paper.content_sha256, scan=paper.scan_sha256)


def tidy_check(typed: str) -> str:
    """The hash as typed from paper: without dashes and spaces, in lower case.

    >>> tidy_check("12AB-34CD 56ef-7890")
    '12ab34cd56ef7890'
    """
    return "".join(sign for sign in typed.lower() if sign.isalnum())


def ask_issue(session: Session, paper: Paper, *, from_state: PaperState, by: Viewer, now: datetime) -> None:
    """Ask for the final bytes; a job makes them and `finish_issue` keeps them."""
    role = acting_as(session, ProgrammeID(paper.programme_id), by=by, roles=(Role.SECRETARY,))
    _stands(session, paper, from_state)
    if paper.issued_by is not None:
        raise AlreadyDoneError
    paper.issued_by = by.account_id
    _tell(session, paper, "ask_issue", role=role, by=by, now=now, content=paper.content_sha256)
    emit(session, PaperToIssue(PaperID(paper.id)))


def finish_issue(
    session: Session,
    paper_id: PaperID,
    *,
    pdf: StoredFile,
    docx: StoredFile,
    certificates: Sequence[NewCertificate] = (),
    template_sha256: str = "",
    now: datetime,
) -> bool:
    """Keep the final bytes, immutable from here on. False when it was done before, or the paper went back since."""
    paper = session.get(Paper, paper_id, with_for_update=True, populate_existing=True)
    if paper is None or paper.issued_at is not None or paper.issued_by is None:
        return False
    paper.pdf_key, paper.pdf_sha256, paper.pdf_bytes = pdf.key, pdf.sha256, pdf.size_bytes
    paper.docx_key, paper.docx_sha256, paper.docx_bytes = docx.key, docx.sha256, docx.size_bytes
    paper.issued_at, paper.state = now, PaperState.ISSUED.value
    session.add_all(
        CertificateRow(
            paper_id=PaperID(paper.id), award_id=one.award_id, code=one.code, book_number=one.book_number,
            name=one.name, unit=one.unit, prize=one.prize,
        )
        for one in certificates
    )  # fmt: skip
    session.flush()
    record(
        session,
        at=now,
        actor=paper.issued_by,
        role=Role.SECRETARY.value,
        action="paper.issue",
        subject=f"paper:{paper.id}",
        kind=paper.kind,
        number=paper.full_number,
        content=paper.content_sha256,
        pdf=pdf.sha256,
        docx=docx.sha256,
        certificates=len(certificates),
        template=template_sha256,
    )
    emit(session, MilestoneReached("paper.issue"))
    return True


def revoke_paper(session: Session, paper: Paper, *, reason: str, by: Viewer, now: datetime) -> None:
    """The board takes an issued paper back; its number stays taken, its certificates say so.

    Raises MissingReasonError.
    """
    role = acting_as(session, ProgrammeID(paper.programme_id), by=by, roles=(Role.BOARD,))
    _stands(session, paper, PaperState.ISSUED)
    if not reason.strip():
        raise MissingReasonError
    paper.revoked_by, paper.revoked_at, paper.revocation_reason = by.account_id, now, reason.strip()
    paper.state = PaperState.REVOKED.value
    for one in list_certificates(session, PaperID(paper.id)):
        if one.revoked_at is None:
            one.revoked_at, one.revocation_reason = now, reason.strip()
    _tell(session, paper, "revoke", role=role, by=by, now=now, number=paper.full_number, reason=reason.strip())


def revoke_certificate(
    session: Session, paper: Paper, certificate_id: UUID, *, reason: str, by: Viewer, now: datetime
) -> None:
    """The board takes one certificate back. Raises MissingReasonError, AlreadyDoneError."""
    role = acting_as(session, ProgrammeID(paper.programme_id), by=by, roles=(Role.BOARD,))
    _stands(session, paper, PaperState.ISSUED)
    if not reason.strip():
        raise MissingReasonError
    row = session.get(CertificateRow, certificate_id, with_for_update=True, populate_existing=True)
    if row is None or row.paper_id != paper.id or row.revoked_at is not None:
        raise AlreadyDoneError
    row.revoked_at, row.revocation_reason = now, reason.strip()
    _tell(session, paper, "revoke_one", role=role, by=by, now=now, certificate=str(row.id), reason=reason.strip())


def _stands(session: Session, paper: Paper, *states: PaperState) -> None:
    """Hold the row and see that it stands in one of `states`. Raises PaperNotThereError."""
    session.refresh(paper, with_for_update=True)
    if PaperState(paper.state) not in states:
        raise PaperNotThereError


def _drop_scan(paper: Paper) -> None:
    paper.scan_key = paper.scan_sha256 = paper.scanned_by = paper.scanned_at = None
    paper.scan_bytes, paper.scan_type = 0, ""


def _tell(
    session: Session, paper: Paper, act: str, *, role: Role, by: Viewer, now: datetime, **facts: str | None
) -> None:
    session.flush()
    record(
        session,
        at=now,
        actor=AccountID(by.account_id),
        role=role.value,
        action=f"paper.{act}",
        subject=f"paper:{paper.id}",
        kind=paper.kind,
        **facts,
    )
