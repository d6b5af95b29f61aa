"""Equal totals, taken through the plan's tie chain step by step; what the chain leaves equal is said, never broken.

A step of a person applies where a decision names exactly the tied codes: a decision about other codes (because a
mark changed since) is no decision. So does a step that looks at the authors (women first, older first): what came of it
is declared once the codes are opened, as an order of codes, and who they are is told to nobody. When the chain is used
up, the board has the last word (practice 3.1, 3.5).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import lcm

from judging.rules.scoring import Score
from judging.spec.rounds import TieStep
from judging.spec.words import TieKind


@dataclass(frozen=True, slots=True)
class Contender:
    """A scored entry. `arrival` is its place in the order of receipt, where the plan compares that."""

    score: Score
    arrival: int | None = None

    @property
    def code(self) -> str:
        return self.score.code


@dataclass(frozen=True, slots=True)
class TieDecision:
    """What was decided about a tie, by whom or what: the codes in order, best first.

    Codes together share a place; where a rule that looks at the authors left them equal, the next step goes on.
    """

    by: TieKind
    order: tuple[tuple[str, ...], ...]
    reason: str

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(code for group in self.order for code in group)

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The order with the codes of each shared place sorted, so that equal decisions are equal."""
        return tuple(tuple(sorted(group)) for group in self.order if group)

    def fits(self, codes: Sequence[str]) -> bool:
        """Whether it names exactly these codes, each once."""
        return sorted(code for group in self.order for code in group) == sorted(codes)


class Ending(StrEnum):
    """How a place came to be held."""

    SINGLE = "single"
    SHARED = "shared"
    SHARED_BY_DECISION = "shared_by_decision"
    AWAITS_HEAD = "awaits_head"
    AWAITS_BOARD = "awaits_board"
    AWAITS_OPENING = "awaits_opening"


@dataclass(frozen=True, slots=True)
class Held:
    """The codes that hold one place, in alphabetical order, and how."""

    codes: tuple[str, ...]
    ending: Ending


@dataclass(frozen=True, slots=True)
class Applied:
    """One step as it was applied to some tied codes: what was compared, and the order that came of it.

    `values` are exact and empty for a person's decision, which has its `reason` instead.
    """

    kind: TieKind
    criterion: str | None
    values: tuple[tuple[str, Fraction], ...]
    groups: tuple[tuple[str, ...], ...]
    reason: str = ""


_PERSONS = {TieKind.HEAD_DECIDES: Ending.AWAITS_HEAD, TieKind.BOARD_DECIDES: Ending.AWAITS_BOARD}
_LAST_WORD = TieStep(TieKind.BOARD_DECIDES)
BY_AUTHOR = frozenset({TieKind.WOMEN_FIRST, TieKind.OLDER_FIRST})
"""The steps that look at who the authors are: they wait until the codes are opened."""


def break_tie(
    tied: Sequence[Contender], chain: Sequence[TieStep], decisions: Iterable[TieDecision]
) -> tuple[tuple[Held, ...], tuple[Applied, ...]]:
    """The places among contenders of one total, best first, and every step that was applied on the way.

    Example: totals equal, chain (criterion `content`, board decides). A has the higher mean in `content`; B and C
    are equal and nobody decided: places (A) single, (B, C) awaiting the board.
    """
    applied: list[Applied] = []
    held = _refine(tuple(sorted(tied, key=lambda one: one.code)), tuple(chain), tuple(decisions), applied)
    return held, tuple(applied)


def _refine(
    tied: tuple[Contender, ...],
    chain: tuple[TieStep, ...],
    decisions: tuple[TieDecision, ...],
    applied: list[Applied],
) -> tuple[Held, ...]:
    codes = tuple([one.code for one in tied])
    if len(tied) == 1:
        return (Held(codes, Ending.SINGLE),)
    step, rest = (chain[0], chain[1:]) if chain else (_LAST_WORD, ())
    if step.kind is TieKind.SHARED_PLACE:
        applied.append(Applied(step.kind, None, (), (codes,)))
        return (Held(codes, Ending.SHARED),)
    if step.kind in _PERSONS:
        return _by_decision(codes, step.kind, decisions, applied)
    if step.kind in BY_AUTHOR:
        return _by_author(tied, chain, decisions, applied)
    values = _compared(tied, step)
    if values is None:
        return _refine(tied, rest, decisions, applied)
    groups = _grouped(tied, values, lowest_first=step.kind in _ASCENDING)
    applied.append(
        Applied(
            step.kind,
            step.criterion,
            tuple(zip(codes, values, strict=True)),
            tuple([tuple([one.code for one in group]) for group in groups]),
        )
    )
    return _each(groups, rest, decisions, applied)


