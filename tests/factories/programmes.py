"""Makes programmes from the shipped plans."""

from __future__ import annotations

import itertools
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from judging.actions.programmes import open_programme
from judging.plans.shipped import shipped_plan
from judging.spec.walking import resolve

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.models.programmes import Programme
    from judging.spec.programme import Programme as Plan

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_numbers = itertools.count(1)


@lru_cache
def demonstration_plan(day: str) -> Plan:
    """The demonstration contest with its dates resolved against an ISO day."""
    from datetime import date

    return resolve(shipped_plan("dakrong-demo"), date.fromisoformat(day))


def make_programme(session: Session, *, now: datetime, plan: Plan | None = None, slug: str = "") -> Programme:
    """An issued, open contest: the demonstration's plan as of `now`, or the plan given."""
    plan = plan or demonstration_plan(now.astimezone(VIETNAM).date().isoformat())
    return open_programme(
        session, plan, slug=slug or f"cuoc-thi-{next(_numbers)}", by=None, now=now, is_demonstration=True
    )
