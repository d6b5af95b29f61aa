"""Job *purge_payees*: once a day, winners' numbers whose day has come are deleted, each with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog

from judging.actions.payees import purge_details
from portal.clock import clock
from portal.db import transaction
from portal.jobs.registry import handles
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from collections.abc import Mapping

log = structlog.get_logger()


@handles("purge_payees")
def purge_payees(_arguments: Mapping[str, Any]) -> None:
    """What was deleted is counted in the log; the history names each row."""
    now = clock()
    with transaction() as session:
        deleted = purge_details(session, today=local_day(now), now=now)
    if deleted:
        log.info("payees_purged", rows=deleted)
