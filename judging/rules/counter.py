"""What reached a counter: when it counts as having come, and what has to be said about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from judging.errors import EntriesClosedError, EntriesNotYetOpenError, MissingReasonError, RefusedError
from judging.rules.deadlines import author_window, is_on_time, is_open
from judging.spec.unknown import is_known

if TYPE_CHECKING:
    from judging.spec.programme import Programme

AT_ONCE = timedelta(minutes=15)
"""What is written down within this time after it came needs no reason."""


class ArrivalAheadError(RefusedError):
    """Nothing can have come later than now; nor can somebody have waited after it was taken from him."""

    code = "arrival_ahead"


@dataclass(frozen=True, slots=True)
class Arrival:
    """When a work reached the counter, as the clerk writes it down.

    `waiting_since` is when its bearer began to wait, where that matters: within the plan's grace whoever stood there
    before the deadline is still served.
    """

    arrived_at: datetime
    waiting_since: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """The moment that is compared with deadlines, and whether a second person has to confirm it (B04)."""

    counts_at: datetime
    needs_second: bool


def count_arrival(plan: Programme, arrival: Arrival, *, now: datetime) -> Counted:
    """Whether what reached the counter at `arrival` is in time, by the window or by grace.

    An arrival on 15/9 at 16:50 that is written down on 16/9 is in time, needs its reason, and a second person.

    Raises:
        ArrivalAheadError: for a moment that has not come yet.
        MissingReasonError: when it is written down later than `AT_ONCE` without saying why.
        EntriesNotYetOpenError, EntriesClosedError: outside the plan's window and grace.
    """
    since = arrival.waiting_since
    if arrival.arrived_at > now or (since is not None and since > arrival.arrived_at):
        raise ArrivalAheadError
    if is_recorded_later(arrival.arrived_at, now) and not arrival.reason.strip():
        raise MissingReasonError
    window = author_window(plan)
    if arrival.arrived_at < window.opens_at:
        raise EntriesNotYetOpenError
    grace = plan.entering.grace_seconds
    seconds = grace if is_known(grace) else 0
    if not is_on_time(window, arrived_at=arrival.arrived_at, grace_seconds=seconds, upload_began_at=since):
        raise EntriesClosedError(window.closes_at)
    counts_at = arrival.arrived_at if is_open(window, arrival.arrived_at) else since or arrival.arrived_at
    late = now >= window.closes_at + timedelta(seconds=seconds)
    return Counted(counts_at, needs_second=late)


def is_recorded_later(arrived_at: datetime, now: datetime) -> bool:
    """Whether a line says something else than that it was written down when it came."""
    return now - arrived_at > AT_ONCE
