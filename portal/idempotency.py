"""A request that is repeated (double click, retry, lost answer) gets its first answer again (B12, X02)."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from flask import request
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from judging.errors import AlreadyDoneError
from portal.records.tables import Answer

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.ids import AccountID

LONGEST_KEY = 40


def key_of_request() -> str:
    """The key that the form (`idempotency_key`) or the header `Idempotency-Key` carries; empty without one.

    It holds for the address that it was sent to: the same key about another thing is another key.
    """
    told = request.headers.get("Idempotency-Key") or request.form.get("idempotency_key", "")
    return sha256(f"{request.path}\n{told}".encode()).hexdigest()[:LONGEST_KEY] if told else ""


def find_answer(session: Session, *, account_id: AccountID, key: str) -> dict[str, Any] | None:
    """The answer stored under this account's key, if the request was answered before."""
    if not key:
        return None
    return session.scalars(select(Answer.body).where(Answer.account_id == account_id, Answer.key == key)).one_or_none()


def keep_answer(session: Session, *, account_id: AccountID, key: str, body: dict[str, Any], now: datetime) -> None:
    """Store the answer in the transaction of the change itself.

    Raises:
        AlreadyDoneError: when the same key was answered in the meantime; the transaction must end.
    """
    if not key:
        return
    session.add(Answer(account_id=account_id, key=key, endpoint=request.endpoint or "", body=body, given_at=now))
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyDoneError from error
