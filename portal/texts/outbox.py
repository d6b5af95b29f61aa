"""Short messages that wait: asked for in the transaction of what they tell, counted and tried again by a person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from judging.enums import Role
from judging.errors import AlreadyDoneError
from judging.recording import record
from portal.jobs.claim import enqueue
from portal.records.texts import Text, TextNumber

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from judging.ids import AccountID
    from judging.rules.viewers import Viewer

UNCERTAIN_AFTER = timedelta(minutes=15)
LISTED = 50


def queue_text(session: Session, account_id: AccountID, kind: str, facts: Mapping[str, str], *, now: datetime) -> None:
    """Ask for a message in the transaction of what it tells."""
    text = Text(account_id=account_id, kind=kind, facts=dict(facts), created_at=now, due_at=now)
    session.add(text)
    session.flush()
    ask(session, text, now=now)


def wants_texts(session: Session, account_id: AccountID) -> bool:
    """Whether somebody asked for messages and confirmed the number."""
    row = session.get(TextNumber, account_id)
    return row is not None and row.confirmed_at is not None


def ask(session: Session, text: Text, *, now: datetime) -> None:
    """A job for the next try, at the moment when it is due."""
    key = f"send_text:{text.id}:{text.tries}:{text.due_at.isoformat()}"
    enqueue(session, "send_text", now=now, run_at=text.due_at, unique_key=key, text_id=str(text.id))


def count_texts(session: Session, *, now: datetime) -> dict[str, int]:
    """How many stand in each state; `uncertain` were given away and not answered, `readers` want messages."""
    counts = {row.state: int(row[1]) for row in session.execute(select(Text.state, func.count()).group_by(Text.state))}
    counts["uncertain"] = session.scalar(select(func.count()).select_from(Text).where(*_uncertain(now))) or 0
    confirmed = select(func.count()).select_from(TextNumber).where(TextNumber.confirmed_at.is_not(None))
    counts["readers"] = session.scalar(confirmed) or 0
    return counts


def list_troubled(session: Session, *, now: datetime) -> Sequence[Text]:
    """Messages that failed, or whose fate nobody knows, or that are tried again, newest first, at most fifty."""
    uncertain = Text.id.in_(select(Text.id).where(*_uncertain(now)))
    retried = (Text.state == "waiting") & (Text.tries > 0)
    return session.scalars(
        select(Text)
        .where((Text.state == "failed") | uncertain | retried)
        .order_by(Text.created_at.desc(), Text.id)
        .limit(LISTED)
    ).all()


def send_again(session: Session, text_id: UUID, *, by: Viewer, now: datetime) -> None:
    """Try a message once more that failed, or of which nobody knows whether it left. Raises AlreadyDoneError."""
    found = session.scalars(select(Text).where(Text.id == text_id).with_for_update()).one_or_none()
    lost = found is not None and found.state == "sending" and found.due_at < now - UNCERTAIN_AFTER
    if found is None or not (found.state == "failed" or lost):
        raise AlreadyDoneError
    found.state, found.reason, found.due_at, found.ended_at = "waiting", "", now, None
    ask(session, found, now=now)
    record(
        session, at=now, actor=by.account_id, role=Role.ADMIN, action="texts.again", subject=f"text:{text_id}",
        kind=found.kind,
    )  # fmt: skip


def _uncertain(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Text.state == "sending", Text.due_at < now - UNCERTAIN_AFTER)
