"""Whom the reminders before a deadline concern."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.enums import EntryState
from judging.ids import AccountID
from judging.models.entries import Entry
from judging.models.people import Account

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import ProgrammeID


def list_draft_authors(session: Session, programme_id: ProgrammeID, *, before: datetime) -> list[AccountID]:
    """The active accounts of those whose draft was begun before a moment, each once, in a fixed order."""
    rows = session.scalars(
        select(Account.id)
        .join(Entry, Entry.author_id == Account.person_id)
        .where(
            Entry.programme_id == programme_id,
            Entry.state == EntryState.DRAFT.value,
            Entry.created_at < before,
            Account.is_active,
        )
        .distinct()
        .order_by(Account.id)
    )
    return [AccountID(row) for row in rows]
