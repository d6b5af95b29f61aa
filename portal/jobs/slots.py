"""Work that comes round by the clock: one job for each slot, its key unique, so that no two workers ask twice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from portal.jobs.claim import enqueue

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

DAILY = ("anchor", "forget_registrations", "purge_archives", "purge_payees", "scrub", "send_digests", "sweep_rowless")
HOURLY = ("sweep", "sweep_renditions", "sweep_scratch", "sweep_replaced", "compare_missing")
EVERY_FIVE_MINUTES = ("warn_units", "act_on_gaps", "scan_missing", "tell_questions", "remind")
FIVE_MINUTES = timedelta(minutes=5)


def ask_due_slots(session: Session, *, now: datetime) -> None:
    """Ask for what is due in the present day, hour and five minutes. Cheap enough for every idle round."""
    day, hour = f"{now:%Y-%m-%d}", f"{now:%Y-%m-%dT%H}"
    minute = now.replace(minute=now.minute - now.minute % 5, second=0, microsecond=0)
    for kind in DAILY:
        enqueue(session, kind, now=now, unique_key=f"{kind}:{day}", priority=8, milestone="daily")
    for kind in HOURLY:
        enqueue(session, kind, now=now, unique_key=f"{kind}:{hour}", priority=8)
    for kind in EVERY_FIVE_MINUTES:
        enqueue(session, kind, now=now, unique_key=f"{kind}:{minute:%Y-%m-%dT%H:%M}", priority=7)
