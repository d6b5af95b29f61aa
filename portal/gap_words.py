"""How a gap stands, in words: for the secretary's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from judging.rules.assignment import Bar
from judging.rules.gaps import GapAnswer, GapState, Unfit
from judging.rules.scoring import shown
from portal.display import mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flask_babel import LazyString

    from judging.queries.gaps import AnswerLine, GapLine

STATES: Mapping[GapState, tuple[LazyString, str]] = {
    GapState.CALLING: (_l("found; the plan's step follows within minutes"), "info"),
    GapState.THIRD_MARK: (_l("waits for the third marker"), "warning"),
    GapState.DIALOGUE: (_l("the judges are talking"), "warning"),
    GapState.HEAD: (_l("waits for the head of the panel"), "warning"),
    GapState.OBSTRUCTED: (_l("nobody may mark it a third time"), "danger"),
    GapState.REOPENED: (_l("a sheet was opened again"), "info"),
    GapState.SETTLED: (_l("settled"), "success"),
}
OBSTACLES: Mapping[str, LazyString] = {
    Bar.OTHER_PANEL: _l("marks other categories or topics"),
    Bar.OWN_UNIT: _l("same unit as the author"),
    Bar.RELATED_UNIT: _l("a unit above or below the author's"),
    Bar.DECLARED_TIE: _l("declared tie"),
    Bar.STEPPED_BACK: _l("stepped back or left"),
    Unfit.MARKED_IT: _l("has marked it"),
    Unfit.FULL: _l("has as many sheets as allowed"),
}


@dataclass(frozen=True, slots=True)
class ShownGap:
    """One gap as the page shows it. Marks stand in `details` only when the round is closed."""

    word: str
    state: str
    kind: str
    details: tuple[str, ...]


def shown_gaps(lines: Iterable[GapLine], *, with_marks: bool) -> list[ShownGap]:
    """Every gap of a round, by code; `with_marks` once the round is closed (S001-R14)."""
    return [
        ShownGap(
            line.word, str(STATES[line.state][0]), STATES[line.state][1], tuple(_details(line, with_marks=with_marks))
        )
        for line in lines
    ]


def _details(line: GapLine, *, with_marks: bool) -> Iterable[str]:
    if with_marks:
        yield _("Difference %(gap)s, limit %(limit)s.", gap=_mark(line.gap), limit=_mark(line.limit))
    if (decider := line.decider) is not None:
        yield _("Seat %(seat)s decides.", seat=decider.seat_number)
    for answer in line.answers:
        yield _answered(answer, with_marks=with_marks)
    if line.state is GapState.OBSTRUCTED:
        seats = "; ".join(
            _("judge %(number)s: %(reason)s", number=number, reason=OBSTACLES[word]) for number, word in line.obstacle
        )
        yield _(
            "%(seats)s. Please seat another judge; the rest happens by itself.",
            seats=seats or _("nobody else sits in the panel"),
        )


def _answered(answer: AnswerLine, *, with_marks: bool) -> str:
    facts = {"seat": answer.seat_number}
    if answer.answer is None:
        said: str = (
            _("Seat %(seat)s has not answered yet.", **facts)
            if answer.is_owed
            else _("Seat %(seat)s has left; the sheet stands.", **facts)
        )
        return said
    if answer.answer is GapAnswer.KEEP:
        said = _("Seat %(seat)s keeps the sheet.", **facts)
    elif with_marks:
        before, after = _mark(answer.before), _mark(answer.after)
        said = _(
            "Seat %(seat)s filed a new version: %(before)s before, %(after)s now.", before=before, after=after, **facts
        )
    else:
        said = _("Seat %(seat)s filed a new version.", **facts)
    return f"{said} {_('Reason: %(reason)s', reason=answer.reason)}" if answer.reason and with_marks else said


def _mark(value: object) -> str:
    return mark(str(shown(value)))  # type: ignore[arg-type]  # a Fraction
