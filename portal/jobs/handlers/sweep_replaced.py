"""Job *sweep_replaced*: the bytes of what an author replaced or took out before handing it in go after a day (D23).

Until then they count as his, or replacing a film over and over would fill the store past every quota.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy.orm import Session

from judging.models.entries import Part
from judging.queries.replaced import FREED, list_replaced, never_handed_in
from media.store.contract import StorageKey
from portal.clock import clock
from portal.db import database, transaction
from portal.failpoints import failpoint
from portal.jobs.registry import handles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from media.store.contract import Store

FREED_AFTER = timedelta(days=1)
AT_ONCE = 100


@handles("sweep_replaced")
def sweep_replaced(_arguments: Mapping[str, Any]) -> None:
    """Give back the room, and only then say so: who dies in between does it once more. Nothing reads such a part."""
    store: Store = current_app.extensions["bangvang_store"]
    last: Part | None = None
    while True:
        with Session(database().main, expire_on_commit=False) as session:
            found = list_replaced(session, before=clock() - FREED_AFTER, after=last, limit=AT_ONCE)
            free = never_handed_in(session, found)
        for part in free:
            store.delete(StorageKey(part.store_key))
        failpoint("replaced_freed")
        with transaction() as session:
            for part in free:
                session.get_one(Part, part.id).store_key = f"{FREED}{part.id}"
        if len(found) < AT_ONCE:
            return
        last = found[-1]
