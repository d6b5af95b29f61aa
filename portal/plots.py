"""The geometry of plots that are drawn on the server; a template draws them, and a table beside them says the same."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, LEFT, RIGHT, TOP, BOTTOM, ROW = 640, 56, 12, 12, 28, 36
"""Of every plot, in units of its own; `ROW` is the height of one judge's row."""
HEIGHT = 240
MOST_LABELS = 6


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid at `at` (x or y), with its label."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Upright columns over a grid: (x, y, width, height, whether it stands out). `line` is a level line's x."""

    columns: tuple[tuple[float, float, float, float, bool], ...]
    below: tuple[Tick, ...]
    beside: tuple[Tick, ...]
    line: float | None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


@dataclass(frozen=True, slots=True)
class Lines:
    """Two lines over days: what was done as `done`, what the plan wants as `plan` (both "x,y x,y …", maybe empty)."""

    done: str
    plan: str
    last: tuple[float, float] | None
    below: tuple[Tick, ...]
    beside: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


@dataclass(frozen=True, slots=True)
class Row:
    """One judge's row: its label, the y of its middle, a bar that begins at `start`, and whether it stands out."""

    label: str
    y: int
    start: float
    length: float
    stands_out: bool


@dataclass(frozen=True, slots=True)
class Rows:
    """Lying bars, one row for each judge; `zero` is where nothing is, `line` a limit to be seen."""

    rows: tuple[Row, ...]
    below: tuple[Tick, ...]
    zero: float
    line: float | None
    height: int
    width: int = WIDTH
    left: int = LEFT
    right: int = WIDTH - RIGHT


def columns_of(counts: Sequence[tuple[int, bool]], edges: Sequence[str], line_after: int | None) -> Columns:
    """A column for each (count, whether it stands out); `edges` are one more, and label where columns meet."""
    most = max((count for count, _ in counts), default=0)
    wide = (WIDTH - RIGHT - LEFT) / max(len(counts), 1)
    beside = _beside(most)
    drawn = []
    for at, (count, stands_out) in enumerate(counts):
        y = _y(count, beside[1])
        drawn.append((round(LEFT + at * wide + 2, 1), y, round(wide - 4, 1), round(_y(0, 1) - y, 1), stands_out))
    every = math.ceil(len(edges) / (MOST_LABELS * 2))
    below = tuple(Tick(round(LEFT + at * wide, 1), word) for at, word in enumerate(edges) if at % every == 0)
    line = None if line_after is None else round(LEFT + line_after * wide, 1)
    return Columns(tuple(drawn), below, beside[0], line)


def lines_of(done: Sequence[int], plan: Sequence[int | None], labels: Sequence[str], *, most: int) -> Lines:
    """`done` from the first day on, `plan` for every day of `labels` (None where there is none); `most` is the top."""
    beside = _beside(most)
    step = (WIDTH - RIGHT - LEFT) / max(len(labels) - 1, 1)

    def points(values: Sequence[int | None]) -> list[tuple[float, float]]:
        return [(round(LEFT + at * step, 1), _y(one, beside[1])) for at, one in enumerate(values) if one is not None]

    every = math.ceil(len(labels) / MOST_LABELS)
    below = tuple(Tick(round(LEFT + at * step, 1), word) for at, word in enumerate(labels) if at % every == 0)
    drawn = points(done)
    return Lines(_joined(drawn), _joined(points(plan)), drawn[-1] if drawn else None, below, beside[0])


def rows_of(
    rows: Sequence[tuple[str, float, bool]], *, least: float, most: float, ticks: Sequence[tuple[float, str]],
    limit: float | None = None,
) -> Rows:  # fmt: skip
    """A bar from 0 for each (label, value, whether it stands out), on a scale from `least` to `most`."""
    span = (most - least) or 1.0

    def place(value: float) -> float:
        return round(LEFT + (WIDTH - RIGHT - LEFT) * (min(max(value, least), most) - least) / span, 1)

    zero = place(0.0)
    drawn = tuple(
        Row(label, TOP + ROW * at + ROW // 2, min(zero, place(value)), round(abs(place(value) - zero), 1), stands_out)
        for at, (label, value, stands_out) in enumerate(rows)
    )
    below = tuple(Tick(place(at), word) for at, word in ticks)
    line = None if limit is None else place(limit)
    return Rows(drawn, below, zero, line, TOP + ROW * len(drawn) + BOTTOM)


def _joined(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _y(value: float, top: int) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / max(top, 1), 1)


def _beside(most: int) -> tuple[tuple[Tick, ...], int]:
    """The ticks of counts from 0 to a round number not below `most`, and that number."""
    step = max(1, 10 ** (len(str(most)) - 1))
    step = next(one for one in (step // 2, step, step * 2, step * 5) if one and most <= one * 5)
    top = step * max(1, math.ceil(most / step))
    return tuple(Tick(_y(value, top), str(value)) for value in range(0, top + 1, step)), top
