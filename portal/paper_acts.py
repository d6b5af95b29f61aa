"""Acts on one paper: its row is held, the act is done once for each form, and a refusal comes back as such."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.actions import papers as act
from judging.actions.registers import begin_register, number_paper
from judging.ids import PaperID, ProgrammeID
from judging.queries.papers import get_paper
from portal.access import me
from portal.acts import try_once
from portal.clock import clock
from portal.db import reading
from portal.paper_drawing import TemplateRefusedError, draw_paper
from portal.paper_pages import current_text, fresh_text, look_at_paper
from portal.papers.making import check_line, facts_of, frozen_text, sha256_of_text
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.errors import RefusedError
    from judging.models.papers import Paper
    from portal.paper_pages import PaperPage


def look_at(paper_id: UUID) -> PaperPage:
    """The page of a paper that the viewer may see. Raises NotFoundError."""
    session = reading()
    return look_at_paper(session, get_paper(session, PaperID(paper_id), visible_to=me()), now=clock())


def try_on_paper(paper_id: UUID, step: Callable[[Session, Paper], object]) -> RefusedError | None:
    """`try_once` on a paper that the viewer sees, its row held."""
    return try_once(lambda session: step(session, get_paper(session, PaperID(paper_id), visible_to=me(), lock=True)))


def review_as_seen(seen_sha256: str) -> Callable[[Session, Paper], None]:
    """The act of reviewing: what is frozen is what the page showed, with fresh codes where it has certificates."""

    def review(session: Session, row: Paper) -> None:
        page = look_at_paper(session, row, now=clock())
        fresh = fresh_text(session, page, now=clock())
        facts = facts_of(session, ProgrammeID(row.programme_id), now=clock())
        act.review_paper(
            session,
            row,
            content=frozen_text(page.kind, facts, subject=page.subject, said=row.said),
            fresh_sha256=sha256_of_text(fresh),
            seen_sha256=seen_sha256,
            by=me(),
            now=clock(),
        )

    return review


def number_on(page: PaperPage, day: date) -> Callable[[Session, Paper], int]:
    """The act of taking the next number of the paper's register."""

    def number(session: Session, row: Paper) -> int:
        today = local_day(clock())
        return number_paper(
            session, row, organ=page.organ, symbol=page.symbol, dated_on=day, today=today, by=me(), now=clock()
        )

    return number


def begin_with(page: PaperPage, first_number: int) -> Callable[[Session, Paper], object]:
    """The act of going on from the office's own book."""

    def begin(session: Session, row: Paper) -> object:
        return begin_register(
            session,
            ProgrammeID(row.programme_id),
            organ=page.organ,
            symbol=page.symbol,
            year=local_day(clock()).year,
            first_number=first_number,
            by=me(),
            now=clock(),
        )

    return begin


def refusal_of_template(page: PaperPage) -> RefusedError | None:
    """Why the office's own template cannot be filled in with this paper; None when it can, or there is none."""
    if page.template is None or page.paper is None:
        return None
    try:
        text = current_text(reading(), page, now=clock())
        draw_paper(text, "docx", check=check_line(page.paper.content_sha256), template=page.template)
    except TemplateRefusedError as error:
        return error
    return None
