"""Whether a subject meets a standard (tiêu chuẩn), as far as figures and index results can say it.

What no figure says is for a person: `OPEN` goes to the appraiser. Nothing here guesses: a missing figure is open, an
unknown scale cannot compare grades, and "not applicable" is an answer only where the plan has a condition.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from judging.enums import StandardOutcome
from judging.spec.campaign_words import Comparison, ConditionKind, IndexName, IndexTest
from judging.spec.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from judging.spec.contents import IndexReference, IndexScale, Target
    from judging.spec.standards import Alternative, Condition, Standard

_MET, _UNMET, _NOT, _OPEN = (
    StandardOutcome.MET,
    StandardOutcome.UNMET,
    StandardOutcome.NOT_APPLICABLE,
    StandardOutcome.OPEN,
)


@dataclass(frozen=True, slots=True)
class IndexResult:
    """A unit's result of one index in one year: grade and place as announced; None where none was announced."""

    index: IndexName
    year: int
    grade: str | None = None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """What is known of the subject itself: its unit's kind, whether it heads one, and its unit's index results."""

    unit_kind: str = ""
    heads_unit: bool = False
    results: tuple[IndexResult, ...] = ()
    measured: frozenset[IndexName] = frozenset()
    """The indices by which units such as this one are measured at all."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the unit says for one standard: figures by target key, the way it chose, its words."""

    figures: Mapping[str, Decimal] = field(default_factory=dict)
    alternative: str | None = None
    claims_not_applicable: bool = False
    text: str = ""


def judge_standard(
    standard: Standard, answer: Answer | None, *, facts: SubjectFacts, scales: Sequence[IndexScale] = ()
) -> StandardOutcome:
    """What holds of `standard` for this subject. A person may decide otherwise, with a reason."""
    if standard.condition is not None and not applies(standard.condition, facts):
        return _NOT
    if answer is None:
        return _OPEN
    parts = [_target(target, answer) for target in standard.targets]
    parts += [judge_index(reference, facts, scales) for reference in standard.indices]
    if standard.any_of:
        parts.append(_any_of(standard, answer, facts, scales))
    return _together(parts)


def applies(condition: Condition, facts: SubjectFacts) -> bool:
    """Whether the subject falls under the condition."""
    match condition.kind:
        case ConditionKind.HAS_INDEX:
            return condition.index in facts.measured
        case ConditionKind.HEADS_UNIT:
            return facts.heads_unit
        case ConditionKind.OF_UNIT_KIND:
            return facts.unit_kind in condition.unit_kinds


def meets(target: Target, figure: Decimal) -> bool:
    """Whether a figure reaches its target."""
    match target.comparison:
        case Comparison.EQUAL:
            return figure == target.value
        case Comparison.AT_LEAST:
            return figure >= target.value
        case Comparison.AT_MOST:
            return figure <= target.value


def judge_index(reference: IndexReference, facts: SubjectFacts, scales: Sequence[IndexScale] = ()) -> StandardOutcome:
    """Whether the announced results say that the reference is met; OPEN where they do not say it."""
    if reference.index not in facts.measured:
        return _OPEN
    wanted = [one for one in facts.results if one.index is reference.index]
    year = reference.year if reference.year is not None else max((one.year for one in wanted), default=0)
    now = next((one for one in wanted if one.year == year), None)
    if now is None:
        return _OPEN
    match reference.test:
        case IndexTest.GRADE_AT_LEAST:
            return _grade(reference, now, scales)
        case IndexTest.RANK_WITHIN:
            return _place(reference, now)
        case IndexTest.LEAP:
            before = next((one for one in wanted if one.year == year - 1), None)
            return _leap(reference, now, before)


def _grade(reference: IndexReference, now: IndexResult, scales: Sequence[IndexScale]) -> StandardOutcome:
    if now.grade is None or reference.grade is None:
        return _OPEN
    if now.grade.casefold() == reference.grade.casefold():
        return _MET
    scale = next((one.grades for one in scales if one.index is reference.index), None)
    if scale is None or isinstance(scale, Unknown):
        return _OPEN
    order = [grade.casefold() for grade in scale]
    if now.grade.casefold() not in order or reference.grade.casefold() not in order:
        return _OPEN
    return _MET if order.index(now.grade.casefold()) <= order.index(reference.grade.casefold()) else _UNMET


def _place(reference: IndexReference, now: IndexResult) -> StandardOutcome:
    if now.place is None or not isinstance(reference.places, int):
        return _OPEN
    return _MET if now.place <= reference.places else _UNMET


def _leap(reference: IndexReference, now: IndexResult, before: IndexResult | None) -> StandardOutcome:
    if before is None or now.place is None or before.place is None or not isinstance(reference.places, int):
        return _OPEN
    return _MET if before.place - now.place >= reference.places else _UNMET


def _target(target: Target, answer: Answer) -> StandardOutcome:
    figure = answer.figures.get(target.key)
    if figure is None:
        return _OPEN
    return _MET if meets(target, figure) else _UNMET


def _any_of(standard: Standard, answer: Answer, facts: SubjectFacts, scales: Sequence[IndexScale]) -> StandardOutcome:
    """One way is enough: the chosen one, or any that the figures already show."""
    outcomes = {way.key: _way(way, answer, facts, scales) for way in standard.any_of}
    if _MET in outcomes.values():
        return _MET
    if answer.alternative in outcomes and outcomes[answer.alternative] is not _NOT:
        return outcomes[answer.alternative]
    return _UNMET if all(one in {_UNMET, _NOT} for one in outcomes.values()) else _OPEN


def _way(way: Alternative, answer: Answer, facts: SubjectFacts, scales: Sequence[IndexScale]) -> StandardOutcome:
    if way.condition is not None and not applies(way.condition, facts):
        return _NOT
    parts = [_target(target, answer) for target in way.targets]
    parts += [judge_index(reference, facts, scales) for reference in way.indices]
    return _together(parts)


def _together(parts: Sequence[StandardOutcome]) -> StandardOutcome:
    """All must hold; where nothing is measured a person judges."""
    if _UNMET in parts:
        return _UNMET
    if not parts or _OPEN in parts:
        return _OPEN
    return _MET
