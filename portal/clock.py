"""The one place that reads the clock. Everything else is told `now`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask import current_app, g, has_request_context

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The machine's time, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251  the clock itself


def clock() -> datetime:
    """The present moment as the application's clock tells it (tests set another)."""
    told: Clock = current_app.extensions["bangvang_clock"]
    return told()


def arrived_at() -> datetime:
    """When the request being served reached the portal: its stamp, not the end of its processing (design 5.5)."""
    if has_request_context() and (stamp := g.get("arrived_at")) is not None:
        assert isinstance(stamp, datetime)  # noqa: S101  set by portal.arrival only
        return stamp
    return clock()
