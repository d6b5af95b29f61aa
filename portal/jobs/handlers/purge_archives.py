"""Job *purge_archives*: once a day, what an archived programme need not keep any longer is deleted, with its log.

Objects go before their rows say so: who dies in between deletes them once more, and deleting nothing is no fault.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from flask import current_app
from sqlalchemy.orm import Session

from judging.actions.archives import due_purges, purge_kind
from judging.enums import RetentionKind
from judging.ids import ProgrammeID
from judging.queries.archives import bytes_of_unawarded, list_archivings
from media.store.contract import StorageKey
from portal.clock import clock
from portal.db import database, transaction
from portal.jobs.registry import handles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from media.store.contract import Store

log = structlog.get_logger()


@handles("purge_archives")
def purge_archives(_arguments: Mapping[str, Any]) -> None:
    """Programme by programme, kind by kind, each in a transaction of its own."""
    with Session(database().main) as session:
        programmes = [ProgrammeID(one.programme_id) for one in list_archivings(session)]
    for programme_id in programmes:
        with Session(database().main) as session:
            due = due_purges(session, programme_id, now=clock())
        for kind in due:
            if kind is RetentionKind.WORKS:
                _free(programme_id)
            with transaction() as session:
                rows = purge_kind(session, programme_id, kind, now=clock())
            log.info("purged", programme=str(programme_id), kind=kind.value, rows=rows)


def _free(programme_id: ProgrammeID) -> None:
    store: Store = current_app.extensions["bangvang_store"]
    with Session(database().main) as session:
        held = bytes_of_unawarded(session, programme_id)
    for key in (*(key for _part, key in held.parts), *held.keys):
        store.delete(StorageKey(key))
