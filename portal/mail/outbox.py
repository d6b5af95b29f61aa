"""The letters that wait: asked for with what they tell, held where they go to many, let go or dropped by a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from judging.enums import Role
from judging.errors import AlreadyDoneError
from judging.recording import record
from portal.jobs.claim import enqueue
from portal.mail.kinds import BULK
from portal.records.mails import Mail

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from judging.events import Told
    from judging.rules.viewers import Viewer

UNCERTAIN_AFTER = timedelta(minutes=15)
"""A letter that was given to the server this long ago without an answer: nobody knows whether it left."""
LISTED = 50


@dataclass(frozen=True, slots=True)
class Batch:
    """Letters that tell many people the same and wait for somebody to look them through."""

    key: str
    kind: str
    facts: dict[str, str]
    url: str
    count: int
    since: datetime


def queue_mail(session: Session, told: Told, *, now: datetime) -> None:
    """Ask for a letter in the transaction of what it tells. Letters to many are held."""
    mail = Mail(
        account_id=told.account_id,
        kind=told.kind,
        facts=dict(told.facts),
        url=told.url,
        batch=f"{told.kind}:{told.url}" if told.kind in BULK else None,
        state="held" if told.kind in BULK else "waiting",
        created_at=now,
        due_at=now,
    )
    session.add(mail)
    if told.kind not in BULK:
        session.flush()
        enqueue(session, "send_mail", now=now, unique_key=f"send_mail:{mail.id}:0", mail_id=str(mail.id))


def list_batches(session: Session) -> Sequence[Batch]:
    """The batches that wait to be looked through, oldest first."""
    rows = session.execute(
        select(Mail.batch, func.count(), func.min(Mail.created_at))
        .where(Mail.state == "held", Mail.batch.is_not(None))
        .group_by(Mail.batch)
        .order_by(func.min(Mail.created_at), Mail.batch)
    ).all()
    found = []
    for key, count, since in rows:
        one = session.scalars(select(Mail).where(Mail.batch == key).limit(1)).one()
        found.append(Batch(str(key), one.kind, dict(one.facts), one.url, int(count), since))
    return found


def count_mails(session: Session, *, now: datetime) -> dict[str, int]:
    """How many letters stand in each state; `uncertain` are those that were given away and not answered."""
    counts = {row.state: int(row[1]) for row in session.execute(select(Mail.state, func.count()).group_by(Mail.state))}
    counts["uncertain"] = session.scalar(select(func.count()).select_from(Mail).where(*_uncertain(now))) or 0
    return counts


def list_troubled(session: Session, *, now: datetime) -> Sequence[Mail]:
    """Letters that failed for good or whose fate nobody knows, newest first, at most fifty."""
    uncertain = Mail.id.in_(select(Mail.id).where(*_uncertain(now)))
    return session.scalars(
        select(Mail).where((Mail.state == "failed") | uncertain).order_by(Mail.created_at.desc(), Mail.id).limit(LISTED)
    ).all()


def release_batch(session: Session, key: str, *, by: Viewer, now: datetime) -> int:
    """Let a batch go that was looked through; returns how many letters leave.

    Raises:
        AlreadyDoneError: nothing of it waits any more.
    """
    count = _move(session, key, state="waiting")
    enqueue(session, "send_batch", now=now, batch=key)
    _note(session, "mails.released", f"mails:{key}", by=by, now=now, count=count)
    return count


def drop_batch(session: Session, key: str, *, by: Viewer, now: datetime) -> int:
    """Throw a batch away; its notices stay on the portal.

    Raises:
        AlreadyDoneError: nothing of it waits any more.
    """
    count = _move(session, key, state="dropped", reason="not_released", ended_at=now)
    _note(session, "mails.dropped", f"mails:{key}", by=by, now=now, count=count)
    return count


def send_again(session: Session, mail_id: UUID, *, by: Viewer, now: datetime) -> None:
    """Try a letter once more that failed, or of which nobody knows whether it left.

    Raises:
        AlreadyDoneError: it is neither.
    """
    found = session.scalars(select(Mail).where(Mail.id == mail_id).with_for_update()).one_or_none()
    lost = found is not None and found.state == "sending" and found.due_at < now - UNCERTAIN_AFTER
    if found is None or not (found.state == "failed" or lost):
        raise AlreadyDoneError
    found.state, found.reason, found.due_at, found.ended_at = "waiting", "", now, None
    ask(session, found, now=now)
    _note(session, "mails.again", f"mail:{mail_id}", by=by, now=now, kind=found.kind)


def ask(session: Session, mail: Mail, *, now: datetime) -> None:
    """A job for the next try of one letter, at the moment when it is due."""
    key = f"send_mail:{mail.id}:{mail.tries}:{mail.due_at.isoformat()}"
    enqueue(session, "send_mail", now=now, run_at=mail.due_at, unique_key=key, mail_id=str(mail.id))


def _note(session: Session, action: str, subject: str, *, by: Viewer, now: datetime, **data: object) -> None:
    record(session, at=now, actor=by.account_id, role=Role.ADMIN, action=action, subject=subject, **data)


def _move(session: Session, key: str, **values: object) -> int:
    moved = session.scalars(
        update(Mail).where(Mail.batch == key, Mail.state == "held").values(**values).returning(Mail.id)
    ).all()
    if not moved:
        raise AlreadyDoneError
    return len(moved)


def _uncertain(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Mail.state == "sending", Mail.due_at < now - UNCERTAIN_AFTER)
