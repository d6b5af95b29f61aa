"""Rounds of judging: which works, by whom, by which rubric, and what becomes of gaps and ties."""

from dataclasses import dataclass
from decimal import Decimal

from judging.spec.deadlines import Deadline
from judging.spec.quotas import Bounds
from judging.spec.unknown import Unknown
from judging.spec.words import (
    Aggregation,
    Blindness,
    BorderRule,
    Calibration,
    FinishedSheets,
    GapAction,
    PassKind,
    RelatedUnits,
    TieKind,
)


@dataclass(frozen=True, slots=True)
class Subpanel:
    """Seats of a panel (tiểu ban) that mark only some works: those of `categories` and, of them, those of `topics`.

    An empty list sets no limit. `seats` is how many of the panel's seats it may have.
    """

    key: str
    name: str
    seats: Bounds | Unknown
    categories: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """Who judges: the panel's name and how many seats it may have; None for `subpanels` lets every seat mark all."""

    key: str
    name: str
    seats: Bounds | Unknown
    subpanels: tuple[Subpanel, ...] | None = None


@dataclass(frozen=True, slots=True)
class GapRule:
    """Totals of one entry that differ by `limit` or more (in marks of the rubric's scale) call for `action`."""

    limit: Decimal
    action: GapAction


@dataclass(frozen=True, slots=True)
class PassRule:
    """Who goes on: everybody, the best `count`, the best `percent` (rounded up), or whoever reaches `minimum_mark`.

    A `minimum_mark` beside a number holds as well. `border` says what becomes of equal entries of which only some
    would have room (None: the board decides); `each_category` counts in each category by itself.
    """

    kind: PassKind
    count: int | None = None
    minimum_mark: Decimal | None = None
    percent: Decimal | None = None
    border: BorderRule | None = None
    each_category: bool | None = None


@dataclass(frozen=True, slots=True)
class TieStep:
    """One step of a tie chain; `criterion` is the key that TieKind.HIGHEST_CRITERION compares."""

    kind: TieKind
    criterion: str | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """A round (vòng). `rubric` is the key of one of the programme's rubrics.

    `cap_per_judge` is the most entries that one seat may be given; None sets no cap.
    `gap` None means that marks are never compared; `passing` None that nothing follows the round.
    `related_units` None excludes the units next above and below a judge's own; `finished_sheets` None keeps them.
    `calibration` None lets judges begin with their own work at once.
    """

    key: str
    name: str
    categories: tuple[str, ...]
    rubric: str | Unknown
    panel: Panel
    marks_per_entry: int | Unknown
    aggregation: Aggregation | Unknown
    tie_chain: tuple[TieStep, ...] | Unknown
    blindness: Blindness | Unknown
    opens: Deadline | Unknown
    closes: Deadline | Unknown
    gap: GapRule | Unknown | None = None
    cap_per_judge: int | Unknown | None = None
    own_unit_excluded: bool | Unknown = True
    passing: PassRule | Unknown | None = None
    related_units: RelatedUnits | Unknown | None = None
    finished_sheets: FinishedSheets | Unknown | None = None
    calibration: Calibration | Unknown | None = None
