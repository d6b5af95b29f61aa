"""Asking for scans for malware, and keeping what the scanner said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from judging.actions.history import record
from judging.enums import Role
from judging.events import EntryChanged, PartScanned, emit
from judging.ids import EntryID, PartID
from judging.models.entries import Part
from judging.models.scans import Scan
from judging.rules.scans import ScanState

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.rules.viewers import Viewer


def await_scan(session: Session, part_id: PartID, *, now: datetime) -> None:
    """From this transaction on nobody but its author is given the part, until a scanner found it clean."""
    session.get_one(Part, part_id, with_for_update={"of": Part})
    if session.get(Scan, part_id) is None:
        session.add(Scan(part_id=part_id, asked_at=now))
        session.flush()


def keep_scan(
    session: Session, part_id: PartID, *, finding: str | None, scanner: str, is_whole: bool, now: datetime
) -> bool:
    """Keep what the scanner said; False, and nothing changes, when nobody waits for it any more."""
    part = session.get_one(Part, part_id, with_for_update={"of": Part}, populate_existing=True)
    scan = session.get(Scan, part_id, populate_existing=True)
    if scan is None or scan.state != ScanState.WAITING.value:
        return False
    scan.state = (ScanState.FOUND if finding else ScanState.CLEAN).value
    scan.finding, scan.scanner, scan.is_whole, scan.scanned_at = finding or "", scanner, is_whole, now
    session.flush()
    record(
        session,
        at=now,
        actor="system",
        role="",
        action="part.scan",
        subject=f"entry:{part.entry_id}",
        part=str(part_id),
        scanner=scanner,
        finding=scan.finding,
    )
    if finding and part.removed_at is None:
        emit(session, EntryChanged(EntryID(part.entry_id), "infected"))
    emit(session, PartScanned(part_id))
    return True


def scan_found_again(session: Session, *, by: Viewer, now: datetime) -> list[PartID]:
    """Let the scanner look again at everything in which it found malware: its signatures may be better now."""
    rows = session.scalars(
        select(Scan).where(Scan.state == ScanState.FOUND.value).order_by(Scan.part_id).with_for_update()
    ).all()
    for row in rows:
        row.state, row.finding, row.asked_at, row.scanned_at = ScanState.WAITING.value, "", now, None
    session.flush()
    if rows:
        record(
            session,
            at=now,
            actor=by.account_id,
            role=Role.ADMIN.value,
            action="scan.again",
            subject="scans",
            count=len(rows),
        )
    return [PartID(row.part_id) for row in rows]


def give_up_waiting(session: Session) -> int:
    """Where no scanner is set up any more nothing waits for one; what was found stays found."""
    gone = session.execute(delete(Scan).where(Scan.state == ScanState.WAITING.value))
    return int(gone.rowcount)  # type: ignore[attr-defined]  # a DELETE's result is a CursorResult
