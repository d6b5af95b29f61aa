"""What keeps a round from being closed: marks missing, sheets not finished or not locked, conflicts, gaps."""

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
    is_begun: bool = False
    """Whether anything was saved on it; of a locked sheet that says nothing."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """An entry that lacks marks: how many it has of how many, and the seats that still owe it one.

    With fewer `open_seats` than are missing, somebody must assign it again: waiting will not help. `begun` are those
    of the open seats that saved something and did not lock it.
    """

    code: str
    wanted: int
    locked: int
    open_seats: tuple[int, ...]
    begun: tuple[int, ...] = ()

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
class Draft:
    """A sheet that was begun and not locked, of an entry that has all its marks without it: it would be lost."""

    code: str
    seat: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """A judge's declared conflict with an entry. `has_sheet`: his sheet of it is still alive, and would count."""

    code: str
    seat: int
    has_sheet: bool


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
    drafts: tuple[Draft, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    @property
    def is_complete(self) -> bool:
        return not (self.shortfalls or self.unfinished or self.gaps or self.drafts or self.conflicts)


def coverage(
    codes: Iterable[str],
    sheets: Sequence[SheetState],
    *,
    rubric: Rubric,
    marks_per_entry: int,
    gap: GapRule | None = None,
    settled: frozenset[str] = frozenset(),
    conflicts: Iterable[Conflict] = (),
) -> Coverage:
    """Compare a round with what its plan asks for.

    `sheets` are the living assignments (no recused or replaced ones). `settled` are the codes whose gap the head
    has dealt with; a locked deciding sheet settles one by itself. A gap is judged once all its marks are locked; the
    deciding sheet is none of the marks that the plan wants. Of the declared `conflicts` those stay open whose sheet
    still counts, and those whose entry has fewer judges than the plan wants.
    """
    by_code: dict[str, list[SheetState]] = {code: [] for code in sorted(codes)}
    for sheet in sheets:
        by_code.setdefault(sheet.code, []).append(sheet)
    shortfalls: list[Shortfall] = []
    unfinished: list[Unfinished] = []
    gaps: list[Gap] = []
    drafts: list[Draft] = []
    done = 0
    for code, own in by_code.items():
        every = [sheet for sheet in own if sheet.is_locked]
        locked = [sheet for sheet in every if not sheet.is_deciding]
        incomplete = [(sheet, missing_criteria(rubric, sheet.steps)) for sheet in every]
        unfinished += [Unfinished(code, sheet.seat, missing) for sheet, missing in incomplete if missing]
        done += min(len(locked), marks_per_entry)
        if len(locked) < marks_per_entry:
            waiting = sorted((s.seat, s.is_begun) for s in own if not (s.is_locked or s.is_deciding))
            begun = tuple(seat for seat, is_begun in waiting if is_begun)
            shortfalls.append(Shortfall(code, marks_per_entry, len(locked), tuple(seat for seat, _ in waiting), begun))
        elif gap is not None and code not in settled and (found := _gap(rubric, every, gap)) is not None:
            gaps.append(found)
        drafts += _drafts(own, is_short=len(locked) < marks_per_entry)
    return Coverage(
        tuple(shortfalls),
        tuple(unfinished),
        tuple(gaps),
        done,
        marks_per_entry * len(by_code),
        tuple(drafts),
        _open_conflicts(conflicts, by_code, marks_per_entry),
    )


def _drafts(own: Iterable[SheetState], *, is_short: bool) -> list[Draft]:
    """The begun sheets of one entry that its shortfall does not name."""
    return [
        Draft(sheet.code, sheet.seat)
        for sheet in sorted(own, key=lambda one: one.seat)
        if sheet.is_begun and not sheet.is_locked and (sheet.is_deciding or not is_short)
    ]


def _open_conflicts(
    declared: Iterable[Conflict], by_code: Mapping[str, Sequence[SheetState]], marks_per_entry: int
) -> tuple[Conflict, ...]:
    """The declared conflicts that nobody has dealt with; those of codes that take no part are left out."""
    judges = {code: sum(not sheet.is_deciding for sheet in own) for code, own in by_code.items()}
    return tuple(
        one
        for one in sorted(declared, key=lambda one: (one.code, one.seat))
        if one.code in judges and (one.has_sheet or judges[one.code] < marks_per_entry)
    )


def _gap(rubric: Rubric, locked: Sequence[SheetState], rule: GapRule) -> Gap | None:
    """The gap of one entry when it reaches the limit (`limit` or more) and nobody has decided it."""
    if any(sheet.is_deciding for sheet in locked):
        return None
    found = gap_of(sheet_total(rubric, sheet.steps) for sheet in locked)
    limit = Fraction(rule.limit)
    return Gap(locked[0].code, found, limit, rule.action) if found >= limit else None
