"""Job *anchor*: write the chain's head outside the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app

from portal.anchors import write_anchor
from portal.clock import clock
from portal.db import transaction
from portal.jobs.registry import handles

if TYPE_CHECKING:
    from collections.abc import Mapping


@handles("anchor")
def anchor(arguments: Mapping[str, Any]) -> None:
    """Append the head; running twice appends the same head twice, which harms nothing."""
    with transaction() as session:
        write_anchor(
            session,
            current_app.extensions["bangvang_settings"].data_folder,
            milestone=str(arguments["milestone"]),
            now=clock(),
        )
