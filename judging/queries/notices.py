"""What the portal has told one person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from judging.models.history import Notice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from judging.ids import AccountID

NOTICES_PER_PAGE = 30


def list_notices(session: Session, account_id: AccountID, *, page: int = 1) -> tuple[Sequence[Notice], int]:
    """A page of one's own notices, newest first, and how many there are on all pages."""
    mine = Notice.account == str(account_id)
    total = session.scalar(select(func.count()).select_from(Notice).where(mine)) or 0
    notices = session.scalars(
        select(Notice)
        .where(mine)
        .order_by(Notice.created_at.desc(), Notice.id)
        .limit(NOTICES_PER_PAGE)
        .offset((page - 1) * NOTICES_PER_PAGE)
    ).all()
    return notices, total


def count_unread(session: Session, account_id: AccountID) -> int:
    """How many notices this account has not seen."""
    mine = (Notice.account == str(account_id), Notice.read_at.is_(None))
    return session.scalar(select(func.count()).select_from(Notice).where(*mine)) or 0


def list_warnings(session: Session, kind: str) -> set[str]:
    """What the notices of a kind that is told once each were about, by the fact *warning*."""
    rows = session.scalars(select(Notice.facts).where(Notice.kind == kind))
    return {facts["warning"] for facts in rows if "warning" in facts}