def _each(
    groups: Iterable[tuple[Contender, ...]],
    rest: tuple[TieStep, ...],
    decisions: tuple[TieDecision, ...],
    applied: list[Applied],
) -> tuple[Held, ...]:
    """The places of groups that a step told apart, each taken through the rest of the chain."""
    found: list[Held] = []
    for group in groups:
        if len(group) == 1:
            found.append(Held((group[0].code,), Ending.SINGLE))
        else:
            found += _refine(group, rest, decisions, applied)
    return tuple(found)


def _grouped(
    tied: Sequence[Contender], values: Sequence[Fraction], *, lowest_first: bool
) -> list[tuple[Contender, ...]]:
    """The contenders of each value, the best first; compared as whole numbers over one denominator."""
    ratios = [value.as_integer_ratio() for value in values]
    scale = lcm(*{denominator for _numerator, denominator in ratios})
    groups: dict[int, list[Contender]] = {}
    for one, (numerator, denominator) in zip(tied, ratios, strict=True):
        groups.setdefault(numerator * (scale // denominator), []).append(one)
    return [tuple(groups[units]) for units in sorted(groups, reverse=not lowest_first)]


def _by_author(
    tied: tuple[Contender, ...],
    chain: tuple[TieStep, ...],
    decisions: tuple[TieDecision, ...],
    applied: list[Applied],
) -> tuple[Held, ...]:
    """By the order that was declared once the codes were opened; whom it leaves equal, the next step takes."""
    codes, by_code = tuple([one.code for one in tied]), {one.code: one for one in tied}
    declared = _fitting(codes, chain[0].kind, decisions)
    if declared is None:
        return (Held(codes, Ending.AWAITS_OPENING),)
    applied.append(Applied(chain[0].kind, None, (), declared.groups, declared.reason))
    groups = [tuple([by_code[code] for code in group]) for group in declared.groups]
    return _each(groups, chain[1:], decisions, applied)


def _by_decision(
    codes: tuple[str, ...], kind: TieKind, decisions: tuple[TieDecision, ...], applied: list[Applied]
) -> tuple[Held, ...]:
    decision = _fitting(codes, kind, decisions)
    if decision is None:
        return (Held(codes, _PERSONS[kind]),)
    applied.append(Applied(kind, None, (), decision.groups, decision.reason))
    return tuple(
        Held(group, Ending.SINGLE if len(group) == 1 else Ending.SHARED_BY_DECISION) for group in decision.groups
    )


def _fitting(codes: tuple[str, ...], kind: TieKind, decisions: tuple[TieDecision, ...]) -> TieDecision | None:
    """The decision of this kind about exactly these codes; None where there is none, or several that contradict."""
    fitting = {one.groups: one for one in decisions if one.by is kind and one.fits(codes)}
    return next(iter(fitting.values())) if len(fitting) == 1 else None


def _gap(one: Contender) -> Fraction:
    return one.score.gap


def _highest(one: Contender) -> Fraction:
    return one.score.highest


_FIGURES: dict[TieKind, Callable[[Contender], Fraction]] = {
    TieKind.LOWEST_GAP: _gap,
    TieKind.HIGHEST_SINGLE_MARK: _highest,
}
_ASCENDING = frozenset({TieKind.LOWEST_GAP, TieKind.EARLIER_ENTRY})


def _compared(tied: Sequence[Contender], step: TieStep) -> list[Fraction] | None:
    """What the step compares, in the order of `tied`; None where it cannot compare (an arrival is not known)."""
    if step.kind is TieKind.EARLIER_ENTRY:
        known = [Fraction(one.arrival) for one in tied if one.arrival is not None]
        return known if len(known) == len(tied) else None
    if step.kind is TieKind.HIGHEST_CRITERION:
        return [one.score.criterion_means[step.criterion or ""] for one in tied]
    return [_FIGURES[step.kind](one) for one in tied]
