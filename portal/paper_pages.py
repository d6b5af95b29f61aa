"""What the pages of papers show: the list of a programme, one paper with its next steps, what the office is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from judging.enums import PaperState, Role
from judging.errors import NotFoundError, RefusedError
from judging.ids import AccountID, PaperID, ProgrammeID
from judging.queries.papers import find_paper, find_register, list_certificates, list_papers
from judging.queries.programmes import plan_in_force
from judging.queries.standings import names_of
from portal.jobs.progress import find_progress
from portal.paper_drawing import template_for
from portal.paper_words import STATES, WAITS, WORDS
from portal.papers.content import fill
from portal.papers.drafting import organ_name, symbol_of
from portal.papers.making import facts_of, sha256_of_text, shown_check, text_of
from portal.papers.registry import kinds

if TYPE_CHECKING:
    from datetime import date, datetime

    from flask_babel import LazyString
    from sqlalchemy.orm import Session

    from judging.models.papers import CertificateRow, Paper, PaperTemplate
    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer
    from portal.jobs.progress import Progress
    from portal.papers.facts import Facts
    from portal.papers.registry import Kind


class PaperWaitsError(RefusedError):
    """The record does not hold yet what the paper is written from. Facts: reason, as a sentence."""

    code = "paper_waits"


class WordsMissingError(RefusedError):
    """The office has not said everything that the paper prints. Facts: words, by their labels."""

    code = "words_missing"


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper in the list of a programme, whether it exists as a row or not."""

    kind: Kind
    subject: str
    about: str
    waits: LazyString | str
    missing: tuple[str, ...]
    paper: Paper | None

    @property
    def state(self) -> tuple[LazyString, str] | None:
        """The word and its kind for the status; None while there is no row."""
        return STATES[PaperState(self.paper.state)] if self.paper is not None else None


@dataclass(frozen=True, slots=True)
class PaperPage:
    """One paper as its page shows it. `seen_sha256` is the hash of what is shown, for the review."""

    plan: PlanInForce
    kind: Kind
    subject: str
    about: str
    paper: Paper | None
    waits: str
    missing: tuple[str, ...]
    seen_sha256: str
    check: str
    names: dict[AccountID, str]
    progress: Progress | None
    certificates: tuple[CertificateRow, ...]
    organ: str
    symbol: str
    next_number: int
    earliest_on: date | None
    template: PaperTemplate | None
    """The office's own form that this paper takes; None for the built-in one."""

    @property
    def state(self) -> PaperState | None:
        """Where the paper stands; None while nobody drafted it."""
        return PaperState(self.paper.state) if self.paper is not None else None

    @property
    def state_words(self) -> tuple[LazyString, str]:
        """The word of the state and its kind, for the status."""
        return STATES[self.state or PaperState.DRAFT]

    @property
    def is_being_issued(self) -> bool:
        """Whether the job that makes the final bytes was asked for and is not done."""
        return self.paper is not None and self.paper.issued_by is not None and self.paper.issued_at is None

    @property
    def is_drawable(self) -> bool:
        """Whether there is something to look at."""
        return bool(self.seen_sha256)


def list_lines(session: Session, programme_id: ProgrammeID, *, now: datetime) -> list[PaperLine]:
    """Every paper of a programme in the order of the work; a revoked one once more, below its successor's place."""
    facts = facts_of(session, programme_id, now=now)
    rows = list_papers(session, programme_id)
    living = {(row.kind, row.subject): row for row in rows if row.revoked_at is None}
    lines = []
    for kind in kinds().values():
        for subject, about in _subjects(kind, facts):
            paper = living.get((kind.key, subject))
            waits = kind.waits(_about(facts, subject))
            lines.append(PaperLine(kind, subject, about, WAITS.get(waits, ""), facts.office.missing(kind.needs), paper))
    revoked = [row for row in rows if row.revoked_at is not None and row.kind in kinds()]
    lines += [PaperLine(kinds()[row.kind], row.subject, "", "", (), row) for row in revoked]
    return lines


def get_kind(key: str) -> Kind:
    """The kind with this key, or NotFoundError."""
    found = kinds().get(key)
    if found is None:
        raise NotFoundError("paper")
    return found


def look_at_kind(session: Session, plan: PlanInForce, kind: Kind, subject: str, *, now: datetime) -> PaperPage:
    """A paper that nobody drafted yet, as it would be."""
    return _page(session, plan, kind, subject, find_paper(session, plan.programme_id, kind.key, subject), now=now)


def look_at_paper(session: Session, paper: Paper, *, now: datetime) -> PaperPage:
    """A paper with a row."""
    plan = plan_in_force(session, ProgrammeID(paper.programme_id))
    return _page(session, plan, get_kind(paper.kind), paper.subject, paper, now=now)


