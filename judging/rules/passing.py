"""Who goes on from one round to the next (vào vòng sau): a pure rule on the ranking of the round.

Worked example: the plan takes the best 2, and totals are A 90, B 80, C 80, D 70 with B and C equal to the end of the
tie chain. A goes on; B and C stand at the border with room for one of them, so `border` decides: both go on, neither
does, or the board (or the head of the panel) names who does, with a reason. D does not go on whatever they say.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from judging.spec.words import BorderRule, PassKind, TieKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from judging.rules.prizes import Candidate
    from judging.rules.ranking import Place
    from judging.spec.rounds import PassRule

WHOLE = 100
"""Per cent."""


class BorderBecause(StrEnum):
    """How a tie at the border was settled, or who is waited for."""

    ALL_PASS = "all_pass"  # noqa: S105  how a border was settled
    NONE_PASS = "none_pass"  # noqa: S105
    DECIDED = "decided"
    AWAITS_HEAD = "awaits_head"
    AWAITS_BOARD = "awaits_board"


@dataclass(frozen=True, slots=True)
class PassDecision:
    """Which of the entries that are equal at the border go on, who said so and why."""

    by: TieKind
    tied: tuple[str, ...]
    passing: tuple[str, ...]
    reason: str

    def fits(self, codes: Sequence[str], by: TieKind) -> bool:
        """Whether it is about exactly these codes, each once, and lets none pass that is not among them."""
        return self.by is by and sorted(self.tied) == sorted(codes) and set(self.passing) <= set(codes)


@dataclass(frozen=True, slots=True)
class Border:
    """Equal entries of which `room` would go on. `passed` are those that do; nobody while a decision is awaited."""

    category: str
    codes: tuple[str, ...]
    room: int
    because: BorderBecause
    passed: tuple[str, ...] = ()
    reason: str = ""

    @property
    def is_pending(self) -> bool:
        return self.because in {BorderBecause.AWAITS_HEAD, BorderBecause.AWAITS_BOARD}


@dataclass(frozen=True, slots=True)
class PassGroup:
    """Entries that were counted together: how many hold a place, how many may go on (None: no number), who does.

    `category` is empty where the whole round is one group. `passed` are in the order of their places.
    """

    category: str
    ranked: int
    limit: int | None
    passed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passing:
    """Who goes on, group by group, and every tie at a border. Decisions that fitted no border are void, and shown."""

    groups: tuple[PassGroup, ...]
    borders: tuple[Border, ...]
    unused: tuple[PassDecision, ...]

    @property
    def passed(self) -> tuple[str, ...]:
        """Every code that goes on, sorted."""
        return tuple(sorted(code for group in self.groups for code in group.passed))

    @property
    def pending(self) -> tuple[Border, ...]:
        return tuple(border for border in self.borders if border.is_pending)


_PERSONS = {
    BorderRule.HEAD_DECIDES: (TieKind.HEAD_DECIDES, BorderBecause.AWAITS_HEAD),
    BorderRule.BOARD_DECIDES: (TieKind.BOARD_DECIDES, BorderBecause.AWAITS_BOARD),
}


def pass_on(
    places: Sequence[Place],
    entries: Mapping[str, Candidate],
    rule: PassRule,
    decisions: Sequence[PassDecision] = (),
) -> Passing:
    """Apply the plan's rule to the places of a round, best first. Entries without a place never go on."""
    ranked = [(place.codes, place.total) for place in places]
    categories = sorted({one.category for one in entries.values()}) if rule.each_category else [""]
    groups: list[PassGroup] = []
    borders: list[Border] = []
    for category in categories:
        own = [
            (tuple(code for code in codes if not category or entries[code].category == category), total)
            for codes, total in ranked
        ]
        group, border = _group(category, [one for one in own if one[0]], rule, decisions)
        groups.append(group)
        borders += [border] if border is not None else []
    by = _PERSONS[rule.border][0] if rule.border in _PERSONS else TieKind.BOARD_DECIDES
    settled = [border.codes for border in borders if border.because is BorderBecause.DECIDED]
    unused = tuple(one for one in decisions if not any(one.fits(codes, by) for codes in settled))
    return Passing(tuple(groups), tuple(borders), tuple(sorted(unused, key=lambda one: sorted(one.tied))))


def _group(
    category: str,
    ranked: Sequence[tuple[tuple[str, ...], Fraction]],
    rule: PassRule,
    decisions: Sequence[PassDecision],
) -> tuple[PassGroup, Border | None]:
    count = sum(len(codes) for codes, _ in ranked)
    limit = limit_of(rule, count)
    passed: list[str] = []
    border: Border | None = None
    for codes, total in ranked:
        if rule.minimum_mark is not None and total < Fraction(rule.minimum_mark):
            break
        room = len(codes) if limit is None else limit - len(passed)
        if room <= 0:
            break
        if room < len(codes):
            border = _border(category, tuple(sorted(codes)), room, rule.border, decisions)
            passed += border.passed
            break
        passed += codes
    return PassGroup(category, count, limit, tuple(passed)), border


def limit_of(rule: PassRule, ranked: int) -> int | None:
    """How many of `ranked` entries may go on; None where the rule sets no number.

    A percentage is rounded up: 30 per cent of 11 entries are 4, so that nobody loses by the rounding.
    """
    if rule.kind is PassKind.TOP:
        return rule.count or 0
    if rule.kind is PassKind.PERCENT:
        return ceil(ranked * Fraction(rule.percent or 0) / WHOLE)
    return None


def _border(
    category: str, codes: tuple[str, ...], room: int, rule: BorderRule | None, decisions: Sequence[PassDecision]
) -> Border:
    if rule is BorderRule.ALL_PASS:
        return Border(category, codes, room, BorderBecause.ALL_PASS, codes)
    if rule is BorderRule.NONE_PASS:
        return Border(category, codes, room, BorderBecause.NONE_PASS)
    by, awaits = _PERSONS[rule or BorderRule.BOARD_DECIDES]
    fitting = {tuple(sorted(one.passing)): one for one in decisions if one.fits(codes, by)}
    if len(fitting) != 1:  # none, or several that contradict each other
        return Border(category, codes, room, awaits)
    ((passing, decision),) = fitting.items()
    return Border(category, codes, room, BorderBecause.DECIDED, passing, decision.reason)
