"""What keeps a round from being closed: entries without their marks, sheets not finished, gaps not settled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from judging.rules.scoring import gap_of, missing_criteria, sheet_total
from judging.spec.rounds import GapRule
from judging.spec.rubrics import Rubric
from judging.spec.words import GapAction


@dataclass(frozen=True, slots=True)
class SheetState:
    """One assignment as the secretary sees it: steps given so far, and whether the sheet is locked."""

    code: str
    seat: int
    steps: Mapping[str, int]
    is_locked: bool
    is_deciding: bool = False


@dataclass(frozen=True, slots=True)
class Shortfall:
    """An entry that lacks marks: how many it has of how many, and the seats that still owe it one.

    With fewer `open_seats` than are missing, somebody must assign it again: waiting will not help.
    """

    code: str
    wanted: int
    locked: int
    open_seats: tuple[int, ...]

    @property
    def needs_assigning(self) -> bool:
        return self.locked + len(self.open_seats) < self.wanted


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A locked sheet that leaves criteria out; it cannot be counted."""

    code: str
    seat: int
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """An entry whose totals lie too far apart, and what the plan asks for."""

    code: str
    gap: Fraction
    limit: Fraction
    action: GapAction


@dataclass(frozen=True, slots=True)
class Coverage:
    """What blocks the closing of a round; `done` and `wanted` count marks."""

    shortfalls: tuple[Shortfall, ...]
    unfinished: tuple[Unfinished, ...]
    gaps: tuple[Gap, ...]
    done: int
    wanted: int

    @property
    def is_complete(self) -> bool:
        return not (self.shortfalls or self.unfinished or self.gaps)


def coverage(
    codes: Iterable[str],
    sheets: Sequence[SheetState],
    *,
    rubric: Rubric,
    marks_per_entry: int,
    gap: GapRule | None = None,
    settled: frozenset[str] = frozenset(),
) -> Coverage:
    """Compare a round with what its plan asks for.

    `sheets` are the living assignments (no recused or replaced ones). `settled` are the codes whose gap the head
    has dealt with; a locked deciding sheet settles one by itself. A gap is judged once all its marks are locked; the
    deciding sheet is none of the marks that the plan wants.
    """
    by_code: dict[str, list[SheetState]] = {code: [] for code in sorted(codes)}
    for sheet in sheets:
        by_code.setdefault(sheet.code, []).append(sheet)
    shortfalls: list[Shortfall] = []
    unfinished: list[Unfinished] = []
    gaps: list[Gap] = []
    done = 0
    for code, own in by_code.items():
        every = [sheet for sheet in own if sheet.is_locked]
        locked = [sheet for sheet in every if not sheet.is_deciding]
        incomplete = [(sheet, missing_criteria(rubric, sheet.steps)) for sheet in every]
        unfinished += [Unfinished(code, sheet.seat, missing) for sheet, missing in incomplete if missing]
        done += min(len(locked), marks_per_entry)
        if len(locked) < marks_per_entry:
            open_seats = tuple(sorted(sheet.seat for sheet in own if not (sheet.is_locked or sheet.is_deciding)))
            shortfalls.append(Shortfall(code, marks_per_entry, len(locked), open_seats))
        elif gap is not None and code not in settled and (found := _gap(rubric, every, gap)) is not None:
            gaps.append(found)
    return Coverage(tuple(shortfalls), tuple(unfinished), tuple(gaps), done, marks_per_entry * len(by_code))


def _gap(rubric: Rubric, locked: Sequence[SheetState], rule: GapRule) -> Gap | None:
    """The gap of one entry when it reaches the limit (`limit` or more) and nobody has decided it."""
    if any(sheet.is_deciding for sheet in locked):
        return None
    found = gap_of(sheet_total(rubric, sheet.steps) for sheet in locked)
    limit = Fraction(rule.limit)
    return Gap(locked[0].code, found, limit, rule.action) if found >= limit else None
