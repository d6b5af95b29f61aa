"""The entry that a winner is paid for, as his pages and acts find it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.errors import NotFoundError
from judging.ids import EntryID
from judging.queries.entries import get_own_entry
from judging.queries.payments import list_own_payments
from judging.queries.recoveries import list_own_recoveries
from portal.access import me
from portal.db import reading

if TYPE_CHECKING:
    from uuid import UUID

    from judging.models.entries import Entry


def winning_entry(entry_id: UUID) -> Entry:
    """An own entry for which something is paid. Raises NotFoundError."""
    session = reading()
    entry = get_own_entry(session, EntryID(entry_id), visible_to=me())
    is_paid = list_own_payments(session, entry) or list_own_recoveries(session, entry)
    if entry.author_id != me().person_id or not is_paid:
        raise NotFoundError("payment")
    return entry
