"""Job *send_text*: short messages leave one by one, each at most once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from portal.jobs.registry import handles
from portal.texts.sending import send_one

if TYPE_CHECKING:
    from collections.abc import Mapping


@handles("send_text")
def send_text(arguments: Mapping[str, Any]) -> None:
    """One message."""
    send_one(UUID(arguments["text_id"]))
