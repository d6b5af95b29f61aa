"""The geometry of charts that the server draws. Each stands beside a table that says the same in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WIDTH = 640
"""Of every chart, in units of its own; the page scales it."""
LEFT, RIGHT, TOP, FOOT, PLOT = 44, 12, 12, 30, 180
MOST_COLUMNS = 62
WEEK = 7
BAR_ROW, BAR_TOP, BAR_THICK = 52, 28, 14


@dataclass(frozen=True, slots=True)
class ColumnMark:
    """One column: where it stands, what it counts, and from which to which day."""

    x: float
    y: float
    width: float
    height: float
    count: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """Counts along days; `lines` are (y, count) of the grid, `days` (x, day) the names below it."""

    width: int
    height: int
    left: int
    right: int
    base: float
    columns: tuple[ColumnMark, ...]
    lines: tuple[tuple[float, int], ...]
    days: tuple[tuple[float, date], ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a bar, of one kind (`done`, `part`, `rest`)."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class BarRow:
    """One bar: its name above it and what it says in figures; `goal` is where the minimum stands, if anywhere."""

    label: str
    said: str
    y: int
    bar_y: int
    stretches: tuple[Stretch, ...]
    goal: float | None


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars below each other on one scale."""

    width: int
    height: int
    thick: int
    rows: tuple[BarRow, ...]


def column_chart(counts: Mapping[date, int], first: date, last: date) -> ColumnChart | None:
    """Columns from `first` to `last`: one for each day, or one for each seven where they would be too many.

    None where nothing was counted. Days outside the span widen it.
    """
    if not counts:
        return None
    first, last = min(first, *counts), max(last, *counts)
    step = 1 if (last - first).days < MOST_COLUMNS else WEEK
    size = (last - first).days // step + 1
    sums = [0] * size
    for day, count in counts.items():
        sums[(day - first).days // step] += count
    top = _round_up(max(sums))
    span = WIDTH - LEFT - RIGHT
    each = span / size
    base = TOP + PLOT
    columns = []
    for at, count in enumerate(sums):
        begins = first + timedelta(days=at * step)
        height = round(PLOT * count / top, 1)
        columns.append(
            ColumnMark(
                x=round(LEFT + at * each + each * 0.1, 1),
                y=round(base - height, 1),
                width=round(each * 0.8, 1),
                height=height,
                count=count,
                first=begins,
                last=min(last, begins + timedelta(days=step - 1)),
            )
        )
    lines = tuple((round(base - PLOT * part / 2, 1), top * part // 2) for part in range(3))
    middle = size // 2
    named = sorted({0, middle, size - 1}) if size > MOST_COLUMNS // 10 else sorted({0, size - 1})
    days = tuple((round(LEFT + (at + 0.5) * each, 1), columns[at].first) for at in named)
    return ColumnChart(WIDTH, base + FOOT, LEFT, WIDTH - RIGHT, base, tuple(columns), lines, days)


def bar_chart(rows: Sequence[tuple[str, str, Sequence[tuple[str, int]], int | None]]) -> BarChart | None:
    """Bars of stretches on one scale; each row is (label, said, [(kind, count), …], goal). None without rows."""
    if not rows:
        return None
    top = max([1, *(sum(count for _, count in pieces) for _, _, pieces, _ in rows), *(goal or 0 for *_, goal in rows)])
    scale = (WIDTH - 2) / top
    drawn = []
    for at, (label, said, pieces, goal) in enumerate(rows):
        x = 1.0
        stretches = []
        for kind, count in pieces:
            width = round(count * scale, 1)
            stretches.append(Stretch(kind, round(x, 1), width))
            x += width
        y = at * BAR_ROW
        drawn.append(
            BarRow(label, said, y + BAR_TOP - 8, y + BAR_TOP, tuple(stretches), None if goal is None else goal * scale)
        )
    return BarChart(WIDTH, len(rows) * BAR_ROW, BAR_THICK, tuple(drawn))


def _round_up(value: int) -> int:
    """The next even number that makes a calm scale: 2, 4, 10, 20, 40, 100, and so on.

    >>> [_round_up(value) for value in (1, 3, 9, 21, 140)]
    [2, 4, 10, 40, 200]
    """
    size = 1
    while True:
        for step in (2, 4, 10):
            if value <= step * size:
                return step * size
        size *= 10
