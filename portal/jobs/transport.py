"""Which transport carries job ids to the workers: none on the embedded installation, Celery where a broker is set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from config import Settings
    from portal.jobs.claim import Asked


class Transport(Protocol):
    """Carries the ids of due jobs after their commit. A hint only: it may lose, repeat, delay and reorder them."""

    def carry(self, asked: Sequence[Asked]) -> None:
        """Take ids over; returns at once and never raises."""


def make_transport(settings: Settings) -> Transport | None:
    """The transport of this installation, or None where workers find their jobs by looking."""
    if not settings.broker_url:
        return None
    from portal.jobs.celery import CeleryTransport  # noqa: PLC0415  only who has a broker loads Celery

    return CeleryTransport(settings)
