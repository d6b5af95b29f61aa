"""A person's secret calendar address: made anew, or taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from judging.actions.history import record
from judging.models.calendar_addresses import CalendarAddress

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.rules.viewers import Viewer


def set_calendar_address(session: Session, *, digest: str, by: Viewer, now: datetime) -> None:
    """From now on this address holds, and no earlier one of the same person."""
    session.execute(delete(CalendarAddress).where(CalendarAddress.account_id == by.account_id))
    session.add(CalendarAddress(account_id=by.account_id, digest=digest, made_at=now))
    session.flush()
    _note(session, "make", by=by, now=now)


def drop_calendar_address(session: Session, *, by: Viewer, now: datetime) -> None:
    """No address holds any more; doing it twice changes nothing."""
    found = session.get(CalendarAddress, by.account_id)
    if found is None:
        return
    session.delete(found)
    session.flush()
    _note(session, "drop", by=by, now=now)


def _note(session: Session, act: str, *, by: Viewer, now: datetime) -> None:
    record(
        session,
        at=now,
        actor=by.account_id,
        role="",
        action=f"calendar_address.{act}",
        subject=f"account:{by.account_id}",
    )
