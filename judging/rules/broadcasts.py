"""A winning essay for the loudspeaker: cut into items that can be read in one go, and put on stations and slots."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from vietnamese.dates import ZONE
from vietnamese.spoken import count_chu, reading_seconds

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date, time

LONGEST_SECONDS = 300
"""An item is read by one voice without a break: five minutes at the slowest."""
MOST_DAYS = 120
SPLIT = "*"
"""A line with this sign alone divides an item in two."""
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True, slots=True)
class Slot:
    """One airing: which item (counted from 1), where and when."""

    position: int
    station: str
    at: datetime


def cut_items(paragraphs: Iterable[str], *, longest_seconds: int = LONGEST_SECONDS) -> list[str]:
    r"""`paragraphs` in order as items of at most `longest_seconds` read slowly, cut between paragraphs where possible.

    A paragraph that is longer by itself is cut after a sentence; a sentence is never cut. Nothing is lost or moved.

    >>> cut_items(["một hai.", "ba bốn."], longest_seconds=1)
    ['một hai.', 'ba bốn.']
    >>> cut_items(["một hai.", "ba bốn."], longest_seconds=60)
    ['một hai.\nba bốn.']
    """
    items: list[list[str]] = []
    room = 0
    for paragraph in paragraphs:
        for number, piece in enumerate(_pieces(paragraph.strip(), longest_seconds)):
            needed = _seconds(piece)
            if not items or needed > room:
                items.append([piece])
                room = longest_seconds - needed
            else:
                items[-1][-1:] = [f"{items[-1][-1]} {piece}"] if number else [items[-1][-1], piece]
                room -= needed
    return ["\n".join(lines) for lines in items]


def split_items(texts: Iterable[str]) -> list[str]:
    r"""What a person made of the items: empty ones are dropped, a line with `*` alone divides one in two.

    >>> split_items(["a\n*\nb", "  ", "c"])
    ['a', 'b', 'c']
    """
    kept: list[str] = []
    for text in texts:
        lines: list[str] = []
        for line in [*text.splitlines(), SPLIT]:
            if line.strip() != SPLIT:
                lines.append(line.strip())
                continue
            if whole := "\n".join(lines).strip():
                kept.append(whole)
            lines = []
    return kept


def plan_slots(
    items: int,
    stations: Sequence[str],
    *,
    first: date,
    times: Sequence[time],
    repeats: int,
    taken: Collection[tuple[str, datetime]],
) -> list[Slot]:
    """Every item in order, `repeats` times each, at the next of `times` that is free at all `stations` at once.

    All stations read the same at the same moment. Empty when there is nothing to plan or no free moment in time.
    """
    wanted = [position for position in range(1, items + 1) for _ in range(repeats)]
    planned: list[Slot] = []
    moments = _moments(first, times, {(station, at) for station, at in taken}, stations)
    for position, at in zip(wanted, moments, strict=False):
        planned += [Slot(position, station, at) for station in stations]
    return planned if len(planned) == len(wanted) * len(stations) else []


def _moments(
    first: date, times: Sequence[time], taken: Collection[tuple[str, datetime]], stations: Sequence[str]
) -> Iterable[datetime]:
    for day in range(MOST_DAYS):
        for moment in sorted(set(times)):
            at = datetime.combine(first + timedelta(days=day), moment, ZONE)
            if not any((station, at) in taken for station in stations):
                yield at


def _pieces(paragraph: str, longest_seconds: int) -> list[str]:
    if not paragraph:
        return []
    if _seconds(paragraph) <= longest_seconds:
        return [paragraph]
    pieces: list[str] = []
    for sentence in _SENTENCE.split(paragraph):
        if pieces and _seconds(f"{pieces[-1]} {sentence}") <= longest_seconds:
            pieces[-1] = f"{pieces[-1]} {sentence}"
        else:
            pieces.append(sentence)
    return pieces


def _seconds(text: str) -> int:
    return reading_seconds(count_chu(text))[1]
