"""Append to the chain: the lock on its head is taken last in a transaction, so that there is one writer at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.models.history import ChainHead, HistoryLine
from judging.recording import PENDING, record
from judging.rules.chain import entry_hash

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

__all__ = ["PENDING", "record", "write_pending"]


def write_pending(session: Session) -> str | None:
    """Write the lines asked for, in order, under the head's lock; the new head's hash, or None without lines."""
    lines = session.info.pop(PENDING, [])
    if not lines:
        return None
    session.flush()
    head = session.scalars(
        select(ChainHead).where(ChainHead.id == 1).with_for_update().execution_options(populate_existing=True)
    ).one()
    for at, actor, role, action, subject, data in lines:
        seq = head.seq + 1
        digest = entry_hash(
            prev_hash=head.hash, seq=seq, at=at, actor=actor, role=role, action=action, subject=subject, data=data
        )
        session.add(
            HistoryLine(
                seq=seq,
                at=at,
                actor=actor,
                role=role,
                action=action,
                subject=subject,
                data=data,
                prev_hash=head.hash,
                hash=digest,
            )
        )
        head.seq, head.hash = seq, digest
    session.flush()
    return head.hash
