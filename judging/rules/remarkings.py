"""Re-marking on request (phúc khảo): until when it may be asked, what its judges work from, what the new marks do.

The re-marking is a round of its own with codes of its own, which looks to its judges like the round that it re-marks.
Its sheets are put beside the old ones here, before the result is computed: what counts stands in the bundle, by seats
numbered after those of the first panel, so that a stranger computes the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from judging.rules.cases import due_day
from judging.rules.scoring import Scorer, shown
from judging.spec.deadlines import Deadline
from judging.spec.quotas import Bounds
from judging.spec.rounds import Panel
from judging.spec.unknown import is_known
from judging.spec.words import RemarkEffect
from vietnamese.dates import end_of_day, local_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from judging.rules.round_rules import RoundRules
    from judging.rules.scoring import Sheet
    from judging.rules.working_days import WorkingCalendar
    from judging.spec.after import Remarking
    from judging.spec.programme import Programme
    from judging.spec.rounds import Subpanel
    from judging.spec.unknown import Unknown

LONGEST_KEY = 40
LONGEST_REASON = 3_000


@dataclass(frozen=True, slots=True)
class Remarked:
    """What became of one entry: its old and its new total as they are printed, and whether the new marks count."""

    code: str
    before: Decimal | None
    new: Decimal
    after: Decimal
    counts: bool


def remark_until(published_at: datetime, remarking: Remarking, calendar: WorkingCalendar) -> datetime:
    """The first instant at which a re-marking can no longer be asked for."""
    return end_of_day(due_day(local_day(published_at), remarking.days, calendar))


def remark_key(of_key: str, taken: Iterable[str]) -> str:
    """The key of the round that re-marks another; it tells no more than that there is one more.

    >>> remark_key("final", ["final", "final_2"])
    'final_3'
    """
    used = set(taken)
    number = 2
    while (key := f"{of_key[: LONGEST_KEY - 4]}_{number}") in used:
        number += 1
    return key


def remark_plan(plan: Programme, of_key: str, key: str, *, opens_on: date, closes_on: date) -> Programme:
    """The plan as the re-marking round knows it: that round alone, by the same rubric and name, without prizes."""
    found, remarking = plan.find_round(of_key), plan.remarking
    if found is None or remarking is None:
        return plan
    seats = found.panel.seats
    most = max(seats.maximum or 0, remarking.markers) if is_known(seats) and seats.maximum is not None else None
    round_ = replace(
        found,
        key=key,
        panel=Panel(
            found.panel.key,
            found.panel.name,
            Bounds(remarking.markers, most),
            _subpanels(found.panel, remarking.markers),
        ),
        marks_per_entry=remarking.markers,
        opens=Deadline(opens_on),
        closes=Deadline(closes_on),
        passing=None,
    )
    return replace(plan, rounds=(round_,), ladders=())


def _subpanels(panel: Panel, markers: int) -> tuple[Subpanel, ...] | None:
    """The panel stays divided: whoever marks anew marks what the first markers could. Each part has room for a pair."""
    if panel.subpanels is None:
        return None
    return tuple(replace(one, seats=_room(one.seats, markers)) for one in panel.subpanels)


def _room(seats: Bounds | Unknown, markers: int) -> Bounds:
    most = seats.maximum if is_known(seats) else None
    return Bounds(None, None if most is None else max(most, markers))


def counted_sheets(
    rules: RoundRules, remarking: Remarking, sheets: Iterable[Sheet], remarked: Mapping[str, Sequence[Sheet]]
) -> list[Sheet]:
    """The sheets that make the result once entries were marked anew.

    Args:
        rules: those of the round that was re-marked.
        remarking: what the plan says of it.
        sheets: the locked sheets of that round.
        remarked: the new sheets by the code that the entry has in that round, their seats numbered after those of the
            first panel.
    """
    return [
        sheet
        for code, own in _by_code(sheets, remarked)
        for sheet in (_counted(rules, remarking, own, remarked[code]) if code in remarked else own)
    ]


def outcomes(
    rules: RoundRules, remarking: Remarking, sheets: Iterable[Sheet], remarked: Mapping[str, Sequence[Sheet]]
) -> list[Remarked]:
    """What became of each entry that was marked anew, by code."""
    scorer = Scorer(rules.rubric, rules.aggregation)
    found = []
    for code, own in _by_code(sheets, remarked):
        if code not in remarked:
            continue
        counted = _counted(rules, remarking, own, remarked[code])
        before = shown(scorer.score(own).total) if own else None
        new, after = shown(scorer.score(remarked[code]).total), shown(scorer.score(counted).total)
        found.append(Remarked(code, before, new, after, counts=counted != own))
    return found


def _by_code(sheets: Iterable[Sheet], remarked: Mapping[str, Sequence[Sheet]]) -> list[tuple[str, list[Sheet]]]:
    ordered = sorted(sheets, key=lambda one: (one.code, one.seat))
    by_code = {code: list(own) for code, own in groupby(ordered, key=lambda one: one.code)}
    for code in remarked:
        by_code.setdefault(code, [])
    return sorted(by_code.items())


def _counted(rules: RoundRules, remarking: Remarking, own: list[Sheet], new: Sequence[Sheet]) -> list[Sheet]:
    if not own or remarking.effect is RemarkEffect.REPLACES:
        return list(new)
    if remarking.effect is RemarkEffect.TOGETHER:
        # Where a third marker's sheet alone made the mark, the new ones count beside that one.
        decides = any(sheet.deciding for sheet in own)
        counting = [sheet for sheet in new if sheet.deciding] or new
        return [*own, *(replace(sheet, deciding=decides) for sheet in counting)]
    scorer = Scorer(rules.rubric, rules.aggregation)
    difference = abs(scorer.score(list(new)).total - scorer.score(own).total)
    return list(new) if remarking.limit is not None and difference >= Fraction(remarking.limit) else own
