"""What the scanner for malware said of a part, in words: for its author what to do, for the others why they wait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from judging.rules.scans import ScanState
from portal.refusals import say
from portal.words import say_actions

if TYPE_CHECKING:
    from judging.models.scans import Scan

say(
    {
        "parts_infected": _l(
            "Malware was found in: %(names)s. Please make the file anew on a computer that was checked, and upload it."
        ),
        "part_infected": _l(
            "Malware was found in this file (%(finding)s). It is given to nobody but its author; return the entry, so "
            "that he sends a clean file."
        ),
        "part_not_scanned": _l(
            "This file has not been scanned for malware yet. It is given to nobody but its author until then; please "
            "come back in a few minutes."
        ),
        "entries_not_scanned": _l(
            "Not sealed: files of %(count)s entries (%(receipts)s) have not been scanned for malware yet, or malware "
            "was found in them."
        ),
    }
)
say_actions(
    {
        "part.scan": _l("file scanned for malware"),
        "scan.again": _l("scan of infected files asked for again"),
    }
)


@dataclass(frozen=True, slots=True)
class ShownScan:
    """The scan of one part. `kind` is that of a notice; `is_cleared`: others may be given the part."""

    sentence: str
    to_do: str
    kind: str
    is_cleared: bool


def scan_for_author(scan: Scan | None) -> ShownScan | None:
    """What its author reads; None where no scanner was set up when the part came."""
    if scan is None:
        return None
    if scan.state == ScanState.WAITING.value:
        return ShownScan(_("Not scanned for malware yet. You may hand in meanwhile."), "", "info", is_cleared=False)
    if scan.state == ScanState.FOUND.value:
        to_do = _(
            "Nobody else is given this file, and it cannot be handed in. Check your computer for malware, make the "
            "file anew (for a document: save it again without macros and embedded objects), and upload it. If you are "
            "sure that the file is clean, tell the office: it can have the file scanned again."
        )
        return ShownScan(_found(scan), to_do, "danger", is_cleared=False)
    return _clean(scan)


def scan_for_others(scan: Scan | None) -> ShownScan | None:
    """What a validator or a unit reads; None where no scanner was set up when the part came."""
    if scan is None:
        return None
    if scan.state == ScanState.WAITING.value:
        to_do = _("Until then nobody but its author is given the file, and the entry cannot be sealed.")
        return ShownScan(_("Not scanned for malware yet."), to_do, "warning", is_cleared=False)
    if scan.state == ScanState.FOUND.value:
        to_do = _(
            "Nobody but its author is given this file, and the entry can neither be accepted nor sealed. Return it, so "
            "that its author sends a clean file. If it is thought to be an error, the administrators can update the "
            "scanner and have the file scanned again."
        )
        return ShownScan(_found(scan), to_do, "danger", is_cleared=False)
    return _clean(scan)


def _found(scan: Scan) -> str:
    return str(_("Malware was found in this file: %(finding)s.", finding=scan.finding))


def _clean(scan: Scan) -> ShownScan:
    if scan.is_whole:
        return ShownScan(_("Scanned for malware: nothing was found."), "", "success", is_cleared=True)
    pieces = _("Scanned for malware in pieces, because the file is long: nothing was found.")
    return ShownScan(pieces, "", "success", is_cleared=True)
