"""Checks of rubrics and rounds, each looked at alone."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from judging.plans.faults import fault
from judging.spec.unknown import Unknown
from judging.spec.words import Aggregation, PassKind, TieKind

if TYPE_CHECKING:
    from judging.plans.faults import Faults
    from judging.spec.decoding import Path
    from judging.spec.rounds import GapRule, PassRule, Round, TieStep
    from judging.spec.rubrics import Criterion, Rubric

TRIM_FROM_MARKS = 5
"""Highest and lowest are left out only where enough marks remain (practice 3.3)."""

WHOLE_PERCENT = 100

ENDS_OF_CHAIN = frozenset({TieKind.HEAD_DECIDES, TieKind.BOARD_DECIDES, TieKind.SHARED_PLACE})


def check_rubric(path: Path, rubric: Rubric) -> Faults:
    """The criteria add up to the scale, and every mark can be reached in steps."""
    if rubric.scale <= 0:
        yield fault("not_positive", path, "scale", key="scale", value=rubric.scale)
    if rubric.step <= 0:
        yield fault("not_positive", path, "step", key="step", value=rubric.step)
    if not rubric.criteria:
        yield fault("empty_list", path, "criteria", key="criteria")
        return
    total = sum((item.maximum * _weight(item) for item in rubric.criteria), Decimal(0))
    if total != rubric.scale:
        yield fault("rubric_sum", path, "criteria", total=f"{total.normalize():f}", scale=rubric.scale)
    for index, criterion in enumerate(rubric.criteria):
        yield from _criterion((*path, "criteria", index), criterion, rubric.step)


def _criterion(path: Path, criterion: Criterion, step: Decimal) -> Faults:
    if criterion.maximum <= 0:
        yield fault("not_positive", path, "maximum", key="maximum", value=criterion.maximum)
    elif step > 0 and criterion.maximum % step:
        yield fault("step_does_not_divide", path, "maximum", step=step, maximum=criterion.maximum)
    if _weight(criterion) <= 0:
        yield fault("not_positive", path, "weight", key="weight", value=_weight(criterion))
    for index, anchor in enumerate(criterion.anchors):
        if not 0 <= anchor.mark <= criterion.maximum or (step > 0 and anchor.mark % step):
            yield fault("anchor_out_of_reach", path, "anchors", index, mark=anchor.mark, maximum=criterion.maximum)


def _weight(criterion: Criterion) -> Decimal:
    return Decimal(1) if criterion.weight is None else criterion.weight


def check_round(path: Path, round_: Round) -> Faults:
    """Enough seats and marks, and a tie chain that comes to an end."""
    if not round_.categories:
        yield fault("empty_list", path, "categories", key="categories")
    marks = round_.marks_per_entry
    if not isinstance(marks, Unknown):
        yield from _marks(path, round_, marks)
    yield from _subpanels((*path, "panel", "subpanels"), round_)
    cap = round_.cap_per_judge
    if cap is not None and not isinstance(cap, Unknown) and cap < 1:
        yield fault("not_positive", path, "cap_per_judge", key="cap_per_judge", value=cap)
    if not isinstance(round_.tie_chain, Unknown):
        yield from _tie_chain((*path, "tie_chain"), round_.tie_chain)


def _marks(path: Path, round_: Round, marks: int) -> Faults:
    if marks < 1:
        yield fault("not_positive", path, "marks_per_entry", key="marks_per_entry", value=marks)
    seats = round_.panel.seats
    if not isinstance(seats, Unknown) and seats.maximum is not None and seats.maximum < marks:
        yield fault("too_few_seats", path, "panel", "seats", seats=seats.maximum, marks=marks)
    if round_.aggregation is Aggregation.TRIMMED_MEAN and marks < TRIM_FROM_MARKS:
        yield fault("too_few_marks_to_trim", path, "aggregation", marks=marks, needed=TRIM_FROM_MARKS)


def _subpanels(path: Path, round_: Round) -> Faults:
    """Parts of the panel judge what the round judges, and together have no more seats than it."""
    own = round_.panel.subpanels
    if own == ():
        yield fault("empty_list", path, key="subpanels")
    least = 0
    for index, part in enumerate(own or ()):
        if part.key == round_.panel.key:
            yield fault("repeated_key", path, index, "key", key=part.key)
        for at, category in enumerate(part.categories):
            if category not in round_.categories:
                yield fault("subpanel_judges_other", path, index, "categories", at, key=category, round=round_.name)
        if not isinstance(part.seats, Unknown):
            least += part.seats.minimum or 0
    seats = round_.panel.seats
    if not isinstance(seats, Unknown) and seats.maximum is not None and least > seats.maximum:
        yield fault("subpanels_too_large", path, seats=seats.maximum, least=least)


def _tie_chain(path: Path, chain: tuple[TieStep, ...]) -> Faults:
    ends = [index for index, step in enumerate(chain) if step.kind in ENDS_OF_CHAIN]
    if not ends:
        yield fault("tie_chain_without_end", path)
    for index in range(ends[0] + 1 if ends else len(chain), len(chain)):
        yield fault("tie_step_after_end", path, index, end=chain[ends[0]].kind)


def check_tie_step(path: Path, step: TieStep) -> Faults:
    """Only the comparison of a criterion names one."""
    if step.kind is TieKind.HIGHEST_CRITERION and step.criterion is None:
        yield fault("tie_step_without_criterion", path)
    if step.kind is not TieKind.HIGHEST_CRITERION and step.criterion is not None:
        yield fault("tie_step_with_needless_criterion", path, "criterion", kind=step.kind)


def check_gap(path: Path, gap: GapRule) -> Faults:
    """A gap of nothing would stop every entry."""
    if gap.limit <= 0:
        yield fault("not_positive", path, "limit", key="limit", value=gap.limit)


def check_passing(path: Path, rule: PassRule) -> Faults:
    """Each kind has its figure, and the figure can be reached."""
    if rule.kind is PassKind.TOP and (rule.count is None or rule.count < 1):
        yield fault("pass_rule_without_figure", path, "count", kind=rule.kind, key="count")
    if rule.kind is PassKind.MINIMUM_MARK and rule.minimum_mark is None:
        yield fault("pass_rule_without_figure", path, "minimum_mark", kind=rule.kind, key="minimum_mark")
    if rule.kind is PassKind.PERCENT and (rule.percent is None or not 0 < rule.percent <= WHOLE_PERCENT):
        yield fault("pass_rule_without_figure", path, "percent", kind=rule.kind, key="percent")
