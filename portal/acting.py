"""In whose place a request works on an entry: the author himself, or the counter by which his work came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.ids import EntryID
from judging.queries.handovers import hand_for
from portal.access import me
from portal.db import reading

if TYPE_CHECKING:
    from uuid import UUID

    from judging.rules.viewers import Viewer


def my_hand(entry_id: UUID) -> Viewer:
    """The signed-in viewer as he may work on this entry: for its author where he serves at its counter."""
    return hand_for(reading(), EntryID(entry_id), by=me())
