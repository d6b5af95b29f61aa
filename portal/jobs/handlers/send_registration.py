"""Job *send_registration*: the letter to somebody who registered himself and has no account yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from portal.jobs.registry import handles
from portal.mail.registrations import send_registration_letter

if TYPE_CHECKING:
    from collections.abc import Mapping


@handles("send_registration")
def send_registration(arguments: Mapping[str, Any]) -> None:
    """One letter."""
    send_registration_letter(UUID(arguments["registration_id"]))
