"""Asking for a line of the chain. It is written just before the commit (judging/actions/history.py).

It stands apart from the writing, because the judge's desk asks for lines too and knows no model of the history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.rules.canonical import canonical_json

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

PENDING = "history_lines"


def record(  # noqa: D417  what is left out says itself
    session: Session, *, at: datetime, actor: object, role: str, action: str, subject: str, **data: object
) -> None:
    """Ask for a line of the chain in this transaction; it is written just before the commit.

    Args:
        actor: the account's or seat's id, or "system".
        subject: what it happened to, as "noun:id".
        data: plain facts without personal values (design 8); they become canonical JSON.
    """
    line = (at, str(actor), role, action, subject, canonical_json(data))  # type: ignore[arg-type]  # it checks itself
    session.info.setdefault(PENDING, []).append(line)
