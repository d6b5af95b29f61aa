"""Job *sweep_scratch*: the room that killed workers and readers left taken on this machine."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from flask import current_app

from media.scratch import PREFIXES, SYSTEM_PREFIX, remove_leftovers
from portal.clock import clock
from portal.jobs.registry import handles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from config import Settings

LEFT_AFTER = timedelta(hours=1)
"""Beside the lock, which says whether somebody still works there: a little time between making and locking."""

log = structlog.get_logger()


@handles("sweep_scratch")
def sweep_scratch(_arguments: Mapping[str, Any]) -> None:
    """Remove folders and copies that no living process holds. Of several machines, the one that does the job."""
    settings: Settings = current_app.extensions["bangvang_settings"]
    before = (clock() - LEFT_AFTER).timestamp()
    removed = remove_leftovers(settings.scratch_folder, PREFIXES, before=before)
    removed += remove_leftovers(Path(tempfile.gettempdir()), (SYSTEM_PREFIX,), before=before)
    if removed:
        log.warning("leftovers_removed", count=len(removed))
