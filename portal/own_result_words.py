"""An author's own result for reading: rounds and criteria by their names, exact numbers rounded to two decimals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from judging.spec.unknown import Unknown
from portal.display import mark
from portal.result_words import shown_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from judging.queries.own_results import OwnResult
    from judging.rules.own_results import RoundResult, SeatMarks
    from judging.spec.programme import Programme
    from judging.spec.rubrics import Rubric


@dataclass(frozen=True, slots=True)
class ShownRound:
    """One round.

    `columns` and `rows` are the table of marks, a row for each criterion; no rows where the plan tells none.
    `said` holds (judge, [(criterion, text)]); the criterion is empty for words about the whole entry.
    """

    name: str
    result: RoundResult
    total: str
    columns: list[dict[str, object]]
    rows: list[list[str]]
    said: list[tuple[str, list[tuple[str, str]]]]
    has_deciding: bool


def shown_rounds(result: OwnResult, plan: Programme) -> list[ShownRound]:
    """The rounds of an author's result in words; `plan` gives rounds and criteria their names."""
    return [_shown(result, one, plan) for one in result.rounds]


def _shown(result: OwnResult, one: RoundResult, plan: Programme) -> ShownRound:
    planned = plan.find_round(one.round)
    rubric = plan.rubric_of(planned) if planned else None
    names = _names(rubric, one)
    sheets = one.sheets if result.shows_marks else ()
    return ShownRound(
        name=planned.name if planned else one.round,
        result=one,
        total=shown_number(one.total),
        columns=[
            {"label": str(_("Criterion"))},
            *({"label": _judge(sheet.seat), "numeric": True} for sheet in sheets),
        ],
        rows=_rows(sheets, names),
        said=[
            (
                _judge(sheet.seat),
                [
                    *((names[key], told.by_criterion[key]) for key in names if key in told.by_criterion),
                    *([("", told.whole)] if told.whole else []),
                ],
            )
            for sheet in sheets
            if (told := result.said.get((one.round, sheet.seat)))
        ],
        has_deciding=any(sheet.is_deciding for sheet in sheets),
    )


def _rows(sheets: Sequence[SeatMarks], names: Mapping[str, str]) -> list[list[str]]:
    """A row for each criterion and one for the totals, a column for each judge."""
    if not sheets:
        return []
    marks = [[name, *(shown_number(str(sheet.marks[key])) for sheet in sheets)] for key, name in names.items()]
    return [*marks, [str(_("Total")), *(shown_number(str(sheet.total)) for sheet in sheets)]]


def _names(rubric: Rubric | Unknown | None, one: RoundResult) -> dict[str, str]:
    """The criteria that were marked, in the rubric's order, each with its most marks."""
    keys = one.sheets[0].marks.keys() if one.sheets else ()
    if rubric is None or isinstance(rubric, Unknown):
        return {key: key for key in keys}
    return {
        found.key: str(_("%(name)s (most %(maximum)s)", name=found.name, maximum=mark(found.maximum)))
        for found in rubric.criteria
        if found.key in keys
    }


def _judge(number: int) -> str:
    return str(_("Judge %(number)s", number=number))
