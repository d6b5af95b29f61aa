"""The first answer to whoever sent a video: what its header claims, within a second of the last byte.

Read from the two ends of the file, in the sandbox, right after the part was attached. Nothing waits for it and
nothing depends on it: what goes wrong here costs only the provisional line on the page.
"""

from __future__ import annotations

import threading
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from flask import current_app
from sqlalchemy.orm import Session

from judging.actions.examinations import keep_glance
from judging.models.entries import Part
from media.sandbox import SandboxError
from media.scratch import held_file
from media.sniffing import guess_by_head
from media.store.contract import StorageKey, StoreError
from media.videos.glance import HEAD_BYTES, TAIL_BYTES, Glance, glance_safely
from portal.clock import clock
from portal.db import database, transaction

if TYPE_CHECKING:
    from judging.ids import PartID
    from media.store.contract import Store

log = structlog.get_logger()
AT_ONCE = threading.BoundedSemaphore(2)
"""In a rush the measuring comes soon enough: nobody waits for a turn here."""


def glance_at(part_id: PartID) -> None:
    """Read and keep what the header of an attached part claims, if it is a video. Never raises."""
    if not AT_ONCE.acquire(blocking=False):
        return
    try:
        _glance_at(part_id)
    except (SandboxError, StoreError, OSError) as error:
        log.warning("glance_failed", part=str(part_id), error=repr(error))
    finally:
        AT_ONCE.release()


def _glance_at(part_id: PartID) -> None:
    with Session(database().main) as session:
        part = session.get(Part, part_id)
        if part is None or part.is_typed:
            return
        key, size = StorageKey(part.store_key), part.size_bytes
    claims = _read_ends(key, size)
    if claims is None:
        return
    with transaction() as session:
        keep_glance(session, part_id, asdict(claims), now=clock())


def _read_ends(key: StorageKey, size: int) -> Glance | None:
    """What the header claims, by a copy of the file's two ends with a hole between them."""
    store: Store = current_app.extensions["bangvang_store"]
    scratch: Path = current_app.extensions["bangvang_settings"].scratch_folder
    scratch.mkdir(parents=True, exist_ok=True)
    with held_file(scratch, prefix="glance-") as copy:
        with store.open(key, start=0, length=HEAD_BYTES) as head:
            copy.write(head.read(HEAD_BYTES))
        copy.flush()
        kind = guess_by_head(Path(copy.name))
        if kind is None or not kind.is_video:
            return None
        begins = max(HEAD_BYTES, size - TAIL_BYTES)
        if begins < size:
            copy.seek(begins)
            with store.open(key, start=begins, length=size - begins) as tail:
                copy.write(tail.read(size - begins))
        copy.flush()
        return glance_safely(Path(copy.name))
