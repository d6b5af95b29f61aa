"""Looking for malware: the scanner's word goes to the record, and what waited for a clean one goes on (D19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app
from flask_babel import lazy_gettext as _l

from judging.actions.scans import await_scan, keep_scan
from judging.events import PartAttached, PartScanned
from judging.ids import PartID
from judging.models.base import canonical
from judging.models.entries import Part
from judging.queries.scans import is_cleared
from media.malware import Scanner, ScannerAwayError, scan_file, scanner_version
from media.reports import Report
from media.store.contract import StorageKey
from portal.bridge.prepared import ask_for_part
from portal.clock import clock
from portal.db import transaction
from portal.failpoints import failpoint
from portal.jobs.claim import enqueue
from portal.notices import tell
from portal.outbox import reacts_to

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from config import Settings

JOB = "scan_part"
PRIORITY = 4

tell(
    {
        "entry.infected": _l(
            "Malware was found in a file of your entry “%(title)s”. Please see which file it is and what to do."
        )
    }
)


def find_scanner() -> Scanner | None:
    """The scanner that this installation has; None where none is set up."""
    settings: Settings = current_app.extensions["bangvang_settings"]
    if not settings.clamav:
        return None
    return Scanner(settings.clamav, signatures=settings.clamav_signatures, window_bytes=settings.clamav_window_bytes)


def scanner_answers(scanner: Scanner) -> str:
    """What the scanner calls itself; nothing while it does not answer."""
    try:
        return scanner_version(scanner)
    except ScannerAwayError:
        return ""


@reacts_to(PartAttached)
def await_scan_of(session: Session, event: PartAttached) -> None:
    """Where there is a scanner, a part waits for it from its first moment on."""
    if find_scanner() is not None:
        await_scan(session, event.part_id, now=clock())
        ask_for_scan(session, event.part_id)


@reacts_to(PartScanned)
def go_on(session: Session, event: PartScanned) -> None:
    """What others may see of a clean part can be made now, if it is known already what it is."""
    part = session.get_one(Part, event.part_id)
    if part.removed_at is None and part.measurements and is_cleared(session, event.part_id):
        ask_for_part(session, event.part_id, Report.from_json(canonical(part.measurements[-1].report)))


def ask_for_scan(session: Session, part_id: PartID) -> None:
    """Ask for one part to be scanned."""
    enqueue(session, JOB, now=clock(), priority=PRIORITY, subject=str(part_id), part_id=str(part_id))


def scan(scanner: Scanner, part: Part) -> None:
    """Let the scanner look at a part, outside any transaction, and keep what it says. Raises ScannerAwayError."""
    store = current_app.extensions["bangvang_store"]
    scratch = current_app.extensions["bangvang_settings"].scratch_folder
    with store.local_path(StorageKey(part.store_key), scratch=scratch) as path:
        found = scan_file(scanner, path, scratch=scratch)
    failpoint("part_scanned")
    with transaction() as session:
        keep_scan(
            session,
            PartID(part.id),
            finding=found.finding,
            scanner=found.scanner,
            is_whole=found.is_whole,
            now=clock(),
        )
