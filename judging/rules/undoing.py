"""Which earlier marks an undo goes back to, among the saved versions of a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class SavedMarks:
    """The marks (whole steps by criterion) of a version; `undone_to`: the version it went back to, if it is an undo."""

    number: int
    marks: Mapping[str, int]
    undone_to: int | None = None


def find_earlier(versions: Sequence[SavedMarks]) -> SavedMarks | None:
    """The version before the last change of marks; None when there is none. `versions` by number, from 1 without gaps.

    An undo stands for the version that it went back to, so that the next one goes a step further instead of back and
    forth. Before the first version the sheet was empty (number 0).

    >>> one, two = SavedMarks(1, {"a": 1}), SavedMarks(2, {"a": 2})
    >>> find_earlier([one, two]).number, find_earlier([one, two, SavedMarks(3, {"a": 1}, 1)]).number
    (1, 0)
    """
    if not versions:
        return None
    by_number = {one.number: one for one in versions} | {0: SavedMarks(0, {})}
    now = versions[-1]
    at = _meant(now, by_number)
    while at > 0:
        at = _meant(by_number[at - 1], by_number)
        if dict(by_number[at].marks) != dict(now.marks):
            return by_number[at]
    return None


def _meant(version: SavedMarks, by_number: Mapping[int, SavedMarks]) -> int:
    """The number of the version that an undo stands for; its own for any other."""
    while version.undone_to is not None:
        version = by_number[version.undone_to]
    return version.number
