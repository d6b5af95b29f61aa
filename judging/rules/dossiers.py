"""Whether a dossier (hồ sơ) is complete: every paper that the plan asks for is there, confirmed where it must be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from judging.spec.award_forms import DossierItem, DossierRule


class Lack(StrEnum):
    """What a dossier lacks of one paper; the portal words it."""

    ABSENT = "absent"
    UNCONFIRMED = "unconfirmed"
    """It is there, but the submitting level has not confirmed it (xác nhận của cấp trình khen)."""
    NUMBERLESS = "numberless"
    """A letter without number and date is a draft: it cannot be cited."""


@dataclass(frozen=True, slots=True)
class PaperInHand:
    """A paper of a dossier as it lies there. `number` is what stands on it ("12/TTr-PNV"), where it bears one."""

    item: str
    is_confirmed: bool = False
    number: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that a dossier lacks."""

    item: DossierItem
    lack: Lack


NUMBERED = frozenset({"submission_letter", "council_minutes"})
"""Papers that an office issues: they bear a number and a date."""


def missing_papers(rule: DossierRule, in_hand: Iterable[PaperInHand]) -> tuple[Missing, ...]:
    """What the dossier still lacks, in the plan's order; empty when it is complete.

    A paper that comes with another (`attached_to`) is asked for by itself: with several subjects one letter carries
    many lists.
    """
    there = {paper.item: paper for paper in in_hand}
    found = []
    for item in rule.items:
        paper = there.get(item.key)
        if paper is None:
            found.append(Missing(item, Lack.ABSENT))
        elif item.confirmed and not paper.is_confirmed:
            found.append(Missing(item, Lack.UNCONFIRMED))
        elif item.paper.value in NUMBERED and not paper.number.strip():
            found.append(Missing(item, Lack.NUMBERLESS))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ListLine:
    """One line of the merged list (trích ngang): who, for what, and which papers lie there."""

    nomination: str
    form: str
    report_there: bool


@dataclass(frozen=True, slots=True)
class CountMismatch:
    """The letter says one number, the list or the reports another."""

    letter: int
    lines: int
    reports: int


def compare_counts(stated: int, lines: Iterable[ListLine]) -> CountMismatch | None:
    """Whether the letter's number of subjects, the lines of its list and the reports agree; None when they do.

    >>> compare_counts(1, [ListLine("a", "giay_khen", report_there=True)]) is None
    True
    """
    listed = tuple(lines)
    reports = sum(line.report_there for line in listed)
    if stated == len(listed) == reports:
        return None
    return CountMismatch(stated, len(listed), reports)
