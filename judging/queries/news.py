"""News as the public reads it, and as the publisher works on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, true

from judging.enums import NewsKind, Role
from judging.errors import NotFoundError
from judging.models.news import News
from judging.queries.programmes import list_plans_in_force

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import NewsID, ProgrammeID
    from judging.queries.programmes import PlanInForce
    from judging.rules.viewers import Viewer


def list_public_news(
    session: Session,
    programmes: Iterable[ProgrammeID],
    *,
    now: datetime,
    kinds: Iterable[NewsKind] = (NewsKind.NEWS,),
    most: int | None = None,
) -> list[News]:
    """What anybody may read of `programmes` at `now`, newest first."""
    return list(
        session.scalars(
            select(News)
            .where(
                News.programme_id.in_(list(programmes)),
                News.kind.in_([kind.value for kind in kinds]),
                News.publish_at <= now,
                News.taken_down_at.is_(None),
            )
            .order_by(News.publish_at.desc(), News.id)
            .limit(most)
        )
    )


def get_public_news(session: Session, programme_id: ProgrammeID, address: str, *, now: datetime) -> News:
    """One piece that is or was public, or NotFoundError: one that was taken down is told as such by its page."""
    row = session.scalars(
        select(News).where(News.programme_id == programme_id, News.address == address, News.publish_at <= now)
    ).one_or_none()
    if row is None:
        raise NotFoundError("news")
    return row


def news_plans(session: Session, *, visible_to: Viewer) -> list[PlanInForce]:
    """The contests in force about which the viewer may write, newest first."""
    mine = visible_to.programmes(Role.PUBLISHER)
    return [plan for plan in list_plans_in_force(session) if mine is None or plan.programme_id in mine]


def list_news(session: Session, *, visible_to: Viewer) -> list[News]:
    """Everything written about the viewer's contests: drafts and what was scheduled first, then newest first."""
    mine = visible_to.programmes(Role.PUBLISHER)
    rows = session.scalars(
        select(News)
        .where(true() if mine is None else News.programme_id.in_(list(mine)))
        .order_by(News.publish_at.is_not(None), News.publish_at.desc(), News.created_at.desc(), News.id)
    )
    return list(rows)


def get_news(session: Session, news_id: NewsID, *, visible_to: Viewer, lock: bool = False) -> News:
    """One piece as its publisher sees it, or NotFoundError."""
    row = session.get(News, news_id, with_for_update=lock or None, populate_existing=lock)
    if row is None or not visible_to.has(Role.PUBLISHER, programme_id=row.programme_id):
        raise NotFoundError("news")
    return row
