"""Rounds of judging: which works, by whom, by which rubric, and what becomes of gaps and ties."""

from dataclasses import dataclass
from decimal import Decimal

from judging.spec.deadlines import Deadline
from judging.spec.quotas import Bounds
from judging.spec.unknown import Unknown
from judging.spec.words import Aggregation, Blindness, GapAction, PassKind, TieKind


@dataclass(frozen=True, slots=True)
class Panel:
    """Who judges: the panel's name and how many seats it may have."""

    key: str
    name: str
    seats: Bounds | Unknown


@dataclass(frozen=True, slots=True)
class GapRule:
    """Totals of one entry that differ by `limit` or more (in marks of the rubric's scale) call for `action`."""

    limit: Decimal
    action: GapAction


@dataclass(frozen=True, slots=True)
class PassRule:
    """Who goes on: everybody, the best `count`, or whoever reaches `minimum_mark`."""

    kind: PassKind
    count: int | None = None
    minimum_mark: Decimal | None = None


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
