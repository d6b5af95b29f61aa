"""When a part may be shown to anybody but its author: a scanner for malware has looked at it, or none is set up."""

from __future__ import annotations

from enum import StrEnum

from judging.errors import RefusedError


class ScanState(StrEnum):
    """How far the scan of a part is."""

    WAITING = "waiting"
    CLEAN = "clean"
    FOUND = "found"


class PartsInfectedError(RefusedError):
    """The scanner found malware in parts; fact `names`: how their author calls the files."""

    code = "parts_infected"

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(names=", ".join(names))
        self.names = names


class PartInfectedError(RefusedError):
    """The scanner found malware in this file: nobody but its author is given it; fact `finding`."""

    code = "part_infected"


class PartNotScannedError(RefusedError):
    """The scanner has not looked at this file yet: nobody but its author is given it."""

    code = "part_not_scanned"


class EntriesNotScannedError(RefusedError):
    """Files of valid entries were not scanned, or malware was found in them; facts `count` and `receipts`."""

    code = "entries_not_scanned"


def check_cleared(state: ScanState | None, finding: str) -> None:
    """Whether a part in this state may be given to others; None: no scanner was set up.

    Raises:
        PartInfectedError, PartNotScannedError.

    >>> check_cleared(None, ""), check_cleared(ScanState.CLEAN, "")
    (None, None)
    """
    if state is ScanState.FOUND:
        raise PartInfectedError(finding=finding)
    if state is ScanState.WAITING:
        raise PartNotScannedError
