"""Asking for the round that removes what nobody finished (D23); the round itself is the job *sweep_uploads*."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from portal.jobs.claim import enqueue

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

ABANDONED_AFTER = timedelta(hours=24)


def ask_for_sweep(session: Session, now: datetime) -> None:
    """Whoever begins an upload also asks for the round that removes it, should it be abandoned: once an hour."""
    slot = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    enqueue(
        session,
        "sweep_uploads",
        now=now,
        run_at=slot + ABANDONED_AFTER,
        unique_key=f"sweep_uploads:{slot:%Y%m%d%H}",
        priority=8,
    )
