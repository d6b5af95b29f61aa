"""Which save of a sheet stood at a moment, and whether going back to it changes anything (X38)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class SaveAt:
    """One save of a sheet: its number and when it was made."""

    number: int
    saved_at: datetime


def standing_at(saves: Sequence[SaveAt], moment: datetime) -> int:
    """The number of the save that stood at `moment`; 0 for a sheet that was still empty.

    Saves count by their number, as the sheet does: a clock that jumped does not put an older save over a newer one
    that was made before the moment, too.
    """
    return max((one.number for one in saves if one.saved_at <= moment), default=0)


def goes_back(saves: Sequence[SaveAt], moment: datetime, *, locked_at: datetime | None) -> bool:
    """Whether a sheet changed after `moment`: by a save, or because it was locked only then.

    >>> from datetime import datetime, timedelta
    >>> noon = datetime(2026, 5, 4, 12)
    >>> saves = [SaveAt(1, noon - timedelta(hours=1)), SaveAt(2, noon + timedelta(hours=1))]
    >>> standing_at(saves, noon), goes_back(saves, noon, locked_at=None)
    (1, True)
    """
    newest = max((one.number for one in saves), default=0)
    return standing_at(saves, moment) != newest or (locked_at is not None and locked_at > moment)
