"""Own throttle for signing in: tries counted by name and by source, in the database, so it survives restarts."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import request
from sqlalchemy import delete, select

from judging.errors import RefusedError
from portal.records.tables import Throttle

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import AccountID

WINDOW = timedelta(minutes=10)
TRIES_BY_NAME = 10
TRIES_BY_SOURCE = 100


class TooManyTriesError(RefusedError):
    """Too many tries in a short time; the person should wait."""

    code = "too_many_tries"


class TooManyRequestsError(RefusedError):
    """One source asks more often than any program needs; fact `minutes`."""

    code = "too_many_requests"


def count_request(session: Session, *, purpose: str, most: int, now: datetime) -> None:
    """Count a request of the asking address, whatever it asks for.

    Raises:
        TooManyRequestsError: beyond `most` of them in one window.
    """
    if _count(session, f"{purpose}:source:{request.remote_addr}", now) > most:
        raise TooManyRequestsError(minutes=int(WINDOW.total_seconds() // 60))


def count_act(session: Session, *, purpose: str, account_id: AccountID, most: int, now: datetime) -> None:
    """Count an act of an account, whatever becomes of it. It must be committed even where the act is refused.

    Raises:
        TooManyRequestsError: beyond `most` of them in one window.
    """
    if _count(session, f"{purpose}:account:{account_id}", now) > most:
        raise TooManyRequestsError(minutes=int(WINDOW.total_seconds() // 60))


def count_try(session: Session, *, purpose: str, name: str, now: datetime) -> None:
    """Count one try under a name and under the asking address.

    Raises:
        TooManyTriesError: when either has used up its tries of the window; others are not locked out (C01).
    """
    minutes = int(WINDOW.total_seconds() // 60)
    if _count(session, f"{purpose}:name:{name}", now) > TRIES_BY_NAME:
        raise TooManyTriesError(minutes=minutes)
    if _count(session, f"{purpose}:source:{request.remote_addr}", now) > TRIES_BY_SOURCE:
        raise TooManyTriesError(minutes=minutes)


def forget_tries(session: Session, *, purpose: str, name: str) -> None:
    """A success clears the name's count."""
    session.execute(delete(Throttle).where(Throttle.key == _key(f"{purpose}:name:{name}")))


def sweep(session: Session, *, now: datetime) -> None:
    """Remove windows that are over."""
    session.execute(delete(Throttle).where(Throttle.began_at < now - WINDOW))


def _count(session: Session, what: str, now: datetime) -> int:
    key = _key(what)
    row = session.scalars(select(Throttle).where(Throttle.key == key).with_for_update()).one_or_none()
    if row is None:
        row = Throttle(key=key, began_at=now, tries=0)
        session.add(row)
    elif row.began_at < now - WINDOW:
        row.began_at, row.tries = now, 0
    row.tries += 1
    session.flush()
    return row.tries


def _key(what: str) -> str:
    return hashlib.sha256(what.encode()).hexdigest()
