"""The library of published articles, as the office that keeps it reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from judging.enums import Role
from judging.errors import NotFoundError
from judging.models.lookalikes import Article, Lookalike, Print
from vietnamese.folding import fold

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.ids import ArticleID
    from judging.rules.viewers import Viewer

KEEPERS = (Role.SECRETARY, Role.BOARD)
"""Who keeps the library. It serves every contest of the installation, so a duty in any of them is enough."""
PAGE = 30


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """One text of the library; `is_ready` once it can be compared with, `lookalikes` how many entries look like it."""

    article: Article
    is_ready: bool
    lookalikes: int


@dataclass(frozen=True, slots=True)
class Library:
    """A page of the library, newest first; `total` counts all of it, `waiting` what is not yet compared."""

    lines: list[ArticleLine]
    found: int
    total: int
    waiting: int
    page: int

    @property
    def page_count(self) -> int:
        return max(1, -(-self.found // PAGE))


def list_articles(session: Session, *, visible_to: Viewer, search: str = "", page: int = 1) -> Library:
    """A page of the library, narrowed by words of title or source, in three statements whatever its length."""
    if not visible_to.has(*KEEPERS):
        raise NotFoundError("article")
    present = Article.removed_at.is_(None)
    ready = select(func.count()).where(Print.article_id == Article.id).correlate(Article).scalar_subquery()
    alike = select(func.count()).where(Lookalike.article_id == Article.id).correlate(Article).scalar_subquery()
    words = [Article.title_folded.contains(word, autoescape=True) for word in fold(search).split()]
    total, waiting = session.execute(
        select(func.count(), func.count().filter(ready == 0)).select_from(Article).where(present)
    ).one()
    found = session.scalar(select(func.count()).select_from(Article).where(present, *words)) or 0
    rows = session.execute(
        select(Article, ready, alike)
        .where(present, *words)
        .order_by(Article.added_at.desc(), Article.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    lines = [ArticleLine(row, bool(prints), count) for row, prints, count in rows]
    return Library(lines, found, total, waiting, page)


def get_article(session: Session, article_id: ArticleID, *, visible_to: Viewer, lock: bool = False) -> Article:
    """A text of the library. Raises NotFoundError, also for one that was taken out unless it is locked to act on."""
    statement = select(Article).where(Article.id == article_id)
    if lock:
        statement = statement.with_for_update(of=Article).execution_options(populate_existing=True)
    found = session.scalars(statement).one_or_none()
    if found is None or not visible_to.has(*KEEPERS) or (found.removed_at is not None and not lock):
        raise NotFoundError("article")
    return found