def _page(
    session: Session, plan: PlanInForce, kind: Kind, subject: str, paper: Paper | None, *, now: datetime
) -> PaperPage:
    facts = _about(facts_of(session, plan.programme_id, now=now), subject)
    about = dict(_subjects(kind, facts)).get(subject)
    if about is None:
        raise NotFoundError("paper")
    waits, missing = kind.waits(facts), facts.office.missing(kind.needs)
    text = paper.content if paper and paper.content else ""
    if not text and not waits and not missing:
        text = text_of(kind, facts, subject=subject, said=paper.said if paper else {})
    organ, symbol = organ_name(facts, kind.organ), symbol_of(facts, kind.organ, kind.symbol) if kind.symbol else ""
    register = find_register(session, organ=organ, symbol=symbol, year=facts.today.year) if symbol else None
    people = [paper.drafted_by, paper.reviewed_by, paper.scanned_by, paper.signed_by] if paper else []
    people += [paper.numbered_by, paper.issued_by, paper.revoked_by] if paper else []
    return PaperPage(
        plan=plan,
        kind=kind,
        subject=subject,
        about=about,
        paper=paper,
        waits=str(WAITS[waits]) if waits else "",
        missing=missing,
        seen_sha256=sha256_of_text(text) if text else "",
        check=shown_check(paper.content_sha256) if paper else "",
        names=names_of(session, people),
        progress=find_progress(session, "issue_paper", subject=str(paper.id)) if paper else None,
        certificates=tuple(list_certificates(session, PaperID(paper.id))) if paper else (),
        organ=organ,
        symbol=symbol,
        next_number=register.last_number + 1 if register else 1,
        earliest_on=register.last_day if register else None,
        template=template_for(session, plan.programme_id, kind.key, paper, now=now),
    )


def current_text(session: Session, page: PaperPage, *, now: datetime) -> str:
    """What the paper says, with number and day in their places as far as it has them.

    Raises PaperWaitsError, WordsMissingError.
    """
    text = page.paper.content if page.paper and page.paper.content else fresh_text(session, page, now=now)
    paper = page.paper
    return fill(
        text,
        number=paper.number if paper else None,
        day=paper.dated_on if paper else None,
        year=(paper.dated_on or now).year if paper else now.year,
    )


def fresh_text(session: Session, page: PaperPage, *, now: datetime) -> str:
    """What it would say now, from the record. Raises PaperWaitsError, WordsMissingError."""
    require_ready(page)
    facts = facts_of(session, page.plan.programme_id, now=now)
    return text_of(page.kind, facts, subject=page.subject, said=page.paper.said if page.paper else {})


def require_ready(page: PaperPage) -> None:
    """Raises PaperWaitsError, WordsMissingError unless the paper can be written."""
    if page.waits:
        raise PaperWaitsError(reason=page.waits)
    if page.missing:
        raise WordsMissingError(words=", ".join(str(WORDS[key][0]) for key in page.missing))


def may_do(page: PaperPage, viewer: Viewer) -> frozenset[str]:
    """The steps that this viewer can take now; the actions ask again."""
    paper, state = page.paper, page.state
    here = ProgrammeID(page.plan.programme_id)
    is_secretary = viewer.has(Role.SECRETARY, programme_id=here)
    is_board = viewer.has(Role.BOARD, programme_id=here)
    if paper is None or state is None:
        return frozenset({"draft"} if page.kind.is_signed and page.is_drawable else ())
    drafted = paper.drafted_by == viewer.account_id
    asked = paper.issued_by is not None
    last = PaperState.NUMBERED if page.kind.symbol else PaperState.SIGNED
    steps = {
        "change": state is PaperState.DRAFT and bool(page.kind.asks),
        "review": state is PaperState.DRAFT and not drafted and page.is_drawable,
        "sign": state is PaperState.REVIEWED and is_board and not drafted,
        "scan": state in {PaperState.REVIEWED, PaperState.SCANNED} and is_secretary,
        "confirm": state is PaperState.SCANNED and viewer.account_id not in {paper.scanned_by, paper.drafted_by},
        "back": state in {PaperState.REVIEWED, PaperState.SCANNED, PaperState.SIGNED} and not asked,
        "number": state is PaperState.SIGNED and bool(page.kind.symbol) and is_secretary,
        "issue": state is last and is_secretary and not asked,
        "revoke": state is PaperState.ISSUED and is_board,
    }
    return frozenset(step for step, may in steps.items() if may)


def _subjects(kind: Kind, facts: Facts) -> tuple[tuple[str, str], ...]:
    return kind.subjects(facts) if kind.subjects is not None else (("", ""),)


def _about(facts: Facts, subject: str) -> Facts:
    return replace(facts, subject=subject)
