"""Job *forget_registrations*: once a day, what decided registrants told of themselves is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog

from judging.actions.registrations import forget_registrations
from portal.clock import clock
from portal.db import transaction
from portal.jobs.registry import handles

if TYPE_CHECKING:
    from collections.abc import Mapping

log = structlog.get_logger()


@handles("forget_registrations")
def forget(_arguments: Mapping[str, Any]) -> None:
    """The history names each registration; the log counts them."""
    with transaction() as session:
        deleted = forget_registrations(session, now=clock())
    if deleted:
        log.info("registrations_forgotten", rows=deleted)
