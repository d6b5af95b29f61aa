"""Job *sweep_uploads*: uploads that nobody finished give their room back after a day (D23)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.clock import clock
from portal.jobs.registry import handles
from portal.unfinished_uploads import sweep_abandoned

if TYPE_CHECKING:
    from collections.abc import Mapping


@handles("sweep_uploads")
def sweep_uploads(_arguments: Mapping[str, Any]) -> None:
    """Round after round until nothing abandoned is left."""
    while sweep_abandoned(now=clock()):
        pass
