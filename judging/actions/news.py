"""Writing about a contest: draft, publish now or later, correct with a reason, take down with a reason, and undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from judging.actions.history import record
from judging.enums import NewsState, ProgrammeState, Role
from judging.errors import AlreadyDoneError, MissingReasonError, MoveRefusedError, NotFoundError, StaleVersionError
from judging.models.news import News, NewsVersion
from judging.models.programmes import Programme
from judging.queries.news import get_news
from judging.rules.canonical import sha256_of
from judging.rules.news import address_of, news_state

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.enums import NewsKind
    from judging.ids import NewsID, ProgrammeID
    from judging.rules.viewers import Viewer

UNSEEN = (NewsState.DRAFT, NewsState.SCHEDULED)
"""Where nobody outside has read it yet: it changes without a trace for the public."""


def write_news(
    session: Session, *, programme_id: ProgrammeID, kind: NewsKind, title: str, body: str, by: Viewer, now: datetime
) -> News:
    """A new draft about a contest whose plan was issued.

    Raises:
        NotFoundError: for whoever is no publisher there, and for a contest that is not public itself.
        AlreadyDoneError: when the same title was kept a moment ago.
    """
    programme = session.get(Programme, programme_id)
    hidden = {ProgrammeState.DRAFT.value, ProgrammeState.CANCELLED.value}
    if programme is None or programme.state in hidden or not by.has(Role.PUBLISHER, programme_id=programme_id):
        raise NotFoundError("programme")
    taken = set(session.scalars(select(News.address).where(News.programme_id == programme_id)))
    row = News(
        programme_id=programme_id,
        kind=kind.value,
        address=address_of(title, taken),
        created_by=by.account_id,
        created_at=now,
    )
    row.versions = [NewsVersion(number=1, title=title, body=body, written_by=by.account_id, written_at=now)]
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyDoneError from error
    _record(session, row, "news.write", by=by, now=now)
    return row


def rewrite_news(
    session: Session,
    news_id: NewsID,
    *,
    version: int,
    title: str,
    body: str,
    reason: str,
    by: Viewer,
    now: datetime,
) -> News:
    """Change a text. What was public already gets a new version with a reason, and the old one stays readable.

    Raises:
        StaleVersionError: when somebody saved since; MissingReasonError: a correction without a reason.
    """
    row = get_news(session, news_id, visible_to=by, lock=True)
    if row.version != version:
        raise StaleVersionError
    last = row.versions[0]
    if (last.title, last.body) == (title, body):
        return row
    if _state(row, now) in UNSEEN:
        last.title, last.body, last.written_by, last.written_at = title, body, by.account_id, now
        action = "news.write"
    else:
        if not reason.strip():
            raise MissingReasonError
        row.versions.insert(
            0,
            NewsVersion(
                number=last.number + 1,
                title=title,
                body=body,
                reason=reason.strip(),
                written_by=by.account_id,
                written_at=now,
            ),
        )
        action = "news.correct"
    row.version += 1
    session.flush()
    _record(session, row, action, by=by, now=now)
    return row


def publish_news(session: Session, news_id: NewsID, *, version: int, at: datetime, by: Viewer, now: datetime) -> News:
    """Make it public from `at` on: at once, or later by the clock alone. Scheduled ones may be given another moment.

    Raises:
        StaleVersionError: when somebody saved since it was read; MoveRefusedError: when it was public already.
    """
    row = _moving(session, news_id, UNSEEN, NewsState.SCHEDULED, version=version, by=by, now=now)
    row.publish_at, row.published_by = max(at, now), by.account_id
    row.version += 1
    _record(session, row, "news.publish", by=by, now=now)
    return row


def unschedule_news(session: Session, news_id: NewsID, *, by: Viewer, now: datetime) -> News:
    """Back to a draft, while its moment has not come. Raises MoveRefusedError afterwards."""
    row = _moving(session, news_id, (NewsState.SCHEDULED,), NewsState.DRAFT, by=by, now=now)
    row.publish_at = row.published_by = None
    row.version += 1
    _record(session, row, "news.unschedule", by=by, now=now)
    return row


def take_down_news(session: Session, news_id: NewsID, *, reason: str, by: Viewer, now: datetime) -> News:
    """Nobody reads it any more; its page says when and why. Raises MissingReasonError, MoveRefusedError."""
    if not reason.strip():
        raise MissingReasonError
    row = _moving(session, news_id, (NewsState.PUBLIC,), NewsState.TAKEN_DOWN, by=by, now=now)
    row.taken_down_at, row.taken_down_by, row.taken_down_because = now, by.account_id, reason.strip()
    row.version += 1
    _record(session, row, "news.take_down", by=by, now=now)
    return row


def restore_news(session: Session, news_id: NewsID, *, by: Viewer, now: datetime) -> News:
    """Undo a take-down. Raises MoveRefusedError when it stands."""
    row = _moving(session, news_id, (NewsState.TAKEN_DOWN,), NewsState.PUBLIC, by=by, now=now)
    row.taken_down_at, row.taken_down_by, row.taken_down_because = None, None, ""
    row.version += 1
    _record(session, row, "news.restore", by=by, now=now)
    return row


def _moving(
    session: Session,
    news_id: NewsID,
    from_states: tuple[NewsState, ...],
    to: NewsState,
    *,
    by: Viewer,
    now: datetime,
    version: int | None = None,
) -> News:
    row = get_news(session, news_id, visible_to=by, lock=True)
    if version is not None and row.version != version:
        raise StaleVersionError
    state = _state(row, now)
    if state not in from_states:
        raise MoveRefusedError("news", state.value, to.value)
    return row


def _state(row: News, now: datetime) -> NewsState:
    return news_state(publish_at=row.publish_at, taken_down_at=row.taken_down_at, now=now)


def _record(session: Session, row: News, action: str, *, by: Viewer, now: datetime) -> None:
    text = row.versions[0]
    record(
        session,
        at=now,
        actor=by.account_id,
        role=Role.PUBLISHER.value,
        action=action,
        subject=f"news:{row.id}",
        number=text.number,
        text=sha256_of(f"{text.title}\n{text.body}"),
        publish_at=row.publish_at.isoformat() if row.publish_at else None,
        reason=row.taken_down_because or text.reason,
    )
