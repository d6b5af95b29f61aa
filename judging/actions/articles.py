"""The library of published articles that entries are compared with: put in by paste or file, taken out again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, select
from sqlalchemy.exc import IntegrityError

from judging.actions.history import record
from judging.errors import AlreadyDoneError, NotAllowedError, RefusedError
from judging.events import ArticleAdded, emit
from judging.ids import ArticleID
from judging.models.lookalikes import Article, Band, Lookalike, Print, Suspicion
from judging.queries.articles import KEEPERS, get_article
from judging.rules.canonical import sha256_of
from vietnamese.folding import fold

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.enums import Role
    from judging.rules.viewers import Viewer

FEWEST_SYLLABLES = 30


class ArticleTooShortError(RefusedError):
    """So few chữ would look like everything; facts `found` and `least`."""

    code = "article_too_short"


class ArticleUntitledError(RefusedError):
    """An article needs a title, or nobody finds it again."""

    code = "article_untitled"


class ArticleKnownError(RefusedError):
    """The same text is in the library already; fact `title`."""

    code = "article_known"


@dataclass(frozen=True, slots=True)
class NewArticle:
    """A text for the library. `source` tells where it was published: a paper and its day, or an address."""

    title: str
    source: str
    text: str
    syllables: int


def add_article(session: Session, new: NewArticle, *, by: Viewer, now: datetime) -> Article:
    """Put a published text into the library; what is there already is compared with it by a job.

    Raises:
        ArticleUntitledError, ArticleTooShortError, ArticleKnownError: what is wrong with it.
    """
    acting_as = _keeper(by)
    if not new.title.strip():
        raise ArticleUntitledError
    if new.syllables < FEWEST_SYLLABLES:
        raise ArticleTooShortError(found=new.syllables, least=FEWEST_SYLLABLES)
    digest = sha256_of(" ".join(fold(new.text).split()))
    same = select(Article.title).where(Article.sha256 == digest, Article.removed_at.is_(None))
    if (title := session.scalars(same).one_or_none()) is not None:
        raise ArticleKnownError(title=title)
    row = Article(
        title=new.title.strip(),
        title_folded=fold(f"{new.title} {new.source}"),
        source=new.source.strip(),
        text=new.text,
        syllables=new.syllables,
        sha256=digest,
        added_by=by.account_id,
        added_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        raise ArticleKnownError(title=new.title.strip()) from None
    _record(session, row, "article.add", acting_as, by=by, at=now)
    emit(session, ArticleAdded(ArticleID(row.id)))
    return row


def remove_article(session: Session, *, article_id: ArticleID, by: Viewer, now: datetime) -> None:
    """Take a text out: nothing is compared with it any more. What an author was asked about stays as evidence.

    Raises:
        AlreadyDoneError: when somebody took it out a moment ago.
    """
    acting_as = _keeper(by)
    row = get_article(session, article_id, visible_to=by, lock=True)
    if row.removed_at is not None:
        raise AlreadyDoneError
    prints = select(Print.id).where(Print.article_id == article_id)
    session.execute(delete(Band).where(Band.print_id.in_(prints)))
    asked = exists().where(Suspicion.lookalike_id == Lookalike.id)
    session.execute(
        delete(Lookalike).where(Lookalike.article_id == article_id, ~asked).execution_options(synchronize_session=False)
    )
    _record(session, row, "article.remove", acting_as, by=by, at=now)
    if session.scalar(select(Lookalike.id).where(Lookalike.article_id == article_id).limit(1)) is None:
        session.execute(
            delete(Print).where(Print.article_id == article_id).execution_options(synchronize_session=False)
        )
        session.delete(row)
        session.flush()
        return
    row.removed_by, row.removed_at = by.account_id, now


def _keeper(by: Viewer) -> Role:
    role = next((one for one in KEEPERS if by.has(one)), None)
    if role is None:
        raise NotAllowedError
    return role


def _record(session: Session, row: Article, action: str, acting_as: Role, *, by: Viewer, at: datetime) -> None:
    record(
        session,
        at=at,
        actor=by.account_id,
        role=acting_as.value,
        action=action,
        subject=f"article:{row.id}",
        text=row.sha256,
    )
