"""Job *prepare_renditions*: what others may see of a part, made in the background; and the room that old ones take."""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import current_app
from sqlalchemy import delete
from sqlalchemy.orm import Session

from judging.actions.part_renditions import drop_former_covers, keep_part_renditions
from judging.ids import PartID
from judging.models.base import canonical
from judging.models.entries import Part
from judging.models.part_renditions import PartRendition
from judging.queries.part_renditions import (
    has_covered_copies,
    list_pages,
    list_part_renditions,
    list_unneeded_renditions,
)
from judging.queries.scans import check_part_cleared
from media.reports import FileKind, Report
from media.scratch import held_folder
from media.store.contract import StorageKey
from portal.bridge.covering import NOTHING_COVERED, Covering, covering_of
from portal.bridge.prepared import JOB, is_prepared, prepare_covered, prepare_part
from portal.db import database, transaction
from portal.failpoints import failpoint
from portal.jobs.progress import report_progress
from portal.jobs.registry import handles
from portal.jobs.turns import count_turns, turn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from judging.actions.part_renditions import Prepared
    from media.store.contract import Store

ROUND = 200
MOST_SECONDS = 12 * 3600.0
"""A long film on a slow machine, after a long wait for its turn; ffmpeg has limits of its own for each film."""


class NotMeasuredError(Exception):
    """A part was not measured yet, so nobody knows what it is; the job comes back."""


class NotPreparedError(Exception):
    """A film was taken out while its covers were made; the job comes back and finds nothing to do."""


@handles(JOB, most_seconds=MOST_SECONDS)
def prepare_renditions(arguments: Mapping[str, Any]) -> None:
    """Make ready one part, outside any transaction; run twice, the second changes nothing."""
    part_id = PartID(UUID(arguments["part_id"]))
    with Session(database().main, expire_on_commit=False) as session:
        part = session.get(Part, part_id)
        if part is None or part.removed_at is not None:
            return
        _ = part.measurements
    prepare(part)


def prepare(part: Part) -> None:
    """See the job. Of a part of another kind, or one that is ready, nothing is made. Raises NotMeasuredError.

    Of one that was not scanned, or in which malware was found, nothing is made either: PartNotScannedError,
    PartInfectedError.

    A film is made twice where something in it is covered: as it is, for its author and for validators who go on
    covering, and with its covers, for judges. While covers change, only the copy with the last ones is kept.
    """
    if not part.measurements:
        raise NotMeasuredError(str(part.id))
    report = Report.from_json(canonical(part.measurements[-1].report))
    if report.is_refused or not is_prepared(report):
        return
    with Session(database().main) as session:
        check_part_cleared(session, PartID(part.id))
        covering = covering_of(session, part)
    for one in (NOTHING_COVERED, covering) if covering.digest else (NOTHING_COVERED,):
        if not _is_ready(part, one) and (made := _make(part, report, one)):
            _keep(part, one, made)
    if report.video is not None or report.kind is FileKind.VTT:
        _forget_former_covers(part)


def _keep(part: Part, covering: Covering, made: list[Prepared]) -> None:
    """Keep what was made, unless covers changed meanwhile: then it is removed, and the change asked for another."""
    failpoint("part_prepared")
    is_kept = False
    try:
        with transaction() as session:
            may_keep = not covering.digest or covering_of(session, part).digest == covering.digest
            if may_keep:
                may_keep = keep_part_renditions(session, PartID(part.id), made, covers=covering.digest)
        is_kept = may_keep  # only now: the commit itself may be refused
    finally:
        if not is_kept:
            _drop(made)


def _forget_former_covers(part: Part) -> None:
    """Give back the room of copies whose covers were changed or taken off."""
    with Session(database().main) as session:
        if not has_covered_copies(session, PartID(part.id), besides=covering_of(session, part).digest):
            return
    with transaction() as session:
        unneeded = drop_former_covers(session, PartID(part.id), covers=covering_of(session, part).digest)
    for key in unneeded:  # after the commit: a row never points at a missing object
        _store().delete(StorageKey(key))


@handles("sweep_renditions")
def sweep_renditions(_arguments: Mapping[str, Any]) -> None:
    """Give back the room of what was made ready of parts that were replaced or taken out."""
    while True:
        with transaction() as session:
            unneeded = list_unneeded_renditions(session, most=ROUND)
            keys = [StorageKey(row.store_key) for row in unneeded]
            session.execute(delete(PartRendition).where(PartRendition.id.in_([row.id for row in unneeded])))
        if not keys:
            return
        for key in keys:  # after the commit: a row never points at a missing object
            _store().delete(key)


def _make(part: Part, report: Report, covering: Covering) -> list[Prepared]:
    """Everything of one part, or nothing: what was stored before a failure is removed again."""
    scratch = current_app.extensions["bangvang_settings"].scratch_folder
    made: list[Prepared] = []
    encoding = turn(scratch, count=count_turns(), while_waiting=partial(report_progress, 0, "turn"))
    with encoding if report.video is not None else nullcontext(), held_folder(scratch) as folder:
        if _is_ready(part, covering):  # made by another worker while this one waited for its turn
            return []
        with _store().local_path(StorageKey(_source(part, covering)), scratch=scratch) as path:
            given: dict[str, Any] = {"path": path, "scratch": folder, "store": _store(), "tell": report_progress}
            making = (
                prepare_covered(report, covering.covers, **given) if covering.digest else prepare_part(report, **given)
            )
            try:
                for one in making:
                    made.append(one)  # noqa: PERF402  what came before a failure has to be known
            except BaseException:
                _drop(made)
                raise
    return made


def _source(part: Part, covering: Covering) -> str:
    """The key of what is read: the part itself, or its copy without covers, which was made first."""
    if not covering.digest:
        return part.store_key
    with Session(database().main) as session:
        ready = list_part_renditions(session, [part.id]).get(part.id, {})
    found = ready.get("video") or ready.get("captions")
    if found is None:
        raise NotPreparedError(str(part.id))
    return found.store_key


def _is_ready(part: Part, covering: Covering) -> bool:
    with Session(database().main) as session:
        ready = list_part_renditions(session, [part.id], covers=covering.digest)
        return bool(ready) or (not covering.digest and bool(list_pages(session, part.id)))


def _drop(made: list[Prepared]) -> None:
    for one in made:
        _store().delete(StorageKey(one.store_key))


def _store() -> Store:
    store: Store = current_app.extensions["bangvang_store"]
    return store
