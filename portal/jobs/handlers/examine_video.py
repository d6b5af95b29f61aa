"""Job *examine_video*: loudness, black, still and silent stretches; in slices, so that nobody waits behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import current_app
from sqlalchemy.orm import Session

from judging.actions.examinations import keep_slice
from judging.ids import PartID
from judging.models.entries import Part
from judging.queries.examinations import find_examination
from media.store.contract import StorageKey
from media.videos.examining import EXAMINER_VERSION, examine_slice_safely, join
from portal.bridge.examining import JOB, ask_for_slice, others_wait
from portal.clock import clock
from portal.db import database, transaction
from portal.failpoints import failpoint
from portal.jobs.progress import report_progress
from portal.jobs.registry import handles

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MOST_SLICES = 200
"""Twenty minutes of processor time: hours of usual video. What lies behind is said not to have been looked at."""


@handles(JOB)
def examine_video(arguments: Mapping[str, Any]) -> None:
    """Go on with the look at one part until it is done or others wait; a slice that was kept is never done again."""
    part_id = PartID(UUID(arguments["part_id"]))
    with Session(database().main, expire_on_commit=False) as session:
        part = session.get(Part, part_id)
        if part is None or part.removed_at is not None or not part.measurements:
            return
        length = (part.measurements[-1].report.get("video") or {}).get("duration_ms") or 0
    store = current_app.extensions["bangvang_store"]
    scratch = current_app.extensions["bangvang_settings"].scratch_folder
    with store.local_path(StorageKey(part.store_key), scratch=scratch) as path:
        while _go_on(part_id, path, length):
            pass


def _go_on(part_id: PartID, path: Path, length: int) -> bool:
    """One slice; whether another may follow at once in this job."""
    with Session(database().main) as session:
        present = find_examination(session, part_id, version=EXAMINER_VERSION)
        if present is not None and present.is_done:
            return False
        before = present.found if present is not None else None
        start_ms, slices = (present.until_ms, present.slices) if present is not None else (0, 0)
    report_progress(min(99, start_ms * 100 // length) if length else 0, "examining")
    piece = examine_slice_safely(path, start_ms=start_ms) or _broken(start_ms)
    found = join(before, piece)
    is_done = found["is_end"] or slices + 1 >= MOST_SLICES
    failpoint("slice_examined")
    with transaction() as session:
        is_kept = keep_slice(
            session,
            part_id,
            version=EXAMINER_VERSION,
            start_ms=start_ms,
            until_ms=found["until_ms"],
            found=found,
            is_done=is_done,
            now=clock(),
        )
        if not is_kept or is_done:
            return False
        if others_wait(session):
            ask_for_slice(session, part_id, start_ms=found["until_ms"])
            return False
    return True


def _broken(start_ms: int) -> dict[str, Any]:
    """A slice whose reader died: the look ends where it had come to."""
    return {
        "until_ms": start_ms, "is_end": True, "pictures": 0, "sounds": 0, "peak_hundredths": None,
        "blocks": {}, "shorts": {}, "black": [], "frozen": [], "silent": [],
    }  # fmt: skip
