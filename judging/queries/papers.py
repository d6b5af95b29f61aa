"""Papers, registers and certificates, scoped to the office of a programme; a certificate by its code for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from judging.enums import PaperState, Role
from judging.errors import NotFoundError
from judging.ids import PaperID, ProgrammeID
from judging.models.papers import CertificateRow, Paper, PaperWords, Register
from judging.models.programmes import Programme
from judging.queries.programmes import find_plan_in_force

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer

OFFICE = (Role.SECRETARY, Role.BOARD)


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One line of a register as it is read and exported."""

    organ: str
    symbol: str
    year: int
    number: int
    full_number: str
    dated_on: date
    paper_id: UUID
    kind: str
    programme_id: UUID
    programme_title: str
    state: PaperState
    revocation_reason: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What the public page tells of a certificate."""

    certificate: CertificateRow
    paper: Paper
    programme_title: str
    programme_slug: str


def list_office_programmes(session: Session, *, visible_to: Viewer) -> list[PlanInForce]:
    """The programmes whose papers the viewer makes or signs, newest first, those with a plan in force."""
    wanted = visible_to.programmes(*OFFICE)
    statement = select(Programme.id).order_by(Programme.created_at.desc(), Programme.slug)
    if wanted is not None:
        statement = statement.where(Programme.id.in_(wanted))
    found = (find_plan_in_force(session, ProgrammeID(one)) for one in session.scalars(statement))
    return [one for one in found if one is not None]


def get_office_programme(session: Session, slug: str, *, visible_to: Viewer) -> PlanInForce:
    """A programme in whose office the viewer is, or NotFoundError."""
    row = session.scalars(select(Programme).where(Programme.slug == slug)).one_or_none()
    if row is None or not visible_to.has(*OFFICE, programme_id=ProgrammeID(row.id)):
        raise NotFoundError("programme")
    found = find_plan_in_force(session, ProgrammeID(row.id))
    if found is None:
        raise NotFoundError("programme")
    return found


def find_paper_words(session: Session, programme_id: ProgrammeID) -> dict[str, str]:
    """What the office said for its papers; empty when nothing was."""
    row = session.get(PaperWords, programme_id)
    told: dict[str, Any] = row.words if row is not None else {}
    return {str(key): str(value) for key, value in told.items()}


def list_papers(session: Session, programme_id: ProgrammeID) -> list[Paper]:
    """Every paper of a programme, newest first."""
    return list(
        session.scalars(
            select(Paper).where(Paper.programme_id == programme_id).order_by(Paper.drafted_at.desc(), Paper.id)
        )
    )


def find_paper(session: Session, programme_id: ProgrammeID, kind: str, subject: str) -> Paper | None:
    """The paper of a kind and subject that is on its way or in force."""
    return session.scalars(
        select(Paper).where(
            Paper.programme_id == programme_id,
            Paper.kind == kind,
            Paper.subject == subject,
            Paper.revoked_at.is_(None),
        )
    ).one_or_none()


def get_paper(session: Session, paper_id: PaperID, *, visible_to: Viewer, lock: bool = False) -> Paper:
    """A paper of a programme in whose office the viewer is, or NotFoundError."""
    paper = session.get(Paper, paper_id, with_for_update=lock or None, populate_existing=lock)
    if paper is None or not visible_to.has(*OFFICE, programme_id=ProgrammeID(paper.programme_id)):
        raise NotFoundError("paper")
    return paper


def list_issued(session: Session, programme_id: ProgrammeID) -> list[Paper]:
    """The papers in force that have a number and a day: what later papers rest on."""
    return list(
        session.scalars(
            select(Paper).where(
                Paper.programme_id == programme_id,
                Paper.state.in_((PaperState.NUMBERED.value, PaperState.ISSUED.value)),
                Paper.number.is_not(None),
            )
        )
    )


def count_reports(session: Session, programme_id: ProgrammeID, kind: str) -> int:
    """How many papers there are of a kind that is counted through (lần 1, lần 2 …), with the one to be begun.

    The next one may be begun once the last one has its number; one that was revoked keeps its place.
    """
    rows = session.execute(
        select(Paper.subject, func.max(Paper.number))
        .where(Paper.programme_id == programme_id, Paper.kind == kind)
        .group_by(Paper.subject)
    )
    numbered = {int(subject): number is not None for subject, number in rows}
    last = max(numbered, default=0)
    return last + 1 if numbered.get(last, True) else last


def list_register_lines(session: Session, *, visible_to: Viewer, year: int | None = None) -> list[RegisterLine]:
    """The lines of every register in which the viewer's programmes have numbers, newest number first."""
    statement = (
        select(Paper, Register, Programme.title)
        .join(Register, Register.id == Paper.register_id)
        .join(Programme, Programme.id == Paper.programme_id)
        .order_by(Register.year.desc(), Register.organ, Register.symbol, Paper.number.desc())
    )
    programmes = visible_to.programmes(*OFFICE)
    if programmes is not None:
        statement = statement.where(Paper.programme_id.in_(programmes))
    if year is not None:
        statement = statement.where(Register.year == year)
    return [_line(paper, register, title) for paper, register, title in session.execute(statement)]


def _line(paper: Paper, register: Register, title: str) -> RegisterLine:
    if paper.number is None or paper.dated_on is None:
        raise NotFoundError("number")
    return RegisterLine(
        organ=register.organ,
        symbol=register.symbol,
        year=register.year,
        number=paper.number,
        full_number=paper.full_number,
        dated_on=paper.dated_on,
        paper_id=paper.id,
        kind=paper.kind,
        programme_id=paper.programme_id,
        programme_title=title,
        state=PaperState(paper.state),
        revocation_reason=paper.revocation_reason,
    )


def find_register(session: Session, *, organ: str, symbol: str, year: int) -> Register | None:
    """A register; None before its first number."""
    return session.scalars(
        select(Register).where(Register.organ == organ, Register.symbol == symbol, Register.year == year)
    ).one_or_none()


def list_certificates(session: Session, paper_id: PaperID) -> list[CertificateRow]:
    """The certificates of an issued sheet, by their number in the golden book."""
    return list(
        session.scalars(
            select(CertificateRow).where(CertificateRow.paper_id == paper_id).order_by(CertificateRow.book_number)
        )
    )


def find_certificate(session: Session, code: str) -> Verified | None:
    """The certificate that carries this code, for whoever holds it; None when the portal never issued it."""
    row = session.execute(
        select(CertificateRow, Paper, Programme.title, Programme.slug)
        .join(Paper, Paper.id == CertificateRow.paper_id)
        .join(Programme, Programme.id == Paper.programme_id)
        .where(CertificateRow.code == code, Paper.issued_at.is_not(None))
    ).one_or_none()
    return Verified(*row) if row is not None else None
