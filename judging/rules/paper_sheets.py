"""A sheet that two people typed from its paper: how far it is, and where they read differently.

Worked example: one reads 20 and 15, the other 20 and 16; they differ in the second criterion alone, each looks at the
paper again and corrects what he misread. Once both say the same, that is the sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COMMENT = "comment"
"""The place of the general remark among those that may differ."""
_SAVE_KEY = "paper."
"""What a save's key begins with that became the sheet from paper; a browser's key is digits and never begins so."""


class PaperStage(StrEnum):
    """How far the paper of a sheet is."""

    LAID = "laid"
    TYPED_ONCE = "typed_once"
    DIFFERS = "differs"
    LOCKED = "locked"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Typed:
    """What one person read: whole steps by criterion, and the general remark."""

    steps: Mapping[str, int]
    comment: str


def paper_save_key(sheet_hex: str) -> str:
    """The save's key of a sheet that two people read alike on the paper of this id."""
    return f"{_SAVE_KEY}{sheet_hex[:20]}"


def is_from_paper(save_key: str) -> bool:
    """Whether the save with this key was typed from paper by two people, and not by the judge at his desk.

    >>> is_from_paper(paper_save_key("0f" * 16)), is_from_paper("undo-3.4")
    (True, False)
    """
    return save_key.startswith(_SAVE_KEY)


def tidy(comment: str) -> str:
    """A remark as two people type the same one: white space folded, so that line ends do not differ."""
    return " ".join(comment.split())


def differing(one: Typed, other: Typed) -> tuple[str, ...]:
    """The criteria, and COMMENT, in which two people read differently.

    >>> differing(Typed({"a": 4, "b": 3}, "Tốt"), Typed({"a": 4, "b": 2}, "Tốt "))
    ('b',)
    """
    found = [key for key in sorted({*one.steps, *other.steps}) if one.steps.get(key) != other.steps.get(key)]
    return (*found, *((COMMENT,) if tidy(one.comment) != tidy(other.comment) else ()))


def stage_of(typed: Sequence[Typed], *, is_locked: bool, is_withdrawn: bool) -> PaperStage:
    """How far the paper is: two that say the same are locked in the act that made them say it."""
    if is_withdrawn:
        return PaperStage.WITHDRAWN
    if is_locked:
        return PaperStage.LOCKED
    return (PaperStage.LAID, PaperStage.TYPED_ONCE, PaperStage.DIFFERS)[min(len(typed), 2)]
