"""The entry that a winner is paid for, as his pages and acts find it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.errors import NotFoundError
from judging.ids import EntryID
from judging.queries.entries import get_own_entry
from judging.queries.payments import list_own_payments
from portal.access import me
from portal.db import reading

if TYPE_CHECKING:
    from uuid import UUID

    from judging.models.entries import Entry


def winning_entry(entry_id: UUID) -> Entry:
    """An own entry for which something is paid. Raises NotFoundError."""
    session = reading()
    entry = get_own_entry(session, EntryID(entry_id), visible_to=me())
    if entry.author_id != me().person_id or not list_own_payments(session, entry):
        raise NotFoundError("payment")
    return entry
