"""Jobs *scan_part* and *scan_missing*: every part is looked at for malware before anybody but its author gets it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from judging.actions.scans import await_scan, give_up_waiting
from judging.ids import JobID, PartID
from judging.models.entries import Part
from judging.models.scans import Scan
from judging.queries.scans import list_unasked, list_waiting
from judging.rules.scans import ScanState
from portal.bridge.scanning import JOB, ask_for_scan, find_scanner, scan, scanner_answers
from portal.clock import clock
from portal.db import database, transaction
from portal.jobs.claim import again
from portal.jobs.registry import handles
from portal.records.tables import Job

if TYPE_CHECKING:
    from collections.abc import Mapping

AT_ONCE = 500


@handles(JOB)
def scan_part(arguments: Mapping[str, Any]) -> None:
    """Scan one part; run twice, the second changes nothing. While the scanner is away the job fails and comes back."""
    part_id = PartID(UUID(arguments["part_id"]))
    scanner = find_scanner()
    with Session(database().main, expire_on_commit=False) as session:
        part = session.get(Part, part_id)
        row = session.get(Scan, part_id)
    if scanner is None or part is None or part.removed_at is not None:
        return
    if row is not None and row.state == ScanState.WAITING.value:
        scan(scanner, part)


@handles("scan_missing")
def scan_missing(_arguments: Mapping[str, Any]) -> None:
    """Ask for what came before there was a scanner, and again for what was given up while it was away."""
    scanner = find_scanner()
    if scanner is None:
        with transaction() as session:
            give_up_waiting(session)
        return
    with transaction() as session:
        for part_id in list_unasked(session, limit=AT_ONCE):
            await_scan(session, part_id, now=clock())
    if not scanner_answers(scanner):
        return
    with transaction() as session:
        for part_id in list_waiting(session, limit=AT_ONCE):
            _ask_again(session, part_id)


def _ask_again(session: Session, part_id: PartID) -> None:
    """One job for a part that waits: the one that is there, run again, or a new one."""
    job = session.scalars(
        select(Job)
        .where(Job.kind == JOB, Job.subject == str(part_id), Job.state != "done")
        .order_by(Job.created_at.desc(), Job.id)
        .limit(1)
    ).one_or_none()
    if job is None:
        ask_for_scan(session, part_id)
    elif job.state != "running":
        again(session, JobID(job.id), now=clock())
