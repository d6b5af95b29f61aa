"""Notices that their reader has seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from judging.models.history import Notice

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import AccountID


def mark_notices_read(session: Session, account_id: AccountID, *, now: datetime) -> None:
    """All of one's own notices so far are seen."""
    session.execute(
        update(Notice).where(Notice.account == str(account_id), Notice.read_at.is_(None)).values(read_at=now)
    )
